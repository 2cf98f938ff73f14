/// Something that happened, as a value. The store numbers and keeps it in the transaction that makes it True.
///
/// No fact holds a secret: no token, claim, PIN or join URL fits into one.
public enum Fact: Hashable, Sendable {
    case pairingStarted(PairingStarted)
    case deviceConnected(PairingID, Claimant, at: Moment)
    case secondClaim(PairingID, Claimant, at: Moment)
    case badProof(PairingID, HostAddress, at: Moment)
    case wrongPin(PairingID, attemptsLeft: Int, at: Moment)
    case pinVerified(PairingID, at: Moment)
    case ipConflict(PairingID, NamedPeer, at: Moment)
    case pairingFailed(PairingID, PairingFailure.Reason, at: Moment)
    case pairingCompleted(PairingCompleted)
    /// An operator created the peer, without a key, for a program with a bearer token.
    case peerAdded(PeerID, Name, by: Initiator, at: Moment)
    case peerUpdated(PeerID, from: Name, to: Name, by: Initiator, at: Moment)
    case peerLeft(PeerID, Name, at: Moment)
    case presenceChanged(NamedPeer, Presence, at: Moment)
    case permissionGranted(NamedPeer, Permission, by: Initiator, at: Moment)
    case permissionRevoked(NamedPeer, Scope, by: Initiator, at: Moment)
    case permissionExpired(NamedPeer, Scope, at: Moment)
    case areaAdded(AreaID, Name, NamedPeer, by: Initiator, at: Moment)
    case areaRemoved(AreaID, Name, NamedPeer, by: Initiator, at: Moment)
    /// The area was created. No peer is in it yet.
    case areaCreated(AreaID, Name, by: Initiator, at: Moment)
    case areaUpdated(AreaID, from: Name, to: Name, by: Initiator, at: Moment)
    /// The area got or lost services, or one of its services got another name or URL.
    case areaServicesChanged(AreaID, Name, AreaServicesChange, by: Initiator, at: Moment)
    /// The area was deleted. Each of its peers has got its own event.
    case areaDeleted(AreaID, Name, by: Initiator, at: Moment)
    case areaEnabled(AreaID, Name, by: Initiator, at: Moment)
    case areaDisabled(AreaID, Name, by: Initiator, at: Moment)
    case tokenRenewed(NamedPeer, at: Moment)
    case tokenRevoked(NamedPeer, RevocationReason, by: Initiator, at: Moment)
    /// A bearer token was issued.
    case tokenIssued(NamedPeer, TokenID, by: Initiator, until: Moment, at: Moment)
    /// One bearer token was revoked; the peer stays.
    case tokenWithdrawn(NamedPeer, TokenID, by: Initiator, at: Moment)
    /// A peer made an app password, under this name.
    case appPasswordAdded(NamedPeer, TokenID, Name, by: Initiator, at: Moment)
    case appPasswordRevoked(NamedPeer, TokenID, Name, by: Initiator, at: Moment)
    case nodeFound(NodeID, Name, at: Moment)
    case nodeLost(NodeID, Name, at: Moment)
}

/// The name of an event type in the API.
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
    case appPasswordAdded = "app_password_added"
    case appPasswordRevoked = "app_password_revoked"
    case nodeFound = "node_found"
    case nodeLost = "node_lost"
    case resync

    /// The two types that a stream sends about itself. They are never stored.
    public var isOfTheStream: Bool {
        self == .connected || self == .resync
    }
}

