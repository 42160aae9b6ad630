/* again.c -- direct mapped: the last cell of a slot stays. */
#include "again.h"

#include <stdlib.h>

struct again *again_new(void)
{
	struct again *a = calloc(1, sizeof *a);

	if (a != NULL)
		a->epoch = 1;
	return a;
}

void again_free(struct again *a)
{
	if (a == NULL)
		return;
	explicit_bzero(a, sizeof *a);
	free(a);
}

void again_forget(struct again *a)
{
	if (a != NULL && ++a->epoch == 0) {
		memset(a->slots, 0, sizeof a->slots);
		a->epoch = 1;
	}
}

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

struct again_slot *again_slot(struct again *a, struct dc_span cell, uint32_t column, const struct detector *kind)
{
	uint64_t h = (uint64_t)column << 32 ^ (uint64_t)(uintptr_t)kind ^ cell.n << 8, word;
	size_t i = 0;

	for (; i + 8 <= cell.n; i += 8) {
		memcpy(&word, cell.p + i, 8);
		h = mix(h, word);
	}
	for (word = 0; i < cell.n; i++)
		word = word << 8 | cell.p[i];
	h = mix(mix(h, word), 0);
	return &a->slots[h >> 20 & (AGAIN_SLOTS - 1)];
}

bool again_is(const struct again *a, const struct again_slot *slot, struct dc_span cell, uint32_t column, const struct detector *kind)
{
	return slot->epoch == a->epoch && slot->cell_len == cell.n && slot->column == column && slot->kind == kind &&
		memcmp(slot->bytes, cell.p, cell.n) == 0;
}

enum dc_status again_add(const struct again_slot *slot, uint32_t start, struct candidates *out)
{
	struct candidate *c;

	if (candidates_add(out, &slot->kind->kind, start, start + slot->cell_len,
	    (struct dc_span){ slot->bytes + slot->cell_len, slot->value_len }, &c) != DC_OK)
		return DC_ENOMEM;
	c->category = slot->category;
	c->shown = slot->shown;
	c->flags = slot->flags;
	c->checked = slot->checked;
	c->n_weights = slot->n_weights;
	memcpy(c->weights, slot->weights, slot->n_weights * sizeof *c->weights);
	return DC_OK;
}

bool again_put(const struct again *a, struct again_slot *slot, struct dc_span cell, uint32_t column, const struct detector *kind,
	const struct candidates *found, uint64_t hash)
{
	const struct candidate *c = &found->at[found->n - 1];

	if (cell.n + c->value_len > AGAIN_BYTES || c->n_weights > AGAIN_WEIGHTS)
		return false;
	*slot = (struct again_slot){ .epoch = a->epoch, .column = column, .kind = kind, .category = c->category,
		.cell_len = (uint16_t)cell.n, .value_len = c->value_len, .shown = c->shown, .flags = c->flags, .n_weights = c->n_weights,
		.checked = c->checked, .logodds = candidate_logodds(c), .hash = hash };
	memcpy(slot->weights, c->weights, c->n_weights * sizeof *c->weights);
	memcpy(slot->bytes, cell.p, cell.n);
	memcpy(slot->bytes + cell.n, found->values.p + c->value, c->value_len);
	return true;
}
