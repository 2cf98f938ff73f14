public import Core

// Services. The peers of the areas that contain a service are concerned by its changes. Nobody is by a service that is in
// no area.

public enum ServiceRejection: Error, Hashable, Sendable {
    case notFound
    case field(FieldRejection)
    /// Another service has the same scheme, host and port.
    case urlTaken(by: Name)
    /// Areas contain the service: some of them, and how many there are.
    case inUse(Name, areas: [Area], count: Int)
    case tooManyServices(Int)
    case areaIsFull(Name, Int)
}

/// What changes of a service. Nil leaves it as it is.
public struct ServiceChange: Hashable, Sendable {
    public var name: Name?
    public var url: ServiceURL?
    /// All areas that contain the service afterwards.
    public var areas: Set<AreaID>?

    public init(name: Name? = nil, url: ServiceURL? = nil, areas: Set<AreaID>? = nil) {
        self.name = name
        self.url = url
        self.areas = areas
    }
}

extension Transaction {
    /// If the id is taken, the service gets the next free one. Returns the service as it was stored.
    public func addService(
        _ service: Service, to areas: Set<AreaID> = [], by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> Result<Service, ServiceRejection> {
        if let rejection = try rejection(of: service) { return .failure(rejection) }
        guard try countServices() < Limits.services else { return .failure(.tooManyServices(Limits.services)) }
        var id = service.id
        while try self.service(id) != nil { id = id.next }
        let stored = Service(id: id, name: service.name, url: service.url)
        let members: [Area]
        switch try find(areas, toContain: id) {
        case .success(let found): members = found
        case .failure(let rejection): return .failure(rejection)
        }
        try insert(stored)
        try say(id, by: initiator, now: now)
        for area in members { try put(stored, into: area, by: initiator, now: now) }
        return .success(stored)
    }

    /// Setting a present value is not an error, and makes no event.
    public func changeService(
        _ id: ServiceID, _ change: ServiceChange, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> ServiceRejection? {
        guard let old = try service(id) else { return .notFound }
        let service = Service(id: id, name: change.name ?? old.name, url: change.url ?? old.url)
        if let rejection = try rejection(of: service) { return rejection }
        let before = try areas(containing: id)
        var after = before
        if let areas = change.areas {
            switch try find(areas, toContain: id) {
            case .success(let found): after = found
            case .failure(let rejection): return rejection
            }
        }
        let isOther = service.url != old.url || !service.name.text.utf8.elementsEqual(old.name.text.utf8)
        if isOther {
            try update(service)
            try say(id, by: initiator, now: now)
        }
        for area in before.sorted(by: { $0.id < $1.id }) {
            if !after.contains(where: { $0.id == area.id }) {
                try take(service, outOf: area, by: initiator, now: now)
            } else if isOther {
                let change = AreaServicesChange(changed: [service.name])
                try append(.areaServicesChanged(area.id, area.name, change, by: initiator, at: now))
            }
        }
        for area in after where !area.services.contains(id) { try put(service, into: area, by: initiator, now: now) }
        return nil
    }

    /// A service that areas contain is only removed if `evenInUse`.
    public func removeService(
        _ id: ServiceID, evenInUse: Bool = false, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) -> ServiceRejection? {
        guard let service = try service(id) else { return .notFound }
        let areas = try areas(containing: id)
        guard evenInUse || areas.isEmpty else {
            return .inUse(service.name, areas: Array(areas.prefix(shownUses)), count: areas.count)
        }
        for area in areas.sorted(by: { $0.id < $1.id }) {
            try take(service, outOf: area, by: initiator, now: now)
        }
        try deleteService(id)
        try sayEnd(of: id, by: initiator, now: now)
        return nil
    }

    /// Nil if no other service has its name or its scheme, host and port.
    private func rejection(of service: Service) throws(StorageFailure) -> ServiceRejection? {
        if let holder = try self.service(named: service.name), holder.id != service.id { return .field(.takenName) }
        if let holder = try self.service(at: service.url.origin), holder.id != service.id {
            return .urlTaken(by: holder.name)
        }
        return nil
    }

    /// In the order of their ids.
    private func find(
        _ areas: Set<AreaID>, toContain service: ServiceID
    ) throws(StorageFailure) -> Result<[Area], ServiceRejection> {
        var found: [Area] = []
        for id in areas.sorted() {
            guard let area = try area(id) else {
                return .failure(.field(FieldRejection(field: "areas", problem: .notFound)))
            }
            guard area.services.contains(service) || area.services.count < Limits.servicesOfAnArea else {
                return .failure(.areaIsFull(area.name, Limits.servicesOfAnArea))
            }
            found.append(area)
        }
        return .success(found)
    }

    private func put(
        _ service: Service, into area: Area, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) {
        let change = AreaServicesChange(added: [service.name])
        try set(area.services.union([service.id]), of: area, change, by: initiator, now: now)
    }

    private func take(
        _ service: Service, outOf area: Area, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) {
        let change = AreaServicesChange(removed: [service.name])
        try set(area.services.subtracting([service.id]), of: area, change, by: initiator, now: now)
    }

    private func set(
        _ services: Set<ServiceID>, of area: Area, _ change: AreaServicesChange, by initiator: Initiator, now: Moment
    ) throws(StorageFailure) {
        var area = area
        area.services = services
        try update(area)
        try say(area.id, by: initiator, now: now)
        try append(.areaServicesChanged(area.id, area.name, change, by: initiator, at: now))
    }
}

extension Snapshot {
    /// The services of the enabled areas of a peer, with those areas. Each in the order of its names.
    public func visibleServices(
        to peer: PeerID
    ) throws(StorageFailure) -> [(service: Service, areas: [Area])] {
        var own: [Area] = []
        for id in try areas(of: peer) { if let area = try area(id), area.isEnabled { own.append(area) } }
        return try services(of: own)
    }

    /// All services, with the areas that contain them.
    public func allServices() throws(StorageFailure) -> [(service: Service, areas: [Area])] {
        let areas = try areas()
        return try services().map { service in (service, areas.filter { $0.services.contains(service.id) }) }
    }

    private func services(of areas: [Area]) throws(StorageFailure) -> [(service: Service, areas: [Area])] {
        let sorted = areas.sorted { $0.name.folded < $1.name.folded }
        var found: [(service: Service, areas: [Area])] = []
        for id in areas.reduce(into: Set<ServiceID>(), { $0.formUnion($1.services) }) {
            guard let service = try service(id) else { continue }
            found.append((service, sorted.filter { $0.services.contains(id) }))
        }
        return found.sorted { $0.service.name.folded < $1.service.name.folded }
    }
}
