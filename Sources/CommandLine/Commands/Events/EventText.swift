import Console
import Core
import JSON

/// An event as a person reads it.
struct EventText {
    /// Nil where a program may read it: times are then RFC 3339.
    let clock: WallClock?
    let colour: Bool

    func line(_ event: RecordedEvent, _ names: inout PeerNames) -> String {
        let style: Style =
            switch EventType(rawValue: event.type) {
            case .secondClaim, .badProof, .wrongPin, .resync: .alarm
            case .pairingCompleted, .tokenRevoked, .peerLeft: .strong
            case .presenceChanged, .tokenRenewed: .faint
            default: .plain
            }
        let time = clock.map { $0.second(event.at) } ?? event.at.text
        let peer = event.data["peer_id"]?.string.map { names.name(of: $0) } ?? "?"
        let inviter = event.data["invited_by"]?.string ?? "operator"
        let by = inviter == "operator" ? "the operator" : names.name(of: inviter)
        return "\(time)  \(style.applied(to: sentence(event, peer: peer, by: by), colour: colour))"
    }

    private func sentence(_ event: RecordedEvent, peer: String, by: String) -> String {
        guard let type = EventType(rawValue: event.type) else { return unknown(event) }
        switch type {
        case .pairingStarted, .deviceConnected, .secondClaim, .badProof, .wrongPin, .pinVerified, .ipConflict,
            .pairingFailed, .pairingCompleted:
            return pairing(type, event, peer: peer, by: by)
        case .peerUpdated, .peerLeft, .presenceChanged, .permissionGranted, .permissionRevoked, .permissionExpired,
            .tokenRenewed, .tokenRevoked, .peerAdded, .tokenIssued:
            return ofPeer(type, event.data, peer)
        case .areaAdded, .areaRemoved, .areaUpdated, .areaEnabled, .areaDisabled:
            return ofArea(type, event.data.text("name"), peer)
        case .nodeFound: return "The node \(event.data.text("name")) was found on the network"
        case .nodeLost: return "The node \(event.data.text("name")) is gone from the network"
        case .connected: return "The stream begins"
        case .resync: return "Some of what happened here is gone from the history; going on with what comes"
        }
    }

    private func pairing(_ type: EventType, _ event: RecordedEvent, peer: String, by: String) -> String {
        let (data, visitor) = (event.data, event.visitor)
        let who = visitor.browser.isEmpty ? visitor.address : "\(visitor.browser), at \(visitor.address),"
        return switch type {
        case .pairingStarted: started(data, peer: peer, by: by)
        case .deviceConnected: "\(who) used the code and shows a PIN"
        case .secondClaim: "ALARM: \(who) used a code that another device has used already"
        case .badProof: "ALARM: \(visitor.address) tried a code without having seen it"
        case .wrongPin: "A wrong PIN was typed; attempts left: \(data["attempts_left"]?.integer ?? 0)"
        case .pinVerified: "The PIN was right"
        case .ipConflict: "The device has the address of \(peer); the operator is asked whether it is that one"
        case .pairingFailed: failed(data.text("reason"))
        default: completed(data.text("way"), peer)
        }
    }

    private func started(_ data: JSONObject, peer: String, by: String) -> String {
        let scopes = data["scopes"]?.array?.compactMap { $0.string?.cleaned } ?? []
        let pass = data["expires_in"]?.integer.map { ", as a guest for \(Duration.seconds($0).told)" } ?? ""
        let person = data.text("person").isEmpty ? "" : " of \(data.text("person"))"
        let name = data.text("name").isEmpty ? "" : " for \(data.text("name"))\(person)"
        let whose =
            data["peer_id"]?.string != nil
            ? " to bring \(peer) back" : name.isEmpty && !person.isEmpty ? " for a device\(person)" : name
        return "A code was made by \(by)\(whose): \(scopes.joined(separator: ", "))\(pass)"
    }

    private func completed(_ way: String, _ peer: String) -> String {
        switch way {
        case "key_added": "\(peer) is back, with one more key"
        case "known_key": "\(peer) paired again, with a key that it had"
        default: "\(peer) is in"
        }
    }

    private func failed(_ reason: String) -> String {
        switch reason {
        case "expired": "The time of a code was over, and nobody came in by it"
        case "cancelled": "A pairing was cancelled; its code is void"
        case "too_many_attempts": "The PIN was wrong too often; the code is void"
        default: "A pairing failed: \(reason)"
        }
    }

    private func ofPeer(_ type: EventType, _ data: JSONObject, _ peer: String) -> String {
        let scope = data.text("scope")
        switch type {
        case .peerUpdated: return "\(peer) was changed; it is called \(data.text("name"))"
        case .peerLeft: return "\(peer) left"
        case .presenceChanged: return "\(peer) is \(data.text("presence"))"
        case .permissionGranted:
            let until = data.moment("expires_at").map { ", until \(clock?.minute($0) ?? $0.text)" } ?? ""
            return "\(peer) may: \(scope)\(until)"
        case .permissionRevoked: return "\(peer) may no longer: \(scope)"
        case .permissionExpired: return "\(peer) may no longer: \(scope), whose time was over"
        case .tokenRenewed: return "\(peer) got a fresh token"
        case .peerAdded: return "\(data.text("name")) was made a peer, without a key"
        case .tokenIssued:
            let until = data.moment("expires_at").map { ", until \(clock?.minute($0) ?? $0.text)" } ?? ""
            return "\(peer) got the bearer token \(data.text("token_id"))\(until)"
        default: return revoked(data.text("reason"), peer)
        }
    }

    private func revoked(_ reason: String, _ peer: String) -> String {
        switch reason {
        case "revoked": "\(peer) was revoked"
        case "left": "\(peer) left; its tokens are void"
        case "expired": "The pass of \(peer) ran out"
        case "replaced": "An old key of \(peer) made room for a new one"
        case "withdrawn": "A bearer token of \(peer) was taken back"
        default: "Tokens of \(peer) are void: \(reason)"
        }
    }

    private func ofArea(_ type: EventType, _ area: String, _ peer: String) -> String {
        switch type {
        case .areaAdded: "\(peer) is in the area \(area)"
        case .areaRemoved: "\(peer) is no longer in the area \(area)"
        case .areaEnabled: "The area \(area) was enabled"
        case .areaDisabled: "The area \(area) was disabled"
        default: "The area \(area) was changed"
        }
    }

    /// An agent that is newer than this command.
    private func unknown(_ event: RecordedEvent) -> String {
        let values = event.data.keys.map { "\($0.cleaned) \(value(event.data[$0]))" }
        return ([event.type.cleaned] + values).joined(separator: ", ")
    }

    private func value(_ value: JSONValue?) -> String { value?.string?.cleaned ?? value?.cleaned.text ?? "" }
}
