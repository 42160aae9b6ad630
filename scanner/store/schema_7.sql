-- schema_7.sql -- version 7: how far rows of a part can be told apart, for data that is said to be processed; lines of registers, for those lost early.

-- Rows, smallest group of equal ones, those alone, 1 if there were more than were looked at, categories; tabs between. No value's hash.
ALTER TABLE part ADD COLUMN alike TEXT NOT NULL DEFAULT '';

-- Lines of the registers of provision and receipt that a judged run met, by a keyed hash of day, scope, recipient, file and items (of the
-- persons in them nothing is kept). A line gone before its period was lost by the first run that missed it.
CREATE TABLE kept (
	register	TEXT NOT NULL,		-- provision, receipt
	token		BLOB NOT NULL,
	date		INTEGER NOT NULL,	-- yyyymmdd
	keep_until	INTEGER NOT NULL,
	first_run	INTEGER NOT NULL,
	met		INTEGER NOT NULL,	-- 1: by the last run judged with this register
	lost_run	INTEGER NOT NULL,	-- 0: it is there
	PRIMARY KEY (register, token)
) STRICT, WITHOUT ROWID;
