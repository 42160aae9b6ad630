/* sql.c -- a thin skin over SQLite. */
#include "sql.h"

static void bound(struct sql_bind *b, int rc)
{
	if (b->rc == SQLITE_OK)
		b->rc = rc;
}

void sql_int(struct sql_bind *b, int64_t v)
{
	bound(b, sqlite3_bind_int64(b->st, ++b->at, v));
}

void sql_u64(struct sql_bind *b, uint64_t v)
{
	sql_int(b, (int64_t)v);
}

void sql_count(struct sql_bind *b, uint64_t v)
{
	if (v == UINT64_MAX)
		sql_null(b);
	else
		sql_int(b, v > INT64_MAX ? INT64_MAX : (int64_t)v);
}

void sql_real(struct sql_bind *b, double v)
{
	bound(b, sqlite3_bind_double(b->st, ++b->at, v));
}

void sql_text(struct sql_bind *b, const char *s)
{
	bound(b, sqlite3_bind_text64(b->st, ++b->at, s == NULL ? "" : s, s == NULL ? 0 : strlen(s), SQLITE_STATIC, SQLITE_UTF8));
}

void sql_blob(struct sql_bind *b, const void *p, size_t n)
{
	/* an empty blob needs an address, else SQLite takes it for NULL */
	bound(b, sqlite3_bind_blob64(b->st, ++b->at, p == NULL || n > 0 ? p : "", n, SQLITE_STATIC));
}

void sql_null(struct sql_bind *b)
{
	bound(b, sqlite3_bind_null(b->st, ++b->at));
}

int64_t sql_get_int(struct sql_row *r)
{
	return sqlite3_column_int64(r->st, r->at++);
}

uint64_t sql_get_u64(struct sql_row *r)
{
	return (uint64_t)sql_get_int(r);
}

uint64_t sql_get_count(struct sql_row *r)
{
	if (sqlite3_column_type(r->st, r->at) == SQLITE_NULL) {
		r->at++;
		return UINT64_MAX;
	}
	return sql_get_u64(r);
}

double sql_get_real(struct sql_row *r)
{
	return sqlite3_column_double(r->st, r->at++);
}

const char *sql_get_text(struct sql_row *r)
{
	const char *s = (const char *)sqlite3_column_text(r->st, r->at++);

	return s == NULL ? "" : s;
}

struct dc_span sql_get_blob(struct sql_row *r)
{
	const uint8_t *p = sqlite3_column_blob(r->st, r->at);
	int n = sqlite3_column_bytes(r->st, r->at++);

	return p == NULL || n <= 0 ? (struct dc_span){ (const uint8_t *)"", 0 } : (struct dc_span){ p, (size_t)n };
}

/* What a result code means to the operator. */
static const struct {
	int code;			/* primary code */
	enum dc_status status;
	const char *say;
} meanings[] = {
	{ SQLITE_NOMEM, DC_ENOMEM, "out of memory" },
	{ SQLITE_FULL, DC_EIO, "the disk is full: make room, then run again; what was committed is safe" },
	{ SQLITE_IOERR, DC_EIO, "the disk fails: check it, then run again; what was committed is safe" },
	{ SQLITE_BUSY, DC_EUSAGE, "another program is writing to it: wait until it is done, then run again" },
	{ SQLITE_LOCKED, DC_EUSAGE, "another program is writing to it: wait until it is done, then run again" },
	{ SQLITE_READONLY, DC_EUSAGE, "it cannot be written: check the rights of the file and its folder, or put the inventory elsewhere (-i)" },
	{ SQLITE_PERM, DC_EUSAGE, "permission denied: run as its owner" },
	{ SQLITE_CANTOPEN, DC_EUSAGE, "it cannot be opened: check the rights of the file and its folder" },
	{ SQLITE_NOTADB, DC_EUSAGE, "is no inventory of daicho: give another file (-i)" },
	{ SQLITE_CORRUPT, DC_EUSAGE, "is damaged: see 'daicho inventory verify', and go back to your last copy" },
	{ SQLITE_TOOBIG, DC_ELIMIT, "a text or blob is longer than an inventory takes" },
};

enum dc_status sql_failed(struct dc_error *err, sqlite3 *db, const char *path, int rc)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(meanings); i++)
		if (meanings[i].code == (rc & 0xff))
			return dc_fail(err, meanings[i].status, "%s: %s", path, meanings[i].say);
	return dc_fail(err, DC_EBUG, "%s: %s (%d)", path, db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(db), rc);
}

enum dc_status sql_prepare(sqlite3 *db, const char *path, const char *text, sqlite3_stmt **out, struct dc_error *err)
{
	int rc = sqlite3_prepare_v3(db, text, -1, 0, out, NULL);

	return rc == SQLITE_OK ? DC_OK : sql_failed(err, db, path, rc);
}

enum dc_status sql_step(struct sql_bind *b, const char *path, struct dc_error *err)
{
	if (b->rc == SQLITE_OK)
		b->rc = sqlite3_step(b->st);
	if (b->rc == SQLITE_ROW) {
		b->rc = SQLITE_OK;
		return DC_OK;
	}
	if (b->rc == SQLITE_DONE) {
		b->rc = SQLITE_OK;	/* bound anew, it may run again */
		return DC_END;
	}
	return sql_failed(err, sqlite3_db_handle(b->st), path, b->rc);
}

enum dc_status sql_run(struct sql_bind *b, const char *path, struct dc_error *err)
{
	enum dc_status st = sql_step(b, path, err);

	sqlite3_reset(b->st);
	return st == DC_END ? DC_OK : st;
}

enum dc_status sql_exec(sqlite3 *db, const char *path, const char *text, struct dc_error *err)
{
	int rc = sqlite3_exec(db, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? DC_OK : sql_failed(err, db, path, rc);
}

enum dc_status sql_one_int(sqlite3 *db, const char *path, const char *text, int64_t *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(db, path, text, &b.st, err);

	if (st != DC_OK)
		return st;
	st = sql_step(&b, path, err);
	if (st == DC_OK)
		*out = sqlite3_column_int64(b.st, 0);
	sqlite3_finalize(b.st);
	return st;
}
