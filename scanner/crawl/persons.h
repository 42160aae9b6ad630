/* persons.h -- how many persons the hits of one object concern (PURPOSES §1.6): an interval, never a number of hits.
 *
 * Equal tokens are one person's, and so are tokens of one record. Kinds that link nobody (a name alone, an address) are
 * counted by distinct values where no token of their record speaks for them. */
#ifndef CRAWL_PERSONS_H
#define CRAWL_PERSONS_H

#include "daicho/result.h"

#define PERSONS_MOST (4u << 20)		/* distinct values and records held for one object; beyond, hi is unknown */

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

struct persons *persons_new(void);	/* NULL: memory is out */
void persons_free(struct persons *p);
void persons_reset(struct persons *p);
/* *entry (may be NULL): the number of its value in its finding, for persons_again(); UINT32_MAX: it was not taken in. */
enum dc_status persons_add(struct persons *p, const struct person_hit *hit, uint32_t *entry);
/* A hit of a value that was added for the same finding before; its token and stored are not looked at. */
enum dc_status persons_again(struct persons *p, const struct person_hit *hit, uint32_t entry);
/* A hit below medium: it can only raise hi. */
void persons_add_weak(struct persons *p, uint32_t finding);
/* Links what is known. compose: makes the token of a name and a birth date from theirs. Then findings' and the object's
 * intervals, and the tokens to store, into the arena. whole: the object was read to its end. */
enum dc_status persons_finish(struct persons *p, void (*compose)(void *ctx, const uint8_t pair[2 * DC_TOKEN_BYTES], uint8_t out[DC_TOKEN_BYTES]),
	void *ctx, bool whole, struct dc_arena *arena, struct dc_result_finding *findings, size_t n_findings, struct dc_result *out);

#endif
