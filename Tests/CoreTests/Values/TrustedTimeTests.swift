import Core
import Seeded
import Testing

@Suite struct TrustedTimeTests {
    private static let start = Moment(milliseconds: 1_763_634_600_000)

    /// Minutes of a machine, each with what its wall clock says more than trusted time did at the start.
    private struct Machine {
        var time: TrustedTime
        private(set) var uptime = Duration.minutes(3)
        /// What has really passed.
        private(set) var passed = Duration.zero

        init(_ stored: TrustedTime.Record? = nil, ahead: Duration = .zero) {
            time = TrustedTime(stored, wall: start + ahead, monotonic: uptime)
        }

        var trusted: Duration { time.moment(at: uptime) - start }
        func latest(ahead: Duration) -> Duration {
            time.latest(wall: start + passed + ahead, monotonic: uptime) - start
        }

        /// Looks once a minute while the wall clock is so far ahead of what really passed.
        mutating func run(_ minutes: Int, ahead: Duration = .zero) {
            for _ in 0..<minutes {
                sleep(.minutes(1))
                _ = time.look(wall: start + passed + ahead, monotonic: uptime)
            }
        }

        /// Time passes, and nobody looks.
        mutating func sleep(_ length: Duration) {
            uptime += length
            passed += length
        }

        /// Switched off: the monotonic clock begins again, and knows nothing of it.
        mutating func restart(offFor length: Duration, ahead: Duration = .zero) {
            passed += length
            uptime = .seconds(7)
            time = TrustedTime(time.record, wall: start + passed + ahead, monotonic: uptime)
        }
    }

    @Test func withoutAStoredOneItBeginsWithTheWall() {
        var machine = Machine(ahead: .days(9))
        #expect(machine.trusted == .days(9))
        machine.run(60, ahead: .days(9))
        #expect(machine.trusted == .days(9) + .hours(1))
    }

    struct Case: Sendable, CustomStringConvertible {
        let description: String
        /// Minutes, and how far the wall clock is ahead in them.
        let parts: [(minutes: Int, ahead: Duration)]
        /// How far trusted time is from what really passed in the end.
        let moved: Duration
    }

    static let cases = [
        Case(description: "a right clock", parts: [(1_000, .zero)], moved: .zero),
        Case(description: "one false answer", parts: [(1, .days(500)), (1_000, .zero)], moved: .zero),
        Case(description: "just short of six hours", parts: [(360, .days(500)), (9, .zero)], moved: .zero),
        Case(description: "six hours ahead", parts: [(361, .days(500))], moved: .days(500)),
        Case(description: "six hours behind", parts: [(361, .zero - .days(500))], moved: .zero - .days(500)),
        Case(description: "behind and back", parts: [(359, .zero - .days(500)), (9, .zero)], moved: .zero),
        Case(description: "a little", parts: [(361, .seconds(3))], moved: .seconds(3)),
        Case(description: "so little that the clocks agree", parts: [(999, .seconds(2))], moved: .zero),
        Case(
            description: "a little, and then much: the little does not hold up the much",
            parts: [(100, .milliseconds(80)), (361, .days(31))], moved: .days(31)),
        Case(description: "two sides", parts: [(200, .hours(9)), (200, .zero - .hours(9))], moved: .zero),
        Case(
            description: "again and again, never for six hours",
            parts: Array(repeating: [(359, .days(400)), (1, Duration.zero)], count: 20).flatMap { $0 }, moved: .zero),
        Case(
            description: "further and further: by the nearest that was seen",
            parts: [(100, .hours(2)), (100, .hours(1)), (161, .days(90))], moved: .hours(1)),
        Case(
            description: "a true jump after a false one",
            parts: [(300, .days(500)), (361, .hours(2))], moved: .hours(2)),
        Case(
            description: "there and back, each for six hours",
            parts: [(361, .days(500)), (361, .zero)], moved: .zero),
    ]

    @Test(arguments: cases) func moves(_ test: Case) {
        var machine = Machine()
        for part in test.parts { machine.run(part.minutes, ahead: part.ahead) }
        #expect(machine.trusted - machine.passed == test.moved)
    }

    @Test func requestsGoByTheLaterOfBoth() {
        var machine = Machine()
        machine.run(10)
        #expect(machine.latest(ahead: .days(500)) == machine.passed + .days(500))
        #expect(machine.latest(ahead: .zero - .days(500)) == machine.passed)
        #expect(machine.latest(ahead: .zero) == machine.passed)
    }

    /// A small step of the wall clock changes nothing: what is refused from a moment on also ends at that moment.
    @Test(arguments: [(0, 0), (1, 1), (2, 2), (-2, -2), (3, 0), (-3, 0), (86_400, 0)] as [(Int64, Int64)])
    func clocksThatAgree(_ ahead: Int64, _ settled: Int64) {
        let time = TrustedTime(nil, wall: Self.start, monotonic: .zero)
        let now = Self.start + .hours(1)
        #expect(time.settled(wall: now + .seconds(ahead), monotonic: .hours(1)) == now + .seconds(settled))
    }

