import API
import Access
import Core
import Credentials
import HTTPMessage
import Live
import Settings
import Store
import WebAPI

/// Areas, for operators.
struct AreaHandlers: ResourceHandlers {
    let peers: PeerViews
    let live: LiveSettings

    var repository: any Repository { peers.repository }
    private var defaultArea: Name? { live.value.defaultArea }

    func perform(
        _ route: AreaRoute, by principal: Principal, _ asked: Asked, _ answering: Answering
    ) throws -> Response? {
        let (initiator, now) = (principal.initiator(asked), asked.now)
        switch route {
        case .list: return try list(at: now)
        case .show(let id): return .area(try view(of: id, at: now))
        case .add(let body): add(body, by: initiator, asked, answering)
        case .change(let id, let body): change(id, AreaChange(body), by: initiator, asked, answering)
        case .toggle(let id): change(id, AreaChange(enabling: .toggle), by: initiator, asked, answering)
        case .remove(let id, let evenInUse):
            submit(answering) { transaction throws(StorageFailure) in
                try transaction.removeArea(id, evenInUse: evenInUse, by: initiator, now: now)
            } then: { rejection in
                if let rejection { throw Problem(rejection) }
                return .done
            }
        case .assign(let peer, let id):
            move(peer, asked, answering) { transaction throws(StorageFailure) in
                try transaction.assignPeer(peer, to: id, by: initiator, now: now)
            }
        case .unassign(let peer, let id):
            move(peer, asked, answering) { transaction throws(StorageFailure) in
                try transaction.unassignPeer(peer, from: id, by: initiator, now: now)
            }
        }
        return nil
    }

    private func add(_ body: AreaBody, by initiator: Initiator, _ asked: Asked, _ answering: Answering) {
        var random = SecureRandom()
        guard let name = body.name else { return }
        let area = Area(
            id: AreaID(at: asked.now, using: &random), name: name, isEnabled: body.isEnabled ?? true,
            services: body.services ?? [])
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.createArea(area, by: initiator, now: asked.now)
        } then: { outcome in
            .area(try view(of: try outcome.mapError(Problem.init).get().id, at: asked.now), isNew: true)
        }
    }

    private func change(
        _ id: AreaID, _ change: AreaChange, by initiator: Initiator, _ asked: Asked, _ answering: Answering
    ) {
        submit(answering) { transaction throws(StorageFailure) in
            try transaction.changeArea(id, change, by: initiator, now: asked.now)
        } then: { rejection in
            if let rejection { throw Problem(rejection) }
            return .area(try view(of: id, at: asked.now))
        }
    }

    /// Answers with the peer after the change.
    private func move(
        _ peer: PeerID, _ asked: Asked, _ answering: Answering,
        _ work: @escaping @Sendable (any Transaction) throws(StorageFailure) -> AreaRejection?
    ) {
        submit(answering, work) { rejection in
            if let rejection { throw Problem(rejection) }
            return .peer(try peers.view(of: peer, at: asked.now))
        }
    }

    private func list(at now: Moment) throws -> Response {
        .areas(
            try repository.read { store throws(StorageFailure) in
                let (services, usual) = (try store.services(), try store.defaultArea(named: defaultArea)?.id)
                var views: [AreaView] = []
                for area in try store.areas() {
                    views.append(try store.view(of: area, services, isDefault: area.id == usual, at: now))
                }
                return views
            })
    }

    private func view(of id: AreaID, at now: Moment) throws -> AreaView {
        try found(
            try repository.read { store throws(StorageFailure) in
                guard let area = try store.area(id) else { return nil }
                let isDefault = try store.defaultArea(named: defaultArea)?.id == id
                return try store.view(of: area, try store.services(), isDefault: isDefault, at: now)
            })
    }
}

/// Services. A peer with `view` sees those of its enabled areas.
struct ServiceHandlers: ResourceHandlers {
    let repository: any Repository

    func perform(
        _ route: ServiceRoute, by principal: Principal, _ asked: Asked, _ answering: Answering
    ) throws -> Response? {
        let (initiator, now) = (principal.initiator(asked), asked.now)
        switch route {
        case .list: return try list(for: principal)
        case .add(let name, let url, let areas):
            var random = SecureRandom()
            let service = Service(id: ServiceID(at: now, using: &random), name: name, url: url)
            submit(answering) { transaction throws(StorageFailure) in
                try transaction.addService(service, to: areas, by: initiator, now: now)
            } then: { outcome in
                .service(try view(of: try outcome.mapError(Problem.init).get().id), isNew: true)
            }
        case .change(let id, let body):
            let change = ServiceChange(name: body.name, url: body.url, areas: body.areas)
            submit(answering) { transaction throws(StorageFailure) in
                try transaction.changeService(id, change, by: initiator, now: now)
            } then: { rejection in
                if let rejection { throw Problem(rejection) }
                return .service(try view(of: id))
            }
        case .remove(let id, let evenInUse):
            submit(answering) { transaction throws(StorageFailure) in
                try transaction.removeService(id, evenInUse: evenInUse, by: initiator, now: now)
            } then: { rejection in
                if let rejection { throw Problem(rejection) }
                return .done
            }
        }
        return nil
    }

    private func list(for principal: Principal) throws -> Response {
        let services = try repository.read { store throws(StorageFailure) in
            guard case .peer(let reader) = principal, !reader.scopes.contains(.admin) else {
                return try store.allServices()
            }
            return try store.visibleServices(to: reader.id)
        }
        return .services(services.map { ServiceView($0.service, in: $0.areas) })
    }

    private func view(of id: ServiceID) throws -> ServiceView {
        try found(
            try repository.read { store throws(StorageFailure) in
                guard let service = try store.service(id) else { return nil }
                return ServiceView(service, in: try store.areas(containing: id))
            })
    }
}

extension AreaChange {
    fileprivate init(_ body: AreaBody) {
        self.init(name: body.name, enabling: body.isEnabled.map { .set($0) }, services: body.services)
    }
}

extension Snapshot {
    fileprivate func view(
        of area: Area, _ services: [Service], isDefault: Bool, at now: Moment
    ) throws(StorageFailure) -> AreaView {
        AreaView(
            area, services: services.filter { area.services.contains($0.id) },
            peers: try countLivePeers(of: area.id, at: now), isDefault: isDefault)
    }
}

extension Problem {
    init(_ rejection: AreaRejection) {
        switch rejection {
        case .notFound, .peerNotFound: self = .notFound
        case .peerEnded: self = .peerEnded
        case .field(let field): self = field.problem == .taken ? .areaNameTaken : .field(field)
        case .inUse(let name, let peers, let count): self = .areaInUse(name, by: peers, count: count)
        case .tooManyAreas(let limit): self = .tooManyAreas(limit)
        case .tooManyOfPeer(let name, let limit): self = .tooManyAreas(of: name, limit)
        }
    }

    init(_ rejection: ServiceRejection) {
        switch rejection {
        case .notFound: self = .notFound
        case .field(let field): self = field.problem == .taken ? .serviceNameTaken : .field(field)
        case .urlTaken(let name): self = .urlTaken(by: name)
        case .inUse(let name, let areas, let count): self = .serviceInUse(name, by: areas, count: count)
        case .tooManyServices(let limit): self = .tooManyServices(limit)
        case .areaIsFull(let name, let limit): self = .tooManyServices(in: name, limit)
        }
    }
}
