/* calendar.c -- reading calendar expressions and finding the next time they mean. */
#include "calendar.h"

#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAYS_MOST (400 * 366)		/* after which a date that has not come does not come: the calendar repeats */
#define LAST_YEAR 2199

/* ---- reading */

static const struct { const char *word, *means; } short_forms[] = {
	{ "minutely", "*-*-* *:*:00" }, { "hourly", "*-*-* *:00:00" }, { "daily", "*-*-* 00:00:00" }, { "weekly", "Mon *-*-* 00:00:00" },
	{ "monthly", "*-*-01 00:00:00" }, { "quarterly", "*-01,04,07,10-01 00:00:00" }, { "semiannually", "*-01,07-01 00:00:00" },
	{ "semi-annually", "*-01,07-01 00:00:00" }, { "bi-annually", "*-01,07-01 00:00:00" }, { "biannually", "*-01,07-01 00:00:00" },
	{ "yearly", "*-01-01 00:00:00" }, { "annually", "*-01-01 00:00:00" },
};

static const char *const days[7] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };

static int weekday(const char **p)
{
	for (int i = 0; i < 7; i++) {
		size_t whole = strlen(days[i]);

		if (strncasecmp(*p, days[i], whole) == 0)
			*p += whole;
		else if (strncasecmp(*p, days[i], 3) == 0)
			*p += 3;
		else
			continue;
		return i;
	}
	return -1;
}

static bool read_weekdays(const char **p, unsigned *out)
{
	for (;;) {
		int from = weekday(p), to = from;

		if (from >= 0 && strncmp(*p, "..", 2) == 0) {
			*p += 2;
			to = weekday(p);
		}
		if (from < 0 || to < from)
			return false;
		for (int d = from; d <= to; d++)
			*out |= 1u << d;
		if (**p != ',')
			return **p == '\0';
		++*p;
	}
}

static bool number(const char **p, int most, int *out)
{
	long v = 0;
	const char *began = *p;

	while (**p >= '0' && **p <= '9' && v <= most)
		v = v * 10 + (*(*p)++ - '0');
	*out = (int)v;
	return *p != began && v <= most;
}

/* "5", "1..7", "0/15", "8..18/2", "*", "*" "/10", and lists of them. */
static bool read_field(const char **p, int least, int most, struct calendar_field *out)
{
	out->n = 0;
	for (;;) {
		struct calendar_range r = { least, -1, 0 };
		bool any = **p == '*';

		if (any)
			++*p;
		else if (!number(p, most, &r.from) || r.from < least)
			return false;
		if (!any && strncmp(*p, "..", 2) == 0) {
			*p += 2;
			if (!number(p, most, &r.to) || r.to < r.from)
				return false;
		}
		if (**p == '/') {
			++*p;
			if (!number(p, most, &r.step) || r.step == 0)
				return false;
			r.to = r.to < 0 ? most : r.to;
		}
		if (any && r.step == 0)
			return out->n == 0 && **p != ',';
		if (out->n == CALENDAR_RANGES)
			return false;
		out->at[out->n++] = r;
		if (**p != ',')
			return true;
		++*p;
	}
}

/* "Y-M-D", "M-D", with ~ before a day that is counted from the month's end. */
static bool read_date(const char *p, struct calendar *c)
{
	int parts = 1;

	for (const char *s = p; *s != '\0'; s++)
		parts += *s == '-' || *s == '~';
	if (parts < 2 || parts > 3)
		return false;
	if (parts == 3 && (!read_field(&p, 1970, LAST_YEAR, &c->year) || *p++ != '-'))
		return false;
	if (!read_field(&p, 1, 12, &c->month) || (*p != '-' && *p != '~'))
		return false;
	c->day_from_end = *p++ == '~';
	return read_field(&p, 1, 31, &c->day) && *p == '\0';
}

static bool read_time(const char *p, struct calendar *c)
{
	if (!read_field(&p, 0, 23, &c->hour) || *p++ != ':' || !read_field(&p, 0, 59, &c->minute))
		return false;
	if (*p == '\0')
		return true;
	return *p++ == ':' && read_field(&p, 0, 59, &c->second) && *p == '\0';
}

static bool read_zone(const char *word, struct calendar *c)
{
	char path[128];

	if (rules_zone(word, &c->zone_minutes)) {
		c->fixed = true;
		return true;
	}
	if (strlen(word) >= sizeof c->zone || word[0] == '/' || strstr(word, "..") != NULL)
		return false;
	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", word);
	snprintf(c->zone, sizeof c->zone, "%s", word);
	return access(path, R_OK) == 0;
}

static const struct calendar_field zero = { .at = { { 0, -1, 0 } }, .n = 1 };

static bool read_words(char *text, struct calendar *c)
{
	bool weekdays = false, date = false, timed = false;
	char *rest = NULL;

	for (char *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		const char *p = word;

		if (!weekdays && !date && !timed && weekday(&p) >= 0) {
			p = word;
			weekdays = true;
			if (!read_weekdays(&p, &c->weekdays))
				return false;
		} else if (!timed && strchr(word, ':') != NULL) {
			timed = true;
			if (!read_time(word, c))
				return false;
		} else if (!date && !timed && read_date(word, c)) {
			date = true;
		} else if (weekdays || date || timed) {
			return read_zone(word, c) && strtok_r(NULL, " ", &rest) == NULL;
		} else {
			return false;
		}
	}
	return weekdays || date || timed;
}

