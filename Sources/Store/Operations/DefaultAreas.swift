public import Core

// The area that a device joins if nobody chooses areas for it.

extension Snapshot {
    /// The area that the setting names. If the area that was made for the same setting has another name now, it is that one.
    /// Nil if the setting is empty, or the area was deleted.
    public func defaultArea(named name: Name?) throws(StorageFailure) -> Area? {
        guard let name else { return nil }
        if let area = try area(named: name) { return area }
        guard let made = try defaultArea(), made.folded == name.folded else { return nil }
        return try area(made.id)
    }
}

extension Transaction {
    /// Makes the default area, and puts the present devices into it. Does so once: an area that was deleted is not made
    /// again. Returns the number of these devices, or nil if nothing was to be made.
    public func makeDefaultArea(
        named name: Name?, id: AreaID, now: Moment
    ) throws(StorageFailure) -> Int? {
        guard let name, try defaultArea() == nil else { return nil }
        if let area = try area(named: name) {
            try setDefaultArea(DefaultArea(id: area.id, folded: name.folded))
            return nil
        }
        guard case .success(let area) = try createArea(Area(id: id, name: name), by: .agent, now: now) else {
            return nil
        }
        try setDefaultArea(DefaultArea(id: area.id, folded: name.folded))
        let members = try firstMembers(at: now)
        for peer in members {
            try assign(peer.id, to: area.id, at: now)
            try say(peer.id, by: .agent, now: now)
            try append(.areaAdded(area.id, area.name, peer, by: .agent, at: now))
        }
        return members.count
    }

    /// Devices that an operator has admitted for good, and those that one of them has invited.
    private func firstMembers(at now: Moment) throws(StorageFailure) -> [NamedPeer] {
        var (found, ids): ([NamedPeer], Set<PeerID>) = ([], [])
        var last: PeerID?
        while true {
            // Ids grow with time, so an inviter comes before the devices that it has invited.
            let page = try peers(after: last, limit: pageOfPeers, all: false)
            for peer in page where peer.isLive(at: now) && peer.expiresAt == nil && peer.kind != .node {
                guard try !keys(of: peer.id).isEmpty, try areas(of: peer.id).count < Limits.areasOfAPeer else {
                    continue
                }
                if case .peer(let inviter) = peer.admittedBy, !ids.contains(inviter) {
                    guard try permissions(of: inviter).scopes(at: now).contains(.admin) else { continue }
                }
                ids.insert(peer.id)
                found.append(NamedPeer(peer.id, peer.name))
            }
            guard page.count == pageOfPeers else { return found }
            last = page.last?.id
        }
    }
}

/// How many rows are in memory at once.
let pageOfPeers = 500
