/* diff.c -- the inventory as it stood after one run against as it stood after another.
 *
 * An object's state after run R is the one of object_was that held then, else the present one. States are compared finding by
 * finding, by fingerprint; a moved object by its findings' places within it, for the fingerprint knows the path.
 */
#include "diff.h"

/* One finding of one side. */
struct item {
	uint8_t fingerprint[32];
	int64_t number;			/* within the object, in this state of it */
	const char *inner, *table, *field, *category, *kind;
	uint32_t column;
	struct dc_change_side side;
};

/* An object after a run. */
struct state {
	bool there;			/* met before, and not gone */
	bool gone;
	int64_t since;			/* run that began it; -1: the present one */
	enum dc_reason reason;
	uint64_t size;
	int64_t mtime_ns;
	uint8_t content[32];
	struct item *items;
	size_t n_items;
};

struct diff {
	struct db_store *s;
	int64_t from, to;
	bool same_declaration, judged;
	struct moves moves;
	struct dc_arena *arena;		/* of the object at hand */
	struct sql_bind state, items_was, items_now, verdict, path;
	store_each_change_fn *each;
	void *ctx;
};

static enum dc_status no_memory(const struct diff *d, struct dc_error *err)
{
	return dc_fail(err, DC_ENOMEM, "%s: out of memory", d->s->path);
}

static const char *copy(struct diff *d, const char *text)
{
	return dc_arena_strdup(d->arena, text);
}

/* ---- reading a state */

static enum dc_reason reason_of(const char *name)
{
	enum dc_reason r;

	return dc_reason_parse(name, &r) ? r : DC_R_internal;
}

static enum dc_status read_state(struct diff *d, int64_t id, int64_t run, struct state *out, struct dc_error *err)
{
	struct sql_row r;
	struct dc_span content;
	enum dc_status st;

