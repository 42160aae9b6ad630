-- schema_postgres_7.sql -- version 7 on PostgreSQL: column and table of schema_7.sql.

ALTER TABLE part ADD COLUMN alike bytea NOT NULL DEFAULT '';

CREATE TABLE kept (
	register	text COLLATE "C" NOT NULL,
	token		bytea NOT NULL,
	date		bigint NOT NULL,
	keep_until	bigint NOT NULL,
	first_run	bigint NOT NULL,
	met		bigint NOT NULL,
	lost_run	bigint NOT NULL,
	PRIMARY KEY (register, token)
);
