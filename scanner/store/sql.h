/* sql.h -- a thin skin over SQLite: statements prepared once, values bound and read in order, errors with what to do. */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "daicho/span.h"
#include "daicho/status.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/* Binds parameters from the first on; the first failure stays in rc. Texts and blobs are borrowed until the next reset. */
struct sql_bind {
	sqlite3_stmt *st;
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
	sqlite3_stmt *st;
	int at;
};

int64_t sql_get_int(struct sql_row *r);
uint64_t sql_get_u64(struct sql_row *r);
uint64_t sql_get_count(struct sql_row *r);		/* NULL: UINT64_MAX */
double sql_get_real(struct sql_row *r);
const char *sql_get_text(struct sql_row *r);		/* never NULL */
struct dc_span sql_get_blob(struct sql_row *r);

/* Notes what went wrong in the database at path, in words that say what to do. */
enum dc_status sql_failed(struct dc_error *err, sqlite3 *db, const char *path, int rc);

/* Prepares a statement to be finalized by the caller. */
enum dc_status sql_prepare(sqlite3 *db, const char *path, const char *text, sqlite3_stmt **out, struct dc_error *err);
/* Steps a bound statement that gives no rows, and resets it. */
enum dc_status sql_run(struct sql_bind *b, const char *path, struct dc_error *err);
/* DC_OK: a row is there; DC_END: none is left. Either way the caller resets or finalizes. */
enum dc_status sql_step(struct sql_bind *b, const char *path, struct dc_error *err);
/* Statements without parameters or rows. */
enum dc_status sql_exec(sqlite3 *db, const char *path, const char *text, struct dc_error *err);
/* The first column of the first row; DC_END if there is none. */
enum dc_status sql_one_int(sqlite3 *db, const char *path, const char *text, int64_t *out, struct dc_error *err);

#endif
