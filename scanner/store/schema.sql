-- schema.sql -- version 1 of the inventory. No raw value stands here: masks, counts and keyed tokens only.
--
-- Unsigned 64-bit numbers (sizes, device, inode) are stored as the same 64 bits. Times are nanoseconds since 1970, UTC.
-- A number of persons that is unknown upwards is NULL. Names of reasons, categories, kinds and evidence are stored as
-- text, so that the order of lists in a later program means nothing.

CREATE TABLE meta (
	name	TEXT PRIMARY KEY,		-- inventory_id, key_check, audit_head
	value	BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
	id			INTEGER PRIMARY KEY,
	targets			TEXT NOT NULL,		-- one a line, as typed
	declaration_sha256	TEXT NOT NULL,
	rule_pack		TEXT NOT NULL,
	tool_version		TEXT NOT NULL,
	detector_version	TEXT NOT NULL,
	options			TEXT NOT NULL,		-- JSON
	started_ns		INTEGER NOT NULL,
	ended_ns		INTEGER NOT NULL,	-- 0: was interrupted
	sandboxed		INTEGER NOT NULL,
	atime_kept		INTEGER NOT NULL,
	complete		INTEGER NOT NULL,
	persons_lo		INTEGER NOT NULL,
	persons_best		INTEGER NOT NULL,
	persons_hi		INTEGER,
	judged_by		TEXT NOT NULL		-- declaration that its verdicts come from
) STRICT;

-- One row for a path, as it was last read. state_run is the first of the runs that saw it in this state.
CREATE TABLE object (
	id		INTEGER PRIMARY KEY,
	path		BLOB NOT NULL UNIQUE,		-- raw bytes
	asset		TEXT NOT NULL,			-- the target it was found under, as typed
	reason		TEXT NOT NULL,			-- '': complete
	detail		TEXT NOT NULL,
	directory	INTEGER NOT NULL,
	size		INTEGER NOT NULL,
	bytes_read	INTEGER NOT NULL,
	format		TEXT NOT NULL,
	charset		TEXT NOT NULL,
	dev		INTEGER NOT NULL,
	ino		INTEGER NOT NULL,
	btime_ns	INTEGER NOT NULL,
	mtime_ns	INTEGER NOT NULL,
	ctime_ns	INTEGER NOT NULL,
	mode		INTEGER NOT NULL,
	uid		INTEGER NOT NULL,
	gid		INTEGER NOT NULL,
	attempts	INTEGER NOT NULL,
	content		BLOB,				-- SHA-256, NULL where it was not computed
	persons_lo	INTEGER NOT NULL,
	persons_best	INTEGER NOT NULL,
	persons_hi	INTEGER,
	findings	INTEGER NOT NULL,		-- rows of finding
	digest		BLOB NOT NULL,			-- of all that hangs on it: the same again is not written again
	first_run	INTEGER NOT NULL,		-- a run's number outlives the run
	state_run	INTEGER NOT NULL,
	last_run	INTEGER NOT NULL REFERENCES run,
	read_run	INTEGER NOT NULL,		-- the last that read it; later ones saw no change
	unchanged	INTEGER NOT NULL,		-- 1: last_run saw no change and did not read it again
	gone_run	INTEGER,			-- the run that should have met it and did not
	lost_run	INTEGER				-- the run that could not look: a folder above was not read
) STRICT;

