/* kept.c -- lines of registers by their keyed hashes: which of them went before their period (PURPOSES §2.3, §2.8). */
#include "db.h"

static enum dc_status get(struct db_store *s, enum db_statement which, struct sql_bind *b, struct dc_error *err)
{
	return s->in_batch ? db_get(s, which, b, err) : dc_fail(err, DC_EBUG, "%s: a register's line outside of a batch", s->path);
}

static enum dc_status run(struct db_store *s, struct sql_bind *b, struct dc_error *err)
{
	enum dc_status st = sql_run(b, err);

	s->broken = s->broken || st != DC_OK;
	return st;
}

enum dc_status db_kept_begin(struct dc_store *store, const char *which, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	enum dc_status st = get(s, SQ_KEPT_UNMARK, &b, err);

	if (st != DC_OK)
		return st;
	sql_text(&b, which);
	return run(s, &b, err);
}

enum dc_status db_kept_put(struct dc_store *store, int64_t run_id, const struct dc_kept *kept, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	enum dc_status st = get(s, SQ_KEPT_MEET, &b, err);

	if (st != DC_OK)
		return st;
	sql_text(&b, kept->which);
	sql_blob(&b, kept->token, sizeof kept->token);
	sql_int(&b, kept->date);
	sql_int(&b, kept->keep_until);
	sql_int(&b, run_id);
	return run(s, &b, err);
}

enum dc_status db_kept_end(struct dc_store *store, int64_t run_id, const char *which, int today, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	enum dc_status st = get(s, SQ_KEPT_LOST, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, run_id);
	sql_text(&b, which);
	sql_int(&b, today);
	st = run(s, &b, err);
	if (st == DC_OK)
		st = get(s, SQ_KEPT_PAST, &b, err);
	if (st != DC_OK)
		return st;
	sql_text(&b, which);
	sql_int(&b, today);
	return run(s, &b, err);
}

enum dc_status db_each_lost(struct dc_store *store, store_each_kept_fn *each, void *ctx, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT register, token, date, keep_until, lost_run FROM kept WHERE lost_run <> 0 "
		"ORDER BY register DESC, date, token", &b.st, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		struct dc_kept k = { .which = sql_get_text(&r) };
		struct dc_span token = sql_get_blob(&r);

		memcpy(k.token, token.p, token.n < sizeof k.token ? token.n : sizeof k.token);
		k.date = (int)sql_get_int(&r);
		k.keep_until = (int)sql_get_int(&r);
		k.lost_run = sql_get_int(&r);
		st = each(ctx, &k, err);
	}
	sql_finalize(b.st);
	return st;
}
