/* verdict.c -- what the judge said of findings, objects and scopes of a run. */
#include "sqlite.h"

enum dc_status sqlite_verdicts_clear(struct dc_store *store, int64_t run, const char *declaration_sha256, struct dc_error *err)
{
	struct sqlite_store *s = sqlite_of(store);
	struct sql_bind clear = { 0 }, name = { 0 };
	bool entered;
	enum dc_status st = sqlite_enter(s, &entered, err);

	if (st != DC_OK)
		return st;
	st = sql_prepare(s->db, s->path, "DELETE FROM verdict WHERE run = ?", &clear.st, err);
	if (st == DC_OK)
		st = sql_prepare(s->db, s->path, "UPDATE run SET judged_by = ? WHERE id = ?", &name.st, err);
	if (st == DC_OK) {
		sql_int(&clear, run);
		st = sql_run(&clear, s->path, err);
	}
	if (st == DC_OK) {
		sql_text(&name, declaration_sha256);
		sql_int(&name, run);
		st = sql_run(&name, s->path, err);
	}
	if (st == DC_OK && sqlite3_changes(s->db) != 1)
		st = dc_fail(err, DC_EBUG, "%s: there is no run %lld", s->path, (long long)run);
	sqlite3_finalize(clear.st);
	sqlite3_finalize(name.st);
	s->next_verdict = 0;
	return sqlite_leave(s, entered, st, err);
}

/* The next free number of the run's verdicts; asked of the table once, then counted. */
static enum dc_status next_number(struct sqlite_store *s, int64_t run, int64_t *out, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = DC_OK;

	if (s->next_verdict == 0 || s->next_verdict_run != run) {
		st = sqlite_get(s, SQ_VERDICT_LAST, &b, err);
		if (st != DC_OK)
			return st;
		sql_int(&b, run);
		st = sql_step(&b, s->path, err);
		s->next_verdict = sqlite3_column_int64(b.st, 0) + 1;
		s->next_verdict_run = run;
		sqlite3_reset(b.st);
	}
	*out = s->next_verdict++;
	return st;
}

static enum dc_status fingerprint_of(struct sqlite_store *s, int64_t finding_id, uint8_t out[32], struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = sqlite_get(s, SQ_FINGERPRINT_OF, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, finding_id >> SQLITE_FINDING_BITS);
	sql_int(&b, finding_id & (SQLITE_FINDINGS_MOST - 1));
	st = sql_step(&b, s->path, err);
	if (st == DC_OK) {
		struct dc_span print = sql_get_blob(&(struct sql_row){ b.st, 0 });

		if (print.n == 32)
			memcpy(out, print.p, 32);
		else
			st = dc_fail(err, DC_EUSAGE, "%s: is damaged (fingerprint): go back to your last copy", s->path);
	}
	sqlite3_reset(b.st);
	return st == DC_END ? dc_fail(err, DC_EBUG, "%s: there is no finding %lld", s->path, (long long)finding_id) : st;
}

static void bind_verdict(struct sql_bind *b, const struct dc_verdict_row *v, const uint8_t *fingerprint)
{
	if (v->finding_id != 0)
		sql_int(b, v->finding_id >> SQLITE_FINDING_BITS);
	else if (v->object_id != 0)
		sql_int(b, v->object_id);
	else
		sql_null(b);
	if (v->finding_id != 0)
		sql_int(b, v->finding_id & (SQLITE_FINDINGS_MOST - 1));
	else
		sql_null(b);
	sql_blob(b, v->finding_id != 0 ? fingerprint : NULL, 32);
	sql_text(b, v->scope);
	sql_text(b, v->verdict);
	sql_text(b, v->reason);
	sql_text(b, v->level);
	sql_text(b, v->would_be);
	sql_text(b, v->clause);
	sql_text(b, v->clause_text);
	sql_text(b, v->candidates);
	sql_text(b, v->waiver);
	sql_text(b, v->suggested);
	sql_text(b, v->detail);
	sql_int(b, v->primary);
}

enum dc_status sqlite_verdict_put(struct dc_store *store, int64_t run, const struct dc_verdict_row *v, struct dc_error *err)
{
	struct sqlite_store *s = sqlite_of(store);
	uint8_t fingerprint[32];
	struct sql_bind b;
	int64_t number = 0;
	enum dc_status st;

