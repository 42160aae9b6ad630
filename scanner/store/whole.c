/* whole.c -- what stands in the inventory read back as results: what put wrote, an object at a time, to be put into another.
 *
 * What is not stored does not come back: of a finding's hits the best alone, their bands, the names of their fields.
 */
#include "put.h"

/* What hangs on an object, in the order it is read: a part's number is its place. */
enum below { LINKS, PARTS, FINDINGS, HITS, TOKENS, COLUMNS, N_BELOW };

struct whole {
	struct db_store *s;
	struct sql_bind objects, of[N_BELOW];
	struct dc_buf rows[N_BELOW];
	struct dc_arena *arena;		/* texts of the object at hand */
	struct dc_result r;
};

static const char *text(struct whole *w, struct sql_row *row)
{
	return dc_arena_strdup(w->arena, sql_get_text(row));
}

static struct dc_persons persons(struct sql_row *row)
{
	struct dc_persons p;

	p.lo = sql_get_u64(row);
	p.best = sql_get_u64(row);
	p.hi = sql_get_count(row);
	return p;
}

/* A name of a newer or damaged inventory must never read as complete. */
static enum dc_reason reason(struct sql_row *row)
{
	enum dc_reason out;

	return dc_reason_parse(sql_get_text(row), &out) ? out : DC_R_internal;
}

static uint32_t column(struct sql_row *row)
{
	uint64_t v = sql_get_count(row);

	return v > UINT32_MAX ? DC_NO_COLUMN : (uint32_t)v;
}

/* Its id, and whether a token of it may be kept: all that a store asks of a kind. */
static const struct dc_kind *kind(struct whole *w, const char *id, bool no_value)
{
	struct dc_kind *k = dc_arena_alloc(w->arena, sizeof *k);

	if (k == NULL)
		return NULL;
	memset(k, 0, sizeof *k);
	k->id = dc_arena_strdup(w->arena, id);
	k->flags = no_value ? DC_KIND_NO_VALUE : 0;
	return k->id == NULL ? NULL : k;
}

static const struct dc_weight *weights(struct whole *w, struct sql_row *row, size_t *n)
{
	struct dc_weight unpacked[DC_WEIGHTS_MOST], *kept;

	*n = db_weights_unpack(w->s, sql_get_blob(row), unpacked);
	kept = dc_arena_array(w->arena, *n + 1, sizeof *kept);
	if (kept != NULL)
		memcpy(kept, unpacked, *n * sizeof *kept);
	return kept;
}

static enum dc_status add_link(struct whole *w, struct sql_row *row)
{
	struct dc_span path = sql_get_blob(row);
	const char *copy = dc_arena_strndup(w->arena, (const char *)path.p, path.n);

	return copy == NULL ? DC_ENOMEM : dc_buf_add(&w->rows[LINKS], &copy, sizeof copy);
}

static enum dc_status add_part(struct whole *w, struct sql_row *row)
{
	struct dc_result_part p = { .inner = text(w, row) };

	p.table = text(w, row);
	p.format = text(w, row);
	p.charset = text(w, row);
	p.reason = reason(row);
	p.detail = text(w, row);
	p.bytes = sql_get_u64(row);
	p.dates = text(w, row);
	p.alike = text(w, row);
	return p.inner == NULL || p.table == NULL || p.format == NULL || p.charset == NULL || p.detail == NULL || p.dates == NULL || p.alike == NULL ? DC_ENOMEM :
		dc_buf_add(&w->rows[PARTS], &p, sizeof p);
}

static enum dc_status add_finding(struct whole *w, struct sql_row *row)
{
	struct dc_result_finding f = { .part = (uint32_t)sql_get_int(row), .sample = UINT32_MAX };
	const char *id;

	f.field = text(w, row);
	f.column = column(row);
	f.category = text(w, row);
	id = sql_get_text(row);
	f.kind = kind(w, id, sql_get_int(row) != 0);
	f.low = sql_get_u64(row);
	f.medium = sql_get_u64(row);
	f.high = sql_get_u64(row);
	f.placeholders = sql_get_u64(row);
	f.roles = sql_get_u64(row);
	f.confidence = (float)sql_get_real(row);
	f.persons = persons(row);
	f.oldest = (int)sql_get_int(row);
	f.newest = (int)sql_get_int(row);
	return f.field == NULL || f.category == NULL || f.kind == NULL ? DC_ENOMEM : dc_buf_add(&w->rows[FINDINGS], &f, sizeof f);
}

static enum dc_status add_hit(struct whole *w, struct sql_row *row)
{
	struct dc_result_hit h = { .finding = (uint32_t)sql_get_int(row), .column = DC_NO_COLUMN, .field = "" };
	bool first = sql_get_int(row) == 0;	/* the place that stands for the finding */
	size_t n = w->rows[HITS].n / sizeof h;

