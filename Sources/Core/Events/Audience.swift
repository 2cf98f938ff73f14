/// Whom an event concerns. Operators hear everything: for them it is the audit trail.
public enum Audience: Hashable, Sendable {
    case operators
    case everyone
    case peer(PeerID)
    /// Whoever is assigned to the area when it is delivered, not when it happened.
    case area(AreaID)
    /// Whoever may see this peer when it is delivered: itself, and those who share an area with it; a node everybody.
    case neighbours(of: PeerID)
}

/// One who listens.
public enum EventReader: Hashable, Sendable {
    case nodeOperator
    /// With whether it holds `view`, and so sees its neighbours.
    case peer(PeerID, mayView: Bool)
}

extension Fact {
    public var audience: Audience {
        switch self {
        case .pairingStarted, .deviceConnected, .secondClaim, .badProof, .wrongPin, .pinVerified, .ipConflict,
            .pairingFailed, .pairingCompleted, .peerAdded:
            .operators
        case .peerUpdated(let peer, _, _), .peerLeft(let peer, _, _), .presenceChanged(let peer, _, _):
            .neighbours(of: peer)
        case .permissionGranted(let peer, _, _), .permissionRevoked(let peer, _, _),
            .permissionExpired(let peer, _, _), .tokenRenewed(let peer, _), .tokenRevoked(let peer, _, _),
            .tokenIssued(let peer, _, _, _), .tokenWithdrawn(let peer, _, _), .areaRemoved(_, _, let peer, _):
            .peer(peer)
        case .areaAdded(let area, _, _, _), .areaUpdated(let area, _, _), .areaEnabled(let area, _, _),
            .areaDisabled(let area, _, _):
            .area(area)
        case .nodeFound, .nodeLost: .everyone
        }
    }

    /// The peer it tells of, if any: `kith events --peer` asks by it.
    public var subject: PeerID? {
        switch self {
        case .pairingCompleted(let completed): completed.peer
        case .peerAdded(let peer, _, _, _), .tokenIssued(let peer, _, _, _), .tokenWithdrawn(let peer, _, _),
            .peerUpdated(let peer, _, _), .peerLeft(let peer, _, _), .presenceChanged(let peer, _, _),
            .permissionGranted(let peer, _, _), .permissionRevoked(let peer, _, _), .permissionExpired(let peer, _, _),
            .areaAdded(_, _, let peer, _), .areaRemoved(_, _, let peer, _), .tokenRenewed(let peer, _),
            .tokenRevoked(let peer, _, _), .ipConflict(_, let peer, _):
            peer
        case .pairingStarted, .deviceConnected, .secondClaim, .badProof, .wrongPin, .pinVerified, .pairingFailed,
            .areaUpdated, .areaEnabled, .areaDisabled, .nodeFound, .nodeLost:
            nil
        }
    }

    /// What a peer's presence is since then; of any other event nil.
    public var presence: Presence? {
        if case .presenceChanged(_, let presence, _) = self { presence } else { nil }
    }

    public var pairing: PairingID? {
        switch self {
        case .pairingStarted(let started): started.id
        case .pairingCompleted(let completed): completed.pairing
        case .deviceConnected(let id, _, _), .secondClaim(let id, _, _), .badProof(let id, _, _),
            .wrongPin(let id, _, _), .pinVerified(let id, _), .ipConflict(let id, _, _),
            .pairingFailed(let id, _, _):
            id
        case .peerAdded, .tokenIssued, .tokenWithdrawn, .peerUpdated, .peerLeft, .presenceChanged, .permissionGranted,
            .permissionRevoked, .permissionExpired,
            .areaAdded, .areaRemoved, .areaUpdated, .areaEnabled, .areaDisabled, .tokenRenewed, .tokenRevoked,
            .nodeFound, .nodeLost:
            nil
        }
    }
}
