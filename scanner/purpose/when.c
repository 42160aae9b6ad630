/* when.c -- proleptic Gregorian days by the era method; no locale, no time zone database. */
#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m)
{
	static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return m == 2 && leap(y) ? 29 : days[m - 1];
}

static int join(int y, int m, int d)
{
	return y * 10000 + m * 100 + d;
}

bool when_valid(int date)
{
	int y = date / 10000, m = date / 100 % 100, d = date % 100;

	return date > 0 && y >= WHEN_FIRST_YEAR && y <= WHEN_LAST_YEAR && m >= 1 && m <= 12 && d >= 1 && d <= month_days(y, m);
}

/* n decimal digits at s; -1 if there are not so many. */
static int digits(const char *s, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		v = v * 10 + (s[i] - '0');
	}
	return v;
}

bool when_parse(const char *s, int *date)
{
	int y, m, d, v;

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return false;
	y = digits(s, 4);
	m = digits(s + 5, 2);
	d = digits(s + 8, 2);
	if (y < 0 || m < 0 || d < 0)
		return false;
	v = join(y, m, d);
	if (!when_valid(v))
		return false;
	*date = v;
	return true;
}

bool when_parse_span(const char *s, struct span_of_time *out)
{
	static const struct { char unit; int months, days; } units[] = {
		{ 'Y', 12, 0 }, { 'M', 1, 0 }, { 'W', 0, 7 }, { 'D', 0, 1 },
	};
	struct span_of_time span = { .known = true };
	size_t unit = 0;

	if (*s++ != 'P' || *s == '\0')
		return false;
	while (*s != '\0') {
		int v = 0, n = 0;

		for (; *s >= '0' && *s <= '9' && n < 5; s++, n++)
			v = v * 10 + (*s - '0');
		if (n == 0 || n == 5)
			return false;
		while (unit < sizeof units / sizeof units[0] && units[unit].unit != *s)
			unit++;
		if (unit == sizeof units / sizeof units[0])
			return false;
		span.months += v * units[unit].months;
		span.days += v * units[unit].days;
		unit++;			/* each unit once, in this order */
		s++;
	}
	*out = span;
	return true;
}

int when_days(int date)
{
	int y = date / 10000, m = date / 100 % 100, d = date % 100;
	int era, of_era, of_year;

	y -= m <= 2;			/* years begin in March, so that the leap day is last */
	era = y / 400;
	of_era = y - era * 400;
	of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int when_of_days(int days)
{
	int z, era, of_era, year, of_year, mp, d, m;

	if (days < when_days(join(WHEN_FIRST_YEAR, 1, 1)))
		return join(WHEN_FIRST_YEAR, 1, 1);
	if (days > when_days(join(WHEN_LAST_YEAR, 12, 31)))
		return join(WHEN_LAST_YEAR, 12, 31);
	z = days + 719468;
	era = z / 146097;
	of_era = z - era * 146097;
	year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * year + year / 4 - year / 100);
	mp = (5 * of_year + 2) / 153;
	d = of_year - (153 * mp + 2) / 5 + 1;
	m = mp < 10 ? mp + 3 : mp - 9;
	return join(era * 400 + year + (m <= 2), m, d);
}

int when_add_days(int date, int days)
{
	return when_of_days(when_days(date) + days);
}

int when_add(int date, struct span_of_time span)
{
	int y = date / 10000, d = date % 100, months = date / 100 % 100 - 1 + span.months;

	y += months / 12;
	months %= 12;
	if (y > WHEN_LAST_YEAR)
		return join(WHEN_LAST_YEAR, 12, 31);
	if (d > month_days(y, months + 1))
		d = month_days(y, months + 1);
	return when_add_days(join(y, months + 1, d), span.days);
}

int when_weekday(int date)
{
	int w = (when_days(date) + 4) % 7;	/* 1970-01-01 was a Thursday */

	return w < 0 ? w + 7 : w;
}

int when_of_ns(int64_t utc_ns, int zone_minutes)
{
	int64_t seconds = utc_ns / 1000000000 - (utc_ns % 1000000000 < 0) + (int64_t)zone_minutes * 60;
	int64_t days = seconds / 86400 - (seconds % 86400 < 0);

	if (days < when_days(join(WHEN_FIRST_YEAR, 1, 1)) || days > when_days(join(WHEN_LAST_YEAR, 12, 31)))
		return 0;
	return when_of_days((int)days);
}

static int add_unit(char out[48], int at, int n, const char *one, const char *many, bool japanese)
{
	if (n == 0 || at >= 40)
		return at;
	return at + snprintf(out + at, 48 - (size_t)at, japanese ? "%s%d%s" : "%s%d %s", at == 0 || japanese ? "" : " ", n, n == 1 ? one : many);
}

const char *when_span_text(struct span_of_time span, bool japanese, char out[48])
{
	static const char *const units[2][3][2] = { { { "year", "years" }, { "month", "months" }, { "day", "days" } },
		{ { "年", "年" }, { "か月", "か月" }, { "日", "日" } } };
	int n[3] = { span.months / 12, span.months % 12, span.days }, at = 0;

	out[0] = '\0';
	if (!span.known)
		return out;
	for (int i = 0; i < 3; i++)
		at = add_unit(out, at, n[i], units[japanese][i][0], units[japanese][i][1], japanese);
	if (at == 0)			/* P0D */
		snprintf(out, 48, japanese ? "0日" : "0 days");
	return out;
}

