/// The properties of a peer that matter for a registration.
public struct PeerStatus: Hashable, Sendable {
    public let id: PeerID
    public let name: Name
    /// It was revoked, has left or expired.
    public let hasEnded: Bool
    public let expiresAt: Moment?
    public let lastSeen: Moment?
    /// It has an open stream. The agent knows this; the store does not.
    public var isOnline: Bool

    public init(
        id: PeerID, name: Name, hasEnded: Bool = false, expiresAt: Moment? = nil, lastSeen: Moment? = nil,
        isOnline: Bool = false
    ) {
        self.id = id
        self.name = name
        self.hasEnded = hasEnded
        self.expiresAt = expiresAt
        self.lastSeen = lastSeen
        self.isOnline = isOnline
    }

    public func isLive(at now: Moment) -> Bool { !hasEnded && !expiresAt.isOver(at: now) }

    /// Whether the address where it was last seen still counts as its own.
    func holdsItsAddress(at now: Moment, limits: Limits) -> Bool {
        isLive(at: now) && (isOnline || lastSeen.map { now < $0 + limits.addressHeld } ?? false)
    }
}

/// One key of a peer, and when it was last used.
public struct KeyUse: Hashable, Sendable {
    public let key: PublicKey
    public let lastUsed: Moment

    public init(key: PublicKey, lastUsed: Moment) {
        self.key = key
        self.lastUsed = lastUsed
    }
}

/// A peer that may get the new key, with its present keys.
public struct KeyedPeer: Hashable, Sendable {
    public var status: PeerStatus
    public let keys: [KeyUse]

    public init(status: PeerStatus, keys: [KeyUse]) {
        self.status = status
        self.keys = keys
    }
}

/// The stored facts that matter for a registration, read in the transaction that writes it.
public struct RegistrationFacts: Sendable {
    /// The peer that has the claimant's key.
    public var keyHolder: PeerStatus?
    /// The peer that the operator chose, if it still exists.
    public var chosenPeer: KeyedPeer?
    /// Peers that were last seen at the claimant's address.
    public var addressHolders: [KeyedPeer]
    /// The peer that the operator was asked about, whatever its address is now.
    public var askedPeer: KeyedPeer?
    /// Loopback, a gateway or a trusted proxy: an address that many clients share.
    public var addressIsShared: Bool
    public var livePeers: Int
    /// The first free name for this device: ``Pairing/proposedName``, or that name with a number.
    public var freeName: Name
    /// The inviting peer as it is now. Nil if an operator started the pairing, or the peer no longer exists.
    public var inviter: InviterStatus?
    public var existingAreas: Set<AreaID>

    public init(
        keyHolder: PeerStatus? = nil, chosenPeer: KeyedPeer? = nil, addressHolders: [KeyedPeer] = [],
        askedPeer: KeyedPeer? = nil,
        addressIsShared: Bool = false, livePeers: Int, freeName: Name, inviter: InviterStatus? = nil,
        existingAreas: Set<AreaID> = []
    ) {
        self.keyHolder = keyHolder
        self.chosenPeer = chosenPeer
        self.addressHolders = addressHolders
        self.askedPeer = askedPeer
        self.addressIsShared = addressIsShared
        self.livePeers = livePeers
        self.freeName = freeName
        self.inviter = inviter
        self.existingAreas = existingAreas
    }
}

/// The random values of a new peer.
public struct RegistrationDraw: Sendable {
    /// If it is taken, the store uses the next free one.
    public var peer: PeerID
    public let tokenHash: SecretHash

    public init(peer: PeerID, tokenHash: SecretHash) {
        self.peer = peer
        self.tokenHash = tokenHash
    }
}

extension Pairing {
    /// The device's name if no other peer had it: the operator's choice, then the device's own, then a guess.
    public func proposedName(for claimant: Claimant) -> Name {
        terms.name ?? claimant.proposedName ?? claimant.userAgent.readableName
    }

    /// The same as a suggestion to the claimant. Nil where the operator has decided the name: it stays hidden from a device
    /// that no one has confirmed yet.
    public func suggestedName(for claimant: Claimant) -> Name? {
        terms.name == nil && terms.peer == nil ? proposedName(for: claimant) : nil
    }
}
