import Core
import Rehearsal
import Store

extension ContractCase {
    static let appPasswords = [
        ContractCase("an app password is listed with its name, and found by its hash") { play in
            let (peer, other) = (try play.admit().peer, try play.admit().peer)
            let (first, second) = (SecretHash.fresh, SecretHash.fresh)
            try expect(try play.addAppPassword(first, "Films", peer), is: nil)
            try expect(try play.addAppPassword(second, "Music", peer, at: .start + .minutes(1)), is: nil)
            let listed = try play.appPasswords(peer)
            try expect(listed.map(\.hash), is: [first, second])
            try expect(listed.map(\.name.text), is: ["Films", "Music"])
            try expect(listed.map(\.lastUsed), is: [nil, nil])
            try expect(listed.last?.createdAt, is: .start + .minutes(1))
            try expect(try play.appPasswords(other), is: [])
            try expect(try play.appPassword(second), is: listed.last)
            try expect(try play.appPassword(.fresh), is: nil)
            _ = try play.write { store throws(StorageFailure) in
                try store.noteUse(ofAppPassword: second, at: .start + .hours(2))
            }
            try expect(try play.appPasswords(peer).map(\.lastUsed), is: [nil, .start + .hours(2)])
            let events = try play.events(EventSearch(limit: 100)).filter { $0.type == .appPasswordAdded }
            try expect(events.count, is: 2)
            try expect(events.map(\.audience), is: [.peer(peer), .peer(peer)])
        },
        ContractCase("a peer has so many app passwords, and one of them can be revoked") { play in
            var play = play
            play.limits.appPasswordsOfAPeer = 2
            let (peer, other) = (try play.admit().peer, try play.admit().peer)
            let hash = SecretHash.fresh
            try expect(try play.addAppPassword(hash, "Films", peer), is: nil)
            try expect(try play.addAppPassword(.fresh, "Films", peer), is: nil)
            try expect(try play.addAppPassword(.fresh, "Films", peer), is: .tooMany(2))
            try expect(try play.addAppPassword(.fresh, "Films", other), is: nil)
            let events = try play.eventTypes().count
            func revoke(_ id: TokenID, of peer: PeerID) throws -> PeerRejection? {
                try play.write { store throws(StorageFailure) in
                    try store.revokeAppPassword(id, of: peer, by: .peer(peer), now: .start)
                }
            }
            try expect(try revoke(TokenID(hash), of: other), is: .notFound)
            try expect(try revoke(TokenID(.fresh), of: peer), is: .notFound)
            try expect(try play.eventTypes().count, is: events)
            try expect(try revoke(TokenID(hash), of: peer), is: nil)
            try expect(try play.appPassword(hash), is: nil)
            try expect(try play.eventTypes().last, is: .appPasswordRevoked)
            try expect(try play.addAppPassword(.fresh, "Films", peer), is: nil)
        },
        ContractCase("an operator revokes an app password as a token") { play in
            let (peer, hash) = (try play.admit().peer, SecretHash.fresh)
            try expect(try play.addAppPassword(hash, "Films", peer), is: nil)
            let rejection = try play.write { store throws(StorageFailure) in
                try store.withdrawToken(TokenID(hash), of: peer, by: .nodeOperator, now: .start)
            }
            try expect(rejection, is: nil)
            try expect(try play.appPassword(hash), is: nil)
            try expect(try play.eventTypes().last, is: .appPasswordRevoked)
        },
        ContractCase("app passwords end with their peer") { play in
            let guest = try play.admit(.fresh(), PairingTerms(passLength: .hours(2))).peer
            let hash = SecretHash.fresh
            try expect(try play.addAppPassword(hash, "Films", guest), is: nil)
            try expect(try play.appPassword(hash)?.isLive(at: .start + .minutes(119)), is: true)
            try expect(try play.appPassword(hash)?.isLive(at: .start + .hours(2)), is: false)
            let late = AppPasswordRejection.peer(.ended)
            try expect(try play.addAppPassword(.fresh, "Films", guest, at: .start + .hours(2)), is: late)
            _ = try play.write { store throws(StorageFailure) in try store.leave(guest, now: .start) }
            try expect(try play.appPassword(hash), is: nil)
            try expect(try play.appPasswords(guest), is: [])
            try expect(try play.addAppPassword(.fresh, "Films", guest), is: late)
            try expect(try play.addAppPassword(.fresh, "Films", fresh()), is: .peer(.notFound))
        },
    ]
}

extension Rehearsal {
    fileprivate func addAppPassword(
        _ hash: SecretHash, _ name: String, _ peer: PeerID, at now: Moment = .start
    ) throws -> AppPasswordRejection? {
        let (name, limits) = (try Name(name), limits)
        return try write { store throws(StorageFailure) in
            try store.addAppPassword(hash, named: name, of: peer, now: now, limits: limits)
        }
    }

    fileprivate func appPassword(_ hash: SecretHash) throws -> AppPasswordRecord? {
        try read { store throws(StorageFailure) in try store.appPassword(hash) }
    }

    fileprivate func appPasswords(_ peer: PeerID) throws -> [AppPasswordRecord] {
        try read { store throws(StorageFailure) in try store.appPasswords(of: peer) }
    }
}
