public import Core
public import HTTPMessage
import JSON

/// A peer, with the fields that its reader may see.
public struct PeerView: Sendable {
    public enum State: String, Sendable { case live, revoked, left, expired }

    /// The fields for every reader who may see the peer.
    public struct Card: Sendable {
        let id: PeerID
        let name: Name
        let kind: PeerKind
        let presence: Presence

        public init(id: PeerID, name: Name, kind: PeerKind, presence: Presence) {
            self.id = id
            self.name = name
            self.kind = kind
            self.presence = presence
        }
    }

    /// The further fields for the peer itself and for operators.
    public struct Membership: Sendable {
        let person: Name?
        let createdAt: Moment
        let expiresAt: Moment?
        let permissions: [Permission]
        let areas: [Area]

        public init(
            person: Name?, createdAt: Moment, expiresAt: Moment?, permissions: [Permission], areas: [Area]
        ) {
            self.person = person
            self.createdAt = createdAt
            self.expiresAt = expiresAt
            self.permissions = permissions
            self.areas = areas
        }
    }

    /// The further fields for operators.
    public struct Record: Sendable {
        let state: State
        let endedAt: Moment?
        let address: HostAddress?
        let userAgent: UserAgent
        let lastSeen: Moment
        let admittedBy: Inviter
        let keys: [Key]

        public init(
            state: State, endedAt: Moment?, address: HostAddress?, userAgent: UserAgent, lastSeen: Moment,
            admittedBy: Inviter, keys: [Key]
        ) {
            self.state = state
            self.endedAt = endedAt
            self.address = address
            self.userAgent = userAgent
            self.lastSeen = lastSeen
            self.admittedBy = admittedBy
            self.keys = keys
        }
    }

    public struct Key: Sendable {
        let key: PublicKey
        let thumbprint: String
        let origin: KeyOrigin
        let nodeAddress: HostAddress?
        let addedAt: Moment
        let lastUsed: Moment

        public init(
            key: PublicKey, thumbprint: String, origin: KeyOrigin, nodeAddress: HostAddress?, addedAt: Moment,
            lastUsed: Moment
        ) {
            self.key = key
            self.thumbprint = thumbprint
            self.origin = origin
            self.nodeAddress = nodeAddress
            self.addedAt = addedAt
            self.lastUsed = lastUsed
        }
    }

    /// The further fields for a peer that reads about itself: what it can do with this credential over this transport.
    public struct Usable: Sendable {
        let scopes: Scopes
        let now: Moment

        public init(_ scopes: Scopes, at now: Moment) {
            self.scopes = scopes
            self.now = now
        }

        /// Whether the peer holds the scope, but cannot use it on this connection.
        fileprivate func caps(_ permission: Permission) -> Bool {
            ![permission].scopes(at: now).isSubset(of: scopes)
        }
    }

    let card: Card
    let membership: Membership?
    let record: Record?
    let usable: Usable?

    public init(_ card: Card, _ membership: Membership? = nil, _ record: Record? = nil, usable: Usable? = nil) {
        self.card = card
        self.membership = membership
        self.record = record
        self.usable = usable
    }
}

extension PeerView {
    var json: JSONValue {
        var members: JSONObject = [
            "id": .string(card.id.description), "name": .string(card.name.text), "kind": .string(card.kind.rawValue),
            "presence": .string(card.presence.rawValue),
        ]
        membership?.write(into: &members, usable)
        record?.write(into: &members)
        return .object(members)
    }
}

extension PeerView.Membership {
    fileprivate func write(into members: inout JSONObject, _ usable: PeerView.Usable?) {
        members["person"] = person.map { .string($0.text) } ?? .null
        members["created_at"] = .string(createdAt.text)
        members["expires_at"] = expiresAt.json
        members["scopes"] = .array(
            permissions.map { permission in
                var grant: JSONObject = [
                    "scope": .string(permission.scope.rawValue), "expires_at": permission.expiresAt.json,
                ]
                if let usable { grant["capped"] = .bool(usable.caps(permission)) }
                return .object(grant)
            })
        // The same rule as that of the route, which admits holders of either scope.
        if let usable {
            members["sees_peers"] = .bool(!usable.scopes.isDisjoint(with: [.view, .admin]))
            members["uses_services"] = .bool(usable.scopes.contains(.use))
        }
        members["areas"] = .array(areas.map { ["id": .string($0.id.description), "name": .string($0.name.text)] })
    }
}

extension PeerView.Record {
    fileprivate func write(into members: inout JSONObject) {
        members["state"] = .string(state.rawValue)
        members["ended_at"] = endedAt.json
        members["address"] = address.map { .string($0.description) } ?? .null
        members["user_agent"] = .string(userAgent.text)
        members["last_seen_at"] = .string(lastSeen.text)
        members["admitted_by"] = admittedBy.json
        members["keys"] = .array(keys.map(\.json))
    }
}

extension PeerView.Key {
    fileprivate var json: JSONValue {
        [
            "public_key": .string(Base64URL.encode(key.octets.bytes)), "thumbprint": .string(thumbprint),
            "origin": .string(origin.rawValue),
            "node_address": nodeAddress.map { .string($0.description) } ?? .null,
            "added_at": .string(addedAt.text), "last_used_at": .string(lastUsed.text),
        ]
    }
}

extension Inviter {
    fileprivate var json: JSONValue {
        switch self {
        case .nodeOperator: "operator"
        case .peer(let id): .string(id.description)
        }
    }
}

extension Moment? {
    var json: JSONValue { map { .string($0.text) } ?? .null }
}

extension Response {
    public static func peer(_ view: PeerView) -> Response { .json(.ok, view.json) }

    /// `next` is where the next page begins. It is null on the last page.
    public static func peers(_ views: [PeerView], next: PeerID?) -> Response {
        let next: JSONValue = next.map { .string($0.description) } ?? .null
        return .json(.ok, ["peers": .array(views.map(\.json)), "next": next])
    }

    /// A fresh token for a key. Only this response and the outcome of a pairing contain a token.
    public static func renewed(_ delivery: OutcomeEvent.Delivery) -> Response { .json(.created, delivery.json) }
}

extension Problem {
    public static let peerEnded = Problem(
        .gone, "peer_ended", "This device was revoked, has left, or its guest pass expired. Pair it again.")
    public static let nameTaken = Problem(
        .conflict, "name_taken", "Another device already has this name. Choose a different name.")
}