bool calendar_parse(const char *text, struct calendar *out)
{
	char copy[256];
	size_t n = strcspn(text, " ");

	for (size_t i = 0; i < sizeof short_forms / sizeof short_forms[0]; i++) {
		if (strlen(short_forms[i].word) == n && strncasecmp(text, short_forms[i].word, n) == 0) {
			snprintf(copy, sizeof copy, "%s%s", short_forms[i].means, text + n);
			return strlen(text) < 100 && calendar_parse(copy, out);
		}
	}
	*out = (struct calendar){ .hour = zero, .minute = zero, .second = zero };
	if (strlen(text) >= sizeof copy)
		return false;
	snprintf(copy, sizeof copy, "%s", text);
	return read_words(copy, out);
}

/* ---- the next time */

static bool matches(const struct calendar_field *f, int v)
{
	for (unsigned i = 0; i < f->n; i++) {
		const struct calendar_range *r = &f->at[i];
		int to = r->to < 0 ? r->from : r->to;

		if (v >= r->from && v <= to && (v - r->from) % (r->step == 0 ? 1 : r->step) == 0)
			return true;
	}
	return f->n == 0;
}

/* The least value from v on; -1: none. */
static int least_from(const struct calendar_field *f, int v, int most)
{
	while (v <= most && !matches(f, v))
		v++;
	return v <= most ? v : -1;
}

static bool day_matches(const struct calendar *c, int date)
{
	int y = date / 10000, m = date / 100 % 100, d = date % 100;
	struct span_of_time month = { .known = true, .months = 1 };
	int last = when_days(when_add(y * 10000 + m * 100 + 1, month)) - when_days(y * 10000 + m * 100 + 1);

	if (!matches(&c->year, y) || !matches(&c->month, m) || !matches(&c->day, c->day_from_end ? last - d + 1 : d))
		return false;
	return c->weekdays == 0 || (c->weekdays >> (when_weekday(date) + 6) % 7 & 1) != 0;
}

/* The first time of the day from second s on; -1: none. */
static int time_from(const struct calendar *c, int s)
{
	for (int h = least_from(&c->hour, s / 3600, 23); h >= 0; h = least_from(&c->hour, h + 1, 23)) {
		int first = h == s / 3600 ? s / 60 % 60 : 0;

		for (int m = least_from(&c->minute, first, 59); m >= 0; m = least_from(&c->minute, m + 1, 59)) {
			int sec = least_from(&c->second, h * 60 + m == s / 60 ? s % 60 : 0, 59);

			if (sec >= 0)
				return h * 3600 + m * 60 + sec;
		}
	}
	return -1;
}

static int64_t utc_of(const struct calendar *c, int date, int s)
{
	struct tm t = { .tm_year = date / 10000 - 1900, .tm_mon = date / 100 % 100 - 1, .tm_mday = date % 100, .tm_hour = s / 3600,
		.tm_min = s / 60 % 60, .tm_sec = s % 60, .tm_isdst = -1 };
	struct tm asked = t;
	int64_t at;

	if (c->fixed)
		return timegm(&t) - 60 * c->zone_minutes;
	at = mktime(&t);
	return t.tm_hour == asked.tm_hour && t.tm_min == asked.tm_min ? at : 0;	/* else: the clocks leave this time out */
}

static int64_t search(const struct calendar *c, int64_t after)
{
	time_t from = (time_t)(after + 1 + (c->fixed ? 60 * c->zone_minutes : 0));
	struct tm t;
	int date, s;

	if ((c->fixed ? gmtime_r(&from, &t) : localtime_r(&from, &t)) == NULL)
		return 0;
	date = (t.tm_year + 1900) * 10000 + (t.tm_mon + 1) * 100 + t.tm_mday;
	s = t.tm_hour * 3600 + t.tm_min * 60 + t.tm_sec;
	for (int i = 0; i < DAYS_MOST && date / 10000 <= LAST_YEAR; i++, s = 0) {
		if (day_matches(c, date)) {
			for (int at = time_from(c, s); at >= 0; at = at < 86399 ? time_from(c, at + 1) : -1) {
				int64_t utc = utc_of(c, date, at);

				if (utc > after)
					return utc;
			}
		}
		date = when_add_days(date, 1);
	}
	return 0;
}

int64_t calendar_next(const struct calendar *c, int64_t after)
{
	const char *now = getenv("TZ");
	char *was = now == NULL ? NULL : strdup(now);
	int64_t at;

	if (c->zone[0] != '\0')
		setenv("TZ", c->zone, 1);
	tzset();
	at = search(c, after);
	if (c->zone[0] != '\0') {
		if (was != NULL)
			setenv("TZ", was, 1);
		else
			unsetenv("TZ");
		tzset();
	}
	free(was);
	return at;
}

/* ---- windows */

static bool minute_of_day(const char **p, int *out)
{
	int h, m;

	if (!number(p, 24, &h) || *(*p)++ != ':' || !number(p, 59, &m))
		return false;
	*out = h * 60 + m;
	return *out <= 24 * 60;
}

bool hours_parse(const char *text, struct hours *out)
{
	const char *p = text;

	return minute_of_day(&p, &out->from) && *p++ == '-' && minute_of_day(&p, &out->to) && *p == '\0' && out->from != out->to;
}

bool hours_open(const struct hours *w, int64_t now)
{
	time_t at = (time_t)now;
	struct tm t;
	int m;

	if (localtime_r(&at, &t) == NULL)
		return true;
	m = t.tm_hour * 60 + t.tm_min;
	return w->from < w->to ? m >= w->from && m < w->to : m >= w->from || m < w->to;
}
