import Testing

@testable import HTTPServer

@Suite struct HandshakeRatesTests {
    private func key(_ last: UInt8) -> AddressKey { AddressKey([192, 0, 2, last], onLink: OnLinkPrefixes()) }

    private func limits(ofAddress: Int, ofAll: Int) -> Server.Limits {
        var limits = Server.Limits()
        limits.handshakesOfAnAddress = Rate(ofAddress, per: .seconds(60))
        limits.handshakes = Rate(ofAll, per: .seconds(1))
        return limits
    }

    /// How many of so many are admitted.
    private func take(_ count: Int, _ key: AddressKey, _ rates: inout HandshakeRates, at now: Duration = .zero) -> Int {
        var taken = 0
        for _ in 0..<count where rates.take(key, at: now) { taken += 1 }
        return taken
    }

    @Test func anAddressThatHasUsedUpItsOwnTakesNothingFromOthers() {
        var rates = HandshakeRates(limits(ofAddress: 3, ofAll: 5))
        let counts = [
            take(10, key(1), &rates), take(3, key(2), &rates), take(1, key(2), &rates, at: .seconds(1)),
        ]
        #expect(counts == [3, 2, 1])
    }

    @Test func aProxyForManyIsExempt() {
        var rates = HandshakeRates(limits(ofAddress: 1, ofAll: 1))
        let counts = [take(100, .many, &rates), take(2, key(1), &rates)]
        #expect(counts == [100, 1])
    }

    @Test func whatWasCountedStaysUnlessTheRatesChange() {
        var rates = HandshakeRates(limits(ofAddress: 1, ofAll: 100))
        var counts = [take(2, key(1), &rates)]
        rates.change(to: limits(ofAddress: 1, ofAll: 100))
        counts.append(take(2, key(1), &rates))
        rates.change(to: limits(ofAddress: 2, ofAll: 100))
        counts.append(take(3, key(1), &rates))
        #expect(counts == [1, 0, 2])
    }
}