extension Fact {
    /// Everything about each kind of event, in one place.
    public var details: FactDetails {
        switch self {
        case .pairingStarted(let started):
            FactDetails(.pairingStarted, started.at, for: .operators, pairing: started.id, started.fields)
        case .deviceConnected(let pairing, let claimant, let at):
            FactDetails(.deviceConnected, at, for: .operators, pairing: pairing, claimant.fields(of: pairing))
        case .secondClaim(let pairing, let claimant, let at):
            FactDetails(.secondClaim, at, for: .operators, pairing: pairing, claimant.fields(of: pairing))
        case .badProof(let pairing, let address, let at):
            FactDetails(
                .badProof, at, for: .operators, pairing: pairing,
                [.pairing(pairing), .text("address", address.description)])
        case .wrongPin(let pairing, let left, let at):
            FactDetails(
                .wrongPin, at, for: .operators, pairing: pairing,
                [.pairing(pairing), .integer("attempts_left", Int64(left))])
        case .pinVerified(let pairing, let at):
            FactDetails(.pinVerified, at, for: .operators, pairing: pairing, [.pairing(pairing)])
        case .ipConflict(let pairing, let peer, let at):
            FactDetails(
                .ipConflict, at, for: .operators, about: peer.id, pairing: pairing, [.pairing(pairing)] + peer.fields)
        case .pairingFailed(let pairing, let reason, let at):
            FactDetails(
                .pairingFailed, at, for: .operators, pairing: pairing,
                [.pairing(pairing), .text("reason", reason.rawValue)], ends: .pairing(pairing))
        case .pairingCompleted(let completed):
            FactDetails(
                .pairingCompleted, completed.at, for: .operators, about: completed.peer, pairing: completed.pairing,
                completed.fields, changesPeers: true, ends: .pairing(completed.pairing))
        case .peerAdded(let peer, let name, let initiator, let at):
            FactDetails(
                .peerAdded, at, for: .operators, about: peer, [.peer(peer), .name(name)] + initiator.fields,
                changesPeers: true)
        case .peerUpdated(let peer, let old, let name, let initiator, let at):
            FactDetails(
                .peerUpdated, at, for: .neighbours(of: peer), about: peer,
                [.peer(peer), .name(name), .oldName(old)] + initiator.fields, changesPeers: true)
        case .peerLeft(let peer, let name, let at):
            FactDetails(.peerLeft, at, for: .neighbours(of: peer), about: peer, [.peer(peer), .name(name)])
        case .presenceChanged(let peer, let presence, let at):
            FactDetails(
                .presenceChanged, at, for: .neighbours(of: peer.id), about: peer.id,
                peer.fields + [.text("presence", presence.rawValue)])
        case .permissionGranted(let peer, let permission, let initiator, let at):
            FactDetails(
                .permissionGranted, at, for: .peer(peer.id), about: peer.id,
                peer.fields + [.scope(permission.scope), .moment("expires_at", permission.expiresAt)]
                    + initiator.fields)
        case .permissionRevoked(let peer, let scope, let initiator, let at):
            FactDetails(
                .permissionRevoked, at, for: .peer(peer.id), about: peer.id,
                peer.fields + [.scope(scope)] + initiator.fields)
        case .permissionExpired(let peer, let scope, let at):
            FactDetails(
                .permissionExpired, at, for: .peer(peer.id), about: peer.id,
                peer.fields + [.scope(scope)] + Initiator.agent.fields)
        case .areaAdded(let area, let name, let peer, let initiator, let at):
            FactDetails(
                .areaAdded, at, for: .area(area), about: peer.id,
                [.area(area), .name(name), .peer(peer.id), .peerName(peer.name)] + initiator.fields)
        case .areaRemoved(let area, let name, let peer, let initiator, let at):
            FactDetails(
                .areaRemoved, at, for: .peer(peer.id), about: peer.id,
                [.area(area), .name(name), .peer(peer.id), .peerName(peer.name)] + initiator.fields)
        case .areaUpdated(let area, let old, let name, let initiator, let at):
            FactDetails(
                .areaUpdated, at, for: .area(area), [.area(area), .name(name), .oldName(old)] + initiator.fields)
        case .areaCreated(let area, let name, let initiator, let at):
            FactDetails(.areaUpdated, at, for: .operators, [.area(area), .name(name)] + initiator.fields)
        case .areaServicesChanged(let area, let name, let change, let initiator, let at):
            FactDetails(
                .areaUpdated, at, for: .area(area), [.area(area), .name(name)] + change.fields + initiator.fields)
        case .areaDeleted(let area, let name, let initiator, let at):
            FactDetails(.areaRemoved, at, for: .operators, [.area(area), .name(name)] + initiator.fields)
        case .areaEnabled(let area, let name, let initiator, let at):
            FactDetails(.areaEnabled, at, for: .area(area), [.area(area), .name(name)] + initiator.fields)
        case .areaDisabled(let area, let name, let initiator, let at):
            FactDetails(.areaDisabled, at, for: .area(area), [.area(area), .name(name)] + initiator.fields)
        case .tokenRenewed(let peer, let at):
            FactDetails(.tokenRenewed, at, for: .peer(peer.id), about: peer.id, peer.fields)
        case .tokenRevoked(let peer, let reason, let initiator, let at):
            FactDetails(
                .tokenRevoked, at, for: .peer(peer.id), about: peer.id,
                peer.fields + [.text("reason", reason.rawValue)] + initiator.fields,
                changesPeers: true, ends: reason == .replaced ? nil : .peer(peer.id))
        case .tokenIssued(let peer, let token, let initiator, let end, let at):
            FactDetails(
                .tokenIssued, at, for: .peer(peer.id), about: peer.id,
                peer.fields + [.token(token), .moment("expires_at", end)] + initiator.fields)
        // For a subscriber it is the same: streams of the token close.
        case .tokenWithdrawn(let peer, let token, let initiator, let at):
            FactDetails(
                .tokenRevoked, at, for: .peer(peer.id), about: peer.id,
                peer.fields + [.token(token), .text("reason", "withdrawn")] + initiator.fields, changesPeers: true)
        case .appPasswordAdded(let peer, let id, let app, let initiator, let at):
            FactDetails(
                .appPasswordAdded, at, for: .peer(peer.id), about: peer.id,
                peer.fields + [.token(id), .app(app)] + initiator.fields)
        case .appPasswordRevoked(let peer, let id, let app, let initiator, let at):
            FactDetails(
                .appPasswordRevoked, at, for: .peer(peer.id), about: peer.id,
                peer.fields + [.token(id), .app(app)] + initiator.fields)
        case .nodeFound(let node, let name, let at):
            FactDetails(.nodeFound, at, for: .everyone, [.node(node), .name(name)])
        case .nodeLost(let node, let name, let at):
            FactDetails(.nodeLost, at, for: .everyone, [.node(node), .name(name)])
        }
    }
}
