enum AppPasswordQuery: Int, Query {
    static let topic = Topic.appPasswords

    case one, ofPeer, insert, use, delete, deleteOfPeer

    private static let columns = "a.hash, a.peer, a.name, a.created_at, a.last_used_at, p.expires_at"

    var sql: String {
        switch self {
        case .one:
            """
            SELECT \(Self.columns) FROM app_passwords a JOIN peers p ON p.id = a.peer
            WHERE a.hash = ? AND p.ended_at IS NULL
            """
        case .ofPeer:
            """
            SELECT \(Self.columns) FROM app_passwords a JOIN peers p ON p.id = a.peer
            WHERE a.peer = ? ORDER BY a.created_at, a.seq
            """
        case .insert:
            "INSERT INTO app_passwords (hash, peer, name, created_at, node, seq) VALUES (?, ?, ?, ?, 1, ?)"
        case .use: "UPDATE app_passwords SET last_used_at = ? WHERE hash = ?"
        case .delete: "DELETE FROM app_passwords WHERE hash = ?"
        case .deleteOfPeer: "DELETE FROM app_passwords WHERE peer = ?"
        }
    }
}
