public import Core
import Glibc
public import Store
public import System

/// Moves a node from one state folder to another, which belongs to another user.
///
/// The reader has the rights of the old folder's owner, the writer those of the new one's; bytes are all that passes between
/// them. Neither trusts what it gets: the old folder, and all that comes out of it, may be made to do harm.
public enum Adoption {
    /// More is not read. 10 million events take about this much.
    public static let longestDatabase: Int64 = 2 << 30

    // MARK: The old folder

    /// Whether the folder holds a node, in files of its owner. Opens none of them.
    public static func check(old files: StoreFiles) throws(StorageFailure) {
        try checkStateFolder(files.folder)
        for file in [files.database, files.identity] where !fileExists(file) {
            let name = file.split(separator: "/").last ?? ""
            throw StorageFailure(
                .missing, file: files.folder, cause: "there is no node in this folder: it has no \(name)",
                remedy: "Name the state folder of the node, such as ~NAME/.local/share/kith")
        }
        for file in [files.database, files.identity, files.lock] + sidecars.map({ files.database + $0 })
        where fileExists(file) {
            try checkPlain(file)
        }
    }

    /// A name that leads to something else, or a second name of a file, is not what an agent makes.
    private static func checkPlain(_ file: String) throws(StorageFailure) {
        let status: FileStatus
        do throws(SystemError) { status = try Files.status(file, followingLinks: false) } catch {
            throw fileFailure(file, "it cannot be looked at", error)
        }
        try check(status, of: file)
    }

    private static func check(_ status: FileStatus, of file: String) throws(StorageFailure) {
        guard let fault = fault(status) else { return }
        throw StorageFailure(
            .notPermitted, file: file, cause: "\(fault), and is not read",
            remedy: "Put the file itself in its place. No link is followed in a state folder")
    }

    private static func fault(_ status: FileStatus) -> String? {
        if status.kind == .link { return "it is a symbolic link" }
        guard status.kind == .file else { return "it is not a file" }
        guard status.owner == geteuid() else {
            return "it belongs to \(User(id: status.owner).description), and the folder does not"
        }
        guard status.names == 1 else { return "it has several names (hard links)" }
        return status.bytes > longestDatabase ? "it is larger than \(longestDatabase >> 30) GiB" : nil
    }

    /// The peers that neither left nor were revoked, by number, at most `most`.
    public static func livePeerNumbers(_ files: StoreFiles, atMost most: Int) throws(StorageFailure) -> [Int64] {
        let connection = try openDatabase(files.database, newest: Migrator().newest)
        let select = try Statement("SELECT id FROM peers WHERE ended_at IS NULL LIMIT \(most)", on: connection)
        var numbers: [Int64] = []
        while try select.step() {
            var row = Row(of: select, file: connection.file)
            numbers.append(try row.integer())
        }
        return numbers
    }

    /// A backup of the old store, made and checked now. Needs the lock.
    public static func copy(_ files: StoreFiles, now: Moment) throws(StorageFailure) -> Descriptor {
        let backup = try Backup.make(files, .byHand, now: now)
        let file: Descriptor
        do throws(SystemError) { file = try Descriptor(opening: backup, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) } catch {
            throw fileFailure(backup, "it cannot be read", error)
        }
        let status: FileStatus
        do throws(SystemError) { status = try file.status() } catch {
            throw fileFailure(backup, "it cannot be looked at", error)
        }
        try check(status, of: backup)
        return file
    }

    /// Writes the mark under a temporary name, so that a full disk is noticed before anything is moved.
    public static func prepareMark(_ files: StoreFiles, to folder: String, now: Moment) throws(StorageFailure) {
        let partial = files.moved + ".partial"
        try remove(partial)
        do throws(SystemError) {
            let file = try Descriptor(opening: partial, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, mode: 0o600)
            try file.write(Array(MovedMark(movedTo: folder, at: now).text.utf8))
            try file.sync()
        } catch { throw fileFailure(partial, "it cannot be made", error) }
    }

    public static func removePreparedMark(_ files: StoreFiles) { try? remove(files.moved + ".partial") }

    /// From here on nothing uses the old folder as a store.
    public static func mark(_ files: StoreFiles) throws(StorageFailure) {
        try move(files.moved + ".partial", to: files.moved)
        try syncFolder(of: files.moved)
    }

    // MARK: The new folder

    /// How many peers the store has that neither left nor were revoked. 0 if there is no store yet.
    public static func livePeers(_ files: StoreFiles) throws(StorageFailure) -> Int64 {
        guard fileExists(files.database) else { return 0 }
        return try livePeers(try openDatabase(files.database, newest: Migrator().newest))
    }

    /// Whether the store has live peers, and knows each of these. It may have more: a node that was moved goes on.
    public static func hasPeers(_ files: StoreFiles, _ numbers: [Int64]) throws(StorageFailure) -> Bool {
        guard fileExists(files.database) else { return false }
        // Its agent may run, so nothing of it is changed.
        let connection = try Connection(files.database, .readOnly)
        guard try livePeers(connection) > 0 else { return false }
        for number in numbers {
            let select = try Statement("SELECT 1 FROM peers WHERE id = ?", on: connection)
            try select.bind(number)
            guard try select.step() else { return false }
        }
        return true
    }

    fileprivate static func livePeers(_ connection: borrowing Connection) throws(StorageFailure) -> Int64 {
        guard try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'peers'") == 1 else { return 0 }
        return try connection.integer("SELECT count(*) FROM peers WHERE ended_at IS NULL")
    }

    /// What is moved from the folder of a finished adoption to its place, in this order.
    private static func moves(_ files: StoreFiles) -> [(from: String, to: String)] {
        [(files.adopting + "/identity.key", files.identity), (files.adopting + "/kith.db", files.database)]
    }

