/* digest.c -- a short name for all that hangs on an object: an object whose digest is the same again keeps its rows.
 *
 * Most of a share does not change between two runs; writing a row again costs twenty times what hashing it does.
 */
#include "put.h"

#include <sodium.h>

/* Numbers are gathered here, so that the hash is called for lines and not for words. */
struct gather {
	crypto_generichash_state hash;
	uint8_t bytes[1024];
	size_t n;
};

static void flush(struct gather *g)
{
	crypto_generichash_update(&g->hash, g->bytes, g->n);
	g->n = 0;
}

static void raw(struct gather *g, const void *p, size_t n)
{
	if (n > sizeof g->bytes - g->n)
		flush(g);
	if (n > sizeof g->bytes) {
		crypto_generichash_update(&g->hash, p, n);
	} else if (n > 0) {
		memcpy(g->bytes + g->n, p, n);
		g->n += n;
	}
}

static void number(struct gather *g, uint64_t v)
{
	raw(g, &v, sizeof v);		/* of this machine's byte order: another order writes the rows once more */
}

static void text(struct gather *g, const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);

	number(g, n);
	raw(g, s, n);
}

static void real(struct gather *g, float v)
{
	raw(g, &v, sizeof v);
}

static void weights(struct gather *g, const struct dc_weight *w, size_t n)
{
	number(g, n);
	for (size_t i = 0; i < n; i++) {
		raw(g, &w[i].why, sizeof w[i].why);
		real(g, w[i].logodds);
	}
}

static void part(struct gather *g, const struct dc_result_part *p)
{
	text(g, p->inner);
	text(g, p->table);
	text(g, p->format);
	text(g, p->charset);
	text(g, dc_reason_name(p->reason));
	text(g, p->detail);
	number(g, p->bytes);
	text(g, p->dates == NULL ? "" : p->dates);
	text(g, p->alike == NULL ? "" : p->alike);
}

static void finding(struct gather *g, const struct dc_result_finding *f)
{
	const uint64_t numbers[] = { f->part, f->column, f->low, f->medium, f->high, f->placeholders, f->roles, f->persons.lo, f->persons.best,
		f->persons.hi, f->sample, (uint64_t)f->oldest, (uint64_t)f->newest };

	text(g, f->field);
	text(g, f->category);
	text(g, f->kind->id);
	raw(g, numbers, sizeof numbers);
	real(g, f->confidence);
}

static void hit(struct gather *g, const struct dc_result_hit *h)
{
	const uint64_t numbers[] = { h->finding, h->start, h->end, h->line, h->row, h->record, h->col, h->flags };

	raw(g, numbers, sizeof numbers);
	real(g, h->confidence);
	text(g, h->masked);
	weights(g, h->weights, h->n_weights);
}

static void column(struct gather *g, const struct dc_result_column *c)
{
	const uint64_t numbers[] = { c->part, c->column, c->rows, c->filled, c->distinct, c->matching };

	raw(g, numbers, sizeof numbers);
	text(g, c->field);
	text(g, c->category);
	text(g, c->kind->id);
	real(g, c->confidence);
	weights(g, c->weights, c->n_weights);
}

static void links(struct gather *g, const char *const *paths)
{
	for (size_t i = 0; paths != NULL && paths[i] != NULL; i++)
		text(g, paths[i]);
}

void put_digest(const struct dc_result *r, uint8_t out[PUT_DIGEST_BYTES])
{
	const uint64_t counts[] = { r->n_parts, r->n_findings, r->n_hits, r->n_tokens, r->n_columns };
	struct gather g;

	g.n = 0;
	crypto_generichash_init(&g.hash, NULL, 0, PUT_DIGEST_BYTES);
	raw(&g, counts, sizeof counts);
	links(&g, r->links);
	for (size_t i = 0; i < r->n_parts; i++)
		part(&g, &r->parts[i]);
	for (size_t i = 0; i < r->n_findings; i++)
		finding(&g, &r->findings[i]);
	for (size_t i = 0; i < r->n_hits; i++)
		hit(&g, &r->hits[i]);
	for (size_t i = 0; i < r->n_tokens; i++) {
		const struct dc_result_token *t = &r->tokens[i];
		const uint32_t numbers[] = { t->component, t->finding, t->one_each };

		raw(&g, t->token, sizeof t->token);
		raw(&g, numbers, sizeof numbers);
	}
	for (size_t i = 0; i < r->n_columns; i++)
		column(&g, &r->columns[i]);
	flush(&g);
	crypto_generichash_final(&g.hash, out, PUT_DIGEST_BYTES);
}
