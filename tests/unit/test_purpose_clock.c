/* test_purpose_clock.c -- last days of a breach report. Holidays are those the Cabinet Office published for 2026 and 2027;
 * last days were counted by hand on the calendar, the day of knowledge being day 1. */
#include "table.h"

#include "clock.h"
#include "when.h"

static void test_holidays(void **state)
{
	static const int published[] = {
		20260101, 20260112, 20260211, 20260223, 20260320, 20260429, 20260503, 20260504, 20260505, 20260506 /* made up for */,
		20260720, 20260811, 20260921, 20260922 /* between two */, 20260923, 20261012, 20261103, 20261123,
		20270101, 20270111, 20270211, 20270223, 20270321, 20270322 /* made up for */, 20270429, 20270503, 20270504, 20270505,
		20270719, 20270811, 20270920, 20270923, 20271011, 20271103, 20271123,
	};
	size_t next = 0;

	(void)state;
	for (int day = 20260101; day <= 20271231; day = when_add_days(day, 1)) {
		bool want = next < DC_ARRAY_LEN(published) && published[next] == day;

		if (clock_holiday(day) != want)
			fail_msg("%d must be %s", day, want ? "a holiday" : "none");
		next += want;
	}
	assert_int_equal(next, DC_ARRAY_LEN(published));
	assert_true(clock_holiday(20240212));	/* 2024-02-11 was a Sunday */
	assert_true(clock_holiday(20240923));	/* the equinox of 2024, 22 September, was a Sunday */
}

static void test_business_days(void **state)
{
	static const struct { int day; bool want; } rows[] = {
		{ 20261120, true }, { 20261121, false }, { 20261122, false }, { 20261123, false }, { 20261124, true },
		{ 20261228, true }, { 20261229, false }, { 20261231, false }, { 20270101, false }, { 20270103, false }, { 20270104, true },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (clock_business(rows[i].day) != rows[i].want)
			fail_msg("%d", rows[i].day);
}

static void test_last_days(void **state)
{
	static const struct { const char *why; struct clock_case c; size_t line; int number, last, business; } rows[] = {
		{ "day 3 is a Sunday before a holiday", { 20261120, false, false }, 0, 3, 20261122, 20261124 },
		{ "day 5", { 20261120, false, false }, 1, 5, 20261124, 20261124 },
		{ "day 30 is a Saturday", { 20261120, false, false }, 2, 30, 20261219, 20261221 },
		{ "wrongful purpose: day 60, over the year's end", { 20261120, true, false }, 2, 60, 20270118, 20270118 },
		{ "day 30 on a closing day", { 20261130, false, false }, 2, 30, 20261229, 20270104 },
		{ "over a leap day", { 20280131, false, false }, 2, 30, 20280229, 20280229 },
		{ "over February of a common year", { 20270131, false, false }, 2, 30, 20270301, 20270301 },
		{ "a month's end", { 20260430, false, false }, 0, 3, 20260502, 20260507 },	/* Saturday, then four holidays */
		{ "My Number", { 20261120, false, true }, 2, 30, 20261219, 20261221 },
		{ "My Number, wrongful", { 20261120, true, true }, 2, 60, 20270118, 20270118 },
	};
	struct clock_due due[CLOCK_DUES];

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		const struct clock_due *d = &due[rows[i].line];

		if (!clock_dues(&rows[i].c, due) || d->day_number != rows[i].number || d->last != rows[i].last || d->business != rows[i].business)
			fail_msg("%s: day %d is %d, business %d", rows[i].why, d->day_number, d->last, d->business);
	}
	assert_false(clock_dues(&(struct clock_case){ .known_on = 20240331 }, due));	/* no pack was in force */
	assert_false(clock_dues(&(struct clock_case){ .known_on = 20990101 }, due));	/* holidays beyond are not known */
	assert_false(clock_dues(&(struct clock_case){ .known_on = 20260230 }, due));	/* no such day */
}

static void test_thresholds(void **state)
{
	static const struct { const char *why; struct dc_persons p; uint64_t t; enum clock_answer want; } rows[] = {
		{ "more for certain", { 1001, 1001, 1200 }, 1000, CLOCK_YES }, { "as many is not more", { 1000, 1000, 1000 }, 1000, CLOCK_NO },
		{ "PURPOSES 1.7 A3", { 0, 4870, 5100 }, 1000, CLOCK_UNDETERMINED }, { "at most", { 0, 10, 1000 }, 1000, CLOCK_NO },
		{ "not all was read", { 0, 5, DC_PERSONS_UNKNOWN }, 1000, CLOCK_UNDETERMINED },
		{ "not all was read, enough already", { 1001, 1001, DC_PERSONS_UNKNOWN }, 1000, CLOCK_YES },
		{ "My Number", { 101, 143, 143 }, 100, CLOCK_YES },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (clock_above(rows[i].p, rows[i].t) != rows[i].want)
			fail_msg("%s", rows[i].why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holidays), cmocka_unit_test(test_business_days), cmocka_unit_test(test_last_days),
		cmocka_unit_test(test_thresholds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
