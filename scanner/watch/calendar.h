/* calendar.h -- calendar expressions in the form of systemd.time(7): "Mon..Fri 02:00", "*-*-1 03:30:00 Asia/Tokyo",
 * "*:0/15", "weekly". Times are seconds since 1970, UTC. One thread: a zone of the database is looked up through TZ. */
#ifndef WATCH_CALENDAR_H
#define WATCH_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_RANGES 32		/* of one field */

struct calendar_range { int from, to, step; };	/* to: last value, or -1 for from alone; step 0: 1 */

struct calendar_field {
	struct calendar_range at[CALENDAR_RANGES];
	unsigned n;			/* 0: any value */
};

struct calendar {
	unsigned weekdays;		/* bit 0 Monday .. bit 6 Sunday; 0: any */
	struct calendar_field year, month, day, hour, minute, second;
	bool day_from_end;		/* ~: 1 is the last day of the month */
	bool fixed;			/* a zone that needs no database: */
	int zone_minutes;		/* east of UTC */
	char zone[64];			/* of the database; "": this machine's */
};

bool calendar_parse(const char *text, struct calendar *out);
/* The first time after `after`; 0: there is none any more. Local times that a change of clocks leaves out are passed over. */
int64_t calendar_next(const struct calendar *c, int64_t after);

/* "22:00-06:00": from the first minute to the second, over midnight where the second is not later. Local time. */
struct hours { int from, to; };	/* minutes of the day */
bool hours_parse(const char *text, struct hours *out);
bool hours_open(const struct hours *w, int64_t now);

#endif
