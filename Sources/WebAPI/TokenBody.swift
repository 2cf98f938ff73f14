import API
public import Core
import JSON

/// The body of a request for a bearer token.
public struct TokenBody: Sendable {
    public let bearer: TokenBearer
    public let life: Duration?

    init(of peer: PeerID, _ body: Body) throws(Problem) {
        try body.refuseOthers(than: ["kind", "expires_in"])
        bearer = .peer(peer)
        life = try Self.life(body)
    }

    init(named body: Body) throws(Problem) {
        try body.refuseOthers(than: ["kind", "expires_in", "name", "person", "scopes"])
        guard let name = try body.name("name") else { throw .field(FieldRejection(field: "name", problem: .missing)) }
        bearer = .named(
            name, person: try body.name("person"), scopes: try body.optional("scopes", readScopes))
        life = try Self.life(body)
    }

    /// The kind is required, so that another kind can be added later with its own meaning.
    private static func life(_ body: Body) throws(Problem) -> Duration? {
        _ = try body.required("kind") { $0.string == "bearer" ? true : nil }
        return try body.optional("expires_in", \.integer).map { .seconds($0) }
    }
}
