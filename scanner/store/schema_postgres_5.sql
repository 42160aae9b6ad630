-- schema_postgres_5.sql -- version 5 on PostgreSQL: the tables of schema_5.sql.

CREATE TABLE mark (
	chunk	bigint PRIMARY KEY,
	marks	bytea NOT NULL
);

CREATE TABLE met (
	chunk	bigint NOT NULL,
	run	bigint NOT NULL,
	bits	bytea NOT NULL,
	PRIMARY KEY (chunk, run)
);

CREATE INDEX folder_unread ON object (last_run) WHERE directory <> 0 AND reason <> '';
CREATE INDEX object_gone ON object (gone_run) WHERE gone_run IS NOT NULL;

CREATE FUNCTION met_bit(bits bytea, i bigint) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	AS 'SELECT get_bit(bits, i::int) = 1';

ALTER TABLE run ADD COLUMN n_complete bigint NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN n_partial bigint NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN n_skipped bigint NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN n_failed bigint NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN carried bigint NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN bytes_read bigint NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN took_ms bigint NOT NULL DEFAULT 0;
