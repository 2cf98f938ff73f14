public import Core
import Logging
import Synchronization
public import System

/// The time of a running node: the wall clock, and the trusted time.
public final class NodeClock: Sendable {
    public typealias Reading = @Sendable () -> (wall: Moment, monotonic: Duration)

    private struct State {
        var time: TrustedTime
        /// When it was last stored. Nil if it must be stored.
        var storedAt: Duration?
        /// Whether the present difference was logged.
        var isLogged = false
    }

    /// To write to the disk each minute only for this would be too much.
    private static let storedAgain = Duration.minutes(10)

    private let reading: Reading
    private let state: Mutex<State>

    /// Continues from the stored time. The monotonic clock is that of the machine's boot, which counts sleep.
    public init(
        _ stored: TrustedTime.Record?, reading: @escaping Reading = { (SystemClock.now(), MonotonicClock.now()) }
    ) {
        self.reading = reading
        let now = reading()
        let time = TrustedTime(stored, wall: now.wall, monotonic: now.monotonic)
        state = Mutex(State(time: time))
    }

    /// The time of requests: what has expired by either clock is refused.
    public func now() -> Moment {
        let now = reading()
        return state.withLock { $0.time.latest(wall: now.wall, monotonic: now.monotonic) }
    }

    /// The time of the jobs: nothing is deleted, or ended for good, by another clock.
    public func trusted() -> Moment {
        let now = reading()
        return state.withLock { $0.time.settled(wall: now.wall, monotonic: now.monotonic) }
    }

    /// Both clocks, for people.
    public func both() -> (wall: Moment, trusted: Moment) {
        let now = reading()
        return (now.wall, state.withLock { $0.time.moment(at: now.monotonic) })
    }

    /// Reads the wall clock, once in each run of the jobs.
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
        if hasMoved { Log.notice("trusted time now follows the wall clock") }
        guard let news else { return }
        Log.warning(
            "the wall clock has jumped: what has expired by it is refused, but nothing is deleted by it for six hours",
            ("ahead_s", Int(clamping: news.inMilliseconds / 1_000)))
    }

    /// What to store now. Nil if the stored time is recent enough.
    public func due() -> TrustedTime.Record? {
        let now = reading()
        return state.withLock { state in
            let isDue = state.storedAt.map { now.monotonic - $0 >= Self.storedAgain } ?? true
            return isDue ? state.time.record : nil
        }
    }

    /// What to store when the agent ends.
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
    /// The absolute value.
    var magnitude: Duration { self < .zero ? .zero - self : self }
}
