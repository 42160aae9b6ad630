/* prune.c -- forgets states, verdicts, gone objects and runs from before a run. What stands now is not touched.
 *
 * SQLite overwrites what is deleted (secure_delete), so that it is gone from the file and not only from its tables.
 */
#include "db.h"

/* In this order: what points goes before what it points to. ?1: the run. */
static const char *const prunes[] = {
	"DELETE FROM finding_was WHERE until <= ?1",
	"DELETE FROM object_was WHERE until <= ?1",
	"DELETE FROM verdict WHERE run < ?1",
	"DELETE FROM ruling WHERE run < ?1",
	"DELETE FROM scope_run WHERE run < ?1",
	"DELETE FROM verdict WHERE object_id IN (SELECT id FROM object WHERE gone_run <= ?1)",
	"DELETE FROM object WHERE gone_run <= ?1",
	("DELETE FROM met WHERE run < ?1 AND NOT EXISTS (SELECT 1 FROM object o WHERE o.id BETWEEN met.chunk * 256 AND met.chunk * 256 + 255 "
		"AND met_bit(met.bits, o.id & 255))"),
	"DELETE FROM run WHERE id < ?1 AND id NOT IN (SELECT last_run FROM object UNION SELECT read_run FROM object UNION SELECT run FROM met)",
};

static enum dc_status run_is_there(struct db_store *s, int64_t run, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_RUN_IS, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, run);
	st = sql_step(&b, err);
	sql_reset(b.st);
	return st == DC_END ? dc_fail(err, DC_EUSAGE, "%s: there is no run %lld", s->path, (long long)run) : st;
}

static enum dc_status overwrite(struct db_store *s, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st;

	if (s->db->driver->overwrite == NULL)
		return DC_OK;
	st = sql_prepare(s->db, s->db->driver->overwrite, &b.st, err);
	while (st == DC_OK)
		st = sql_step(&b, err);
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

enum dc_status db_prune(struct dc_store *store, int64_t before_run, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	bool entered;
	enum dc_status st = run_is_there(s, before_run, err);

	if (st == DC_OK)
		st = overwrite(s, err);
	if (st == DC_OK)
		st = db_enter(s, &entered, err);
	if (st != DC_OK)
		return st;
	for (size_t i = 0; i < DC_ARRAY_LEN(prunes) && st == DC_OK; i++) {
		struct sql_bind b = { 0 };

		st = sql_prepare(s->db, prunes[i], &b.st, err);
		if (st == DC_OK) {
			sql_int(&b, before_run);
			st = sql_run(&b, err);
		}
		sql_finalize(b.st);
	}
	return db_leave(s, entered, st, err);
}
