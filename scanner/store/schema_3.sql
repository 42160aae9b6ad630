-- schema_3.sql -- version 3: what people typed into the ledger, by its row; who may read an object beyond its mode.

CREATE TABLE typed (
	row_id	TEXT NOT NULL,			-- of the ledger: scope/purpose/subject
	name	TEXT NOT NULL,			-- column: disposal, risk ...
	text	TEXT NOT NULL,
	PRIMARY KEY (row_id, name)
) STRICT, WITHOUT ROWID;

-- Names of users and groups with read access by an access list, separated by line feeds.
ALTER TABLE object ADD COLUMN readers TEXT NOT NULL DEFAULT '';
