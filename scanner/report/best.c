/* best.c -- the heaviest findings of each kind, in full: one more pass over the inventory, which copies those that the
 * survey chose (at most SURVEY_KINDS x SURVEY_BEST). */
#include "findings.h"
#include "scopes.h"

#include <stdlib.h>

struct chosen {
	int64_t finding;
	struct dc_stored_finding row;
	bool met;
};

struct walk {
	struct page *p;
	const struct column *columns;
	struct chosen *rows;		/* by finding */
	size_t n;
};

static int by_id(const void *a, const void *b)
{
	int64_t x = ((const struct chosen *)a)->finding, y = ((const struct chosen *)b)->finding;

	return (x > y) - (x < y);
}

static struct chosen *chosen_of(const struct walk *w, int64_t id)
{
	struct chosen key = { .finding = id };

	return w->n == 0 ? NULL : bsearch(&key, w->rows, w->n, sizeof key, by_id);
}

static bool copy(struct dc_arena *a, struct dc_stored_finding *f)
{
	const char **strings[] = { &f->asset, &f->inner, &f->table, &f->field, &f->format, &f->category, &f->kind, &f->masked };
	struct dc_weight *weights = dc_arena_array(a, f->n_weights == 0 ? 1 : f->n_weights, sizeof *weights);

	for (size_t i = 0; i < DC_ARRAY_LEN(strings); i++) {
		*strings[i] = dc_arena_strdup(a, *strings[i] == NULL ? "" : *strings[i]);
		if (*strings[i] == NULL)
			return false;
	}
	f->path = dc_arena_strndup(a, f->path, f->path_len);
	if (f->path == NULL || weights == NULL)
		return false;
	if (f->n_weights != 0)
		memcpy(weights, f->weights, f->n_weights * sizeof *weights);
	f->weights = weights;
	return true;
}

static enum dc_status take(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct walk *w = ctx;
	struct chosen *c = chosen_of(w, f->id);

	if (c == NULL || c->met)
		return DC_OK;
	c->met = true;
	c->row = *f;
	return copy(w->p->arena, &c->row) ? DC_OK : dc_fail(err, DC_ENOMEM, "report %s", w->p->report->id);
}

static enum dc_status choose(struct walk *w, const struct survey *s, struct dc_error *err)
{
	w->rows = calloc(SURVEY_KINDS * SURVEY_BEST, sizeof *w->rows);
	if (w->rows == NULL)
		return dc_fail(err, DC_ENOMEM, "report %s", w->p->report->id);
	for (size_t k = 0; k < s->n_kinds; k++) {
		for (size_t i = 0; i < s->kinds[k].n_best; i++)
			w->rows[w->n++].finding = s->kinds[k].best[i].finding;
	}
	qsort(w->rows, w->n, sizeof *w->rows, by_id);
	return dc_store_each_finding(w->p->req->store, w->p->req->run, take, w, err);
}

/* As the list of all findings has them; but the kind is said above, so the place leads the line. */
static const struct column *columns_here(struct page *p)
{
	struct column *own = dc_arena_array(p->arena, findings_n_columns, sizeof *own);

	for (size_t i = 0; own != NULL && i < findings_n_columns; i++) {
		own[i] = findings_columns[i];
		if (own[i].flags == COL_HEAD)
			own[i].flags = COL_DATA;
	}
	return own;
}

static enum dc_status put_kind(struct walk *w, const struct survey_kind *k, const struct verdicts *v)
{
	struct page *p = w->p;
	char n[2][NUMBER_MOST];
	struct section s = { .id = "findings", .group = page_word(p, W_s_findings), .note = page_word(p, W_s_best_note),
		.title = label_category(k->category, p->lang), .empty = "", .columns = w->columns, .n_columns = findings_n_columns,
		.style = STYLE_ROWS, .rows = k->findings, .folded = true, .filter = findings_bands, .filter_labels = LABEL_BAND };
	enum dc_status st;

	s.summary = PAGE_SAY(p, W_kind_summary, number_count(k->hits, n[0]), number_count(k->findings, n[1]));
	st = page_section(p, &s);
	for (size_t i = 0; i < k->n_best && st == DC_OK; i++) {
		const struct chosen *c = chosen_of(w, k->best[i].finding);

		if (c != NULL && c->met)
			st = findings_row(p, &c->row, verdicts_of(v, c->finding));
	}
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status put_none(struct page *p)
{
	struct section s = { .id = "findings", .title = page_word(p, W_s_findings), .empty = page_word(p, W_s_findings_empty),
		.columns = findings_columns, .n_columns = findings_n_columns, .style = STYLE_ROWS };
	enum dc_status st = page_section(p, &s);

	return st == DC_OK ? page_section_end(p) : st;
}

enum dc_status best_write(struct page *p, const struct survey *s, struct dc_error *err)
{
	struct walk w = { .p = p, .columns = columns_here(p) };
	struct verdicts v;
	enum dc_status st = verdicts_load(&v, p, err);

	if (st == DC_OK && w.columns == NULL)
		st = dc_fail(err, DC_ENOMEM, "report %s", p->report->id);
	if (st == DC_OK)
		st = choose(&w, s, err);
	for (size_t k = 0; k < s->n_kinds && st == DC_OK; k++)
		st = put_kind(&w, &s->kinds[k], &v);
	if (st == DC_OK && s->n_kinds == 0)
		st = put_none(p);
	free(w.rows);
	verdicts_done(&v);
	return st;
}
