/* test_archive.c -- containers. The samples in corpora/files/archive were written by Python's zipfile, tarfile, gzip, bz2 and
 * lzma, by 7z, zstd and ar; made-up persons only. */
#include "extracted.h"

#include <sys/resource.h>

#define CSV "> 氏名,電話番号\n# 氏名|電話番号\n2: 0=山本花江 1=090-1234-5678\n- ok utf-8\n"

#define HELLO(name) "+ " name " text\nname " name "\n> hello\n\n- ok ascii\n"
#define SECRET(name) "+ " name " text\nname " name "\n> 山本花江 090-1234-5678\n\n- ok utf-8\n"
#define HIDDEN(n, file) "+ unlisted-" n " archive\nname unlisted-" n "\n+ " file " text\nname " file "\n> 山本花江 090-1234-5678\n\n- ok utf-8\n" \
	"- corrupt_after damaged\n"

static const struct { const char *file, *want; } rows[] = {
	{ "utf8-names.zip", "+  archive\n+ 社員/名簿.csv csv\nname 社員/名簿.csv\n" CSV "+ b.txt text\nname b.txt\n> hello\n- ok ascii\n- ok\n" },
	{ "cp932-names.zip", "+  archive\n+ 名簿表能.csv csv\nname 名簿表能.csv\n" CSV "- ok\n" },
	{ "utf8-unflagged.zip", "+  archive\n+ 名簿.csv csv\nname 名簿.csv\n" CSV "- ok\n" },
	{ "nested-24.gz", "+  archive\n+ nested-24 text\nname nested-24\n> mail hanae.y@daicho-rei.co.jp\n\n- ok ascii\n- ok\n" },
	{ "nested-25.gz", "+  archive\n- limit_depth too many compressions in each other\n" },
	{ "nested.tar.gz", "+  archive\n+ d/inner.zip archive\nname d/inner.zip\n+ in.csv csv\nname in.csv\n" CSV "- ok\n"
		"+ d/x.txt text\nname d/x.txt\n> text\n- ok ascii\n- ok\n" },
	{ "plain.csv.gz", "+  archive\n+ plain.csv csv\nname plain.csv\n" CSV "- ok\n" },
	{ "plain.txt.bz2", "+  archive\n+ plain.txt text\nname plain.txt\n> hello bz2\n- ok ascii\n- ok\n" },
	{ "plain.txt.xz", "+  archive\n+ plain.txt text\nname plain.txt\n> hello xz\n- ok ascii\n- ok\n" },
	{ "a.txt.zst", "+  archive\n+ a.txt text\nname a.txt\n> hello seven\n- ok ascii\n- ok\n" },
	{ "a.7z", "+  archive\n+ a.txt text\nname a.txt\n> hello seven\n- ok ascii\n- ok\n" },
	{ "a.ar", "+  archive\n+ a.txt text\nname a.txt\n> hello seven\n- ok ascii\n- ok\n" },
	{ "locked.zip", "+  archive\n+ a.txt text\nname a.txt\n- encrypted_part password needed\n- ok\n" },
	{ "locked.7z", "+  archive\n- encrypted password needed\n" },
	/* corpora/generate/zips.py */
	{ "two-names.zip", "+  archive\n" HELLO("a.txt") "name 山本花江.txt\n- ok\n" },
	{ "unicode-path.zip", "+  archive\n" HELLO("名簿.txt") HELLO("b.txt") "- ok\n" },
	{ "nul-name.zip", "+  archive\n" HELLO("a.txt") "name a.txt\n山本花江.txt\n- ok\n" },
	{ "cp932-folders.zip", "+  archive\nname 名簿表能/\nname 名簿表能/顧客/\n" HELLO("名簿表能/a.txt") "- ok\n" },
	{ "unlisted.zip", "+  archive\n" HELLO("a.txt") HELLO("b.txt") HIDDEN("1", "before.txt") HIDDEN("2", "between.txt") HIDDEN("3", "behind.txt") "- ok\n" },
	{ "method-97.zip", "+  archive\n+ song.wav text\nname song.wav\n- unsupported_part Unsupported ZIP compression method (97: wav-pack)\n"
		HELLO("a.txt") "- ok\n" },
	{ "deflate64.zip", "+  archive\n+ a.txt text\nname a.txt\n"
		"- unsupported_part Unsupported ZIP compression method (9: deflation-64-bit)\n- ok\n" },
	{ "aes.zip", "+  archive\n+ a.txt text\nname a.txt\n- encrypted_part password needed\n- ok\n" },
	{ "two.tar", "+  archive\n" HELLO("a.txt") SECRET("b.txt") "- ok\n" },
	{ "two.tar.gz", "+  archive\n" HELLO("a.txt") SECRET("b.txt") "- ok\n" },
	{ "behind.tar.gz", "+  archive\n" HELLO("a.txt") SECRET("unlisted-1") "- ok\n" },
	{ "behind.gz", "+  archive\n" HELLO("behind") SECRET("unlisted-1") "- ok\n" },
	{ "comments.zip", "+  archive\n" HELLO("a.txt") "name 山本花江\nname 担当 佐藤一\n"
		"+ unlisted-1 text\nname unlisted-1\n> 佐藤一 080-1234-5678 様\n\n- ok utf-8\n- ok\n" },
};

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		uint8_t p[65536];
		size_t n = extracted_sample("archive", rows[i].file, p, sizeof p);
		struct extracted e;

		extracted_init(&e);
		extracted_bytes(&e, p, n, rows[i].file);
		if (strcmp((char *)e.out.p, rows[i].want) != 0)
			fail_msg("%s: got\n%swant\n%s", rows[i].file, e.out.p, rows[i].want);
		extracted_done(&e);
		extracted_torture(p, n, rows[i].file, 3);
	}
}

