/* written_date.h -- days with the English name of their month: 14 March 1988, 14th of March, 1988, March 14, 1988, 14-Mar-1988. */
#ifndef WRITTEN_DATE_H
#define WRITTEN_DATE_H

#include "daicho/span.h"

struct written_date {
	int year, month, day;		/* as they stand; not checked against the calendar */
	uint32_t end;			/* behind the year */
};

/* Reads one that begins at `at`; false if none does. The year has four digits. */
bool written_date_read(struct dc_span text, uint32_t at, struct written_date *out);

#endif
