/* database.h -- inside database.c and tables.c: a server, its connectors and the list of its tables. */
#ifndef SOURCE_DATABASE_H
#define SOURCE_DATABASE_H

#include "daicho/source.h"

#include "connect.h"

#include <pthread.h>

#define POOL 64				/* connectors at most */

struct table {
	struct dc_object object;	/* first */
	const char *database, *schema, *table;
	const char **without, **rules;	/* columns that are left out, NULL-terminated, and why; or NULL */
	size_t n_without;
	bool by_column, any_column;	/* no rule takes in the whole of it, perhaps columns; a column is to be read */
	struct pooled *reader;		/* who reads it now; NULL: nobody, or its connection was lost */
	uint64_t rows;			/* that were sent */
	int into;			/* while its connection may be mended: the writing end of its stream; else negative */
	struct connect_place place;	/* where it is to be gone on with */
	unsigned tries;			/* since the last row */
	uint64_t tried_ns;		/* when */
};

struct pooled {
	struct connector *connector;
	char database[CONNECT_NAME_MOST];	/* that it is connected to: a copy, objects come and go */
	bool busy;
};

struct database {
	struct dc_source base;
	struct dc_source_options opt;
	struct dc_budget budget;
	struct connect_uri uri;
	const char *asset;
	struct dc_arena *arena;		/* of names that are kept */
	struct dc_object **objects;	/* listed, not yet taken */
	size_t n, cap, at, at_column;	/* at_column: the table of the last column that was listed */
	const char **databases;		/* to be listed one by one */
	size_t n_databases, at_database;
	pthread_mutex_t lock;		/* of the pool */
	struct pooled pool[POOL];
};

/* A line of the list, in d->objects. The rules are not asked. */
enum dc_status tables_add(struct database *d, const struct connect_listed *l, struct dc_error *err);
/* What a connector lists: ctx is the database. A database is kept to be listed by itself. */
enum dc_status tables_listed(void *ctx, const struct connect_listed *l, struct dc_error *err);
/* Once all is listed, of what stands from `from` on: a table of which rules leave nothing is left out whole, of others each column
 * that is left out has a line of its own. */
enum dc_status tables_settle(struct database *d, size_t from, struct dc_error *err);

#endif
