-- Words that the older schema does not know are left out, or become the nearest that it knows: nobody gets more by that.
CREATE TABLE old_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    audience TEXT NOT NULL CHECK (
        audience = 'operators' OR audience = 'everyone' OR audience = 'peer' OR audience = 'area'
        OR audience = 'neighbours'),
    audience_id INTEGER,
    -- The peer and the pairing that it tells of.
    peer INTEGER,
    pairing INTEGER,
    data TEXT NOT NULL,
    CHECK ((audience_id IS NULL) = (audience = 'operators' OR audience = 'everyone'))
) STRICT;
INSERT INTO old_events (id, type, at, audience, audience_id, peer, pairing, data)
SELECT id, type, at, CASE WHEN is_known THEN audience ELSE 'operators' END, CASE WHEN is_known THEN audience_id END,
    peer, pairing, data
FROM (SELECT *, audience_id IS NULL AND audience IN ('operators', 'everyone')
    OR audience_id IS NOT NULL AND audience IN ('peer', 'area', 'neighbours') AS is_known FROM events);
DELETE FROM sqlite_sequence WHERE name = 'old_events';
INSERT INTO sqlite_sequence (name, seq) SELECT 'old_events', seq FROM sqlite_sequence WHERE name = 'events';
DROP TABLE events;
ALTER TABLE old_events RENAME TO events;
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_peer ON events (peer) WHERE peer IS NOT NULL;
CREATE INDEX events_of_presence ON events (peer, id) WHERE type = 'presence_changed';

CREATE TABLE old_permissions (
    peer INTEGER NOT NULL REFERENCES peers (id),
    scope TEXT NOT NULL CHECK (scope = 'view' OR scope = 'use' OR scope = 'invite' OR scope = 'admin'),
    expires_at INTEGER,
    granted_at INTEGER NOT NULL,
    -- A grant that was taken away or ran out stays as the record of that.
    ended_at INTEGER,
    node INTEGER NOT NULL REFERENCES nodes (ref),
    seq INTEGER NOT NULL,
    PRIMARY KEY (peer, scope)
) STRICT, WITHOUT ROWID;
INSERT INTO old_permissions (peer, scope, expires_at, granted_at, ended_at, node, seq)
SELECT peer, scope, expires_at, granted_at, ended_at, node, seq FROM permissions
WHERE scope IN ('view', 'use', 'invite', 'admin');
DROP TABLE permissions;
ALTER TABLE old_permissions RENAME TO permissions;
CREATE INDEX permissions_by_end ON permissions (expires_at) WHERE ended_at IS NULL AND expires_at IS NOT NULL;

CREATE TABLE old_sessions (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    peer INTEGER NOT NULL REFERENCES peers (id),
    key INTEGER NOT NULL REFERENCES peer_keys (id),
    purpose TEXT NOT NULL CHECK (purpose = 'kith' OR purpose = 'forward'),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO old_sessions (hash, peer, key, purpose, created_at, expires_at)
SELECT hash, peer, key, purpose, created_at, expires_at FROM sessions WHERE purpose IN ('kith', 'forward');
DROP TABLE sessions;
ALTER TABLE old_sessions RENAME TO sessions;
CREATE INDEX sessions_by_peer ON sessions (peer);
CREATE INDEX sessions_by_key ON sessions (key);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE old_peers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES persons (id),
    address BLOB,
    user_agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    -- NULL: the operator.
    admitted_by INTEGER REFERENCES peers (id),
    expires_at INTEGER,
    node INTEGER NOT NULL REFERENCES nodes (ref),
    seq INTEGER NOT NULL,
    -- A peer that was revoked or left stays, with who did it and when.
    ended_at INTEGER,
    ended_how TEXT CHECK (ended_how = 'revoked' OR ended_how = 'left' OR ended_how = 'expired'),
    ended_by INTEGER REFERENCES peers (id),
    ended_node INTEGER REFERENCES nodes (ref),
    ended_seq INTEGER,
    CHECK ((ended_at IS NULL) = (ended_how IS NULL))
) STRICT;
INSERT INTO old_peers (id, name, name_folded, kind, person, address, user_agent, created_at, last_seen_at, admitted_by,
    expires_at, node, seq, ended_at, ended_how, ended_by, ended_node, ended_seq)
SELECT id, name, name_folded, kind, person, address, user_agent, created_at, last_seen_at, admitted_by, expires_at, node,
    seq, ended_at,
    CASE WHEN ended_how IS NULL OR ended_how IN ('revoked', 'left', 'expired') THEN ended_how ELSE 'revoked' END,
    ended_by, ended_node, ended_seq FROM peers;
DROP TABLE peers;
ALTER TABLE old_peers RENAME TO peers;
CREATE UNIQUE INDEX peers_by_live_name ON peers (name_folded) WHERE ended_at IS NULL;
CREATE INDEX peers_by_live_address ON peers (address) WHERE ended_at IS NULL AND address IS NOT NULL;
CREATE INDEX peers_by_live_end ON peers (expires_at) WHERE ended_at IS NULL AND expires_at IS NOT NULL;
CREATE INDEX peers_by_person ON peers (person) WHERE ended_at IS NULL;
CREATE TRIGGER peer_joined AFTER INSERT ON peers WHEN NEW.ended_at IS NULL BEGIN
    UPDATE store SET live_peers = live_peers + 1 WHERE only_row = 1;
END;
CREATE TRIGGER peer_ended AFTER UPDATE OF ended_at ON peers WHEN OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL BEGIN
    UPDATE store SET live_peers = live_peers - 1 WHERE only_row = 1;
END;

ALTER TABLE store DROP COLUMN trusted_time;
ALTER TABLE store DROP COLUMN clock_jump;
ALTER TABLE store DROP COLUMN clock_jump_stood;
