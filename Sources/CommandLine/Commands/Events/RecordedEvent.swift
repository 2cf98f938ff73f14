import Console
import Core
import JSON

/// An event as the agent sent it.
struct RecordedEvent: Equatable {
    let type: String
    let at: Moment
    let data: JSONObject
    let whole: JSONObject

    var id: Int64? { whole["id"]?.integer }
    var pairing: String? { data["pairing_id"]?.string ?? data["pairing"]?.string }
    /// The peer that the event is about. The start of a pairing may name the peer of its filter.
    var peer: String? { type == EventType.pairingStarted.rawValue ? nil : data["peer_id"]?.string }
    /// What the peer was called then. Nil for an event of an older agent, which did not say.
    var peerName: String? {
        guard peer != nil else { return nil }
        return (data["peer_name"] ?? (data["area_id"] == nil ? data["name"] : nil))?.string?.cleaned
    }
    /// The bearer tokens of a peer that left are part of its leaving, and the PIN of its registration.
    var isToldByAnother: Bool {
        switch EventType(rawValue: type) {
        case .pinVerified, .tokenRenewed: true
        case .tokenRevoked: data["reason"]?.string == RevocationReason.left.rawValue
        default: false
        }
    }
    var visitor: Visitor {
        let browser = data["device"]?.string ?? data["user_agent"]?.string ?? ""
        return Visitor(browser: browser.cleaned, address: data["address"]?.string?.cleaned ?? "?", at: at)
    }
}

extension RecordedEvent {
    /// Returns nil if it is not an event.
    init?(_ event: JSONObject) {
        guard let type = event["type"]?.string, let at = event.moment("at") else { return nil }
        self.init(type: type, at: at, data: event["data"]?.object ?? [:], whole: event)
    }
}
