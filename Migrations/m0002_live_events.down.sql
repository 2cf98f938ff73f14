CREATE TABLE old_events (
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
-- What concerned those who see a peer is left to operators: the older schema knows no such audience.
INSERT INTO old_events (id, type, at, audience, audience_id, peer, pairing, data)
SELECT id, type, at, CASE audience WHEN 'neighbours' THEN 'operators' ELSE audience END,
    CASE audience WHEN 'neighbours' THEN NULL ELSE audience_id END, peer, pairing, data FROM events;
DELETE FROM sqlite_sequence WHERE name = 'old_events';
INSERT INTO sqlite_sequence (name, seq) SELECT 'old_events', seq FROM sqlite_sequence WHERE name = 'events';
DROP TABLE events;
ALTER TABLE old_events RENAME TO events;
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_peer ON events (peer) WHERE peer IS NOT NULL;
ALTER TABLE store DROP COLUMN first_event;
