/* record.h -- which hits of running text stand together: one form, one signature, one line of a log. Not public. */
#ifndef EVIDENCE_RECORD_H
#define EVIDENCE_RECORD_H

#include "profile.h"

#define RECORD_PROSE ((uint64_t)1 << 48)	/* records of prose; those of tables are row numbers */

/* Tells whether a new record begins between two candidates that follow each other (before.end <= behind.start). */
bool record_breaks(const struct dc_text *text, uint32_t before_end, uint32_t behind_start);
/* Once a record's candidates are known: special care needs a person beside it, quasi-identifiers gain by one. */
void record_weigh(struct candidate *const *c, size_t n, const struct profiles *profiles);
/* What the candidate shows the others of its record by being there: traits. */
unsigned record_shows(const struct candidate *c, const struct profiles *profiles);

#endif
