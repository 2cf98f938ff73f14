public import Core
import Glibc
public import Store
public import System

/// Replaces the database with a backup, without restoring what was revoked since.
public enum Restore {
    /// Needs the lock. The new file is completed first, then takes the name of the old one in one step: if the process
    /// is killed, there is either the old or the new one.
    ///
    /// - Parameters:
    ///   - opened: the same file, opened by a user who may read it. It is copied into the folder first.
    ///   - node: the node whose identity key is in the folder. The store of another node gets no node until an agent
    ///     starts: it then is the node of the key that is there, or of a new one.
    public static func restore(
        _ backup: String, opened: borrowing Descriptor? = nil, into files: StoreFiles, of node: NodeID? = nil,
        now: Moment
    ) throws(StorageFailure) -> RestoreReport {
        let migrator = Migrator()
        try makeStateFolder(files.folder)
        guard (try? Files.status(files.database, followingLinks: false))?.kind != .link else {
            throw StorageFailure(
                .notPermitted, file: files.database, cause: "it is a symbolic link", remedy: Remedy.link)
        }
        guard !isSame(backup, files.database) else {
            throw StorageFailure(
                .foreign, file: backup, cause: "this is the node's current database, not a backup",
                remedy: Remedy.listBackups)
        }
        try copyBackup(backup, opened, files, newest: migrator.newest)
        do throws(StorageFailure) {
            let present = present(files, migrator, now: now)
            let (epoch, isSameNode) = try prepare(
                files.restoring, present: present.copy, migrator, of: node, now: now)
            let replaced = try setAside(files, present, now: now)
            try move(files.restoring, to: files.database)
            try syncFolder(of: files.database)
            if let copy = present.copy { try? removeDatabase(copy) }
            return RestoreReport(
                replaced: replaced, revocationsCarriedOver: present.copy != nil || !present.exists, epoch: epoch,
                isSameNode: isSameNode)
        } catch {
            try? removeDatabase(files.restoring)
            try? removeDatabase(copyName(files))
            throw error
        }
    }

    /// The present database: whether there is one, and a copy of it in the newest schema if it can be read.
    private struct Present {
        let exists: Bool
        let copy: String?
    }

    private static func isSame(_ file: String, _ other: String) -> Bool {
        guard let one = try? Files.status(file, followingLinks: true),
            let two = try? Files.status(other, followingLinks: true)
        else { return false }
        return one.identity == two.identity
    }

    private static func copyName(_ files: StoreFiles) -> String { files.restoring + ".present" }

    private static func copyBackup(
        _ backup: String, _ opened: borrowing Descriptor?, _ files: StoreFiles, newest: Int
    ) throws(StorageFailure) {
        guard opened != nil else {
            // In the state folder no link is followed. Elsewhere the administrator decides where a path leads.
            let isInside = backup.hasPrefix(files.folder + "/")
            return try copyBackup(backup, named: backup, followingLinks: !isInside, to: files.restoring, newest: newest)
        }
        let copy = files.restoring + ".given"
        defer { try? removeDatabase(copy) }
        try take(opened, named: backup, to: copy)
        do throws(StorageFailure) {
            try copyBackup(copy, named: backup, followingLinks: false, to: files.restoring, newest: newest)
        } catch {
            let file = error.file == copy ? backup : error.file
            throw StorageFailure(error.kind, file: file, cause: error.cause, remedy: error.remedy)
        }
    }

    private static func take(
        _ opened: borrowing Descriptor?, named backup: String, to copy: String
    ) throws(StorageFailure) {
        try removeDatabase(copy)
        let file: Descriptor
        do throws(SystemError) { file = try openPrivateFile(copy) } catch {
            throw fileFailure(copy, "it cannot be created", error)
        }
        while true {
            let part: [UInt8]
            do throws(SystemError) { part = try opened?.read(atMost: 1 << 16) ?? [] } catch {
                throw fileFailure(backup, "it cannot be read", error)
            }
            guard !part.isEmpty else { return }
            do throws(SystemError) { try file.write(part) } catch {
                throw fileFailure(copy, "it cannot be written", error)
            }
        }
    }

