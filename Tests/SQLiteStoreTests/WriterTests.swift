import Core
import Dispatch
import Foundation
import Rehearsal
import Store
import Synchronization
import Testing

@testable import SQLiteStore

struct WriterTests {
    /// Behind a disk that hangs, requests are refused for a moment instead of filling the memory.
    @Test func theMailboxIsBounded() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        let most = 70
        let repository = try SQLiteRepository(
            writer: DatabaseSession(try folder.files.connect()), readers: try folder.files.readers(), mostWaiting: most)
        defer { repository.close() }
        let (isAtIt, goOn, answered) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        let outcomes = Mutex<[StorageFailure.Kind?]>([])
        func submit(_ work: @escaping @Sendable () -> Void = {}) {
            repository.submit { store throws(StorageFailure) in
                work()
                return try store.epoch()
            } done: { outcome in
                outcomes.withLock {
                    if case .failure(let failure) = outcome { $0.append(failure.kind) } else { $0.append(nil) }
                }
                answered.signal()
            }
        }
        // In a quiet moment the log is wiped; from then on the thread sleeps until it is woken.
        submit()
        answered.wait()
        Thread.sleep(forTimeInterval: 0.3)
        outcomes.withLock { $0 = [] }
        // The first job runs until it is released. It is the only one of its batch, so it runs once.
        submit {
            isAtIt.signal()
            goOn.wait()
        }
        isAtIt.wait()
        for _ in 0..<most { submit() }
        #expect(outcomes.withLock { $0 }.isEmpty)
        for _ in 0..<3 { submit() }
        #expect(outcomes.withLock { $0 } == [.busy, .busy, .busy], "at once")
        #expect(Writer.full.isPassing, "so it is worth another try")
        goOn.signal()
        for _ in 0..<(most + 4) { answered.wait() }
        #expect(outcomes.withLock { $0 } == [.busy, .busy, .busy] + Array(repeating: nil, count: most + 1))
        // More than one batch waited, and nobody came to wake the thread again.
        submit()
        answered.wait()
        #expect(outcomes.withLock { $0 }.last == .some(nil))
    }
}