	*out = (struct state){ 0 };
	d->state.at = 0;
	sql_int(&d->state, id);
	sql_int(&d->state, run);
	st = sql_step(&d->state, err);
	if (st == DC_OK) {
		r = (struct sql_row){ d->state.st, 0 };
		out->since = sql_get_int(&r);
		out->reason = reason_of(sql_get_text(&r));
		out->size = sql_get_u64(&r);
		out->mtime_ns = sql_get_int(&r);
		content = sql_get_blob(&r);
		memcpy(out->content, content.p, content.n < 32 ? content.n : 32);
		out->gone = sql_get_int(&r) != 0;
		if (sql_get_int(&r) != 0)	/* lost from sight: below a folder that was not read */
			out->reason = DC_R_access_denied;
		out->there = !out->gone;
	}
	sql_reset(d->state.st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status verdict_at(struct diff *d, int64_t id, int64_t run, int64_t number, const char **out, struct dc_error *err)
{
	struct sql_bind *b = &d->verdict;
	enum dc_status st;

	*out = "";
	if (!d->judged)
		return DC_OK;
	b->at = 0;
	sql_int(b, id);
	sql_int(b, run);
	sql_int(b, number);
	st = sql_step(b, err);
	if (st == DC_OK) {
		struct sql_row r = { b->st, 0 };
		const char *verdict = sql_get_text(&r), *reason = sql_get_text(&r);

		*out = dc_arena_printf(d->arena, "%s%s%s", verdict, reason[0] == '\0' ? "" : "/", reason);
	}
	sql_reset(b->st);
	if (*out == NULL)
		return no_memory(d, err);
	return st == DC_END ? DC_OK : st;
}

static bool read_item(struct diff *d, struct sql_row r, enum dc_reason reason, struct item *out)
{
	struct dc_span print = sql_get_blob(&r);
	uint64_t column;

	memcpy(out->fingerprint, print.p, print.n < 32 ? print.n : 32);
	out->inner = copy(d, sql_get_text(&r));
	out->table = copy(d, sql_get_text(&r));
	out->field = copy(d, sql_get_text(&r));
	column = sql_get_count(&r);
	out->column = column > UINT32_MAX ? DC_NO_COLUMN : (uint32_t)column;
	out->category = copy(d, sql_get_text(&r));
	out->kind = copy(d, sql_get_text(&r));
	out->side.hits = sql_get_u64(&r);
	out->side.confidence = (float)sql_get_real(&r);
	out->side.persons.lo = sql_get_u64(&r);
	out->side.persons.best = sql_get_u64(&r);
	out->side.persons.hi = sql_get_count(&r);
	out->side.object_reason = reason;
	out->side.verdict = "";
	out->number = sql_get_int(&r);
	return out->inner != NULL && out->table != NULL && out->field != NULL && out->category != NULL && out->kind != NULL;
}

static enum dc_status read_items(struct diff *d, int64_t id, int64_t run, struct state *state, struct dc_error *err)
{
	struct sql_bind *b = state->since < 0 ? &d->items_now : &d->items_was;
	struct dc_buf items;
	enum dc_status st;

	if (!state->there)
		return DC_OK;
	dc_buf_init(&items, 0);
	b->at = 0;
	sql_int(b, id);
	if (state->since >= 0)
		sql_int(b, state->since);
	while ((st = sql_step(b, err)) == DC_OK) {
		struct item item = { .side.verdict = "" };

		if (!read_item(d, (struct sql_row){ b->st, 0 }, state->reason, &item) || dc_buf_add(&items, &item, sizeof item) != DC_OK) {
			st = no_memory(d, err);
			break;
		}
	}
	sql_reset(b->st);
	if (st == DC_END && items.n > 0) {
		state->n_items = items.n / sizeof(struct item);
		state->items = dc_arena_array(d->arena, state->n_items, sizeof(struct item));
		if (state->items == NULL)
			st = no_memory(d, err);
		else
			memcpy(state->items, items.p, items.n);
	}
	dc_buf_done(&items);
	for (size_t i = 0; st == DC_END && i < state->n_items; i++)
		if (verdict_at(d, id, run, state->items[i].number, &state->items[i].side.verdict, err) != DC_OK)
			return err->status;
	return st == DC_END ? DC_OK : st;
}

/* ---- comparing */

static bool unread(enum dc_reason reason)
{
	return dc_reason_outcome(reason) != DC_COMPLETE;
}

static bool same_bytes(const struct state *a, const struct state *b)
{
	static const uint8_t none[32];

	if (memcmp(a->content, none, 32) != 0 && memcmp(b->content, none, 32) != 0)
		return memcmp(a->content, b->content, 32) == 0;
	return a->size == b->size && a->mtime_ns == b->mtime_ns;
}

/* Why the same object gives another finding. */
static enum dc_cause cause_between(const struct state *a, const struct state *b)
{
	if (!same_bytes(a, b))
		return DC_CAUSE_DATA;
	return unread(a->reason) || unread(b->reason) ? DC_CAUSE_COVERAGE : DC_CAUSE_DETECTOR;
}

static bool count_changed(uint64_t before, uint64_t after)
{
	uint64_t by = before > after ? before - after : after - before;

	return by >= 10 || (by > 0 && by >= (before + 9) / 10);
}

/* The order of the walk; and, below the path, what makes two findings one. */
static int by_place(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int c = strcmp(x->inner, y->inner);

	if (c == 0)
		c = strcmp(x->table, y->table);
	if (c == 0)
		c = (x->column + 1 > y->column + 1) - (x->column + 1 < y->column + 1);	/* outside tables first, as NULL */
	if (c == 0)
		c = strcmp(x->field, y->field);
	if (c == 0)
		c = strcmp(x->category, y->category);
	return c != 0 ? c : strcmp(x->kind, y->kind);
}

struct pair {
	const struct state *a, *b;
	const struct item *before, *after;	/* NULL: not there */
};

static void classify(const struct pair *p, enum dc_change *change, enum dc_cause *cause)
{
	bool appears = p->before == NULL;
	const struct state *other = appears ? p->a : p->b;

	if (other->there && unread(other->reason)) {
		*change = appears ? DC_CHANGE_REGAINED : DC_CHANGE_LOST_SIGHT;
		*cause = DC_CAUSE_COVERAGE;
		return;
	}
	*change = appears ? DC_CHANGE_NEW : DC_CHANGE_GONE;
	*cause = p->a->there && p->b->there ? cause_between(p->a, p->b) : DC_CAUSE_DATA;
}

static enum dc_status tell(struct diff *d, struct dc_change_row *row, const struct pair *p, enum dc_change change, enum dc_cause cause,
	struct dc_error *err)
{
	static const struct dc_change_side nothing = { .verdict = "" };
	const struct item *shown = p->after != NULL ? p->after : p->before;

	row->change = change;
	row->cause = cause;
	row->inner = shown->inner;
	row->table = shown->table;
	row->field = shown->field;
	row->column = shown->column;
	row->category = shown->category;
	row->kind = shown->kind;
	row->before = p->before != NULL ? p->before->side : nothing;
	row->after = p->after != NULL ? p->after->side : nothing;
	memcpy(row->fingerprint, shown->fingerprint, sizeof row->fingerprint);
	return d->each(d->ctx, row, err);
}

static enum dc_status tell_pair(struct diff *d, struct dc_change_row *row, const struct pair *p, bool moved, struct dc_error *err)
{
	enum dc_change change;
	enum dc_cause cause;
	enum dc_status st = DC_OK;
	bool judged_otherwise;

	if (p->before == NULL || p->after == NULL) {
		classify(p, &change, &cause);
		return tell(d, row, p, change, cause, err);
	}
	if (moved)
		st = tell(d, row, p, DC_CHANGE_MOVED, DC_CAUSE_DATA, err);
	/* a part of what was read before, though the rest is as it was: sight is lost */
	if (st == DC_OK && !unread(p->a->reason) && unread(p->b->reason))
		st = tell(d, row, p, DC_CHANGE_LOST_SIGHT, DC_CAUSE_COVERAGE, err);
	else if (st == DC_OK && unread(p->a->reason) && !unread(p->b->reason))
		st = tell(d, row, p, DC_CHANGE_REGAINED, DC_CAUSE_COVERAGE, err);
	else if (st == DC_OK && count_changed(p->before->side.hits, p->after->side.hits))
		st = tell(d, row, p, DC_CHANGE_COUNT, cause_between(p->a, p->b), err);
	judged_otherwise = p->before->side.verdict[0] != '\0' && p->after->side.verdict[0] != '\0' &&
		strcmp(p->before->side.verdict, p->after->side.verdict) != 0;
	if (st == DC_OK && judged_otherwise)
		st = tell(d, row, p, DC_CHANGE_VERDICT, d->same_declaration ? DC_CAUSE_DATA : DC_CAUSE_DECLARATION, err);
	return st;
}

/* Both sides in order of place, side by side. */
static enum dc_status tell_all(struct diff *d, struct dc_change_row *row, struct state *a, struct state *b, bool moved, struct dc_error *err)
{
	size_t i = 0, k = 0;
	enum dc_status st = DC_OK;

	if (a->n_items > 1)
		qsort(a->items, a->n_items, sizeof *a->items, by_place);
	if (b->n_items > 1)
		qsort(b->items, b->n_items, sizeof *b->items, by_place);
	while (st == DC_OK && (i < a->n_items || k < b->n_items)) {
		int c = i == a->n_items ? 1 : k == b->n_items ? -1 : by_place(&a->items[i], &b->items[k]);
		const struct pair p = { a, b, c <= 0 ? &a->items[i] : NULL, c >= 0 ? &b->items[k] : NULL };

		i += c <= 0;
		k += c >= 0;
		st = tell_pair(d, row, &p, moved, err);
	}
	return st;
}

static enum dc_status path_of(struct diff *d, int64_t id, struct dc_change_row *row, struct dc_error *err)
{
	enum dc_status st;

	d->path.at = 0;
	sql_int(&d->path, id);
	st = sql_step(&d->path, err);
	if (st == DC_OK) {
		struct dc_span path = sql_get_blob(&(struct sql_row){ d->path.st, 0 });

		row->path_before = dc_arena_strndup(d->arena, path.p, path.n);
		row->path_before_len = path.n;
		if (row->path_before == NULL)
			st = no_memory(d, err);
	}
	sql_reset(d->path.st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status compare_object(struct diff *d, int64_t id, struct dc_change_row *row, struct dc_error *err)
{
	int64_t before = moves_before(&d->moves, id);
	struct state a, b;
	enum dc_status st;

	if (moves_left(&d->moves, id))		/* told where it went to */
		return DC_OK;
	row->path_before = "";
	row->path_before_len = 0;
	st = before != 0 ? path_of(d, before, row, err) : DC_OK;
	if (st == DC_OK)
		st = read_state(d, before != 0 ? before : id, d->from, &a, err);
	if (st == DC_OK)
		st = read_state(d, id, d->to, &b, err);
	if (st == DC_OK)
		st = read_items(d, before != 0 ? before : id, d->from, &a, err);
	if (st == DC_OK)
		st = read_items(d, id, d->to, &b, err);
	return st == DC_OK ? tell_all(d, row, &a, &b, before != 0, err) : st;
}

/* ---- the walk */

static enum dc_status prepare(struct diff *d, struct dc_error *err)
{
	const struct { struct sql_bind *b; const char *text; } texts[] = {
		/* a past state goes first; the present one has no number among those, hence -1 */
		{ &d->state, "SELECT since, reason, size, mtime_ns, content, gone, 0 FROM object_was WHERE object_id = ?1 AND since <= ?2 AND until > ?2 "
			"UNION ALL SELECT -1, reason, size, mtime_ns, content, CASE WHEN gone_run IS NULL THEN 0 ELSE 1 END, "
			"CASE WHEN lost_run <= ?2 THEN 1 ELSE 0 END FROM object WHERE id = ?1 AND state_run <= ?2 ORDER BY 1 DESC LIMIT 1" },
		{ &d->items_was, "SELECT fingerprint, \"inner\", tbl, field, col, category, kind, low + medium + high, confidence, persons_lo, "
			"persons_best, persons_hi, number FROM finding_was WHERE object_id = ? AND since = ?" },
		{ &d->items_now, "SELECT f.fingerprint, p.inner, p.tbl, f.field, f.col, f.category, f.kind, f.low + f.medium + f.high, f.confidence, "
			"f.persons_lo, f.persons_best, f.persons_hi, f.number FROM finding f JOIN part p ON p.object_id = f.object_id AND p.number = f.part "
			"WHERE f.object_id = ?" },
		{ &d->verdict, "SELECT r.verdict, r.reason FROM verdict v JOIN ruling r ON r.run = v.run AND r.number = v.ruling "
			"WHERE v.object_id = ? AND v.run = ? AND v.finding = ? AND v.is_primary <> 0 LIMIT 1" },
		{ &d->path, "SELECT path FROM object WHERE id = ?" },
	};
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < DC_ARRAY_LEN(texts) && st == DC_OK; i++)
		st = sql_prepare(d->s->db, texts[i].text, &texts[i].b->st, err);
	return st;
}

/* Without two judged runs only objects that changed in between can differ. */
static enum dc_status judged(struct diff *d, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(d->s->db, "SELECT a.judged_by <> '' AND b.judged_by <> '', a.judged_by = b.judged_by "
		"FROM run a, run b WHERE a.id = ? AND b.id = ?", &b.st, err);

	if (st == DC_OK) {
		sql_int(&b, d->from);
		sql_int(&b, d->to);
		st = sql_step(&b, err);
	}
	if (st == DC_OK) {
		struct sql_row r = { b.st, 0 };

		d->judged = sql_get_int(&r) != 0;
		d->same_declaration = sql_get_int(&r) != 0;
	}
	sql_finalize(b.st);
	return st == DC_END ? dc_fail(err, DC_EUSAGE, "%s: it has no runs %lld and %lld", d->s->path, (long long)d->from, (long long)d->to) : st;
}

static enum dc_status walk(struct diff *d, struct dc_error *err)
{
	static const char text[] = "SELECT id, asset, path FROM object WHERE first_run <= ?2 AND (?3 <> 0 OR state_run > ?1 OR lost_run > ?1) ORDER BY path";
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare_walk(d->s->db, text, &b.st, err);

	if (st == DC_OK) {
		sql_int(&b, d->from);
		sql_int(&b, d->to);
		sql_int(&b, d->judged);
	}
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		struct dc_change_row row = { 0 };
		int64_t id = sql_get_int(&r);
		struct dc_span path;

		row.asset = sql_get_text(&r);
		path = sql_get_blob(&r);
		row.path = (const char *)path.p;
		row.path_len = path.n;
		dc_arena_reset(d->arena);
		st = compare_object(d, id, &row, err);
	}
	sql_finalize(b.st);
	return st;
}

enum dc_status db_each_change(struct dc_store *store, int64_t from, int64_t to, store_each_change_fn *each, void *ctx, struct dc_error *err)
{
	struct diff d = { .s = db_of(store), .from = from, .to = to, .each = each, .ctx = ctx, .arena = dc_arena_new(0) };
	enum dc_status st;

	if (d.arena == NULL)
		return no_memory(&d, err);
	st = from < to ? judged(&d, err) : dc_fail(err, DC_EUSAGE, "run %lld is not before run %lld", (long long)from, (long long)to);
	if (st == DC_OK)
		st = prepare(&d, err);
	if (st == DC_OK)
		st = moves_find(d.s, from, to, 0, &d.moves, err);
	if (st == DC_OK)
		st = walk(&d, err);
	for (struct sql_bind *const *b = (struct sql_bind *const[]){ &d.state, &d.items_was, &d.items_now, &d.verdict, &d.path, NULL }; *b != NULL; b++)
		sql_finalize((*b)->st);
	moves_done(&d.moves);
	dc_arena_free(d.arena);
	return st;
}
