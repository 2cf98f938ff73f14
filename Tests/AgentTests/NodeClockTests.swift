import Core
import Glibc
import SQLiteStore
import Settings
import Store
import Synchronization
import Testing

@testable import Agent
@testable import Live

@Suite struct NodeClockTests {
    private static let start = Moment(milliseconds: 1_763_634_600_000)

    /// What the two clocks say, as a test sets them.
    private final class Hands: Sendable {
        private let now = Mutex<(wall: Moment, monotonic: Duration)>((start, .zero))

        var reading: NodeClock.Reading { { [self] in now.withLock { $0 } } }

        func pass(_ length: Duration, jump: Duration = .zero) {
            now.withLock { $0 = ($0.wall + length + jump, $0.monotonic + length) }
        }
    }

    @Test func requestsAndJobs() {
        let hands = Hands()
        let clock = NodeClock(nil, reading: hands.reading)
        hands.pass(.hours(1))
        #expect(clock.now() == Self.start + .hours(1) && clock.trusted() == clock.now())
        hands.pass(.hours(1), jump: .days(500))
        #expect(clock.now() == Self.start + .hours(2) + .days(500))
        #expect(clock.trusted() == Self.start + .hours(2))
        hands.pass(.hours(1), jump: .zero - .days(1_000))
        #expect(clock.now() == Self.start + .hours(3) && clock.trusted() == clock.now())
        #expect(clock.both().wall == Self.start + .hours(3) - .days(500))
    }

    /// It is stored at once, then every ten minutes, and whenever it has jumped.
    @Test func isStoredNowAndThen() {
        let hands = Hands()
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
        #expect(clock.last() == TrustedTime.Record(moment: Self.start + .minutes(400) + .days(1)))
    }

    /// A round of the jobs by a wall clock that is wrong for that one round.
    @Test func jobsGoByTrustedTime() throws {
        let folder = "/tmp/kith-clock-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        let files = StoreFiles(folder: folder)
        let store = try Database.open(files, now: Self.start)
        defer {
            store.close()
            for name in ["kith.db"] { _ = unsafe unlink("\(folder)/\(name)") }
        }
        let draw = BearerDraw(
            hash: try #require(Octets32(Array(repeating: 1, count: 32)).map { SecretHash($0) }), peer: PeerID(number: 1)
        )
        _ = try store.write { store throws(StorageFailure) in
            try store.issueBearerToken(
                to: .named(Name(trusted: "backup"), person: nil, scopes: nil), life: .days(30), by: .nodeOperator,
                draw: draw, now: Self.start, limits: Limits())
        }.result.get()
        let (hands, rounds) = (Hands(), Rounds())
        let clock = NodeClock(nil, reading: hands.reading)
        func left() throws -> (tokens: Int, events: Int64) {
            try store.read { store throws(StorageFailure) in
                (
                    try store.bearerTokens(of: PeerID(number: 1)).count,
                    Int64(try store.events(EventSearch(limit: 99)).events.count)
                )
            }
        }
        let before = try left().events
        #expect(before > 0)
        func round(_ jump: Duration = .zero) {
            hands.pass(.minutes(1), jump: jump)
            _ = rounds.run(on: store, clock, SQLiteMaintenance(files), Limits())
        }
        round()
        round(.days(500))
        #expect(try left() == (1, before))
        round(.zero - .days(500))
        #expect(try left() == (1, before))
        round(.days(500))
        for _ in 0..<360 { round() }
        #expect(try left() == (0, 0), "after six hours it is believed")
    }
}
