import Core
import Rehearsal
import Store

extension ContractCase {
    static let credentials = [
        ContractCase("a token is renewed by a live key alone") { play in
            let device = Device.fresh()
            let peer = try play.admit(device).peer
            let hash = SecretHash.fresh
            try expect(try play.renew(device.key, hash), is: peer)
            try expect(try play.renew(Device.fresh().key, .fresh), is: nil)
            let record = try play.read { store throws(StorageFailure) in try store.token(hash) }
            try expect(record?.key, is: device.key)
            try expect(record?.keyOrigin, is: device.origin)
            _ = try play.write { store throws(StorageFailure) in
                try store.revokePeer(peer, by: .nodeOperator, now: .start)
            }
            try expect(try play.renew(device.key, .fresh), is: nil)
        },
        ContractCase("the use of a token ends those before it, and none after it") { play in
            let device = Device.fresh()
            let (first, second, third) = (SecretHash.fresh, SecretHash.fresh, SecretHash.fresh)
            _ = try play.admit(device, tokenHash: first)
            _ = try play.renew(device.key, second, at: .start + .seconds(1))
            _ = try play.renew(device.key, third, at: .start + .seconds(2))
            func live(_ now: Moment) throws -> [Bool] {
                try play.read { store throws(StorageFailure) in
                    [
                        try store.token(first)?.isLive(at: now) ?? false,
                        try store.token(second)?.isLive(at: now) ?? false,
                        try store.token(third)?.isLive(at: now) ?? false,
                    ]
                }
            }
            let now = Moment.start + .seconds(3)
            try expect(try live(now), is: [true, true, true])
            try play.use(second, at: now)
            try expect(try live(now), is: [false, true, true])
            try play.use(third, at: now)
            try expect(try live(now), is: [false, false, true])
        },
        ContractCase("who is seen keeps its address unless another is told") { play in
            let device = Device.fresh()
            let peer = try play.admit(device).peer
            let later = Moment.start + .minutes(10)
            let elsewhere = Device.fresh().address
            for (address, expected) in [(nil, device.address), (elsewhere, elsewhere)] as [(HostAddress?, HostAddress)]
            {
                _ = try play.write { store throws(StorageFailure) in
                    try store.see(peer, with: device.key, at: address, now: later)
                }
                let record = try play.peer(peer)
                try expect(record.address, is: expected)
                try expect(record.lastSeen, is: later)
            }
            let keys = try play.read { store throws(StorageFailure) in try store.keys(of: peer) }
            let own = KeyRecord(key: device.key, origin: device.origin, addedAt: .start, lastUsed: later)
            try expect(keys, is: [own])
        },
        ContractCase("a key notes at which address of the node it was paired") { play in
            var device = Device.fresh()
            device.nodeAddress = HostAddress([192, 168, 1, 20])
            let peer = try play.admit(device).peer
            func noted() throws -> [HostAddress?] {
                try play.read { store throws(StorageFailure) in try store.keys(of: peer) }.map(\.nodeAddress)
            }
            try expect(try noted(), is: [device.nodeAddress])
            // The last pairing of the key, and not its last use.
            device.keyIsProved = true
            for address in [HostAddress([192, 168, 1, 21]), nil] {
                device.nodeAddress = address
                try expect(try play.admit(device, at: .start + .minutes(1)).peer, is: peer)
                try expect(try noted(), is: [address])
            }
            var further = Device.fresh()
            further.nodeAddress = HostAddress([10, 0, 0, 5])
            _ = try play.admit(further, PairingTerms(peer: peer))
            try expect(try noted(), is: [nil, further.nodeAddress])
        },
        ContractCase("the last event has the highest number") { play in
            func last() throws -> Int64 { try play.read { store throws(StorageFailure) in try store.lastEvent() } }
            try expect(try last(), is: 0)
            _ = try play.admit()
            let events = try play.events(EventSearch(limit: 1_000))
            try expect(try last(), is: events.last?.id ?? -1)
        },
    ]
}

extension Rehearsal {
    fileprivate func renew(_ key: PublicKey, _ hash: SecretHash, at now: Moment = .start) throws -> PeerID? {
        let limits = limits
        return try write { store throws(StorageFailure) in
            try store.renewToken(of: key, fresh: hash, now: now, limits: limits)
        }
    }

    fileprivate func use(_ hash: SecretHash, at now: Moment) throws {
        try write { store throws(StorageFailure) in try store.endTokens(replacedBy: hash, at: now) }
    }
}
