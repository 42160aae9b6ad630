/* column.h -- one column of a table: what its cells were so far, and what that says of each kind. Not public. */
#ifndef EVIDENCE_COLUMN_H
#define EVIDENCE_COLUMN_H

#include "cell.h"
#include "distinct.h"
#include "heading.h"
#include "ready.h"
#include "spread.h"

#define VOTES_ENOUGH 64			/* distinct cells the classifier of names sees */

/* One kind in one column. Counts are of cells that are the kind from end to end. */
struct tally {
	uint16_t kind;			/* index of profiles */
	uint16_t why;			/* of verdict */
	uint32_t cells, checked;
	uint32_t window;		/* cells since the last look */
	float sum;			/* of the candidates' own log-odds */
	struct spread spread;		/* of kinds with KIND_BORN or KIND_PREFIXED */
	float verdict;			/* log-odds that the column adds; 0: it says nothing */
};

/* The vote of whole cells that might be names or addresses. */
struct vote {
	float sum[LEXICON_CELL_KINDS];
	uint16_t cells;			/* that voted; cells that cannot be names vote 0 for all */
	int8_t won;			/* enum lexicon_cell, or -1 */
	float mean;			/* of what won, or came nearest */
	float names;			/* the best mean among names */
};

struct column {
	struct heading heading;
	struct distinct seen;
	struct tally tally[DISTINCT_KINDS];
	uint8_t n_tallies;
	bool wanted;			/* decided for some kind: its values are counted to the end */
	bool tested;			/* a check digit was right in it: its cells are counted for the next look */
	struct vote vote;
	uint64_t filled;
	uint32_t window;		/* filled cells since the last look */
	uint32_t stamp;			/* another one whenever verdicts may have changed */
	struct ready_list ready;
};

void column_done(struct column *c);
/* The tally of a kind, made if there is room; NULL if not. */
struct tally *column_tally(struct column *c, uint16_t kind);
const struct tally *column_find(const struct column *c, uint16_t kind);
/* Decides for all its kinds, from what was seen so far. */
void column_decide(struct column *c, const struct profiles *profiles);
/* True if the vote of the column is over: no further cell changes it. */
bool column_vote_ended(struct column *c, const struct profiles *profiles);
/* Looks again after a window of cells; a list that turns into another (files appended to each other) is seen. */
void column_look_again(struct column *c, const struct profiles *profiles);
/* What the column adds for a kind (fills its cell), and why. */
float column_verdict(const struct column *c, uint16_t kind, enum dc_evidence *why);

#endif
