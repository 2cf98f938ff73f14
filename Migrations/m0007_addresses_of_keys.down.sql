ALTER TABLE pairings DROP COLUMN node_address;
ALTER TABLE peer_keys DROP COLUMN node_address;
