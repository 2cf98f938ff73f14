-- At which address of this node a key was paired: a browser keeps the key for that address only. NULL: it was paired at a
-- name, by a proxy, on the machine itself, or before this schema.
ALTER TABLE peer_keys ADD COLUMN node_address BLOB;
-- The same, of the device that has claimed a pairing.
ALTER TABLE pairings ADD COLUMN node_address BLOB;
