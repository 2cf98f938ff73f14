import Console
import Core
import JSON
import System

/// An event as a person reads it.
struct EventText {
    /// Nil where a program may read it: times are then RFC 3339.
    let clock: WallClock?
    let colour: Bool
    /// Longer sentences are broken between words. Nil breaks none.
    var width: Int?
    /// Of a user of this machine; nil if it has none of this number.
    var userName: (UInt32) -> String? = { User(id: $0).entry?.name }

    func line(_ event: RecordedEvent, _ names: inout PeerNames) -> String {
        let time = clock.map { $0.second(event.at) } ?? event.at.text
        let known = event.peerName ?? event.data["peer_id"]?.string.map { names.name(of: $0) }
        let peer = known.map { "'\($0)'" } ?? "?"
        let by = initiator(of: event, &names)
        let (style, sentence) =
            EventType(rawValue: event.type).map { said($0, event, peer: peer, by: by) } ?? (.plain, unknown(event))
        let head = "\(time)  "
        let lines = (head + sentence).flowed(at: width, indent: head.count, keeping: head.count)
        return head + style.applied(to: String(lines.dropFirst(head.count)), colour: colour)
    }

    /// Who did it, as the subject of a sentence. Nil if an older agent did not say.
    private func initiator(of event: RecordedEvent, _ names: inout PeerNames) -> String? {
        let data = event.data
        guard let by = (data["by"] ?? data["invited_by"])?.string else { return nil }
        switch by {
        case "operator":
            guard let uid = data["by_uid"]?.integer.flatMap({ UInt32(exactly: $0) }) else { return "An operator" }
            return userName(uid)?.cleaned ?? "The user \(uid)"
        case "agent": return "The agent"
        // Not without those words: a device has the name that its user likes, and could look like a user or the agent.
        default: return "The device '\(data["by_name"]?.string?.cleaned ?? names.name(of: by))'"
        }
    }

