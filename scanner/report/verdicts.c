/* verdicts.c -- the primary verdict of each finding. Findings come in the order of places, verdicts in that of scopes:
 * one is kept in memory, the narrower one. */
#include "verdicts.h"

#include <stdlib.h>

/* The word itself, kept once: verdicts, reasons, levels and scopes are few. */
static const char *keep(struct verdicts *v, const char *word)
{
	const char **more;

	for (size_t i = 0; i < v->n_words; i++) {
		if (strcmp(v->words[i], word) == 0)
			return v->words[i];
	}
	if (v->n_words == v->cap_words) {
		more = reallocarray(v->words, v->cap_words == 0 ? 64 : v->cap_words * 2, sizeof *more);
		if (more == NULL)
			return NULL;
		v->words = more;
		v->cap_words = v->cap_words == 0 ? 64 : v->cap_words * 2;
	}
	word = dc_arena_strdup(v->page->arena, word);
	if (word != NULL)
		v->words[v->n_words++] = word;
	return word;
}

static bool keep_all(struct verdicts *v, const struct dc_verdict_row *r, struct verdict *row)
{
	const struct { const char *word, **to; } words[] = {
		{ r->verdict, &row->verdict }, { r->reason, &row->reason }, { r->level, &row->level }, { r->scope, &row->scope },
		{ r->waiver, &row->waiver }, { r->suggested, &row->suggested }, { r->clause, &row->clause },
		{ r->clause_text, &row->clause_text },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		/* verdicts come by scope: a word is mostly that of the verdict before */
		if (v->last[i] == NULL || strcmp(v->last[i], words[i].word) != 0)
			v->last[i] = keep(v, words[i].word);
		*words[i].to = v->last[i];
		if (v->last[i] == NULL)
			return false;
	}
	return true;
}

static enum dc_status take(void *ctx, const struct dc_verdict_row *r, const struct dc_stored_finding *f,
	const struct dc_stored_object *o, struct dc_error *err)
{
	struct verdicts *v = ctx;
	struct verdict row = { .finding = r->finding_id };

	(void)f;
	(void)o;
	if (r->finding_id == 0 || !r->primary)
		return DC_OK;
	if (v->n == v->cap) {
		struct verdict *more = reallocarray(v->rows, v->cap == 0 ? 256 : v->cap * 2, sizeof *more);

		if (more == NULL)
			return dc_fail(err, DC_ENOMEM, "report: verdicts");
		v->rows = more;
		v->cap = v->cap == 0 ? 256 : v->cap * 2;
	}
	if (!keep_all(v, r, &row))
		return dc_fail(err, DC_ENOMEM, "report: verdicts");
	v->rows[v->n++] = row;
	return DC_OK;
}

static int by_finding(const void *a, const void *b)
{
	int64_t x = ((const struct verdict *)a)->finding, y = ((const struct verdict *)b)->finding;

	return (x > y) - (x < y);
}

enum dc_status verdicts_load(struct verdicts *v, struct page *p, struct dc_error *err)
{
	enum dc_status st;

	*v = (struct verdicts){ .page = p };
	st = dc_store_each_verdict(p->req->store, p->req->run, take, v, err);
	if (st == DC_OK && v->n != 0)
		qsort(v->rows, v->n, sizeof *v->rows, by_finding);
	return st;
}

const struct verdict *verdicts_of(const struct verdicts *v, int64_t finding)
{
	struct verdict key = { .finding = finding };

	return v->n == 0 ? NULL : bsearch(&key, v->rows, v->n, sizeof key, by_finding);
}

void verdicts_done(struct verdicts *v)
{
	free(v->rows);
	free(v->words);
	*v = (struct verdicts){ 0 };
}

const char *finding_band(const struct dc_stored_finding *f)
{
	if (f->high != 0)
		return "high";
	if (f->medium != 0)
		return "medium";
	return f->low != 0 ? "low" : "placeholder";
}
