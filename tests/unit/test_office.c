/* test_office.c -- documents written by LibreOffice 7.4 (corpora/files/office), made-up persons only. */
#include "extracted.h"

#define TABLE "> 氏名\t電話番号\n# 氏名|電話番号\n2: 0=佐藤一 1=090-1234-5678\n3: 0=鈴木二 1=080-1234-5678\n"
#define SHEET "> 社員番号\t氏名\t生年月日\t電話番号\n# 社員番号|氏名|生年月日|電話番号\n" \
	"2: 0=1 1=山本花江 2=1980-01-02 3=090-1234-5678\n3: 0=2 1=佐藤一 2=1975-12-31 3=08012345678\n"

static const struct { const char *file, *want; } rows[] = {
	{ "doc.docx", "> 氏名 山本花江 です\n" TABLE "> 以上\n" },
	{ "doc.odt", "> 氏名 山本花江 です\n" TABLE "> 以上\n" },
	{ "s.xlsx", "+ #s xlsx\n" SHEET "- ok" },
	{ "s.ods", SHEET },
	{ "headed.ods", "担当：佐藤花子\n" },	/* above the page, with the styles */
	{ "headed.ods", "電話 090-1234-5678\n" },
	{ "headed.ods", "1: 0=本文\n" },
};

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		static uint8_t p[65536];
		size_t n = extracted_sample("office", rows[i].file, p, sizeof p);
		struct extracted e;

		extracted_init(&e);
		extracted_bytes(&e, p, n, rows[i].file);
		if (strstr((char *)e.out.p, rows[i].want) == NULL || strncmp((char *)e.out.p + e.out.n - 5, "- ok\n", 5) != 0)
			fail_msg("%s: got\n%swant\n%s", rows[i].file, e.out.p, rows[i].want);
		extracted_slow(&e, p, n, "no-ending", SIZE_MAX, SIZE_MAX, false);	/* told by sight, and not seekable */
		if (strstr((char *)e.out.p, rows[i].want) == NULL)
			fail_msg("%s without a name: got\n%s", rows[i].file, e.out.p);
		extracted_done(&e);
		extracted_torture(p, n, rows[i].file, 211);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_samples) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
