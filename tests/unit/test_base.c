/* test_base.c -- escaping, masks, maps, buffers, arenas, queues. */
#include "table.h"

#include "daicho/arena.h"
#include "daicho/ledger.h"
#include "daicho/log.h"
#include "daicho/map.h"
#include "daicho/queue.h"

#include <pthread.h>

static void test_escape(void **state)
{
	static const struct { const char *why, *in, *want; } rows[] = {
		{ "plain", "a/b.csv", "a/b.csv" },
		{ "Japanese stays", "社員/名簿.csv", "社員/名簿.csv" },
		{ "escape sequence", "a\x1b[2Jb", "a\\x1B[2Jb" },
		{ "newline", "a\nb", "a\\x0Ab" },
		{ "backslash", "a\\b", "a\\\\b" },
		{ "C1 control", "a\xc2\x9b" "b", "a\\u{9B}b" },
		{ "bidi override", "a\xe2\x80\xae" "b", "a\\u{202E}b" },
		{ "CP932 bytes", "\x8e\x81\x96\xbc", "\\x8E\\x81\\x96\\xBC" },
		{ "overlong", "\xc0\xaf", "\\xC0\\xAF" },
		{ "surrogate", "\xed\xa0\x80", "\\xED\\xA0\\x80" },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_buf b;

		dc_buf_init(&b, 0);
		assert_int_equal(dc_escape(&b, dc_span_of(rows[i].in)), DC_OK);
		if (strcmp(dc_buf_cstr(&b), rows[i].want) != 0)
			fail_msg("%s: got %s", rows[i].why, dc_buf_cstr(&b));
		dc_buf_done(&b);
	}
}

