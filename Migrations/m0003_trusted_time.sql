-- The time by which the jobs delete and end things; and lists of words that may grow are checked by the program alone, so
-- that a new scope or audience needs no rebuilt table. Checks that guard secrets stay.

-- NULL until an agent has run with this schema.
ALTER TABLE store ADD COLUMN trusted_time INTEGER;
-- How far the wall clock is from it, and for how long it has been: both in milliseconds, NULL while the two agree.
ALTER TABLE store ADD COLUMN clock_jump INTEGER;
ALTER TABLE store ADD COLUMN clock_jump_stood INTEGER;

CREATE TABLE new_peers (
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
    ended_how TEXT,
    ended_by INTEGER REFERENCES peers (id),
    ended_node INTEGER REFERENCES nodes (ref),
    ended_seq INTEGER,
    CHECK ((ended_at IS NULL) = (ended_how IS NULL))
) STRICT;
-- No node has joined another yet: each peer of this kind only called itself one.
INSERT INTO new_peers (id, name, name_folded, kind, person, address, user_agent, created_at, last_seen_at, admitted_by,
    expires_at, node, seq, ended_at, ended_how, ended_by, ended_node, ended_seq)
SELECT id, name, name_folded, CASE kind WHEN 'node' THEN 'other' ELSE kind END, person, address, user_agent, created_at,
    last_seen_at, admitted_by, expires_at, node, seq, ended_at, ended_how, ended_by, ended_node, ended_seq FROM peers;
DROP TABLE peers;
ALTER TABLE new_peers RENAME TO peers;
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

CREATE TABLE new_sessions (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    peer INTEGER NOT NULL REFERENCES peers (id),
    key INTEGER NOT NULL REFERENCES peer_keys (id),
    purpose TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO new_sessions (hash, peer, key, purpose, created_at, expires_at)
SELECT hash, peer, key, purpose, created_at, expires_at FROM sessions;
DROP TABLE sessions;
ALTER TABLE new_sessions RENAME TO sessions;
CREATE INDEX sessions_by_peer ON sessions (peer);
CREATE INDEX sessions_by_key ON sessions (key);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE new_permissions (
    peer INTEGER NOT NULL REFERENCES peers (id),
    scope TEXT NOT NULL,
    expires_at INTEGER,
    granted_at INTEGER NOT NULL,
    -- A grant that was taken away or ran out stays as the record of that.
    ended_at INTEGER,
    node INTEGER NOT NULL REFERENCES nodes (ref),
    seq INTEGER NOT NULL,
    PRIMARY KEY (peer, scope)
) STRICT, WITHOUT ROWID;
INSERT INTO new_permissions (peer, scope, expires_at, granted_at, ended_at, node, seq)
SELECT peer, scope, expires_at, granted_at, ended_at, node, seq FROM permissions;
DROP TABLE permissions;
ALTER TABLE new_permissions RENAME TO permissions;
CREATE INDEX permissions_by_end ON permissions (expires_at) WHERE ended_at IS NULL AND expires_at IS NOT NULL;

CREATE TABLE new_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    audience TEXT NOT NULL,
    audience_id INTEGER,
    -- The peer and the pairing that it tells of.
    peer INTEGER,
    pairing INTEGER,
    -- Of a change of presence: what the peer's presence is since then.
    presence TEXT,
    data TEXT NOT NULL
) STRICT;
INSERT INTO new_events (id, type, at, audience, audience_id, peer, pairing, presence, data)
SELECT id, type, at, audience, audience_id, peer, pairing,
    CASE type WHEN 'presence_changed' THEN data ->> 'presence' END, data FROM events;
-- The old table knows the highest number that was ever given; its rows may be gone.
DELETE FROM sqlite_sequence WHERE name = 'new_events';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_events', seq FROM sqlite_sequence WHERE name = 'events';
DROP TABLE events;
ALTER TABLE new_events RENAME TO events;
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_peer ON events (peer) WHERE peer IS NOT NULL;
CREATE INDEX events_of_presence ON events (peer, id) WHERE presence IS NOT NULL;
