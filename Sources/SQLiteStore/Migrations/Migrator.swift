import Core
import Store

/// Migrates a database, each migration in one transaction: if the process is killed, the database has one of the
/// versions.
struct Migrator {
    let migrations: [Migration]

    init(_ migrations: [Migration] = Migration.all) {
        precondition(migrations.map(\.number) == Array(1..<(migrations.count + 1)), "migrations are numbered from 1")
        self.migrations = migrations
    }

    var newest: Int { migrations.count }

    struct Applied: Sendable {
        let number: Int
        let name: String
        let checksum: String
        let at: Moment
        let microseconds: Int64
    }

    /// Returns the applied migrations. Throws if they are not the first ones of this program.
    func check(_ connection: borrowing Connection) throws(StorageFailure) -> [Applied] {
        let applied = try applied(connection)
        for (index, record) in applied.enumerated() {
            guard index < migrations.count else {
                throw failure(
                    connection,
                    "it records migration \(record.number) (\(record.name)), and this kith ends at \(newest)")
            }
            let known = migrations[index]
            guard record.number == known.number else {
                throw failure(connection, "it lacks migration \(known.number) but records \(record.number)")
            }
            guard record.checksum == known.checksum else {
                throw failure(
                    connection,
                    """
                    migration \(known.number) (\(known.name)) was applied with checksum \(record.checksum), and this kith \
                    has it with \(known.checksum)
                    """)
            }
        }
        guard try connection.integer("PRAGMA user_version") == Int64(applied.count) else {
            throw failure(connection, "its version and its record of migrations differ")
        }
        return applied
    }

    /// Applies the missing migrations. Another process may do the same: each checks again inside its transaction.
    func migrateUp(_ connection: borrowing Connection, now: Moment) throws(StorageFailure) {
        for migration in migrations {
            try change(connection) { connection throws(StorageFailure) in
                guard try check(connection).count < migration.number else { return }
                let start = ContinuousClock.now
                try createRecord(connection)
                try connection.execute(migration.up)
                try record(migration, connection, now: now, took: ContinuousClock.now - start)
            }
        }
    }

    /// Undoes the migrations after `target`, newest first.
    func migrateDown(_ connection: borrowing Connection, to target: Int) throws(StorageFailure) {
        for migration in migrations.reversed() where migration.number > target {
            try change(connection) { connection throws(StorageFailure) in
                guard try check(connection).count >= migration.number else { return }
                try connection.execute(migration.down)
                try connection.execute("DELETE FROM migrations WHERE number = \(migration.number)")
                try connection.execute("PRAGMA user_version = \(migration.number - 1)")
            }
        }
    }

    /// Foreign keys cannot be switched inside a transaction, and tables cannot be rebuilt while they are on. So they
    /// are off, and all of them are checked before the commit.
    private func change(
        _ connection: borrowing Connection, _ body: (borrowing Connection) throws(StorageFailure) -> Void
    ) throws(StorageFailure) {
        try connection.execute("PRAGMA foreign_keys = OFF")
        do throws(StorageFailure) {
            try connection.execute("BEGIN IMMEDIATE")
            try body(connection)
            guard try connection.texts("PRAGMA foreign_key_check").isEmpty else {
                throw failure(connection, "the migration would leave rows that refer to rows that do not exist")
            }
            try connection.execute("COMMIT")
        } catch {
            if connection.isInTransaction { try? connection.execute("ROLLBACK") }
            try? connection.execute("PRAGMA foreign_keys = ON")
            throw error
        }
        try connection.execute("PRAGMA foreign_keys = ON")
    }

    private func createRecord(_ connection: borrowing Connection) throws(StorageFailure) {
        try connection.execute(
            """
            PRAGMA application_id = \(applicationID);
            CREATE TABLE IF NOT EXISTS migrations (
                number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL,
                duration_us INTEGER NOT NULL) STRICT;
            """)
    }

    private func record(
        _ migration: Migration, _ connection: borrowing Connection, now: Moment, took duration: Duration
    ) throws(StorageFailure) {
        let insert = try Statement("INSERT INTO migrations VALUES (?, ?, ?, ?, ?)", on: connection)
        let microseconds = Int64(duration / .microseconds(1))
        try insert.bind(migration.number, migration.name, migration.checksum, now, microseconds)
        _ = try insert.step()
        try connection.execute("PRAGMA user_version = \(migration.number)")
    }

    private func applied(_ connection: borrowing Connection) throws(StorageFailure) -> [Applied] {
        let table = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'"
        guard try connection.integer(table) == 1 else { return [] }
        let select = try Statement(
            "SELECT number, name, checksum, applied_at, duration_us FROM migrations ORDER BY number", on: connection)
        var applied: [Applied] = []
        while try select.step() {
            var row = Row(of: select, file: connection.file)
            applied.append(
                Applied(
                    number: Int(try row.integer()), name: try row.text(), checksum: try row.text(),
                    at: try row.moment(), microseconds: try row.integer()))
        }
        return applied
    }

    private func failure(_ connection: borrowing Connection, _ cause: String) -> StorageFailure {
        StorageFailure(
            .migration, file: connection.file, cause: cause,
            remedy: "Install the kith that made it, or restore a backup: kith restore")
    }
}
