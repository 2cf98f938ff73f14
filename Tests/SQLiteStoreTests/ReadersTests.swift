import Core
import Dispatch
import Foundation
import Rehearsal
import Store
import Synchronization
import Testing

@testable import SQLiteStore

/// A read that goes on until the test ends it.
private final class HeldRead: Sendable {
    private let (mayEnd, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))

    /// Returns when the read has begun. Throws for one that hangs.
    init(on repository: SQLiteRepository) throws {
        let begun = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [mayEnd, ended] in
            _ = try? repository.read { _ throws(StorageFailure) in
                begun.signal()
                mayEnd.wait()
            }
            ended.signal()
        }
        try #require(begun.wait(timeout: .now() + .seconds(30)) == .success)
    }

    deinit { mayEnd.signal() }

    func end() {
        mayEnd.signal()
        ended.wait()
    }
}

/// A read of another thread, whose result comes when it can.
private final class OtherRead: Sendable {
    private let result = Mutex<Result<Int64, StorageFailure>?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    init(on repository: SQLiteRepository) {
        Thread.detachNewThread { [self] in
            let read = Result { () throws(StorageFailure) in
                try repository.read { store throws(StorageFailure) in try store.lastEvent() }
            }
            result.withLock { $0 = read }
            ended.signal()
        }
    }

    /// Returns nil for a read that hangs.
    func get() -> Result<Int64, StorageFailure>? {
        _ = ended.wait(timeout: .now() + .seconds(30))
        return result.withLock { $0 }
    }
}

struct ReadersTests {
    @Test func longReadsKeepNoOtherWaiting() throws {
        let folder = try TemporaryFolder()
        let (repository, _) = try folder.files.open()
        defer { repository.close() }
        let held = try (1..<Readers.most).map { _ in try HeldRead(on: repository) }
        #expect(OtherRead(on: repository).get() == .success(0))
        // The connection opened last sees what was committed after it was opened.
        _ = try repository.write { store throws(StorageFailure) in
            try store.append(.peerLeft(PeerID(number: 1), Name(trusted: "x"), at: .start))
        }
        #expect(OtherRead(on: repository).get() == .success(1))
        for read in held { read.end() }
    }

    /// Each connection costs memory, and an idle agent needs one.
    @Test func readsInTurnShareOneConnection() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        let opened = Atomic(0)
        let files = folder.files
        let readers = Readers(DatabaseSession(try files.connect())) { () throws(StorageFailure) in
            opened.add(1, ordering: .relaxed)
            return DatabaseSession(try files.connect())
        }
        let repository = try SQLiteRepository(writer: DatabaseSession(try files.connect()), readers: readers)
        defer { repository.close() }
        for _ in 0..<5 { _ = try repository.read { store throws(StorageFailure) in try store.epoch() } }
        #expect(opened.load(ordering: .relaxed) == 0)
        let held = try HeldRead(on: repository)
        for _ in 0..<5 { _ = try repository.read { store throws(StorageFailure) in try store.epoch() } }
        #expect(opened.load(ordering: .relaxed) == 1)
        held.end()
    }

    @Test func theFirstServesAllWhereNoOtherCanBeOpened() throws {
        let folder = try TemporaryFolder()
        try folder.files.open().repository.close()
        let tried = DispatchSemaphore(value: 0)
        let readers = Readers(DatabaseSession(try folder.files.connect())) { () throws(StorageFailure) in
            tried.signal()
            throw StorageFailure(.outOfMemory, file: "kith.db", cause: "", remedy: "")
        }
        let repository = try SQLiteRepository(writer: DatabaseSession(try folder.files.connect()), readers: readers)
        defer { repository.close() }
        let held = try HeldRead(on: repository)
        let other = OtherRead(on: repository)
        tried.wait()
        held.end()
        #expect(other.get() == .success(0))
    }

    /// The writer would go on with the old file.
    @Test func aFileInPlaceOfTheDatabaseIsNotRead() throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        for files in [folder.files, other.files] { try files.open().repository.close() }
        let (file, newest) = (folder.files.database, Database.newestSchema)
        let identity = Database.identity(file)
        _ = try Database.openFurtherReader(file, newest: newest, sameAs: identity)
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.moveItem(atPath: other.files.database, toPath: file)
        let refusal = failure { _ = try Database.openFurtherReader(file, newest: newest, sameAs: identity) }
        #expect(refusal?.kind == .missing)
    }

    @Test func closingWaitsForEveryReader() throws {
        let folder = try TemporaryFolder()
        let (repository, _) = try folder.files.open()
        _ = try repository.write { store throws(StorageFailure) in
            try store.append(.peerLeft(PeerID(number: 1), Name(trusted: "x"), at: .start))
        }
        let held = try (0..<Readers.most).map { _ in try HeldRead(on: repository) }
        let isClosed = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            repository.close()
            isClosed.signal()
        }
        for read in held.reversed() { read.end() }
        isClosed.wait()
        #expect(failure { _ = try repository.read { _ throws(StorageFailure) in } }?.kind == .locked)
        #expect(!fileExists(folder.files.database + "-wal"), "the writer was closed last")
    }
}
