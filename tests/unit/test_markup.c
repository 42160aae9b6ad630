/* test_markup.c -- HTML and XML. */
#include "extracted.h"

static const struct { const char *why, *name, *in, *want; } rows[] = {
	{ "paragraphs, entities, scripts left out", "a.html",
		"<html><head><title>名簿</title><script>var a='<p>x</p>';</script><style>p{}</style></head>"
		"<body><p>山本&nbsp;花江 &lt;hanae&#64;example.co.jp&gt;<br>090&#x2d;1234</p><!-- 内線 12 --></body></html>",
		"+  html\n> 名簿\n山本\xc2\xa0花江 <hanae@example.co.jp>\n090-1234\n 内線 12 \n- ok utf-8\n" },
	{ "a table with headings", "a.html",
		"<html><table><tr><th>氏名<th>電話</tr><tr><td>山本<b>花江</b></td><td>090</td></tr></table>after",
		"+  html\n> 氏名\t電話\n# 氏名|電話\n2: 0=山本花江 1=090\n> after\n- ok utf-8\n" },
	{ "a form: labels left of their values", "a.html",
		"<table><tr><th>氏　名</th><td>山本 花江</td><th>ご連絡先</th><td>090</td></tr><tr><th>生年月日（西暦）</th><td>1990/1/2</td></tr>"
		"<tr><th>備考</th><td></td></tr></table>",
		"+  html\n# 氏　名|ご連絡先|生年月日（西暦）\n1: -=氏　名 0=山本 花江 -=ご連絡先 1=090\n2: -=生年月日（西暦） 2=1990/1/2\n3: -=備考 -=\n- ok utf-8\n" },
	{ "kinds of telephones are no labels of a form", "a.html",
		"<table><tr><td>電話</td><td>090</td></tr><tr><td>電話</td><td>080</td></tr><tr><td>FAX</td><td>03</td></tr></table>",
		"+  html\n# |\n1: 0=電話 1=090\n2: 0=電話 1=080\n3: 0=FAX 1=03\n- ok utf-8\n" },
	{ "attributes", "a.html", "<html><a href='mailto:a@example.com'>mail</a><a href='x.html'>x</a><input value='090-1'><img alt='山本'>",
		"+  html\n> mailto:a@example.com\nmailx\n090-1\n山本\n- ok utf-8\n" },
	{ "never closed", "a.html", "<html><p>a<b", "+  html\n> a<b\n- ok ascii\n" },
	{ "a < that begins nothing", "a.html", "<html>1 < 2 &amp &unknown; 3", "+  html\n> 1 < 2 &amp &unknown; 3\n- ok ascii\n" },
	{ "declared CP932", "a.html", "<html><meta charset=Shift_JIS>\x8e\x81\x96\xbc", "+  html\n> 氏名\n- ok cp932\n" },
	{ "records", "a.xml",
		"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]><list><person id='1'><name>山本</name><tel>090</tel></person>"
		"<person id='2'><name>佐&#34276;</name><tel>&x;</tel></person></list>",
		"+  xml\n# person.id|person.name|person.tel\n1: 0=1 1=山本 2=090\n2: 0=2 1=佐藤 2=&x;\n- ok utf-8\n" },
	{ "CDATA and comments", "a.xml", "<?xml version='1.0'?><a><b><![CDATA[x<y&amp;]]></b><!--old: 080--></a>",
		"+  xml\n# a.b\n1: 0=x<y&amp; -=old: 080\n- ok ascii\n" },
	{ "broken in the middle", "a.xml", "<?xml version='1.0'?><a><b>one</b><c>two</b></zzz><d>three", "+  xml\n# a.b|a.c|d\n1: 0=one 1=two\n2: 2=three\n- ok ascii\n" },
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

static void test_depth(void **state)
{
	(void)state;
	for (uint32_t depth = 255; depth <= 257; depth++) {
		struct dc_buf in;
		struct extracted e;

		dc_buf_init(&in, 0);
		dc_buf_adds(&in, "<?xml version='1.0'?>");
		for (uint32_t i = 0; i < depth; i++)
			dc_buf_adds(&in, "<a>");
		dc_buf_adds(&in, "x");
		extracted_init(&e);
		extracted_bytes(&e, in.p, in.n, "a.xml");
		assert_true((strstr((char *)e.out.p, "- limit_depth") != NULL) == (depth == 257));
		extracted_done(&e);
		dc_buf_done(&in);
	}
}

/* Text and tags larger than a window: all of it comes out, in its order. */
static void test_large(void **state)
{
	struct dc_buf in;
	struct extracted e;
	size_t x = 0;

	(void)state;
	dc_buf_init(&in, 0);
	dc_buf_adds(&in, "<html><p>");
	for (int i = 0; i < 3000000; i++)
		dc_buf_addc(&in, "x "[i % 50 == 49]);
	dc_buf_adds(&in, "</p><a b='");
	for (int i = 0; i < 2000000; i++)
		dc_buf_addc(&in, 'x');
	dc_buf_adds(&in, "'>end</a>");
	extracted_init(&e);
	e.stored_n = in.n;
	extracted_bytes(&e, in.p, in.n, "a.html");
	for (size_t i = 0; i < e.out.n; i++)
		x += e.out.p[i] == 'x';
	assert_int_equal(x, 2940000 + 2000000);
	assert_non_null(strstr((char *)e.out.p, "end"));
	extracted_done(&e);
	dc_buf_done(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_depth), cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
