/* again.c -- two slots for each cell: of two that want both, the newer stays. */
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

static size_t slot_of(struct dc_span cell, uint32_t column)
{
	uint64_t h = (uint64_t)column << 32 ^ cell.n << 8, word;
	size_t i = 0;

	for (; i + 8 <= cell.n; i += 8) {
		memcpy(&word, cell.p + i, 8);
		h = mix(h, word);
	}
	for (word = 0; i < cell.n; i++)
		word = word << 8 | cell.p[i];
	h = mix(mix(h, word), 0);
	return (size_t)(h >> 20) & (AGAIN_SLOTS - 1);
}

static bool has(const struct again *a, const struct again_slot *slot, struct dc_span cell, uint32_t column, const struct detector *kind)
{
	return slot->epoch == a->epoch && slot->cell_len == cell.n && slot->column == column && slot->kind == kind &&
		memcmp(slot->bytes, cell.p, cell.n) == 0;
}

struct again_slot *again_find(struct again *a, struct dc_span cell, uint32_t column, const struct detector *kind, struct again_slot **into)
{
	struct again_slot *one = &a->slots[slot_of(cell, column)], *other = &a->slots[slot_of(cell, column) ^ 1];

	*into = one;
	if (has(a, one, cell, column, kind))
		return one;
	if (has(a, other, cell, column, kind))
		return other;
	if (one->epoch == a->epoch && (other->epoch != a->epoch || other->turn < one->turn))
		*into = other;
	return NULL;
}

enum dc_status again_add(const struct again_slot *slot, uint32_t start, struct candidates *out)
{
	struct candidate *c;

	if (candidates_add(out, &slot->kind->kind, start, start + slot->cell_len,
	    again_value(slot), &c) != DC_OK)
		return DC_ENOMEM;
	c->category = slot->category;
	c->shown = slot->shown;
	c->flags = slot->flags;
	c->n_weights = slot->n_weights;
	memcpy(c->weights, slot->weights, slot->n_weights * sizeof *c->weights);
	return DC_OK;
}

bool again_put(struct again *a, struct again_slot *slot, struct dc_span cell, uint32_t column, const struct detector *kind,
	const struct candidates *found)
{
	const struct candidate *c = &found->at[found->n - 1];
	const uint8_t *value = found->values.p + c->value;
	bool same = c->value_len == cell.n && memcmp(value, cell.p, cell.n) == 0;

	if (cell.n + c->value_len > AGAIN_BYTES || c->n_weights > AGAIN_WEIGHTS || c->checked)
		return false;
	*slot = (struct again_slot){ .epoch = a->epoch, .column = column, .kind = kind, .category = c->category, .turn = ++a->turn,
		.cell_len = (uint16_t)cell.n, .value_at = same ? 0 : (uint16_t)cell.n, .value_len = c->value_len, .shown = c->shown,
		.flags = c->flags, .n_weights = c->n_weights, .logodds = candidate_logodds(c) };
	memcpy(slot->weights, c->weights, c->n_weights * sizeof *c->weights);
	memcpy(slot->bytes, cell.p, cell.n);
	if (!same)
		memcpy(slot->bytes + cell.n, value, c->value_len);
	return true;
}
