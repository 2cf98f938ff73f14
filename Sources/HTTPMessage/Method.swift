/// The method of a request. Methods are case-sensitive: `get` is not `GET`.
public enum Method: Hashable, Sendable {
    case get, head, post, put, patch, delete, options
    case other(String)

    /// Returns nil if `name` is not a token.
    public init?(_ name: some StringProtocol) {
        guard isToken(name.utf8) else { return nil }
        switch name {
        case "GET": self = .get
        case "HEAD": self = .head
        case "POST": self = .post
        case "PUT": self = .put
        case "PATCH": self = .patch
        case "DELETE": self = .delete
        case "OPTIONS": self = .options
        default: self = .other(String(name))
        }
    }

    /// Whether it changes nothing, by RFC 9110, 9.2.1.
    public var isSafe: Bool {
        switch self {
        case .get, .head, .options: true
        case .post, .put, .patch, .delete, .other: false
        }
    }

    /// The text in the request line.
    public var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other(let name): name
        }
    }
}
