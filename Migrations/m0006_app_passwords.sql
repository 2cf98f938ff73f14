-- Secrets for native apps. Each belongs to a peer and ends with it.
CREATE TABLE app_passwords (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    peer INTEGER NOT NULL REFERENCES peers (id),
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    node INTEGER NOT NULL REFERENCES nodes (ref),
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX app_passwords_by_peer ON app_passwords (peer);
