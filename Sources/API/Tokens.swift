public import Core
public import HTTPMessage
import JSON

// Bearer tokens and the sessions of cookies, as answers.

extension Response {
    /// The only answer that ever shows it.
    public static func issued(_ token: String, _ view: TokenView, to peer: PeerView, isNew: Bool) -> Response {
        var members = view.members
        members["token"] = .string(token)
        members["token_type"] = "Bearer"
        members["peer"] = peer.json
        members["is_new_peer"] = .bool(isNew)
        return .json(.created, .object(members))
    }

    public static func tokens(_ tokens: [TokenView]) -> Response {
        .json(.ok, ["tokens": .array(tokens.map { .object($0.members) })])
    }

    /// Who was revoked with a person.
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

/// A cookie on its way to a browser. No script reads it.
public struct SetCookie: Sendable {
    public let name: String
    let value: String
    let domain: String?
    let isSecure: Bool
    let isForNavigation: Bool
    /// In seconds.
    var age = 400 * 86_400

    /// For kith's own pages, which ask from this very host.
    public static func kith(_ value: String) -> SetCookie {
        SetCookie(name: CookieName.kith, value: value, domain: nil, isSecure: true, isForNavigation: false)
    }

    /// For as long as the node remembers a pairing.
    public static func claim(_ value: String) -> SetCookie {
        SetCookie(
            name: CookieName.claim, value: value, domain: nil, isSecure: true, isForNavigation: false, age: 2 * 3_600)
    }

    /// For services that are reached by links from anywhere.
    public static func forward(_ value: String, domain: String?, isSecure: Bool) -> SetCookie {
        SetCookie(
            name: CookieName.forward, value: value, domain: domain, isSecure: isSecure, isForNavigation: true)
    }

    /// Takes it from a browser again.
    public var gone: SetCookie {
        SetCookie(name: name, value: "", domain: domain, isSecure: isSecure, isForNavigation: isForNavigation)
    }

    /// For how long it counts, the node decides, and prolongs it without the browser's knowing: a proxy that asks about a
    /// cookie hands no new one on. So the browser keeps it for as long as browsers keep any. Without a value, it goes.
    public var text: String {
        let age = value.isEmpty ? 0 : self.age
        return "\(name)=\(value); Path=/; Max-Age=\(age); HttpOnly; SameSite=\(isForNavigation ? "Lax" : "Strict")"
            + (isSecure ? "; Secure" : "") + (domain.map { "; Domain=\($0)" } ?? "")
    }
}

extension Problem {
    public static func tooManyTokens(_ limit: Int) -> Problem {
        Problem(.conflict, "too_many_tokens", "This peer has \(limit) bearer tokens; revoke one first.")
    }
}
