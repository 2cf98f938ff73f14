import Synchronization
import System

private let threads = Mutex<[Thread]>([])

/// Runs work in parallel to a test that does not wait for it. The process does not wait for remaining threads.
public func aside(_ work: @escaping @Sendable () -> Void) {
    guard let thread = Thread.start(work) else { preconditionFailure("the system has no free thread") }
    threads.withLock { $0.append(thread) }
}
