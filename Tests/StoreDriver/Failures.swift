import Synchronization

/// The first thing that went wrong on any thread.
final class Failures: Sendable {
    private let kept = Mutex<(any Error)?>(nil)

    var first: (any Error)? { kept.withLock { $0 } }
    func note(_ error: any Error) { kept.withLock { $0 = $0 ?? error } }
}
