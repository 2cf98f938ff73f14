import Core
import Glibc
import Rehearsal
import Store
import Testing

@testable import SQLiteStore

/// The locks by which SQLite's connections in several processes know of each other.
struct LockTests {
    /// POSIX takes all locks of a process from a file whenever it closes that file. Without its own, an open store would
    /// look closed: the next process to leave would move the log into the database and remove it, and what the store
    /// then commits to the removed log would be lost.
    @Test(arguments: ["migrations", "backup", "another opening"])
    func nothingTakesThemAway(_ what: String) throws {
        let folder = try TemporaryFolder()
        let files = folder.files
        let repository = try Database.open(files, now: .start)
        _ = try repository.read { store throws(StorageFailure) in try store.epoch() }
        switch what {
        case "migrations": _ = try Database.migrations(files)
        case "backup": _ = try Backup.make(files, .byHand, now: .start)
        default: _ = try openDatabase(files.database, newest: Database.newestSchema)
        }
        #expect(isLocked(files.database))
        repository.close()
    }

    /// Whether somebody has SQLite's shared lock, as another process would see it. Asking costs this process its own.
    private func isLocked(_ file: String) -> Bool {
        let descriptor = unsafe open(file, O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        // SQLite's SHARED_FIRST and SHARED_SIZE: part of its file format.
        lock.l_start = 0x4000_0002
        lock.l_len = 510
        // An open file's own lock is in the way of one of the process, too: F_OFD_GETLK.
        guard unsafe fcntl(descriptor, 36, &lock) == 0 else { return false }
        return lock.l_type != Int16(F_UNLCK)
    }
}
