/* verdict.c -- what the judge said of findings, objects and scopes of a run. */
#include "db.h"

#include <sodium.h>

enum dc_status db_verdicts_clear(struct dc_store *store, int64_t run, const char *declaration_sha256, struct dc_error *err)
{
	static const char *const drops[] = { "DELETE FROM verdict WHERE run = ?", "DELETE FROM ruling WHERE run = ?", "DELETE FROM scope_run WHERE run = ?" };
	struct db_store *s = db_of(store);
	struct sql_bind name = { 0 };
	bool entered;
	enum dc_status st = db_enter(s, &entered, err);

	if (st == DC_OK)
		st = db_rules_flush(s, err);
	if (st != DC_OK)
		return db_leave(s, entered, st, err);
	for (size_t i = 0; st == DC_OK && i < DC_ARRAY_LEN(drops); i++) {
		struct sql_bind drop = { 0 };

		st = sql_prepare(s->db, drops[i], &drop.st, err);
		if (st == DC_OK) {
			sql_int(&drop, run);
			st = sql_run(&drop, err);
		}
		sql_finalize(drop.st);
	}
	if (st == DC_OK)
		st = sql_prepare(s->db, "UPDATE run SET judged_by = ? WHERE id = ?", &name.st, err);
	if (st == DC_OK) {
		sql_text(&name, declaration_sha256);
		sql_int(&name, run);
		st = sql_run(&name, err);
	}
	if (st == DC_OK && sql_changes(s->db) != 1)
		st = dc_fail(err, DC_EBUG, "%s: there is no run %lld", s->path, (long long)run);
	sql_finalize(name.st);
	s->next_verdict = 0;
	return db_leave(s, entered, st, err);
}

/* The highest so far; 0: none. */
static enum dc_status last_number(struct db_store *s, enum db_statement which, int64_t run, int64_t *out, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(s, which, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, run);
	return sql_run_int(&b, out, err);
}

/* ---- what is said, once for each run */

#define RULING_TEXTS(v) { (v)->scope, (v)->verdict, (v)->reason, (v)->level, (v)->would_be, (v)->clause, (v)->clause_text, (v)->candidates, \
	(v)->waiver, (v)->suggested, (v)->detail }

struct said {				/* by the keyed hash of its texts */
	uint8_t hash[16];
	int64_t number;			/* 0: free */
};

/* Where the hash stands or may be put. The table is a power of two and never full. */
static struct said *place_of(struct db_store *s, const uint8_t hash[16])
{
	struct said *table = (struct said *)(void *)s->said.p;
	size_t mask = s->said.n / sizeof *table - 1, at;
	uint64_t first;

	memcpy(&first, hash, sizeof first);
	at = (size_t)first & mask;
	while (table[at].number != 0 && memcmp(table[at].hash, hash, 16) != 0)
		at = (at + 1) & mask;
	return &table[at];
}

static enum dc_status grow(struct db_store *s, struct dc_error *err)
{
	struct dc_buf old = s->said;
	const struct said *was = (const struct said *)(const void *)old.p;
	size_t n = old.n / sizeof *was, room = n == 0 ? 1024 : n * 2;

	if ((s->n_said + 1) * 2 <= n)
		return DC_OK;
	dc_buf_init(&s->said, 0);
	if (dc_buf_reserve(&s->said, room * sizeof *was) != DC_OK) {
		s->said = old;
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	}
	s->said.n = room * sizeof *was;
	memset(s->said.p, 0, s->said.n);
	for (size_t i = 0; i < n; i++)
		if (was[i].number != 0)
			*place_of(s, was[i].hash) = was[i];
	dc_buf_done(&old);
	return DC_OK;
}

static enum dc_status hash_of(struct db_store *s, const struct dc_verdict_row *v, uint8_t hash[16], struct dc_error *err)
{
	const char *const texts[] = RULING_TEXTS(v);
	enum dc_status st = DC_OK;

	dc_buf_clear(&s->scratch);
	for (size_t i = 0; i < DC_ARRAY_LEN(texts) && st == DC_OK; i++)
		st = dc_buf_add(&s->scratch, texts[i] == NULL ? "" : texts[i], texts[i] == NULL ? 1 : strlen(texts[i]) + 1);
	if (st != DC_OK)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	crypto_shorthash_siphashx24(hash, s->scratch.p, s->scratch.n, s->said_key);
	return DC_OK;
}

static enum dc_status add_ruling(struct db_store *s, int64_t run, const struct dc_verdict_row *v, int64_t number, struct dc_error *err)
{
	const char *const texts[] = RULING_TEXTS(v);
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_RULING_ADD, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, run);
	sql_int(&b, number);
	for (size_t i = 0; i < DC_ARRAY_LEN(texts); i++)
		sql_text(&b, texts[i]);
	return sql_run(&b, err);
}

