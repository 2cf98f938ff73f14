public import API
public import HTTPMessage

/// The credential of a request to a service. A browser shows a cookie, a program a token.
public enum ForwardCredential: Equatable, Sendable {
    case none
    /// A bearer token, and the field in which it was.
    case token(String, in: Carrier)
    /// The cookie for this host, which is valid there only.
    case hostSession(String)
    /// The cookie for a whole domain.
    case domainSession(String)

    public enum Carrier: String, CaseIterable, Sendable { case authorization, token = "x-kith-token" }
}

extension ForwardCredential {
    /// What is not of kith is ignored: many services use the same field for their own login.
    public init(_ request: Request) throws(Problem) {
        let tokens = request.fields.values(of: ServiceField.token)
        guard tokens.count <= 1 else { throw .malformed("The field X-Kith-Token is there twice") }
        if let token = tokens.first {
            self = .token(token, in: .token)
            return
        }
        if let token = try request.kithsAuthorization() {
            self = .token(token, in: .authorization)
            return
        }
        // A sibling host can set a second cookie for the domain, but none with the other name.
        let (here, everywhere) = (request.cookies(CookieName.forwardHere), request.cookies(CookieName.forward))
        guard here.count <= 1, everywhere.count <= 1 else { throw .invalidSession }
        self = here.first.map { .hostSession($0) } ?? everywhere.first.map { .domainSession($0) } ?? .none
    }
}

extension Request {
    /// The token in `Authorization`, if it is one of kith's by its prefix.
    fileprivate func kithsAuthorization() throws(Problem) -> String? {
        let own = fields.values(of: "Authorization").compactMap { value -> String? in
            let words = value.split(separator: " ", maxSplits: 1)
            guard words.count == 2, words[0].lowercased() == "bearer", words[1].utf8.starts(with: "kith_".utf8) else {
                return nil
            }
            return String(words[1])
        }
        guard own.count <= 1 else { throw .malformed("There is more than one Authorization field") }
        return own.first
    }
}
