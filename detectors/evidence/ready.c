/* ready.c -- a few entries, looked through in order. */
#include "ready.h"

#include <stdlib.h>

void ready_done(struct ready_list *l)
{
	free(l->at);
	*l = (struct ready_list){ 0 };
}

static bool is(const struct ready *r, const struct ready_key *k)
{
	return r->kind == k->kind && r->stamp == k->stamp && r->n_own == k->n_own && r->own_flags == k->flags && r->few == k->few &&
		r->own_category == k->category && memcmp(r->own, k->own, k->n_own * sizeof *k->own) == 0;
}

const struct ready *ready_find(const struct ready_list *l, const struct ready_key *k)
{
	for (size_t i = 0; i < l->n; i++)
		if (is(&l->at[i], k))
			return &l->at[i];
	return NULL;
}

const struct ready *ready_in_row(const struct ready_list *l, const struct ready_key *k, unsigned row)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->at[i].row == row && is(&l->at[i], k))
			return &l->at[i];
	return NULL;
}

struct ready *ready_put(struct ready_list *l, const struct ready_key *k, unsigned row)
{
	struct ready *r;

	if (l->at == NULL)
		l->at = calloc(READY_MOST, sizeof *l->at);
	if (l->at == NULL || k->n_own > READY_OWN)
		return NULL;
	if (l->n != 0 && l->at[0].stamp != k->stamp)
		l->n = l->oldest = 0;		/* the verdicts are others: none of these will be asked for again */
	if (l->n < READY_MOST) {
		r = &l->at[l->n++];
	} else {
		r = &l->at[l->oldest];
		l->oldest = (uint8_t)((l->oldest + 1) % READY_MOST);
	}
	*r = (struct ready){ .kind = k->kind, .own_category = k->category, .own_flags = k->flags, .n_own = k->n_own, .few = k->few,
		.stamp = k->stamp, .row = row };
	memcpy(r->own, k->own, k->n_own * sizeof *k->own);
	return r;
}
