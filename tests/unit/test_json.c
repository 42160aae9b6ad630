/* test_json.c -- JSON (RFC 8259) and JSON Lines, whole and broken. */
#include "extracted.h"

static const struct { const char *why, *name, *in, *want; } rows[] = {
	{ "an array of flat objects", "a.json", "[{\"name\":\"山本\",\"tel\":90},{\"tel\":80,\"name\":\"佐藤\"}]",
		"+  json\n# name|tel\n1: -=name 0=山本 -=tel 1=90\n2: 1=80 0=佐藤\n- ok utf-8\n" },
	{ "lines", "a.jsonl", "{\"a\":\"x\"}\n{\"a\":\"y\"}\n", "+  json\n# a\n1: -=a 0=x\n2: 0=y\n- ok ascii\n" },
	{ "objects in objects", "a.json", "{\"c\":{\"name\":\"x\",\"addr\":{\"city\":\"y\"}},\"ok\":true}",
		"+  json\n# c.name|c.addr.city|ok\n1: -=c.name 0=x -=c.addr.city 1=y -=ok 2=true\n- ok ascii\n" },
	{ "escapes", "a.json", "[\"\\u5c71\\u672c\",\"a\\\"b\\n\",\"\\ud842\\udfb7\",\"\\ud800\"]",
		"+  json\n# \n1: 0=山本 0=a\"b\\n 0=𠮷 0=\xef\xbf\xbd\n- ok ascii\n" },
	{ "a list within a row", "a.json", "[{\"id\":1,\"tags\":[\"x\",\"y\"],\"z\":2}]",
		"+  json\n# id|tags|z\n1: -=id 0=1 -=tags 1=x 1=y -=z 2=2\n- ok ascii\n" },
	{ "rows within a row", "a.json", "{\"users\":[{\"n\":\"a\"},{\"n\":\"b\"}],\"count\":2}",
		"+  json\n# users.n|count\n1: -=users.n 0=a\n2: 0=b\n3: -=count 1=2\n- ok ascii\n" },
	{ "by sight", "export", "[\n  {\"n\": \"a\"}\n]\n", "+  json\n# n\n1: -=n 0=a\n- ok ascii\n" },
	{ "cut off", "a.json", "[{\"n\":\"山本\",\"t\":\"09", "+  json\n# n|t\n1: -=n 0=山本 -=t 1=09\n- row_error utf-8 a string is not closed\n" },
	{ "broken line", "a.jsonl", "{\"n\":\"a\n{\"n\":\"b\"}\n", "+  json\n# n\n1: -=n 0=a 0=b\n- row_error ascii a string is not closed\n" },
};

static void test_rows(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct extracted e;

		extracted_init(&e);
		e.stored_n = strlen(rows[i].in);
		extracted_bytes(&e, rows[i].in, strlen(rows[i].in), rows[i].name);
		if (strcmp((char *)e.out.p, rows[i].want) != 0) {
			print_error("%s: got\n%swant\n%s", rows[i].why, e.out.p, rows[i].want);
			failed++;
		}
		extracted_done(&e);
		extracted_torture(rows[i].in, strlen(rows[i].in), rows[i].name, 1);
	}
	assert_int_equal(failed, 0);
}

static void test_depth(void **state)
{
	(void)state;
	for (size_t depth = 511; depth <= 513; depth++) {
		char in[600];
		struct extracted e;

		memset(in, '[', sizeof in);
		extracted_init(&e);
		extracted_bytes(&e, in, depth, "a.json");
		assert_true((strstr((char *)e.out.p, "- limit_depth") != NULL) == (depth == 513));
		extracted_done(&e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_depth) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
