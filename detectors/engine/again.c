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
		memset(a->tags, 0, sizeof a->tags);
		memset(a->slots, 0, sizeof a->slots);
		a->epoch = 1;
	}
}

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

struct again_place again_place(struct dc_span cell, uint32_t column)
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
	return (struct again_place){ (uint32_t)(h >> 20) & (AGAIN_SLOTS - 1), (uint32_t)(h >> 33) | 1 };
}

static bool tagged(const struct again *a, uint32_t slot, uint32_t tag)
{
	return a->tags[slot].tag == tag && a->tags[slot].epoch == a->epoch;
}

void again_fetch(const struct again *a, struct again_place place)
{
	uint32_t slot = tagged(a, place.slot, place.tag) ? place.slot : place.slot ^ 1;

	if (!tagged(a, slot, place.tag))
		return;
	for (size_t at = 0; at < sizeof a->slots[slot]; at += 64)
		__builtin_prefetch((const char *)&a->slots[slot] + at);
}

static bool has(const struct again *a, const struct again_slot *slot, struct dc_span cell, uint32_t column, const struct detector *kind)
{
	return slot->epoch == a->epoch && slot->cell_len == cell.n && slot->column == column && slot->kind == kind &&
		memcmp(slot->bytes, cell.p, cell.n) == 0;
}

/* The older of the two slots of a cell that came by before, one of the few for those that did not. */
static struct again_slot *room(struct again *a, struct again_place place)
{
	uint16_t *seen = &a->seen[place.tag >> 1 & (AGAIN_SEEN - 1)], tag = (uint16_t)(place.tag >> 15);
	const struct again_tag *one = &a->tags[place.slot], *other = &a->tags[place.slot ^ 1];
	uint32_t slot = place.slot;

	if (*seen != tag) {
		*seen = tag;
		return &a->once[a->next_once++ % AGAIN_ONCE];
	}
	if (one->epoch == a->epoch && (other->epoch != a->epoch || other->turn < one->turn))
		slot ^= 1;
	a->tags[slot] = (struct again_tag){ a->turn, a->epoch, place.tag };
	return &a->slots[slot];
}

struct again_slot *again_find(struct again *a, struct again_place place, struct dc_span cell, uint32_t column,
	const struct detector *kind, struct again_slot **into)
{
	for (uint32_t i = 0; i < 2; i++) {
		*into = &a->slots[place.slot ^ i];
		if (tagged(a, place.slot ^ i, place.tag) && has(a, *into, cell, column, kind))
			return *into;
	}
	*into = room(a, place);
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
