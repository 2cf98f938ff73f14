-- A circle of one loses nothing: the next upgrade founds a new one from the tables.
DROP TABLE takings;
DROP TABLE records;
DROP TABLE circle;
