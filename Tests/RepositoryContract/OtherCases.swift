import Core
import Rehearsal
import Store

extension ContractCase {
    static let areas = [
        ContractCase("each change of an area tells exactly the peers concerned") { play in
            let (inside, outside) = (try play.admit().peer, try play.admit().peer)
            let area = Area(id: fresh(), name: try Name("Media"))
            let (music, taken) = (AreaChange(name: try Name("Music")), try Name("MEDIA"))
            let (off, on, flip) = (
                AreaChange(enabling: .set(false)), AreaChange(enabling: .set(true)), AreaChange(enabling: .toggle)
            )
            let committed = try play.repository.write { store throws(StorageFailure) in
                [
                    try store.createArea(area, now: .start).rejection,
                    try store.createArea(Area(id: fresh(), name: taken), now: .start).rejection,
                    try store.assignPeer(inside, to: area.id, by: .nodeOperator, now: .start),
                    try store.assignPeer(inside, to: area.id, by: .nodeOperator, now: .start),
                    try store.changeArea(area.id, music, by: .nodeOperator, now: .start),
                    try store.changeArea(area.id, music, by: .nodeOperator, now: .start),
                    try store.changeArea(area.id, off, by: .nodeOperator, now: .start),
                    try store.changeArea(area.id, off, by: .nodeOperator, now: .start),
                    try store.changeArea(area.id, on, by: .nodeOperator, now: .start),
                    try store.changeArea(area.id, flip, by: .nodeOperator, now: .start),
                    try store.changeArea(area.id, flip, by: .nodeOperator, now: .start),
                    try store.unassignPeer(outside, from: area.id, by: .nodeOperator, now: .start),
                ]
            }
            let refused = AreaRejection.field(FieldRejection(field: "name", problem: .taken))
            try expect(committed.result, is: [nil, refused] + Array(repeating: nil, count: 10))
            let told = [.operators] + Array(repeating: Audience.area(area.id), count: 6)
            try expect(committed.events.map(\.fact.details.audience), is: told)
            let found = try play.read { store throws(StorageFailure) in
                (try store.areas(), try store.areas(of: inside), try store.areas(of: outside))
            }
            try expect(found.0, is: [Area(id: area.id, name: try Name("Music"))])
            try expect(found.1, is: [area.id])
            try expect(found.2, is: [])
        },
        ContractCase("removing an area tells each of its peers by name") { play in
            let peers = [try play.admit().peer, try play.admit().peer]
            let area = Area(id: fresh(), name: try Name("Media"))
            let committed = try play.repository.write { store throws(StorageFailure) in
                _ = try store.createArea(area, now: .start)
                for peer in peers { _ = try store.assignPeer(peer, to: area.id, by: .nodeOperator, now: .start) }
                _ = try store.unassignPeer(peers[0], from: area.id, by: .nodeOperator, now: .start)
                _ = try store.assignPeer(peers[0], to: area.id, by: .nodeOperator, now: .start)
                return [
                    try store.removeArea(area.id, by: .nodeOperator, now: .start),
                    try store.removeArea(area.id, evenInUse: true, by: .nodeOperator, now: .start),
                ]
            }
            guard case .inUse(let name, let users, count: 2) = committed.result[0] else {
                throw ContractFailure(description: "an area with peers was removed: \(committed.result)")
            }
            try expect(name.text, is: "Media")
            try expect(Set(users.map(\.id)), is: Set(peers))
            try expect(committed.result[1], is: nil)
            let last = committed.events.suffix(3).map(\.fact.details.audience)
            try expect(Set(last), is: Set(peers.map { .peer($0) } + [.operators]))
            try expect(last.last, is: .operators)
            let left = try play.read { store throws(StorageFailure) in
                (try store.area(area.id), try store.areas(of: peers[1]))
            }
            try expect(left.0, is: nil)
            try expect(left.1, is: [])
        },
        ContractCase("what is not there is said to be not there") { play in
            let (area, peer): (AreaID, PeerID) = (fresh(), fresh())
            let rename = AreaChange(name: try Name("x"))
            let there = Area(id: fresh(), name: try Name("There"))
            let results = try play.write { store throws(StorageFailure) in
                _ = try store.createArea(there, now: .start)
                return [
                    try store.changeArea(area, rename, by: .nodeOperator, now: .start),
                    try store.changeArea(area, AreaChange(enabling: .set(true)), by: .nodeOperator, now: .start),
                    try store.removeArea(area, by: .nodeOperator, now: .start),
                    try store.assignPeer(peer, to: area, by: .nodeOperator, now: .start),
                    try store.unassignPeer(peer, from: area, by: .nodeOperator, now: .start),
                    try store.assignPeer(peer, to: there.id, by: .nodeOperator, now: .start),
                ]
            }
            let wanted: [AreaRejection?] = [.notFound, .notFound, .notFound, .notFound, .notFound, .peerNotFound]
            try expect(results, is: wanted)
            let peers = try play.write { store throws(StorageFailure) in
                [
                    try store.revokePeer(peer, by: .nodeOperator, now: .start), try store.leave(peer, now: .start),
                    try store.grantScope(Permission(.use), to: peer, by: .nodeOperator, now: .start),
                    try store.denyScope(.use, of: peer, by: .nodeOperator, now: .start),
                ]
            }
            try expect(peers, is: [.notFound, .notFound, .notFound, .notFound])
        },
    ]