    /// Its wall clock is right, and trusted time knows nothing of the month.
    @Test func offForAMonth() {
        var machine = Machine()
        machine.run(60)
        machine.restart(offFor: .days(30))
        machine.run(1)
        #expect(machine.trusted == .minutes(61))
        #expect(machine.latest(ahead: .zero) == machine.passed, "what ended meanwhile is refused at once")
        machine.run(359)
        #expect(machine.trusted < .days(1))
        machine.run(1)
        #expect(machine.trusted == machine.passed)
    }

    /// A laptop that runs for four hours a day never runs for six without a break.
    @Test func offEveryNight() {
        var machine = Machine()
        for _ in 0..<30 {
            machine.run(240)
            machine.restart(offFor: .hours(20))
        }
        #expect(machine.passed == .days(30))
        #expect(machine.trusted > .days(26) && machine.trusted <= machine.passed)
    }

    /// Sleep is real time, but nobody saw the wall clock during it.
    @Test func asleep() {
        var machine = Machine()
        machine.sleep(.hours(40))
        machine.run(1)
        #expect(machine.trusted == machine.passed)
        machine.run(1, ahead: .days(500))
        machine.sleep(.hours(40))
        machine.run(1, ahead: .days(500))
        #expect(machine.trusted == machine.passed, "a false answer before the lid was closed is not believed after it")
        machine.run(349, ahead: .days(500))
        #expect(machine.trusted == machine.passed)
        machine.run(1, ahead: .days(500))
        #expect(machine.trusted == machine.passed + .days(500))
    }

    @Test func aMonotonicClockThatGoesBackwards() {
        var time = TrustedTime(nil, wall: Self.start, monotonic: .hours(5))
        _ = time.look(wall: Self.start, monotonic: .hours(1))
        #expect(time.moment(at: .hours(1)) == Self.start)
        #expect(time.moment(at: .hours(6)) == Self.start + .hours(1))
    }

    /// What no agent has stored must not trap, nor move it at once by more than the wall clock says.
    @Test func strangeRecords() {
        let ends: [Moment] = [.init(milliseconds: .min), .init(milliseconds: .max), .init(milliseconds: 0)]
        let lengths: [Duration] = [.milliseconds(Int64.min), .milliseconds(Int64.max), .zero, .hours(7)]
        for moment in ends {
            for nearest in lengths {
                for stood in lengths {
                    let record = TrustedTime.Record(moment: moment, jump: .init(nearest: nearest, stood: stood))
                    var time = TrustedTime(record, wall: Self.start, monotonic: .zero)
                    for wall in ends + [Self.start] {
                        for minute in 1...3 { _ = time.look(wall: wall, monotonic: .minutes(Int64(minute))) }
                        #expect(time.latest(wall: wall, monotonic: .hours(1)) >= wall)
                    }
                }
            }
        }
    }

    /// Whatever the wall clock does, and however often the machine restarts and sleeps.
    @Test func walks() {
        for seed in UInt64(0)..<(Seed.isSoak ? 2_000 : 60) {
            var chance = SeededGenerator(seed: Seed.base &+ seed)
            var machine = Machine()
            /// Since when the wall clock has been on one side, in minutes that somebody looked.
            var (minutesOfSide, side) = (0, 0)
            for _ in 0..<400 {
                let ahead: Duration =
                    switch Int.random(in: 0..<4, using: &chance) {
                    case 0: .zero
                    case 1: .seconds(Int64.random(in: -100_000_000...100_000_000, using: &chance))
                    default: .hours(Int64.random(in: -5...5, using: &chance))
                    }
                let minutes = Int.random(in: 1..<120, using: &chance)
                for _ in 0..<minutes {
                    let wall = machine.passed + .minutes(1) + ahead
                    let difference = wall - (machine.trusted + .minutes(1))
                    let trusted = machine.trusted
                    machine.run(1, ahead: ahead)
                    let agree = difference <= TrustedTime.tolerance && difference >= .zero - TrustedTime.tolerance
                    let now = agree ? 0 : difference < .zero ? -1 : 1
                    (minutesOfSide, side) = (now == side ? minutesOfSide + 1 : 0, now)
                    if machine.trusted != trusted + .minutes(1) {
                        #expect(minutesOfSide >= 360, "seed \(seed): it moved too early")
                        let moved = machine.trusted - trusted - .minutes(1)
                        #expect((moved < .zero) == (difference < .zero), "seed \(seed): away from the wall clock")
                        #expect(
                            moved < .zero ? moved >= difference : moved <= difference,
                            "seed \(seed): further than the wall clock")
                        (minutesOfSide, side) = (0, 0)
                    }
                }
                if Bool.random(using: &chance) {
                    machine.restart(offFor: .minutes(Int64.random(in: 0..<3_000, using: &chance)), ahead: ahead)
                }
            }
            machine.run(722)
            let left = machine.trusted - machine.passed
            #expect(
                left <= TrustedTime.tolerance && left >= .zero - TrustedTime.tolerance,
                "seed \(seed): with a right clock it catches up")
        }
    }
}
