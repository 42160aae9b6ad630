/* postgres.h -- what the parts of the PostgreSQL dialect share: the session, and the reading of one table. */
#ifndef CONNECT_POSTGRES_H
#define CONNECT_POSTGRES_H

#include "dialect.h"

#include <libpq-fe.h>

#define PG_KEY_MOST 16			/* columns of a primary key that pages are cut by */

/* Large objects stand in a system table, and are content: each is a row of that table. */
#define PG_LARGE_SCHEMA "pg_catalog"
#define PG_LARGE_TABLE "pg_largeobject"

struct pg {
	PGconn *conn;
	bool databases;			/* no database was named: they are what there is to list */
	bool asked;			/* the question what a table is stands prepared */
	bool standby;			/* it replays what another server writes, and may cancel what stands in the way */
	struct dialect_options opt;
	uint8_t charset;
};

struct column {
	char *name, *type;
	uint8_t shape;
	bool allowed, left_out, key;	/* left_out: by whom we work for; neither is read */
};

struct reading {
	struct pg *pg;
	struct rows_out *out;
	struct column *columns;
	size_t n_columns, n_read;	/* all; those we may read */
	char *from;			/* "schema"."table", quoted */
	long pages;
	double rows;			/* as the server estimates */
	char kind;			/* pg_class.relkind */
	bool row_security;
	const char *denied;		/* a column we may not read */
	const struct dialect_since *from_then;	/* which rows are read; NULL: all */
	char *since;			/* that, as a condition; or NULL */
	bool conflict;			/* a standby cancelled the query: the same again will do */
	bool keeps;			/* pages by key: the last row's is kept */
	bool behind;			/* there is such a row */
	const struct connect_place *place;	/* gone on with; or NULL */
	char print[DIALECT_PRINT];	/* of the columns */
	struct dc_buf last[PG_KEY_MOST];	/* it, as text */
	size_t key[PG_KEY_MOST], n_key;	/* places of key columns among those read */
	struct pace pace;
	enum dc_reason reason;
	char detail[256];
};

/* A failure that concerns this table: its reason, and what it means without a word of the server's, which can quote a value. */
void pg_blame(struct reading *g, PGresult *r);
/* Asks what the table is, writes the head and the comments. False: it cannot be read, and the reason says why. */
bool pg_describe(struct reading *g, const struct connect_table *what);
/* Reads a table; struct dialect.read. */
enum dc_status pg_read(void *session, const struct connect_table *what, struct connect_place *place, struct rows_out *out, struct dc_error *err);

#endif
