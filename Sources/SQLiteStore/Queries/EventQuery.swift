enum EventQuery: Int, Query {
    static let topic = Topic.events

    case insert, after, audible, last, firstOfEpoch, timeAfter, lastPresence, deleteOld, epoch

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
        case .audible:
            """
            SELECT id, type, at, audience, audience_id, peer, pairing, data FROM events
            WHERE id > ?1 AND id <= ?2 AND (
                audience = 'everyone'
                OR audience = 'peer' AND audience_id = ?3
                OR audience = 'area' AND EXISTS (
                    SELECT 1 FROM area_peers WHERE area_peers.peer = ?3 AND area_peers.area = audience_id)
                OR audience = 'neighbours' AND (
                    audience_id = ?3
                    OR EXISTS (SELECT 1 FROM peers WHERE peers.id = audience_id AND peers.kind = 'node')
                    OR EXISTS (
                        SELECT 1 FROM area_peers AS own JOIN area_peers AS other ON other.area = own.area
                        WHERE own.peer = audience_id AND other.peer = ?3)))
            ORDER BY id LIMIT ?4
            """
        // The highest number that was ever given, though its event may be gone.
        case .last: "SELECT seq FROM sqlite_sequence WHERE name = 'events'"
        case .firstOfEpoch: "SELECT first_event FROM store WHERE only_row = 1"
        case .timeAfter: "SELECT at FROM events WHERE id > ? ORDER BY id LIMIT 1"
        case .lastPresence:
            """
            SELECT data ->> 'presence' FROM events
            WHERE type = 'presence_changed' AND peer = ? ORDER BY id DESC LIMIT 1
            """
        case .deleteOld: "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? LIMIT ?)"
        case .epoch: "SELECT epoch FROM store WHERE only_row = 1"
        }
    }
}
