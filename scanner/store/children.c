/* children.c -- what hangs on an object: links, parts, findings with their best hits and tokens, columns. */
#include "put.h"

/* Members of n groups, brought together by counting: those of group g are order[start[g]] .. order[start[g + 1] - 1]. */
struct grouped {
	size_t *start;
	uint32_t *order;
};

static void grouped_done(struct grouped *g)
{
	free(g->start);
	free(g->order);
}

static uint32_t finding_of_hit(const struct dc_result *r, size_t i)
{
	return r->hits[i].finding;
}

static uint32_t finding_of_token(const struct dc_result *r, size_t i)
{
	return r->tokens[i].finding;
}

static enum dc_status group(const struct dc_result *r, size_t n, uint32_t (*finding_of)(const struct dc_result *, size_t), struct grouped *out)
{
	out->start = calloc(r->n_findings + 2, sizeof *out->start);
	out->order = n < UINT32_MAX ? calloc(n + 1, sizeof *out->order) : NULL;
	if (out->start == NULL || out->order == NULL)
		return DC_ENOMEM;
	/* counted two places up, so that filling leaves every start where it belongs */
	for (size_t i = 0; i < n; i++)
		out->start[finding_of(r, i) + 2]++;
	for (size_t g = 2; g < r->n_findings + 2; g++)
		out->start[g] += out->start[g - 1];
	for (size_t i = 0; i < n; i++)
		out->order[out->start[finding_of(r, i) + 1]++] = (uint32_t)i;
	return DC_OK;
}

/* ---- the best hits */

#define COMPARE(x, y) do { if ((x) != (y)) return (x) < (y) ? -1 : 1; } while (0)

/* Before 0: x is the better one. A total order of content, so that threads and chance have no say. */
static int better(const struct dc_result *r, uint32_t sample, uint32_t x, uint32_t y)
{
	const struct dc_result_hit *a = &r->hits[x], *b = &r->hits[y];
	bool a_sham = (a->flags & (DC_HIT_PLACEHOLDER | DC_HIT_TEST)) != 0, b_sham = (b->flags & (DC_HIT_PLACEHOLDER | DC_HIT_TEST)) != 0;

	if ((x == sample) != (y == sample))
		return x == sample ? -1 : 1;
	COMPARE(a_sham, b_sham);
	COMPARE(b->confidence, a->confidence);
	COMPARE(a->row, b->row);
	COMPARE(a->start, b->start);
	COMPARE(a->end, b->end);
	COMPARE(x, y);
	return 0;
}

static size_t pick_best(const struct dc_result *r, uint32_t sample, const uint32_t *members, size_t n, uint32_t best[PUT_HITS_MOST])
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		size_t at = kept;

		if (kept == PUT_HITS_MOST && better(r, sample, members[i], best[kept - 1]) > 0)
			continue;
		if (kept == PUT_HITS_MOST)
			at = kept - 1;
		else
			kept++;
		for (; at > 0 && better(r, sample, members[i], best[at - 1]) < 0; at--)
			best[at] = best[at - 1];
		best[at] = members[i];
	}
	return kept;
}

static enum dc_status put_hit(struct db_store *s, int64_t id, size_t finding, size_t place, const struct dc_result_hit *h, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_weights_pack(s, h->weights, h->n_weights, &s->scratch, err);

	if (st == DC_OK)
		st = db_get(s, SQ_HIT_ADD, &b, err);
	if (st != DC_OK)
		return st;
	sql_int(&b, id);
	sql_int(&b, (int64_t)finding);
	sql_int(&b, (int64_t)place);
	sql_u64(&b, h->start);
	sql_u64(&b, h->end);
	sql_u64(&b, h->line);
	sql_int(&b, h->col);
	sql_u64(&b, h->row);
	sql_u64(&b, h->record);
	sql_real(&b, (double)h->confidence);
	sql_int(&b, h->flags);
	sql_text(&b, h->masked);
	sql_blob(&b, s->scratch.p, s->scratch.n);
	return sql_run(&b, err);
}

static enum dc_status put_hits(struct db_store *s, const struct dc_result *r, int64_t id, size_t finding, const struct grouped *g,
	struct dc_error *err)
{
	const struct dc_result_finding *f = &r->findings[finding];
	uint32_t best[PUT_HITS_MOST];
	size_t n = pick_best(r, f->sample, g->order + g->start[finding], g->start[finding + 1] - g->start[finding], best);

