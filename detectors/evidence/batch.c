/* batch.c -- two arrays that grow together. */
#include "batch.h"

#include <stdlib.h>

void batch_init(struct batch *b)
{
	*b = (struct batch){ 0 };
	candidates_init(&b->list);
}

void batch_done(struct batch *b)
{
	candidates_done(&b->list);
	free(b->spots);
	*b = (struct batch){ 0 };
}

void batch_clear(struct batch *b)
{
	candidates_clear(&b->list);
}

enum dc_status batch_add(struct batch *b, const struct candidate *c, struct dc_span value, const struct spot *spot)
{
	struct candidate *mine;
	uint32_t at;

	if (b->list.n == b->cap) {
		size_t cap = b->cap == 0 ? 256 : b->cap * 2;
		struct spot *spots = realloc(b->spots, cap * sizeof *spots);

		if (spots == NULL)
			return DC_ENOMEM;
		b->spots = spots;
		b->cap = cap;
	}
	if (candidates_add(&b->list, c->kind, c->start, c->end, value, &mine) != DC_OK)
		return DC_ENOMEM;
	at = mine->value;
	*mine = *c;
	mine->value = at;
	b->spots[b->list.n - 1] = *spot;
	return DC_OK;
}
