/* store.c -- the inventory's header: hands on to what keeps it. */
#include "ops.h"

enum dc_status dc_store_open(const char *path, enum dc_store_mode mode, struct dc_store **out, struct dc_error *err)
{
	return store_db.open(path, mode, out, err);
}

void dc_store_close(struct dc_store *store)
{
	if (store != NULL)
		store->ops->close(store);
}

enum dc_status dc_store_run_begin(struct dc_store *s, struct dc_run *run, struct dc_error *err)
{
	return s->ops->run_begin(s, run, err);
}

enum dc_status dc_store_run_end(struct dc_store *s, const struct dc_run *run, struct dc_error *err)
{
	return s->ops->run_end(s, run, err);
}

enum dc_status dc_store_run_last(struct dc_store *s, struct dc_run *out, struct dc_arena *arena, struct dc_error *err)
{
	return s->ops->run_last(s, out, arena, err);
}

enum dc_status dc_store_begin(struct dc_store *s, struct dc_error *err)
{
	return s->ops->begin(s, err);
}

enum dc_status dc_store_expect(struct dc_store *s, struct dc_store *from, int64_t run, struct dc_error *err)
{
	return s->ops->expect(s, from, run, err);
}

enum dc_status dc_store_put(struct dc_store *s, int64_t run, const struct dc_result *result, struct dc_error *err)
{
	return s->ops->put(s, run, result, err);
}

enum dc_status dc_store_commit(struct dc_store *s, struct dc_error *err)
{
	return s->ops->commit(s, err);
}

enum dc_status dc_store_has(struct dc_store *s, int64_t run, const char *path, size_t path_len, bool *done, struct dc_error *err)
{
	return s->ops->has(s, run, (struct dc_span){ (const uint8_t *)path, path_len }, done, err);
}

enum dc_status dc_store_unchanged(struct dc_store *s, const struct dc_result *seen, const char *detector_version, enum dc_reason *as, struct dc_error *err)
{
	return s->ops->unchanged(s, seen, detector_version, as, err);
}

enum dc_status dc_store_same(struct dc_store *s, const struct dc_result *result, bool *same, struct dc_error *err)
{
	return s->ops->same(s, result, same, err);
}

enum dc_status dc_store_recall(struct dc_store *s, int64_t run, const char *detector_version, struct dc_recall **out, struct dc_error *err)
{
	*out = NULL;
	return s->ops->recall == NULL ? DC_OK : s->ops->recall(s, run, detector_version, out, err);
}

enum dc_status dc_store_put_recalled(struct dc_store *s, int64_t run, struct dc_recall *recall, struct dc_error *err)
{
	return s->ops->put_recalled(s, run, recall, err);
}

enum dc_status dc_store_sweep(struct dc_store *s, int64_t run, struct dc_shard shard, struct dc_error *err)
{
	return s->ops->sweep(s, run, shard, err);
}

enum dc_status dc_store_alone(struct dc_store *s, bool *got, struct dc_error *err)
{
	return s->ops->alone(s, got, err);
}

const char *dc_store_key(const struct dc_store *s)
{
	return s->ops->key_path(s);
}

bool dc_store_has_key(const struct dc_store *s)
{
	return s->key != NULL;
}

void dc_store_token(const struct dc_store *s, struct dc_span value, uint8_t token[DC_TOKEN_BYTES])
{
	if (s->key != NULL)
		token_make(s->key, value, token);
	else
		memset(token, 0, DC_TOKEN_BYTES);
}

enum dc_status dc_store_coverage(struct dc_store *s, int64_t run, struct dc_coverage *out, struct dc_error *err)
{
	return s->ops->coverage(s, run, out, err);
}

/* A callback that says DC_END ends the walk in good order. */
static enum dc_status walked(enum dc_status st)
{
	return st == DC_END ? DC_OK : st;
}

enum dc_status dc_store_each_run(struct dc_store *s, store_each_run_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_run(s, each, ctx, err));
}

enum dc_status dc_store_each_finding(struct dc_store *s, int64_t run, store_each_finding_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_finding(s, run, each, ctx, err));
}

enum dc_status dc_store_each_object(struct dc_store *s, int64_t run, store_each_object_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_object(s, run, each, ctx, err));
}

enum dc_status dc_store_each_part(struct dc_store *s, int64_t run, bool all, store_each_part_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_part(s, run, all, each, ctx, err));
}

enum dc_status dc_store_each_column(struct dc_store *s, int64_t run, store_each_column_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_column(s, run, each, ctx, err));
}

enum dc_status dc_store_persons(struct dc_store *s, const int64_t *findings, size_t n, struct dc_persons *out, struct dc_error *err)
{
	return store_persons(s, findings, n, out, err);
}

enum dc_status dc_store_run_persons(struct dc_store *s, int64_t run, bool complete, struct dc_persons *out, struct dc_error *err)
{
	return store_run_persons(s, run, complete, out, err);
}

enum dc_status dc_store_shared(struct dc_store *s, const struct dc_shared_ask *ask, struct dc_shared *out, struct dc_error *err)
{
	return store_shared(s, ask, out, err);
}

enum dc_status dc_store_verdicts_clear(struct dc_store *s, int64_t run, const char *declaration_sha256, struct dc_error *err)
{
	return s->ops->verdicts_clear(s, run, declaration_sha256, err);
}

enum dc_status dc_store_ruling(struct dc_store *s, int64_t run, const struct dc_verdict_row *said, int64_t *ruling, struct dc_error *err)
{
	return s->ops->ruling(s, run, said, ruling, err);
}

