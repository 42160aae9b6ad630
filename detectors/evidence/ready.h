/* ready.h -- what a column's cells came to before. A hit that fills its cell is weighed by its own evidence, its column, its file and by who
 * else stands in its row; in a long table the same comes to the same over and over, and need not be added up again. Not public. */
#ifndef EVIDENCE_READY_H
#define EVIDENCE_READY_H

#include "candidate.h"

#define READY_MOST 8			/* of one column; the oldest gives its place */
#define READY_OWN 6			/* weights a candidate may bring to be kept */

struct ready {
	/* what it was worked out for */
	const struct dc_kind *kind;
	const char *own_category;
	uint16_t own_flags;
	uint8_t n_own;
	bool few;			/* the column repeated a handful of values */
	uint32_t stamp;			/* of the column's verdicts */
	unsigned row;			/* traits that the row's hits showed together */
	struct dc_weight own[READY_OWN];
	/* what it came to */
	unsigned gives;			/* traits that it shows in its row */
	const char *category;
	float confidence;
	enum dc_band band;
	uint16_t flags;
	uint8_t n_weights;
	struct dc_weight weights[DC_WEIGHTS_MOST];
};

struct ready_list {
	struct ready *at;		/* READY_MOST of them; NULL: none so far */
	uint8_t n, oldest;
};

/* A candidate before it is weighed, as far as it decides what it comes to. */
struct ready_key {
	const struct dc_kind *kind;
	const char *category;
	const struct dc_weight *own;
	uint16_t flags;
	uint8_t n_own;
	bool few;
	uint32_t stamp;
};

void ready_done(struct ready_list *l);
/* Any row's; NULL: not known. */
const struct ready *ready_find(const struct ready_list *l, const struct ready_key *k);
/* The same of a row that shows these traits. */
const struct ready *ready_in_row(const struct ready_list *l, const struct ready_key *k, unsigned row);
/* Room for one more, its first half filled in. NULL: too many weights, or memory is out. */
struct ready *ready_put(struct ready_list *l, const struct ready_key *k, unsigned row);

#endif
