/* distinct.c -- open addressing, linear probing, half full at most. */
#include "distinct.h"

#include <stdlib.h>

#define HASH_BITS (~(uint64_t)0xff)

void distinct_done(struct distinct *d)
{
	free(d->slots);
	*d = (struct distinct){ 0 };
}

static uint64_t mix(uint64_t h, uint64_t word)
{
	__uint128_t m = (__uint128_t)(h ^ word) * 0x9E3779B97F4A7C15u;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

uint64_t distinct_hash(struct dc_span value)
{
	uint64_t h = 0x2545F4914F6CDD1Du ^ value.n, word;
	size_t i = 0;

	for (; i + 8 <= value.n; i += 8) {
		memcpy(&word, value.p + i, 8);
		h = mix(h, word);
	}
	word = 0;
	if (i < value.n)
		memcpy(&word, value.p + i, value.n - i);
	h = mix(mix(h, word), 0xD6E8FEB86659FD93u);
	return (h & HASH_BITS) == 0 ? 0x100 : h & HASH_BITS;
}

/* Kept at this depth of sampling? The top bits decide, the low ones place the entry. */
static bool is_kept(uint64_t hash, unsigned shift)
{
	return shift == 0 || hash >> (64 - shift) == 0;
}

static size_t slot_of(const struct distinct *d, uint64_t hash)
{
	size_t i = (size_t)(hash >> 8) & (d->cap - 1);

	while (d->slots[i] != 0 && ((d->slots[i] ^ hash) & HASH_BITS) != 0)
		i = (i + 1) & (d->cap - 1);
	return i;
}

/* Moves what is kept to a table of `cap` slots. */
static enum dc_status rebuild(struct distinct *d, size_t cap)
{
	struct distinct next = { calloc(cap, sizeof(uint64_t)), cap, 0, d->shift };

	if (next.slots == NULL)
		return DC_ENOMEM;
	for (size_t i = 0; i < d->cap; i++)
		if (d->slots[i] != 0 && is_kept(d->slots[i], next.shift)) {
			next.slots[slot_of(&next, d->slots[i] & HASH_BITS)] = d->slots[i];
			next.n++;
		}
	free(d->slots);
	*d = next;
	return DC_OK;
}

static enum dc_status make_room(struct distinct *d, size_t most)
{
	if (d->n < most)
		return (d->n + 1) * 2 > d->cap ? rebuild(d, d->cap == 0 ? 32 : d->cap * 2) : DC_OK;
	while (d->n >= most) {
		d->shift++;
		if (rebuild(d, d->cap) != DC_OK)
			return DC_ENOMEM;
	}
	return DC_OK;
}

enum dc_status distinct_add(struct distinct *d, uint64_t hash, uint8_t kinds, size_t most, bool *fresh)
{
	size_t i;

	*fresh = false;
	if (!is_kept(hash, d->shift))
		return DC_OK;
	if (((d->n + 1) * 2 > d->cap || d->n >= most) && make_room(d, most) != DC_OK)
		return DC_ENOMEM;
	if (!is_kept(hash, d->shift))
		return DC_OK;
	i = slot_of(d, hash);
	if (d->slots[i] == 0) {
		d->slots[i] = hash;
		d->n++;
		*fresh = true;
	}
	d->slots[i] |= kinds;
	return DC_OK;
}

uint64_t distinct_count(const struct distinct *d)
{
	return (uint64_t)d->n << d->shift;
}

uint64_t distinct_of(const struct distinct *d, unsigned bit)
{
	uint64_t n = 0;

	for (size_t i = 0; i < d->cap; i++)
		n += d->slots[i] >> bit & 1;
	return n << d->shift;
}
