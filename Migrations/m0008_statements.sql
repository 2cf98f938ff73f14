-- What nodes give and take, as they have signed it, and the circle that it belongs to.
CREATE TABLE circle (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    id BLOB NOT NULL CHECK (length(id) = 32),
    founder BLOB NOT NULL CHECK (length(founder) = 32),
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    -- The epoch of the store in which this node has last compared everything with what it said.
    said_epoch INTEGER
) STRICT;

CREATE TABLE records (
    kind INTEGER NOT NULL,
    owner BLOB NOT NULL CHECK (length(owner) = 32),
    local INTEGER NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    bytes BLOB NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
CREATE UNIQUE INDEX records_by_thing ON records (kind, local, owner, author);
CREATE INDEX records_by_hash ON records (hash);

CREATE TABLE takings (
    thing_kind INTEGER NOT NULL,
    thing_key BLOB NOT NULL CHECK (length(thing_key) = 32),
    thing_local INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    detail BLOB NOT NULL,
    author BLOB NOT NULL CHECK (length(author) = 32),
    generation INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    bytes BLOB NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
CREATE INDEX takings_by_thing ON takings (thing_kind, thing_local, thing_key);
CREATE INDEX takings_by_hash ON takings (hash);
