public import Core
import Rehearsal
import Synchronization

/// A clock that a test sets. It does not move by itself.
public final class TestClock: Sendable {
    private let moment = Mutex(Moment.start)

    public init() {}

    public var now: Moment { moment.withLock { $0 } }
    public func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
    public func set(_ now: Moment) { moment.withLock { $0 = now } }
}
