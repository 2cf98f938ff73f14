import Store
import Synchronization
import System

/// Logs events on a separate thread. The reader of the log can hold up a write to it, for example by Ctrl-S on a terminal,
/// and the thread that commits must not wait for that.
final class EventLog: Sendable {
    /// What comes while so many lines wait is left out of the log. The events themselves are stored.
    private static let mostWaiting = 1_000

    private let worker = Worker()
    private let waiting = Atomic<Int>(0)

    func tell(_ events: [Event]) {
        for event in events where EventLogLine.line(for: event.fact) != nil {
            guard waiting.load(ordering: .relaxed) < Self.mostWaiting else { return }
            waiting.wrappingAdd(1, ordering: .relaxed)
            worker.run { [self] in
                waiting.wrappingSubtract(1, ordering: .relaxed)
                EventLogLine.line(for: event.fact)?.log()
            }
        }
    }

    /// Writes what waits, and ends.
    func stop() { worker.stop() }
}
