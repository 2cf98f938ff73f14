import Core
import Rehearsal
import Store

extension Result {
    /// Nil after a success.
    var rejection: Failure? { if case .failure(let failure) = self { failure } else { nil } }
}

private func service(_ name: String, _ url: String) throws -> Service {
    Service(id: fresh(), name: try Name(name), url: try ServiceURL(url))
}

extension Committed {
    /// Type and audience of each event.
    fileprivate var told: [String] { events.map { "\($0.fact.type.rawValue) \($0.fact.details.audience)" } }
}

extension ContractCase {
    static let services = [
        ContractCase("a service is found by its name, by its address, and in its areas") { play in
            let (printer, photos) = (
                try service("Printer", "http://nas:631/"), try service("Photos", "https://nas/app")
            )
            let area = Area(id: fresh(), name: try Name("Media"))
            let (upper, other) = (try Name("PRINTER"), try service("printer", "http://other"))
            let twin = try service("Twin", "http://NAS:631/else")
            let unknown: AreaID = fresh()
            let committed = try play.repository.write { store throws(StorageFailure) in
                _ = try store.createArea(area, now: .start)
                return [
                    try store.addService(printer, by: .nodeOperator, now: .start).rejection,
                    try store.addService(photos, to: [area.id], by: .nodeOperator, now: .start).rejection,
                    try store.addService(other, by: .nodeOperator, now: .start).rejection,
                    try store.addService(twin, by: .nodeOperator, now: .start).rejection,
                    try store.addService(
                        Service(id: fresh(), name: twin.name, url: other.url), to: [area.id, unknown],
                        by: .nodeOperator, now: .start
                    ).rejection,
                ]
            }
            let taken = ServiceRejection.field(FieldRejection(field: "name", problem: .taken))
            let missing = ServiceRejection.field(FieldRejection(field: "areas", problem: .notFound))
            try expect(committed.result, is: [nil, nil, taken, .urlTaken(by: printer.name), missing])
            try expect(
                committed.told, is: ["area_updated operators", "area_updated \(Audience.area(area.id))"])
            let found = try play.read { store throws(StorageFailure) in
                [
                    try store.service(named: upper), try store.service(at: printer.url.origin),
                    try store.service(at: photos.url.origin), try store.service(printer.id), try store.service(fresh()),
                ]
            }
            try expect(found, is: [printer, printer, photos, printer, nil])
            let lists = try play.read { store throws(StorageFailure) in
                (
                    try store.services(), try store.areas(containing: photos.id),
                    try store.areas(containing: printer.id),
                    try store.countServices()
                )
            }
            try expect(lists.0, is: [photos, printer])
            try expect(lists.1.map(\.id), is: [area.id])
            try expect(lists.2, is: [])
            try expect(lists.3, is: 2)
        },
        ContractCase("each change of a service tells the areas that contain it, once") { play in
            let printer = try service("Printer", "http://nas:631")
            let areas = [
                Area(id: AreaID(number: 1), name: try Name("One")), Area(id: AreaID(number: 2), name: try Name("Two")),
                Area(id: AreaID(number: 3), name: try Name("Three")),
            ]
            let (one, two, three) = (areas[0].id, areas[1].id, areas[2].id)
            _ = try play.write { store throws(StorageFailure) in
                for area in areas { _ = try store.createArea(area, now: .start) }
                return try store.addService(printer, to: [one, two], by: .nodeOperator, now: .start).rejection
            }
            func change(_ change: ServiceChange) throws -> [String] {
                let committed = try play.repository.write { store throws(StorageFailure) in
                    try store.changeService(printer.id, change, by: .nodeOperator, now: .start)
                }
                try expect(committed.result, is: nil)
                return committed.told
            }
            func told(_ areas: AreaID...) -> [String] { areas.map { "area_updated \(Audience.area($0))" } }
            try expect(try change(ServiceChange(name: try Name("Laser"))), is: told(one, two))
            try expect(try change(ServiceChange(name: try Name("Laser"))), is: [])
            try expect(try change(ServiceChange(url: try ServiceURL("https://laser"))), is: told(one, two))
            try expect(try change(ServiceChange(areas: [two, three])), is: told(one, three))
            try expect(try change(ServiceChange(areas: [two, three])), is: [])
            try expect(
                try change(ServiceChange(name: try Name("Ink"), areas: [one, two])), is: told(two, three, one))
            let removed = try play.repository.write { store throws(StorageFailure) in
                [
                    try store.removeService(printer.id, by: .nodeOperator, now: .start),
                    try store.removeService(printer.id, evenInUse: true, by: .nodeOperator, now: .start),
                    try store.removeService(printer.id, evenInUse: true, by: .nodeOperator, now: .start),
                ]
            }
            guard case .inUse(let name, let users, count: 2) = removed.result[0] else {
                throw ContractFailure(description: "a service in areas was removed: \(removed.result)")
            }
            try expect(name.text, is: "Ink")
            try expect(Set(users.map(\.id)), is: [one, two])
            try expect(removed.result[1...], is: [nil, .notFound])
            try expect(removed.told, is: told(one, two))
            let left = try play.read { store throws(StorageFailure) in (try store.services(), try store.areas()) }
            try expect(left.0, is: [])
            try expect(Set(left.1.map(\.services)), is: [[]])
        },
        ContractCase("a rejected change of an area has changed nothing") { play in
            let printer = try service("Printer", "http://nas:631")
            let (media, office) = (
                Area(id: fresh(), name: try Name("Media")), Area(id: fresh(), name: try Name("Office"))
            )
            let (rename, unknown) = (try Name("Else"), AreaID(number: 9))
            let committed = try play.repository.write { store throws(StorageFailure) in
                _ = try store.createArea(media, now: .start)
                _ = try store.createArea(office, now: .start)
                _ = try store.addService(printer, by: .nodeOperator, now: .start)
                return [
                    try store.changeArea(
                        media.id, AreaChange(name: rename, enabling: .toggle, services: [printer.id, fresh()]),
                        by: .nodeOperator, now: .start),
                    try store.changeArea(
                        media.id, AreaChange(name: office.name, services: [printer.id]), by: .nodeOperator, now: .start),
                    try store.changeArea(
                        media.id, AreaChange(services: Set((0...Limits.servicesOfAnArea).map { _ in fresh() })),
                        by: .nodeOperator, now: .start),
                ]
            }
            func rejected(_ field: String, _ problem: FieldRejection.Problem) -> AreaRejection {
                .field(FieldRejection(field: field, problem: problem))
            }
            try expect(
                committed.result,
                is: [
                    rejected("services", .notFound), rejected("name", .taken),
                    rejected("services", .tooMany(limit: Limits.servicesOfAnArea)),
                ])
            try expect(committed.events.count, is: 2)
            let service = try play.write { store throws(StorageFailure) in
                try store.changeService(
                    printer.id, ServiceChange(name: rename, areas: [media.id, unknown]), by: .nodeOperator, now: .start)
            }
            try expect(service, is: .field(FieldRejection(field: "areas", problem: .notFound)))
            let left = try play.read { store throws(StorageFailure) in
                (try store.area(media.id), try store.service(printer.id))
            }
            try expect(left.0, is: media)
            try expect(left.1, is: printer)
        },
        ContractCase("areas and services have their most") { play in
            let (peer, services) = (
                try play.admit().peer, try (0...Limits.servicesOfAnArea).map { try service("s\($0)", "http://s\($0)") }
            )
            let (full, late) = (Area(id: fresh(), name: try Name("Full")), try service("late", "http://late"))
            let names = try (0...Limits.areas).map { try Name("a\($0)") }
            let results = try play.write { store throws(StorageFailure) in
                for service in services { _ = try store.addService(service, by: .nodeOperator, now: .start) }
                _ = try store.createArea(
                    Area(id: full.id, name: full.name, services: Set(services.dropLast().map(\.id))), now: .start)
                var made = 1
                var (area, assigned): (AreaRejection?, AreaRejection?) = (nil, nil)
                for name in names where area == nil {
                    switch try store.createArea(Area(id: fresh(), name: name), now: .start) {
                    case .success(let one):
                        made += 1
                        if assigned == nil {
                            assigned = try store.assignPeer(peer, to: one.id, by: .nodeOperator, now: .start)
                        }
                    case .failure(let rejection): area = rejection
                    }
                }
                let overfull = try store.addService(late, to: [full.id], by: .nodeOperator, now: .start).rejection
                return (made, area, assigned, overfull, try store.areas(of: peer).count, try store.service(late.id))
            }
            try expect(results.0, is: Limits.areas)
            try expect(results.1, is: .tooManyAreas(Limits.areas))
            guard case .tooManyOfPeer(_, Limits.areasOfAPeer) = results.2 else {
                throw ContractFailure(description: "\(String(describing: results.2))")
            }
            try expect(results.3, is: .areaIsFull(full.name, Limits.servicesOfAnArea))
            try expect(results.4, is: Limits.areasOfAPeer)
            try expect(results.5, is: nil)
        },
        ContractCase("a peer sees the services of its enabled areas, and may use those") { play in
            let (peer, stranger) = (try play.admit().peer, try play.admit().peer)
            let (a, b, c) = (try service("A", "http://a"), try service("B", "http://b"), try service("C", "http://c"))
            let open = Area(id: fresh(), name: try Name("Open"))
            let closed = Area(id: fresh(), name: try Name("Closed"), isEnabled: false)
            let others = Area(id: fresh(), name: try Name("Others"))
            _ = try play.write { store throws(StorageFailure) in
                for area in [open, closed, others] { _ = try store.createArea(area, now: .start) }
                _ = try store.addService(a, to: [open.id, closed.id], by: .nodeOperator, now: .start)
                _ = try store.addService(b, to: [closed.id], by: .nodeOperator, now: .start)
                _ = try store.addService(c, to: [others.id], by: .nodeOperator, now: .start)
                for area in [open, closed] {
                    _ = try store.assignPeer(peer, to: area.id, by: .nodeOperator, now: .start)
                }
                return true
            }
            let seen = try play.read { store throws(StorageFailure) in
                (try store.visibleServices(to: peer), try store.visibleServices(to: stranger), try store.allServices())
            }
            try expect(seen.0.map(\.service), is: [a])
            try expect(seen.0.map { $0.areas.map(\.id) }, is: [[open.id]])
            try expect(seen.1.count, is: 0)
            try expect(seen.2.map(\.service), is: [a, b, c])
            try expect(seen.2.map { Set($0.areas.map(\.id)) }, is: [[open.id, closed.id], [closed.id], [others.id]])
            let access = try play.read { store throws(StorageFailure) in
                [
                    try store.access(of: peer, to: a.url.origin, .use),
                    try store.access(of: peer, to: b.url.origin, .use),
                    try store.access(of: peer, to: c.url.origin, .use),
                    try store.access(of: peer, to: a.url.origin, .view),
                    try store.access(of: stranger, to: a.url.origin, .all),
                ]
            }
            try expect(access, is: [.allowed, .disabled, .notAssigned, .lacksScope, .notAssigned])
            guard let elsewhere = ServiceOrigin(isTLS: true, host: "a", port: nil) else { return }
            let nothing = try play.read { store throws(StorageFailure) in
                try store.access(of: peer, to: elsewhere, .use)
            }
            try expect(nothing, is: nil)
        },
        ContractCase("an ended peer is no user of an area") { play in
            let (peer, gone) = (try play.admit().peer, try play.admit().peer)
            let area = Area(id: fresh(), name: try Name("Media"))
            let committed = try play.repository.write { store throws(StorageFailure) in
                _ = try store.createArea(area, now: .start)
                for one in [peer, gone] {
                    _ = try store.assignPeer(one, to: area.id, by: .nodeOperator, now: .start)
                    _ = try store.revokePeer(one, by: .nodeOperator, now: .start)
                }
                return [
                    try store.assignPeer(gone, to: area.id, by: .nodeOperator, now: .start),
                    try store.removeArea(area.id, by: .nodeOperator, now: .start),
                ]
            }
            try expect(committed.result, is: [.peerEnded, nil])
            try expect(committed.told.last, is: "area_removed operators")
        },
    ]