    static let jobs = [
        ContractCase("a round of cleaning ends what ran out, once, and tells of it") { play in
            let limits = play.limits
            let open = try play.start()
            let guest = try play.admit(.fresh(), PairingTerms(passLength: .minutes(10))).peer
            let peer = try play.admit().peer
            _ = try play.write { store throws(StorageFailure) in
                try store.grantScope(
                    Permission(.invite, until: .start + .minutes(10)), to: peer, by: .nodeOperator, now: .start)
            }
            func clean(_ now: Moment) throws -> CleaningReport {
                try play.write { store throws(StorageFailure) in try store.clean(now: now, limits: limits) }
            }
            try expect(try clean(.start + .minutes(1)).isEmpty, "too early for all")
            var wanted = CleaningReport()
            wanted.expiredPairings = 1
            wanted.expiredPeers = 1
            wanted.expiredPermissions = 1
            let last = try play.events(EventSearch(limit: 999)).last?.id
            try expect(try clean(.start + .minutes(10)), is: wanted)
            try expect(try clean(.start + .minutes(10)).isEmpty, "nothing is left")
            let told: [EventType] = [.pairingFailed, .tokenRevoked, .permissionExpired]
            try expect(try play.eventTypes(after: last ?? 0), is: told)
            try expect(try play.pairing(open.id).state.name, is: .failed)
            try expect(try play.peer(guest).ending?.how, is: .expired)
        },
        ContractCase("finished pairings are purged after an hour, their events stay; the old go in the end") { play in
            let limits = play.limits
            let token = SecretHash.fresh
            let peer = try play.admit(.fresh(), tokenHash: token).peer
            let purged = try play.write { store throws(StorageFailure) in
                try store.clean(now: .start + .hours(1) + .milliseconds(1), limits: limits)
            }
            try expect(purged.purgedPairings, is: 1)
            try expect(try play.eventTypes().count, is: 4)
            let old = try play.write { store throws(StorageFailure) in
                try store.clean(now: .start + limits.eventsKept + .milliseconds(1), limits: limits)
            }
            try expect(old.deletedEvents, is: 4)
            try expect(old.deletedCredentials, is: 1)
            try expect(try play.peer(peer).ending == nil, "the peer itself stays")
            let next = try play.repository.write { store throws(StorageFailure) in
                try store.revokePeer(peer, by: .nodeOperator, now: .start)
            }
            try expect(next.events.map(\.id), is: [5])
        },
        ContractCase("of more events than are kept the oldest go, in bounded steps") { play in
            var limits = play.limits
            func clean(atMost batch: Int = 500) throws -> Int {
                let limits = limits
                return try play.write { store throws(StorageFailure) in
                    try store.clean(now: .start, limits: limits, atMost: batch)
                }.deletedEvents
            }
            for _ in 0..<10 { _ = try play.start() }
            limits.events = 10
            try expect(try clean(), is: 0)
            limits.events = 4
            try expect([try clean(atMost: 4), try clean(atMost: 4), try clean(atMost: 4)], is: [4, 2, 0])
            try expect(try play.events(EventSearch(limit: 99)).map(\.id), is: [7, 8, 9, 10])
            // Two reasons to go are one step.
            limits.eventsKept = .zero - .days(1)
            try expect([try clean(atMost: 3), try clean(atMost: 3)], is: [3, 1])
        },
        ContractCase("a round is bounded; the next one does the rest") { play in
            let limits = play.limits
            for _ in 0..<5 { _ = try play.start() }
            var rounds: [Int] = []
            for _ in 0..<3 {
                rounds.append(
                    try play.write { store throws(StorageFailure) in
                        try store.clean(now: .start + .hours(1), limits: limits, atMost: 2)
                    }.expiredPairings)
            }
            try expect(rounds, is: [2, 2, 1])
        },
    ]

