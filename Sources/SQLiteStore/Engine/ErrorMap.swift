internal import CSQLite
import Glibc
import Store

/// The only place that turns SQLite's codes into kith's names and remedies.
///
/// - Parameter handle: the connection of the error, if there is one.
@unsafe
func storageFailure(code: Int32, on handle: OpaquePointer?, file: String) -> StorageFailure {
    let text = unsafe handle == nil ? sqlite3_errstr(code) : sqlite3_errmsg(handle)
    let message = unsafe text.map { unsafe String(cString: $0) } ?? "unknown error"
    // A full disk shows in other codes too, if SQLite was not writing a page.
    let systemError = unsafe handle == nil ? 0 : sqlite3_system_errno(handle)
    let diskIsFull = code & 0xFF == SQLITE_IOERR && [ENOSPC, EDQUOT].contains(systemError)
    let (kind, remedy) = meaning(of: diskIsFull ? SQLITE_FULL : code)
    return StorageFailure(kind, file: file, cause: "\(message) (SQLite \(code))", remedy: remedy)
}

/// SQLITE_CANTOPEN_SYMLINK, a macro that Swift does not see.
private let cannotOpenLink = SQLITE_CANTOPEN | 6 << 8

private func meaning(of code: Int32) -> (StorageFailure.Kind, String) {
    guard code != cannotOpenLink else { return (.notPermitted, Remedy.link) }
    return switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED:
        (.busy, "Another process holds the database. Try again in a moment")
    case SQLITE_FULL:
        (.diskFull, "Free some space on the disk. Nothing was changed")
    case SQLITE_READONLY:
        (.readOnly, "Make the file and its folder writable for this user")
    case SQLITE_IOERR:
        (.inputOutput, "Check the disk (dmesg, smartctl). Nothing was changed")
    case SQLITE_CORRUPT:
        (.damaged, Remedy.restore)
    case SQLITE_NOTADB:
        (.notADatabase, "Move the file away, or restore a backup: kith restore")
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
        (.notPermitted, "Check that this user may read and write the file and its folder")
    case SQLITE_NOMEM:
        (.outOfMemory, "Free some memory. Nothing was changed")
    default:
        (.programError, "This is a fault in kith. Please report it")
    }
}

enum Remedy {
    static let listBackups = "'kith restore' lists the available backups"
    static let link = "Replace the link with what it points to: kith follows none in its state folder"
    static let restore = "Keep a copy of the file and restore a backup: kith restore"
}
