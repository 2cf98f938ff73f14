internal import CSQLite
import Core
import Store

/// Takes the rows out of a database that somebody else has written, and leaves its schema behind.
///
/// A schema that only looks like kith's can switch off a rule that kith relies on. So the rows go into a database that
/// this program has made.
enum ReceivedRows {
    /// Makes `file` with the newest schema and the rows of `received`, which ``ForeignSchema`` has checked.
    static func copy(
        _ received: String, version: Int, to file: String, _ migrator: Migrator, now: Moment
    ) throws(StorageFailure) {
        try createPrivateFile(file)
        let connection = try Connection(file, .readWrite)
        try connection.setOption(SQLITE_DBCONFIG_DEFENSIVE, 1)
        // Nobody uses the file before it is complete, and then it is synced.
        try connection.execute(
            "PRAGMA trusted_schema = OFF; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
        try Migrator(Array(migrator.migrations.prefix(version))).migrateUp(connection, now: now)
        try connection.attach(received, as: "received")
        // Tables are filled in any order. Backup.check looks at what refers to what.
        try connection.execute("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")
        for table in try tables(connection) {
            let columns = try connection.texts("SELECT name FROM pragma_table_info('\(table)')")
            try copy(table, columns, connection)
        }
        try copyLastEvent(connection)
        try correctStore(connection, now: now)
        try connection.execute("COMMIT; DETACH received")
        try migrator.migrateUp(connection, now: now)
        try Backup.check(connection)
        try connection.execute("PRAGMA journal_mode = DELETE")
    }

    /// Without the statements: nobody has checked their signatures. The first start makes them again from the rows.
    private static func tables(_ connection: borrowing Connection) throws(StorageFailure) -> [String] {
        try connection.texts(
            """
            SELECT name FROM main.sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT IN ('migrations', 'circle', 'records', 'takings')
            """)
    }

    private static func copy(
        _ table: String, _ columns: [String], _ connection: borrowing Connection
    ) throws(StorageFailure) {
        let values = columns.map { column in
            switch column {
            case "expires_at": "min(old.expires_at, \(lastMoment))"
            // The triggers of the peers add to this.
            case "live_peers": "0"
            default: "old.\(column)"
            }
        }
        // Open pairings end with a move, as they do with a backup: their secrets are elsewhere, too.
        let condition = table == "pairings" ? "WHERE old.finished_at IS NOT NULL" : ""
        do throws(StorageFailure) {
            // An index of the other schema may lack rows.
            try connection.execute(
                """
                DELETE FROM main.\(table);
                INSERT INTO main.\(table) (\(columns.joined(separator: ", ")))
                SELECT \(values.joined(separator: ", ")) FROM received.\(table) AS old NOT INDEXED \(condition)
                """)
        } catch {
            let isOfContent = ![.diskFull, .inputOutput, .notPermitted, .readOnly].contains(error.kind)
            throw isOfContent ? damaged(connection, "the rows of \(table) do not match kith's schema") : error
        }
        for column in try connection.texts("SELECT name FROM pragma_table_info('\(table)') WHERE type = 'INTEGER'") {
            let range = range(of: column, in: table)
            let outside = "\(column) NOT BETWEEN \(range.lowerBound) AND \(range.upperBound)"
            guard try connection.integer("SELECT count(*) FROM main.\(table) WHERE \(outside)") == 0 else {
                throw damaged(connection, "\(table).\(column) has a number that kith never writes")
            }
        }
    }

    // MARK: Numbers

    /// The last millisecond of the year 9999. Something may expire later: a person can type any duration.
    private static let lastMoment: Int64 = 253_402_300_799_999
    /// No counter gets this far, and adding to it cannot overflow.
    private static let largestCount: Int64 = 1 << 53

    private static let counters: Set<String> = ["seq", "ended_seq", "last_seq", "epoch", "first_event"]

    private static func range(of column: String, in table: String) -> ClosedRange<Int64> {
        if column == "at" || column.hasSuffix("_at") { return 0...lastMoment }
        if counters.contains(column) || (table, column) == ("events", "id") { return 0...largestCount }
        // What is not replaced below is an id, a choice or a length of time.
        let isReplaced = column == "trusted_time" || column.hasPrefix("clock_jump")
        return (isReplaced ? .min : 0)...(.max)
    }

    /// The number of the last event, which may be gone.
    private static func copyLastEvent(_ connection: borrowing Connection) throws(StorageFailure) {
        let rows = "FROM received.sqlite_sequence WHERE name = 'events'"
        let outside = "typeof(seq) <> 'integer' OR seq NOT BETWEEN 0 AND \(largestCount)"
        guard try connection.integer("SELECT count(*) \(rows) AND (\(outside))") == 0 else {
            throw damaged(connection, "the number of the last event is one that kith never writes")
        }
        try connection.execute(
            """
            DELETE FROM main.sqlite_sequence WHERE name = 'events';
            INSERT INTO main.sqlite_sequence (name, seq)
            SELECT 'events', max(
                coalesce((SELECT max(id) FROM main.events), 0), coalesce((SELECT max(seq) \(rows)), 0))
            """)
    }

    /// What the old agent has counted or measured is counted and measured again. A trusted time of the past stays: an agent
    /// that was off has one, too.
    private static func correctStore(_ connection: borrowing Connection, now: Moment) throws(StorageFailure) {
        guard try connection.integer("SELECT count(*) FROM main.store") == 1,
            try connection.integer("SELECT count(*) FROM main.nodes WHERE ref = 1") == 1
        else { throw damaged(connection, "it does not say which node it belongs to") }
        try connection.execute(
            "UPDATE main.store SET live_peers = (SELECT count(*) FROM main.peers WHERE ended_at IS NULL)")
        let hasTime = "SELECT count(*) FROM pragma_table_info('store') WHERE name = 'trusted_time'"
        guard try connection.integer(hasTime) == 1 else { return }
        try connection.execute(
            """
            UPDATE main.store SET clock_jump = NULL, clock_jump_stood = NULL,
                trusted_time = CASE WHEN trusted_time BETWEEN 0 AND \(now.milliseconds) THEN trusted_time END
            """)
    }

    private static func damaged(_ connection: borrowing Connection, _ cause: String) -> StorageFailure {
        StorageFailure(
            .damaged, file: connection.file, cause: cause, remedy: "Restore a backup that kith has made: kith restore")
    }
}
