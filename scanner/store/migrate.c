/* migrate.c -- versions of the schema of SQLite: a new file gets the last one, an older one is brought up step by step. */
#include "migrate.h"
#include "sqlite.h"

#include <stdlib.h>

/* steps[i] takes version i to i + 1. Steps are never edited once released: a change is a new step. */
static const char *const steps[] = { store_schema_1, store_schema_2, store_schema_3, store_schema_4, store_schema_5, store_schema_6, store_schema_7 };

#define NEWEST ((int64_t)DC_ARRAY_LEN(steps))

/* What tells one version from another in the file's header. */
struct stamp {
	int64_t application, version, tables;
};

/* As file_create leaves it: no other program has stamped it or put anything in. */
static bool is_empty(const struct stamp *s)
{
	return s->application == 0 && s->version == 0 && s->tables == 0;
}

static enum dc_status one_int(struct sql *db, const char *text, int64_t *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(db, text, &b.st, err);

	if (st == DC_OK)
		st = sql_run_int(&b, out, err);
	sql_finalize(b.st);
	return st;
}

static enum dc_status read_stamp(struct sql *db, struct stamp *out, struct dc_error *err)
{
	enum dc_status st = one_int(db, "PRAGMA application_id", &out->application, err);

	if (st == DC_OK)
		st = one_int(db, "PRAGMA user_version", &out->version, err);
	if (st == DC_OK)
		st = one_int(db, "SELECT count(*) FROM sqlite_schema", &out->tables, err);
	return st;
}

static enum dc_status check_stamp(const struct stamp *s, const char *path, bool fresh, struct dc_error *err)
{
	if (is_empty(s))
		return fresh ? DC_OK : dc_fail(err, DC_EUSAGE, "%s: is empty: make the inventory with 'daicho inventory init' or a scan", path);
	if (s->application != STORE_APPLICATION_ID)
		return dc_fail(err, DC_EUSAGE, "%s: is another program's database, no inventory of daicho: give another file (-i)", path);
	if (s->version > NEWEST)
		return dc_fail(err, DC_EUSAGE, "%s: was made by a newer daicho (schema %lld, this one knows %lld): use that version", path,
			(long long)s->version, (long long)NEWEST);
	if (s->version < 1)
		return dc_fail(err, DC_EUSAGE, "%s: is damaged (schema %lld): go back to your last copy", path, (long long)s->version);
	return DC_OK;
}

static enum dc_status climb(struct sql *db, int64_t from, struct dc_error *err)
{
	char stamp[96];
	enum dc_status st = DC_OK;

	for (int64_t v = from; v < NEWEST && st == DC_OK; v++)
		st = lite_exec(db, steps[v], err);
	if (st != DC_OK)
		return st;
	snprintf(stamp, sizeof stamp, "PRAGMA application_id = %d; PRAGMA user_version = %lld", STORE_APPLICATION_ID, (long long)NEWEST);
	return lite_exec(db, stamp, err);
}

/* Under the write lock: another process may have climbed in the meantime. */
static enum dc_status upgrade(struct sql *db, bool fresh, struct dc_error *err)
{
	struct stamp s;
	enum dc_status st = sql_begin(db, err);

	if (st != DC_OK)
		return st;
	st = read_stamp(db, &s, err);
	if (st == DC_OK)
		st = check_stamp(&s, db->name, fresh, err);
	if (st == DC_OK)
		st = climb(db, is_empty(&s) ? 0 : s.version, err);
	if (st == DC_OK)
		return sql_commit(db, err);
	sql_rollback(db);
	return st;
}

static const char list_schema[] = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";

static bool same_row(struct sql_row a, struct sql_row b)
{
	for (int i = 0; i < 4; i++)
		if (strcmp(sql_get_text(&a), sql_get_text(&b)) != 0)
			return false;
	return true;
}

static enum dc_status compare(struct sql_bind *ours, struct sql_bind *theirs, const char *path, struct dc_error *err)
{
	for (;;) {
		enum dc_status a = sql_step(ours, err), b = sql_step(theirs, err);

		if (a > DC_END || b > DC_END)
			return err->status;
		if (a != b || (a == DC_OK && !same_row((struct sql_row){ ours->st, 0 }, (struct sql_row){ theirs->st, 0 })))
			return dc_fail(err, DC_EUSAGE, "%s: its tables are not those of an inventory: it was changed by another program; "
				"go back to your last copy", path);
		if (a == DC_END)
			return DC_OK;
	}
}

/* Makes the schema once more in memory and compares. */
static enum dc_status check_schema(struct sql *db, struct dc_error *err)
{
	struct sql_bind ours = { 0 }, theirs = { 0 };
	struct sql *model = lite_in_memory();
	enum dc_status st = model == NULL ? dc_fail(err, DC_ENOMEM, "%s: out of memory", db->name) : climb(model, 0, err);

	if (st == DC_OK)
		st = sql_prepare(model, list_schema, &ours.st, err);
	if (st == DC_OK)
		st = sql_prepare(db, list_schema, &theirs.st, err);
	if (st == DC_OK)
		st = compare(&ours, &theirs, db->name, err);
	sql_finalize(ours.st);
	sql_finalize(theirs.st);
	sql_close(model);
	return st;
}

enum dc_status migrate(struct sql *db, bool writing, bool fresh, struct dc_error *err)
{
	struct stamp s;
	enum dc_status st = read_stamp(db, &s, err);

	if (st == DC_OK)
		st = check_stamp(&s, db->name, fresh, err);
	if (st != DC_OK)
		return st;
	if (is_empty(&s) || s.version < NEWEST) {
		if (!writing)
			return dc_fail(err, DC_EUSAGE, "%s: has an older schema (%lld): any command that writes to it, such as "
				"'daicho inventory init', brings it up to date", db->name, (long long)s.version);
		st = upgrade(db, fresh, err);
		if (st != DC_OK)
			return st;
	}
	return check_schema(db, err);
}
