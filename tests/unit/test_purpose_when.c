/* test_purpose_when.c -- dates and periods. Expected days are those of the civil calendar. */
#include "table.h"

#include "pack.h"
#include "when.h"

static void test_periods(void **state)
{
	static const struct { const char *why; int from; const char *span; int want; } rows[] = {
		{ "PURPOSES 1.7 D1", 20250930, "P3M", 20251230 }, { "a month's end is clipped", 20260131, "P1M", 20260228 },
		{ "in a leap year", 20240131, "P1M", 20240229 }, { "a leap day, a year on", 20240229, "P1Y", 20250228 },
		{ "four years on", 20240229, "P4Y", 20280229 }, { "over the year's end", 20251231, "P2M", 20260228 },
		{ "days", 20260228, "P30D", 20260330 }, { "weeks", 20260101, "P2W", 20260115 }, { "mixed", 20260131, "P1Y1M1D", 20270301 },
		{ "1900 has no leap day", 19000228, "P1D", 19000301 }, { "2000 has one", 20000228, "P1D", 20000229 },
		{ "beyond what is counted", 20260101, "P9999Y", 99991231 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct span_of_time span;

		assert_true(when_parse_span(rows[i].span, &span));
		if (when_add(rows[i].from, span) != rows[i].want)
			fail_msg("%s: %d, must be %d", rows[i].why, when_add(rows[i].from, span), rows[i].want);
	}
}

static void test_forms(void **state)
{
	static const char *const bad_spans[] = { "", "P", "3Y", "P3", "PY", "P3D3Y", "P3Y3Y", "PT3H", "P-3Y", "P3.5Y", "P3Y ", "P99999Y" };
	static const char *const bad_dates[] = { "", "2026-2-1", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "1799-12-31",
		"20260101", "2026-01-01 ", "２０２６-01-01" };
	struct span_of_time span;
	int date;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(bad_spans); i++)
		if (when_parse_span(bad_spans[i], &span))
			fail_msg("%s is no period", bad_spans[i]);
	for (size_t i = 0; i < DC_ARRAY_LEN(bad_dates); i++)
		if (when_parse(bad_dates[i], &date))
			fail_msg("%s is no date", bad_dates[i]);
	assert_true(when_parse("2024-02-29", &date));
	assert_int_equal(date, 20240229);
}

static void test_periods_in_words(void **state)
{
	static const struct { const char *span, *en, *ja; } rows[] = {
		{ "P7Y", "7 years", "7年" }, { "P1Y", "1 year", "1年" }, { "P18M", "1 year 6 months", "1年6か月" }, { "P3M", "3 months", "3か月" },
		{ "P30D", "30 days", "30日" }, { "P2W", "14 days", "14日" }, { "P1Y1M1D", "1 year 1 month 1 day", "1年1か月1日" }, { "P0D", "0 days", "0日" },
	};
	char out[48];

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct span_of_time span;

		assert_true(when_parse_span(rows[i].span, &span));
		assert_string_equal(when_span_text(span, false, out), rows[i].en);
		assert_string_equal(when_span_text(span, true, out), rows[i].ja);
	}
	assert_string_equal(when_span_text((struct span_of_time){ .known = false }, true, out), "");
}