/* What stands behind a broken header is read by the headers that are whole. */
static void test_broken_middle(void **state)
{
	uint8_t p[4096];
	size_t n = extracted_sample("archive", "broken-middle.zip", p, sizeof p);
	struct extracted e;

	(void)state;
	extracted_init(&e);
	extracted_bytes(&e, p, n, "broken-middle.zip");
	if (strstr((char *)e.out.p, "name c.txt\n> 山本花江 090-1234-5678\n") == NULL || strstr((char *)e.out.p, "\n- corrupt_after Damaged Zip archive\n") == NULL)
		fail_msg("got\n%s", e.out.p);
	extracted_torture(p, n, "broken-middle.zip", 1);
	extracted_done(&e);
}

/* A zip behind a program, a picture, a PDF; one behind text is no zip to anybody. */
static void test_behind(void **state)
{
	static const struct { const char *name, *head; size_t n; bool found; } heads[] = {
		{ "a.exe", "MZ\0\1\2\3\0\0\0\1\0\0", 12, true }, { "a.jpg", "\xff\xd8\xff\xfe\0\3a\xff\xd9", 9, true }, { "a.pdf", "%PDF-1.4\n%%EOF\n", 15, true },
		{ "a.exe", "MZ\0\1\2\3\0\0\0\1PK\5\6", 14, true }, { "a.bin", "\0\1\2\3PK\3\4", 0, false },
	};
	uint8_t zip[4096], p[5000];
	size_t n = extracted_sample("archive", "utf8-names.zip", zip, sizeof zip);

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(heads); i++) {
		struct extracted e;

		memcpy(p, heads[i].head, heads[i].n);
		memcpy(p + heads[i].n, zip, n);
		extracted_init(&e);
		extracted_bytes(&e, p, heads[i].n + n, heads[i].name);
		if ((strstr((char *)e.out.p, "+ behind.zip archive\nname behind.zip\n+ 社員/名簿.csv csv\n") != NULL) != heads[i].found)
			fail_msg("%s: got\n%s", heads[i].name, e.out.p);
		extracted_done(&e);
		extracted_torture(p, heads[i].n + n, heads[i].name, 7);
	}
}

