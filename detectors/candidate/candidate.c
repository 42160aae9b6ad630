/* candidate.c -- the list of candidates: what kinds propose and evidence weighs. A room of its own so that both can link it. */
#include "candidate.h"

#include <stdlib.h>

/* One text of DC_TEXT_MOST bytes cannot hold more worth listing: a candidate takes 3 bytes at least. */
#define CANDIDATES_MOST (1u << 18)
#define VALUES_MOST (64u << 20)

void candidates_init(struct candidates *c)
{
	*c = (struct candidates){ 0 };
	dc_buf_init(&c->values, VALUES_MOST);
}

void candidates_done(struct candidates *c)
{
	free(c->at);
	dc_buf_done(&c->values);
	*c = (struct candidates){ 0 };
}

void candidates_clear(struct candidates *c)
{
	c->n = 0;
	dc_buf_clear(&c->values);
}

static enum dc_status grow(struct candidates *c)
{
	size_t cap = c->cap == 0 ? 64 : c->cap * 2;
	struct candidate *at = realloc(c->at, cap * sizeof *at);

	if (at == NULL)
		return DC_ENOMEM;
	c->at = at;
	c->cap = cap;
	return DC_OK;
}

enum dc_status candidates_add(struct candidates *c, const struct dc_kind *kind, uint32_t start, uint32_t end,
	struct dc_span value, struct candidate **out)
{
	size_t n = value.n <= DC_VALUE_MOST ? value.n : DC_VALUE_MOST;
	struct candidate *added;

	while (n < value.n && n > 0 && (value.p[n] & 0xc0) == 0x80)
		n--;				/* cut at a code point */
	if (c->n == CANDIDATES_MOST || (c->n == c->cap && grow(c) != DC_OK))
		return DC_ENOMEM;
	if (dc_buf_add(&c->values, value.p, n) != DC_OK)
		return DC_ENOMEM;
	added = &c->at[c->n++];
	*added = (struct candidate){ .kind = kind, .start = start, .end = end, .cell = UINT32_MAX,
		.value = (uint32_t)(c->values.n - n), .value_len = (uint16_t)n };
	if (n < value.n)
		added->flags |= DC_HIT_TRUNCATED;
	if (out != NULL)
		*out = added;
	return DC_OK;
}

enum dc_status candidates_merge(struct candidates *c, size_t n)
{
	size_t more = c->n - n, to = c->n;
	struct candidate *tail;

	if (more == 0)
		return DC_OK;
	tail = malloc(more * sizeof *tail);
	if (tail == NULL)
		return DC_ENOMEM;
	memcpy(tail, c->at + n, more * sizeof *tail);
	while (more > 0) {
		if (n > 0 && c->at[n - 1].start > tail[more - 1].start)
			c->at[--to] = c->at[--n];
		else
			c->at[--to] = tail[--more];
	}
	free(tail);
	return DC_OK;
}

void candidate_weigh(struct candidate *c, enum dc_evidence why, float logodds)
{
	if (c->n_weights == DC_WEIGHTS_MOST) {
		c->weights[DC_WEIGHTS_MOST - 1].logodds += logodds;
		return;
	}
	c->weights[c->n_weights++] = (struct dc_weight){ (uint16_t)why, logodds };
}

float candidate_logodds(const struct candidate *c)
{
	float sum = 0;

	for (size_t i = 0; i < c->n_weights; i++)
		sum += c->weights[i].logodds;
	return sum;
}
