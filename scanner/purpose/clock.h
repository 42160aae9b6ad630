/* clock.h -- the clock of a breach report (PURPOSES 2.5): last days by rule pack, Japanese business days, thresholds of
 * persons. Days are yyyymmdd in Asia/Tokyo; the caller turns the moment of knowledge into one. */
#ifndef PURPOSE_CLOCK_H
#define PURPOSE_CLOCK_H

#include "pack.h"

#include "daicho/result.h"

#define CLOCK_FIRST_DAY 20220101	/* holidays are known from here (special laws moved them in 2019 to 2021) ... */
#define CLOCK_LAST_DAY 20991231		/* ... to here: the equinox formula's range */

struct clock_case {
	int known_on;			/* the day the breach became known: day 1 (the earlier reading) */
	bool wrongful;			/* done with wrongful purpose: the longer final period */
	bool my_number;			/* My Number may be among the data; when it is not known, true, as the form asks */
};

struct clock_due {
	const char *id, *ja, *en;
	int day_number;			/* 3, 5, 30, 60 */
	int last;			/* that calendar day */
	int business;			/* the same, or the next business day where it is none; both are to be shown */
	const char *source;
};

#define CLOCK_DUES 3			/* preliminary from, preliminary to, final */

/* False: the day lies outside the years above, or no rule pack was in force on it. */
bool clock_dues(const struct clock_case *c, struct clock_due out[CLOCK_DUES]);

bool clock_holiday(int day);		/* named, substitute or between two: Act on National Holidays (178 of 1948) arts. 2, 3 */
bool clock_business(int day);		/* no week-end, no holiday, not 29 December to 3 January (Act 91 of 1988 art. 1) */

enum clock_answer { CLOCK_NO, CLOCK_YES, CLOCK_UNDETERMINED };	/* undetermined is treated as yes */

/* More persons than the threshold? lo > T is yes, hi <= T is no, all else undetermined (PURPOSES 1.6). */
enum clock_answer clock_above(struct dc_persons persons, uint64_t threshold);

#endif