	h.start = sql_get_u64(row);
	h.end = sql_get_u64(row);
	h.line = sql_get_u64(row);
	h.col = (uint32_t)sql_get_int(row);
	h.row = sql_get_u64(row);
	h.record = sql_get_u64(row);
	h.confidence = (float)sql_get_real(row);
	h.flags = (unsigned)sql_get_int(row);
	h.masked = text(w, row);
	h.weights = weights(w, row, &h.n_weights);
	if (first && h.finding < w->rows[FINDINGS].n / sizeof(struct dc_result_finding))
		((struct dc_result_finding *)(void *)w->rows[FINDINGS].p)[h.finding].sample = (uint32_t)n;
	return h.masked == NULL || h.weights == NULL ? DC_ENOMEM : dc_buf_add(&w->rows[HITS], &h, sizeof h);
}

static enum dc_status add_tokens(struct whole *w, struct sql_row *row)
{
	struct dc_result_token t = { .finding = (uint32_t)sql_get_int(row) };
	struct dc_span packed = sql_get_blob(row);
	enum dc_status st = DC_OK;

	for (const uint8_t *p = packed.p; st == DC_OK && packed.n >= PUT_TOKEN_BYTES; p += PUT_TOKEN_BYTES, packed.n -= PUT_TOKEN_BYTES) {
		memcpy(t.token, p, DC_TOKEN_BYTES);
		t.component = 0;
		for (unsigned k = 0; k < 4; k++)
			t.component |= (uint32_t)p[DC_TOKEN_BYTES + k] << 8 * k;
		t.one_each = p[DC_TOKEN_BYTES + 4] != 0;
		st = dc_buf_add(&w->rows[TOKENS], &t, sizeof t);
	}
	return st;
}

static enum dc_status add_column(struct whole *w, struct sql_row *row)
{
	struct dc_result_column c = { .part = (uint32_t)sql_get_int(row) };

	c.column = column(row);
	c.field = text(w, row);
	c.category = text(w, row);
	c.kind = kind(w, sql_get_text(row), false);
	c.confidence = (float)sql_get_real(row);
	c.rows = sql_get_u64(row);
	c.filled = sql_get_u64(row);
	c.distinct = sql_get_u64(row);
	c.matching = sql_get_u64(row);
	c.weights = weights(w, row, &c.n_weights);
	return c.field == NULL || c.category == NULL || c.kind == NULL || c.weights == NULL ? DC_ENOMEM :
		dc_buf_add(&w->rows[COLUMNS], &c, sizeof c);
}

static const struct { const char *query; enum dc_status (*add)(struct whole *w, struct sql_row *row); } below[N_BELOW] = {
	[LINKS] = { "SELECT path FROM link WHERE object_id = ? ORDER BY number", add_link },
	[PARTS] = { "SELECT \"inner\", tbl, format, charset, reason, detail, bytes, dates, alike FROM part WHERE object_id = ? ORDER BY number", add_part },
	[FINDINGS] = { "SELECT part, field, col, category, kind, no_value, low, medium, high, placeholders, roles, confidence, persons_lo, "
		"persons_best, persons_hi, oldest, newest FROM finding WHERE object_id = ? ORDER BY number", add_finding },
	[HITS] = { "SELECT finding, place, start, stop, line, line_col, row, record, confidence, flags, masked, weights FROM hit "
		"WHERE object_id = ? ORDER BY finding, place", add_hit },
	[TOKENS] = { "SELECT finding, tokens FROM token WHERE object_id = ? ORDER BY finding, number", add_tokens },
	[COLUMNS] = { "SELECT part, col, field, category, kind, confidence, rows, filled, distinct_values, matching, weights FROM tablecol "
		"WHERE object_id = ? ORDER BY number", add_column },
};

static enum dc_status read_below(struct whole *w, enum below which, int64_t id, struct dc_error *err)
{
	struct sql_bind *b = &w->of[which];
	enum dc_status st;

