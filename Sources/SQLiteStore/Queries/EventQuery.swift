enum EventQuery: Int, Query {
    static let topic = Topic.events

    case insert, after, last, deleteOld, epoch

    var sql: String {
        switch self {
        case .insert:
            """
            INSERT INTO events (type, at, audience, audience_id, peer, pairing, data) VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        case .after:
            """
            SELECT id, type, at, audience, audience_id, peer, pairing, data FROM events
            WHERE id > ? ORDER BY id LIMIT ?
            """
        case .last: "SELECT coalesce(max(id), 0) FROM events"
        case .deleteOld: "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? LIMIT ?)"
        case .epoch: "SELECT epoch FROM store WHERE only_row = 1"
        }
    }
}
