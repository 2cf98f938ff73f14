import Core
import Rehearsal
import Store

extension ContractCase {
    static let peers = [
        ContractCase("revoking ends peer, keys, tokens and the pairings it started, at once") { play in
            let device = Device.fresh()
            let token = SecretHash.fresh
            let registration = try play.admit(device, PairingTerms(scopes: [.view, .use, .invite]), tokenHash: token)
            let invitation = try play.start(by: .peer(registration.peer))
            let events = try play.repository.write { store throws(StorageFailure) in
                try store.revokePeer(registration.peer, by: .nodeOperator, now: .start + .seconds(1))
            }.events.map(\.fact.type)
            try expect(events, is: [.pairingFailed, .tokenRevoked])
            let left = try play.read { store throws(StorageFailure) in
                (try store.token(token), try store.keyHolder(device.key))
            }
            try expect(left.0 == nil && left.1 == nil, "no credential is left")
            try expect(try play.peer(registration.peer).ending?.how, is: .revoked)
            try expect(try play.pairing(invitation.id).state.name, is: .failed)
            let again = try play.write { store throws(StorageFailure) in
                try store.revokePeer(registration.peer, by: .nodeOperator, now: .start)
            }
            try expect(again, is: .ended)
            let second = try play.admit(device)
            try expect(second.peer != registration.peer, "its key may come back as somebody new")
        },
        ContractCase("leaving tells the operators") { play in
            let registration = try play.admit()
            let events = try play.repository.write { store throws(StorageFailure) in
                try store.leave(registration.peer, now: .start)
            }.events.map(\.fact.type)
            try expect(events, is: [.tokenRevoked, .peerLeft])
            try expect(try play.peer(registration.peer).ending?.by, is: .peer(registration.peer))
        },
        ContractCase("all peers of a person are revoked together, those of others stay") { play in
            let anna = PairingTerms(person: try Name("Anna"))
            let (first, second, other) = (
                try play.admit(.fresh(), anna), try play.admit(.fresh(), anna), try play.admit()
            )
            let name = try Name("ANNA")
            let revoked = try play.write { store throws(StorageFailure) in
                try store.revokePerson(name, by: .nodeOperator, now: .start)
            }
            try expect(Set(revoked), is: [first.peer, second.peer])
            try expect(try play.peer(other.peer).ending == nil, "the owner's stays")
        },
        ContractCase("renaming keeps names unique and changes nothing when refused") { play in
            let (first, second) = (try play.admit().peer, try play.admit().peer)
            let (kitchen, taken, unknown): (Name, Name, PeerID) = (try Name("Kitchen"), try Name("KITCHEN"), fresh())
            let results = try play.write { store throws(StorageFailure) in
                [
                    try store.renamePeer(first, to: kitchen, by: .nodeOperator, now: .start),
                    try store.renamePeer(second, to: taken, by: .nodeOperator, now: .start),
                    try store.renamePeer(first, to: taken, by: .nodeOperator, now: .start),
                    try store.renamePeer(unknown, to: kitchen, by: .nodeOperator, now: .start),
                ]
            }
            let refused = PeerRejection.field(FieldRejection(field: "name", problem: .taken))
            try expect(results, is: [nil, refused, nil, .notFound])
            let found = try play.read { store throws(StorageFailure) in try store.livePeer(named: kitchen)?.id }
            try expect(found, is: first)
            try expect(try play.eventTypes().suffix(2), is: [.peerUpdated, .peerUpdated])
        },
        ContractCase("no peer takes a reserved name, and one that has it keeps it") { play in
            let (peer, old) = (try play.admit().peer, try play.admit().peer)
            let (study, capitals, kitchen) = (try Name("study"), try Name("STUDY"), try Name("Kitchen"))
            let owner = try Name("Owner")
            let node = ReservedNames(node: [try Name("Study")])
            let results = try play.write { store throws(StorageFailure) in
                [
                    // The node got its name later.
                    try store.renamePeer(old, to: study, by: .nodeOperator, now: .start),
                    try store.renamePeer(peer, to: capitals, by: .peer(peer), reserved: node, now: .start),
                    try store.renamePeer(peer, to: owner, by: .nodeOperator, reserved: node, now: .start),
                    try store.renamePeer(old, to: study, by: .peer(old), reserved: node, now: .start),
                    try store.renamePeer(old, to: capitals, by: .peer(old), reserved: node, now: .start),
                    try store.renamePeer(old, to: kitchen, by: .peer(old), reserved: node, now: .start),
                ]
            }
            let refused = PeerRejection.field(FieldRejection(field: "name", problem: .reserved))
            try expect(results, is: [nil, refused, refused, nil, refused, nil])
            try expect(try play.eventTypes().suffix(2), is: [.peerUpdated, .peerUpdated])
        },
        ContractCase("a change tells who made it, and what the peer was called then") { play in
            var device = Device.fresh()
            device.name = try Name("iPhone")
            let peer = try play.admit(device).peer
            device = .fresh()
            device.name = try Name("Boss")
            let boss = try play.admit(device).peer
            let (anna, start) = (try Name("Anna"), try play.events(EventSearch(limit: 100)).last?.id ?? 0)
            _ = try play.write { store throws(StorageFailure) in
                _ = try store.grantScope(Permission(.invite), to: peer, by: .user(0), now: .start)
                _ = try store.renamePeer(peer, to: anna, by: .peer(peer), now: .start)
                _ = try store.denyScope(.invite, of: peer, by: .peer(boss), now: .start)
                return try store.revokePeer(peer, by: .user(1_000), now: .start)
            }
            let told = try play.events(EventSearch(after: start, limit: 10)).map(\.data)
            let id = #""peer_id":"\#(peer)""#
            try expect(
                told,
                is: [
                    #"{\#(id),"name":"iPhone","scope":"invite","expires_at":null,"by":"operator","by_uid":0}"#,
                    #"{\#(id),"name":"Anna","old_name":"iPhone","by":"\#(peer)","by_name":"Anna"}"#,
                    #"{\#(id),"name":"Anna","scope":"invite","by":"\#(boss)","by_name":"Boss"}"#,
                    #"{\#(id),"name":"Anna","reason":"revoked","by":"operator","by_uid":1000}"#,
                ])
        },
        ContractCase("the agent ends what expires") { play in
            let guest = try play.admit(.fresh(), PairingTerms(passLength: .hours(1))).peer
            let peer = try play.admit().peer
            let limits = play.limits
            _ = try play.write { store throws(StorageFailure) in
                _ = try store.grantScope(
                    Permission(.invite, until: .start + .minutes(1)), to: peer, by: .nodeOperator, now: .start)
                return try store.clean(now: .start + .hours(1), limits: limits)
            }
            let told = try play.events(EventSearch(types: [.tokenRevoked, .permissionExpired], limit: 10))
            try expect(Set(told.compactMap(\.peer)), is: [guest, peer])
            try expect(told.allSatisfy { $0.data.hasSuffix("\"by\":\"agent\"}") }, "\(told.map(\.data))")
        },
        ContractCase("a permission is one a scope: granting again moves its end") { play in
            let peer = try play.admit(.fresh(), PairingTerms(scopes: .view)).peer
            func scopes(_ now: Moment) throws -> Scopes {
                try play.read { store throws(StorageFailure) in try store.permissions(of: peer) }.scopes(at: now)
            }
            func grant(until end: Moment?) throws -> PeerRejection? {
                try play.write { store throws(StorageFailure) in
                    try store.grantScope(Permission(.use, until: end), to: peer, by: .nodeOperator, now: .start)
                }
            }
            // The second time there is nothing to tell.
            for _ in 0..<2 { try expect(try grant(until: .start + .hours(1)), is: nil) }
            try expect(try scopes(.start + .minutes(59)), is: [.view, .use])
            try expect(try scopes(.start + .hours(1)), is: .view)
            try expect(try grant(until: nil), is: nil)
            try expect(try scopes(.start + .days(999)), is: [.view, .use])
            let past = PeerRejection.field(FieldRejection(field: "expires_at", problem: .notInTheFuture))
            try expect(try grant(until: .start), is: past)
            for _ in 0..<2 {
                _ = try play.write { store throws(StorageFailure) in
                    try store.denyScope(.use, of: peer, by: .nodeOperator, now: .start)
                }
            }
            try expect(try scopes(.start), is: .view)
            let told: [EventType] = [.permissionGranted, .permissionGranted, .permissionRevoked]
            try expect(try play.eventTypes().suffix(3), is: told)
        },
        ContractCase("peers are listed page by page, the ended ones only when asked for") { play in
            for _ in 0..<5 { _ = try play.admit() }
            let gone = try play.admit().peer
            _ = try play.write { store throws(StorageFailure) in
                try store.revokePeer(gone, by: .nodeOperator, now: .start)
            }
            let pages = try play.read { store throws(StorageFailure) in
                let first = try store.peers(after: nil, limit: 3, all: false)
                let second = try store.peers(after: first.last?.id, limit: 3, all: false)
                return (first, second, try store.peers(after: nil, limit: 100, all: true))
            }
            try expect(pages.0.count, is: 3)
            try expect(pages.1.count, is: 2)
            try expect(pages.2.count, is: 6)
            try expect(!(pages.0 + pages.1).contains { $0.id == gone }, "the revoked one is not listed")
        },
    ]
}
