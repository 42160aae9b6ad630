/* test_rules.c -- users' kinds: faults are told with their place, matches with theirs. */
#include "table.h"

#include "rules.h"

#include <math.h>

#define HEAD "kinds:\n  - id: example.no\n    category: work.employee_id\n    en: number\n"

static void test_faults(void **state)
{
	static const struct { const char *why, *yaml, *want; } rows[] = {
		{ "no YAML", "kinds: [", "k.yaml:" },
		{ "unknown field", HEAD "    pattern: x\n    patern: y\n", "k.yaml:6:5: unknown field \"patern\"" },
		{ "twice", HEAD "    pattern: x\n    pattern: y\n", "k.yaml:6:5:" },
		{ "no pattern", HEAD, "k.yaml:2:5: this kind lacks pattern" },
		{ "pattern does not compile", HEAD "    pattern: 'a(b'\n", "k.yaml:5:15: pattern, character 4:" },
		{ "id with capitals", "kinds:\n  - id: Example\n", "k.yaml:2:9: \"Example\"" },
		{ "category without dot", "kinds:\n  - {id: a, category: work}\n", "k.yaml:2:23:" },
		{ "category that the catalogue's family lacks", "kinds:\n  - {id: a, category: work.employe_id}\n",
			"k.yaml:2:23: \"work.employe_id\": the catalogue has no such category" },
		{ "a family is no category", "kinds:\n  - {id: a, category: govid.card.no}\n", "k.yaml:2:23:" },
		{ "unknown check", HEAD "    pattern: x\n    checks: [crc]\n", "k.yaml:6:14: \"crc\"" },
		{ "confidence of 1", HEAD "    pattern: x\n    confidence: 1.0\n", "k.yaml:6:17:" },
		{ "id taken twice", HEAD "    pattern: x\n  - {id: example.no, category: a.b, en: y, pattern: z}\n", "k.yaml:6:6: id" },
		{ "alias", "kinds:\n  - id: &a b\n    category: *a\n", "k.yaml:" },
		{ "other top", "kindz: []\n", "k.yaml:1:1: only one \"kinds:\"" },
		{ "no list", "kinds: 3\n", "k.yaml:1:1: \"kinds:\" holds a list" },
		{ "mask", HEAD "    pattern: x\n    mask: all\n", "k.yaml:6:11:" },
		{ "words are a list", HEAD "    pattern: x\n    words_near: staff\n", "k.yaml:6:17:" },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_error err = { 0 };
		struct rules *rules = NULL;

		if (rules_parse(dc_span_of(rows[i].yaml), "k.yaml", NULL, 0, &rules, &err) != DC_EUSAGE)
			fail_msg("%s: no fault", rows[i].why);
		if (strncmp(err.text, rows[i].want, strlen(rows[i].want)) != 0)
			fail_msg("%s: %s", rows[i].why, err.text);
	}
}

static void test_empty_match(void **state)
{
	struct dc_error err = { 0 };
	struct rules *rules = NULL;

	(void)state;
	assert_int_equal(rules_parse(dc_span_of(HEAD "    pattern: 'x*'\n"), "k.yaml", NULL, 0, &rules, &err), DC_OK);
	assert_int_equal(rules_compile(rules, &err), DC_EUSAGE);
	assert_memory_equal(err.text, "k.yaml:5:15:", 12);
	rules_free(rules);
}

/* want: "start-end=value" of all matches, a blank between. */
static void match(const char *why, const char *fields, const char *text, const char *want)
{
	char yaml[1024], got[1024] = "";
	struct dc_error err = { 0 };
	struct rules *rules = NULL;
	struct rules_scan *scan = NULL;
	struct candidates found;
	struct dc_text t = { .form = DC_PROSE, .bytes = dc_span_of(text) };

	t.page_end = t.bytes.n;
	candidates_init(&found);
	snprintf(yaml, sizeof yaml, HEAD "%s", fields);
	if (rules_parse(dc_span_of(yaml), "k.yaml", NULL, 0, &rules, &err) != DC_OK || rules_compile(rules, &err) != DC_OK ||
	    rules_scan_new(rules, &scan, &err) != DC_OK || rules_find(rules, scan, &t, NULL, &found, &err) != DC_OK)
		fail_msg("%s: %s", why, err.text);
	for (size_t i = 0; i < found.n; i++) {
		size_t n = strlen(got);

		snprintf(got + n, sizeof got - n, "%s%u-%u=%.*s", n > 0 ? " " : "", found.at[i].start, found.at[i].end,
			(int)found.at[i].value_len, (const char *)found.values.p + found.at[i].value);
	}
	if (strcmp(got, want) != 0)
		fail_msg("%s: %s", why, got);
	rules_scan_free(scan);
	rules_free(rules);
	candidates_done(&found);
}

