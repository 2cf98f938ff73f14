import Store
import Synchronization
import System

/// Logs events on a separate thread. The reader of the log can hold up a write to it, for example by Ctrl-S on a terminal,
/// and the thread that commits must not wait for that.
final class EventLog: Sendable {
    /// What comes while so many lines wait is left out of the log. The events themselves are stored.
    static let mostWaiting = 1_000

    /// Workers whose thread still waits for the reader of the log. Freeing one would wait for its thread.
    private static let stalled = Mutex<[Worker]>([])

    private let worker = Worker()
    private let waiting = Atomic<Int>(0)
    private let leftOut = Atomic<Int>(0)
    private let write: @Sendable (EventLogLine) -> Void

    init(write: @escaping @Sendable (EventLogLine) -> Void = { $0.log() }) { self.write = write }

    func tell(_ events: [Event]) {
        for event in events where EventLogLine.line(for: event.fact) != nil {
            guard waiting.load(ordering: .relaxed) < Self.mostWaiting else {
                leftOut.wrappingAdd(1, ordering: .relaxed)
                continue
            }
            waiting.wrappingAdd(1, ordering: .relaxed)
            let missing = leftOut.exchange(0, ordering: .relaxed)
            worker.run { [self] in
                waiting.wrappingSubtract(1, ordering: .relaxed)
                if missing > 0 { write(.leftOut(missing)) }
                if let line = EventLogLine.line(for: event.fact) { write(line) }
            }
        }
    }

    /// Writes what waits, and ends. Gives up if the reader of the log takes nothing for so long.
    func stop(within patience: Duration = .seconds(2)) {
        let ended = Semaphore()
        worker.run { [write, missing = leftOut.exchange(0, ordering: .relaxed)] in
            if missing > 0 { write(.leftOut(missing)) }
            ended.signal()
        }
        guard ended.wait(within: patience) else { return Self.stalled.withLock { $0.append(worker) } }
        worker.stop()
    }
}
