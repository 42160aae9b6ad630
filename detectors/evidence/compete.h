/* compete.h -- one winner for each stretch of text. Not public. */
#ifndef EVIDENCE_COMPETE_H
#define EVIDENCE_COMPETE_H

#include "candidate.h"

/* Among candidates at[0..n) that overlap (ordered by start) the most probable stays; the others are dropped. Readings that
 * claim the same digits share one probability: the winner loses what the others hold. */
void compete(struct candidate *at, size_t n);

#endif
