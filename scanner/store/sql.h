/* sql.h -- a thin skin over a database: statements prepared once, values bound and read in order, errors with what to do.
 *
 * Below it stands one driver for each kind of database, a const struct in drivers of sql.c; above it the same statements serve
 * all. They are written in what SQLite and PostgreSQL have in common: parameters are ? or ?1, an upsert is ON CONFLICT, truth is
 * tested (x <> 0), where NULL sorts is said (NULLS FIRST), a new row's number comes by RETURNING.
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "daicho/span.h"
#include "daicho/status.h"
#include "daicho/store.h"

#include <stdbool.h>
#include <stdint.h>

struct sql_driver;

struct sql {				/* a database; first member of each driver's own struct */
	const struct sql_driver *driver;
	char *name;			/* as messages name it: an absolute path; a URI without what is nobody's business */
	char *key;			/* path of the file with its token key */
	bool there;			/* it holds an inventory, or something else that is not ours to fill */
};

struct sql_stmt {			/* first member of each driver's own struct */
	struct sql *db;
};

/* Binds parameters from the first on; the first failure stays in rc (0: none). Texts and blobs are borrowed until the next reset. */
struct sql_bind {
	struct sql_stmt *st;
	int at, rc;
};

void sql_int(struct sql_bind *b, int64_t v);
void sql_u64(struct sql_bind *b, uint64_t v);		/* the same 64 bits */
void sql_count(struct sql_bind *b, uint64_t v);		/* UINT64_MAX is NULL: unknown; beyond INT64_MAX: INT64_MAX */
void sql_real(struct sql_bind *b, double v);
void sql_text(struct sql_bind *b, const char *s);	/* NULL as "" */
void sql_blob(struct sql_bind *b, const void *p, size_t n);	/* NULL p: NULL */
void sql_null(struct sql_bind *b);

/* Reads the columns of a row from the first on. What a damaged file holds instead of the declared type reads as 0 or "". */
struct sql_row {
	struct sql_stmt *st;
	int at;
};

int64_t sql_get_int(struct sql_row *r);			/* a truth value: 0 or 1 */
uint64_t sql_get_u64(struct sql_row *r);
uint64_t sql_get_count(struct sql_row *r);		/* NULL: UINT64_MAX */
double sql_get_real(struct sql_row *r);
const char *sql_get_text(struct sql_row *r);		/* never NULL */
struct dc_span sql_get_blob(struct sql_row *r);
bool sql_is_null(struct sql_stmt *st, int column);
int sql_column_count(struct sql_stmt *st);
const char *sql_column_name(struct sql_stmt *st, int column);

/* Finds the database of the target and what is in it; DC_EUSAGE if there is none and the mode makes none. Nothing is made yet. */
enum dc_status sql_locate(const char *target, enum dc_store_mode mode, struct sql **out, struct dc_error *err);
/* Connects, makes or brings up the tables, refuses what is not ours. */
enum dc_status sql_open(struct sql *db, enum dc_store_mode mode, struct dc_error *err);
void sql_close(struct sql *db);				/* rolls back what is open; NULL is fine */

/* Prepares a statement to be finalized by the caller. walk: it gives many rows, which are not to be held in memory all at once. */
enum dc_status sql_prepare(struct sql *db, const char *text, struct sql_stmt **out, struct dc_error *err);
enum dc_status sql_prepare_walk(struct sql *db, const char *text, struct sql_stmt **out, struct dc_error *err);
/* The same for one that is kept as long as the database is open. */
enum dc_status sql_prepare_kept(struct sql *db, const char *text, struct sql_stmt **out, struct dc_error *err);
void sql_reset(struct sql_stmt *st);
void sql_finalize(struct sql_stmt *st);			/* NULL is fine */
/* Steps a bound statement that gives no rows, and resets it. */
enum dc_status sql_run(struct sql_bind *b, struct dc_error *err);
/* DC_OK: a row is there; DC_END: none is left. Either way the caller resets or finalizes. */
enum dc_status sql_step(struct sql_bind *b, struct dc_error *err);
/* Steps a bound statement that gives one row with one number, such as RETURNING id, and resets it. */
enum dc_status sql_run_int(struct sql_bind *b, int64_t *out, struct dc_error *err);
int64_t sql_changes(struct sql *db);			/* rows that the last sql_run changed */

/* Transactions of a writer. commit: on disk when it returns; after a failure of it nothing is open. rollback without one does nothing. */
enum dc_status sql_begin(struct sql *db, struct dc_error *err);
enum dc_status sql_commit(struct sql *db, struct dc_error *err);
void sql_rollback(struct sql *db);
/* The open batch will add many rows and ask little in between: they may be held back and sent together. */
void sql_bulk(struct sql *db);

/* ---- what a driver brings */

enum sql_use { SQL_ONCE, SQL_KEPT, SQL_WALK };

struct sql_driver {
	const char *schemes;		/* how a target begins, separated by blanks; "": every path */
	enum dc_status (*locate)(const char *target, enum dc_store_mode, struct sql **out, struct dc_error *);
	enum dc_status (*open)(struct sql *, enum dc_store_mode, struct dc_error *);
	void (*close)(struct sql *);
	enum dc_status (*prepare)(struct sql *, const char *text, enum sql_use, struct sql_stmt **out, struct dc_error *);
	void (*reset)(struct sql_stmt *);
	void (*finalize)(struct sql_stmt *);
	enum dc_status (*step)(struct sql_stmt *, int rc, struct dc_error *);	/* rc: what the binding gave */
	enum dc_status (*run)(struct sql_stmt *, int rc, struct dc_error *);
	int (*bind_int)(struct sql_stmt *, int at, int64_t);			/* at: from 1 */
	int (*bind_real)(struct sql_stmt *, int at, double);
	int (*bind_bytes)(struct sql_stmt *, int at, const void *p, size_t n, bool text);
	int (*bind_null)(struct sql_stmt *, int at);
	int64_t (*get_int)(struct sql_stmt *, int column);			/* column: from 0 */
	double (*get_real)(struct sql_stmt *, int column);
	const char *(*get_text)(struct sql_stmt *, int column);			/* never NULL */
	struct dc_span (*get_bytes)(struct sql_stmt *, int column);
	bool (*is_null)(struct sql_stmt *, int column);
	int (*columns)(struct sql_stmt *);
	const char *(*name)(struct sql_stmt *, int column);
	int64_t (*changes)(struct sql *);
	enum dc_status (*begin)(struct sql *, struct dc_error *);
	enum dc_status (*commit)(struct sql *, struct dc_error *);
	void (*rollback)(struct sql *);
	void (*bulk)(struct sql *);		/* NULL: makes no difference */
	/* Until it is closed; *got false: another has it. */
	enum dc_status (*alone)(struct sql *, bool *got, struct dc_error *);
	/* After rows were put with numbers of their own: the next number is beyond them. NULL: nothing to do. */
	enum dc_status (*filled)(struct sql *, struct dc_error *);
	/* A whole copy into an inventory yet to be made, of the same kind; NULL: row by row. */
	enum dc_status (*copy)(struct sql *, const char *target, struct dc_error *);
	const char *const *tails;	/* of files that hold what the database holds, behind its name; NULL ends. NULL: it is no file */
	const char *const *integrity;	/* queries that give one text per fault of the database itself; NULL ends */
	bool shared;			/* several processes may write one run */
	bool far;			/* every question costs a round trip: fewer and larger ones are asked */
	const char *overwrite;		/* makes what is deleted unreadable; NULL: the server's business */
};

extern const struct sql_driver sql_sqlite, sql_postgres;

#endif
