/* spread.h -- how the values of a column lie: what numbers without a check digit and dates give away as a column. Not public. */
#ifndef EVIDENCE_SPREAD_H
#define EVIDENCE_SPREAD_H

#include "daicho/span.h"

#define SPREAD_DECADES 13		/* from 1900 on */

/* Zeroed is empty. Counts values, not distinct ones. */
struct spread {
	uint32_t decades[SPREAD_DECADES];
	uint32_t dates, weekends, firsts;	/* "yyyy-mm-dd": all; Saturdays and Sundays; first days of a month */
	uint64_t heads;				/* bits by hash of the first two bytes */
};

void spread_date(struct spread *s, struct dc_span value);
void spread_head(struct spread *s, struct dc_span value);

/* Log-odds that a column of dates holds days of birth rather than days of business; 0: too few to tell. */
float spread_of_births(const struct spread *s);
/* How many different beginnings of two characters there are, 64 at most. */
unsigned spread_heads(const struct spread *s);

#endif
