public import Core
import Logging
import Synchronization
public import System

/// The time of a running node: the wall clock, and the trusted time beside it.
public final class NodeClock: Sendable {
    public typealias Reading = @Sendable () -> (wall: Moment, monotonic: Duration)

    private struct State {
        var time: TrustedTime
        /// When it was last stored; nil where that is due.
        var storedAt: Duration?
        /// The difference that is there now was logged.
        var isLogged = false
    }

    /// A write to the disk each minute, for nothing else, would be too many.
    private static let storedAgain = Duration.minutes(10)

    private let reading: Reading
    private let state: Mutex<State>

    /// Goes on from what was stored. The monotonic clock is that of the machine's boot, in which sleep counts.
    public init(
        _ stored: TrustedTime.Record?, reading: @escaping Reading = { (SystemClock.now(), MonotonicClock.now()) }
    ) {
        self.reading = reading
        let now = reading()
        let time = TrustedTime(stored, wall: now.wall, monotonic: now.monotonic)
        state = Mutex(State(time: time))
    }

    /// What requests go by: what has ended by either clock is refused.
    public func now() -> Moment {
        let now = reading()
        return state.withLock { $0.time.latest(wall: now.wall, monotonic: now.monotonic) }
    }

    /// What the jobs go by: nothing is deleted, or ended for good, by another clock.
    public func trusted() -> Moment {
        let now = reading()
        return state.withLock { $0.time.settled(wall: now.wall, monotonic: now.monotonic) }
    }

    /// Both clocks, for a person.
    public func both() -> (wall: Moment, trusted: Moment) {
        let now = reading()
        return (now.wall, state.withLock { $0.time.moment(at: now.monotonic) })
    }

    /// Looks at the wall clock, once a round of the jobs.
    public func look() {
        let now = reading()
        let (hasMoved, news) = state.withLock { state -> (Bool, Duration?) in
            let hasMoved = state.time.look(wall: now.wall, monotonic: now.monotonic)
            if hasMoved { state.storedAt = nil }
            let difference = state.time.difference(wall: now.wall, monotonic: now.monotonic)
            let isLarge = difference.magnitude > TrustedTime.worthTelling
            defer { state.isLogged = isLarge }
            return (hasMoved, isLarge && !state.isLogged ? difference : nil)
        }
        if hasMoved { Log.notice("trusted time follows the wall clock") }
        guard let news else { return }
        Log.warning(
            "the wall clock has jumped: what has ended by it is refused, and nothing is deleted by it for six hours",
            ("ahead_s", Int(clamping: news.inMilliseconds / 1_000)))
    }

    /// What is to be stored now; nil where what is stored is good enough.
    public func due() -> TrustedTime.Record? {
        let now = reading()
        return state.withLock { state in
            let isDue = state.storedAt.map { now.monotonic - $0 >= Self.storedAgain } ?? true
            return isDue ? state.time.record : nil
        }
    }

    /// What is to be stored when the agent ends.
    public func last() -> TrustedTime.Record {
        look()
        return state.withLock { $0.time.record }
    }

    public func noteStored() {
        let now = reading()
        state.withLock { $0.storedAt = now.monotonic }
    }
}

extension Duration {
    /// Without its sign.
    var magnitude: Duration { self < .zero ? .zero - self : self }
}
