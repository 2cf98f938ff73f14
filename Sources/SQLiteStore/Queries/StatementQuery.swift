enum StatementQuery: Int, Query {
    static let topic = Topic.statements

    case circle, setCircle
    case recordsOf, recordsAfter, dropRecord, insertRecord
    case takingsOf, takingsAfter, dropTaking, insertTaking

    var sql: String {
        switch self {
        case .circle: "SELECT id, founder, salt, said_epoch FROM circle WHERE only_row = 1"
        case .setCircle:
            """
            INSERT INTO circle (only_row, id, founder, salt, said_epoch) VALUES (1, ?, ?, ?, ?)
            ON CONFLICT (only_row) DO UPDATE SET
                id = excluded.id, founder = excluded.founder, salt = excluded.salt, said_epoch = excluded.said_epoch
            """
        case .recordsOf: "SELECT bytes FROM records WHERE kind = ? AND local = ? AND owner = ?"
        case .recordsAfter: "SELECT hash, bytes, signature FROM records WHERE hash > ? ORDER BY hash LIMIT ?"
        case .dropRecord: "DELETE FROM records WHERE kind = ? AND local = ? AND owner = ? AND author = ?"
        case .insertRecord:
            """
            INSERT INTO records (kind, local, owner, author, hash, bytes, signature) VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        case .takingsOf: "SELECT bytes FROM takings WHERE thing_kind = ? AND thing_local = ? AND thing_key = ?"
        case .takingsAfter: "SELECT hash, bytes, signature FROM takings WHERE hash > ? ORDER BY hash LIMIT ?"
        case .dropTaking:
            """
            DELETE FROM takings WHERE thing_kind = ? AND thing_local = ? AND thing_key = ? AND kind = ? AND detail = ?
                AND author = ? AND (kind <> 3 OR hash = ?)
            """
        case .insertTaking:
            """
            INSERT INTO takings (
                thing_kind, thing_local, thing_key, kind, detail, author, generation, hash, bytes, signature)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        }
    }
}