-- Further names of the same file.
CREATE TABLE link (
	object_id	INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,
	number		INTEGER NOT NULL,
	path		BLOB NOT NULL,
	PRIMARY KEY (object_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE part (
	object_id	INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,
	number		INTEGER NOT NULL,		-- 0: the object itself
	inner		TEXT NOT NULL,
	tbl		TEXT NOT NULL,			-- sheet or table
	format		TEXT NOT NULL,
	charset		TEXT NOT NULL,
	reason		TEXT NOT NULL,
	detail		TEXT NOT NULL,
	bytes		INTEGER NOT NULL,
	PRIMARY KEY (object_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
	object_id	INTEGER NOT NULL,
	number		INTEGER NOT NULL,
	part		INTEGER NOT NULL,
	field		TEXT NOT NULL,
	col		INTEGER,			-- NULL outside tables
	category	TEXT NOT NULL,
	kind		TEXT NOT NULL,
	no_value	INTEGER NOT NULL,		-- 1: no token of it may be kept (My Number)
	low		INTEGER NOT NULL,
	medium		INTEGER NOT NULL,
	high		INTEGER NOT NULL,
	placeholders	INTEGER NOT NULL,
	roles		INTEGER NOT NULL,
	confidence	REAL NOT NULL,
	persons_lo	INTEGER NOT NULL,
	persons_best	INTEGER NOT NULL,
	persons_hi	INTEGER,
	oldest		INTEGER NOT NULL,		-- yyyymmdd or 0
	newest		INTEGER NOT NULL,
	fingerprint	BLOB NOT NULL,			-- SHA-256 of path, inner, table, column, category, kind
	first_run	INTEGER NOT NULL,
	PRIMARY KEY (object_id, number),
	FOREIGN KEY (object_id, part) REFERENCES part (object_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The best hits of a finding, place 0 the one that stands for it. weights: for each piece of evidence a u16 (row of
-- evidence) and an IEEE float, little-endian: what re-judging needs without reading the data again.
CREATE TABLE hit (
	object_id	INTEGER NOT NULL,
	finding		INTEGER NOT NULL,
	place		INTEGER NOT NULL,
	start		INTEGER NOT NULL,
	stop		INTEGER NOT NULL,
	line		INTEGER NOT NULL,
	line_col	INTEGER NOT NULL,
	row		INTEGER NOT NULL,
	record		INTEGER NOT NULL,
	confidence	REAL NOT NULL,
	flags		INTEGER NOT NULL,
	masked		TEXT NOT NULL,
	weights		BLOB NOT NULL,
	PRIMARY KEY (object_id, finding, place),
	FOREIGN KEY (object_id, finding) REFERENCES finding (object_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
	id	INTEGER PRIMARY KEY,
	name	TEXT NOT NULL UNIQUE
) STRICT;

-- Tokens of a finding, packed 4,096 to a row: 16 bytes token, u32 component (little-endian), u8 1: one-per-person key.
CREATE TABLE token (
	object_id	INTEGER NOT NULL,
	finding		INTEGER NOT NULL,
	number		INTEGER NOT NULL,
	tokens		BLOB NOT NULL,
	PRIMARY KEY (object_id, finding, number),
	FOREIGN KEY (object_id, finding) REFERENCES finding (object_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What a column as a whole was found to hold.
CREATE TABLE tablecol (
	object_id	INTEGER NOT NULL,
	number		INTEGER NOT NULL,
	part		INTEGER NOT NULL,
	col		INTEGER,
	field		TEXT NOT NULL,
	category	TEXT NOT NULL,
	kind		TEXT NOT NULL,
	confidence	REAL NOT NULL,
	rows		INTEGER NOT NULL,
	filled		INTEGER NOT NULL,
	distinct_values	INTEGER NOT NULL,
	matching	INTEGER NOT NULL,
	weights		BLOB NOT NULL,
	PRIMARY KEY (object_id, number),
	FOREIGN KEY (object_id, part) REFERENCES part (object_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Verdicts of the judge. finding is NULL for an object's verdict, object_id NULL too for a scope's. The fingerprint
-- ties a verdict to its finding: when a later run replaced the finding, an older verdict no longer applies.
CREATE TABLE verdict (
	run		INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
	number		INTEGER NOT NULL,
	object_id	INTEGER REFERENCES object ON DELETE CASCADE,
	finding		INTEGER,
	fingerprint	BLOB,
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
	is_primary	INTEGER NOT NULL,
	PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX verdict_by_object ON verdict (object_id, finding) WHERE object_id IS NOT NULL;

-- States that a later run replaced, so that two runs can be compared. A state held from run since to the run before
-- until; only what changed is written.
CREATE TABLE object_was (
	object_id	INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,
	since		INTEGER NOT NULL,
	until		INTEGER NOT NULL,
	reason		TEXT NOT NULL,
	size		INTEGER NOT NULL,
	mtime_ns	INTEGER NOT NULL,
	content		BLOB,
	gone		INTEGER NOT NULL,
	PRIMARY KEY (object_id, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding_was (
	object_id	INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,
	since		INTEGER NOT NULL,
	number		INTEGER NOT NULL,
	until		INTEGER NOT NULL,
	inner		TEXT NOT NULL,
	tbl		TEXT NOT NULL,
	field		TEXT NOT NULL,
	col		INTEGER,
	category	TEXT NOT NULL,
	kind		TEXT NOT NULL,
	low		INTEGER NOT NULL,
	medium		INTEGER NOT NULL,
	high		INTEGER NOT NULL,
	placeholders	INTEGER NOT NULL,
	confidence	REAL NOT NULL,
	persons_lo	INTEGER NOT NULL,
	persons_best	INTEGER NOT NULL,
	persons_hi	INTEGER,
	fingerprint	BLOB NOT NULL,
	first_run	INTEGER NOT NULL,
	PRIMARY KEY (object_id, since, number)
) STRICT, WITHOUT ROWID;

-- Who did what with which declaration: append only. hash = SHA-256 over the hash before and this record's fields, each
-- with its length; meta.audit_head holds the number of records, the last hash and its HMAC.
CREATE TABLE audit (
	seq	INTEGER PRIMARY KEY,		-- from 1, without gaps
	at_ns	INTEGER NOT NULL,
	uid	INTEGER NOT NULL,
	action	TEXT NOT NULL,
	detail	TEXT NOT NULL,			-- JSON
	hash	BLOB NOT NULL
) STRICT;
