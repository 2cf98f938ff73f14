enum EventQuery: Int, Query {
    static let topic = Topic.events

    case insert, last, firstOfEpoch, nextAfter, lastPresence, deleteOld, epoch
    case oldest, count, deleteOldest
    case onward, onwardOfPeer, back, backOfPeer
    case edgeOnward, edgeOnwardOfPeer, edgeBack, edgeBackOfPeer
    case firstSince, lastUntil

    var sql: String {
        switch self {
        case .insert:
            """
            INSERT INTO events (type, at, audience, audience_id, peer, pairing, presence, data)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        // The highest number that was ever given, even if its event was deleted.
        case .last: "SELECT seq FROM sqlite_sequence WHERE name = 'events'"
        case .firstOfEpoch: "SELECT first_event FROM store WHERE only_row = 1"
        case .nextAfter: "SELECT id, at FROM events WHERE id > ? ORDER BY id LIMIT 1"
        case .lastPresence:
            "SELECT presence FROM events WHERE presence IS NOT NULL AND peer = ? ORDER BY id DESC LIMIT 1"
        case .deleteOld: "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? LIMIT ?)"
        case .oldest: "SELECT id FROM events WHERE id > 0 ORDER BY id LIMIT 1"
        // By the smallest index: the rows themselves hold a hundred times as much.
        case .count: "SELECT count(*) FROM events INDEXED BY events_by_time WHERE at >= ?"
        case .deleteOldest:
            "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE id > 0 ORDER BY id LIMIT ?)"
        case .epoch: "SELECT epoch FROM store WHERE only_row = 1"
        case .onward: Self.part(Self.inOrder, "ORDER BY id")
        case .onwardOfPeer: Self.part(Self.byPeer, "ORDER BY id")
        case .back: Self.part(Self.inOrder, "ORDER BY id DESC")
        case .backOfPeer: Self.part(Self.byPeer, "ORDER BY id DESC")
        case .edgeOnward: Self.edge(Self.inOrder, "ORDER BY id")
        case .edgeOnwardOfPeer: Self.edge(Self.byPeer, "ORDER BY id")
        case .edgeBack: Self.edge(Self.inOrder, "ORDER BY id DESC")
        case .edgeBackOfPeer: Self.edge(Self.byPeer, "ORDER BY id DESC")
        case .firstSince: "SELECT min(id) FROM (SELECT id FROM events WHERE at >= ? ORDER BY at LIMIT ?)"
        case .lastUntil: "SELECT max(id) FROM (SELECT id FROM events WHERE at < ? ORDER BY at DESC LIMIT ?)"
        }
    }

    private static let inOrder = "NOT INDEXED WHERE id > ?1 AND id < ?2 AND ?3 IS NULL"
    private static let byPeer = "INDEXED BY events_by_peer WHERE id > ?1 AND id < ?2 AND peer = ?3"

    /// Selects rows of a range. ``edge(_:_:)`` bounds their number: the other conditions have no index.
    private static func part(_ rows: String, _ order: String) -> String {
        """
        SELECT id, type, at, audience, audience_id, peer, pairing, data FROM events \(rows)
        AND at >= ?5 AND at < ?6 AND (?7 IS NULL OR type IN (SELECT value FROM json_each(?7)))
        AND (?8 IS NULL OR audience = 'everyone' OR audience = 'peer' AND audience_id = ?8
            OR audience = 'area' AND EXISTS (
                SELECT 1 FROM area_peers WHERE area_peers.peer = ?8 AND area_peers.area = audience_id)
            OR audience = 'neighbours' AND (audience_id = ?8 OR ?9 AND (
                EXISTS (SELECT 1 FROM peers WHERE peers.id = audience_id AND peers.kind = 'node')
                OR EXISTS (
                    SELECT 1 FROM area_peers AS own JOIN area_peers AS other ON other.area = own.area
                    WHERE own.peer = audience_id AND other.peer = ?8))))
        \(order) LIMIT ?4
        """
    }

    /// The row after as many as one search reads.
    private static func edge(_ rows: String, _ order: String) -> String {
        "SELECT id FROM events \(rows) \(order) LIMIT 1 OFFSET ?4"
    }
}
