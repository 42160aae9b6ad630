/* postgres.h -- the driver of PostgreSQL, as its files see each other. */
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H

#include "sql.h"

#include "daicho/buf.h"

#include <libpq-fe.h>

#define PG_SCHEMA "daicho"		/* all that is ours in the database stands in it */

extern const char store_schema_postgres[], store_schema_postgres_5[], store_schema_postgres_6[], store_schema_postgres_7[], store_fleet[];

/* Rows of one table that wait to be sent: pg_bulk.c. */
struct pg_held {
	const char *copy;		/* borrowed from the statement that adds them */
	struct dc_buf rows;
};

struct pg {
	struct sql base;
	char *target;			/* as given, for libpq, without what is ours */
	PGconn *conn;
	bool writable, in_batch;
	unsigned walks;			/* open cursors; they need a transaction, which is theirs outside of a batch */
	unsigned numbered;		/* names of statements and cursors given out */
	unsigned pending;		/* statements sent whose answers were not read: pg_stmt.c */
	int64_t changes;
	bool bulk;			/* rows that are added are held */
	struct pg_held held[16];
	size_t n_held, held_bytes;
};

static inline struct pg *pg_of(struct sql *db)
{
	return (struct pg *)db;
}

/* What the server, or the library about it, said, in words that say what to do. res: NULL, the connection failed. */
enum dc_status pg_failed(struct pg *pg, const PGresult *res, struct dc_error *err);
/* Statements without parameters or rows of interest. */
enum dc_status pg_exec(struct pg *pg, const char *text, struct dc_error *err);

/* Sends the rows that are held and reads the answers that are outstanding, the first failure among them. Before anything that is not sent by pg_stmt.c. */
enum dc_status pg_settle(struct pg *pg, struct dc_error *err);

/* pg_stmt.c */
enum dc_status pg_prepare(struct sql *, const char *text, enum sql_use, struct sql_stmt **out, struct dc_error *);
void pg_reset(struct sql_stmt *);
void pg_finalize(struct sql_stmt *);
enum dc_status pg_step(struct sql_stmt *, int rc, struct dc_error *);
enum dc_status pg_run(struct sql_stmt *, int rc, struct dc_error *);
int pg_bind_int(struct sql_stmt *, int at, int64_t);
int pg_bind_real(struct sql_stmt *, int at, double);
int pg_bind_bytes(struct sql_stmt *, int at, const void *p, size_t n, bool text);
int pg_bind_null(struct sql_stmt *, int at);
int64_t pg_get_int(struct sql_stmt *, int column);
double pg_get_real(struct sql_stmt *, int column);
const char *pg_get_text(struct sql_stmt *, int column);
struct dc_span pg_get_bytes(struct sql_stmt *, int column);
bool pg_is_null(struct sql_stmt *, int column);
int pg_columns(struct sql_stmt *);
const char *pg_name(struct sql_stmt *, int column);

/* pg_bulk.c: the COPY that does what the statement does, of malloc; NULL: none does. */
char *pg_bulk_copy(const char *text);
enum dc_status pg_bulk_add(struct pg *pg, const char *copy, int n, const char *const *values, const int *lengths, struct dc_error *err);
enum dc_status pg_bulk_send(struct pg *pg, struct dc_error *err);
void pg_bulk_end(struct pg *pg);

#endif
