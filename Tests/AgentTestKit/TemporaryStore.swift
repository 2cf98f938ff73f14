public import Core
import Glibc
public import Rehearsal
public import SQLiteStore

/// A real store in its own folder, which is removed after the test.
public final class TemporaryStore: Sendable {
    public let folder: String
    public let repository: SQLiteRepository
    public var files: StoreFiles { StoreFiles(folder: folder) }

    public init(now: Moment = .start) throws {
        var template = Array("/tmp/kith-test-XXXXXX".utf8CString)
        let isMade = unsafe template.withUnsafeMutableBufferPointer { name in
            guard let start = name.baseAddress else { return false }
            return unsafe mkdtemp(start) != nil
        }
        guard isMade else { throw RehearsalError("no temporary folder") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        repository = try Database.open(StoreFiles(folder: folder), now: now)
    }

    deinit {
        repository.close()
        for name in ["kith.db", "kith.db-wal", "kith.db-shm", "kith.lock"] { _ = unsafe unlink("\(folder)/\(name)") }
        _ = unsafe rmdir("\(folder)/backups")
        _ = unsafe rmdir(folder)
    }
}