/* A worker may open nothing: with no descriptor left to give, all samples read the same. */
static void test_opens_nothing(void **state)
{
	static uint8_t p[DC_ARRAY_LEN(rows)][65536];
	static size_t n[DC_ARRAY_LEN(rows)];
	struct rlimit before, none;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		n[i] = extracted_sample("archive", rows[i].file, p[i], sizeof p[i]);
	getrlimit(RLIMIT_NOFILE, &before);
	none = before;
	none.rlim_cur = 0;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct extracted e;

		extracted_init(&e);
		setrlimit(RLIMIT_NOFILE, &none);
		extracted_bytes(&e, p[i], n[i], rows[i].file);
		setrlimit(RLIMIT_NOFILE, &before);
		if (strcmp((char *)e.out.p, rows[i].want) != 0)
			fail_msg("%s without descriptors: got\n%s", rows[i].file, e.out.p);
		extracted_done(&e);
	}
}

/* In the sample: 2 members, 2 containers (tar.gz, zip), 4 + 49 + the zip's bytes of output. */
static void test_limits(void **state)
{
	static const struct { const char *why, *file; size_t at; uint64_t limit; const char *reason; } limits[] = {
		{ "members, at", "nested.tar.gz", offsetof(struct dc_budget, members), 3, NULL },
		{ "members, above", "nested.tar.gz", offsetof(struct dc_budget, members), 4, NULL },
		{ "members, below", "nested.tar.gz", offsetof(struct dc_budget, members), 2, "- limit_members\n" },
		{ "output, at", "plain.txt.xz", offsetof(struct dc_budget, output_bytes), 8, NULL },
		{ "output, above", "plain.txt.xz", offsetof(struct dc_budget, output_bytes), 9, NULL },
		{ "output, below", "plain.txt.xz", offsetof(struct dc_budget, output_bytes), 7, "- limit_output" },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(limits); i++) {
		uint8_t p[4096];
		size_t n = extracted_sample("archive", limits[i].file, p, sizeof p);
		struct extracted e;

		extracted_init(&e);
		memcpy((char *)&e.budget + limits[i].at, &limits[i].limit, sizeof limits[i].limit);
		extracted_bytes(&e, p, n, limits[i].file);
		if ((strstr((char *)e.out.p, limits[i].reason == NULL ? "limit_" : limits[i].reason) != NULL) == (limits[i].reason == NULL))
			fail_msg("%s: got\n%s", limits[i].why, e.out.p);
		extracted_done(&e);
	}
}

static void test_depth(void **state)
{
	(void)state;
	for (uint32_t depth = 1; depth <= 3; depth++) {
		uint8_t p[4096];
		size_t n = extracted_sample("archive", "nested.tar.gz", p, sizeof p);
		struct extracted e;

		extracted_init(&e);
		e.budget.depth = depth;
		extracted_bytes(&e, p, n, "nested.tar.gz");
		assert_true((strstr((char *)e.out.p, "- limit_depth") != NULL) == (depth < 2));
		assert_non_null(strstr((char *)e.out.p, "name in.csv"));
		extracted_done(&e);
	}
}

/* 100,000 bytes out of about 150: over 600 times, counted once ratio_from bytes are out. */
static void test_ratio(void **state)
{
	static const struct { uint64_t ratio, from; bool crossed; } limits[] = {
		{ 1, 100000, false }, { 1, 99999, true }, { 200, 1000, true }, { 100000, 1000, false }, { 200, 200000, false },
	};
	uint8_t p[4096];
	size_t n = extracted_sample("archive", "zeros.gz", p, sizeof p);

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(limits); i++) {
		struct extracted e;

		extracted_init(&e);
		e.budget.ratio = limits[i].ratio;
		e.budget.ratio_from = limits[i].from;
		extracted_bytes(&e, p, n, "zeros.gz");
		if ((strstr((char *)e.out.p, "- limit_ratio") != NULL) != limits[i].crossed)
			fail_msg("ratio %d from %d: got\n%.200s", (int)limits[i].ratio, (int)limits[i].from, e.out.p);
		extracted_done(&e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples), cmocka_unit_test(test_broken_middle), cmocka_unit_test(test_behind), cmocka_unit_test(test_opens_nothing), cmocka_unit_test(test_limits),
		cmocka_unit_test(test_depth), cmocka_unit_test(test_ratio),
	};

	return cmocka_run_group_tests(tests, extracted_start, extracted_stop);
}