enum dc_status dc_store_rule(struct dc_store *s, int64_t run, int64_t finding, int64_t object, int64_t ruling, bool primary, struct dc_error *err)
{
	return s->ops->rule(s, run, finding, object, ruling, primary, err);
}

enum dc_status dc_store_verdict_put(struct dc_store *s, int64_t run, const struct dc_verdict_row *v, struct dc_error *err)
{
	int64_t ruling = 0;
	enum dc_status st = s->ops->ruling(s, run, v, &ruling, err);

	return st == DC_OK ? s->ops->rule(s, run, v->finding_id, v->object_id, ruling, v->primary, err) : st;
}

enum dc_status dc_store_each_verdict(struct dc_store *s, int64_t run, store_each_verdict_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_verdict(s, run, each, ctx, err));
}

enum dc_status dc_store_verdict_of(struct dc_store *s, int64_t run, const char *path, size_t path_len, const char *inner, const char *table,
	uint32_t column, const char *category, const char *kind_id, char out[96], struct dc_error *err)
{
	const struct store_place place = {
		{ (const uint8_t *)path, path_len }, inner, table, column, category, kind_id
	};

	return s->ops->verdict_of(s, run, &place, out, err);
}

enum dc_status dc_store_each_fact(struct dc_store *s, int64_t run, store_each_finding_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_fact(s, run, each, ctx, err));
}

enum dc_status dc_store_each_primary(struct dc_store *s, int64_t run, store_each_primary_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_primary(s, run, each, ctx, err));
}

enum dc_status dc_store_each_level(struct dc_store *s, store_each_level_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_level(s, each, ctx, err));
}

enum dc_status dc_store_scope_put(struct dc_store *s, int64_t run, const struct dc_scope_coverage *c, struct dc_error *err)
{
	return s->ops->scope_put(s, run, c, err);
}

enum dc_status dc_store_each_scope(struct dc_store *s, store_each_scope_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_scope(s, each, ctx, err));
}

void dc_store_rollback(struct dc_store *s)
{
	s->ops->rollback(s);
}

enum dc_status dc_store_kept_begin(struct dc_store *s, const char *which, struct dc_error *err)
{
	return s->ops->kept_begin(s, which, err);
}

enum dc_status dc_store_kept_put(struct dc_store *s, int64_t run, const struct dc_kept *kept, struct dc_error *err)
{
	return s->ops->kept_put(s, run, kept, err);
}

enum dc_status dc_store_kept_end(struct dc_store *s, int64_t run, const char *which, int today, struct dc_error *err)
{
	return s->ops->kept_end(s, run, which, today, err);
}

enum dc_status dc_store_each_lost(struct dc_store *s, store_each_kept_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_lost(s, each, ctx, err));
}

enum dc_status dc_store_typed_clear(struct dc_store *s, const char *row_id, struct dc_error *err)
{
	return s->ops->typed_clear(s, row_id, err);
}

enum dc_status dc_store_typed_put(struct dc_store *s, const char *row_id, const char *name, const char *text, struct dc_error *err)
{
	return s->ops->typed_put(s, row_id, name, text, err);
}

enum dc_status dc_store_each_typed(struct dc_store *s, store_each_typed_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_typed(s, each, ctx, err));
}

enum dc_status dc_store_each_change(struct dc_store *s, int64_t from, int64_t to, store_each_change_fn *each, void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_change(s, from, to, each, ctx, err));
}

const char *dc_change_name(enum dc_change change)
{
	static const char *const names[DC_N_CHANGES] = {
		"new", "gone", "moved", "count_changed", "verdict_changed", "lost_sight", "regained"
	};

	return names[change];
}

const char *dc_cause_name(enum dc_cause cause)
{
	static const char *const names[DC_N_CAUSES] = { "data", "declaration", "detector", "coverage" };

	return names[cause];
}

enum dc_status dc_store_dump(struct dc_store *s, int fd, struct dc_error *err)
{
	return s->ops->dump(s, fd, err);
}

enum dc_status dc_store_verify(struct dc_store *s, void (*tell)(void *ctx, const char *line), void *ctx, uint64_t *problems, struct dc_error *err)
{
	return s->ops->verify(s, tell, ctx, problems, err);
}

enum dc_status dc_store_copy(struct dc_store *s, const char *target, bool with_key, struct dc_error *err)
{
	return s->ops->copy(s, target, with_key, err);
}

enum dc_status dc_store_prune(struct dc_store *s, int64_t before_run, struct dc_error *err)
{
	return s->ops->prune(s, before_run, err);
}

enum dc_status dc_store_audit(struct dc_store *s, const char *action, const char *detail, struct dc_error *err)
{
	return s->ops->audit(s, action, detail, err);
}

enum dc_status dc_store_each_result(struct dc_store *s, int64_t run,
	enum dc_status (*each)(void *ctx, const struct dc_result *, struct dc_error *), void *ctx, struct dc_error *err)
{
	return walked(s->ops->each_result(s, run, each, ctx, err));
}

enum dc_status dc_store_lend_key(struct dc_store *s, const char *path, struct dc_error *err)
{
	return s->ops->lend_key(s, path, err);
}

bool dc_store_same_key(const struct dc_store *a, const struct dc_store *b)
{
	uint8_t x[TOKEN_MAC_BYTES], y[TOKEN_MAC_BYTES];

	if (a->key == NULL || b->key == NULL)
		return false;
	token_mac(a->key, "daicho same key", (struct dc_span){ 0 }, x);
	token_mac(b->key, "daicho same key", (struct dc_span){ 0 }, y);
	return memcmp(x, y, sizeof x) == 0;
}
