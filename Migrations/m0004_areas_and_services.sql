-- Services can be found by their scheme, host and port, and the node knows that it has made its default area.

CREATE TABLE new_services (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    -- Scheme, host and port of the URL: two services cannot share them.
    origin TEXT NOT NULL UNIQUE,
    node INTEGER NOT NULL REFERENCES nodes (ref),
    seq INTEGER NOT NULL
) STRICT;
-- No version could add a service before this one, so these come from a newer kith that was replaced by an older one.
INSERT INTO new_services (id, name, name_folded, url, origin, node, seq)
SELECT id, name, name_folded, url,
    CASE instr(substr(url, instr(url, '://') + 3), '/')
        WHEN 0 THEN url
        ELSE substr(url, 1, instr(url, '://') + 1 + instr(substr(url, instr(url, '://') + 3), '/'))
    END, node, seq FROM services;
DROP TABLE services;
ALTER TABLE new_services RENAME TO services;

-- The area that the first start made, and the folded name that the setting had then. NULL until an area was made. The
-- number stays if the area is deleted: it is not made again.
ALTER TABLE store ADD COLUMN default_area INTEGER;
ALTER TABLE store ADD COLUMN default_area_name TEXT;
