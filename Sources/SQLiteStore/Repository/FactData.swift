import Core
import JSON

// The `data` of an event as the outside reads it. A fact holds no secret, so neither can this.
extension Fact {
    var data: JSONValue {
        switch self {
        case .pairingStarted(let started): started.data
        case .deviceConnected(let id, let claimant, _), .secondClaim(let id, let claimant, _):
            claimant.data(of: id)
        case .badProof(let id, let address, _):
            ["pairing_id": .string(id.description), "address": .string(address.description)]
        case .wrongPin(let id, let left, _):
            ["pairing_id": .string(id.description), "attempts_left": .integer(Int64(left))]
        case .pinVerified(let id, _): ["pairing_id": .string(id.description)]
        case .ipConflict(let id, let peer, _):
            ["pairing_id": .string(id.description), "peer_id": .string(peer.description)]
        case .pairingFailed(let id, let reason, _):
            ["pairing_id": .string(id.description), "reason": .string(reason.rawValue)]
        case .pairingCompleted(let completed):
            [
                "pairing_id": .string(completed.pairing.description), "peer_id": .string(completed.peer.description),
                "way": .string(completed.way.rawValue),
            ]
        case .peerAdded(let peer, let name, let inviter, _):
            ["peer_id": .string(peer.description), "name": .string(name.text), "by": inviter.json]
        case .peerUpdated(let peer, let name, _), .peerLeft(let peer, let name, _):
            ["peer_id": .string(peer.description), "name": .string(name.text)]
        case .presenceChanged(let peer, let presence, _):
            ["peer_id": .string(peer.description), "presence": .string(presence.rawValue)]
        case .permissionGranted(let peer, let permission, _):
            [
                "peer_id": .string(peer.description), "scope": .string(permission.scope.rawValue),
                "expires_at": permission.expiresAt.json,
            ]
        case .permissionRevoked(let peer, let scope, _), .permissionExpired(let peer, let scope, _):
            ["peer_id": .string(peer.description), "scope": .string(scope.rawValue)]
        case .areaAdded(let area, let name, let peer, _), .areaRemoved(let area, let name, let peer, _):
            [
                "area_id": .string(area.description), "name": .string(name.text), "peer_id": .string(peer.description),
            ]
        case .areaUpdated(let area, let name, _), .areaEnabled(let area, let name, _),
            .areaDisabled(let area, let name, _):
            ["area_id": .string(area.description), "name": .string(name.text)]
        case .tokenRenewed(let peer, _): ["peer_id": .string(peer.description)]
        case .tokenRevoked(let peer, let reason, _):
            ["peer_id": .string(peer.description), "reason": .string(reason.rawValue)]
        case .tokenIssued(let peer, let token, let end, _):
            [
                "peer_id": .string(peer.description), "token_id": .string(token.description),
                "expires_at": .string(end.text),
            ]
        case .tokenWithdrawn(let peer, let token, _):
            [
                "peer_id": .string(peer.description), "token_id": .string(token.description), "reason": "withdrawn",
            ]
        case .nodeFound(let node, let name, _), .nodeLost(let node, let name, _):
            ["node_id": .string(node.description), "name": .string(name.text)]
        }
    }
}

extension PairingStarted {
    fileprivate var data: JSONValue {
        [
            "pairing_id": .string(id.description), "invited_by": invitedBy.json, "expires_at": .string(expiresAt.text),
            "name": terms.name.json, "person": terms.person.json,
            "peer_id": terms.peer.map { .string($0.description) } ?? .null,
            "scopes": .array(terms.scopes.members.map { .string($0.rawValue) }),
            "areas": .array(terms.areas.sorted().map { .string($0.description) }),
            "expires_in": terms.passLength.map { .integer($0.inMilliseconds / 1_000) } ?? .null,
        ]
    }
}

extension Claimant {
    fileprivate func data(of pairing: PairingID) -> JSONValue {
        [
            "pairing_id": .string(pairing.description), "address": .string(address.description),
            "user_agent": .string(userAgent.text), "device": .string(userAgent.readableName.text),
            "name": proposedName.json,
        ]
    }
}

extension Inviter {
    fileprivate var json: JSONValue {
        switch self {
        case .nodeOperator: "operator"
        case .peer(let peer): .string(peer.description)
        }
    }
}

extension Optional where Wrapped == Name {
    fileprivate var json: JSONValue { map { .string($0.text) } ?? .null }
}

extension Optional where Wrapped == Moment {
    fileprivate var json: JSONValue { map { .string($0.text) } ?? .null }
}
