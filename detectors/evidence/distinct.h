/* distinct.h -- how many different values a column has, exactly up to 65,536, then by adaptive sampling. Not public.
 *
 * A set of 64-bit hashes; when it is full only hashes with one more zero bit at the top stay, and the count doubles
 * (Wegman; Flajolet 1990). The standard error at 32,768 kept is 0.7 %. Each entry says which kinds its value is of. */
#ifndef EVIDENCE_DISTINCT_H
#define EVIDENCE_DISTINCT_H

#include "daicho/span.h"
#include "daicho/status.h"

#define DISTINCT_EXACT 65536u
#define DISTINCT_KINDS 8		/* bits of an entry that say of which kinds it is */

struct distinct {
	uint64_t *slots;		/* 0: free; hash with the kinds in its low byte */
	size_t cap, n;
	unsigned shift;			/* every entry stands for 1 << shift values */
};

void distinct_done(struct distinct *d);
/* Has memory bring the place of the hash: for all of a row before the first is added. */
static inline void distinct_fetch(const struct distinct *d, uint64_t hash)
{
	if (d->cap != 0)
		__builtin_prefetch(&d->slots[(size_t)(hash >> 8) & (d->cap - 1)], 1);
}

/* Adds a value; *fresh: it was not there. most: entries it may hold (memory); DC_ENOMEM or DC_OK. */
enum dc_status distinct_add(struct distinct *d, uint64_t hash, uint8_t kinds, size_t most, bool *fresh);
uint64_t distinct_count(const struct distinct *d);
/* Values that are of kind `bit`; DISTINCT_KINDS counts all. */
uint64_t distinct_of(const struct distinct *d, unsigned bit);
uint64_t distinct_hash(struct dc_span value);

#endif
