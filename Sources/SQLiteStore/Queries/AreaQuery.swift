enum AreaQuery: Int, Query {
    static let topic = Topic.areas

    case all, byID, servicesOf, ofPeer, peersOf, neighbours, named, idIsTaken, count, livePeersOf, countLivePeersOf,
        containing
    case defaultArea, setDefaultArea
    case insert, update, delete, addService, clearServices, assign, unassign

    var sql: String {
        switch self {
        case .all: "SELECT id, name, is_enabled FROM areas ORDER BY name_folded"
        case .byID: "SELECT id, name, is_enabled FROM areas WHERE id = ?"
        case .servicesOf: "SELECT service FROM area_services WHERE area = ?"
        case .ofPeer: "SELECT area FROM area_peers WHERE peer = ?"
        case .peersOf: "SELECT peer FROM area_peers WHERE area = ? ORDER BY peer"
        case .neighbours:
            """
            SELECT DISTINCT other.peer FROM area_peers AS own
            JOIN area_peers AS other ON other.area = own.area
            JOIN permissions ON permissions.peer = other.peer AND permissions.scope = 'view'
            WHERE own.peer = ? AND permissions.ended_at IS NULL
                AND (permissions.expires_at IS NULL OR permissions.expires_at > ?)
            """
        case .named: "SELECT id, name, is_enabled FROM areas WHERE name_folded = ?"
        case .idIsTaken: "SELECT 1 FROM areas WHERE id = ?"
        case .count: "SELECT count(*) FROM areas"
        case .livePeersOf:
            """
            SELECT peers.id, peers.name \(Self.livePeers) AND area_peers.peer > ?
            ORDER BY area_peers.peer LIMIT ?
            """
        case .countLivePeersOf: "SELECT count(*) \(Self.livePeers)"
        case .containing:
            """
            SELECT id, name, is_enabled FROM area_services JOIN areas ON areas.id = area_services.area
            WHERE area_services.service = ? ORDER BY name_folded
            """
        case .defaultArea: "SELECT default_area, default_area_name FROM store WHERE only_row = 1"
        case .setDefaultArea: "UPDATE store SET default_area = ?, default_area_name = ? WHERE only_row = 1"
        case .insert: "INSERT INTO areas (id, name, name_folded, is_enabled, node, seq) VALUES (?, ?, ?, ?, 1, ?)"
        // An area that keeps its name keeps the stored form too: see FoldedNames.
        case .update:
            """
            UPDATE areas SET name = ?1, name_folded = CASE WHEN name = ?1 THEN name_folded ELSE ?2 END, is_enabled = ?3
            WHERE id = ?4
            """
        case .delete: "DELETE FROM areas WHERE id = ?"
        case .addService: "INSERT INTO area_services (area, service) VALUES (?, ?)"
        case .clearServices: "DELETE FROM area_services WHERE area = ?"
        case .assign: "INSERT INTO area_peers (peer, area, assigned_at, node, seq) VALUES (?, ?, ?, 1, ?)"
        case .unassign: "DELETE FROM area_peers WHERE peer = ? AND area = ?"
        }
    }

    private static let livePeers = """
        FROM area_peers CROSS JOIN peers ON peers.id = area_peers.peer
        WHERE area_peers.area = ? AND peers.ended_at IS NULL AND (peers.expires_at IS NULL OR peers.expires_at > ?)
        """
}
