public import Core

// Areas and their members. Each operation notifies exactly the peers concerned. It checks everything before it writes: a
// rejected change has changed nothing.

public enum AreaRejection: Error, Hashable, Sendable {
    case notFound
    case peerNotFound
    case peerEnded
    case field(FieldRejection)
    /// Live peers are in the area: some of them, and how many there are.
    case inUse(Name, [NamedPeer], count: Int)
    case tooManyAreas(Int)
    case tooManyOfPeer(Name, Int)
}

/// What changes of an area. Nil leaves it as it is.
public struct AreaChange: Hashable, Sendable {
    public enum Enabling: Hashable, Sendable {
        case set(Bool)
        /// To the opposite of what it is.
        case toggle
    }

    public var name: Name?
    public var enabling: Enabling?
    /// All services that the area contains afterwards.
    public var services: Set<ServiceID>?

    public init(name: Name? = nil, enabling: Enabling? = nil, services: Set<ServiceID>? = nil) {
        self.name = name
        self.enabling = enabling
        self.services = services
    }
}

extension Transaction {
    /// If the id is taken, the area gets the next free one. Returns the area as it was stored.
    public func createArea(
        _ area: Area, by initiator: Initiator = .nodeOperator, now: Moment
    ) throws(StorageFailure) -> Result<Area, AreaRejection> {
        if try self.area(named: area.name) != nil { return .failure(.field(.takenName)) }
        if let problem = try problem(of: area.services) { return .failure(.field(problem)) }
        guard try countAreas() < Limits.areas else { return .failure(.tooManyAreas(Limits.areas)) }
        var id = area.id
        while try isTaken(id) { id = id.next }
        let stored = Area(id: id, name: area.name, isEnabled: area.isEnabled, services: area.services)
        try insert(stored)
        try say(id, by: initiator, now: now)
        try append(.areaCreated(id, area.name, by: initiator, at: now))
        let change = AreaServicesChange(added: try names(of: area.services))
        if !change.isEmpty { try append(.areaServicesChanged(id, area.name, change, by: initiator, at: now)) }
        return .success(stored)
    }

    /// Setting a present value is not an error, and makes no event.
    public func changeArea(
        _ id: AreaID, _ change: AreaChange, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> AreaRejection? {
        guard var area = try area(id) else { return .notFound }
        let old = area
        if let name = change.name {
            // Not by comparing the two names: an older kith may have made another area with the same name.
            if let holder = try self.area(named: name), holder.id != id { return .field(.takenName) }
            area.name = name
        }
        if let services = change.services {
            if let problem = try problem(of: services) { return .field(problem) }
            area.services = services
        }
        switch change.enabling {
        case .set(let enabled): area.isEnabled = enabled
        case .toggle: area.isEnabled.toggle()
        case nil: break
        }
        // By its bytes: a canonically equal text is another one for a program that reads it.
        guard area != old || !area.name.text.utf8.elementsEqual(old.name.text.utf8) else { return nil }
        try update(area)
        try say(id, by: initiator, now: now)
        try tell(of: area, instead: old, by: initiator, now: now)
        return nil
    }

    private func tell(
        of area: Area, instead old: Area, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) {
        if !area.name.text.utf8.elementsEqual(old.name.text.utf8) {
            try append(.areaUpdated(area.id, from: old.name, to: area.name, by: initiator, at: now))
        }
        let change = AreaServicesChange(
            added: try names(of: area.services.subtracting(old.services)),
            removed: try names(of: old.services.subtracting(area.services)))
        if !change.isEmpty { try append(.areaServicesChanged(area.id, area.name, change, by: initiator, at: now)) }
        guard area.isEnabled != old.isEnabled else { return }
        try append(
            area.isEnabled
                ? .areaEnabled(area.id, area.name, by: initiator, at: now)
                : .areaDisabled(area.id, area.name, by: initiator, at: now))
    }

    /// Each live peer of the area gets its own event: after this, no peer belongs to the area. An area with live peers is
    /// only deleted if `evenInUse`.
    public func removeArea(
        _ id: AreaID, evenInUse: Bool = false, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> AreaRejection? {
        guard let area = try area(id) else { return .notFound }
        let members = try livePeers(of: id, after: nil, at: now, limit: evenInUse ? .max : shownUses)
        guard evenInUse || members.isEmpty else {
            return .inUse(area.name, members, count: try countLivePeers(of: id, at: now))
        }
        for peer in members { try append(.areaRemoved(id, area.name, peer, by: initiator, at: now)) }
        try deleteArea(id)
        try sayEnd(of: id, by: initiator, now: now)
        try append(.areaDeleted(id, area.name, by: initiator, at: now))
        return nil
    }

    public func assignPeer(
        _ peer: PeerID, to id: AreaID, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> AreaRejection? {
        guard let area = try area(id) else { return .notFound }
        guard let record = try self.peer(peer) else { return .peerNotFound }
        guard record.isLive(at: now) else { return .peerEnded }
        let assigned = try areas(of: peer)
        guard !assigned.contains(id) else { return nil }
        guard assigned.count < Limits.areasOfAPeer else { return .tooManyOfPeer(record.name, Limits.areasOfAPeer) }
        try assign(peer, to: id, at: now)
        try say(peer, by: initiator, now: now)
        try append(.areaAdded(id, area.name, NamedPeer(peer, record.name), by: initiator, at: now))
        return nil
    }

    public func unassignPeer(
        _ peer: PeerID, from id: AreaID, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> AreaRejection? {
        guard let area = try area(id) else { return .notFound }
        guard let record = try self.peer(peer) else { return .peerNotFound }
        guard try areas(of: peer).contains(id) else { return nil }
        try unassign(peer, from: id)
        try say(peer, by: initiator, now: now)
        try append(.areaRemoved(id, area.name, NamedPeer(peer, record.name), by: initiator, at: now))
        return nil
    }

    /// Nil if an area may contain these services.
    private func problem(of services: Set<ServiceID>) throws(StorageFailure) -> FieldRejection? {
        guard services.count <= Limits.servicesOfAnArea else {
            return FieldRejection(field: "services", problem: .tooMany(limit: Limits.servicesOfAnArea))
        }
        for id in services where try service(id) == nil {
            return FieldRejection(field: "services", problem: .notFound)
        }
        return nil
    }

    private func names(of services: Set<ServiceID>) throws(StorageFailure) -> [Name] {
        var names: [Name] = []
        for id in services.sorted() { if let service = try service(id) { names.append(service.name) } }
        return names
    }
}

/// How many users of an area or a service a rejection names.
let shownUses = 5
