enum CredentialQuery: Int, Query {
    static let topic = Topic.credentials

    case keys, keyRecords, insertKey, liveKey, useKey, pairKeyAgain, retireKey, retireKeys
    case token, insertToken, shortenTokens, endReplacedTokens
    case deleteTokensOfKey, deleteDeadTokensOfKey, deleteTokensOfPeer, deleteDeadTokens
    case bearerTokens, deleteToken
    case session, insertSession, prolongSession, deleteOldSessions
    case deleteSessionsOfKey, deleteSessionsOfPeer, deleteDeadSessions
    case permissions, permissionsDue, grant, endPermission, endPermissions

    var sql: String {
        switch self {
        case .keys: "SELECT key, last_used_at FROM peer_keys WHERE peer = ? AND retired_at IS NULL"
        case .keyRecords:
            """
            SELECT key, origin, node_address, added_at, last_used_at FROM peer_keys
            WHERE peer = ? AND retired_at IS NULL ORDER BY id
            """
        case .insertKey:
            """
            INSERT INTO peer_keys (peer, key, origin, node_address, added_at, last_used_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?5)
            """
        case .liveKey: "SELECT id FROM peer_keys WHERE key = ? AND retired_at IS NULL"
        case .useKey: "UPDATE peer_keys SET last_used_at = ? WHERE id = ?"
        case .pairKeyAgain: "UPDATE peer_keys SET last_used_at = ?, node_address = ? WHERE id = ?"
        case .retireKey: "UPDATE peer_keys SET retired_at = ? WHERE id = ?"
        case .retireKeys: "UPDATE peer_keys SET retired_at = ? WHERE peer = ? AND retired_at IS NULL"
        case .token:
            """
            SELECT t.peer, k.key, k.origin, t.expires_at, p.expires_at
            FROM peer_tokens t JOIN peers p ON p.id = t.peer LEFT JOIN peer_keys k ON k.id = t.key
            WHERE t.hash = ? AND p.ended_at IS NULL
            """
        case .insertToken:
            """
            INSERT INTO peer_tokens (hash, peer, key, issued_at, expires_at, node, seq) VALUES (?, ?, ?, ?, ?, 1, ?)
            """
        case .shortenTokens:
            """
            UPDATE peer_tokens SET expires_at = ?1
            WHERE key = ?2 AND hash <> ?3 AND expires_at > ?1 AND hash NOT IN (
                SELECT hash FROM peer_tokens WHERE key = ?2 AND expires_at > ?1 ORDER BY issued_at, seq LIMIT ?4)
            """
        case .endReplacedTokens:
            """
            UPDATE peer_tokens SET expires_at = ?1
            WHERE key = (SELECT key FROM peer_tokens WHERE hash = ?2) AND hash <> ?2 AND expires_at > ?1
                AND issued_at <= (SELECT issued_at FROM peer_tokens WHERE hash = ?2)
            """
        case .deleteTokensOfKey: "DELETE FROM peer_tokens WHERE key = ?"
        case .deleteDeadTokensOfKey: "DELETE FROM peer_tokens WHERE key = ? AND expires_at <= ?"
        case .deleteTokensOfPeer: "DELETE FROM peer_tokens WHERE peer = ?"
        case .deleteDeadTokens:
            "DELETE FROM peer_tokens WHERE hash IN (SELECT hash FROM peer_tokens WHERE expires_at <= ? LIMIT ?)"
        case .bearerTokens:
            """
            SELECT hash, issued_at, expires_at FROM peer_tokens WHERE peer = ? AND key IS NULL ORDER BY issued_at, hash
            """
        case .deleteToken: "DELETE FROM peer_tokens WHERE hash = ?"
        case .session:
            """
            SELECT s.peer, k.key, k.origin, s.purpose, s.host, s.expires_at, p.expires_at
            FROM sessions s JOIN peers p ON p.id = s.peer JOIN peer_keys k ON k.id = s.key
            WHERE s.hash = ? AND p.ended_at IS NULL AND k.retired_at IS NULL
            """
        case .insertSession:
            """
            INSERT INTO sessions (hash, peer, key, purpose, host, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        case .prolongSession: "UPDATE sessions SET expires_at = ? WHERE hash = ?"
        case .deleteOldSessions:
            """
            DELETE FROM sessions WHERE key = ?1 AND purpose = ?2 AND (host IS NULL) = ?4 AND hash NOT IN (
                SELECT hash FROM sessions WHERE key = ?1 AND purpose = ?2 AND (host IS NULL) = ?4
                ORDER BY created_at DESC, hash LIMIT ?3)
            """
        case .deleteSessionsOfKey: "DELETE FROM sessions WHERE key = ?"
        case .deleteSessionsOfPeer: "DELETE FROM sessions WHERE peer = ?"
        case .deleteDeadSessions:
            "DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions WHERE expires_at <= ? LIMIT ?)"
        case .permissions: "SELECT scope, expires_at FROM permissions WHERE peer = ? AND ended_at IS NULL"
        case .permissionsDue:
            """
            SELECT peer, scope FROM permissions
            WHERE ended_at IS NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?
            """
        case .grant:
            """
            INSERT INTO permissions (peer, scope, expires_at, granted_at, node, seq) VALUES (?, ?, ?, ?, 1, ?)
            ON CONFLICT (peer, scope) DO UPDATE SET expires_at = excluded.expires_at, granted_at = excluded.granted_at,
                ended_at = NULL, node = excluded.node, seq = excluded.seq
            """
        case .endPermission:
            """
            UPDATE permissions SET ended_at = ?, node = 1, seq = ?
            WHERE peer = ? AND scope = ? AND ended_at IS NULL
            """
        case .endPermissions:
            "UPDATE permissions SET ended_at = ?, node = 1, seq = ? WHERE peer = ? AND ended_at IS NULL"
        }
    }
}
