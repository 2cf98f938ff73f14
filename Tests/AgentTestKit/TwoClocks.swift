public import Core
public import Live
import Synchronization

/// What the wall clock and the monotonic clock of a machine say, as a test sets them.
public final class TwoClocks: Sendable {
    public static let start = Moment(milliseconds: 1_763_634_600_000)

    private let now = Mutex<(wall: Moment, monotonic: Duration)>((start, .zero))

    public init() {}

    public var reading: NodeClock.Reading { { [self] in now.withLock { $0 } } }

    /// Time passes on both; the wall clock is then set by so much.
    public func pass(_ length: Duration, jump: Duration = .zero) {
        now.withLock { $0 = ($0.wall + length + jump, $0.monotonic + length) }
    }
}
