-- schema_postgres_6.sql -- version 6 on PostgreSQL: the table of schema_6.sql.

CREATE TABLE scope_run (
	run		bigint NOT NULL,
	scope		bytea NOT NULL,
	n_complete	bigint NOT NULL,
	n_partial	bigint NOT NULL,
	n_skipped	bigint NOT NULL,
	n_failed	bigint NOT NULL,
	carried		bigint NOT NULL,
	bytes_read	bigint NOT NULL,
	PRIMARY KEY (run, scope)
);
