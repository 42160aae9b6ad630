-- schema_6.sql -- version 6: how far rows of a part can be told apart, for data that is said to be processed.

-- Rows, smallest group of equal ones, those alone, 1 if there were more than were looked at, categories; tabs between. No value's hash.
ALTER TABLE part ADD COLUMN alike TEXT NOT NULL DEFAULT '';
