public import Core

// Areas and their members. Each operation notifies exactly the peers concerned.

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

    public func renameArea(_ id: AreaID, to name: Name, by initiator: Initiator, now: Moment) throws(StorageFailure)
        -> AreaRejection?
    {
        guard var area = try area(id) else { return .notFound }
        // Not by comparing the two names: an older kith may have made another area with the same name.
        let folded = name.folded
        if try areas().contains(where: { $0.id != id && $0.name.folded == folded }) {
            return .field(FieldRejection(field: "name", problem: .taken))
        }
        let old = area.name
        area.name = name
        try update(area)
        try append(.areaUpdated(id, from: old, to: name, by: initiator, at: now))
        return nil
    }

    /// Setting the present value is not an error, and makes no event.
    public func setArea(_ id: AreaID, enabled: Bool, by initiator: Initiator, now: Moment) throws(StorageFailure)
        -> AreaRejection?
    {
        guard var area = try area(id) else { return .notFound }
        guard area.isEnabled != enabled else { return nil }
        area.isEnabled = enabled
        try update(area)
        try append(
            enabled
                ? .areaEnabled(id, area.name, by: initiator, at: now)
                : .areaDisabled(id, area.name, by: initiator, at: now))
        return nil
    }

    /// Each peer of the area gets its own event: after this, no peer belongs to the area.
    public func removeArea(_ id: AreaID, by initiator: Initiator, now: Moment) throws(StorageFailure) -> AreaRejection?
    {
        guard let area = try area(id) else { return .notFound }
        for peer in try peers(of: id) {
            guard let record = try self.peer(peer) else { continue }
            try append(.areaRemoved(id, area.name, NamedPeer(peer, record.name), by: initiator, at: now))
        }
        try deleteArea(id)
        return nil
    }

    public func assignPeer(
        _ peer: PeerID, to id: AreaID, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> AreaRejection? {
        guard let area = try area(id) else { return .notFound }
        guard let record = try self.peer(peer), record.isLive(at: now) else { return .peerNotFound }
        guard try !areas(of: peer).contains(id) else { return nil }
        try assign(peer, to: id, at: now)
        try append(.areaAdded(id, area.name, NamedPeer(peer, record.name), by: initiator, at: now))
        return nil
    }

    public func unassignPeer(
        _ peer: PeerID, from id: AreaID, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> AreaRejection? {
        guard let area = try area(id) else { return .notFound }
        guard try areas(of: peer).contains(id), let record = try self.peer(peer) else { return nil }
        try unassign(peer, from: id)
        try append(.areaRemoved(id, area.name, NamedPeer(peer, record.name), by: initiator, at: now))
        return nil
    }
}
