/* connect.h -- a connector: a process that has one connection to one server, no file and no way to another server.
 *
 * It is started, connects, locks itself in, and then serves two things: the list of what there is, and the rows of one table
 * after the other, written to a pipe that a worker reads (rows.h). What a server sends is parsed here and nowhere else with
 * any right; what the rows mean is found out by a worker that reaches nothing.
 */
#ifndef CONNECT_CONNECT_H
#define CONNECT_CONNECT_H

#include "daicho/budget.h"
#include "daicho/ledger.h"
#include "daicho/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define CONNECT_PLACE_MOST 18		/* a key has at most 16 columns */
#define CONNECT_NAME_MOST 512		/* bytes of a database's, schema's, table's name; longer ones are refused */

/* "postgresql://user@host:5432/db?sslmode=verify-full", taken apart and percent-decoded. */
struct connect_uri {
	char scheme[16];		/* "postgresql", "mysql" */
	char user[256], host[256], database[CONNECT_NAME_MOST];
	unsigned port;			/* 0: the default */
	char params[1024];		/* as written behind "?"; "" */
};

/* DC_EUSAGE: told what is wrong; a password in it is refused. */
enum dc_status connect_parse(const char *target, struct connect_uri *out, struct dc_error *err);
/* The same without a look at the scheme, for other kinds of servers: database is all behind the host. */
enum dc_status connect_split(const char *target, struct connect_uri *out, struct dc_error *err);
/* "postgresql://host/db": what objects' paths begin with; no user, no default port, no options. */
enum dc_status connect_canonical(const struct connect_uri *uri, const char *database, char *out, size_t cap);
bool connect_knows(const char *scheme);

struct connector_options {
	const char *program;		/* our own executable */
	const char *target;		/* as typed */
	const char *database;		/* instead of the target's; NULL: the target's */
	const char *password_file;	/* 0600; NULL: what the client library finds by itself */
	const char *sample;		/* "5%", "1000rows"; NULL: everything is read */
	const char *changed_since;	/* "updated_at=2026-11-01T09:30,public.orders.changed=...": of tables with that column the rows from then on; NULL: all */
	uint64_t max_rows;		/* of a table; 0: all */
	uint64_t rows_per_second, bytes_per_second;	/* 0: as fast as it goes */
	bool columns;			/* the list is to have the columns of what can be read, too */
	uint32_t cell_bytes;
	bool unsafe_no_sandbox;
	const atomic_int *stop;
};

/* Something a server has. Strings are borrowed until the callback returns. */
struct connect_listed {
	const char *database, *schema, *table;	/* table "": a database, to be connected to by itself */
	const char *column;		/* "": the table itself. Columns come after all tables, in their tables' order */
	enum dc_reason reason;		/* DC_R_none: to be read */
	const char *detail;
	int64_t rows;			/* as the server estimates; negative: not known */
	uint64_t bytes;
	bool everyone;			/* PUBLIC, or any account, may read it */
};

struct connector;

/* DC_EUSAGE: the server cannot be reached, or refuses us; what it says, without secrets. */
enum dc_status connector_start(const struct connector_options *opt, struct connector **out, struct dc_error *err);
enum dc_status connector_list(struct connector *c, enum dc_status (*each)(void *ctx, const struct connect_listed *, struct dc_error *), void *ctx,
	struct dc_error *err);
/* Where a table is gone on with whose connection was lost: what it was then, and the last row's primary key. In memory alone, for a key
 * can be somebody's number. */
struct connect_place {
	char *at[CONNECT_PLACE_MOST];
	size_t n;			/* 0: at the beginning */
};

bool connect_place_add(struct connect_place *p, const void *s, size_t n);	/* false: memory is out, or it is too long */
void connect_place_clear(struct connect_place *p);		/* wipes */

/* A table to read. */
struct connect_table {
	const char *schema, *table;
	const char *const *without;	/* names of columns that are not to be read, NULL-terminated; or NULL */
};

/* A stream of rows: pipe[0] gives them, pipe[1] takes them. DC_EIO. */
enum dc_status connector_pipe(int ends[2], struct dc_error *err);
/* Begins to read a table, or goes on with it at a place (NULL or empty: at its beginning), into the writing end of a stream, which stays the
 * caller's; closing the reading end early ends the reading. One at a time. */
enum dc_status connector_read(struct connector *c, const struct connect_table *what, const struct connect_place *place, int into,
	struct dc_error *err);
/* Waits for the end of the reading (after the stream was read or closed). *rows: how many were sent. False: the connector is dead. */
bool connector_settle(struct connector *c, uint64_t *rows);
/* Looks, without waiting, whether the connection was lost in the middle: then the connector is dead, *rows were sent, and *place, cleared
 * before, says where the table can be gone on with. */
bool connector_lost(struct connector *c, uint64_t *rows, struct connect_place *place);
void connector_close(struct connector *c);		/* NULL is fine */

/* ---- inside the process */
bool connector_is(int argc, char **argv);
int connector_main(void);

#endif
