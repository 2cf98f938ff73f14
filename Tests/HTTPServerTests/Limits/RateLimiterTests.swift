import HTTPServer
import Seeded
import Testing

/// Tokens as fractions of nothing but seconds: what a bucket is, without memory to save.
private struct Model {
    let limit: Int
    let interval: Int
    private var buckets: [AddressKey: (tokens: Int, since: Int)] = [:]

    init(limit: Int, interval: Int) { (self.limit, self.interval) = (limit, interval) }

    /// Milliseconds. A token is as many points as milliseconds that make it.
    mutating func take(_ key: AddressKey, at now: Int) -> Admission {
        let old = buckets[key] ?? (limit * interval, now)
        let tokens = min(limit * interval, old.tokens + now - old.since)
        guard tokens >= interval else {
            buckets[key] = (tokens, now)
            return .refused(retryAfter: .milliseconds(interval - tokens))
        }
        buckets[key] = (tokens - interval, now)
        return .allowed
    }
}

@Suite struct RateLimiterTests {
    private static let rate = Rate(30, per: .seconds(60))

    @Test func allowsABurstAndThenItsRate() {
        var limiter = AddressLimiter(Self.rate)
        let client = key([10, 0, 0, 1])
        for _ in 0..<30 { #expect(limiter.take(client, at: .seconds(5)) == .allowed) }
        #expect(limiter.take(client, at: .seconds(5)) == .refused(retryAfter: .seconds(2)))
        #expect(limiter.take(client, at: .milliseconds(6500)) == .refused(retryAfter: .milliseconds(500)))
        #expect(limiter.take(key([10, 0, 0, 2]), at: .seconds(5)) == .allowed)
        #expect(limiter.take(client, at: .seconds(7)) == .allowed)
        #expect(limiter.take(client, at: .seconds(7)) == .refused(retryAfter: .seconds(2)))
        for _ in 0..<30 { #expect(limiter.take(client, at: .seconds(70)) == .allowed) }
        #expect(limiter.take(client, at: .seconds(70)) != .allowed)
        // A clock that goes back locks nobody out for longer than the period.
        #expect(limiter.take(client, at: .seconds(1)) == .refused(retryAfter: .seconds(2)))
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func doesAsTheModel(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var (limiter, model, now) = (
            RateLimiter<AddressKey>(Rate(5, per: .seconds(1))), Model(limit: 5, interval: 200), 0
        )
        for _ in 0..<4_000 {
            now += Int.random(in: 0...60, using: &chance)
            let client = key(v4(UInt32.random(in: 0..<8, using: &chance)))
            #expect(limiter.take(client, at: .milliseconds(now)) == model.take(client, at: now), "seed \(seed)")
        }
    }

    @Test func lookingTakesNothing() {
        var limiter = AddressLimiter(Self.rate)
        for client in [key([10, 0, 0, 1]), key(v6(host: 1))] {
            for _ in 0..<30 {
                #expect(limiter.look(client, at: .zero) == .allowed)
                #expect(limiter.take(client, at: .zero) == .allowed)
            }
            #expect(limiter.look(client, at: .zero) == limiter.take(client, at: .zero))
            #expect(limiter.look(client, at: .zero) != .allowed)
        }
        for host in 2...16 as ClosedRange<UInt32> {
            for _ in 0..<30 { _ = limiter.take(key(v6(host: host)), at: .zero) }
        }
        #expect(limiter.look(key(v6(host: 17)), at: .zero) != .allowed, "the network is over its ceiling")
    }

    @Test func takesAWholeForeignNetworkAsOne() {
        var limiter = AddressLimiter(Self.rate)
        let allowed = (0..<10_000).count { limiter.take(key(v6(network: 999, host: $0)), at: .zero) == .allowed }
        #expect(allowed == 30)
        #expect(limiter.count == 1)
    }

    @Test func keepsAWholeNeighbourNetworkUnderItsCeiling() {
        var limiter = AddressLimiter(Self.rate)
        let allowed = (0..<10_000).count { limiter.take(key(v6(host: $0)), at: .zero) == .allowed }
        #expect(allowed == 30 * 16)
        #expect(limiter.count == 30 * 16 + 1)
        #expect(limiter.take(key(v6(host: 1)), at: .zero) == .refused(retryAfter: .milliseconds(125)))
        // Another network, and v4, are not touched.
        #expect(limiter.take(key(v6(network: 1, host: 1)), at: .zero) == .allowed)
        #expect(limiter.take(key([10, 0, 0, 1]), at: .zero) == .allowed)
    }

    @Test func refusalsOfOneAddressDoNotSpendTheCeiling() {
        var limiter = AddressLimiter(Self.rate)
        for _ in 0..<5_000 { _ = limiter.take(key(v6(host: 1)), at: .zero) }
        #expect(limiter.take(key(v6(host: 2)), at: .zero) == .allowed)
    }

    @Test func holdsNoMoreThanItsRoom() {
        var limiter = RateLimiter<AddressKey>(Self.rate, capacity: 1_024)
        for number in 0..<20_000 as Range<UInt32> { _ = limiter.take(key(v4(number)), at: .zero) }
        #expect(limiter.count == 1_024)
        // A bucket that is full again can be replaced, and no key is charged for it.
        for number in 0..<40 as Range<UInt32> {
            for _ in 0..<30 { #expect(limiter.take(key(v4(1 << 20 | number)), at: .seconds(100_000)) == .allowed) }
        }
        #expect(limiter.count == 1_024)
    }

    @Test func nobodyIsResetByManyNetworks() {
        var limiter = RateLimiter<AddressKey>(Self.rate, capacity: 64)
        let own = key(v6(network: 300, host: 0))
        var allowed = 0
        for round in 0..<2_000 as Range<UInt16> {
            // Many networks push at the table, and the spender tries after each.
            for offset in 0..<10 as Range<UInt16> {
                _ = limiter.take(key(v6(network: 1_000 + round * 10 + offset, host: 0)), at: .zero)
            }
            if limiter.take(own, at: .zero) == .allowed { allowed += 1 }
        }
        #expect(allowed <= 30)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>) func neverGivesMoreThanTheModel(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var limiter = RateLimiter<AddressKey>(Rate(5, per: .seconds(1)), capacity: 16)
        var (allowed, now) = ([AddressKey: [Int]](), 0)
        for _ in 0..<10_000 {
            now += Int.random(in: 0...4, using: &chance)
            let client = key(v6(network: 256 + UInt16.random(in: 0..<200, using: &chance), host: 0))
            if limiter.take(client, at: .milliseconds(now)) == .allowed { allowed[client, default: []].append(now) }
        }
        for times in allowed.values {
            // In no window more than the burst and what came back in it.
            for (first, start) in times.enumerated() {
                for (last, end) in times.enumerated().dropFirst(first) {
                    #expect(last - first + 1 <= 5 + (end - start) / 200, "seed \(seed)")
                }
            }
        }
    }

    @Test func othersAreServedWhileManyNetworksCall() {
        var limiter = AddressLimiter(Self.rate, capacity: 1_024)
        for number in 0..<4_096 as Range<UInt16> {
            _ = limiter.take(key(v6(network: 256 + number, host: 0)), at: .zero)
        }
        let served = (0..<100).count { limiter.take(key(v4($0)), at: .zero) == .allowed }
        #expect(served == 100)
    }
}
