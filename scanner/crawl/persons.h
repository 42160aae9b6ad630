/* persons.h -- how many persons the hits of one object concern (PURPOSES §1.6): an interval, never a number of hits.
 *
 * Equal tokens are one person's, and so are tokens of one record. Kinds that link nobody (a name alone, an address) are
 * counted by distinct values where no token of their record speaks for them. */
#ifndef CRAWL_PERSONS_H
#define CRAWL_PERSONS_H

#include "daicho/result.h"

#define PERSONS_RECORDS_MOST (4u << 20)	/* held for one object: 16 bytes each; beyond, hi is unknown */
#define PERSONS_VALUES_MOST (64u << 20)	/* likewise, of distinct values: 24 bytes of a file each */

struct persons;

/* What one hit says. */
struct person_hit {
	const struct dc_kind *kind;
	const char *category;
	uint32_t part, finding;
	uint64_t record;		/* of the part; 0: none */
	uint8_t token[DC_TOKEN_BYTES];
	bool stored;			/* the token may be kept: not of a kind without a value */
};

/* folder: the inventory's, borrowed, for what a large object brings (nameless.h; tokens alone); or NULL. NULL: memory is out. */
struct persons *persons_new(const char *folder);
void persons_free(struct persons *p);
void persons_reset(struct persons *p);
enum dc_status persons_add(struct persons *p, const struct person_hit *hit);
/* A hit below medium: it can only raise hi. */
void persons_add_weak(struct persons *p, uint32_t finding);
/* Links what is known. compose: makes the token of a name and a birth date from theirs. Then findings' and the object's
 * intervals, and the tokens to store, into the arena. whole: the object was read to its end. Once; then comes persons_reset(). */
enum dc_status persons_finish(struct persons *p, void (*compose)(void *ctx, const uint8_t pair[2 * DC_TOKEN_BYTES], uint8_t out[DC_TOKEN_BYTES]),
	void *ctx, bool whole, struct dc_arena *arena, struct dc_result_finding *findings, size_t n_findings, struct dc_result *out);

#endif