static void test_json(void **state)
{
	static const struct { const char *why, *in, *want; } rows[] = {
		{ "plain", "a/b.csv", "\"a/b.csv\"" },
		{ "quotes and backslash", "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "newline, tab", "a\nb\tc", "\"a\\nb\\tc\"" },
		{ "escape character", "\x1b[2J", "\"\\u001b[2J\"" },
		{ "line separator", "\xe2\x80\xa8", "\"\\u2028\"" },
		{ "not UTF-8", "\x8e\x81", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_buf b;

		dc_buf_init(&b, 0);
		assert_int_equal(dc_json_string(&b, dc_span_of(rows[i].in)), DC_OK);
		if (strcmp(dc_buf_cstr(&b), rows[i].want) != 0)
			fail_msg("%s: got %s", rows[i].why, dc_buf_cstr(&b));
		dc_buf_done(&b);
	}
}

static void test_mask(void **state)
{
	static const struct { const char *why; enum dc_mask how; const char *in; size_t shown, cap; const char *want; } rows[] = {
		{ "name: length alone", DC_MASK_LENGTH, "山本花江", 0, 64, "****" },
		{ "length is capped", DC_MASK_LENGTH, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0, 64, "********************" },
		{ "card", DC_MASK_LAST4, "4111111111111111", 0, 64, "************1111" },
		{ "too short to show four", DC_MASK_LAST4, "12345678", 0, 64, "********" },
		{ "e-mail", DC_MASK_DOMAIN, "hanae.y@example.co.jp", 0, 64, "***@example.co.jp" },
		{ "no sign: nothing shown", DC_MASK_DOMAIN, "hanae", 0, 64, "*****" },
		{ "phone", DC_MASK_FIRST3, "09012345678", 0, 64, "090********" },
		{ "address", DC_MASK_PLACE, "東京都千代田区丸の内1-2-3", 21, 64, "東京都千代田区********" },
		{ "address shown whole: length alone", DC_MASK_PLACE, "東京都", 9, 64, "***" },
		{ "cut at a code point", DC_MASK_PLACE, "東京都千代田区丸の内", 21, 12, "東京都" },
		{ "cut mask", DC_MASK_LENGTH, "abcdef", 0, 4, "***" },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		char out[64];

		dc_mask(rows[i].how, dc_span_of(rows[i].in), rows[i].shown, out, rows[i].cap);
		if (strcmp(out, rows[i].want) != 0)
			fail_msg("%s: got %s", rows[i].why, out);
	}
}

/* "a氏b" in CP932: 61 8E81 62; in UTF-8: 61 E6B08F 62 */
static void test_map(void **state)
{
	struct dc_map m = { 0 };

	(void)state;
	assert_int_equal(dc_map_stored(NULL, 7), 7);
	dc_map_clear(&m, 3);
	assert_int_equal(dc_map_stored(&m, 7), 10);
	assert_int_equal(dc_map_add(&m, 0, 100, 1, 1), DC_OK);
	assert_int_equal(dc_map_add(&m, 1, 101, 3, 2), DC_OK);
	assert_int_equal(dc_map_add(&m, 4, 103, 1, 1), DC_OK);
	assert_int_equal(m.n, 3);
	assert_int_equal(dc_map_add(&m, 5, 104, 1, 1), DC_OK);	/* continues the run */
	assert_int_equal(m.n, 3);
	assert_int_equal(dc_map_stored(&m, 0), 100);
	assert_int_equal(dc_map_stored(&m, 1), 101);
	assert_int_equal(dc_map_stored(&m, 2), 101);
	assert_int_equal(dc_map_stored(&m, 4), 103);
	assert_int_equal(dc_map_stored_end(&m, 4), 103);
	assert_int_equal(dc_map_stored_end(&m, 5), 104);
	dc_map_done(&m);
}

static void test_buf_limit(void **state)
{
	struct dc_buf b;

	(void)state;
	dc_buf_init(&b, 4);
	assert_int_equal(dc_buf_add(&b, "abc", 3), DC_OK);
	assert_int_equal(dc_buf_add(&b, "de", 2), DC_ELIMIT);
	assert_int_equal(b.n, 3);
	assert_int_equal(dc_buf_add(&b, "d", 1), DC_OK);
	assert_string_equal(dc_buf_cstr(&b), "abcd");
	dc_buf_done(&b);
}

static void test_arena_limit(void **state)
{
	struct dc_arena *a = dc_arena_new(10000);

	(void)state;
	assert_non_null(dc_arena_alloc(a, 9000));
	assert_null(dc_arena_alloc(a, 2000));
	assert_null(dc_arena_array(a, SIZE_MAX / 2, 4));
	dc_arena_reset(a);
	assert_non_null(dc_arena_alloc(a, 2000));
	assert_string_equal(dc_arena_printf(a, "%d-%s", 7, "x"), "7-x");
	dc_arena_free(a);
}

static void *drain(void *arg)
{
	struct dc_queue *q = arg;
	intptr_t sum = 0;
	void *p;

	while (dc_queue_pop(q, &p) == DC_OK)
		sum += (intptr_t)p;
	return (void *)sum;
}

static void test_queue(void **state)
{
	struct dc_queue *q = dc_queue_new(2);
	pthread_t t;
	void *sum;

	(void)state;
	assert_int_equal(pthread_create(&t, NULL, drain, q), 0);
	for (intptr_t i = 1; i <= 1000; i++)
		assert_int_equal(dc_queue_push(q, (void *)i), DC_OK);
	dc_queue_close(q);
	assert_int_equal(dc_queue_push(q, NULL), DC_ECANCEL);
	pthread_join(t, &sum);
	assert_int_equal((intptr_t)sum, 500500);
	dc_queue_free(q);
}

static void test_reasons(void **state)
{
	enum dc_reason r;

	(void)state;
	assert_true(dc_reason_parse("limit_ratio", &r));
	assert_int_equal(dc_reason_outcome(r), DC_PARTIAL);
	assert_true(dc_reason_parse("symlink", &r));
	assert_int_equal(dc_reason_outcome(r), DC_SKIPPED);
	assert_false(dc_reason_parse("nonsense", &r));
	assert_int_equal(dc_reason_outcome(DC_R_none), DC_COMPLETE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape), cmocka_unit_test(test_json), cmocka_unit_test(test_mask), cmocka_unit_test(test_map),
		cmocka_unit_test(test_buf_limit), cmocka_unit_test(test_arena_limit), cmocka_unit_test(test_queue),
		cmocka_unit_test(test_reasons),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
