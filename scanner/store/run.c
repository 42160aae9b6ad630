/* run.c -- runs: begun, ended, resumed; what they covered. */
#include "marks.h"

enum dc_status db_run_begin(struct dc_store *store, struct dc_run *run, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	bool entered;
	enum dc_status st = db_enter(s, &entered, err);

	if (st != DC_OK)
		return st;
	st = db_get(s, SQ_RUN_ADD, &b, err);
	if (st == DC_OK) {
		sql_text(&b, run->targets);
		sql_text(&b, run->declaration_sha256);
		sql_text(&b, run->rule_pack);
		sql_text(&b, run->tool_version);
		sql_text(&b, run->detector_version);
		sql_text(&b, run->options);
		sql_int(&b, run->started_ns);
		sql_int(&b, run->sandboxed);
		sql_int(&b, run->atime_kept);
		st = sql_run_int(&b, &run->id, err);
	}
	if (st == DC_OK)
		st = marks_last_id(s, &s->fresh_from, err);
	s->fresh_from++;
	s->fresh_run = st == DC_OK ? run->id : 0;
	s->touched = false;
	return db_leave(s, entered, st, err);
}

enum dc_status db_run_end(struct dc_store *store, const struct dc_run *run, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	bool entered;
	enum dc_status st = db_enter(s, &entered, err);

	if (st != DC_OK)
		return st;
	st = db_get(s, SQ_RUN_END, &b, err);
	if (st == DC_OK) {
		sql_int(&b, run->ended_ns);
		sql_int(&b, run->sandboxed);
		sql_int(&b, run->atime_kept);
		sql_int(&b, run->complete);
		sql_count(&b, run->persons.lo);
		sql_count(&b, run->persons.best);
		sql_count(&b, run->persons.hi);
		for (int o = 0; o < DC_N_OUTCOMES; o++)
			sql_u64(&b, run->objects[o]);
		sql_u64(&b, run->carried);
		sql_u64(&b, run->bytes_read);
		sql_u64(&b, run->took_ms);
		sql_int(&b, run->id);
		st = sql_run(&b, err);
	}
	if (st == DC_OK && sql_changes(s->db) != 1)
		st = dc_fail(err, DC_EBUG, "%s: there is no run %lld", s->path, (long long)run->id);
	return db_leave(s, entered, st, err);
}

static enum dc_status copy_run(const struct db_store *s, struct sql_row r, struct dc_run *out, struct dc_arena *arena, struct dc_error *err)
{
	const char **texts[] = { &out->targets, &out->declaration_sha256, &out->rule_pack, &out->tool_version, &out->detector_version,
		&out->options, &out->judged_by };

	*out = (struct dc_run){ .id = sql_get_int(&r) };
	for (size_t i = 0; i < DC_ARRAY_LEN(texts); i++) {
		*texts[i] = dc_arena_strdup(arena, sql_get_text(&r));
		if (*texts[i] == NULL)
			return dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	}
	out->started_ns = sql_get_int(&r);
	out->ended_ns = sql_get_int(&r);
	out->sandboxed = sql_get_int(&r) != 0;
	out->atime_kept = sql_get_int(&r) != 0;
	out->complete = sql_get_int(&r) != 0;
	out->persons.lo = sql_get_u64(&r);
	out->persons.best = sql_get_u64(&r);
	out->persons.hi = sql_get_count(&r);
	for (int o = 0; o < DC_N_OUTCOMES; o++)
		out->objects[o] = sql_get_u64(&r);
	out->carried = sql_get_u64(&r);
	out->bytes_read = sql_get_u64(&r);
	out->took_ms = sql_get_u64(&r);
	return DC_OK;
}

#define RUNS "SELECT id, targets, declaration_sha256, rule_pack, tool_version, detector_version, options, judged_by, started_ns, " \
	"ended_ns, sandboxed, atime_kept, complete, persons_lo, persons_best, persons_hi, n_complete, n_partial, n_skipped, n_failed, carried, " \
	"bytes_read, took_ms FROM run ORDER BY id "

