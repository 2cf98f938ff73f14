public import API
public import Core
public import HTTPMessage

/// The credential of a request.
public enum ShownCredential: Equatable, Sendable {
    case none
    /// A peer token, with its proof.
    case dpop(token: String, proof: String)
    case bearer(token: String)
    /// The cookie of a session. It is used only without another credential.
    case session(String)
}

extension ShownCredential {
    /// - Parameter node: whose cookie is valid.
    public init(_ request: Request, at node: NodeID) throws(Problem) {
        let values = request.fields.values(of: "Authorization")
        guard let value = values.first else {
            let cookies = request.cookies(CookieName.kith(of: node))
            guard cookies.count <= 1 else { throw .invalidSession }
            self = cookies.first.map { .session($0) } ?? .none
            return
        }
        guard values.count == 1 else { throw .malformed("There is more than one Authorization field") }
        let words = value.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { throw .invalidToken }
        switch words[0].lowercased() {
        case "dpop": self = .dpop(token: String(words[1]), proof: try request.dpopProof())
        case "bearer": self = .bearer(token: String(words[1]))
        default: throw .invalidToken
        }
    }
}

extension Request {
    /// Whether the client uses nonces: each response to it contains a fresh one.
    public var speaksDPoP: Bool { fields["DPoP"] != nil }

    /// The text of its single `DPoP` field (RFC 9449, 4.3).
    public func dpopProof() throws(Problem) -> String {
        let proofs = fields.values(of: "DPoP")
        guard let proof = proofs.first else { throw .proofMissing }
        guard proofs.count == 1 else { throw .invalidProof }
        return proof
    }
}
