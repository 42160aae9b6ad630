/* digits.h -- reads one run of digits, in any width, with its separators folded. */
#ifndef DIGITS_H
#define DIGITS_H

#include "kind.h"

struct digit_reading {
	struct digit_run run;
	uint32_t group_end[RUN_GROUPS_MOST];
	uint64_t shape;			/* as shapes.h, of the whole run; 0 if it is too long for one */
	uint32_t stop;			/* where reading stopped: nothing before it needs to be looked at again */
};

/* Reads from the digit at `at` on, within [floor, ceiling). spaces: single spaces may join groups. False if no digit
 * stands at `at`. Reads 160 bytes at most. */
bool digits_read(struct dc_span text, uint32_t at, uint32_t floor, uint32_t ceiling, bool spaces, struct digit_reading *out);
/* The reading cut down to its first n groups. */
void digits_first_groups(const struct digit_reading *all, unsigned n, struct digit_reading *out);
/* Where the run begins that reaches `at` from before (64 bytes at most). */
uint32_t digits_begin(struct dc_span text, uint32_t at, uint32_t floor);

#endif
