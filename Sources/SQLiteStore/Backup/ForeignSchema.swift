internal import CSQLite
import Core
import Store

/// Looks at a database that somebody else has written, before anything in it is used.
enum ForeignSchema {
    /// Throws unless the database is whole, of kith, and has exactly the tables, indexes and triggers of a schema that this
    /// program knows. A trigger that was added would run with the rights of the process that writes.
    ///
    /// - Parameter scratch: where a database of that schema is made to compare with.
    static func check(
        _ connection: borrowing Connection, _ migrator: Migrator, beside scratch: String
    ) throws(StorageFailure) {
        try connection.setOption(SQLITE_DBCONFIG_DEFENSIVE, 1)
        try connection.execute(
            "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY")
        guard try connection.integer("PRAGMA application_id") == applicationID else {
            throw StorageFailure(
                .foreign, file: connection.file, cause: "it is not a database of kith", remedy: remedy)
        }
        let version = try connection.integer("PRAGMA user_version")
        guard (1...Int64(migrator.newest)).contains(version) else {
            throw StorageFailure(
                .newerVersion, file: connection.file,
                cause: "its schema is version \(version), and this kith knows versions 1 to \(migrator.newest)",
                remedy: "Install the kith that made it")
        }
        // First of all: what is checked next reads the tables.
        try compare(connection, with: try objects(of: Int(version), migrator, scratch))
        _ = try migrator.check(connection)
        try Backup.check(connection)
    }

    private static func compare(_ connection: borrowing Connection, with known: [String]) throws(StorageFailure) {
        let found = try objects(connection)
        guard found != known else { return }
        let names = Set(found).symmetricDifference(known).compactMap { $0.split(separator: "|").dropFirst().first }
        throw StorageFailure(
            .foreign, file: connection.file,
            cause: """
                its tables, indexes or triggers are not those of kith: \
                \(Set(names).sorted().prefix(5).joined(separator: ", "))
                """,
            remedy: remedy)
    }

    private static let remedy = "Restore a backup that kith has made: kith restore"

    private static func objects(of version: Int, _ migrator: Migrator, _ scratch: String) throws(StorageFailure)
        -> [String]
    {
        try removeDatabase(scratch)
        defer { try? removeDatabase(scratch) }
        try createPrivateFile(scratch)
        let connection = try Connection(scratch, .readWrite)
        let older = Migrator(Array(migrator.migrations.prefix(version)))
        try older.migrateUp(connection, now: Moment(milliseconds: 0))
        return try objects(connection)
    }

    /// Each table, index and trigger with its SQL, sorted; not those that SQLite makes by itself.
    private static func objects(_ connection: borrowing Connection) throws(StorageFailure) -> [String] {
        let texts = try connection.texts(
            """
            SELECT type || '|' || name || '|' || tbl_name || '|' || coalesce(sql, '') FROM sqlite_schema
            WHERE NOT (type = 'table' AND name IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4'))
                AND NOT (type = 'index' AND sql IS NULL)
            """)
        // SQLite quotes the name of a table that was renamed, and breaks lines as it likes.
        return texts.map { $0.filter { !$0.isWhitespace && $0 != "\"" } }.sorted()
    }
}
