-- schema_4.sql -- version 4: columns of dates of a part, for retention that is declared to run from a column.

-- A line for each: heading, tab, oldest, tab, newest (yyyymmdd).
ALTER TABLE part ADD COLUMN dates TEXT NOT NULL DEFAULT '';
