/* test_calendar.c -- calendar expressions. Expected times are those of `systemd-analyze calendar --base-time` of systemd 252
 * with TZ=UTC (or the zone of the row). */
#include "table.h"

#include "calendar.h"

#include <time.h>

static int64_t utc(const char *text)
{
	struct tm t = { 0 };

	assert_non_null(strptime(text, "%Y-%m-%d %H:%M:%S", &t));
	return timegm(&t);
}

static void test_next(void **state)
{
	static const struct { const char *why, *text, *after, *want[3]; } rows[] = {
		{ "weekdays", "Mon..Fri 02:00", "2026-11-27 15:00:00", { "2026-11-30 02:00:00", "2026-12-01 02:00:00", "2026-12-02 02:00:00" } },
		{ "last day of the month", "*-*~1 03:00", "2026-11-27 15:00:00", { "2026-11-30 03:00:00", "2026-12-31 03:00:00", "2027-01-31 03:00:00" } },
		{ "first Monday", "Mon *-*-1..7 04:00:00", "2026-11-27 15:00:00", { "2026-12-07 04:00:00", "2027-01-04 04:00:00", "2027-02-01 04:00:00" } },
		{ "every quarter of an hour", "*:0/15", "2026-11-27 15:00:00", { "2026-11-27 15:15:00", "2026-11-27 15:30:00", "2026-11-27 15:45:00" } },
		{ "quarterly", "quarterly", "2026-11-27 15:00:00", { "2027-01-01 00:00:00", "2027-04-01 00:00:00", "2027-07-01 00:00:00" } },
		{ "a zone", "Sat,Sun 12:00 Asia/Tokyo", "2026-11-27 15:00:00", { "2026-11-28 03:00:00", "2026-11-29 03:00:00", "2026-12-05 03:00:00" } },
		{ "leap day", "*-02-29 00:00", "2026-11-27 15:00:00", { "2028-02-29 00:00:00", "2032-02-29 00:00:00", "2036-02-29 00:00:00" } },
		{ "steps and ranges", "2026-12-01..05/2 8..10:30", "2026-11-27 15:00:00", { "2026-12-01 08:30:00", "2026-12-01 09:30:00", "2026-12-01 10:30:00" } },
		{ "a weekday alone", "Wed", "2026-11-27 15:00:00", { "2026-12-02 00:00:00", "2026-12-09 00:00:00", "2026-12-16 00:00:00" } },
		{ "a date once", "2026-12-24 18:00", "2026-11-27 15:00:00", { "2026-12-24 18:00:00", NULL, NULL } },
		{ "a date that is past", "2020-01-01", "2026-11-27 15:00:00", { NULL, NULL, NULL } },
		{ "a day that never comes", "*-02-30", "2026-11-27 15:00:00", { NULL, NULL, NULL } },
		{ "seconds", "*:*:20/20", "2026-11-27 15:00:39", { "2026-11-27 15:00:40", "2026-11-27 15:01:20", "2026-11-27 15:01:40" } },
		{ "a time that the clocks leave out", "*-*-* 02:30 Europe/Berlin", "2027-03-26 12:00:00", { "2027-03-27 01:30:00", "2027-03-29 00:30:00", "2027-03-30 00:30:00" } },
		{ "the very second is not after itself", "daily", "2026-11-27 00:00:00", { "2026-11-28 00:00:00", "2026-11-29 00:00:00", "2026-11-30 00:00:00" } },
	};

	(void)state;
	setenv("TZ", "UTC", 1);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		int64_t at = utc(rows[i].after);
		struct calendar c;

		if (!calendar_parse(rows[i].text, &c))
			fail_msg("%s: %s is not read", rows[i].why, rows[i].text);
		for (int k = 0; k < 3; k++) {
			at = calendar_next(&c, at);
			if (at != (rows[i].want[k] == NULL ? 0 : utc(rows[i].want[k])))
				fail_msg("%s: number %d is %lld, want %s", rows[i].why, k, (long long)at, rows[i].want[k]);
			if (at == 0)
				break;
		}
	}
	assert_string_equal(getenv("TZ"), "UTC");	/* put back after a zone */
}

static void test_bad(void **state)
{
	static const char *const rows[] = {
		"", " ", "Mun 02:00", "25:00", "02:60", "*-13-01", "*-00-01", "*-*-32", "2026-12-01 08:00 Nowhere/City", "02:00 03:00", "Mon..", "*:0/0",
		"1..", "08:00:00:00", "*-*-* 08:00 UTC UTC", "2026-12-01 08:00 ../../etc/passwd", "5..3:00", "0 2 * * *", "*,5:00", "Sat..Mon 01:00",
	};
	struct calendar c;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (calendar_parse(rows[i], &c))
			fail_msg("'%s' must not be read", rows[i]);
}

static void test_hours(void **state)
{
	static const struct { const char *text, *at; bool open; } rows[] = {
		{ "22:00-06:00", "2026-11-27 22:00:00", true }, { "22:00-06:00", "2026-11-27 21:59:59", false },
		{ "22:00-06:00", "2026-11-27 05:59:59", true }, { "22:00-06:00", "2026-11-27 06:00:00", false },
		{ "09:00-17:30", "2026-11-27 17:29:00", true }, { "09:00-17:30", "2026-11-27 17:30:00", false },
		{ "00:00-24:00", "2026-11-27 23:59:59", true },
	};
	static const char *const bad[] = { "", "22:00", "22:00-", "22:00-22:00", "25:00-06:00", "22:00-24:01", "22:00-06:00x" };
	struct hours h;

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		assert_true(hours_parse(rows[i].text, &h));
		if (hours_open(&h, utc(rows[i].at)) != rows[i].open)
			fail_msg("%s at %s must give %d", rows[i].text, rows[i].at, rows[i].open);
	}
	for (size_t i = 0; i < DC_ARRAY_LEN(bad); i++)
		assert_false(hours_parse(bad[i], &h));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_next), cmocka_unit_test(test_bad), cmocka_unit_test(test_hours) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