static void test_days_as_written(void **state)
{
	static const struct { const char *text; int day; } rows[] = {
		{ "2026-04-01", 20260401 }, { "2026-4-1", 20260401 }, { "2026/4/1", 20260401 }, { "2026.04.01", 20260401 }, { "20260401", 20260401 },
		{ "2026年4月1日", 20260401 }, { "２０２６年４月１日", 20260401 }, { "２０２６／０４／０１", 20260401 }, { "令和8年4月1日", 20260401 }, { "令和元年5月1日", 20190501 }, { "R8.4.1", 20260401 },
		{ "平成31年4月30日", 20190430 }, { "H1.1.8", 19890108 }, { "昭和64年1月7日", 19890107 }, { "2024-02-29", 20240229 },
		{ "令和元年4月30日", 0 }, { "2026-02-29", 0 }, { "2026-13-1", 0 }, { "26-4-1", 0 }, { "2026-4", 0 }, { "2026-4-1 x", 0 }, { "四月", 0 }, { "", 0 },
		{ "20261301", 0 }, { "2026年4月1日頃", 0 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		int day = 0;
		bool good = when_written(rows[i].text, &day);

		if (good != (rows[i].day != 0) || (good && day != rows[i].day))
			fail_msg("%s: %d, must be %d", rows[i].text, good ? day : 0, rows[i].day);
	}
}

static void test_days(void **state)
{
	(void)state;
	assert_int_equal(when_days(19700101), 0);
	assert_int_equal(when_days(20000301), 11017);	/* Unix time 951868800 / 86400 */
	assert_int_equal(when_weekday(20261122), 0);	/* a Sunday */
	assert_int_equal(when_weekday(20240229), 4);	/* a Thursday */
	for (int day = when_days(18991225); day < when_days(19001225); day++)
		assert_int_equal(when_days(when_of_days(day)), day);
	assert_int_equal(when_of_ns(0, 0), 19700101);
	assert_int_equal(when_of_ns(-1, 0), 19691231);
	assert_int_equal(when_of_ns(15 * 3600 * INT64_C(1000000000), 540), 19700102);	/* 15:00 UTC is midnight in Tokyo */
	assert_int_equal(when_of_ns(15 * 3600 * INT64_C(1000000000) - 1, 540), 19700101);
	assert_int_equal(when_of_ns(INT64_MIN, 0), 0);	/* the year 1677: before what is counted */
}

static void test_names(void **state)
{
	static const struct { const char *name; int want; } rows[] = {
		{ "20240401.csv", 20240401 }, { "list_2024-04-01.csv", 20240401 }, { "2024_04_01", 20240401 }, { "2024.04.01", 20240401 },
		{ "2024年4月1日名簿.xlsx", 20240401 }, { "2024年4月分.xlsx", 20240430 }, { "2024-02.csv", 20240229 },
		{ "20240401-20240331.csv", 20240401 }, { "2024.csv", 0 }, { "20241301.csv", 0 }, { "120240401.csv", 0 }, { "20240401", 20240401 },
		{ "20290101.csv", 0 }, { "2024-4-1", 0 }, { "2024-04-012", 0 }, { "19000101.csv", 0 }, { "", 0 }, { "2024", 0 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (when_in_name(rows[i].name, strlen(rows[i].name), 20261122) != rows[i].want)
			fail_msg("%s: %d, must be %d", rows[i].name, when_in_name(rows[i].name, strlen(rows[i].name), 20261122), rows[i].want);
}

static void test_packs(void **state)
{
	const struct pack *p = pack_find("appi-2024-04");

	(void)state;
	assert_non_null(p);
	assert_null(pack_find("appi-1999-01"));
	assert_ptr_equal(pack_in_force(20240401), p);
	assert_null(pack_in_force(20240331));
	assert_int_equal(pack_value(p, "breach.persons_above"), 1000);	/* Rules art. 7(iv) */
	assert_int_equal(pack_value(p, "breach.final"), 30);		/* Rules art. 8(2) */
	assert_int_equal(pack_value(p, "breach.final_wrongful"), 60);
	for (size_t i = 0; (p = pack_at(i)) != NULL; i++) {
		static const char *const used[] = { "review.scope", "review.contract", "breach.preliminary_first", "breach.preliminary_last",
			"breach.final", "breach.final_wrongful", "breach.persons_above", "mynumber.persons_above" };

		for (size_t k = 0; k < DC_ARRAY_LEN(used); k++)
			assert_true(pack_value(p, used[k]) > 0);
		for (size_t k = 0; k < p->n_numbers; k++)
			assert_true(p->numbers[k].source[0] != '\0' && p->numbers[k].unit[0] != '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_periods), cmocka_unit_test(test_forms),
		cmocka_unit_test(test_periods_in_words), cmocka_unit_test(test_days_as_written), cmocka_unit_test(test_days), cmocka_unit_test(test_names),
		cmocka_unit_test(test_packs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