    private static func copyBackup(
        _ file: String, named backup: String, followingLinks: Bool, to copy: String, newest: Int
    ) throws(StorageFailure) {
        guard fileExists(file) else {
            throw StorageFailure(
                .missing, file: backup, cause: "there is no such backup",
                remedy: Remedy.listBackups)
        }
        try checkReadable(file, named: backup)
        let source = try Connection(file, .readOnly, followingLinks: followingLinks)
        let (owner, version): (Int64, Int64)
        do throws(StorageFailure) {
            owner = try source.integer("PRAGMA application_id")
            version = try source.integer("PRAGMA user_version")
        } catch {
            guard error.kind == .notADatabase else { throw error }
            // The advice for a database of the node would be to move the file away.
            throw StorageFailure(
                .notADatabase, file: backup, cause: "it is not a database, so it is not a backup of kith",
                remedy: Remedy.listBackups)
        }
        guard owner == applicationID else {
            throw StorageFailure(
                .foreign, file: backup, cause: "it is not a backup of kith",
                remedy: Remedy.listBackups)
        }
        guard version <= Int64(newest) else {
            throw StorageFailure(
                .newerVersion, file: backup,
                cause: "its schema is version \(version), and this kith knows versions up to \(newest)",
                remedy: "Install the kith that made it, then restore")
        }
        try Backup.copy(source, to: copy)
    }

    /// SQLite calls a folder an error of the disk, and does not say what may not be read.
    private static func checkReadable(_ file: String, named backup: String) throws(StorageFailure) {
        guard (try? Files.status(file, followingLinks: true))?.kind != .folder else {
            throw StorageFailure(
                .notADatabase, file: backup, cause: "it is a folder, and a backup is a file", remedy: Remedy.listBackups
            )
        }
        guard unsafe faccessat(AT_FDCWD, file, R_OK, AT_EACCESS) != 0, errno == EACCES else { return }
        throw StorageFailure(
            .notPermitted, file: backup, cause: "you may not read it",
            remedy: "Use sudo, or copy the file to a place where this user can read it.")
    }

    /// Works on a copy, so that the present file is not touched before the new one is complete.
    private static func present(_ files: StoreFiles, _ migrator: Migrator, now: Moment) -> Present {
        guard fileExists(files.database) else { return Present(exists: false, copy: nil) }
        let copy = copyName(files)
        do throws(StorageFailure) {
            let source = try openDatabase(files.database, newest: migrator.newest)
            try Backup.copy(source, to: copy)
            let connection = try Connection(copy, .readWrite)
            try migrator.migrateUp(connection, now: now)
            return Present(exists: true, copy: copy)
        } catch {
            try? removeDatabase(copy)
            return Present(exists: true, copy: nil)
        }
    }

    /// Brings it to the newest schema and a new epoch, and carries over what was revoked.
    private static func prepare(
        _ file: String, present: String?, _ migrator: Migrator, of node: NodeID?, now: Moment
    ) throws(StorageFailure) -> (epoch: Int64, isSameNode: Bool) {
        let connection = try Connection(file, .readWrite)
        _ = try migrator.check(connection)
        try migrator.migrateUp(connection, now: now)
        try connection.execute("PRAGMA foreign_keys = ON")
        if let present {
            try connection.attach(present, as: "present")
            try connection.execute("BEGIN IMMEDIATE; \(Revocations.carryOver) COMMIT; DETACH present")
        } else {
            try connection.execute("BEGIN IMMEDIATE; \(Revocations.startAnew) COMMIT")
        }
        let isSameNode = try leaveNode(of: connection, unless: node)
        try Backup.check(connection)
        let epoch = try connection.integer("SELECT epoch FROM store")
        try connection.execute("PRAGMA journal_mode = DELETE")
        try sync(file)
        return (epoch, isSameNode)
    }

    /// Makes the store that of no node, unless it is that of this one or of none.
    private static func leaveNode(
        of connection: borrowing Connection, unless node: NodeID?
    ) throws(StorageFailure) -> Bool {
        let select = try Statement("UPDATE nodes SET id = NULL WHERE ref = 1 AND id IS NOT ?", on: connection)
        try select.bind(node)
        _ = try select.step()
        return connection.changes == 0
    }

    /// Keeps the database that is replaced, and removes its log: next to another database the log would destroy that.
    private static func setAside(
        _ files: StoreFiles, _ present: Present, now: Moment
    ) throws(StorageFailure) -> String? {
        guard present.exists else { return nil }
        if present.copy != nil {
            let kept = try Backup.make(files, .replaced, now: now)
            let connection = try Connection(files.database, .readWrite)
            try connection.execute("PRAGMA journal_mode = DELETE")
            return kept
        }
        let kept = "\(files.database).damaged-\(now.fileText)"
        try keep(files.database, as: kept)
        for suffix in sidecars where fileExists(files.database + suffix) {
            try move(files.database + suffix, to: kept + suffix)
        }
        return kept
    }
}
