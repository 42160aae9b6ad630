-- schema_5.sql -- version 5: a night in which little changed writes a bit for an object and not a row.

-- 256 marks of 8 bytes, little-endian, of the objects from id chunk * 256 on. 0: there is none, or it is gone; 1: it has to be asked for
-- by its path; else a keyed hash of path, device, inode, size, times and detector version of an object that was read whole.
CREATE TABLE mark (
	chunk	INTEGER PRIMARY KEY,
	marks	BLOB NOT NULL
) STRICT;

-- 256 bits, from the lowest on, of objects that a run met and found unchanged by their marks. The last run that met an object is
-- that of its row or the last one with its bit, whichever is later.
CREATE TABLE met (
	chunk	INTEGER NOT NULL,
	run	INTEGER NOT NULL,
	bits	BLOB NOT NULL,
	PRIMARY KEY (chunk, run)
) STRICT, WITHOUT ROWID;

-- Folders that a run could not read, and objects that went: few, and looked for after each run.
CREATE INDEX folder_unread ON object (last_run) WHERE directory <> 0 AND reason <> '';
CREATE INDEX object_gone ON object (gone_run) WHERE gone_run IS NOT NULL;
