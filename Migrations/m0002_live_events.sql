-- Events reach whoever listens: those of a peer's presence concern whoever may see that peer; where the events of this
-- epoch begin, so that a cursor shows whether it is of them; and who was here last.

-- After a restore, numbers go on behind all that were ever given: an older cursor lies before this one.
ALTER TABLE store ADD COLUMN first_event INTEGER NOT NULL DEFAULT 1;

CREATE TABLE new_events (
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
INSERT INTO new_events (id, type, at, audience, audience_id, peer, pairing, data)
SELECT id, type, at, audience, audience_id, peer, pairing, data FROM events;
-- The old table knows the highest number that was ever given; its rows may be gone.
DELETE FROM sqlite_sequence WHERE name = 'new_events';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_events', seq FROM sqlite_sequence WHERE name = 'events';
DROP TABLE events;
ALTER TABLE new_events RENAME TO events;
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_peer ON events (peer) WHERE peer IS NOT NULL;
CREATE INDEX events_of_presence ON events (peer, id) WHERE type = 'presence_changed';
