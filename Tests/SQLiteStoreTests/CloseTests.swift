import Core
import Dispatch
import Glibc
import Store
import Synchronization
import Testing

@testable import SQLiteStore

struct CloseTests {
    /// A job that was committed before the close was committed: its callback can still read.
    @Test func theLastAnswersCanRead() throws {
        let folder = try TemporaryFolder()
        let (repository, _) = try folder.files.open()
        let (mayGoOn, answered) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let read = Mutex<Result<Int64, StorageFailure>?>(nil)
        repository.submit { _ throws(StorageFailure) in
            mayGoOn.wait()
        } done: { _ in
        }
        repository.submit { _ throws(StorageFailure) in
        } done: { _ in
            let result = Result { () throws(StorageFailure) in
                try repository.read { store throws(StorageFailure) in try store.epoch() }
            }
            read.withLock { $0 = result }
            answered.signal()
        }
        let closed = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            repository.close()
            closed.signal()
        }
        // From when it refuses new work on, the close is under way, and waits for the first job.
        let isRefused = Mutex(false)
        while !isRefused.withLock({ $0 }) {
            usleep(1_000)
            repository.submit { _ throws(StorageFailure) in
            } done: { outcome in
                if case .failure = outcome { isRefused.withLock { $0 = true } }
            }
        }
        mayGoOn.signal()
        answered.wait()
        closed.wait()
        #expect(read.withLock { $0 } == .success(1))
        #expect(!fileExists(folder.files.database + "-wal"), "no log is left")
        #expect(failure { _ = try repository.read { _ throws(StorageFailure) in } }?.kind == .locked)
        repository.close()
    }
}