    /// Puts a complete new node in its place. If it is killed anywhere, the next call continues. Needs the lock.
    static func finish(_ files: StoreFiles) throws(StorageFailure) {
        guard let found = try? Files.status(files.adopting, followingLinks: false) else { return }
        guard found.kind == .folder, found.owner == (try? Files.status(files.folder, followingLinks: true))?.owner
        else {
            throw StorageFailure(
                .notPermitted, file: files.adopting, cause: "it is not a folder that 'kith adopt' has made",
                remedy: "Move it away")
        }
        let pairs = moves(files)
        // A log of the old database would destroy the new one.
        if let database = pairs.last, fileExists(database.from) {
            for suffix in sidecars { try remove(files.database + suffix) }
        }
        for (from, to) in pairs where fileExists(from) { try move(from, to: to) }
        try syncFolder(of: files.database)
        _ = unsafe rmdir(files.adopting)
    }

    /// A node that is being moved here, next to the store that it will replace. Nothing of that store is changed before
    /// ``replace(identity:now:)``. Needs the lock.
    public struct Stage: ~Copyable {
        private let files: StoreFiles
        private let received: Descriptor
        /// What came, as it came.
        private var copy: String { files.staging + "/received.db" }
        private var database: String { files.staging + "/kith.db" }

        public init(_ files: StoreFiles) throws(StorageFailure) {
            try makeStateFolder(files.folder)
            try Self.clear(files.staging)
            try makeInnerFolder(files.staging)
            let copy = files.staging + "/received.db"
            let opened: Descriptor
            do throws(SystemError) { opened = try openPrivateFile(copy) } catch {
                let failure = fileFailure(copy, "it cannot be made", error)
                try? Self.clear(files.staging)
                throw failure
            }
            self.files = files
            received = opened
        }

        deinit { try? Self.clear(files.staging) }

        /// Removes what an adoption has left that did not come to its end.
        private static func clear(_ folder: String) throws(StorageFailure) {
            guard fileExists(folder) else { return }
            for name in names(in: folder) { try remove("\(folder)/\(name)") }
            guard unsafe rmdir(folder) == 0 || errno == ENOENT else {
                throw fileFailure(folder, "it cannot be removed")
            }
        }

        /// Adds to the database.
        public func write(_ bytes: [UInt8]) throws(StorageFailure) {
            do throws(SystemError) { try received.write(bytes) } catch {
                throw fileFailure(copy, "it cannot be written", error)
            }
        }

        /// Checks what came, keeps what is there, and puts the new node in its place, in one step: killed anywhere, there
        /// is the old node or the new one, with its key and its database.
        public func replace(identity: [UInt8], now: Moment) throws(StorageFailure) -> AdoptionReport {
            let livePeers: Int64
            do throws(StorageFailure) { livePeers = try prepare(now: now) } catch { throw named(error) }
            try write(identity: identity)
            try syncFolder(of: database)
            let replaced = try keepDatabase(now: now)
            let replacedIdentity = try keepIdentity(now: now)
            do throws(StorageFailure) {
                try move(files.staging, to: files.adopting)
                try syncFolder(of: files.adopting)
            } catch {
                if let replacedIdentity { try? remove(replacedIdentity) }
                throw error
            }
            try Adoption.finish(files)
            return AdoptionReport(replaced: replaced, replacedIdentity: replacedIdentity, livePeers: livePeers)
        }

        /// A reader of it never finds the name of a file that is already gone.
        private func named(_ failure: StorageFailure) -> StorageFailure {
            let isOfContent = [.damaged, .foreign, .migration, .newerVersion, .notADatabase].contains(failure.kind)
            guard isOfContent, [copy, database].contains(failure.file) else { return failure }
            return StorageFailure(
                failure.kind, file: "the copy of the old database", cause: failure.cause, remedy: failure.remedy)
        }

        /// Makes the new database of the rows that came, once they are known to be whole. Returns its live peers.
        private func prepare(now: Moment) throws(StorageFailure) -> Int64 {
            do throws(SystemError) { try received.sync() } catch {
                throw fileFailure(copy, "it cannot be written to the disk", error)
            }
            let migrator = Migrator()
            let version = try checkedVersion(migrator)
            try ReceivedRows.copy(copy, version: version, to: database, migrator, now: now)
            try removeDatabase(copy)
            try sync(database)
            return try Adoption.livePeers(try Connection(database, .readWrite))
        }

        private func checkedVersion(_ migrator: Migrator) throws(StorageFailure) -> Int {
            let connection = try Connection(copy, .readWrite)
            try ForeignSchema.check(connection, migrator, beside: copy + ".schema")
            try connection.execute("PRAGMA journal_mode = DELETE")
            return Int(try connection.integer("PRAGMA user_version"))
        }

        private func write(identity: [UInt8]) throws(StorageFailure) {
            let path = files.staging + "/identity.key"
            do throws(SystemError) {
                let file = try openPrivateFile(path)
                try file.write(identity)
                try file.sync()
            } catch { throw fileFailure(path, "it cannot be made", error) }
        }

        /// The present database as a backup, and no log next to it.
        private func keepDatabase(now: Moment) throws(StorageFailure) -> String? {
            guard fileExists(files.database) else { return nil }
            let kept = try Backup.make(files, .replaced, now: now)
            let connection = try Connection(files.database, .readWrite)
            try connection.execute("PRAGMA journal_mode = DELETE")
            return kept
        }

        private func keepIdentity(now: Moment) throws(StorageFailure) -> String? {
            guard fileExists(files.identity) else { return nil }
            let kept = "\(files.identity).replaced-\(now.fileText)"
            try keep(files.identity, as: kept)
            return kept
        }
    }
}
