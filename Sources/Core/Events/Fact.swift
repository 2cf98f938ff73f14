/// Something that happened, as a value. The store numbers and keeps it in the transaction of what it tells.
///
/// No fact holds a secret: no token, claim, PIN or join URL can be put into one.
public enum Fact: Hashable, Sendable {
    case pairingStarted(PairingStarted)
    case deviceConnected(PairingID, Claimant, at: Moment)
    case secondClaim(PairingID, Claimant, at: Moment)
    case badProof(PairingID, HostAddress, at: Moment)
    case wrongPin(PairingID, attemptsLeft: Int, at: Moment)
    case pinVerified(PairingID, at: Moment)
    case ipConflict(PairingID, PeerID, at: Moment)
    case pairingFailed(PairingID, PairingFailure.Reason, at: Moment)
    case pairingCompleted(PairingCompleted)
    /// An operator made it, without a key, for a program with a bearer token.
    case peerAdded(PeerID, Name, by: Inviter, at: Moment)
    case peerUpdated(PeerID, Name, at: Moment)
    case peerLeft(PeerID, Name, at: Moment)
    case presenceChanged(PeerID, Presence, at: Moment)
    case permissionGranted(PeerID, Permission, at: Moment)
    case permissionRevoked(PeerID, Scope, at: Moment)
    case permissionExpired(PeerID, Scope, at: Moment)
    case areaAdded(AreaID, Name, PeerID, at: Moment)
    case areaRemoved(AreaID, Name, PeerID, at: Moment)
    case areaUpdated(AreaID, Name, at: Moment)
    case areaEnabled(AreaID, Name, at: Moment)
    case areaDisabled(AreaID, Name, at: Moment)
    case tokenRenewed(PeerID, at: Moment)
    case tokenRevoked(PeerID, RevocationReason, at: Moment)
    /// A bearer token.
    case tokenIssued(PeerID, TokenID, until: Moment, at: Moment)
    /// One bearer token was taken back; the peer stays.
    case tokenWithdrawn(PeerID, TokenID, at: Moment)
    case nodeFound(NodeID, Name, at: Moment)
    case nodeLost(NodeID, Name, at: Moment)
}

/// How a peer ended: what its row keeps.
public enum PeerEnding: String, CaseIterable, Hashable, Sendable {
    case revoked
    case left
    case expired

    /// What its listeners are told.
    public var reason: RevocationReason {
        switch self {
        case .revoked: .revoked
        case .left: .left
        case .expired: .expired
        }
    }
}

/// Why credentials of a peer died.
public enum RevocationReason: String, CaseIterable, Hashable, Sendable {
    case revoked
    case left
    case expired
    /// Its key made room for a newer one of the same peer, which lives on: no peer ends by this.
    case replaced
}

/// How a pairing began: the terms, and who asked for them.
public struct PairingStarted: Hashable, Sendable {
    public let id: PairingID
    public let terms: PairingTerms
    public let invitedBy: Inviter
    public let at: Moment
    public let expiresAt: Moment

    init(_ pairing: Pairing) {
        id = pairing.id
        terms = pairing.terms
        invitedBy = pairing.invitedBy
        at = pairing.createdAt
        expiresAt = pairing.expiresAt
    }
}

/// How a pairing ended well.
public struct PairingCompleted: Hashable, Sendable {
    public enum Way: String, CaseIterable, Hashable, Sendable {
        case newPeer = "new_peer"
        case knownKey = "known_key"
        case keyAdded = "key_added"
    }

    public let pairing: PairingID
    public let peer: PeerID
    public let way: Way
    public let at: Moment

    init(_ pairing: PairingID, _ registration: Registration, at: Moment) {
        self.pairing = pairing
        self.at = at
        peer = registration.peer
        way =
            switch registration.change {
            case .newPeer: .newPeer
            case .knownKey: .knownKey
            case .keyAdded: .keyAdded
            }
    }
}
