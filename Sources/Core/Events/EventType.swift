/// The word by which the outside knows an event.
public enum EventType: String, CaseIterable, Hashable, Sendable {
    case connected
    case pairingStarted = "pairing_started"
    case deviceConnected = "device_connected"
    case secondClaim = "second_claim"
    case badProof = "bad_proof"
    case wrongPin = "wrong_pin"
    case pinVerified = "pin_verified"
    case ipConflict = "ip_conflict"
    case pairingFailed = "pairing_failed"
    case pairingCompleted = "pairing_completed"
    case peerAdded = "peer_added"
    case peerUpdated = "peer_updated"
    case peerLeft = "peer_left"
    case presenceChanged = "presence_changed"
    case permissionGranted = "permission_granted"
    case permissionRevoked = "permission_revoked"
    case permissionExpired = "permission_expired"
    case areaAdded = "area_added"
    case areaRemoved = "area_removed"
    case areaUpdated = "area_updated"
    case areaEnabled = "area_enabled"
    case areaDisabled = "area_disabled"
    case tokenIssued = "token_issued"
    case tokenRenewed = "token_renewed"
    case tokenRevoked = "token_revoked"
    case nodeFound = "node_found"
    case nodeLost = "node_lost"
    case resync

    /// The two that a stream says of itself: no fact of the mesh, so never stored.
    public var isOfTheStream: Bool {
        switch self {
        case .connected, .resync: true
        default: false
        }
    }
}

extension Fact {
    public var type: EventType {
        switch self {
        case .pairingStarted: .pairingStarted
        case .deviceConnected: .deviceConnected
        case .secondClaim: .secondClaim
        case .badProof: .badProof
        case .wrongPin: .wrongPin
        case .pinVerified: .pinVerified
        case .ipConflict: .ipConflict
        case .pairingFailed: .pairingFailed
        case .pairingCompleted: .pairingCompleted
        case .peerAdded: .peerAdded
        case .peerUpdated: .peerUpdated
        case .peerLeft: .peerLeft
        case .presenceChanged: .presenceChanged
        case .permissionGranted: .permissionGranted
        case .permissionRevoked: .permissionRevoked
        case .permissionExpired: .permissionExpired
        case .areaAdded: .areaAdded
        case .areaRemoved: .areaRemoved
        case .areaUpdated: .areaUpdated
        case .areaEnabled: .areaEnabled
        case .areaDisabled: .areaDisabled
        case .tokenRenewed: .tokenRenewed
        case .tokenIssued: .tokenIssued
        // For whoever listens it is the same: what was opened with it closes.
        case .tokenRevoked, .tokenWithdrawn: .tokenRevoked
        case .nodeFound: .nodeFound
        case .nodeLost: .nodeLost
        }
    }

    public var at: Moment {
        switch self {
        case .pairingStarted(let started): started.at
        case .pairingCompleted(let completed): completed.at
        case .deviceConnected(_, _, let at), .secondClaim(_, _, let at), .badProof(_, _, let at),
            .wrongPin(_, _, let at), .pinVerified(_, let at), .ipConflict(_, _, let at), .pairingFailed(_, _, let at),
            .peerAdded(_, _, _, let at), .peerUpdated(_, _, let at), .tokenIssued(_, _, _, let at),
            .tokenWithdrawn(_, _, let at), .peerLeft(_, _, let at), .presenceChanged(_, _, let at),
            .permissionGranted(_, _, let at),
            .permissionRevoked(_, _, let at), .permissionExpired(_, _, let at), .areaAdded(_, _, _, let at),
            .areaRemoved(_, _, _, let at), .areaUpdated(_, _, let at), .areaEnabled(_, _, let at),
            .areaDisabled(_, _, let at), .tokenRenewed(_, let at), .tokenRevoked(_, _, let at),
            .nodeFound(_, _, let at), .nodeLost(_, _, let at):
            at
        }
    }
}
