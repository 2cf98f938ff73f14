-- A session for forward auth may be valid at one host only. NULL: it does not depend on the host.
ALTER TABLE sessions ADD COLUMN host TEXT;
