/* test_csv.c -- delimited text. Expected values follow RFC 4180 and what spreadsheets write. */
#include "extracted.h"

static const struct { const char *why, *name, *in, *want; } rows[] = {
	{ "headings and cells", "a.csv", "氏名,電話番号\n山本花江,090-1234-5678\n",
		"+  csv\n> 氏名,電話番号\n# 氏名|電話番号\n2: 0=山本花江 1=090-1234-5678\n- ok utf-8\n" },
	{ "no headings", "a.csv", "山本花江,090-1234-5678\n佐藤一,03-1234-5678\n",
		"+  csv\n# |\n1: 0=山本花江 1=090-1234-5678\n2: 0=佐藤一 1=03-1234-5678\n- ok utf-8\n" },
	{ "a form", "a.csv", "社員届,\n氏名,山本 花江,性別,女\n住所,松本市丸の内3-7\n", "+  csv\n# 氏名|性別|住所\n1: -=社員届\n2: -=氏名 0=山本 花江 -=性別 1=女\n3: -=住所 2=松本市丸の内3-7\n- ok utf-8\n" },
	{ "names that a program made up", "a.csv", "c1,name\n0,Abe\n1,Mori\n", "+  csv\n> c1,name\n# c1|name\n2: 0=0 1=Abe\n3: 0=1 1=Mori\n- ok ascii\n" },
	{ "unknown words above numbers", "a.csv", "foo,bar\nx,12\ny,13\n",
		"+  csv\n> foo,bar\n# foo|bar\n2: 0=x 1=12\n3: 0=y 1=13\n- ok ascii\n" },
	{ "a title above the headings", "a.csv", "社員名簿\n\n社員番号,氏名\n1,山本\n2,佐藤\n",
		"+  csv\n> 社員名簿\n\n社員番号,氏名\n# 社員番号|氏名\n4: 0=1 1=山本\n5: 0=2 1=佐藤\n- ok utf-8\n" },
	{ "quotes, doubled quotes, line end inside", "a.csv", "name,note\n\"Yamada, H\",\"a \"\"b\"\"\nc\"\nx,y\n",
		"+  csv\n> name,note\n# name|note\n2: 0=Yamada, H 1=a \"\"b\"\"\\nc\n3: 0=x 1=y\n- ok ascii\n" },
	{ "carriage returns", "a.csv", "name,tel\r\n\"a\",1\r\nb,2\r\n",
		"+  csv\n> name,tel\n# name|tel\n2: 0=a 1=1\n3: 0=b 1=2\n- ok ascii\n" },
	{ "carriage returns alone", "a.csv", "name,tel\ra,1\rb,2",
		"+  csv\n> name,tel\n# name|tel\n2: 0=a 1=1\n3: 0=b 1=2\n- ok ascii\n" },
	{ "semicolons", "a.csv", "name;tel\na,b;1\nc;2\n", "+  csv\n> name;tel\n# name|tel\n2: 0=a,b 1=1\n3: 0=c 1=2\n- ok ascii\n" },
	{ "tabs", "a.tsv", "name\ttel\na\t1\n", "+  csv\n> name\ttel\n# name|tel\n2: 0=a 1=1\n- ok ascii\n" },
	{ "bars", "a.csv", "name|tel\na|1\n", "+  csv\n> name|tel\n# name|tel\n2: 0=a 1=1\n- ok ascii\n" },
	{ "a byte order mark", "a.csv", "\xef\xbb\xbfname,tel\na,1\n", "+  csv\n> name,tel\n# name|tel\n2: 0=a 1=1\n- ok utf-8\n" },
	{ "ragged rows and empty cells", "a.csv", "id,name,tel\n1\n2,b,3,4\n,,5\n",
		"+  csv\n> id,name,tel\n# id|name|tel|\n2: 0=1\n3: 0=2 1=b 2=3 3=4\n4: 2=5\n- ok ascii\n" },
	{ "zeros kept", "a.csv", "id,tel\n=\"0123\",'0456\n\"=\"\"0789\"\"\",'tis\n",
		"+  csv\n> id,tel\n# id|tel\n2: 0=0123 1=0456\n3: 0=0789 1='tis\n- ok ascii\n" },
	{ "a quote inside a cell", "a.csv", "name,size\nscreen,5\" wide\nx,y\n",
		"+  csv\n> name,size\n# name|size\n2: 0=screen 1=5\" wide\n3: 0=x 1=y\n- ok ascii\n" },
	{ "a quote never closed", "a.csv", "name,tel\n\"a,1\nb,2\n",
		"+  csv\n> name,tel\n# name|tel\n2: 0=\"a 1=1\n3: 0=b 1=2\n- row_error ascii row 2: quote not closed\n" },
	{ "two quotes never closed", "a.csv", "name,tel\n\"a,1\n\"b,2\n",
		"+  csv\n> name,tel\n# name|tel\n2: 0=\"a 1=1\n3: 0=\"b 1=2\n- row_error ascii row 2: quote not closed\n" },
	{ "no line end at the end", "a.csv", "name,tel\na,1", "+  csv\n> name,tel\n# name|tel\n2: 0=a 1=1\n- ok ascii\n" },
	{ "empty", "a.csv", "", "+  text\n- ok ascii\n" },
	{ "by sight", "export.txt", "id,name,tel\n1,a,2\n2,b,3\n", "+  csv\n> id,name,tel\n# id|name|tel\n2: 0=1 1=a 2=2\n3: 0=2 1=b 2=3\n- ok ascii\n" },
	{ "prose stays prose", "a.txt", "Dear all,\nwe met, as planned, on Monday.\nBye\n", "+  text\n> Dear all,\nwe met, as planned, on Monday.\nBye\n\n- ok ascii\n" },
	{ "CP932 with 5C and 7C as second bytes", "a.csv", "\x8e\x81\x96\xbc,\x95\x5c\n\x83\x7c\x83\x5c,\x94\x5c\n",
		"+  csv\n> 氏名,表\n# 氏名|表\n2: 0=ポソ 1=能\n- ok cp932\n" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct extracted e;

		extracted_init(&e);
		e.stored_n = strlen(rows[i].in);
		extracted_bytes(&e, rows[i].in, strlen(rows[i].in), rows[i].name);
		if (strcmp((char *)e.out.p, rows[i].want) != 0)
			fail_msg("%s: got\n%swant\n%s", rows[i].why, e.out.p, rows[i].want);
		extracted_done(&e);
		extracted_torture(rows[i].in, strlen(rows[i].in), rows[i].name, 1);
	}
}

