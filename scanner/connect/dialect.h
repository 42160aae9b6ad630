/* dialect.h -- how one kind of server is spoken to, inside a connector. A new one is a file and a line in dialects.def. */
#ifndef CONNECT_DIALECT_H
#define CONNECT_DIALECT_H

#include "connect.h"

#include "daicho/rows.h"

#define DIALECT_PRINT 17
#define DIALECT_SINCE_MOST 64		/* of one scan */

/* Of the tables that have the column, the rows from that time on. */
struct dialect_since {
	const char *table;		/* "orders", "public.orders", "crm.public.orders", "public.*"; "": any */
	const char *column, *time;	/* time: digits and their signs alone */
};

struct dialect_options {
	const struct connect_uri *uri;
	const char *password;		/* "" if none is given; wiped after open */
	double sample;			/* share of the rows to read; 0: all */
	uint64_t sample_rows;		/* rows to read; 0: all */
	const struct dialect_since *since; size_t n_since;	/* rows from some time on; they stay as long as the process */
	uint64_t max_rows, rows_per_second, bytes_per_second;
	bool columns;			/* lists have the columns, too */
};

struct dialect_sink {
	enum dc_status (*listed)(struct dialect_sink *, const struct connect_listed *, struct dc_error *);
};

struct dialect {
	const char *scheme;		/* as the canonical form has it */
	const char *aliases;		/* other spellings, separated by blanks */
	unsigned port;			/* the default */
	/* Connects. *fd: the connection's descriptor. DC_EUSAGE with what the server said. */
	enum dc_status (*open)(const struct dialect_options *opt, void **session, int *fd, struct dc_error *err);
	enum dc_status (*list)(void *session, struct dialect_sink *sink, struct dc_error *err);
	/* Writes the head, the rows and the end; what goes wrong is the end's reason. DC_OK unless the connection is of no more use. A place
	 * that is not empty: the rows behind it and the end; on return where it can be gone on with, and then without an end; or empty. */
	enum dc_status (*read)(void *session, const struct connect_table *what, struct connect_place *place, struct rows_out *out, struct dc_error *err);
	void (*close)(void *session);
};

const struct dialect *dialect_find(const char *scheme);

/* What a server or its library says, on one line of UTF-8, the password (NULL: none is known here) as ***. Never empty. */
void dialect_say(const char *text, const char *secret, char *out, size_t cap);

/* What tells a table from what was there before under its name: all it is asked for, in a few characters. */
void dialect_print(const char *columns, char out[DIALECT_PRINT]);

/* Is the column left out by what is asked for? */
bool dialect_without(const struct connect_table *what, const char *column);

/* Is the column the one by which the table's changes are told? schema "": there is none. */
bool dialect_since_of(const struct dialect_since *s, const char *database, const char *schema, const char *table, const char *column);

/* Sleeps so that no more rows and bytes a second are read than the options say. */
struct pace { uint64_t began_ns; };
void pace_keep(struct pace *p, const struct rows_out *read, const struct dialect_options *o);

#endif
