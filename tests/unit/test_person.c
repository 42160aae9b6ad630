/* test_person.c -- spellings of one value, and values that are others' (PURPOSES §2.6): all made up. */
#include "table.h"

#include "person.h"

#include <string.h>

bool cli_japanese;

static unsigned seen(struct person *p, const char *text)
{
	struct dc_buf folded;
	unsigned found;

	dc_buf_init(&folded, 0);
	assert_int_equal(person_fold(dc_span_of(text), &folded), DC_OK);
	found = person_in(p, dc_span_of(text), (struct dc_span){ folded.p, folded.n });
	dc_buf_done(&folded);
	return found;
}

static void test_spellings(void **state)
{
	static const struct { const char *why, *attribute, *text; bool want; } rows[] = {
		{ "as it is", "name: 例示 太郎", "氏名 例示太郎", true },
		{ "ideographic space", "name: 例示 太郎", "例示　太郎 様", true },
		{ "old character", "name: 髙橋 一郎", "高橋一郎", true },
		{ "new for old", "name: 高橋 一郎", "髙橋 一郎", true },
		{ "another person", "name: 例示 太郎", "例示 次郎", false },
		{ "half-width kana", "kana: レイジ タロウ", "ﾚｲｼﾞ ﾀﾛｳ", true },
		{ "hiragana", "kana: レイジ タロウ", "れいじ たろう", true },
		{ "e-mail without case", "email: Taro@Reiji.example", "<taro@reiji.example>", true },
		{ "full-width e-mail", "email: taro@reiji.example", "ｔａｒｏ＠ｒｅｉｊｉ．ｅｘａｍｐｌｅ", true },
		{ "a longer e-mail", "email: taro@reiji.example", "kentaro@reiji.example", false },
		{ "phone with hyphens", "phone: 09012345678", "090-1234-5678", true },
		{ "phone abroad", "phone: 090-1234-5678", "+81 90 1234 5678", true },
		{ "phone given abroad", "phone: +81-90-1234-5678", "09012345678", true },
		{ "phone with (0)", "phone: 0312345678", "+81 (0)3-1234-5678", true },
		{ "full-width phone", "phone: 0312345678", "０３（１２３４）５６７８", true },
		{ "inside a longer number", "phone: 0312345678", "10312345678", false },
		{ "date with slashes", "birth_date: 1980-01-02", "1980/1/2", true },
		{ "date in Japanese", "birth_date: 1980-01-02", "１９８０年１月２日", true },
		{ "era", "birth_date: 1980-01-02", "昭和55年1月2日", true },
		{ "era, short", "birth_date: 1980/01/02", "S55.01.02", true },
		{ "another day", "birth_date: 1980-01-02", "1980/1/20", false },
		{ "My Number in groups", "my_number: 123456789018", "1234-5678-9018", true },
		{ "another number", "my_number: 123456789018", "1234-5678-9019", false },
		{ "address with other hyphens", "address: 東京都例示区1-2-3", "東京都例示区１－２－３", true },
		{ "id", "id: C-0042", "c0042", true },
		{ "id inside a word", "id: C-0042", "ABC-00421", false },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct person p = { .n = 0 };
		struct dc_error err = { 0 };

		if (person_read(&p, dc_span_of(rows[i].attribute), &err) != DC_OK)
			fail_msg("%s: %s", rows[i].why, err.text);
		if ((seen(&p, rows[i].text) != 0) != rows[i].want)
			fail_msg("%s: '%s' in '%s' must be %d", rows[i].why, rows[i].attribute, rows[i].text, rows[i].want);
		person_done(&p);
	}
}

static void test_reading(void **state)
{
	static const struct { const char *why, *text; size_t n; } rows[] = {
		{ "lines", "name: 例示 太郎\nemail: a1@reiji.example\n\nphone:090-1234-5678\n", 3 },
		{ "Japanese keys and colon", "氏名：例示 太郎\n電話番号: 0312345678", 2 },
		{ "JSON", "{\"name\": \"例示 太郎\", \"email\": [\"a1@reiji.example\", \"b2@reiji.example\"]}", 3 },
		{ "nothing", "", 0 }, { "unknown key", "colour: blue", 0 }, { "no key", "例示 太郎", 0 },
		{ "broken JSON", "{\"name\": ", 0 }, { "unknown key in JSON", "{\"colour\": \"blue\"}", 0 }, { "no date", "birth_date: 1980", 0 },
		{ "one digit", "id: 7", 0 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct person p = { .n = 0 };
		struct dc_error err = { 0 };
		enum dc_status st = person_read(&p, dc_span_of(rows[i].text), &err);

		if (rows[i].n == 0 ? st != DC_EUSAGE : st != DC_OK || p.n != rows[i].n)
			fail_msg("%s: %d, %zu attributes: %s", rows[i].why, (int)st, p.n, err.text);
		if (strstr(err.text, "blue") != NULL || strstr(err.text, "例示") != NULL)
			fail_msg("%s: the message shows the value: %s", rows[i].why, err.text);
		person_done(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_spellings), cmocka_unit_test(test_reading) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
