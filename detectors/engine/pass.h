/* pass.h -- the one pass over all bytes: masks of 64 bytes in, anchors out. Only anchors reach scalar code. */
#ifndef PASS_H
#define PASS_H

#include "shapes.h"
#include "sieve.h"

#include "daicho/span.h"

struct pass {
	const struct cpu *cpu;
	const struct shapes *shapes;
	const uint8_t *bitmap;		/* over lexicon_pair_hash */
	unsigned wanted;		/* bit A_*: what anybody asked for */
	struct sieve s;
};

/* Finds the anchors of blocks [first, first + STRIDE_BLOCKS) of text, as far as it goes; returns the number of blocks. A
 * function of the text alone: neither the padding around it nor the stride shows. */
size_t pass_stride(struct pass *p, struct dc_span text, size_t first);

#endif
