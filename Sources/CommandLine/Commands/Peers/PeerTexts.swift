import Console
import Core

// A peer in sentences.
extension Peer {
    /// "It may see your nodes (view). It is in the areas 'media' and 'home'. Its access ends in 4 h, at …"
    func abilities(now: Moment, clock: WallClock) -> String {
        let parts = [mayText(now: now, clock: clock), capText(now: now), areaText, endText(now: now, clock: clock)]
        return parts.compactMap { $0 }.joined(separator: " ")
    }

    private func mayText(now: Moment, clock: WallClock) -> String {
        let live = scopes.filter { !$0.expiresAt.isOver(at: now) && !caps($0.scope) }
        guard !live.isEmpty else { return "It has no permissions yet." }
        let parts = live.map { grant in
            let end = grant.expiresAt == expiresAt ? nil : grant.expiresAt
            let until = end.map { ", until \(clock.minute($0))" } ?? ""
            return "\(Scope(rawValue: grant.scope)?.meaning ?? grant.scope) (\(grant.scope)\(until))"
        }
        return "It may \(listed(parts))."
    }

    /// In the same breath, so that nobody wonders later why it does not work.
    private func capText(now: Moment) -> String? {
        let capped = scopes.filter { !$0.expiresAt.isOver(at: now) && caps($0.scope) }.map(\.scope)
        guard !capped.isEmpty else { return nil }
        return """
            \(listed(capped)) \(capped.count == 1 ? "has" : "have") no effect: the device was paired over plain HTTP, which \
            allows only \(Scopes.plainHTTPList). Pair it again over HTTPS, or on this machine.
            """
    }

    /// Where a scope has an effect, if not everywhere. Nil too if it has none at all: `abilities` says that.
    func transportNote(on scope: Scope) -> String? {
        guard !Scopes.plainHTTP.members.contains(scope), !caps(scope.rawValue) else { return nil }
        return "The scope \(scope.rawValue) works only over HTTPS or on this machine."
    }

    private var areaText: String? {
        areas.isEmpty ? nil : "It is in the \(areas.count == 1 ? "area" : "areas") \(listed(areas.map { "'\($0)'" }))."
    }

    private func endText(now: Moment, clock: WallClock) -> String? {
        expiresAt.map { "Its access ends \($0.told(at: now, by: clock)), at \(clock.minute($0))." }
    }

}

extension Scope {
    /// What a device with this scope may do: "It may …".
    var meaning: String {
        switch self {
        case .view: "see your nodes"
        case .use: "use your services"
        case .invite: "invite other devices"
        case .admin: "administer this node"
        }
    }

    /// "view, use, invite and admin"
    static var list: String { listed(allCases.map(\.rawValue)) }

    /// For the help of an option that takes scopes.
    static var offered: String { "\(list) (default: \(Scopes.byDefault)); \(needsHTTPS)" }

    /// Where the scopes that plain HTTP does not carry have an effect.
    static let needsHTTPS = "the scopes invite and admin work only over HTTPS or on this machine"

    /// "view (see …), use (use …), …"
    static var explained: String {
        listed(allCases.map { "\($0.rawValue) (\($0.meaning))" })
    }
}

/// `a`, `a and b`, `a, b and c`.
func listed(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return "\(parts.dropLast().joined(separator: ", ")) and \(last)"
}

extension Admission {
    /// "'Anna's iPhone' is paired. It belongs to 'anna'. It may …"
    func sentence(now: Moment, clock: WallClock) -> String {
        let person = peer.map { $0.person.isEmpty ? "" : "It belongs to '\($0.person)'." } ?? ""
        let how =
            switch way {
            case "key_added": "This browser was added to it. Its permissions did not change."
            case "known_key": "It was paired before. Its permissions did not change."
            default: ""
            }
        let parts = ["'\(name)' is paired.", person, how, peer?.abilities(now: now, clock: clock) ?? ""]
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
