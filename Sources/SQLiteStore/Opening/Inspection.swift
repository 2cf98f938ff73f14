internal import CSQLite
import Core
import Glibc
import Store
import System

/// "kith" in the header of the file: marks a database of kith.
let applicationID: Int64 = 0x6b69_7468

/// Opens a database of kith, or throws why it is none. Writes nothing before all checks have passed.
func openDatabase(_ file: String, create: Bool = false, newest: Int) throws(StorageFailure) -> Connection {
    try checkStateFolder(Files.folder(of: file))
    let exists = fileExists(file)
    guard exists || create else {
        try checkSearchable(Files.folder(of: file))
        throw StorageFailure(
            .missing, file: file, cause: "there is no database", remedy: "Check --state, or start kith agent once.")
    }
    if exists {
        try inspectFile(file)
        guard unsafe faccessat(AT_FDCWD, file, R_OK | W_OK, AT_EACCESS) == 0 else {
            throw fileFailure(file, "it cannot be opened for reading and writing")
        }
    } else {
        try createPrivateFile(file)
    }
    let connection = try Connection(file, .readWrite)
    try inspect(connection, newest: newest)
    try configure(connection)
    return connection
}

extension Database {
    /// Opens without SQLite's own files, so that nothing in the folder changes. The log is read only if SQLite can do so
    /// without a change; a log that no process has open may need recovery, and then the pages are not checked.
    static func examine(_ files: StoreFiles) throws(StorageFailure) -> StoreExamination {
        try checkStateFolder(files.folder)
        let file = files.database
        try inspectFile(file)
        let (hasLog, hasShared) = (fileExists(file + "-wal"), fileExists(file + "-shm"))
        let isWhole = hasLog && hasShared || fileSize(file + "-wal") == 0
        let connection = try Connection(file, .untouched(immutable: !(hasLog && hasShared)))
        try connection.setOption(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        try checkKind(connection, newest: newestSchema)
        guard isWhole else { return StoreExamination(schema: 0, livePeers: 0, trustedTime: nil) }
        let problems = try connection.texts("PRAGMA quick_check(1)")
        guard problems.first == "ok" else {
            throw StorageFailure(
                .damaged, file: file, cause: "SQLite's check found an error", remedy: Remedy.restore)
        }
        let schema = try connection.integer("PRAGMA user_version")
        guard schema == newestSchema else {
            return StoreExamination(schema: Int(schema), livePeers: 0, trustedTime: nil)
        }
        let time = try connection.integer("SELECT coalesce(trusted_time, 0) FROM store")
        let node = try connection.integer("SELECT coalesce((SELECT id FROM nodes WHERE ref = 1), 0)")
        let livePeers = try connection.integer("SELECT live_peers FROM store")
        let devices = try devices(connection)
        let now = Moment(milliseconds: time)
        return StoreExamination(
            schema: Int(schema), livePeers: livePeers, trustedTime: time == 0 ? nil : now,
            node: node == 0 ? nil : NodeID(number: node), devices: devices,
            rosterDifferences: try rosterDifferences(connection, livePeers, now))
    }

    /// Folding more would take many seconds.
    private static let mostFolded = 20_000

    private static func rosterDifferences(
        _ connection: consuming Connection, _ livePeers: Int64, _ now: Moment
    ) throws(StorageFailure) -> [String] {
        // One view of all tables: an agent may write meanwhile.
        try connection.execute("BEGIN")
        let store = SQLiteTransaction(DatabaseSession(connection))
        // After a restore, only the next start says what has changed.
        guard livePeers <= mostFolded, let circle = try store.circle(), circle.saidEpoch == (try store.epoch()) else {
            return []
        }
        return try store.rosterDifferences(at: now)
    }

    private static func devices(_ connection: borrowing Connection) throws(StorageFailure) -> [ExaminedDevice] {
        let statement = try Statement(
            """
            SELECT p.id, p.name, p.expires_at, k.node_address FROM peers p JOIN peer_keys k ON k.peer = p.id
            WHERE p.ended_at IS NULL AND k.retired_at IS NULL ORDER BY p.id, k.id
            """, on: connection)
        var devices: [ExaminedDevice] = []
        var last: Int64?
        while try statement.step() {
            var row = Row(of: statement, file: connection.file)
            let (id, name, expiresAt) = (try row.integer(), try row.text(), row.optionalMoment())
            let address = try row.optionalAddress()
            let before = id == last ? devices.popLast()?.nodeAddresses ?? [] : []
            devices.append(ExaminedDevice(name: name, expiresAt: expiresAt, nodeAddresses: before + [address]))
            last = id
        }
        return devices
    }
}

/// In a folder that this user may not search, every file looks missing.
private func checkSearchable(_ folder: String) throws(StorageFailure) {
    guard unsafe faccessat(AT_FDCWD, folder, X_OK, AT_EACCESS) != 0, errno == EACCES else { return }
    throw StorageFailure(.notPermitted, file: folder, cause: "you may not read this folder", remedy: "Use sudo.")
}

/// Checks what is visible from outside: kind and mode. It does not open the file: closing a file releases all locks of
/// this process on it (POSIX), including those of SQLite's connections. Another process could then think that it is the
/// last one and remove the log. SQLite itself reports a file that is not a database.
private func inspectFile(_ file: String) throws(StorageFailure) {
    let status: FileStatus
    do throws(SystemError) { status = try Files.status(file, followingLinks: false) } catch {
        throw fileFailure(file, "it cannot be checked", error)
    }
    guard status.kind != .link else {
        throw StorageFailure(.notPermitted, file: file, cause: "it is a symbolic link", remedy: Remedy.link)
    }
    guard status.kind == .file else {
        throw StorageFailure(.notADatabase, file: file, cause: "it is not a file", remedy: "Move it away")
    }
    guard status.mode & 0o007 == 0 else {
        throw StorageFailure(
            .notPermitted, file: file, cause: "every user of this machine can open it",
            remedy: "Restrict it: chmod 600 \(file)")
    }
}

private func inspect(_ connection: borrowing Connection, newest: Int) throws(StorageFailure) {
    // Until the checks have passed, closing must not move the log into the file either.
    try connection.setOption(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    guard unsafe sqlite3_db_readonly(connection.handle, "main") == 0 else {
        throw StorageFailure(
            .readOnly, file: connection.file, cause: "it can only be read",
            remedy: "Make the file and its folder writable for this user")
    }
    try checkKind(connection, newest: newest)
    try connection.setOption(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
}

private func checkKind(_ connection: borrowing Connection, newest: Int) throws(StorageFailure) {
    let owner = try connection.integer("PRAGMA application_id")
    let version = try connection.integer("PRAGMA user_version")
    let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
    let isFresh = owner == 0 && version == 0 && tables == 0
    guard isFresh || owner == applicationID else {
        throw StorageFailure(
            .foreign, file: connection.file, cause: "it is a database, but not one of kith",
            remedy: "Move it away, or choose another --state folder.")
    }
    guard version <= Int64(newest) else {
        throw StorageFailure(
            .newerVersion, file: connection.file,
            cause: "its schema is version \(version), and this kith knows versions up to \(newest)",
            remedy: "Install the newer kith again, or restore a backup of version \(newest) or older: kith restore")
    }
    try checkLength(connection)
}

/// A truncated file would be noticed only when the missing part is read.
private func checkLength(_ connection: borrowing Connection) throws(StorageFailure) {
    let bytes: Int64
    do throws(SystemError) { bytes = try Files.status(connection.file, followingLinks: false).bytes } catch {
        throw fileFailure(connection.file, "it cannot be checked", error)
    }
    let pages = try connection.integer("PRAGMA page_count")
    let size = try connection.integer("PRAGMA page_size")
    // Pages that are only in the log may be beyond the end of the file.
    guard fileSize(connection.file + "-wal") > 0 || bytes >= pages * size else {
        throw StorageFailure(
            .damaged, file: connection.file, cause: "it is shorter than its header says", remedy: Remedy.restore)
    }
}

private func fileSize(_ file: String) -> Int64 {
    (try? Files.status(file, followingLinks: false))?.bytes ?? 0
}

/// The same settings for every connection that writes.
private func configure(_ connection: borrowing Connection) throws(StorageFailure) {
    try connection.execute(
        """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
        PRAGMA trusted_schema = OFF;
        PRAGMA cell_size_check = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA wal_autocheckpoint = 4000;
        PRAGMA cache_size = -4096;
        """)
    try connection.setOption(SQLITE_DBCONFIG_DEFENSIVE, 1)
}