	for (size_t i = 0; i < n; i++) {
		enum dc_status st = put_hit(s, id, finding, i, &r->hits[best[i]], err);

		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

/* ---- tokens */

static void pack_token(struct dc_buf *out, const struct dc_result_token *t)
{
	memcpy(out->p + out->n, t->token, DC_TOKEN_BYTES);
	out->n += DC_TOKEN_BYTES;
	for (unsigned k = 0; k < 4; k++)
		out->p[out->n++] = (uint8_t)(t->component >> 8 * k);
	out->p[out->n++] = t->one_each;
}

static enum dc_status put_tokens(struct db_store *s, const struct dc_result *r, int64_t id, size_t finding, const struct grouped *g,
	struct dc_error *err)
{
	size_t at = g->start[finding], end = g->start[finding + 1];

	for (int64_t number = 0; at < end; number++) {
		size_t n = end - at < PUT_TOKENS_IN_ROW ? end - at : PUT_TOKENS_IN_ROW;
		struct sql_bind b;
		enum dc_status st;

		dc_buf_clear(&s->scratch);
		if (dc_buf_reserve(&s->scratch, n * PUT_TOKEN_BYTES) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
		for (; n > 0; n--)
			pack_token(&s->scratch, &r->tokens[g->order[at++]]);
		st = db_get(s, SQ_TOKEN_ADD, &b, err);
		if (st != DC_OK)
			return st;
		sql_int(&b, id);
		sql_int(&b, (int64_t)finding);
		sql_int(&b, number);
		sql_blob(&b, s->scratch.p, s->scratch.n);
		st = sql_run(&b, err);
		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

/* ---- rows */

static void bind_column_number(struct sql_bind *b, uint32_t column)
{
	if (column == DC_NO_COLUMN)
		sql_null(b);
	else
		sql_int(b, column);
}

static enum dc_status put_part(struct db_store *s, int64_t id, size_t number, const struct dc_result_part *p, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_PART_ADD, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, id);
	sql_int(&b, (int64_t)number);
	sql_text(&b, p->inner);
	sql_text(&b, p->table);
	sql_text(&b, p->format);
	sql_text(&b, p->charset);
	sql_text(&b, dc_reason_name(p->reason));
	sql_text(&b, p->detail);
	sql_u64(&b, p->bytes);
	sql_text(&b, p->dates == NULL ? "" : p->dates);
	sql_text(&b, p->alike == NULL ? "" : p->alike);
	return sql_run(&b, err);
}

static enum dc_status put_finding(struct db_store *s, int64_t id, size_t number, const struct dc_result_finding *f,
	const struct put_mark *mark, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_FINDING_ADD, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, id);
	sql_int(&b, (int64_t)number);
	sql_int(&b, f->part);
	sql_text(&b, f->field);
	bind_column_number(&b, f->column);
	sql_text(&b, f->category);
	sql_text(&b, f->kind->id);
	sql_int(&b, (f->kind->flags & DC_KIND_NO_VALUE) != 0);
	sql_u64(&b, f->low);
	sql_u64(&b, f->medium);
	sql_u64(&b, f->high);
	sql_u64(&b, f->placeholders);
	sql_u64(&b, f->roles);
	sql_real(&b, (double)f->confidence);
	sql_count(&b, f->persons.lo);
	sql_count(&b, f->persons.best);
	sql_count(&b, f->persons.hi);
	sql_int(&b, f->oldest);
	sql_int(&b, f->newest);
	sql_blob(&b, mark->fingerprint, FINGERPRINT_BYTES);
	sql_int(&b, mark->first_run);
	return sql_run(&b, err);
}

static enum dc_status put_column(struct db_store *s, int64_t id, size_t number, const struct dc_result_column *c, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_weights_pack(s, c->weights, c->n_weights, &s->scratch, err);

	if (st == DC_OK)
		st = db_get(s, SQ_COLUMN_ADD, &b, err);
	if (st != DC_OK)
		return st;
	sql_int(&b, id);
	sql_int(&b, (int64_t)number);
	sql_int(&b, c->part);
	bind_column_number(&b, c->column);
	sql_text(&b, c->field);
	sql_text(&b, c->category);
	sql_text(&b, c->kind->id);
	sql_real(&b, (double)c->confidence);
	sql_u64(&b, c->rows);
	sql_u64(&b, c->filled);
	sql_u64(&b, c->distinct);
	sql_u64(&b, c->matching);
	sql_blob(&b, s->scratch.p, s->scratch.n);
	return sql_run(&b, err);
}

static enum dc_status put_links(struct db_store *s, const struct dc_result *r, int64_t id, struct dc_error *err)
{
	for (int64_t i = 0; r->links != NULL && r->links[i] != NULL; i++) {
		struct sql_bind b;
		enum dc_status st = db_get(s, SQ_LINK_ADD, &b, err);

		if (st != DC_OK)
			return st;
		sql_int(&b, id);
		sql_int(&b, i);
		sql_blob(&b, r->links[i], strlen(r->links[i]));
		st = sql_run(&b, err);
		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

static enum dc_status put_findings(struct db_store *s, const struct dc_result *r, int64_t id, const struct put_mark *marks, struct dc_error *err)
{
	struct grouped hits = { 0 }, tokens = { 0 };
	enum dc_status st = DC_OK;

	if (r->n_findings == 0)
		return DC_OK;
	if (group(r, r->n_hits, finding_of_hit, &hits) != DC_OK || group(r, r->n_tokens, finding_of_token, &tokens) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	for (size_t i = 0; i < r->n_findings && st == DC_OK; i++) {
		st = put_finding(s, id, i, &r->findings[i], &marks[i], err);
		if (st == DC_OK)
			st = put_hits(s, r, id, i, &hits, err);
		if (st == DC_OK)
			st = put_tokens(s, r, id, i, &tokens, err);
	}
	grouped_done(&hits);
	grouped_done(&tokens);
	return st;
}

enum dc_status put_children(struct db_store *s, const struct dc_result *r, int64_t id, const struct put_mark *marks, struct dc_error *err)
{
	enum dc_status st = put_links(s, r, id, err);

	for (size_t i = 0; i < r->n_parts && st == DC_OK; i++)
		st = put_part(s, id, i, &r->parts[i], err);
	if (st == DC_OK)
		st = put_findings(s, r, id, marks, err);
	for (size_t i = 0; i < r->n_columns && st == DC_OK; i++)
		st = put_column(s, id, i, &r->columns[i], err);
	return st;
}
