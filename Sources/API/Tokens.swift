public import Core
public import HTTPMessage
import JSON

// Responses about bearer tokens, sessions and cookies.

extension Response {
    /// The only response that contains the token.
    public static func issued(_ token: String, _ view: TokenView, to peer: PeerView, isNew: Bool) -> Response {
        var members = view.members
        members["token"] = .string(token)
        members["token_type"] = "Bearer"
        members["peer"] = peer.json
        members["is_new_peer"] = .bool(isNew)
        return .json(.created, .object(members))
    }

    public static func tokens(_ tokens: [TokenView], _ apps: [AppPasswordView]) -> Response {
        let members = tokens.map(\.members) + apps.map(\.tokenMembers)
        return .json(.ok, ["tokens": .array(members.map { .object($0) })])
    }

    /// The peers that were revoked with a person.
    public static func revoked(_ person: Name, _ peers: [PeerView.Card]) -> Response {
        .json(
            .ok,
            [
                "person": .string(person.text),
                "revoked": .array(
                    peers.map { ["id": .string($0.id.description), "name": .string($0.name.text)] }),
            ])
    }

    public static func session(until end: Moment, _ cookies: [SetCookie]) -> Response {
        var response = Response.json(
            .created,
            [
                "expires_at": .string(end.text), "cookies": .array(cookies.map { .string($0.name) }),
            ])
        for cookie in cookies { response.fields.append("Set-Cookie", cookie.text) }
        return response
    }

    public static func signedOut(_ cookies: [SetCookie]) -> Response {
        var response = Response.done
        for cookie in cookies { response.fields.append("Set-Cookie", cookie.text) }
        return response
    }
}

/// A bearer token without its value.
public struct TokenView: Sendable {
    let id: TokenID
    let issuedAt: Moment
    let expiresAt: Moment

    public init(id: TokenID, issuedAt: Moment, expiresAt: Moment) {
        self.id = id
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }

    fileprivate var members: JSONObject {
        [
            "id": .string(id.description), "kind": "bearer", "issued_at": .string(issuedAt.text),
            "expires_at": .string(expiresAt.text),
        ]
    }
}

/// A cookie that a response sets. Scripts cannot read it.
public struct SetCookie: Sendable {
    public let name: String
    let value: String
    let domain: String?
    let isSecure: Bool
    let isForNavigation: Bool
    /// The age in seconds.
    var age = 400 * 86_400

    /// For kith's own pages, which send requests to this host only.
    public static func kith(_ value: String, of node: NodeID) -> SetCookie {
        SetCookie(name: CookieName.kith(of: node), value: value, domain: nil, isSecure: true, isForNavigation: false)
    }

    /// Valid for as long as the node keeps a pairing.
    public static func claim(_ value: String) -> SetCookie {
        SetCookie(
            name: CookieName.claim, value: value, domain: nil, isSecure: true, isForNavigation: false, age: 2 * 3_600)
    }

    /// For services that people reach by links from any site.
    public static func forward(_ value: String, domain: String?, isSecure: Bool) -> SetCookie {
        SetCookie(
            name: CookieName.forward, value: value, domain: domain, isSecure: isSecure, isForNavigation: true)
    }

    /// The same for one service's host.
    public static func forwardHere(_ value: String) -> SetCookie {
        SetCookie(name: CookieName.forwardHere, value: value, domain: nil, isSecure: true, isForNavigation: true)
    }

    /// What a browser keeps at a service's host while it signs in at kith's own.
    public static func signIn(_ value: String) -> SetCookie {
        SetCookie(
            name: CookieName.signIn, value: value, domain: nil, isSecure: true, isForNavigation: true, age: 600)
    }

    /// The cookie that deletes it in the browser.
    public var gone: SetCookie {
        SetCookie(name: name, value: "", domain: domain, isSecure: isSecure, isForNavigation: isForNavigation)
    }

    /// The text of the `Set-Cookie` field. The node decides how long the session is valid, and extends it without
    /// telling the browser: a proxy that asks about a cookie forwards no new one. So the browser keeps it as long as
    /// browsers keep any cookie. Without a value, the browser deletes it.
    public var text: String {
        let age = value.isEmpty ? 0 : self.age
        return "\(name)=\(value); Path=/; Max-Age=\(age); HttpOnly; SameSite=\(isForNavigation ? "Lax" : "Strict")"
            + (isSecure ? "; Secure" : "") + (domain.map { "; Domain=\($0)" } ?? "")
    }
}

extension Problem {
    public static func tooManyTokens(_ limit: Int) -> Problem {
        Problem(.conflict, "too_many_tokens", "This device already has \(limit) bearer tokens. Revoke one first.")
    }
}