	if (!s->in_batch)
		return dc_fail(err, DC_EBUG, "%s: a verdict outside of a batch", s->path);
	st = next_number(s, run, &number, err);
	if (st == DC_OK && v->finding_id != 0)
		st = fingerprint_of(s, v->finding_id, fingerprint, err);
	if (st == DC_OK)
		st = sqlite_get(s, SQ_VERDICT_ADD, &b, err);
	if (st == DC_OK) {
		sql_int(&b, run);
		sql_int(&b, number);
		bind_verdict(&b, v, fingerprint);
		st = sql_run(&b, s->path, err);
	}
	if (st != DC_OK)
		s->broken = true;
	return st;
}

static void read_verdict(struct sql_row *r, struct dc_verdict_row *out)
{
	const char **texts[] = { &out->scope, &out->verdict, &out->reason, &out->level, &out->would_be, &out->clause, &out->clause_text,
		&out->candidates, &out->waiver, &out->suggested, &out->detail };

	*out = (struct dc_verdict_row){ 0 };
	for (size_t i = 0; i < DC_ARRAY_LEN(texts); i++)
		*texts[i] = sql_get_text(r);
	out->primary = sql_get_int(r) != 0;
}

/* A verdict on a finding that was replaced since is left out: what it was about no longer stands. */
enum dc_status sqlite_each_verdict(struct dc_store *store, int64_t run, store_each_verdict_fn *each, void *ctx, struct dc_error *err)
{
	static const char text[] = "SELECT v.object_id IS NOT NULL, v.finding IS NOT NULL, v.scope, v.verdict, v.reason, v.level, v.would_be, v.clause, "
		"v.clause_text, v.candidates, v.waiver, v.suggested, v.detail, v.is_primary, " SQLITE_OBJECT_COLUMNS ", " SQLITE_FINDING_COLUMNS
		" FROM verdict v LEFT JOIN object o ON o.id = v.object_id "
		"LEFT JOIN finding f ON f.object_id = v.object_id AND f.number = v.finding AND f.fingerprint = v.fingerprint "
		"LEFT JOIN part p ON p.object_id = f.object_id AND p.number = f.part "
		"LEFT JOIN hit h ON h.object_id = f.object_id AND h.finding = f.number AND h.place = 0 "
		"WHERE v.run = ? AND (v.finding IS NULL OR f.number IS NOT NULL) "
		"ORDER BY v.scope, o.path, p.inner, p.tbl, f.col, f.field, f.category, f.kind, f.number, v.is_primary DESC, v.number";
	struct sqlite_store *s = sqlite_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, s->path, text, &b.st, err);

	if (st == DC_OK)
		sql_int(&b, run);
	while (st == DC_OK && (st = sql_step(&b, s->path, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		bool has_object = sql_get_int(&r) != 0, has_finding = sql_get_int(&r) != 0;
		struct dc_weight weights[DC_WEIGHTS_MOST];
		struct dc_verdict_row v;
		struct dc_stored_object o;
		struct dc_stored_finding f;

		read_verdict(&r, &v);
		sqlite_read_object(&r, &o);
		sqlite_read_finding(s, &r, weights, &f);
		v.object_id = has_object && !has_finding ? o.id : 0;
		v.finding_id = has_finding ? f.id : 0;
		st = each(ctx, &v, has_finding ? &f : NULL, has_object ? &o : NULL, err);
	}
	sqlite3_finalize(b.st);
	return st;
}

enum dc_status sqlite_verdict_of(struct dc_store *store, int64_t run, const struct store_place *place, char out[96], struct dc_error *err)
{
	struct sqlite_store *s = sqlite_of(store);
	struct sql_bind b;
	enum dc_status st = sqlite_get(s, SQ_VERDICT_OF, &b, err);

	if (st != DC_OK)
		return st;
	sql_text(&b, place->inner);
	sql_text(&b, place->table);
	if (place->column == DC_NO_COLUMN)
		sql_null(&b);
	else
		sql_int(&b, place->column);
	sql_text(&b, place->category);
	sql_text(&b, place->kind);
	sql_int(&b, run);
	sql_blob(&b, place->path.p, place->path.n);
	st = sql_step(&b, s->path, err);
	out[0] = '\0';
	if (st == DC_OK) {
		struct sql_row r = { b.st, 0 };
		const char *verdict = sql_get_text(&r), *reason = sql_get_text(&r);

		snprintf(out, 96, "%s%s%s", verdict, reason[0] == '\0' ? "" : "/", reason);
	}
	sqlite3_reset(b.st);
	return st == DC_END ? DC_OK : st;
}
