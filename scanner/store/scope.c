/* scope.c -- what a judged run covered of each declared scope, and what that cost. Written and forgotten with its verdicts. */
#include "db.h"

enum dc_status db_scope_put(struct dc_store *store, int64_t run, const struct dc_scope_coverage *c, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(db_of(store), SQ_SCOPE_ADD, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, run);
	sql_text(&b, c->scope);
	for (int o = 0; o < DC_N_OUTCOMES; o++)
		sql_u64(&b, c->objects[o]);
	sql_u64(&b, c->carried);
	sql_u64(&b, c->bytes_read);
	return sql_run(&b, err);
}

enum dc_status db_each_scope(struct dc_store *store, store_each_scope_fn *each, void *ctx, struct dc_error *err)
{
	static const char text[] = "SELECT run, scope, n_complete, n_partial, n_skipped, n_failed, carried, bytes_read FROM scope_run ORDER BY run, scope";
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare_walk(db_of(store)->db, text, &b.st, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		int64_t run = sql_get_int(&r);
		struct dc_scope_coverage c = { .scope = sql_get_text(&r) };

		for (int o = 0; o < DC_N_OUTCOMES; o++)
			c.objects[o] = sql_get_u64(&r);
		c.carried = sql_get_u64(&r);
		c.bytes_read = sql_get_u64(&r);
		st = each(ctx, run, &c, err);
	}
	sql_finalize(b.st);
	return st;
}
