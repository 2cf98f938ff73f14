import Console
import Core

/// What the device that is paired gets, as the operator asked for it.
struct PairGrant: Equatable {
    /// Nil if the device's own name is taken.
    var name: String?
    /// Nil if nobody is named.
    var person: String?
    /// Of a guest pass.
    var passLength: Duration?
    var scopes = Scopes.byDefault
    /// The names of the areas that it joins.
    var areas: [String] = []
    /// The device that comes back with another browser. What it may do stays as it is.
    var peer: Peer?

    /// "'Kitchen tablet' · for 'anna' · guest for 4 h · view". Without a name from the operator, it is `visitor`'s own: a
    /// device may call itself "iPhone · admin".
    func text(for visitor: Visitor, now: Moment, clock: WallClock) -> String {
        let scopes = scopes.members.map(\.rawValue).joined(separator: ", ")
        let parts: [String?]
        if let peer {
            let end = peer.expiresAt.map { "until \(clock.minute($0))" }
            parts = [
                "another browser of '\(peer.name)'", end, scopes.isEmpty ? "no permissions" : scopes,
                areaText(peer.areas),
            ]
        } else {
            // Nobody is named: an operator admits for the owner, and a guest pass is for a guest.
            let person = person ?? (passLength == nil ? "owner" : nil)
            let own = visitor.name.isEmpty ? nil : visitor.name
            parts = [
                (name ?? own).map { "'\($0)'" }, person.map { "for '\($0)'" },
                passLength.map { "guest for \($0.told)" }, scopes,
                areaText(areas),
            ]
        }
        return parts.compactMap { $0 }.joined(separator: " · ")
    }
}

/// "area Home", "areas Home and Media". Nil for none.
private func areaText(_ areas: [String]) -> String? {
    areas.isEmpty ? nil : "\(areas.count == 1 ? "area" : "areas") \(listed(areas.map { "'\($0)'" }))"
}

extension PairGrant {
    /// For a device that comes back: what it holds.
    init(of peer: Peer) {
        self.init()
        scopes = Scopes(peer.scopes.compactMap { Scope(rawValue: $0.scope) })
        self.peer = peer
    }
}
