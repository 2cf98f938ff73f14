internal import CLinux
internal import CSQLite
public import Core
import Glibc
public import Store
import System

/// Copies of the database, made while it is in use. A copy becomes a backup only after it was checked.
public enum Backup {
    /// Makes a backup of what is committed now. Other processes may continue to write meanwhile.
    public static func make(_ files: StoreFiles, _ occasion: BackupOccasion, now: Moment) throws(StorageFailure)
        -> String
    {
        let source = try openDatabase(files.database, newest: Migrator().newest)
        return try make(of: source, files, occasion, now: now)
    }

    /// Makes the daily backup if there is none of the last 24 hours, and removes older ones than the last `kept`. Needs
    /// the lock.
    public static func makeDaily(_ files: StoreFiles, keep kept: Int, now: Moment) throws(StorageFailure) -> String? {
        try removeUnfinished(files)
        // A backup from the future was made while the clock was wrong, so it is ignored.
        let newest = all(files, .daily).last { $0 <= name(files, .daily, at: now) }
        guard newest ?? "" < name(files, .daily, at: now - .days(1)) else { return nil }
        let made = try make(files, .daily, now: now)
        for occasion in [BackupOccasion.daily, .beforeMigration] { _ = try prune(files, occasion, keep: kept) }
        return made
    }

    /// Removes what a killed process left, perhaps with secrets of open pairings. A process that is still making its
    /// backup holds a lock on the file.
    private static func removeUnfinished(_ files: StoreFiles) throws(StorageFailure) {
        for name in names(in: files.backups) {
            for suffix in [""] + sidecars where name.hasSuffix(".partial" + suffix) {
                let base = name.dropLast(suffix.count)
                guard occasion(of: base.dropLast(".partial".count)) != nil else { continue }
                try removeIfAbandoned("\(files.backups)/\(base)")
            }
        }
    }

    private static func removeIfAbandoned(_ partial: String) throws(StorageFailure) {
        let file: Descriptor
        do throws(SystemError) { file = try Descriptor(opening: partial, O_RDWR | O_NOFOLLOW) } catch {
            // A log without its database is useless.
            guard error.code == ENOENT else { return }
            return try removeDatabase(partial)
        }
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else { return }
        try removeDatabase(partial)
    }

    private static func name(_ files: StoreFiles, _ occasion: BackupOccasion, at moment: Moment) -> String {
        "\(files.backups)/\(occasion.word)-\(moment.fileText).db"
    }

    static func make(
        of source: borrowing Connection, _ files: StoreFiles, _ occasion: BackupOccasion, now: Moment
    ) throws(StorageFailure) -> String {
        try makeInnerFolder(files.backups)
        try? removeUnfinished(files)
        let final = name(files, occasion, at: now)
        let partial = final + ".partial"
        do throws(StorageFailure) {
            // Holds the lock until the file has its final name.
            let file = try copy(source, to: partial)
            defer { withExtendedLifetime(file) {} }
            try sync(partial)
            try move(partial, to: final)
        } catch {
            try? removeDatabase(partial)
            throw error
        }
        try syncFolder(of: final)
        return final
    }

    /// Removes the oldest backups of an occasion until `kept` are left. Returns the removed ones.
    public static func prune(_ files: StoreFiles, _ occasion: BackupOccasion, keep kept: Int) throws(StorageFailure)
        -> [String]
    {
        let surplus = all(files, occasion).dropLast(kept)
        for file in surplus { try remove(file) }
        return Array(surplus)
    }

    /// Finished backups of an occasion, oldest first: their names sort by time. Files with other names are ignored.
    public static func all(_ files: StoreFiles, _ occasion: BackupOccasion) -> [String] {
        names(in: files.backups).filter { Self.occasion(of: $0) == occasion }.map { "\(files.backups)/\($0)" }
    }

    /// The time in the name of a backup, as text that sorts.
    static func time(of backup: String) -> Substring { backup.suffix("00000000T000000.000Z.db".count) }

    /// Returns nil for a name that no backup has.
    private static func occasion(of name: some StringProtocol) -> BackupOccasion? {
        BackupOccasion.allCases.first { occasion in
            let (head, tail) = (occasion.word + "-", ".db")
            return name.hasPrefix(head) && name.hasSuffix(tail)
                && isTime(name.dropFirst(head.count).dropLast(tail.count))
        }
    }

    /// `20261121T190417.332Z`
    private static func isTime(_ text: some StringProtocol) -> Bool {
        let pattern = "00000000T000000.000Z".utf8
        return text.utf8.count == pattern.count
            && zip(text.utf8, pattern).allSatisfy { byte, mark in
                mark == UInt8(ascii: "0") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == mark
            }
    }

    /// Makes one complete, checked file without a log, and without open pairings: their secrets would live longer here,
    /// and a restored backup must not open a pairing again that was closed since.
    ///
    /// - Returns: the file, with a lock that shows other processes that it is being written.
    @discardableResult
    static func copy(_ source: borrowing Connection, to file: String) throws(StorageFailure) -> Descriptor {
        try removeDatabase(file)
        let locked = try createLockedFile(file)
        let copy = try Connection(file, .readWrite)
        try copyPages(from: source, to: copy)
        try copy.execute(
            "PRAGMA journal_mode = DELETE; PRAGMA journal_mode = MEMORY; PRAGMA secure_delete = ON;")
        if try copy.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'pairings'") == 1 {
            try copy.execute("DELETE FROM pairings WHERE finished_at IS NULL")
        }
        try check(copy)
        return locked
    }

    private static func createLockedFile(_ path: String) throws(StorageFailure) -> Descriptor {
        do throws(SystemError) {
            while true {
                let file = try openPrivateFile(path)
                // Some file systems have no locks. Then no process treats the file as abandoned either.
                _ = flock(file.number, LOCK_EX)
                // Another process may have removed it just before.
                if try file.status().names > 0 { return file }
            }
        } catch { throw fileFailure(path, "it cannot be created", error) }
    }

    /// Throws what SQLite finds wrong with a file.
    static func check(_ connection: borrowing Connection) throws(StorageFailure) {
        let findings = try connection.texts("PRAGMA integrity_check(3)")
        guard findings == ["ok"] else {
            throw StorageFailure(
                .damaged, file: connection.file, cause: "the check found: \(findings.joined(separator: "; "))",
                remedy: Remedy.restore)
        }
        guard try connection.texts("PRAGMA foreign_key_check").isEmpty else {
            throw StorageFailure(
                .damaged, file: connection.file, cause: "rows refer to rows that do not exist",
                remedy: Remedy.restore)
        }
    }

    private static func copyPages(
        from source: borrowing Connection, to target: borrowing Connection
    ) throws(StorageFailure) {
        guard let backup = unsafe sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
            return try target.check(unsafe sqlite3_errcode(target.handle))
        }
        // In one step: in WAL mode this delays nobody, and no write can happen between two parts.
        let code = unsafe sqlite3_backup_step(backup, -1)
        let end = unsafe sqlite3_backup_finish(backup)
        guard code != SQLITE_DONE else { return }
        try target.check(code == SQLITE_OK ? end : code)
    }
}

extension BackupOccasion {
    /// The first part of the file name.
    fileprivate var word: String {
        switch self {
        case .daily: "kith"
        case .byHand: "by-hand"
        case .beforeMigration: "before-migration"
        case .replaced: "replaced"
        }
    }
}

extension Moment {
    /// Sorts as text, and has no colon, which some file systems reject.
    var fileText: String { text.filter { $0 != ":" && $0 != "-" } }
}
