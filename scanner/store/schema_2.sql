-- schema_2.sql -- version 2: what a verdict says stands once for all findings of a run it is said of, so that a million
-- findings are judged in seconds. A verdict of a run holds for an object as long as no later run found it in another state.

CREATE TABLE ruling (
	run		INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
	number		INTEGER NOT NULL,
	scope		TEXT NOT NULL,
	verdict		TEXT NOT NULL,
	reason		TEXT NOT NULL,
	level		TEXT NOT NULL,
	would_be	TEXT NOT NULL,
	clause		TEXT NOT NULL,
	clause_text	TEXT NOT NULL,
	candidates	TEXT NOT NULL,
	waiver		TEXT NOT NULL,
	suggested	TEXT NOT NULL,
	detail		TEXT NOT NULL,
	PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

-- In the order they are written, read and dropped: one tree, no index. finding is -1 for an object's verdict, object_id 0 too
-- for a scope's. Foreign keys would be looked up a million times: that run, ruling and object are there is a rule of
-- 'inventory verify'.
CREATE TABLE verdict_2 (
	run		INTEGER NOT NULL,
	object_id	INTEGER NOT NULL,
	finding		INTEGER NOT NULL,
	number		INTEGER NOT NULL,
	ruling		INTEGER NOT NULL,
	is_primary	INTEGER NOT NULL,
	PRIMARY KEY (run, object_id, finding, number)
) STRICT, WITHOUT ROWID;

INSERT INTO ruling SELECT run, number, scope, verdict, reason, level, would_be, clause, clause_text, candidates, waiver, suggested, detail
FROM verdict;
INSERT INTO verdict_2 SELECT run, coalesce(object_id, 0), coalesce(finding, -1), number, number, is_primary FROM verdict;
DROP TABLE verdict;
ALTER TABLE verdict_2 RENAME TO verdict;
