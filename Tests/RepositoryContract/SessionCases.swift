import Core
import Rehearsal
import Store

extension ContractCase {
    static let sessions = [
        ContractCase("a session is of the key that opened it, and ends with that") { play in
            let device = Device.fresh()
            let peer = try play.admit(device).peer
            let (kith, forward) = (SecretHash.fresh, SecretHash.fresh)
            let end = try play.open([.kith: kith, .forward: forward], device.key)
            try expect(end, is: .start + play.limits.sessionLife)
            let record = try play.session(kith)
            try expect(record?.peer, is: peer)
            try expect(record?.key, is: device.key)
            try expect(record?.keyOrigin, is: device.origin)
            try expect(record?.purpose, is: .kith)
            try expect(try play.session(forward)?.purpose, is: .forward)
            try expect(try play.open([.kith: .fresh], Device.fresh().key), is: nil)
            _ = try play.write { store throws(StorageFailure) in
                try store.revokePeer(peer, by: .nodeOperator, now: .start)
            }
            try expect(try [kith, forward].compactMap { try play.session($0) }.isEmpty, "revoked")
            try expect(try play.open([.kith: .fresh], device.key), is: nil)
        },
        ContractCase("a session slides, never beyond its peer, and never back from the dead") { play in
            let limits = play.limits
            let device = Device.fresh()
            _ = try play.admit(device, PairingTerms(passLength: .days(10)))
            let hash = SecretHash.fresh
            _ = try play.open([.kith: hash], device.key)
            func prolong(_ now: Moment) throws -> Moment? {
                try play.write { store throws(StorageFailure) in
                    try store.prolongSession(hash, now: now, limits: limits)
                }
                let record = try play.session(hash)
                return record?.expiresAt
            }
            try expect(try prolong(.start + .days(1)), is: .start + .days(8))
            // A clock that was set back shortens nothing.
            try expect(try prolong(.start), is: .start + .days(8))
            try expect(try prolong(.start + .days(7)), is: .start + .days(10))
            try expect(try prolong(.start + .days(10)), is: .start + .days(10))
            try expect(try play.session(hash)?.isLive(at: .start + .days(10)), is: false)
        },
        ContractCase("signing out ends all sessions of the key, and those of no other") { play in
            let (one, other) = (Device.fresh(), Device.fresh())
            _ = try play.admit(one)
            _ = try play.admit(other)
            let hashes = (0..<3).map { _ in SecretHash.fresh }
            _ = try play.open([.kith: hashes[0], .forward: hashes[1]], one.key)
            _ = try play.open([.kith: hashes[2]], other.key)
            try play.write { store throws(StorageFailure) in try store.deleteSessions(of: one.key) }
            try expect(try hashes.map { try play.session($0) != nil }, is: [false, false, true])
        },
        ContractCase("a key has so many sessions, and the oldest goes") { play in
            var play = play
            play.limits.sessionsOfAKey = 2
            let device = Device.fresh()
            _ = try play.admit(device)
            let (hashes, forward) = ((0..<3).map { _ in SecretHash.fresh }, SecretHash.fresh)
            _ = try play.open([.forward: forward], device.key)
            for (number, hash) in hashes.enumerated() {
                _ = try play.open([.kith: hash], device.key, at: .start + .seconds(Int64(number)))
            }
            try expect(try hashes.map { try play.session($0) != nil }, is: [false, true, true])
            try expect(try play.session(forward) != nil, "that for proxies is counted by itself")
        },
        ContractCase("what is over is cleaned away") { play in
            let limits = play.limits
            let device = Device.fresh()
            _ = try play.admit(device)
            let hash = SecretHash.fresh
            _ = try play.open([.kith: hash], device.key)
            let report = try play.write { store throws(StorageFailure) in
                try store.clean(now: .start + limits.sessionLife, limits: limits)
            }
            try expect(report.deletedCredentials, is: 1)
            try expect(try play.session(hash) == nil, "it is gone")
        },
        ContractCase("a key that makes room for a newer one takes its tokens and sessions along, and that is told") {
            play in
            let device = Device.fresh()
            let token = SecretHash.fresh
            let peer = try play.admit(device, tokenHash: token).peer
            let hash = SecretHash.fresh
            _ = try play.open([.kith: hash], device.key)
            for hour in 1...3 {
                _ = try play.admit(.fresh(), PairingTerms(peer: peer), at: .start + .hours(Int64(hour)))
            }
            try expect(try play.eventTypes().filter { $0 == .tokenRevoked }, is: [])
            try expect(try play.session(hash) != nil, "there is room for four")
            let (started, ticket) = try play.connect(.fresh(), PairingTerms(peer: peer), at: .start + .hours(4))
            let last = try play.read { store throws(StorageFailure) in try store.lastEvent() }
            _ = try play.verify(started.id, ticket.pin, at: .start + .hours(4))
            let search = EventSearch(after: last, limit: 10)
            let events = try play.read { store throws(StorageFailure) in try store.events(search) }.events
            try expect(events.map(\.type), is: [.tokenRevoked, .pinVerified, .pairingCompleted])
            try expect(events.first?.audience, is: .peer(peer))
            try expect(events.first?.data.contains("replaced") ?? false, "why")
            try expect(try play.session(hash) == nil, "its session")
            try expect(try play.read { store throws(StorageFailure) in try store.token(token) } == nil, "its token")
            try expect(try play.open([.kith: .fresh], device.key), is: nil)
        },
    ]
}

extension Rehearsal {
    fileprivate func open(
        _ hashes: [SessionPurpose: SecretHash], _ key: PublicKey, at now: Moment = .start
    ) throws -> Moment? {
        let limits = limits
        return try write { store throws(StorageFailure) in
            try store.openSessions(hashes, by: key, now: now, limits: limits)
        }
    }

    fileprivate func session(_ hash: SecretHash) throws -> SessionRecord? {
        try read { store throws(StorageFailure) in try store.session(hash) }
    }
}
