internal import CSQLite
import Registry

/// The one place where SQLite's codes get kith's names, and a way out.
func storageFailure(code: Int32, message: String, file: String) -> StorageFailure {
    let (kind, remedy) = meaning(of: code)
    return StorageFailure(kind, file: file, cause: "\(message) (SQLite \(code))", remedy: remedy)
}

private func meaning(of code: Int32) -> (StorageFailure.Kind, String) {
    switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED:
        (.busy, "Another process holds the database; try again in a moment")
    case SQLITE_FULL:
        (.diskFull, "Make room on the disk; nothing was changed")
    case SQLITE_READONLY:
        (.readOnly, "Make the file and its folder writable for this user")
    case SQLITE_IOERR:
        (.inputOutput, "Look at the disk (dmesg, smartctl); nothing was changed")
    case SQLITE_CORRUPT:
        (.damaged, Remedy.restore)
    case SQLITE_NOTADB:
        (.notADatabase, "Move the file away, or restore a backup: kith restore")
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
        (.notPermitted, "Check that this user may read and write the file and its folder")
    case SQLITE_NOMEM:
        (.outOfMemory, "Free some memory; nothing was changed")
    default:
        (.programError, "This is a fault in kith; please report it")
    }
}

enum Remedy {
    static let restore = "Keep a copy of the file and restore a backup: kith restore"
}
