/* shapes.h -- shapes of digit runs, as bits: 1 a digit, 0 a separator, the first in bit 0. A table says who wants which. */
#ifndef SHAPES_H
#define SHAPES_H

#include "daicho/status.h"

#include <stdbool.h>
#include <stdint.h>

#define SHAPE_CHARS_MOST 40
#define SHAPES_SLOTS 2048

struct shape {
	uint64_t key;			/* 0: an empty slot */
	uint64_t strong, weak;		/* bit i: the i-th kind that wants digits */
};

struct shapes {
	struct shape slot[SHAPES_SLOTS];
	unsigned used;
};

/* Adds a pattern of kind.h ("3-4-4", "1~3-1~3") for a kind. DC_EBUG: malformed, or the table is full. */
enum dc_status shapes_add(struct shapes *s, const char *pattern, unsigned kind, bool weak);

static inline const struct shape *shapes_find(const struct shapes *s, uint64_t key)
{
	uint32_t i = (uint32_t)(key * 0x9E3779B97F4A7C15u >> 53);	/* 11 bits: SHAPES_SLOTS */

	while (s->slot[i].key != 0) {
		if (s->slot[i].key == key)
			return &s->slot[i];
		i = (i + 1) % SHAPES_SLOTS;
	}
	return 0;
}

#endif