	dc_buf_clear(&w->rows[which]);
	b->at = 0;
	sql_int(b, id);
	while ((st = sql_step(b, err)) == DC_OK) {
		struct sql_row row = { b->st, 0 };

		st = below[which].add(w, &row);
		if (st != DC_OK) {
			dc_fail(err, st, "%s: out of memory", w->s->path);
			break;
		}
	}
	sql_reset(b->st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status read_object(struct whole *w, int64_t *id, struct dc_error *err)
{
	struct sql_row row = { w->objects.st, 0 };
	struct dc_result *r = &w->r;
	struct dc_span bytes;

	*r = (struct dc_result){ .arena = w->arena };
	*id = sql_get_int(&row);
	r->asset = text(w, &row);
	bytes = sql_get_blob(&row);
	r->path = dc_arena_strndup(w->arena, (const char *)bytes.p, bytes.n);
	r->path_len = bytes.n;
	r->reason = reason(&row);
	r->detail = text(w, &row);
	r->directory = sql_get_int(&row) != 0;
	r->size = sql_get_u64(&row);
	r->bytes_read = sql_get_u64(&row);
	r->dev = sql_get_u64(&row);
	r->ino = sql_get_u64(&row);
	r->btime_ns = sql_get_int(&row);
	r->mtime_ns = sql_get_int(&row);
	r->ctime_ns = sql_get_int(&row);
	r->mode = (uint32_t)sql_get_int(&row);
	r->uid = (uint32_t)sql_get_int(&row);
	r->gid = (uint32_t)sql_get_int(&row);
	r->readers = text(w, &row);
	r->attempts = (uint32_t)sql_get_int(&row);
	bytes = sql_get_blob(&row);
	if (bytes.n == sizeof r->content)
		memcpy(r->content, bytes.p, sizeof r->content);
	r->persons = persons(&row);
	return r->asset == NULL || r->path == NULL || r->detail == NULL || r->readers == NULL ?
		dc_fail(err, DC_ENOMEM, "%s: out of memory", w->s->path) : DC_OK;
}

static enum dc_status read_whole(struct whole *w, struct dc_error *err)
{
	static const char *const none = NULL;
	int64_t id;
	enum dc_status st = read_object(w, &id, err);

	for (size_t i = 0; i < N_BELOW && st == DC_OK; i++)
		st = read_below(w, (enum below)i, id, err);
	if (st == DC_OK && w->rows[LINKS].n != 0 && dc_buf_add(&w->rows[LINKS], &none, sizeof none) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "%s: out of memory", w->s->path);
	if (st != DC_OK)
		return st;
	w->r.links = w->rows[LINKS].n == 0 ? NULL : (const char *const *)(const void *)w->rows[LINKS].p;
	w->r.parts = (const void *)w->rows[PARTS].p;
	w->r.n_parts = w->rows[PARTS].n / sizeof *w->r.parts;
	w->r.findings = (const void *)w->rows[FINDINGS].p;
	w->r.n_findings = w->rows[FINDINGS].n / sizeof *w->r.findings;
	w->r.hits = (const void *)w->rows[HITS].p;
	w->r.n_hits = w->rows[HITS].n / sizeof *w->r.hits;
	w->r.tokens = (const void *)w->rows[TOKENS].p;
	w->r.n_tokens = w->rows[TOKENS].n / sizeof *w->r.tokens;
	w->r.columns = (const void *)w->rows[COLUMNS].p;
	w->r.n_columns = w->rows[COLUMNS].n / sizeof *w->r.columns;
	return DC_OK;
}

static enum dc_status prepare(struct whole *w, int64_t run, struct dc_error *err)
{
	enum dc_status st = sql_prepare_walk(w->s->db, "SELECT id, asset, path, reason, detail, directory, size, bytes_read, dev, ino, "
		"btime_ns, mtime_ns, ctime_ns, mode, uid, gid, readers, attempts, content, persons_lo, persons_best, persons_hi FROM object o "
		"WHERE " MET_LAST_RUN("o") " = ? AND gone_run IS NULL ORDER BY path", &w->objects.st, err);

	for (size_t i = 0; i < N_BELOW && st == DC_OK; i++)
		st = sql_prepare(w->s->db, below[i].query, &w->of[i].st, err);
	if (st == DC_OK)
		sql_int(&w->objects, run);
	return st;
}

enum dc_status db_each_result(struct dc_store *store, int64_t run, store_each_result_fn *each, void *ctx, struct dc_error *err)
{
	struct whole w = { .s = db_of(store) };
	enum dc_status st;

	for (size_t i = 0; i < N_BELOW; i++)
		dc_buf_init(&w.rows[i], 0);
	st = prepare(&w, run, err);
	while (st == DC_OK && (st = sql_step(&w.objects, err)) == DC_OK) {
		w.arena = dc_arena_new(0);
		st = w.arena == NULL ? dc_fail(err, DC_ENOMEM, "%s: out of memory", w.s->path) : read_whole(&w, err);
		if (st == DC_OK)
			st = each(ctx, &w.r, err);
		dc_arena_free(w.arena);
	}
	sql_finalize(w.objects.st);
	for (size_t i = 0; i < N_BELOW; i++) {
		sql_finalize(w.of[i].st);
		dc_buf_done(&w.rows[i]);
	}
	return st == DC_END ? DC_OK : st;
}
