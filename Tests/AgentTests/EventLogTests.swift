import Core
import Store
import Synchronization
import System
import Testing

@testable import Agent

struct EventLogTests {
    private final class Written: Sendable {
        /// Of each line, how many others it says are missing; 0 for a line about an event.
        let lines = Mutex<[Int]>([])

        func add(_ line: EventLogLine) {
            let missing = line.fields.first { "\($0.name)" == "count" }?.value as? Int
            lines.withLock { $0.append(missing ?? 0) }
        }
    }

    private func renamed(_ count: Int) -> [Event] {
        let (old, new) = (Name(trusted: "Phone"), Name(trusted: "Anna"))
        let fact = Fact.peerUpdated(
            PeerID(number: 1), from: old, to: new, by: .agent, at: Moment(milliseconds: 0))
        return (0..<count).map { Event(id: Int64($0), fact: fact) }
    }

    /// The reader of the log takes nothing until all events are handed over.
    @Test func linesThatWereLeftOutAreCounted() {
        let (written, reader) = (Written(), Semaphore())
        let log = EventLog { line in
            reader.wait()
            reader.signal()
            written.add(line)
        }
        log.tell(renamed(EventLog.mostWaiting))
        log.tell(renamed(EventLog.mostWaiting))
        reader.signal()
        log.stop(within: .seconds(60))
        let lines = written.lines.withLock { $0 }
        let missing = lines.reduce(0, +)
        #expect(lines.count { $0 == 0 } + missing == 2 * EventLog.mostWaiting)
        #expect(missing >= EventLog.mostWaiting - 1)
    }

    @Test func aReaderThatTakesNothingHoldsUpNoStop() {
        let (written, reader) = (Written(), Semaphore())
        do {
            let log = EventLog { line in
                reader.wait()
                written.add(line)
            }
            log.tell(renamed(3))
            log.stop(within: .milliseconds(10))
            #expect(written.lines.withLock { $0.isEmpty })
        }
        for _ in 0..<3 { reader.signal() }
    }
}
