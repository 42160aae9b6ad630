/* test_spread.c -- columns of dates: days of birth, days of business, and what is neither. */
#include "table.h"

#include "spread.h"

#include <stdio.h>

struct made {
	const char *why;
	int first_year, years;		/* years go round */
	int step;			/* days between one date and the next, modulo the year: 7 keeps the weekday */
	bool first_of_month, workdays;
	int n;
	int sign;			/* of the log-odds: 1 born, -1 not, 0 too few */
};

/* Zeller's congruence, Saturday 0: another road than the code's. */
static int zeller(int y, int m, int d)
{
	if (m < 3) {
		m += 12;
		y--;
	}
	return (d + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400) % 7;
}

static void fill(struct spread *s, const struct made *m)
{
	for (int i = 0, k = 0; i < m->n; k++) {
		int y = m->first_year + k * 7 % m->years, month = 1 + k * 5 % 12, d = m->first_of_month ? 1 : 1 + k * m->step % 28;
		char text[16];

		if (m->workdays && zeller(y, month, d) < 2)
			continue;
		snprintf(text, sizeof text, "%04d-%02d-%02d", y, month, d);
		spread_date(s, (struct dc_span){ (const uint8_t *)text, 10 });
		i++;
	}
}

static void test_dates(void **state)
{
	static const struct made rows[] = {
		{ "births of a lifetime", 1940, 65, 11, false, false, 60, 1 },
		{ "births, few of them", 1940, 65, 11, false, false, 12, 1 },
		{ "too few to tell", 1940, 65, 11, false, false, 9, 0 },
		{ "entries into a firm: first of the month", 1985, 40, 11, true, true, 60, -1 },
		{ "contracts of thirty years: working days alone", 1985, 40, 11, false, true, 60, -1 },
		{ "log of the last two years, weekends too", 2025, 2, 11, false, false, 60, -1 },
		{ "a class of a school", 2012, 1, 11, false, false, 40, -1 },
		{ "half of them of this decade", 1985, 42, 11, false, false, 21, 1 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct spread s = { .dates = 0 };
		float got;

		fill(&s, &rows[i]);
		got = spread_of_births(&s);
		if ((got > 0.5f) - (got < -0.5f) != rows[i].sign)
			fail_msg("%s: %.2f (%u of %u on weekends)", rows[i].why, (double)got, s.weekends, s.dates);
	}
}

static void test_not_a_date(void **state)
{
	static const char *const rows[] = { "", "1990-13-01", "1890-01-01", "2090-01-01", "1990-00-10", "19900101" };
	struct spread s = { .dates = 0 };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		spread_date(&s, dc_span_of(rows[i]));
	assert_int_equal(s.dates, 0);
}

static void test_heads(void **state)
{
	struct spread s = { .dates = 0 };

	(void)state;
	for (int i = 0; i < 50; i++)
		spread_head(&s, dc_span_of(i % 2 != 0 ? "TK1234567" : "MU7654321"));
	spread_head(&s, dc_span_of("T"));
	assert_int_equal(spread_heads(&s), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_dates), cmocka_unit_test(test_not_a_date), cmocka_unit_test(test_heads) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
