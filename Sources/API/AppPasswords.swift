public import Core
public import HTTPMessage
import JSON

// Responses about app passwords.

/// An app password without its value.
public struct AppPasswordView: Sendable {
    let id: TokenID
    let name: Name
    let createdAt: Moment
    let lastUsed: Moment?

    public init(id: TokenID, name: Name, createdAt: Moment, lastUsed: Moment?) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.lastUsed = lastUsed
    }

    fileprivate var members: JSONObject {
        [
            "id": .string(id.description), "name": .string(name.text), "created_at": .string(createdAt.text),
            "last_used_at": lastUsed.map { .string($0.text) } ?? .null,
        ]
    }

    /// As an operator sees it, next to bearer tokens.
    var tokenMembers: JSONObject {
        [
            "id": .string(id.description), "kind": "app", "name": .string(name.text),
            "issued_at": .string(createdAt.text), "last_used_at": lastUsed.map { .string($0.text) } ?? .null,
            "expires_at": .null,
        ]
    }
}

extension Response {
    public static func appPasswords(_ passwords: [AppPasswordView]) -> Response {
        .json(.ok, ["app_passwords": .array(passwords.map { .object($0.members) })])
    }

    /// The only response that contains the app password.
    public static func added(_ password: String, _ view: AppPasswordView) -> Response {
        var members = view.members
        members["password"] = .string(password)
        return .json(.created, .object(members))
    }
}

extension Problem {
    public static func tooManyAppPasswords(_ limit: Int) -> Problem {
        Problem(
            .conflict, "too_many_app_passwords", "This device already has \(limit) app passwords. Revoke one first.")
    }
}
