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
                    try store.renamePeer(first, to: kitchen, now: .start),
                    try store.renamePeer(second, to: taken, now: .start),
                    try store.renamePeer(first, to: taken, now: .start),
                    try store.renamePeer(unknown, to: kitchen, now: .start),
                ]
            }
            let refused = PeerRejection.field(FieldRejection(field: "name", problem: .taken))
            try expect(results, is: [nil, refused, nil, .notFound])
            let found = try play.read { store throws(StorageFailure) in try store.livePeer(named: kitchen)?.id }
            try expect(found, is: first)
            try expect(try play.eventTypes().suffix(2), is: [.peerUpdated, .peerUpdated])
        },
        ContractCase("a permission is one a scope: granting again moves its end") { play in
            let peer = try play.admit(.fresh(), PairingTerms(scopes: .view)).peer
            func scopes(_ now: Moment) throws -> Scopes {
                try play.read { store throws(StorageFailure) in try store.permissions(of: peer) }.scopes(at: now)
            }
            func grant(until end: Moment?) throws -> PeerRejection? {
                try play.write { store throws(StorageFailure) in
                    try store.grantScope(Permission(.use, until: end), to: peer, now: .start)
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
                    try store.denyScope(.use, of: peer, now: .start)
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
