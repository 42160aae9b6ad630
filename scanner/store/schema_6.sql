-- schema_6.sql -- version 6: what a judged run covered of each declared scope and what that cost, for trends.

-- scope '': outside every scope. Objects by outcome; carried: of the skipped, unchanged since an earlier run read them. Bytes that
-- this run read.
CREATE TABLE scope_run (
	run		INTEGER NOT NULL,
	scope		TEXT NOT NULL,
	n_complete	INTEGER NOT NULL,
	n_partial	INTEGER NOT NULL,
	n_skipped	INTEGER NOT NULL,
	n_failed	INTEGER NOT NULL,
	carried		INTEGER NOT NULL,
	bytes_read	INTEGER NOT NULL,
	PRIMARY KEY (run, scope)
) STRICT, WITHOUT ROWID;
