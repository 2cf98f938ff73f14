enum PeerQuery: Int, Query {
    static let topic = Topic.peers

    case byID, byLiveName, live, liveOfKind, everyone, livePersons, liveEnded, countLive
    case status, keyHolder, atAddress, nameIsTaken, idIsTaken
    case person, insertPerson, lastSequence, setSequence, thisNode, setThisNode
    case insert, touch, see, dropAddress, rename, end

    private static let columns = """
        p.id, p.name, p.kind, o.name, p.address, p.user_agent, p.created_at, p.last_seen_at, p.admitted_by, p.expires_at, \
        p.ended_at, p.ended_how, p.ended_by, p.node, p.seq
        """
    private static let from = "FROM peers p JOIN persons o ON o.id = p.person"
    private static let statusOf = "SELECT p.id, p.name, p.ended_at, p.expires_at, p.last_seen_at FROM peers p"

    var sql: String {
        switch self {
        case .byID: "SELECT \(Self.columns) \(Self.from) WHERE p.id = ?"
        case .byLiveName: "SELECT \(Self.columns) \(Self.from) WHERE p.name_folded = ? AND p.ended_at IS NULL"
        case .live:
            "SELECT \(Self.columns) \(Self.from) WHERE p.id > ? AND p.ended_at IS NULL ORDER BY p.id LIMIT ?"
        case .liveOfKind:
            """
            SELECT \(Self.columns) \(Self.from) WHERE p.id > 0 AND p.ended_at IS NULL AND p.kind = ?
            ORDER BY p.id LIMIT ?
            """
        case .everyone: "SELECT \(Self.columns) \(Self.from) WHERE p.id > ? ORDER BY p.id LIMIT ?"
        case .livePersons:
            """
            SELECT p.id FROM persons o CROSS JOIN peers p ON p.person = o.id
            WHERE o.name_folded = ? AND p.ended_at IS NULL
            """
        case .liveEnded: "SELECT id FROM peers WHERE ended_at IS NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?"
        // The counter of the triggers, minus expired peers whose end is not written yet.
        case .countLive:
            """
            SELECT live_peers - (SELECT count(*) FROM peers WHERE ended_at IS NULL AND expires_at <= ?)
            FROM store WHERE only_row = 1
            """
        case .status: "\(Self.statusOf) WHERE p.id = ?"
        case .keyHolder:
            """
            SELECT p.id, p.name, p.ended_at, p.expires_at, p.last_seen_at
            FROM peer_keys k CROSS JOIN peers p ON p.id = k.peer WHERE k.key = ? AND k.retired_at IS NULL
            """
        case .atAddress: "\(Self.statusOf) WHERE p.address = ? AND p.ended_at IS NULL"
        case .idIsTaken: "SELECT 1 FROM peers WHERE id = ?"
        case .nameIsTaken: "SELECT 1 FROM peers WHERE name_folded = ? AND ended_at IS NULL"
        case .person: "SELECT id FROM persons WHERE name_folded = ?"
        case .insertPerson: "INSERT INTO persons (name, name_folded) VALUES (?, ?)"
        case .lastSequence: "SELECT last_seq FROM nodes WHERE ref = 1"
        case .setSequence: "UPDATE nodes SET last_seq = ? WHERE ref = 1"
        case .thisNode: "SELECT id FROM nodes WHERE ref = 1"
        case .setThisNode: "UPDATE nodes SET id = ?1 WHERE ref = 1 AND id IS NOT ?1"
        case .insert:
            """
            INSERT INTO peers (id, name, name_folded, kind, person, address, user_agent, created_at, last_seen_at,
                admitted_by, expires_at, node, seq)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, 1, ?11)
            """
        case .touch: "UPDATE peers SET address = ?, user_agent = ?, last_seen_at = ? WHERE id = ?"
        case .see:
            "UPDATE peers SET address = coalesce(?, address), last_seen_at = ? WHERE id = ? AND ended_at IS NULL"
        case .dropAddress: "UPDATE peers SET address = NULL WHERE id = ?"
        case .rename: "UPDATE peers SET name = ?, name_folded = ? WHERE id = ?"
        case .end:
            """
            UPDATE peers SET ended_at = ?, ended_how = ?, ended_by = ?, ended_node = 1, ended_seq = ?
            WHERE id = ? AND ended_at IS NULL
            """
        }
    }
}
