/* sql.c -- a thin skin over a database: picks the driver by the target and hands on. */
#include "sql.h"

#include <string.h>

/* By how a target begins; the last takes every path. */
static const struct sql_driver *const drivers[] = { &sql_postgres, &sql_sqlite };

static bool takes(const struct sql_driver *d, const char *target)
{
	const char *s = d->schemes;

	if (s[0] == '\0')
		return strstr(target, "://") == NULL;
	while (*s != '\0') {
		size_t n = strcspn(s, " ");

		if (strncmp(target, s, n) == 0)
			return true;
		s += n;
		s += strspn(s, " ");
	}
	return false;
}

enum dc_status sql_locate(const char *target, enum dc_store_mode mode, struct sql **out, struct dc_error *err)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(drivers); i++)
		if (takes(drivers[i], target))
			return drivers[i]->locate(target, mode, out, err);
	return dc_fail(err, DC_EUSAGE, "%s: an inventory is a file or a database of PostgreSQL: give its path or postgresql://user@host/database (-i)",
		target);
}

enum dc_status sql_open(struct sql *db, enum dc_store_mode mode, struct dc_error *err)
{
	return db->driver->open(db, mode, err);
}

void sql_close(struct sql *db)
{
	if (db != NULL)
		db->driver->close(db);
}

/* ---- parameters */

static void bound(struct sql_bind *b, int rc)
{
	if (b->rc == 0)
		b->rc = rc;
}

void sql_int(struct sql_bind *b, int64_t v)
{
	bound(b, b->st->db->driver->bind_int(b->st, ++b->at, v));
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
	bound(b, b->st->db->driver->bind_real(b->st, ++b->at, v));
}

void sql_text(struct sql_bind *b, const char *s)
{
	bound(b, b->st->db->driver->bind_bytes(b->st, ++b->at, s == NULL ? "" : s, s == NULL ? 0 : strlen(s), true));
}

void sql_blob(struct sql_bind *b, const void *p, size_t n)
{
	if (p == NULL)
		sql_null(b);
	else
		bound(b, b->st->db->driver->bind_bytes(b->st, ++b->at, p, n, false));
}

void sql_null(struct sql_bind *b)
{
	bound(b, b->st->db->driver->bind_null(b->st, ++b->at));
}

/* ---- columns */

int64_t sql_get_int(struct sql_row *r)
{
	return r->st->db->driver->get_int(r->st, r->at++);
}

uint64_t sql_get_u64(struct sql_row *r)
{
	return (uint64_t)sql_get_int(r);
}

uint64_t sql_get_count(struct sql_row *r)
{
	if (sql_is_null(r->st, r->at)) {
		r->at++;
		return UINT64_MAX;
	}
	return sql_get_u64(r);
}

double sql_get_real(struct sql_row *r)
{
	return r->st->db->driver->get_real(r->st, r->at++);
}

const char *sql_get_text(struct sql_row *r)
{
	return r->st->db->driver->get_text(r->st, r->at++);
}

struct dc_span sql_get_blob(struct sql_row *r)
{
	return r->st->db->driver->get_bytes(r->st, r->at++);
}

bool sql_is_null(struct sql_stmt *st, int column)
{
	return st->db->driver->is_null(st, column);
}

int sql_column_count(struct sql_stmt *st)
{
	return st->db->driver->columns(st);
}

const char *sql_column_name(struct sql_stmt *st, int column)
{
	return st->db->driver->name(st, column);
}

/* ---- statements */

enum dc_status sql_prepare(struct sql *db, const char *text, struct sql_stmt **out, struct dc_error *err)
{
	return db->driver->prepare(db, text, SQL_ONCE, out, err);
}

enum dc_status sql_prepare_walk(struct sql *db, const char *text, struct sql_stmt **out, struct dc_error *err)
{
	return db->driver->prepare(db, text, SQL_WALK, out, err);
}

enum dc_status sql_prepare_kept(struct sql *db, const char *text, struct sql_stmt **out, struct dc_error *err)
{
	return db->driver->prepare(db, text, SQL_KEPT, out, err);
}

void sql_reset(struct sql_stmt *st)
{
	st->db->driver->reset(st);
}

void sql_finalize(struct sql_stmt *st)
{
	if (st != NULL)
		st->db->driver->finalize(st);
}

enum dc_status sql_step(struct sql_bind *b, struct dc_error *err)
{
	int rc = b->rc;

	b->rc = 0;			/* bound anew, it may run again */
	return b->st->db->driver->step(b->st, rc, err);
}

enum dc_status sql_run(struct sql_bind *b, struct dc_error *err)
{
	int rc = b->rc;

	b->rc = 0;
	return b->st->db->driver->run(b->st, rc, err);
}

enum dc_status sql_run_int(struct sql_bind *b, int64_t *out, struct dc_error *err)
{
	enum dc_status st = sql_step(b, err);

	if (st == DC_OK)
		*out = b->st->db->driver->get_int(b->st, 0);
	sql_reset(b->st);
	return st;
}

int64_t sql_changes(struct sql *db)
{
	return db->driver->changes(db);
}

/* ---- transactions */

enum dc_status sql_begin(struct sql *db, struct dc_error *err)
{
	return db->driver->begin(db, err);
}

enum dc_status sql_commit(struct sql *db, struct dc_error *err)
{
	return db->driver->commit(db, err);
}

void sql_rollback(struct sql *db)
{
	db->driver->rollback(db);
}

void sql_bulk(struct sql *db)
{
	if (db->driver->bulk != NULL)
		db->driver->bulk(db);
}
