enum ServiceQuery: Int, Query {
    static let topic = Topic.services

    case all, byID, named, atOrigin, count
    case insert, update, delete

    var sql: String {
        switch self {
        case .all: "SELECT id, name, url FROM services ORDER BY name_folded"
        case .byID: "SELECT id, name, url FROM services WHERE id = ?"
        case .named: "SELECT id, name, url FROM services WHERE name_folded = ?"
        case .atOrigin: "SELECT id, name, url FROM services WHERE origin = ?"
        case .count: "SELECT count(*) FROM services"
        case .insert:
            "INSERT INTO services (id, name, name_folded, url, origin, node, seq) VALUES (?, ?, ?, ?, ?, 1, ?)"
        // A service that keeps its name keeps the stored form too: see FoldedNames.
        case .update:
            """
            UPDATE services SET name = ?1, name_folded = CASE WHEN name = ?1 THEN name_folded ELSE ?2 END, url = ?3,
            origin = ?4 WHERE id = ?5
            """
        case .delete: "DELETE FROM services WHERE id = ?"
        }
    }
}
