/* test_dates.c -- which dates of a text tell when its data came to be, and which do not. Forms: ISO 8601, RFC 5322, Japanese eras. */
#include "table.h"

#include "dates.h"

#include <stdlib.h>
#include <string.h>

#define TODAY 20261122

/* Cells of one column, parted by "|"; pad on both sides. */
static bool column_of(const char *cells, struct date_range *out)
{
	static uint8_t room[DC_TEXT_PAD + 4096 + DC_TEXT_PAD];
	struct dc_cell list[64];
	struct dc_text t = { .form = DC_TABLE, .bytes = { room + DC_TEXT_PAD, strlen(cells) }, .cells = list };
	struct dates d;

	memcpy(room + DC_TEXT_PAD, cells, strlen(cells));
	for (size_t at = 0; at <= t.bytes.n; at++) {
		size_t n = strcspn(cells + at, "|");

		list[t.n_cells] = (struct dc_cell){ (uint32_t)at, (uint32_t)(at + n), 0, (uint32_t)t.n_cells };
		t.n_cells++;
		at += n;
	}
	dates_begin(&d, TODAY);
	dates_text(&d, &t);
	return dates_column(&d, 0, out);
}

static void test_columns(void **state)
{
	static const struct { const char *why, *cells; int oldest, newest; } rows[] = {
		{ "ISO dates", "2019-04-02|2020-12-31|2018-01-01", 20180101, 20201231 },
		{ "with times and zones", "2019-04-02 10:20:30+09|2020-12-31T01:02:03Z", 20190402, 20201231 },
		{ "slashes without zeros", "2019/4/2|2020/12/31", 20190402, 20201231 },
		{ "kanji, with the day of the week", "2019年4月2日(火)|2020年12月31日(木)", 20190402, 20201231 },
		{ "full width", "2019年4月2日", 20190402, 20190402 },
		{ "eras; the first year is 元", "令和元年5月1日|平成31年4月30日|昭和64年1月7日", 19890107, 20190501 },
		{ "eras by letter", "R1.5.1|H31.4.30", 20190430, 20190501 },
		{ "eight digits", "20190402|20201231", 20190402, 20201231 },
		{ "empty cells do not count", "2019-04-02||  ||", 20190402, 20190402 },
		{ "later than today is a plan", "2019-04-02|2030-01-01", 20190402, 20190402 },
		{ "nothing but plans", "2030-01-01|2031-01-01", 0, 0 },
		{ "no such day", "2019-02-29|2019-13-01", 0, 0 },
		{ "before handling by computer", "1868-10-23|1900-01-01", 0, 0 },
		{ "a date among words", "2019-04-02 meeting|2019-04-03 call", 0, 0 },
		{ "half of the cells alone", "2019-04-02|n/a", 0, 0 },
		{ "numbers that go on", "2019-04-021|20190402123", 0, 0 },
		{ "addresses of machines", "10.1.2.3|2019.4.2.1", 0, 0 },
		{ "telephone numbers", "090-1234-5678|03-1234-5678", 0, 0 },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct date_range r;
		bool is = column_of(rows[i].cells, &r);

		if (is != (rows[i].oldest != 0) || (is && (r.oldest != rows[i].oldest || r.newest != rows[i].newest)))
			fail_msg("%s: %d %d %d", rows[i].why, is, r.oldest, r.newest);
	}
}

static void test_prose(void **state)
{
	static const struct { const char *why, *label, *text; int oldest, newest; } rows[] = {
		{ "behind a label", NULL, "氏名: 山田\n記入日: 2019年6月3日\n", 20190603, 20190603 },
		{ "label in brackets, no colon", NULL, "【作成日】2019/06/03", 20190603, 20190603 },
		{ "behind another field of the line", NULL, "担当 鈴木 受付日 令和元年6月3日", 20190603, 20190603 },
		{ "two labels", NULL, "Created at: 2019-06-03\nLast modified: 2024-01-02", 20190603, 20240102 },
		{ "a mail's head", NULL, "To: b@example.com\nDate: Fri, 02 Jan 2026 03:04:06 +0900", 20260102, 20260102 },
		{ "under a key", "created_at", "2019-06-03T00:00:00Z", 20190603, 20190603 },
		{ "under another key", "birthday", "2019-06-03", 0, 0 },
		{ "a log", NULL, "2024-01-02 10:00:00 a\n2024-01-03 10:00:00 b\n2024-01-04 10:00:00 c\n", 20240102, 20240104 },
		{ "two lines are no log", NULL, "2024-01-02 10:00:00 a\n2024-01-03 10:00:00 b\n", 0, 0 },
		{ "birth", NULL, "生年月日: 1980年1月2日", 0, 0 },
		{ "birth, in English", NULL, "Date of birth: 1980-01-02", 0, 0 },
		{ "expiry", NULL, "有効期限: 2019-06-03", 0, 0 },
		{ "a law's date in a sentence", NULL, "この規程は2003年5月30日に公布された。", 0, 0 },
		{ "a plan", NULL, "作成日: 2031-01-01", 0, 0 },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		static uint8_t room[DC_TEXT_PAD + 4096 + DC_TEXT_PAD];
		size_t n = strlen(rows[i].text);
		struct dc_text t = { .form = DC_PROSE, .bytes = { room + DC_TEXT_PAD, n }, .page_end = n, .label = rows[i].label };
		struct date_range r;
		struct dates d;
		bool is;

		memcpy(room + DC_TEXT_PAD, rows[i].text, n);
		dates_begin(&d, TODAY);
		dates_text(&d, &t);
		is = dates_prose(&d, &r);
		if (is != (rows[i].oldest != 0) || (is && (r.oldest != rows[i].oldest || r.newest != rows[i].newest)))
			fail_msg("%s: %d %d %d", rows[i].why, is, r.oldest, r.newest);
	}
}

/* Cut anywhere, nothing is read beyond the end (for the sanitizer) and nothing is made up. */
static void test_cut(void **state)
{
	static const char text[] = "記入日: 令和元年6月3日\nDate: Fri, 02 Jan 2026 03:04:06 +0900\n";
	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		uint8_t *room = calloc(1, n + 2 * DC_TEXT_PAD);
		struct dc_text t = { .form = DC_PROSE, .bytes = { room + DC_TEXT_PAD, n }, .page_end = n };
		struct date_range r;
		struct dates d;

		memcpy(room + DC_TEXT_PAD, text, n);
		dates_begin(&d, TODAY);
		dates_text(&d, &t);
		if (dates_prose(&d, &r) && r.oldest != 20190603 && r.oldest != 20260102)
			fail_msg("cut at %zu: %d", n, r.oldest);
		free(room);
	}
}

static void test_birth_headings(void **state)
{
	(void)state;
	assert_true(dates_of_birth("生年月日"));
	assert_true(dates_of_birth("Date of Birth"));
	assert_false(dates_of_birth("発生日"));
	assert_false(dates_of_birth("受付日"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns), cmocka_unit_test(test_prose), cmocka_unit_test(test_cut), cmocka_unit_test(test_birth_headings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