static void forget_said(struct db_store *s)
{
	dc_buf_done(&s->said);
	dc_buf_init(&s->said, 0);
	s->n_said = 0;
	s->next_ruling = 0;
}

static enum dc_status ruling_of(struct db_store *s, int64_t run, const struct dc_verdict_row *v, int64_t *out, struct dc_error *err)
{
	uint8_t hash[16];
	struct said *at;
	enum dc_status st = hash_of(s, v, hash, err);

	if (st == DC_OK)
		st = grow(s, err);
	if (st != DC_OK)
		return st;
	at = place_of(s, hash);
	if (at->number == 0) {
		st = add_ruling(s, run, v, s->next_ruling, err);
		if (st != DC_OK)
			return st;
		memcpy(at->hash, hash, sizeof hash);
		at->number = s->next_ruling++;
		s->n_said++;
	}
	*out = at->number;
	return DC_OK;
}

/* Numbers are given anew where this run or batch has none yet. */
static enum dc_status start(struct db_store *s, int64_t run, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (!s->in_batch)
		return dc_fail(err, DC_EBUG, "%s: a verdict outside of a batch", s->path);
	if (s->next_verdict != 0 && s->next_verdict_run == run)
		return DC_OK;
	st = db_rules_flush(s, err);
	forget_said(s);
	if (st == DC_OK)
		st = last_number(s, SQ_VERDICT_LAST, run, &s->next_verdict, err);
	if (st == DC_OK)
		st = last_number(s, SQ_RULING_LAST, run, &s->next_ruling, err);
	s->next_verdict++;
	s->next_ruling++;
	s->next_verdict_run = run;
	return st;
}

enum dc_status db_ruling(struct dc_store *store, int64_t run, const struct dc_verdict_row *said, int64_t *ruling, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	enum dc_status st = start(s, run, err);

	if (st == DC_OK)
		st = ruling_of(s, run, said, ruling, err);
	if (st != DC_OK)
		s->broken = true;
	return st;
}

static void bind_rule(struct db_store *s, struct sql_bind *b, const struct db_rule *r)
{
	sql_int(b, s->next_verdict_run);
	sql_int(b, r->object);
	sql_int(b, r->finding);
	sql_int(b, r->number);
	sql_int(b, r->ruling);
	sql_int(b, r->primary);
}

/* Many in one statement cost less: the place in the tree is not looked for anew, and a statement begins and ends once. */
enum dc_status db_rules_flush(struct db_store *s, struct dc_error *err)
{
	bool many = s->n_rules == DB_RULES;
	size_t each = many ? DB_RULES : 1;
	enum dc_status st = DC_OK;

	for (size_t at = 0; at < s->n_rules && st == DC_OK; at += each) {
		struct sql_bind b;

		st = db_get(s, many ? SQ_VERDICT_ADD_MANY : SQ_VERDICT_ADD, &b, err);
		for (size_t i = at; i < at + each && st == DC_OK; i++)
			bind_rule(s, &b, &s->rules[i]);
		if (st == DC_OK)
			st = sql_run(&b, err);
	}
	s->n_rules = 0;
	s->broken = s->broken || st != DC_OK;
	return st;
}

enum dc_status db_rule(struct dc_store *store, int64_t run, int64_t finding, int64_t object, int64_t ruling, bool primary,
	struct dc_error *err)
{
	struct db_store *s = db_of(store);
	enum dc_status st = start(s, run, err);

	if (st != DC_OK) {
		s->broken = true;
		return st;
	}
	s->rules[s->n_rules++] = (struct db_rule){ finding != 0 ? finding >> DB_FINDING_BITS : object,
		finding != 0 ? finding & (DB_FINDINGS_MOST - 1) : -1, s->next_verdict++, ruling, primary };
	return s->n_rules == DB_RULES ? db_rules_flush(s, err) : DC_OK;
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
enum dc_status db_each_verdict(struct dc_store *store, int64_t run, store_each_verdict_fn *each, void *ctx, struct dc_error *err)
{
	static const char text[] = "SELECT v.object_id <> 0, v.finding >= 0, r.scope, r.verdict, r.reason, r.level, r.would_be, r.clause, "
		"r.clause_text, r.candidates, r.waiver, r.suggested, r.detail, v.is_primary, " DB_OBJECT_COLUMNS ", " DB_FINDING_COLUMNS
		" FROM verdict v JOIN ruling r ON r.run = v.run AND r.number = v.ruling LEFT JOIN object o ON o.id = v.object_id "
		"LEFT JOIN finding f ON f.object_id = v.object_id AND f.number = v.finding AND v.run >= o.state_run "
		"LEFT JOIN part p ON p.object_id = f.object_id AND p.number = f.part "
		"LEFT JOIN hit h ON h.object_id = f.object_id AND h.finding = f.number AND h.place = 0 "
		"WHERE v.run = ? AND (v.finding < 0 OR f.number IS NOT NULL) "
		"ORDER BY r.scope, o.path NULLS FIRST, p.inner NULLS FIRST, p.tbl NULLS FIRST, f.col NULLS FIRST, f.field NULLS FIRST, "
		"f.category NULLS FIRST, f.kind NULLS FIRST, f.number NULLS FIRST, v.is_primary DESC, v.number";
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare_walk(s->db, text, &b.st, err);

