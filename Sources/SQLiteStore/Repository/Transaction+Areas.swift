import Core
import Store

extension SQLiteTransaction {
    func areas() throws(StorageFailure) -> [Area] {
        var areas = try session.all(AreaQuery.all, read: readArea)
        for index in areas.indices { areas[index].services = try services(of: areas[index].id) }
        return areas
    }

    func area(_ id: AreaID) throws(StorageFailure) -> Area? {
        guard var area = try session.first(AreaQuery.byID, id, read: readArea) else { return nil }
        area.services = try services(of: id)
        return area
    }

    func areas(of peer: PeerID) throws(StorageFailure) -> Set<AreaID> {
        Set(try session.all(AreaQuery.ofPeer, peer) { row throws(StorageFailure) in try row.identifier() })
    }

    func peers(of area: AreaID) throws(StorageFailure) -> [PeerID] {
        try session.all(AreaQuery.peersOf, area) { row throws(StorageFailure) in try row.identifier() }
    }

    func neighbours(of peer: PeerID, at now: Moment) throws(StorageFailure) -> [PeerID] {
        try session.all(AreaQuery.neighbours, peer, now) { row throws(StorageFailure) in try row.identifier() }
    }

    func area(named name: Name) throws(StorageFailure) -> Area? {
        guard var area = try session.first(AreaQuery.named, name.folded, read: readArea) else { return nil }
        area.services = try services(of: area.id)
        return area
    }

    func isTaken(_ id: AreaID) throws(StorageFailure) -> Bool { try exists(AreaQuery.idIsTaken, id) }

    func countAreas() throws(StorageFailure) -> Int { try count(AreaQuery.count) }

    func livePeers(
        of area: AreaID, after last: PeerID?, at now: Moment, limit: Int
    ) throws(StorageFailure) -> [NamedPeer] {
        try session.all(AreaQuery.livePeersOf, area, now, last?.number ?? 0, limit) { row throws(StorageFailure) in
            NamedPeer(try row.identifier(), try row.name())
        }
    }

    func countLivePeers(of area: AreaID, at now: Moment) throws(StorageFailure) -> Int {
        try count(AreaQuery.countLivePeersOf, area, now)
    }

    func areas(containing service: ServiceID) throws(StorageFailure) -> [Area] {
        var areas = try session.all(AreaQuery.containing, service, read: readArea)
        for index in areas.indices { areas[index].services = try services(of: areas[index].id) }
        return areas
    }

    func defaultArea() throws(StorageFailure) -> DefaultArea? {
        try session.first(AreaQuery.defaultArea) { row throws(StorageFailure) -> DefaultArea? in
            guard let id: AreaID = row.optionalIdentifier(), let folded = row.optionalText() else { return nil }
            return DefaultArea(id: id, folded: folded)
        } ?? nil
    }

    func setDefaultArea(_ area: DefaultArea) throws(StorageFailure) {
        try session.run(AreaQuery.setDefaultArea, area.id, area.folded)
    }

    func insert(_ area: Area) throws(StorageFailure) {
        try session.run(
            AreaQuery.insert, area.id, area.name, area.name.folded, area.isEnabled, try nextSequence())
        try add(area.services, to: area.id)
    }

    func update(_ area: Area) throws(StorageFailure) {
        try session.run(AreaQuery.update, area.name, area.name.folded, area.isEnabled, area.id)
        try session.run(AreaQuery.clearServices, area.id)
        try add(area.services, to: area.id)
    }

    func deleteArea(_ id: AreaID) throws(StorageFailure) { try session.run(AreaQuery.delete, id) }

    func assign(_ peer: PeerID, to area: AreaID, at now: Moment) throws(StorageFailure) {
        try session.run(AreaQuery.assign, peer, area, now, try nextSequence())
    }

    func unassign(_ peer: PeerID, from area: AreaID) throws(StorageFailure) {
        try session.run(AreaQuery.unassign, peer, area)
    }

    private func services(of area: AreaID) throws(StorageFailure) -> Set<ServiceID> {
        Set(try session.all(AreaQuery.servicesOf, area) { row throws(StorageFailure) in try row.identifier() })
    }

    private func add(_ services: Set<ServiceID>, to area: AreaID) throws(StorageFailure) {
        for service in services { try session.run(AreaQuery.addService, area, service) }
    }
}

private func readArea(_ row: inout Row) throws(StorageFailure) -> Area {
    Area(id: try row.identifier(), name: try row.name(), isEnabled: try row.integer() != 0)
}
