/// A peer as far as a registration needs to know it.
public struct PeerStatus: Hashable, Sendable {
    public let id: PeerID
    public let name: Name
    /// Revoked, or left by itself.
    public let hasEnded: Bool
    public let expiresAt: Moment?
    public let lastSeen: Moment?
    /// Has a stream open: the agent knows, the store does not.
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

    /// Whether an address that it was last seen at is still taken to be its own.
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

/// A peer that the new key may be added to, with the keys it has.
public struct KeyedPeer: Hashable, Sendable {
    public var status: PeerStatus
    public let keys: [KeyUse]

    public init(status: PeerStatus, keys: [KeyUse]) {
        self.status = status
        self.keys = keys
    }
}

/// What the store knows that bears on a registration, read in the transaction that will write it.
public struct RegistrationFacts: Sendable {
    /// Whoever holds the claimant's key.
    public var keyHolder: PeerStatus?
    /// The peer that the operator chose, if it is still there.
    public var chosenPeer: KeyedPeer?
    /// Peers last seen at the claimant's address.
    public var addressHolders: [KeyedPeer]
    /// The peer that the operator was asked about, wherever it is now.
    public var askedPeer: KeyedPeer?
    /// Loopback, a gateway, a trusted proxy: an address that says nothing about who is behind it.
    public var addressIsShared: Bool
    public var livePeers: Int
    /// The first free name for this device: ``Pairing/proposedName`` or, where that is taken, one with a number.
    public var freeName: Name
    /// The inviting peer as it is now. Nil where the operator started the pairing, or where it is gone.
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

/// What chance gives a new peer.
public struct RegistrationDraw: Sendable {
    /// The store takes the next free one.
    public var peer: PeerID
    public let tokenHash: SecretHash

    public init(peer: PeerID, tokenHash: SecretHash) {
        self.peer = peer
        self.tokenHash = tokenHash
    }
}

extension Pairing {
    /// What the device would be called if nobody else were: the operator's word first, then its own, then a guess.
    public func proposedName(for claimant: Claimant) -> Name {
        terms.name ?? claimant.proposedName ?? claimant.userAgent.readableName
    }

    /// The same as a suggestion to the claimant. Nil where the operator has decided the name: it is not told to a device
    /// that no one has confirmed yet.
    public func suggestedName(for claimant: Claimant) -> Name? {
        terms.name == nil && terms.peer == nil ? proposedName(for: claimant) : nil
    }
}