static void test_matches(void **state)
{
	(void)state;
	match("the whole match", "    pattern: 'E\\d{4}'\n", "a E1234 b", "2-7=E1234");
	match("the group v", "    pattern: 'no (?<v>\\d+)'\n", "no 12 no 345", "3-5=12 9-12=345");
	match("greedy, once", "    pattern: '\\d{3,}'\n", "1234567890", "0-10=1234567890");
	match("look-around", "    pattern: '(?<!\\d)\\d{4}(?!\\d)'\n", "12345 1234 0", "6-10=1234");
	match("hyphens leave the value", "    pattern: '\\d{4}-\\d{4}'\n", "1234-5678", "0-9=12345678");
	match("full width", "    pattern: '[0-9０-９]{4}'\n", "１２３４", "0-12=1234");
	match("Japanese", "    pattern: '第(?<v>\\d+)号'\n", "第12号", "3-5=12");
	/* 79927398713 is the example number of ISO/IEC 7812 texts; 79927398710 fails. */
	match("luhn", "    pattern: '\\d{11}'\n    checks: [luhn]\n", "79927398713 79927398710", "0-11=79927398713");
	/* mod 7: 12345678901 -> 3 (facts: Yamato's rule) */
	match("mod7", "    pattern: '\\d{12}'\n    checks: [mod7]\n", "123456789013 123456789014", "0-12=123456789013");
	/* the order's example: 123456789018 is right */
	match("mod11", "    pattern: '\\d{12}'\n    checks: [mod11]\n", "123456789018 123456789010", "0-12=123456789018");
	match("ean", "    pattern: '\\d{13}'\n    checks: [ean]\n", "4006381333931 4006381333932", "0-13=4006381333931");
	match("malformed bytes", "    pattern: 'E\\d{4}'\n", "\xff\xe3\x81 E1234\xff", "4-9=E1234");
	match("line ends", "    pattern: '^x\\d$'\n", "x1\nx2\nax3", "0-2=x1 3-5=x2");
	match("nothing", "    pattern: 'E\\d{4}'\n", "", "");
}

/* A value never crosses a cell. */
static void test_cells(void **state)
{
	struct dc_error err = { 0 };
	struct rules *rules = NULL;
	struct rules_scan *scan = NULL;
	struct candidates found;
	struct dc_cell cells[] = { { 0, 4, 0, 0 }, { 5, 9, 1, 0 }, { 10, 18, 0, 1 } };
	struct dc_text t = { .form = DC_TABLE, .bytes = dc_span_of("1234 5678 12345678"), .page_end = 18, .cells = cells,
		.n_cells = 3 };

	(void)state;
	candidates_init(&found);
	assert_int_equal(rules_parse(dc_span_of(HEAD "    pattern: '\\d{4} ?\\d{4}'\n"), "k", NULL, 0, &rules, &err), DC_OK);
	assert_int_equal(rules_compile(rules, &err), DC_OK);
	assert_int_equal(rules_scan_new(rules, &scan, &err), DC_OK);
	assert_int_equal(rules_find(rules, scan, &t, NULL, &found, &err), DC_OK);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.at[0].start, 10);
	assert_int_equal(found.at[0].cell, 2);
	rules_scan_free(scan);
	rules_free(rules);
	candidates_done(&found);
}

static void test_table(void **state)
{
	struct dc_error err = { 0 };
	struct rules *rules = NULL;
	const struct dc_kind *k;

	(void)state;
	assert_int_equal(rules_parse(dc_span_of(HEAD "    ja: 番号\n    pattern: x\n    links: true\n    confidence: 0.8\n"
		"    words_near: [社員, staff]\n    words_against: [注文]\n    examples: [x]\n    mask: last4\n"),
		"k.yaml", NULL, 0, &rules, &err), DC_OK);
	assert_int_equal(rules_count(rules), 1);
	k = &rules_kind(rules, 0)->kind;
	assert_string_equal(k->id, "example.no");
	assert_string_equal(k->ja, "番号");
	assert_string_equal(k->near[1], "staff");
	assert_null(k->near[2]);
	assert_string_equal(k->near_not[0], "注文");
	assert_int_equal(k->mask, DC_MASK_LAST4);
	assert_int_equal(k->flags, DC_KIND_USER | DC_KIND_LINKS);
	rules_free(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults), cmocka_unit_test(test_empty_match), cmocka_unit_test(test_matches),
		cmocka_unit_test(test_cells), cmocka_unit_test(test_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