	if (st == DC_OK)
		sql_int(&b, run);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		bool has_object = sql_get_int(&r) != 0, has_finding = sql_get_int(&r) != 0;
		struct dc_weight weights[DC_WEIGHTS_MOST];
		struct dc_verdict_row v;
		struct dc_stored_object o;
		struct dc_stored_finding f;

		read_verdict(&r, &v);
		db_read_object(&r, &o);
		db_read_finding(s, &r, weights, &f);
		v.object_id = has_object && !has_finding ? o.id : 0;
		v.finding_id = has_finding ? f.id : 0;
		st = each(ctx, &v, has_finding ? &f : NULL, has_object ? &o : NULL, err);
	}
	sql_finalize(b.st);
	return st;
}

#define RULINGS_KEPT 1024

struct kept_ruling { int64_t number; char verdict[40], reason[56]; };

static enum dc_status name_of(struct db_store *s, struct sql_bind *b, int64_t run, int64_t number, struct kept_ruling *out, struct dc_error *err)
{
	enum dc_status st;

	if (out->number == number)
		return DC_OK;
	b->at = 0;
	sql_int(b, run);
	sql_int(b, number);
	st = sql_step(b, err);
	if (st == DC_OK) {
		struct sql_row r = { b->st, 0 };

		out->number = number;
		snprintf(out->verdict, sizeof out->verdict, "%s", sql_get_text(&r));
		snprintf(out->reason, sizeof out->reason, "%s", sql_get_text(&r));
	}
	sql_reset(b->st);
	return st == DC_END ? dc_fail(err, DC_EUSAGE, "%s: is damaged (a verdict that says nothing): go back to your last copy", s->path) : st;
}

enum dc_status db_each_primary(struct dc_store *store, int64_t run, store_each_primary_fn *each, void *ctx, struct dc_error *err)
{
	static const char text[] = "SELECT object_id, finding, ruling FROM verdict WHERE run = ? AND is_primary <> 0 AND finding >= 0 "
		"ORDER BY object_id, finding";
	struct db_store *s = db_of(store);
	struct kept_ruling *kept = calloc(RULINGS_KEPT, sizeof *kept);
	struct sql_bind b = { 0 }, ruling = { 0 };
	enum dc_status st;

	if (kept == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	st = sql_prepare_walk(s->db, text, &b.st, err);
	if (st == DC_OK)
		st = sql_prepare(s->db, "SELECT verdict, reason FROM ruling WHERE run = ? AND number = ?", &ruling.st, err);
	if (st == DC_OK)
		sql_int(&b, run);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		int64_t object = sql_get_int(&r), place = sql_get_int(&r), number = sql_get_int(&r);
		struct kept_ruling *k = &kept[number & (RULINGS_KEPT - 1)];

		st = name_of(s, &ruling, run, number, k, err);
		if (st == DC_OK)
			st = each(ctx, db_finding_id(object, place), k->verdict, k->reason, err);
	}
	sql_finalize(b.st);
	sql_finalize(ruling.st);
	free(kept);
	return st;
}

enum dc_status db_verdict_of(struct dc_store *store, int64_t run, const struct store_place *place, char out[96], struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_VERDICT_OF, &b, err);

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
	st = sql_step(&b, err);
	out[0] = '\0';
	if (st == DC_OK) {
		struct sql_row r = { b.st, 0 };
		const char *verdict = sql_get_text(&r), *reason = sql_get_text(&r);

		snprintf(out, 96, "%s%s%s", verdict, reason[0] == '\0' ? "" : "/", reason);
	}
	sql_reset(b.st);
	return st == DC_END ? DC_OK : st;
}

enum dc_status db_each_level(struct dc_store *store, store_each_level_fn *each, void *ctx, struct dc_error *err)
{
	static const char text[] = "SELECT v.run, r.scope, r.level, count(*) FROM verdict v JOIN ruling r ON r.run = v.run AND r.number = v.ruling "
		"WHERE v.is_primary <> 0 AND v.finding >= 0 GROUP BY v.run, r.scope, r.level ORDER BY v.run, r.scope, r.level";
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare_walk(db_of(store)->db, text, &b.st, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		int64_t run = sql_get_int(&r);
		const char *scope = sql_get_text(&r), *level = sql_get_text(&r);

		st = each(ctx, run, scope, level, sql_get_u64(&r), err);
	}
	sql_finalize(b.st);
	return st;
}
