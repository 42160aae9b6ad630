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

-- What the run covered, for trends: objects by outcome, unchanged ones (skipped too) apart, bytes read, milliseconds that the
-- call took which ended it. All 0: an earlier version made it.
ALTER TABLE run ADD COLUMN n_complete INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN n_partial INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN n_skipped INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN n_failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN bytes_read INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN took_ms INTEGER NOT NULL DEFAULT 0;
