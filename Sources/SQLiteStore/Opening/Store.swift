public import Core
public import Store
import System

/// Opens the database and migrates it, or says clearly what is wrong.
public enum Database {
    /// For the agent, which holds the lock: creates the database if there is none, and backs it up before a migration.
    public static func open(_ files: StoreFiles, now: Moment) throws(StorageFailure) -> SQLiteRepository {
        try open(files, migrator: Migrator(), now: now)
    }

    static func open(_ files: StoreFiles, migrator: Migrator, now: Moment) throws(StorageFailure) -> SQLiteRepository {
        try makeStateFolder(files.folder)
        try checkNotLost(files)
        let connection = try openDatabase(files.database, create: true, newest: migrator.newest)
        try migrate(connection, files, migrator, now: now)
        try FoldedNames.refresh(connection)
        let (file, newest) = (files.database, migrator.newest)
        let identity = identity(file)
        let readers = Readers(DatabaseSession(try openReader(file, newest: newest))) { () throws(StorageFailure) in
            DatabaseSession(try openFurtherReader(file, newest: newest, sameAs: identity))
        }
        return try SQLiteRepository(writer: DatabaseSession(connection), readers: readers)
    }

    /// A new database in a folder with backups of a lost one would be an empty node. Nobody would notice that devices are
    /// gone.
    private static func checkNotLost(_ files: StoreFiles) throws(StorageFailure) {
        guard !fileExists(files.database) else { return }
        let backups = BackupOccasion.allCases.flatMap { Backup.all(files, $0) }
        guard let newest = backups.max(by: { Backup.time(of: $0) < Backup.time(of: $1) }) else { return }
        throw StorageFailure(
            .missing, file: files.database, cause: "the database is missing, but there are backups of it",
            remedy: """
                To start a new node instead of the old one, move \(files.backups) away. To restore the newest backup: kith \
                restore \(newest)
                """)
    }

    private static func openReader(_ file: String, newest: Int) throws(StorageFailure) -> Connection {
        let reader = try openDatabase(file, newest: newest)
        try reader.execute("PRAGMA query_only = ON")
        return reader
    }

    /// Opens a further reader while the agent runs. Somebody may have replaced the database file meanwhile: the writer
    /// still has the old one, and a reader of the new one would contradict it.
    static func openFurtherReader(
        _ file: String, newest: Int, sameAs identity: FileIdentity?
    ) throws(StorageFailure) -> Connection {
        let reader = try openReader(file, newest: newest)
        guard identity != nil, Self.identity(file) == identity else {
            throw StorageFailure(
                .missing, file: file, cause: "another file has replaced it", remedy: "Restart the agent")
        }
        // Long reads are rare. The system has what they need in memory.
        try reader.execute("PRAGMA cache_size = -512")
        return reader
    }

    static func identity(_ file: String) -> FileIdentity? {
        (try? Files.status(file, followingLinks: false))?.identity
    }

    /// Applies the missing migrations, after a backup. Needs the lock.
    public static func migrateUp(_ files: StoreFiles, now: Moment) throws(StorageFailure) {
        let migrator = Migrator()
        let connection = try openDatabase(files.database, newest: migrator.newest)
        try migrate(connection, files, migrator, now: now)
    }

    /// Undoes the migrations after `target`, after a backup. Needs the lock.
    public static func migrateDown(_ files: StoreFiles, to target: Int, now: Moment) throws(StorageFailure) {
        let migrator = Migrator()
        let connection = try openDatabase(files.database, newest: migrator.newest)
        guard try migrator.check(connection).count > target else { return }
        _ = try Backup.make(of: connection, files, .beforeMigration, now: now)
        try migrator.migrateDown(connection, to: target)
    }

    private static func migrate(
        _ connection: borrowing Connection, _ files: StoreFiles, _ migrator: Migrator, now: Moment
    ) throws(StorageFailure) {
        let applied = try migrator.check(connection).count
        guard applied < migrator.newest else { return }
        if applied > 0 { _ = try Backup.make(of: connection, files, .beforeMigration, now: now) }
        try migrator.migrateUp(connection, now: now)
    }

    /// The schema number of an open store.
    public static var newestSchema: Int { Migrator().newest }

    /// Each migration that this program knows, and when it was applied, if it was.
    public static func migrations(_ files: StoreFiles) throws(StorageFailure) -> [MigrationStatus] {
        let migrator = Migrator()
        let connection = try openDatabase(files.database, newest: migrator.newest)
        let applied = try migrator.check(connection)
        return migrator.migrations.enumerated().map { index, migration in
            MigrationStatus(
                number: migration.number, name: migration.name, checksum: migration.checksum,
                appliedAt: index < applied.count ? applied[index].at : nil,
                microseconds: index < applied.count ? applied[index].microseconds : nil)
        }
    }
}
