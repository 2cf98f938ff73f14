ALTER TABLE store DROP COLUMN default_area;
ALTER TABLE store DROP COLUMN default_area_name;

CREATE TABLE old_services (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    node INTEGER NOT NULL REFERENCES nodes (ref),
    seq INTEGER NOT NULL
) STRICT;
INSERT INTO old_services (id, name, name_folded, url, node, seq)
SELECT id, name, name_folded, url, node, seq FROM services;
DROP TABLE services;
ALTER TABLE old_services RENAME TO services;