    static let time = [
        ContractCase("trusted time is nil until it is stored, and then as it was stored") { play in
            func stored() throws -> TrustedTime.Record? {
                try play.read { store throws(StorageFailure) in try store.trustedTime() }
            }
            try expect(try stored(), is: nil)
            let records = [
                TrustedTime.Record(moment: .start),
                TrustedTime.Record(moment: .start, jump: .init(nearest: .zero - .days(500), stood: .minutes(5))),
                TrustedTime.Record(moment: .start + .days(9)),
            ]
            for record in records {
                _ = try play.write { store throws(StorageFailure) in try store.setTrustedTime(record) }
                try expect(try stored(), is: record)
            }
        }
    ]

    static let transactions = [
        ContractCase("every commit is counted before it is answered") { play in
            let registration = try play.admit()
            let before = play.repository.commits
            _ = try play.write { store throws(StorageFailure) in
                try store.revokePeer(registration.peer, by: .nodeOperator, now: .start)
            }
            let after = play.repository.commits
            try expect(after > before, "a write is counted")
            _ = try play.peer(registration.peer)
            try expect(play.repository.commits, is: after)
        },
        ContractCase("a transaction that throws leaves nothing, and numbers no event") { play in
            let registration = try play.admit()
            let before = try play.eventTypes()
            do {
                _ = try play.write { store throws(StorageFailure) in
                    _ = try store.revokePeer(registration.peer, by: .nodeOperator, now: .start)
                    throw StorageFailure(.programError, file: "", cause: "on purpose", remedy: "")
                }
                throw ContractFailure(description: "it did not throw")
            } catch let failure as StorageFailure {
                try expect(failure.cause, is: "on purpose")
            }
            try expect(try play.peer(registration.peer).ending == nil, "the peer still lives")
            try expect(try play.eventTypes(), is: before)
            let next = try play.repository.write { store throws(StorageFailure) in
                try store.leave(registration.peer, now: .start)
            }
            try expect(next.events.first?.id, is: Int64(before.count) + 1)
        },
        ContractCase("events are numbered in order, without gaps, and tell of their subject") { play in
            let registration = try play.admit()
            let events = try play.events(EventSearch(after: 1, limit: 2))
            try expect(events.map(\.id), is: [2, 3])
            let all = try play.events(EventSearch(limit: 99))
            try expect(all.last?.peer, is: registration.peer)
            try expect(
                all.allSatisfy { $0.audience == .operators && $0.at == .start }, "pairing events are for operators")
            try expect(Set(all.map(\.pairing)).count, is: 1)
            try expect(try play.read { store throws(StorageFailure) in try store.epoch() }, is: 1)
        },
    ]
}
