import Testing

@testable import Agent

@Suite struct StoreHealthTests {
    private let start = ContinuousClock.now
    private let patience = Duration.seconds(5)

    @Test func bothMustAnswer() {
        var health = StoreHealth()
        #expect(!health.isGood(at: start, patience: patience))
        expectAsk(&health, at: start, true)
        expectAsk(&health, at: start + .seconds(1), false)
        health.answer(.reader, isGood: true)
        #expect(health.isOpen)
        #expect(!health.isGood(at: start, patience: patience))
        health.answer(.writer, isGood: true)
        #expect(!health.isOpen)
        #expect(health.goodAsOf == start)
        #expect(health.isGood(at: start + .seconds(100), patience: patience))
    }

    @Test(arguments: StoreHealth.Part.allCases) func oneThatHangsIsSeen(_ part: StoreHealth.Part) {
        var health = healthy
        expectAsk(&health, at: start + .seconds(10), true)
        health.answer(part == .reader ? .writer : .reader, isGood: true)
        #expect(health.isGood(at: start + .seconds(14), patience: patience))
        #expect(!health.isGood(at: start + .seconds(15), patience: patience))
        expectAsk(&health, at: start + .seconds(60), false)
        health.answer(part, isGood: true)
        #expect(health.isGood(at: start + .seconds(61), patience: patience))
    }

    @Test(arguments: StoreHealth.Part.allCases) func oneThatFailsIsSeen(_ part: StoreHealth.Part) {
        var health = healthy
        expectAsk(&health, at: start + .seconds(10), true)
        health.answer(part, isGood: false)
        #expect(!health.isGood(at: start + .seconds(10), patience: patience))
        health.answer(part == .reader ? .writer : .reader, isGood: true)
        #expect(!health.isGood(at: start + .seconds(10), patience: patience))
        #expect(health.goodAsOf == start)
        expectAsk(&health, at: start + .seconds(20), true)
    }

    private func expectAsk(
        _ health: inout StoreHealth, at now: ContinuousClock.Instant, _ wanted: Bool,
        _ place: SourceLocation = #_sourceLocation
    ) {
        let isAsked = health.ask(at: now)
        #expect(isAsked == wanted, sourceLocation: place)
    }

    private var healthy: StoreHealth {
        var health = StoreHealth()
        _ = health.ask(at: start)
        for part in StoreHealth.Part.allCases { health.answer(part, isGood: true) }
        return health
    }
}

/// Thirty seconds, so a sign of life every fifteen.
@Suite struct WatchdogTests {
    private let start = ContinuousClock.now
    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func expectStep(
        _ watchdog: inout Watchdog, _ health: StoreHealth, at now: ContinuousClock.Instant, _ wanted: Watchdog.Step,
        _ place: SourceLocation = #_sourceLocation
    ) {
        let step = watchdog.step(health, at: now)
        #expect(step == wanted, sourceLocation: place)
    }

    private func health(askedAt asked: Double, answered: Bool = true, isGood: Bool = true) -> StoreHealth {
        var health = StoreHealth()
        _ = health.ask(at: at(asked))
        if answered { for part in StoreHealth.Part.allCases { health.answer(part, isGood: isGood) } }
        return health
    }

    @Test func isFedAtHalfTheTime() {
        var watchdog = Watchdog(.seconds(30), readyAt: start)
        #expect(watchdog.next(after: at(0)) == at(15))
        expectStep(&watchdog, health(askedAt: 0), at: at(14.9), .wait)
        expectStep(&watchdog, health(askedAt: 0), at: at(15), .feed)
        #expect(watchdog.next(after: at(15)) == at(30))
        expectStep(&watchdog, health(askedAt: 15), at: at(29), .wait)
        expectStep(&watchdog, health(askedAt: 15), at: at(30), .feed)
    }

    @Test func aHangingStoreFeedsNothing() {
        var watchdog = Watchdog(.seconds(30), readyAt: start)
        let hangs = health(askedAt: 0, answered: false)
        for second in 15...60 {
            let step = watchdog.step(hangs, at: at(Double(second)))
            #expect(step == .wait)
            #expect(watchdog.next(after: at(Double(second))) == at(Double(second) + 1))
        }
        // A late answer counts as soon as it is seen.
        expectStep(&watchdog, health(askedAt: 0), at: at(61), .feed)
    }

    @Test func anAnswerOfBeforeDoesNotCount() {
        var watchdog = Watchdog(.seconds(30), readyAt: start)
        expectStep(&watchdog, StoreHealth(), at: at(15), .ask)
        expectStep(&watchdog, health(askedAt: -1), at: at(15), .ask)
        expectStep(&watchdog, health(askedAt: 0), at: at(15), .feed)
        expectStep(&watchdog, health(askedAt: 14), at: at(30), .ask)
        expectStep(&watchdog, health(askedAt: 30), at: at(31), .feed)
    }

    @Test func aFailingStoreIsAskedAgain() {
        var watchdog = Watchdog(.seconds(30), readyAt: start)
        for second in 15...20 {
            let step = watchdog.step(health(askedAt: Double(second) - 1, isGood: false), at: at(Double(second)))
            #expect(step == .ask)
        }
        expectStep(&watchdog, health(askedAt: 20), at: at(21), .feed)
    }

    @Test func aShortOneIsLookedAfterSooner() {
        let watchdog = Watchdog(.seconds(2), readyAt: start)
        #expect(watchdog.next(after: at(0)) == at(1))
        #expect(watchdog.next(after: at(1)) == at(1.25))
    }
}