/* 100,000 rows over several texts: every row comes once, whole, with its number. */
static void test_many_rows(void **state)
{
	struct dc_buf in, want;
	struct extracted e;

	(void)state;
	dc_buf_init(&in, 0);
	dc_buf_init(&want, 0);
	dc_buf_adds(&in, "id,name,tel\n");
	dc_buf_adds(&want, "+  csv\n> id,name,tel\n# id|name|tel\n");
	for (int i = 2; i <= 100000; i++) {
		dc_buf_printf(&in, "%d,\"n,%d\",%d\n", i, i, i * 7);
		dc_buf_printf(&want, "%d: 0=%d 1=n,%d 2=%d\n", i, i, i, i * 7);
	}
	dc_buf_adds(&want, "- ok ascii\n");
	extracted_init(&e);
	extracted_bytes(&e, in.p, in.n, "a.csv");
	assert_true(e.texts > 3);
	assert_true(strcmp((char *)e.out.p, dc_buf_cstr(&want)) == 0);
	extracted_done(&e);
	dc_buf_done(&in);
	dc_buf_done(&want);
}

static size_t count_of(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, what)) != NULL; p += strlen(what))
		n++;
	return n;
}

/* A cell of n bytes: all of it up to the limit, then cell_truncated; the row behind it is read. */
static void long_cell(uint32_t limit, size_t n, bool quoted, const char *reason)
{
	struct dc_buf in;
	struct extracted e;

	dc_buf_init(&in, 0);
	dc_buf_adds(&in, "id,note,tel\n1,");
	dc_buf_adds(&in, quoted ? "\"" : "");
	for (size_t i = 0; i < n; i++)
		dc_buf_addc(&in, i % 1000 == 999 ? '#' : 'x');
	dc_buf_adds(&in, quoted ? "\",end1\n2,short,end2\n" : ",end1\n2,short,end2\n");
	extracted_init(&e);
	e.budget.cell_bytes = limit;
	extracted_bytes(&e, in.p, in.n, "a.csv");
	if (strstr((char *)e.out.p, "2=end1") == NULL || strstr((char *)e.out.p, "3: 0=2 1=short 2=end2") == NULL)
		fail_msg("%zu bytes, quoted %d: what follows a long cell is lost", n, quoted);
	if (strcmp(reason, "ok") == 0)
		assert_int_equal(count_of((char *)e.out.p, "#") - 1, n / 1000);
	assert_non_null(strstr((char *)e.out.p, "note> "));
	if (strstr((char *)e.out.p, reason) == NULL)
		fail_msg("%zu bytes with limit %u: want %s", n, limit, reason);
	extracted_done(&e);
	dc_buf_done(&in);
}

static void test_long_cell(void **state)
{
	const uint32_t limit = 3u << 20;

	(void)state;
	long_cell(limit, limit - 1, true, "ok");
	long_cell(limit, limit, true, "ok");
	long_cell(limit, limit + 1, true, "cell_truncated");
	long_cell(limit, limit - 1, false, "ok");
	long_cell(limit, limit, false, "ok");
	long_cell(limit, limit + 1, false, "cell_truncated");
}

/* A forgotten quote with a million rows behind it does not make them one cell. */
static void test_forgotten_quote(void **state)
{
	struct dc_buf in;
	struct extracted e;

	(void)state;
	dc_buf_init(&in, 0);
	dc_buf_adds(&in, "id,name,tel\n1,\"broken,2\n");
	for (int i = 3; i <= 300000; i++)
		dc_buf_printf(&in, "%d,name %d,%d\n", i, i, i * 7);
	extracted_init(&e);
	extracted_bytes(&e, in.p, in.n, "a.csv");
	assert_non_null(strstr((char *)e.out.p, "3: 0=3 1=name 3 2=21\n"));
	assert_non_null(strstr((char *)e.out.p, "300000: 0=300000 1=name 300000 2=2100000\n- row_error ascii row 2: quote not closed\n"));
	extracted_done(&e);
	dc_buf_done(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_many_rows), cmocka_unit_test(test_long_cell),
		cmocka_unit_test(test_forgotten_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
