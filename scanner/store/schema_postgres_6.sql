-- schema_postgres_6.sql -- version 6 on PostgreSQL: the column of schema_6.sql.

ALTER TABLE part ADD COLUMN alike bytea NOT NULL DEFAULT '';
