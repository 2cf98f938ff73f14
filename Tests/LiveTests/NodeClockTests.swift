import AgentTestKit
import Core
import Testing

@testable import Live

/// The time of a node whose wall clock is set while it runs.
@Suite struct NodeClockTests {
    private let hands = TwoClocks()

    @Test func requestsAndJobs() {
        let clock = NodeClock(nil, reading: hands.reading)
        hands.pass(.hours(1))
        #expect(clock.now() == TwoClocks.start + .hours(1) && clock.trusted() == clock.now())
        hands.pass(.hours(1), jump: .days(500))
        #expect(clock.now() == TwoClocks.start + .hours(2) + .days(500))
        #expect(clock.trusted() == TwoClocks.start + .hours(2))
        hands.pass(.hours(1), jump: .zero - .days(1_000))
        #expect(clock.now() == TwoClocks.start + .hours(3) && clock.trusted() == clock.now())
        #expect(clock.both().wall == TwoClocks.start + .hours(3) - .days(500))
        #expect(clock.both().trusted == TwoClocks.start + .hours(3))
    }

    /// It is stored at once, then every ten minutes, and whenever it has jumped.
    @Test func isStoredNowAndThen() {
        let clock = NodeClock(nil, reading: hands.reading)
        var stored: [Int] = []
        for minute in 0..<400 {
            clock.look()
            if clock.due() != nil {
                stored.append(minute)
                clock.noteStored()
            }
            hands.pass(.minutes(1), jump: minute == 2 ? .days(1) : .zero)
        }
        #expect(stored.prefix(4) == [0, 10, 20, 30])
        #expect(stored.count == 41 && stored.contains(363), "\(stored)")
        #expect(clock.last() == TrustedTime.Record(moment: TwoClocks.start + .minutes(400) + .days(1)))
    }
}
