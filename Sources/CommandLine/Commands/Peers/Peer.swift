import Console
import Core
import JSON

/// A peer as the agent describes it, cleaned for a terminal.
struct Peer: Equatable {
    struct Grant: Equatable {
        let scope: String
        let expiresAt: Moment?
    }

    struct Key: Equatable {
        let thumbprint: String
        /// The transport over which the key was made: `plain_http` or `secure`.
        let origin: String
        let addedAt: Moment?
        let lastUsedAt: Moment?
    }

    let id: String
    let name: String
    let kind: String
    let person: String
    /// `live`, `revoked`, `left` or `expired`.
    let state: String
    let presence: String
    let address: String
    let userAgent: String
    let admittedBy: String
    let createdAt: Moment?
    let lastSeenAt: Moment?
    let expiresAt: Moment?
    let endedAt: Moment?
    let scopes: [Grant]
    /// Their names.
    let areas: [String]
    let keys: [Key]
    /// It has no key, only bearer tokens: a script or a server.
    let isTokenOnly: Bool
    /// The original JSON, for programs.
    let whole: JSONObject

    var isLive: Bool { state == "live" }
    var isOnline: Bool { isLive && presence == Presence.online.rawValue }

    /// Returns nil if it is not a peer.
    init?(_ object: JSONObject) {
        guard let id = object["id"]?.string, let name = object["name"]?.string else { return nil }
        whole = object
        self.id = id.cleaned
        self.name = name.cleaned
        kind = object.text("kind")
        person = object.text("person")
        state = object.text("state")
        presence = object.text("presence")
        address = object.text("address")
        userAgent = object.text("user_agent")
        admittedBy = object.text("admitted_by")
        createdAt = object.moment("created_at")
        lastSeenAt = object.moment("last_seen_at")
        expiresAt = object.moment("expires_at")
        endedAt = object.moment("ended_at")
        scopes = object.objects("scopes").map { Grant(scope: $0.text("scope"), expiresAt: $0.moment("expires_at")) }
        areas = object.objects("areas").map { $0.text("name") }
        isTokenOnly = state == "live" && object["keys"]?.array?.isEmpty == true
        keys = object.objects("keys").map {
            Key(
                thumbprint: $0.text("thumbprint"), origin: $0.text("origin"), addedAt: $0.moment("added_at"),
                lastUsedAt: $0.moment("last_used_at"))
        }
    }
}