    /// One line for each type, so that a new one does not compile without its own sentence.
    private func said(
        _ type: EventType, _ event: RecordedEvent, peer: String, by: String?
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
            (
                .plain,
                "The device has the same address as \(peer). kith asked the operator whether it is the same device"
            )
        case .pairingFailed: (.plain, failed(data.text("reason")))
        case .pairingCompleted: (.strong, completed(data.text("way"), peer, by))
        case .peerAdded: (.plain, act(by, "added '\(name)'", else: "'\(name)' was added") + " for a program")
        case .peerUpdated: (.plain, renamed(event, by))
        case .peerLeft: (.strong, "\(peer) left")
        case .presenceChanged: (.faint, "\(peer) is \(data.text("presence"))")
        case .permissionGranted:
            (.plain, act(by, "granted \(scope) to \(peer)", else: "\(peer) was granted \(scope)") + end(in: data))
        case .permissionRevoked: (.plain, act(by, "removed \(scope) from \(peer)", else: "\(peer) lost \(scope)"))
        case .permissionExpired: (.plain, "\(scope) of \(peer) expired")
        case .areaAdded:
            (.plain, act(by, "added \(peer) to the area '\(name)'", else: "\(peer) was added to the area '\(name)'"))
        case .areaRemoved:
            (.plain, areaRemoved(event, peer, by))
        case .areaUpdated: (.plain, areaUpdated(data, by))
        case .areaEnabled: (.plain, act(by, "enabled the area '\(name)'", else: "The area '\(name)' was enabled"))
        case .areaDisabled: (.plain, act(by, "disabled the area '\(name)'", else: "The area '\(name)' was disabled"))
        case .tokenIssued: (.plain, tokenIssued(data, peer, by))
        case .tokenRenewed: (.faint, "\(peer) got a new token")
        case .tokenRevoked: (.strong, revoked(data.text("reason"), peer, by))
        case .appPasswordAdded: (.plain, appPassword(event, "made", peer, by))
        case .appPasswordRevoked: (.strong, appPassword(event, "revoked", peer, by))
        case .nodeFound: (.plain, "The node '\(name)' was found on the network")
        case .nodeLost: (.plain, "The node '\(name)' is gone from the network")
        case .connected: (.plain, "The stream begins")
        case .resync: (.alarm, "Some of what happened here is gone from the history; going on with what comes")
        }
    }

    private func end(in data: JSONObject) -> String {
        data.moment("expires_at").map { ", until \(clock?.minute($0) ?? $0.text)" } ?? ""
    }

    private func started(_ data: JSONObject, peer: String, by: String?) -> String {
        let scopes = data["scopes"]?.array?.compactMap { $0.string?.cleaned } ?? []
        let pass = data["expires_in"]?.integer.map { ", as a guest for \(Duration.seconds($0).told)" } ?? ""
        let person = data.text("person").isEmpty ? "" : " of '\(data.text("person"))'"
        let name = data.text("name").isEmpty ? "" : " for '\(data.text("name"))'\(person)"
        let whose =
            data["peer_id"]?.string != nil
            ? " to bring \(peer) back" : name.isEmpty && !person.isEmpty ? " for a device\(person)" : name
        return "\(by ?? "An operator") started a pairing\(whose): \(scopes.joined(separator: ", "))\(pass)"
    }

    /// By whom the PIN was entered.
    private func completed(_ way: String, _ peer: String, _ by: String?) -> String {
        let end =
            switch PairingCompleted.Way(rawValue: way) {
            case .keyAdded: " again, with a new key"
            case .knownKey: " again, with a key that it had"
            case .newPeer, nil: ""
            }
        return act(by, "paired \(peer)\(end)", else: "\(peer) was paired\(end)")
    }

    private func renamed(_ event: RecordedEvent, _ by: String?) -> String {
        let name = event.data.text("name")
        guard let old = event.data["old_name"]?.string?.cleaned else { return "A device was renamed to '\(name)'" }
        guard let by else { return "'\(old)' was renamed to '\(name)'" }
        if event.data["by"]?.string == event.peer { return "The device '\(old)' renamed itself to '\(name)'" }
        return "\(by) renamed '\(old)' to '\(name)'"
    }

    /// Of one peer, or of the whole area.
    private func areaRemoved(_ event: RecordedEvent, _ peer: String, _ by: String?) -> String {
        let name = event.data.text("name")
        guard event.data["peer_id"] != nil || event.data["peer_name"] != nil else {
            return act(by, "removed the area '\(name)'", else: "The area '\(name)' was removed")
        }
        return act(by, "removed \(peer) from the area '\(name)'", else: "\(peer) was removed from the area '\(name)'")
    }

    /// It was created, got another name, or its services changed.
    private func areaUpdated(_ data: JSONObject, _ by: String?) -> String {
        let name = data.text("name")
        if let old = data["old_name"]?.string?.cleaned {
            return act(by, "renamed the area '\(old)' to '\(name)'", else: "The area '\(name)' was changed")
        }
        guard data["services_added"] != nil else {
            return act(by, "added the area '\(name)'", else: "The area '\(name)' was added")
        }
        let parts = [("added", "services_added"), ("removed", "services_removed"), ("changed", "services_changed")]
            .compactMap { verb, field -> String? in
                let services = data[field]?.array?.compactMap { $0.string.map { "'\($0.cleaned)'" } } ?? []
                return services.isEmpty ? nil : "\(verb) \(listed(services))"
            }
        return act(by, "changed the area '\(name)': ", else: "The area '\(name)' was changed: ") + listed(parts)
    }

    private func tokenIssued(_ data: JSONObject, _ peer: String, _ by: String?) -> String {
        let token = "the bearer token \(data.text("token_id"))"
        return act(by, "issued \(token) to \(peer)", else: "\(peer) got \(token)") + end(in: data)
    }

    private func appPassword(_ event: RecordedEvent, _ verb: String, _ peer: String, _ by: String?) -> String {
        let password = "the app password '\(event.data.text("app"))'"
        if let by, event.data["by"]?.string == event.peer { return "\(by) \(verb) \(password)" }
        return act(by, "\(verb) \(password) of \(peer)", else: "\(password) of \(peer) was \(verb)")
    }

    /// Active if it is known who did it.
    private func act(_ by: String?, _ act: String, else passive: String) -> String {
        by.map { "\($0) \(act)" } ?? passive
    }

    private func failed(_ reason: String) -> String {
        switch PairingFailure.Reason(rawValue: reason) {
        case .expired: "A code expired before a device was paired"
        case .cancelled: "A pairing was cancelled; its code no longer works"
        case .tooManyAttempts: "The PIN was wrong too often; the code no longer works"
        case nil: "A pairing failed: \(reason)"
        }
    }

    private func revoked(_ reason: String, _ peer: String, _ by: String?) -> String {
        switch RevocationReason(rawValue: reason) {
        case .revoked: act(by, "revoked \(peer)", else: "\(peer) was revoked")
        case .left: "\(peer) left; its tokens no longer work"
        case .expired: "The guest pass of \(peer) expired"
        case .replaced: "A new key of \(peer) replaced the one that was unused for longest"
        case nil where reason == "withdrawn":
            act(by, "revoked a bearer token of \(peer)", else: "A bearer token of \(peer) was revoked")
        case nil: "Tokens of \(peer) no longer work: \(reason)"
        }
    }

    /// An agent that is newer than this command.
    private func unknown(_ event: RecordedEvent) -> String {
        let values = event.data.keys.map { "\($0.cleaned) \(value(event.data[$0]))" }
        return ([event.type.cleaned] + values).joined(separator: ", ")
    }

    private func value(_ value: JSONValue?) -> String { value?.string?.cleaned ?? value?.cleaned.text ?? "" }
}