enum dc_status db_each_run(struct dc_store *store, store_each_run_fn *each, void *ctx, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct dc_arena *arena = dc_arena_new(0);
	struct sql_bind b = { 0 };
	enum dc_status st = arena == NULL ? dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path) : sql_prepare(s->db, RUNS, &b.st, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct dc_run run;

		dc_arena_reset(arena);
		st = copy_run(s, (struct sql_row){ b.st, 0 }, &run, arena, err);
		if (st == DC_OK)
			st = each(ctx, &run, err);
	}
	sql_finalize(b.st);
	dc_arena_free(arena);
	return st;
}

enum dc_status db_run_last(struct dc_store *store, struct dc_run *out, struct dc_arena *arena, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, RUNS "DESC LIMIT 1", &b.st, err);

	if (st == DC_OK)
		st = sql_step(&b, err);
	if (st == DC_OK)
		st = copy_run(s, (struct sql_row){ b.st, 0 }, out, arena, err);
	sql_finalize(b.st);
	return st;
}

enum dc_status db_has(struct dc_store *store, int64_t run, struct dc_span path, bool *done, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	enum dc_status st;

	*done = false;
	if (ahead_is_new(s, path))
		return DC_OK;
	st = db_get(s, SQ_HAS, &b, err);
	if (st != DC_OK)
		return st;
	sql_blob(&b, path.p, path.n);
	sql_int(&b, run);
	st = sql_step(&b, err);
	sql_reset(b.st);
	if (st > DC_END)
		return st;
	*done = st == DC_OK;
	return DC_OK;
}

enum dc_status db_unchanged(struct dc_store *store, const struct dc_result *seen, const char *detector_version, enum dc_reason *as, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_UNCHANGED, &b, err);

	if (st != DC_OK)
		return st;
	sql_blob(&b, seen->path, seen->path_len);
	sql_u64(&b, seen->dev);
	sql_u64(&b, seen->ino);
	sql_u64(&b, seen->size);
	sql_int(&b, seen->btime_ns);
	sql_int(&b, seen->mtime_ns);
	sql_int(&b, seen->ctime_ns);
	sql_text(&b, detector_version);
	*as = DC_R_none;
	st = sql_step(&b, err);
	if (st == DC_OK) {
		struct sql_row r = { b.st, 0 };
		enum dc_reason reason;

		if (dc_reason_parse(sql_get_text(&r), &reason))
			*as = reason == DC_R_none ? DC_R_unchanged_since : dc_reason_kills(reason) ? DC_R_poison : DC_R_none;
	}
	sql_reset(b.st);
	return st > DC_END ? st : DC_OK;
}

static uint64_t add(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* Summed here: sizes are 64 bits without sign, and a sparse file may claim nearly all of them. */
enum dc_status db_coverage(struct dc_store *store, int64_t run, struct dc_coverage *out, struct dc_error *err)
{
	static const char text[] = "SELECT o.reason, " MET_UNCHANGED("o") ", o.size, o.bytes_read FROM object o "
		"WHERE CASE WHEN ?1 = 0 THEN o.gone_run IS NULL ELSE " MET_LAST_RUN("o") " = ?1 END";
	struct db_store *s = db_of(store);
	struct dc_coverage sum = { 0 };
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare_walk(s->db, text, &b.st, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, run);
	while ((st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		const char *name = sql_get_text(&r);
		bool unchanged = sql_get_int(&r) != 0;
		enum dc_reason reason;

		if (!dc_reason_parse(name, &reason)) {
			st = dc_fail(err, DC_EUSAGE, "%s: holds the unknown reason '%.40s': it is damaged, or a newer daicho's", s->path, name);
			break;
		}
		/* what was read whole then and has not changed is this run's decision; what was not stays what it was */
		if (unchanged && reason == DC_R_none)
			reason = DC_R_unchanged_since;
		sum.objects[reason]++;
		sum.bytes[reason] = add(sum.bytes[reason], sql_get_u64(&r));
		sum.read[reason] = add(sum.read[reason], unchanged ? 0 : sql_get_u64(&r));
	}
	sql_finalize(b.st);
	if (st != DC_END)
		return st;
	*out = sum;
	return DC_OK;
}
