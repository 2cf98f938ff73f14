import Synchronization
import System

private let threads = Mutex<[Thread]>([])

/// Runs work beside a test that does not wait for it. The process waits for no thread that is left.
public func aside(_ work: @escaping @Sendable () -> Void) {
    guard let thread = Thread.start(work) else { preconditionFailure("the system has no thread to give") }
    threads.withLock { $0.append(thread) }
}
