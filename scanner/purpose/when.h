/* when.h -- calendar dates as yyyymmdd and periods as ISO 8601 durations (PURPOSES 1.1). */
#ifndef PURPOSE_WHEN_H
#define PURPOSE_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span_of_time {
	bool known;
	int months;			/* years are 12 of them */
	int days;			/* weeks are 7 of them */
};

#define WHEN_FIRST_YEAR 1800
#define WHEN_LAST_YEAR 9999

bool when_valid(int date);				/* a day of the Gregorian calendar within the years above */
bool when_parse(const char *s, int *date);		/* "2026-04-01", nothing else */
/* A day as offices write it: 2026-4-1, 2026/4/1, 2026.4.1, 20260401, 2026年4月1日, 令和8年4月1日, R8.4.1; digits of any width. */
bool when_written(const char *s, int *date);
bool when_parse_span(const char *s, struct span_of_time *out);	/* "P7Y", "P3M", "P30D", "P1Y6M", "P2W" */
/* Years and months first, a day beyond the month's end becomes its last day, then days. Dates beyond the last year give
 * its last day. */
int when_add(int date, struct span_of_time span);
int when_add_days(int date, int days);
int when_days(int date);				/* days since 1970-01-01 */
int when_of_days(int days);
int when_weekday(int date);				/* 0 Sunday .. 6 Saturday */
/* The day of a UTC time in a zone so many minutes east; 0 where it is out of range. */
int when_of_ns(int64_t utc_ns, int zone_minutes);
/* "7 years", "1 year 6 months", "30 days", in Japanese "7年"; "" for one that is not known. */
const char *when_span_text(struct span_of_time span, bool japanese, char out[48]);
/* "2026-04-01"; "" for 0. */
const char *when_text(int date, char out[16]);
/* The latest date a name may mean: 20260401, 2026-04-01, 2026_04_01, 2026年4月1日, 2026-04 and 2026年4月 (the month's last
 * day). 0: none. last is the latest day that counts, so that other numbers are not taken for dates. */
int when_in_name(const char *name, size_t n, int last);

#endif