const char *when_text(int date, char out[16])
{
	out[0] = '\0';
	if (when_valid(date))
		snprintf(out, 16, "%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100);
	return out;
}

/* ---- dates in names */

static bool is_digit(const char *s, size_t n, size_t i)
{
	return i < n && s[i] >= '0' && s[i] <= '9';
}

/* A number of at most `most` digits at *i; -1 if there is none. */
static int number(const char *s, size_t n, size_t *i, size_t most)
{
	int v = 0;
	size_t from = *i;

	for (; *i - from < most && is_digit(s, n, *i); (*i)++)
		v = v * 10 + (s[*i] - '0');
	return *i == from ? -1 : v;
}

static bool follows(const char *s, size_t n, size_t *i, const char *mark)
{
	size_t len = strlen(mark);

	if (n - *i < len || memcmp(s + *i, mark, len) != 0)
		return false;
	*i += len;
	return true;
}

/* 2026年4月1日 or 2026年4月, from behind the year. */
static int kanji_date(const char *s, size_t n, size_t i, int year)
{
	int month = number(s, n, &i, 2), day;

	if (month < 1 || month > 12 || !follows(s, n, &i, "\xe6\x9c\x88"))	/* 月 */
		return 0;
	day = number(s, n, &i, 2);
	if (day < 0)
		return join(year, month, month_days(year, month));
	return follows(s, n, &i, "\xe6\x97\xa5") ? join(year, month, day) : 0;	/* 日 */
}

/* 2026-04-01 or 2026-04, from behind the year; the separator is the same twice. */
static int dashed_date(const char *s, size_t n, size_t i, int year)
{
	char dash = i < n ? s[i] : '\0';
	size_t from;
	int month, day;

	if (dash != '-' && dash != '_' && dash != '.')
		return 0;
	from = ++i;
	month = number(s, n, &i, 2);
	if (i - from != 2 || month < 1 || month > 12 || is_digit(s, n, i))
		return 0;
	if (i >= n || s[i] != dash || !is_digit(s, n, i + 1))
		return join(year, month, month_days(year, month));
	from = ++i;
	day = number(s, n, &i, 2);
	return i - from == 2 && !is_digit(s, n, i) ? join(year, month, day) : 0;
}

int when_in_name(const char *name, size_t n, int last)
{
	int best = 0;

	for (size_t i = 0; i + 4 <= n; i++) {
		size_t end = i;
		int year, date = 0;

		if (!is_digit(name, n, i) || (i > 0 && is_digit(name, n, i - 1)))
			continue;
		year = number(name, n, &end, 9);
		if (end - i == 8)
			date = year;
		else if (end - i == 4 && year >= WHEN_FIRST_YEAR && follows(name, n, &end, "\xe5\xb9\xb4"))	/* 年 */
			date = kanji_date(name, n, end, year);
		else if (end - i == 4 && year >= WHEN_FIRST_YEAR)
			date = dashed_date(name, n, end, year);
		if (when_valid(date) && date >= 19500101 && date <= last && date > best)
			best = date;
	}
	return best;
}

/* Eras by their first day; the first year is also 元年. */
static const struct { const char *name, *letter; int from; } eras[] = {
	{ "令和", "R", 20190501 }, { "平成", "H", 19890108 }, { "昭和", "S", 19261225 },
};

/* Digits of any width as ASCII; 元 as 1. False: longer than any day is written. */
static bool narrow(const char *s, char out[64])
{
	size_t n = 0;

	while (*s != '\0') {
		if (n > 56)
			return false;
		if (strncmp(s, "\xef\xbc", 2) == 0 && (uint8_t)s[2] >= 0x8d && (uint8_t)s[2] <= 0x99) {	/* U+FF0D to U+FF19 */
			out[n++] = (char)((uint8_t)s[2] - 0x60);
			s += 3;
		} else if (strncmp(s, "元", 3) == 0) {
			out[n++] = '1';
			s += 3;
		} else {
			out[n++] = *s++;
		}
	}
	out[n] = '\0';
	return n > 0;
}

static bool three_numbers(const char *s, int part[3])
{
	static const char *const behind[3] = { "年", "月", "日" };
	size_t at = 0, n = strlen(s);

	for (int i = 0; i < 3; i++) {
		size_t from = at;

		part[i] = number(s, n, &at, i == 0 ? 4 : 2);
		if (at == from)
			return false;
		if (strncmp(s + at, behind[i], 3) == 0)
			at += 3;
		else if (i < 2 && s[at] != '\0' && strchr("-/.", s[at]) != NULL)
			at++;
		else if (i < 2)
			return false;
	}
	return s[at] == '\0';
}

bool when_written(const char *s, int *date)
{
	char text[64] = { 0 };		/* all of it, for who reads ahead */
	const char *at = text;
	int part[3], from = 0;

	if (!narrow(s, text))
		return false;
	if (strspn(text, "0123456789") == 8 && text[8] == '\0') {
		*date = (int)strtol(text, NULL, 10);
		return when_valid(*date);
	}
	for (size_t i = 0; i < sizeof eras / sizeof eras[0] && from == 0; i++) {
		size_t name = strlen(eras[i].name);

		if (strncmp(text, eras[i].name, name) == 0 || text[0] == eras[i].letter[0]) {
			from = eras[i].from;
			at += text[0] == eras[i].letter[0] ? 1 : name;
		}
	}
	if (!three_numbers(at, part) || (from == 0 && part[0] < WHEN_FIRST_YEAR))
		return false;
	*date = (part[0] + (from == 0 ? 0 : from / 10000 - 1)) * 10000 + part[1] * 100 + part[2];
	return when_valid(*date) && *date >= from;
}
