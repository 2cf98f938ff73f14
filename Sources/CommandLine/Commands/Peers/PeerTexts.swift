import Console
import Core

// What is said of a peer in sentences.
extension Peer {
    /// "It may see the nodes and the peers that share an area (view)… It is in the areas media and home. …"
    func abilities(now: Moment, clock: WallClock) -> String {
        [mayText(now: now, clock: clock), areaText, endText(now: now, clock: clock)].compactMap { $0 }
            .joined(separator: " ")
    }

    private func mayText(now: Moment, clock: WallClock) -> String {
        let live = scopes.filter { !$0.expiresAt.isOver(at: now) }
        guard !live.isEmpty else { return "It may do nothing yet." }
        let parts = live.map { grant in
            let end = grant.expiresAt == expiresAt ? nil : grant.expiresAt
            let until = end.map { ", until \(clock.minute($0))" } ?? ""
            return "\(Scope(rawValue: grant.scope)?.meaning ?? grant.scope) (\(grant.scope)\(until))"
        }
        return "It may \(listed(parts))."
    }

    private var areaText: String? {
        areas.isEmpty ? nil : "It is in the \(areas.count == 1 ? "area" : "areas") \(listed(areas))."
    }

    private func endText(now: Moment, clock: WallClock) -> String? {
        expiresAt.map { "That ends \($0.told(at: now, by: clock)), at \(clock.minute($0))." }
    }

}

extension Scope {
    /// What a peer that holds it may do: "It may …".
    var meaning: String {
        switch self {
        case .view: "see the nodes, and the peers that share an area with it"
        case .use: "reach the services of its areas"
        case .invite: "invite others"
        case .admin: "administer this node"
        }
    }

    /// "view, use, invite and admin"
    static var list: String { listed(allCases.map(\.rawValue)) }

    /// "view (see …), use (reach …), …"
    static var explained: String { listed(allCases.map { "\($0.rawValue) (\($0.meaning))" }) }
}

/// `a`, `a and b`, `a, b and c`.
func listed(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return "\(parts.dropLast().joined(separator: ", ")) and \(last)"
}

extension Admission {
    /// "Registered: Anna's iPhone, of anna. It may …"
    func sentence(now: Moment, clock: WallClock) -> String {
        let person = peer.map { $0.person.isEmpty ? "" : ", of \($0.person)" } ?? ""
        let how =
            switch way {
            case "key_added": "This browser is now one more key of it; what it may do stays as it was."
            case "known_key": "The node knew it already; what it may do stays as it was."
            default: ""
            }
        let parts = ["Registered: \(name)\(person).", how, peer?.abilities(now: now, clock: clock) ?? ""]
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
