public import Core

// Areas and who is in them. Each of these tells exactly the peers concerned.

public enum AreaRejection: Error, Hashable, Sendable {
    case notFound
    case peerNotFound
    case field(FieldRejection)
}

extension Transaction {
    public func createArea(_ area: Area, now: Moment) throws(StorageFailure) -> AreaRejection? {
        if try isTaken(areaName: area.name) { return .field(FieldRejection(field: "name", problem: .taken)) }
        try insert(area)
        return nil
    }

    public func renameArea(_ id: AreaID, to name: Name, now: Moment) throws(StorageFailure) -> AreaRejection? {
        guard var area = try area(id) else { return .notFound }
        if name.folded != area.name.folded, try isTaken(areaName: name) {
            return .field(FieldRejection(field: "name", problem: .taken))
        }
        area.name = name
        try update(area)
        try append(.areaUpdated(id, name, at: now))
        return nil
    }

    /// Setting what is set already is no error, and no event.
    public func setArea(_ id: AreaID, enabled: Bool, now: Moment) throws(StorageFailure) -> AreaRejection? {
        guard var area = try area(id) else { return .notFound }
        guard area.isEnabled != enabled else { return nil }
        area.isEnabled = enabled
        try update(area)
        try append(enabled ? .areaEnabled(id, area.name, at: now) : .areaDisabled(id, area.name, at: now))
        return nil
    }

    /// Each peer of the area is told by name: after this, nobody is "of the area" any more.
    public func removeArea(_ id: AreaID, now: Moment) throws(StorageFailure) -> AreaRejection? {
        guard let area = try area(id) else { return .notFound }
        for peer in try peers(of: id) { try append(.areaRemoved(id, area.name, peer, at: now)) }
        try deleteArea(id)
        return nil
    }

    public func assignPeer(_ peer: PeerID, to id: AreaID, now: Moment) throws(StorageFailure) -> AreaRejection? {
        guard let area = try area(id) else { return .notFound }
        guard try self.peer(peer)?.isLive(at: now) ?? false else { return .peerNotFound }
        guard try !areas(of: peer).contains(id) else { return nil }
        try assign(peer, to: id, at: now)
        try append(.areaAdded(id, area.name, peer, at: now))
        return nil
    }

    public func unassignPeer(_ peer: PeerID, from id: AreaID, now: Moment) throws(StorageFailure) -> AreaRejection? {
        guard let area = try area(id) else { return .notFound }
        guard try areas(of: peer).contains(id) else { return nil }
        try unassign(peer, from: id)
        try append(.areaRemoved(id, area.name, peer, at: now))
        return nil
    }
}
