internal import CSQLite
import Store
import System

/// One open database. Closed when its owner releases it.
@safe
struct Connection: ~Copyable {
    enum Mode {
        case readWrite
        case create
        case readOnly
        /// Reads only, and makes no file: neither log nor shared memory. `immutable`: reads no log either.
        case untouched(immutable: Bool)
    }

    let file: String
    let handle: OpaquePointer

    /// Opens no symbolic link by default. In the folders above the file, links are followed.
    init(_ file: String, _ mode: Mode, followingLinks: Bool = false) throws(StorageFailure) {
        _ = Self.settings
        var opened: OpaquePointer?
        let flags =
            switch mode {
            case .readWrite: SQLITE_OPEN_READWRITE
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            case .untouched: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        // Each connection is used by one thread at a time, so SQLite's own lock is not needed.
        let common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (followingLinks ? 0 : SQLITE_OPEN_NOFOLLOW)
        var name = followingLinks ? file : withoutLinksAbove(file)
        if case .untouched(let immutable) = mode {
            name = "file:\(escaped(name))?\(immutable ? "immutable" : "readonly_shm")=1"
        }
        let code = unsafe sqlite3_open_v2(name, &opened, flags | common, nil)
        guard code == SQLITE_OK, let opened = unsafe opened else {
            let failure = unsafe storageFailure(code: code, on: opened, file: file)
            unsafe sqlite3_close_v2(opened)
            throw failure
        }
        unsafe handle = opened
        self.file = file
        unsafe sqlite3_busy_timeout(opened, busyTimeout)
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    /// For the whole process, before SQLite is first used: nothing reads its memory statistics, and every allocation
    /// takes a lock for them.
    private static let settings: Void = { _ = kith_sqlite3_disable_memory_statistics() }()

    /// Runs SQL without rows and values: pragmas, migrations, transactions.
    func execute(_ sql: String) throws(StorageFailure) {
        try check(unsafe sqlite3_exec(handle, sql, nil, nil, nil))
    }

    /// The single number that a pragma or a count returns.
    func integer(_ sql: String) throws(StorageFailure) -> Int64 {
        let statement = try Statement(sql, on: self)
        guard try statement.step() else { return 0 }
        return unsafe sqlite3_column_int64(statement.handle, 0)
    }

    /// The first column of every row, as text.
    func texts(_ sql: String) throws(StorageFailure) -> [String] {
        let statement = try Statement(sql, on: self)
        var texts: [String] = []
        while try statement.step() {
            var row = Row(of: statement, file: file)
            texts.append(row.optionalText() ?? "")
        }
        return texts
    }

    func attach(_ other: String, as name: String) throws(StorageFailure) {
        let statement = try Statement("ATTACH ? AS \(name)", on: self)
        try statement.bind(withoutLinksAbove(other))
        _ = try statement.step()
    }

    func setOption(_ option: Int32, _ value: Int32) throws(StorageFailure) {
        try check(unsafe kith_sqlite3_set_option(handle, option, value))
    }

    /// False as soon as SQLite itself has rolled back a transaction, as it does when the disk is full.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// How many rows the last statement changed.
    var changes: Int { Int(unsafe sqlite3_changes64(handle)) }

    /// Moves the log into the database and truncates it. Returns whether that was possible. Never waits for a reader.
    func truncateLog() -> Bool {
        unsafe sqlite3_busy_timeout(handle, 0)
        defer { unsafe sqlite3_busy_timeout(handle, busyTimeout) }
        return unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK
    }

    /// The row number of the last INSERT.
    var lastInserted: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    func check(_ code: Int32) throws(StorageFailure) {
        guard code != SQLITE_OK else { return }
        throw unsafe storageFailure(code: code, on: handle, file: file)
    }
}

/// A path in a URI.
private func escaped(_ path: String) -> String {
    path.map { ["?": "%3f", "#": "%23", "%": "%25"][$0] ?? String($0) }.joined()
}

/// SQLite rejects a link anywhere in the path. Links above the state folder are the administrator's choice.
private func withoutLinksAbove(_ file: String) -> String {
    guard let folder = Files.resolved(Files.folder(of: file)), let name = file.split(separator: "/").last else {
        return file
    }
    return folder + "/" + name
}

/// How long to wait for another process that holds the database.
private let busyTimeout: Int32 = 5_000