    static let defaultAreas = [
        ContractCase("the default area is made once, with the devices that are there") { play in
            let device = try play.admit()
            let guest = try play.admit(.fresh(), PairingTerms(passLength: .hours(4)))
            let inviter = try play.admit(.fresh(), PairingTerms(scopes: [.view, .use, .invite]))
            let (home, other) = (try Name("Home"), try Name("Other"))
            let bot = try Name("Bot")
            _ = try play.write { store throws(StorageFailure) in
                try store.issueBearerToken(
                    to: .named(bot, person: nil, scopes: nil), life: nil, by: .nodeOperator,
                    draw: BearerDraw(hash: .fresh, peer: fresh()), now: .start, limits: Limits()
                ).rejection
            }
            let gone = try play.admit()
            _ = try play.write { store throws(StorageFailure) in
                try store.revokePeer(gone.peer, by: .nodeOperator, now: .start)
            }
            let made = try play.repository.write { store throws(StorageFailure) in
                (
                    try store.makeDefaultArea(named: nil, id: fresh(), now: .start),
                    try store.makeDefaultArea(named: home, id: AreaID(number: 5), now: .start),
                    try store.makeDefaultArea(named: home, id: fresh(), now: .start),
                    try store.makeDefaultArea(named: other, id: fresh(), now: .start)
                )
            }
            try expect(made.result.0, is: nil)
            try expect(made.result.1, is: 2)
            try expect(made.result.2, is: nil)
            try expect(made.result.3, is: nil)
            let added = "area_added \(Audience.area(AreaID(number: 5)))"
            try expect(made.told, is: ["area_updated operators", added, added])
            try expect(
                Set(made.events.compactMap(\.fact.details.subject)), is: [device.peer, inviter.peer])
            let members = try play.read { store throws(StorageFailure) in
                (try store.peers(of: AreaID(number: 5)), try store.areas(of: guest.peer))
            }
            try expect(Set(members.0), is: [device.peer, inviter.peer])
            try expect(members.1, is: [])
            let deleted = try play.write { store throws(StorageFailure) in
                _ = try store.removeArea(AreaID(number: 5), evenInUse: true, by: .nodeOperator, now: .start)
                let again = try store.makeDefaultArea(named: home, id: fresh(), now: .start)
                return (again, try store.areas(), try store.defaultArea(named: home))
            }
            try expect(deleted.0, is: nil)
            try expect(deleted.1, is: [])
            try expect(deleted.2, is: nil)
        },
        ContractCase("a device joins the default area where nobody chose areas") { play in
            let (home, family) = (try Name("Home"), try Name("Family"))
            let media = Area(id: fresh(), name: try Name("Media"))
            let id = AreaID(number: 5)
            _ = try play.write { store throws(StorageFailure) in
                _ = try store.createArea(media, now: .start)
                return try store.makeDefaultArea(named: home, id: id, now: .start)
            }
            func areas(
                _ terms: PairingTerms, _ isOpen: Bool = true, by initiator: Initiator = .nodeOperator
            ) throws -> Set<AreaID> {
                var terms = terms
                terms.leavesAreasOpen = isOpen
                let (draw, wanted) = (
                    PairingDraw(id: fresh(), tokenHash: .fresh, secret: JoinSecret(Octets16.fresh)), terms
                )
                let pairing = try play.write { store throws(StorageFailure) in
                    try store.startPairing(
                        wanted, by: initiator, draw: draw, defaultArea: home, now: .start, limits: Limits())
                }.get()
                let stored = try play.write { store throws(StorageFailure) -> Pairing? in
                    let stored = try store.pairing(pairing.id)
                    _ = try store.cancel(pairing.id, now: .start)
                    return stored
                }
                try expect(stored, is: pairing)
                try expect(pairing.terms.leavesAreasOpen, is: false)
                return pairing.terms.areas
            }
            try expect(try areas(PairingTerms()), is: [id])
            try expect(try areas(PairingTerms(), false), is: [])
            try expect(try areas(PairingTerms(areas: [media.id]), false), is: [media.id])
            try expect(try areas(PairingTerms(passLength: .hours(1))), is: [])
            let insider = try play.admit(.fresh(), PairingTerms(scopes: [.view, .use, .invite], areas: [id])).peer
            let outsider = try play.admit(.fresh(), PairingTerms(scopes: [.view, .use, .invite])).peer
            let chief = try play.admit(.fresh(), PairingTerms(scopes: .all)).peer
            let guest = try play.admit(
                .fresh(), PairingTerms(scopes: [.view, .use, .invite], areas: [id], passLength: .hours(1))
            ).peer
            try expect(try areas(PairingTerms(), by: .peer(insider)), is: [id])
            try expect(try areas(PairingTerms(), by: .peer(outsider)), is: [])
            try expect(try areas(PairingTerms(), by: .peer(chief)), is: [id])
            try expect(try areas(PairingTerms(), by: .peer(guest)), is: [])
            try expect(try areas(PairingTerms(peer: insider)), is: [])
            // The area keeps being the default one under another name.
            _ = try play.write { store throws(StorageFailure) in
                try store.changeArea(id, AreaChange(name: family), by: .nodeOperator, now: .start)
            }
            try expect(try areas(PairingTerms()), is: [id])
            let found = try play.read { store throws(StorageFailure) in
                (try store.defaultArea(named: family)?.id, try store.defaultArea(named: nil)?.id)
            }
            try expect(found.0, is: id)
            try expect(found.1, is: nil)
        },
    ]
}

extension Snapshot {
    /// As forward auth decides. Nil if no service has this scheme, host and port.
    fileprivate func access(
        of peer: PeerID, to origin: ServiceOrigin, _ scopes: Scopes
    ) throws(StorageFailure) -> AreaAccess? {
        guard let service = try service(at: origin) else { return nil }
        return try areas(containing: service.id).access(assigned: try areas(of: peer), scopes: scopes)
    }
}
