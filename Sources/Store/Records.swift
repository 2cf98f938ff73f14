public import Core

/// A stored peer.
public struct PeerRecord: Hashable, Sendable {
    public let id: PeerID
    public let name: Name
    public let kind: PeerKind
    /// Nil for a program that belongs to nobody.
    public let person: Name?
    public let address: HostAddress?
    public let userAgent: UserAgent
    public let createdAt: Moment
    public let lastSeen: Moment
    public let admittedBy: Inviter
    public let expiresAt: Moment?
    public let ending: Ending?
    public let stamp: Stamp

    /// When, how and by whom a peer ended.
    public struct Ending: Hashable, Sendable {
        public let at: Moment
        public let how: PeerEnding
        public let by: Inviter

        public init(at: Moment, how: PeerEnding, by: Inviter) {
            self.at = at
            self.how = how
            self.by = by
        }
    }

    public init(
        id: PeerID, name: Name, kind: PeerKind, person: Name?, address: HostAddress?, userAgent: UserAgent,
        createdAt: Moment, lastSeen: Moment, admittedBy: Inviter, expiresAt: Moment?, ending: Ending?, stamp: Stamp
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.person = person
        self.address = address
        self.userAgent = userAgent
        self.createdAt = createdAt
        self.lastSeen = lastSeen
        self.admittedBy = admittedBy
        self.expiresAt = expiresAt
        self.ending = ending
        self.stamp = stamp
    }

    public func isLive(at now: Moment) -> Bool { ending == nil && !expiresAt.isOver(at: now) }
}

/// The node that wrote a record, and that node's sequence number. A roster of several nodes will be merged by it.
public struct Stamp: Hashable, Sendable {
    public let node: Int64
    public let sequence: Int64

    public init(node: Int64, sequence: Int64) {
        self.node = node
        self.sequence = sequence
    }
}

/// A stored peer token: its peer, and when it expires.
public struct TokenRecord: Hashable, Sendable {
    public let peer: PeerID
    /// The key that it is bound to. Nil for a bearer token.
    public let key: PublicKey?
    /// Where that key was made.
    public let keyOrigin: KeyOrigin?
    public let expiresAt: Moment
    /// When the peer itself expires, if it does.
    public let peerExpiresAt: Moment?

    public init(
        peer: PeerID, key: PublicKey?, keyOrigin: KeyOrigin?, expiresAt: Moment, peerExpiresAt: Moment?
    ) {
        self.peer = peer
        self.key = key
        self.keyOrigin = keyOrigin
        self.expiresAt = expiresAt
        self.peerExpiresAt = peerExpiresAt
    }

    public func isLive(at now: Moment) -> Bool { now < expiresAt && !peerExpiresAt.isOver(at: now) }
}

/// A stored bearer token.
public struct BearerRecord: Hashable, Sendable {
    public let hash: SecretHash
    public let issuedAt: Moment
    public let expiresAt: Moment

    public var id: TokenID { TokenID(hash) }

    public init(hash: SecretHash, issuedAt: Moment, expiresAt: Moment) {
        self.hash = hash
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}

/// A stored session, which a cookie represents.
public struct SessionRecord: Hashable, Sendable {
    public let peer: PeerID
    /// The key that opened it.
    public let key: PublicKey
    public let keyOrigin: KeyOrigin
    public let purpose: SessionPurpose
    /// The only host where it is valid. Nil if that does not depend on the host.
    public let host: String?
    public let expiresAt: Moment
    /// When the peer itself expires, if it does.
    public let peerExpiresAt: Moment?

    public init(
        peer: PeerID, key: PublicKey, keyOrigin: KeyOrigin, purpose: SessionPurpose, host: String?,
        expiresAt: Moment, peerExpiresAt: Moment?
    ) {
        self.peer = peer
        self.key = key
        self.keyOrigin = keyOrigin
        self.purpose = purpose
        self.host = host
        self.expiresAt = expiresAt
        self.peerExpiresAt = peerExpiresAt
    }

    public func isLive(at now: Moment) -> Bool { now < expiresAt && !peerExpiresAt.isOver(at: now) }
}

/// A session that is to be stored.
public struct NewSession: Hashable, Sendable {
    public let hash: SecretHash
    public let purpose: SessionPurpose
    public let host: String?
    public let peer: PeerID
    public let key: PublicKey
    public let until: Moment

    public init(
        _ hash: SecretHash, for purpose: SessionPurpose, atHost host: String? = nil, of peer: PeerID, key: PublicKey,
        until: Moment
    ) {
        self.hash = hash
        self.purpose = purpose
        self.host = host
        self.peer = peer
        self.key = key
        self.until = until
    }
}

/// A live key of a peer.
public struct KeyRecord: Hashable, Sendable {
    public let key: PublicKey
    public let origin: KeyOrigin
    /// The address of this node at which it was paired. Nil for a name.
    public let nodeAddress: HostAddress?
    public let addedAt: Moment
    public let lastUsed: Moment

    public init(
        key: PublicKey, origin: KeyOrigin, nodeAddress: HostAddress? = nil, addedAt: Moment, lastUsed: Moment
    ) {
        self.key = key
        self.origin = origin
        self.nodeAddress = nodeAddress
        self.addedAt = addedAt
        self.lastUsed = lastUsed
    }
}

/// A stored event. Its data is the JSON text that clients receive.
public struct StoredEvent: Hashable, Sendable {
    public let id: Int64
    public let type: EventType
    public let at: Moment
    public let audience: Audience
    public let peer: PeerID?
    public let pairing: PairingID?
    public let data: String

    public init(
        id: Int64, type: EventType, at: Moment, audience: Audience, peer: PeerID?, pairing: PairingID?, data: String
    ) {
        self.id = id
        self.type = type
        self.at = at
        self.audience = audience
        self.peer = peer
        self.pairing = pairing
        self.data = data
    }
}
