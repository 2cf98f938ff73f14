/// What was revoked in the present database is revoked in the restored one too. `main` is the restored database,
/// `present` a copy of the present one. Both have the newest schema.
enum Revocations {
    /// Tables of which nothing is carried over. Add a new table here or to `carryOver`: a test checks this.
    static let notCarried: [String: String] = [
        "persons": "names that cannot end",
        "records": "what was given is as in the backup",
        "services": "nothing in them admits anyone",
        "pairings": "a backup holds only finished ones, which admit nobody",
        "events": "a restore brings back the history of the backup; only its numbers continue",
        "migrations": "both databases have the newest schema",
    ]

    static let carryOver = """
        UPDATE main.store SET epoch = max(epoch, (SELECT epoch FROM present.store)) + 1;
        UPDATE main.store SET trusted_time = new.trusted_time, clock_jump = new.clock_jump,
            clock_jump_stood = new.clock_jump_stood
        FROM present.store AS new WHERE new.trusted_time IS NOT NULL;
        INSERT INTO main.sqlite_sequence (name, seq)
        SELECT 'events', 0 WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name = 'events');
        UPDATE main.sqlite_sequence SET seq = max(
            seq, coalesce((SELECT seq FROM present.sqlite_sequence WHERE name = 'events'), 0))
        WHERE name = 'events';
        UPDATE main.store SET first_event = (SELECT seq FROM main.sqlite_sequence WHERE name = 'events') + 1;

        UPDATE main.peers AS old SET
            ended_at = new.ended_at, ended_how = new.ended_how, ended_seq = new.ended_seq,
            ended_node = (SELECT ref FROM main.nodes WHERE ref = new.ended_node),
            ended_by = (SELECT id FROM main.peers WHERE id = new.ended_by)
        FROM present.peers AS new
        WHERE new.id = old.id AND old.ended_at IS NULL AND new.ended_at IS NOT NULL;

        UPDATE main.peers AS old SET expires_at = new.expires_at
        FROM present.peers AS new
        WHERE new.id = old.id AND new.expires_at IS NOT NULL
            AND (old.expires_at IS NULL OR new.expires_at < old.expires_at);

        UPDATE main.peer_keys AS old SET retired_at = new.retired_at
        FROM present.peer_keys AS new
        WHERE new.key = old.key AND new.peer = old.peer AND old.retired_at IS NULL AND new.retired_at IS NOT NULL;
        UPDATE main.peer_keys SET retired_at = (SELECT ended_at FROM main.peers WHERE id = peer)
        WHERE retired_at IS NULL AND peer IN (SELECT id FROM main.peers WHERE ended_at IS NOT NULL);

        UPDATE main.permissions AS old SET ended_at = new.ended_at, seq = new.seq
        FROM present.permissions AS new
        WHERE new.peer = old.peer AND new.scope = old.scope AND old.ended_at IS NULL AND new.ended_at IS NOT NULL;

        UPDATE main.permissions AS old SET expires_at = new.expires_at, seq = new.seq
        FROM present.permissions AS new
        WHERE new.peer = old.peer AND new.scope = old.scope AND new.expires_at IS NOT NULL
            AND (old.expires_at IS NULL OR new.expires_at < old.expires_at);

        -- Sequence numbers are used once, like those of events.
        UPDATE main.nodes SET last_seq = max(last_seq, (SELECT last_seq FROM present.nodes WHERE ref = 1)) WHERE ref = 1;

        -- Of peers in both databases, only what the present one still holds: the rest was revoked, used or replaced.
        DELETE FROM main.area_peers
        WHERE peer IN (SELECT id FROM present.peers)
            AND (peer, area) NOT IN (SELECT peer, area FROM present.area_peers);
        -- What an operator disabled, or took out of an area that both have, stays closed.
        UPDATE main.areas SET is_enabled = 0
        WHERE id IN (SELECT id FROM present.areas WHERE is_enabled = 0);
        DELETE FROM main.area_services
        WHERE area IN (SELECT id FROM present.areas)
            AND (area, service) NOT IN (SELECT area, service FROM present.area_services);
        -- A default area that was deleted is not made again.
        UPDATE main.store AS old SET default_area = new.default_area, default_area_name = new.default_area_name
        FROM present.store AS new WHERE old.default_area IS NULL AND new.default_area IS NOT NULL;
        DELETE FROM main.peer_tokens
        WHERE peer IN (SELECT id FROM present.peers) AND hash NOT IN (SELECT hash FROM present.peer_tokens);
        DELETE FROM main.sessions
        WHERE peer IN (SELECT id FROM present.peers) AND hash NOT IN (SELECT hash FROM present.sessions);
        DELETE FROM main.app_passwords
        WHERE peer IN (SELECT id FROM present.peers) AND hash NOT IN (SELECT hash FROM present.app_passwords);

        -- A backup from before there were statements gets the present circle. Then everything is compared at the next start.
        INSERT OR IGNORE INTO main.circle (only_row, id, founder, salt) SELECT 1, id, founder, salt FROM present.circle;
        DELETE FROM main.takings AS old WHERE kind <> 3 AND EXISTS (
            SELECT 1 FROM present.takings AS new
            WHERE new.thing_kind = old.thing_kind AND new.thing_local = old.thing_local AND new.thing_key = old.thing_key
                AND new.kind = old.kind AND new.detail = old.detail AND new.author = old.author
                AND (new.generation > old.generation OR (new.generation = old.generation AND new.hash < old.hash)));
        INSERT INTO main.takings (
            thing_kind, thing_local, thing_key, kind, detail, author, generation, hash, bytes, signature)
        SELECT thing_kind, thing_local, thing_key, kind, detail, author, generation, hash, bytes, signature
        FROM present.takings AS new
        WHERE (SELECT id FROM main.circle) = (SELECT id FROM present.circle) AND NOT EXISTS (
            SELECT 1 FROM main.takings AS old
            WHERE new.thing_kind = old.thing_kind AND new.thing_local = old.thing_local AND new.thing_key = old.thing_key
                AND new.kind = old.kind AND new.detail = old.detail AND new.author = old.author
                AND (new.kind <> 3 OR new.hash = old.hash));

        DELETE FROM main.app_passwords WHERE peer IN (SELECT id FROM main.peers WHERE ended_at IS NOT NULL);
        DELETE FROM main.peer_tokens WHERE peer IN (SELECT id FROM main.peers WHERE ended_at IS NOT NULL);
        DELETE FROM main.sessions WHERE peer IN (SELECT id FROM main.peers WHERE ended_at IS NOT NULL);
        DELETE FROM main.peer_tokens WHERE key IN (SELECT id FROM main.peer_keys WHERE retired_at IS NOT NULL);
        DELETE FROM main.sessions WHERE key IN (SELECT id FROM main.peer_keys WHERE retired_at IS NOT NULL);
        """

    /// If the present database cannot be read, the numbers that it used are unknown: a million of them are skipped.
    static let startAnew = """
        UPDATE main.store SET epoch = epoch + 1;
        INSERT INTO main.sqlite_sequence (name, seq)
        SELECT 'events', 0 WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name = 'events');
        UPDATE main.sqlite_sequence SET seq = seq + 1000000 WHERE name = 'events';
        UPDATE main.store SET first_event = (SELECT seq FROM main.sqlite_sequence WHERE name = 'events') + 1;
        """
}
