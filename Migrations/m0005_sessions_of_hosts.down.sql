-- An older program would accept a session of one host at every host.
DELETE FROM sessions WHERE host IS NOT NULL;
ALTER TABLE sessions DROP COLUMN host;
