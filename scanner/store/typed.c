/* typed.c -- what people typed into the ledger. It outlives scans: rows are named by the declaration's ids. */
#include "db.h"

enum dc_status db_typed_clear(struct dc_store *store, const char *row_id, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	enum dc_status st = s->in_batch ? db_get(s, SQ_TYPED_CLEAR, &b, err) : dc_fail(err, DC_EBUG, "%s: a ledger row outside of a batch", s->path);

	if (st != DC_OK)
		return st;
	sql_text(&b, row_id);
	st = sql_run(&b, err);
	s->broken = s->broken || st != DC_OK;
	return st;
}

enum dc_status db_typed_put(struct dc_store *store, const char *row_id, const char *name, const char *text, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	enum dc_status st = s->in_batch ? db_get(s, SQ_TYPED_ADD, &b, err) : dc_fail(err, DC_EBUG, "%s: a ledger row outside of a batch", s->path);

	if (st != DC_OK)
		return st;
	sql_text(&b, row_id);
	sql_text(&b, name);
	sql_text(&b, text);
	st = sql_run(&b, err);
	s->broken = s->broken || st != DC_OK;
	return st;
}

enum dc_status db_each_typed(struct dc_store *store, store_each_typed_fn *each, void *ctx, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT row_id, name, text FROM typed ORDER BY row_id, name", &b.st, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		const char *row = sql_get_text(&r), *name = sql_get_text(&r);

		st = each(ctx, row, name, sql_get_text(&r), err);
	}
	sql_finalize(b.st);
	return st;
}
