enum PairingQuery: Int, Query {
    static let topic = Topic.pairings

    case byID, isTaken, byTokenHash, byClaimHash, open, openOfInviter, due, countOpen, countOpenOfInviter
    case insert, update, deleteFinished

    private static let columns = """
        id, token_hash, state, invited_by, created_at, expires_at, wanted_life, wanted_name, wanted_person, wanted_peer, \
        wanted_scopes, wanted_areas, wanted_pass, secret, key, key_is_proved, key_origin, address, user_agent, \
        proposed_name, node_address, pin, claim, claim_hash, wrong_pins, asked_about, peer, failure, finished_at
        """

    var sql: String {
        switch self {
        case .byID: "SELECT \(Self.columns) FROM pairings WHERE id = ?"
        case .isTaken: "SELECT 1 FROM pairings WHERE id = ?"
        case .byTokenHash: "SELECT \(Self.columns) FROM pairings WHERE token_hash = ?"
        case .byClaimHash: "SELECT \(Self.columns) FROM pairings WHERE claim_hash = ?"
        case .open:
            """
            SELECT \(Self.columns) FROM pairings
            WHERE finished_at IS NULL AND expires_at > ? ORDER BY expires_at LIMIT ?
            """
        case .openOfInviter: "SELECT \(Self.columns) FROM pairings WHERE finished_at IS NULL AND invited_by = ?"
        case .due:
            """
            SELECT \(Self.columns) FROM pairings
            WHERE finished_at IS NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?
            """
        case .countOpen: "SELECT count(*) FROM pairings WHERE finished_at IS NULL AND expires_at > ?"
        case .countOpenOfInviter:
            "SELECT count(*) FROM pairings WHERE finished_at IS NULL AND invited_by = ? AND expires_at > ?"
        case .insert:
            """
            INSERT INTO pairings (id, token_hash, state, invited_by, created_at, expires_at, wanted_life, wanted_name,
                wanted_person, wanted_peer, wanted_scopes, wanted_areas, wanted_pass, secret)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .update:
            """
            UPDATE pairings SET state = ?3, secret = ?4, key = ?5, key_is_proved = ?6, key_origin = ?7, address = ?8,
                user_agent = ?9, proposed_name = ?10, pin = ?11, claim = ?12, claim_hash = ?13, wrong_pins = ?14,
                asked_about = ?15, peer = ?16, failure = ?17, finished_at = ?18, node_address = ?19
            WHERE id = ?1 AND state = ?2
            """
        case .deleteFinished:
            "DELETE FROM pairings WHERE id IN (SELECT id FROM pairings WHERE finished_at < ? LIMIT ?)"
        }
    }
}
