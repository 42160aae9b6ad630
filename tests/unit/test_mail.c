/* test_mail.c -- messages written by Python's email package (corpora/files/mail), made-up persons only. */
#include "extracted.h"

#include <sys/resource.h>

static const char first[] = "From: 山本花江 <hanae.y@example.co.jp>\nTo: b@example.com\nSubject: お問い合わせの件\n";
static const char body[] = "> 山本です。電話番号は090-1234-5678です。\n\n- ok iso-2022-jp\n";
static const char table[] = "+ 名簿.csv csv\nname 名簿.csv\n> 氏名,電話番号\n# 氏名|電話番号\n2: 0=佐藤一 1=080-1234-5678\n- ok cp932\n";
static const char second[] = "> 佐藤一 03-1234-5678\n\n- ok utf-8\n";

static const struct { const char *file, *want[4]; } rows[] = {
	{ "attach.eml", { first, body, table, "+  mail\n" } },
	{ "two.mbox", { first, body, table, second } },
};

static void test_samples(void **state)
{
	struct rlimit before, none;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &before);
	none = (struct rlimit){ 0, before.rlim_max };
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		static uint8_t p[65536];
		size_t n = extracted_sample("mail", rows[i].file, p, sizeof p);
		struct extracted e;

		extracted_init(&e);
		setrlimit(RLIMIT_NOFILE, &none);	/* a worker may open nothing */
		extracted_bytes(&e, p, n, rows[i].file);
		setrlimit(RLIMIT_NOFILE, &before);
		for (size_t k = 0; k < 4; k++)
			if (strstr((char *)e.out.p, rows[i].want[k]) == NULL)
				fail_msg("%s: got\n%swant\n%s", rows[i].file, e.out.p, rows[i].want[k]);
		extracted_done(&e);
		extracted_torture(p, n, rows[i].file, 13);
	}
}

/* A text within `nested` multiparts, by a limit of 5 in each other (RFC 2046, 5.1 sets none). */
static const struct { unsigned nested; const char *want, *unwanted; } depths[] = {
	{ 5, "> deep", "limit_depth" },
	{ 6, "> deep", "limit_depth" },
	{ 7, "- limit_depth too many multiparts in each other\n", "> deep" },
};

static void test_depth(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(depths); i++) {
		struct extracted e;
		struct dc_buf b;

		dc_buf_init(&b, 0);
		dc_buf_adds(&b, "From: a@example.com\nTo: b@example.com\nSubject: s\nMIME-Version: 1.0\n");
		for (unsigned n = 0; n < depths[i].nested; n++)
			dc_buf_printf(&b, "Content-Type: multipart/mixed; boundary=\"b%u\"\n\n--b%u\n", n, n);
		dc_buf_adds(&b, "Content-Type: text/plain\n\ndeep\n");
		for (unsigned n = depths[i].nested; n > 0; n--)
			dc_buf_printf(&b, "--b%u--\n", n - 1);
		extracted_init(&e);
		e.budget.markup_depth = 5;
		extracted_bytes(&e, b.p, b.n, "a.eml");
		if (strstr((char *)e.out.p, depths[i].want) == NULL || strstr((char *)e.out.p, depths[i].unwanted) != NULL)
			fail_msg("%u multiparts: got\n%s", depths[i].nested, e.out.p);
		extracted_done(&e);
		dc_buf_done(&b);
	}
}

static int start(void **state)
{
	struct dc_error err = { 0 };

	(void)state;
	return dc_extract_init(&err) == DC_OK ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_samples), cmocka_unit_test(test_depth) };

	return cmocka_run_group_tests(tests, start, NULL);
}
