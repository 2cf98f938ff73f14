/// How a peer ended, as its row stores it.
public enum PeerEnding: String, CaseIterable, Hashable, Sendable {
    case revoked
    case left
    case expired

    /// The reason that subscribers receive.
    public var reason: RevocationReason {
        switch self {
        case .revoked: .revoked
        case .left: .left
        case .expired: .expired
        }
    }
}

/// Why credentials of a peer ended.
public enum RevocationReason: String, CaseIterable, Hashable, Sendable {
    case revoked
    case left
    case expired
    /// The key was replaced by a newer one of the same peer. The peer itself does not end.
    case replaced
}

/// How a pairing began: its terms, and who started it.
public struct PairingStarted: Hashable, Sendable {
    public let id: PairingID
    public let terms: PairingTerms
    public let initiator: Initiator
    public let at: Moment
    public let expiresAt: Moment

    public var invitedBy: Inviter { initiator.inviter }

    /// - Parameter user: the operator, if an operator started it and the kernel reported the user.
    init(_ pairing: Pairing, user: UInt32? = nil) {
        id = pairing.id
        terms = pairing.terms
        initiator =
            if pairing.invitedBy == .nodeOperator, let user { .user(user) } else { Initiator(pairing.invitedBy) }
        at = pairing.createdAt
        expiresAt = pairing.expiresAt
    }
}

/// The result of a completed pairing.
public struct PairingCompleted: Hashable, Sendable {
    public enum Way: String, CaseIterable, Hashable, Sendable {
        case newPeer = "new_peer"
        case knownKey = "known_key"
        case keyAdded = "key_added"
    }

    public let pairing: PairingID
    public let peer: PeerID
    public let way: Way
    /// The new name of the peer.
    public let name: Name
    /// Who typed the PIN.
    public let initiator: Initiator
    public let at: Moment

    init(_ pairing: PairingID, _ registration: Registration, by initiator: Initiator, at: Moment) {
        self.pairing = pairing
        self.initiator = initiator
        self.at = at
        peer = registration.peer
        name = registration.name
        way =
            switch registration.change {
            case .newPeer: .newPeer
            case .knownKey: .knownKey
            case .keyAdded: .keyAdded
            }
    }
}
