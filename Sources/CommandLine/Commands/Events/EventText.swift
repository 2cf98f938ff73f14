import Console
import Core
import JSON

/// An event as a person reads it.
struct EventText {
    /// Nil where a program may read it: times are then RFC 3339.
    let clock: WallClock?
    let colour: Bool

    func line(_ event: RecordedEvent, _ names: inout PeerNames) -> String {
        let time = clock.map { $0.second(event.at) } ?? event.at.text
        let peer = event.data["peer_id"]?.string.map { names.name(of: $0) } ?? "?"
        let inviter = event.data["invited_by"]?.string ?? "operator"
        let by = inviter == "operator" ? "the operator" : names.name(of: inviter)
        let (style, sentence) =
            EventType(rawValue: event.type).map { said($0, event, peer: peer, by: by) } ?? (.plain, unknown(event))
        return "\(time)  \(style.applied(to: sentence, colour: colour))"
    }

    /// One line for each type, so that a new one does not compile without its own sentence.
    private func said(
        _ type: EventType, _ event: RecordedEvent, peer: String, by: String
    ) -> (style: Style, sentence: String) {
        let (data, visitor) = (event.data, event.visitor)
        let (name, scope) = (data.text("name"), data.text("scope"))
        let who = visitor.browser.isEmpty ? visitor.address : "\(visitor.browser), at \(visitor.address),"
        return switch type {
        case .pairingStarted: (.plain, started(data, peer: peer, by: by))
        case .deviceConnected: (.plain, "\(who) used the code and shows a PIN")
        case .secondClaim: (.alarm, "ALARM: \(who) used a code that another device has used already")
        case .badProof: (.alarm, "ALARM: \(visitor.address) tried a code without having seen it")
        case .wrongPin: (.alarm, "A wrong PIN was typed; attempts left: \(data["attempts_left"]?.integer ?? 0)")
        case .pinVerified: (.plain, "The PIN was right")
        case .ipConflict:
            (.plain, "The device has the address of \(peer); the operator is asked whether it is that one")
        case .pairingFailed: (.plain, failed(data.text("reason")))
        case .pairingCompleted: (.strong, completed(data.text("way"), peer))
        case .peerAdded: (.plain, "\(name) was made a peer, without a key")
        case .peerUpdated: (.plain, "\(peer) was changed; it is called \(name)")
        case .peerLeft: (.strong, "\(peer) left")
        case .presenceChanged: (.faint, "\(peer) is \(data.text("presence"))")
        case .permissionGranted: (.plain, "\(peer) may: \(scope)\(end(in: data))")
        case .permissionRevoked: (.plain, "\(peer) may no longer: \(scope)")
        case .permissionExpired: (.plain, "\(peer) may no longer: \(scope), whose time was over")
        case .areaAdded: (.plain, "\(peer) is in the area \(name)")
        case .areaRemoved: (.plain, "\(peer) is no longer in the area \(name)")
        case .areaUpdated: (.plain, "The area \(name) was changed")
        case .areaEnabled: (.plain, "The area \(name) was enabled")
        case .areaDisabled: (.plain, "The area \(name) was disabled")
        case .tokenIssued: (.plain, "\(peer) got the bearer token \(data.text("token_id"))\(end(in: data))")
        case .tokenRenewed: (.faint, "\(peer) got a fresh token")
        case .tokenRevoked: (.strong, revoked(data.text("reason"), peer))
        case .nodeFound: (.plain, "The node \(name) was found on the network")
        case .nodeLost: (.plain, "The node \(name) is gone from the network")
        case .connected: (.plain, "The stream begins")
        case .resync: (.alarm, "Some of what happened here is gone from the history; going on with what comes")
        }
    }

    private func end(in data: JSONObject) -> String {
        data.moment("expires_at").map { ", until \(clock?.minute($0) ?? $0.text)" } ?? ""
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
        switch PairingCompleted.Way(rawValue: way) {
        case .keyAdded: "\(peer) is back, with one more key"
        case .knownKey: "\(peer) paired again, with a key that it had"
        case .newPeer, nil: "\(peer) is in"
        }
    }

    private func failed(_ reason: String) -> String {
        switch PairingFailure.Reason(rawValue: reason) {
        case .expired: "The time of a code was over, and nobody came in by it"
        case .cancelled: "A pairing was cancelled; its code is void"
        case .tooManyAttempts: "The PIN was wrong too often; the code is void"
        case nil: "A pairing failed: \(reason)"
        }
    }

    private func revoked(_ reason: String, _ peer: String) -> String {
        switch RevocationReason(rawValue: reason) {
        case .revoked: "\(peer) was revoked"
        case .left: "\(peer) left; its tokens are void"
        case .expired: "The pass of \(peer) ran out"
        case .replaced: "An old key of \(peer) made room for a new one"
        case nil where reason == "withdrawn": "A bearer token of \(peer) was taken back"
        case nil: "Tokens of \(peer) are void: \(reason)"
        }
    }

    /// An agent that is newer than this command.
    private func unknown(_ event: RecordedEvent) -> String {
        let values = event.data.keys.map { "\($0.cleaned) \(value(event.data[$0]))" }
        return ([event.type.cleaned] + values).joined(separator: ", ")
    }

    private func value(_ value: JSONValue?) -> String { value?.string?.cleaned ?? value?.cleaned.text ?? "" }
}
