-- The ground floor: who is known, how they came, what they may do, and what happened.
--
-- Ids are 63 bits of time and chance; times are milliseconds since 1970 (UTC); addresses are 4 or 16 bytes.
-- A CHECK spells out "a OR b": SQLite builds a table in memory for every IN of three or more, each time a row is written.
-- What a node decides carries that node and its sequence number, so that one day several nodes can share a roster.

CREATE TABLE store (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    -- Moves on when a backup is restored: a cursor into the events of another epoch means nothing.
    epoch INTEGER NOT NULL,
    -- Peers that have not ended, kept by the triggers below: counting them on every registration would not do.
    live_peers INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO store (only_row, epoch) VALUES (1, 1);

CREATE TABLE nodes (
    ref INTEGER PRIMARY KEY,
    -- Made from the node's identity key; NULL until the agent has started once.
    id INTEGER UNIQUE,
    last_seq INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO nodes (ref) VALUES (1);

CREATE TABLE persons (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE peers (
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

CREATE TABLE peer_keys (
    id INTEGER PRIMARY KEY,
    peer INTEGER NOT NULL REFERENCES peers (id),
    key BLOB NOT NULL CHECK (length(key) = 32),
    origin TEXT NOT NULL CHECK (origin = 'plain_http' OR origin = 'secure'),
    added_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;
-- A key is one identity: only one live peer can hold it. A retired one may come back as somebody new.
CREATE UNIQUE INDEX peer_keys_by_live_key ON peer_keys (key) WHERE retired_at IS NULL;
CREATE INDEX peer_keys_by_peer ON peer_keys (peer) WHERE retired_at IS NULL;

CREATE TABLE peer_tokens (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    peer INTEGER NOT NULL REFERENCES peers (id),
    -- The key it is bound to; NULL for a bearer token.
    key INTEGER REFERENCES peer_keys (id),
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    node INTEGER NOT NULL REFERENCES nodes (ref),
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX peer_tokens_by_peer ON peer_tokens (peer);
CREATE INDEX peer_tokens_by_key ON peer_tokens (key) WHERE key IS NOT NULL;
CREATE INDEX peer_tokens_by_end ON peer_tokens (expires_at);

CREATE TABLE sessions (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    peer INTEGER NOT NULL REFERENCES peers (id),
    key INTEGER NOT NULL REFERENCES peer_keys (id),
    purpose TEXT NOT NULL CHECK (purpose = 'kith' OR purpose = 'forward'),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_peer ON sessions (peer);
CREATE INDEX sessions_by_key ON sessions (key);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE permissions (
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
CREATE INDEX permissions_by_end ON permissions (expires_at) WHERE ended_at IS NULL AND expires_at IS NOT NULL;

CREATE TABLE services (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    node INTEGER NOT NULL REFERENCES nodes (ref),
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE areas (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    is_enabled INTEGER NOT NULL DEFAULT 1 CHECK (is_enabled = 0 OR is_enabled = 1),
    node INTEGER NOT NULL REFERENCES nodes (ref),
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE area_services (
    area INTEGER NOT NULL REFERENCES areas (id) ON DELETE CASCADE,
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    PRIMARY KEY (area, service)
) STRICT, WITHOUT ROWID;
CREATE INDEX area_services_by_service ON area_services (service);

CREATE TABLE area_peers (
    peer INTEGER NOT NULL REFERENCES peers (id),
    area INTEGER NOT NULL REFERENCES areas (id) ON DELETE CASCADE,
    assigned_at INTEGER NOT NULL,
    node INTEGER NOT NULL REFERENCES nodes (ref),
    seq INTEGER NOT NULL,
    PRIMARY KEY (peer, area)
) STRICT, WITHOUT ROWID;
CREATE INDEX area_peers_by_area ON area_peers (area);

-- Secrets stand here in clear while a pairing is open, and only then: the last CHECK holds every writer to it.
CREATE TABLE pairings (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    state TEXT NOT NULL,
    invited_by INTEGER REFERENCES peers (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    wanted_life INTEGER,
    wanted_name TEXT,
    wanted_person TEXT,
    wanted_peer INTEGER REFERENCES peers (id),
    wanted_scopes INTEGER NOT NULL,
    -- Ids of areas, eight bytes each: a pairing lives for minutes and needs no table of its own for them.
    wanted_areas BLOB NOT NULL,
    wanted_pass INTEGER,
    secret BLOB CHECK (length(secret) = 16),
    key BLOB CHECK (length(key) = 32),
    key_is_proved INTEGER,
    key_origin TEXT,
    address BLOB,
    user_agent TEXT,
    proposed_name TEXT,
    pin INTEGER CHECK (pin BETWEEN 100000 AND 999999),
    claim BLOB CHECK (length(claim) = 32),
    claim_hash BLOB CHECK (length(claim_hash) = 32),
    wrong_pins INTEGER NOT NULL DEFAULT 0,
    -- The peer at the same address that the operator was asked about.
    asked_about INTEGER REFERENCES peers (id),
    peer INTEGER REFERENCES peers (id),
    failure TEXT,
    finished_at INTEGER,
    CHECK (
        CASE state
            WHEN 'token_created' THEN secret IS NOT NULL AND key IS NULL AND pin IS NULL AND claim IS NULL
            WHEN 'device_connected' THEN secret IS NOT NULL AND key IS NOT NULL AND pin IS NOT NULL AND claim IS NOT NULL
            WHEN 'pin_verified' THEN secret IS NOT NULL AND key IS NOT NULL AND pin IS NOT NULL AND claim IS NOT NULL
            WHEN 'device_registered' THEN peer IS NOT NULL AND key IS NOT NULL AND claim_hash IS NOT NULL
            WHEN 'failed' THEN failure IS NOT NULL
            ELSE 0
        END),
    CHECK ((finished_at IS NOT NULL) = (state = 'device_registered' OR state = 'failed')),
    CHECK (finished_at IS NULL OR (secret IS NULL AND pin IS NULL AND claim IS NULL))
) STRICT;
CREATE UNIQUE INDEX pairings_by_claim ON pairings (claim_hash) WHERE claim_hash IS NOT NULL;
CREATE INDEX pairings_by_open_end ON pairings (expires_at) WHERE finished_at IS NULL;
CREATE INDEX pairings_by_finish ON pairings (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX pairings_by_open_inviter ON pairings (invited_by) WHERE finished_at IS NULL AND invited_by IS NOT NULL;

-- AUTOINCREMENT: a number is never given twice, even when old events are gone.
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    audience TEXT NOT NULL CHECK (audience = 'operators' OR audience = 'everyone' OR audience = 'peer' OR audience = 'area'),
    audience_id INTEGER,
    -- The peer and the pairing that it tells of.
    peer INTEGER,
    pairing INTEGER,
    data TEXT NOT NULL,
    CHECK ((audience_id IS NULL) = (audience = 'operators' OR audience = 'everyone'))
) STRICT;
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_peer ON events (peer) WHERE peer IS NOT NULL;
