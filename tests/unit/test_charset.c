/* test_charset.c -- decoding against iconv(3) for every code, whole and cut everywhere, and the way back to stored bytes. */
#include "table.h"

#include "daicho/decode.h"
#include "legacy.h"
#include "tables.h"
#include "utf8.h"
#include "utf8_check.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>

struct decoded {
	struct dc_buf text;
	struct dc_map map;
	char charset[16];
	uint64_t bad;
};

static void decoded_done(struct decoded *d)
{
	dc_buf_done(&d->text);
	dc_map_done(&d->map);
}

/* Decodes bytes in pieces: `step` bytes at a time, or of pseudo-random lengths when step is 0. */
static void decode(const uint8_t *p, size_t n, size_t step, enum dc_charset hint, struct decoded *out)
{
	struct dc_decoder *d = dc_decoder_new(hint);
	struct dc_error err = { 0 };
	unsigned seed = 12345;
	size_t i = 0;

	memset(out, 0, sizeof *out);
	dc_buf_init(&out->text, 0);
	do {
		size_t k = step != 0 ? step : (seed = seed * 1103515245u + 12345u) >> 16 & 63;
		uint8_t *piece;

		if (k > n - i)
			k = n - i;
		piece = malloc(k + 1);
		memcpy(piece, p + i, k);
		i += k;
		if (dc_decode(d, (struct dc_span){ piece, k }, i == n, &out->text, &out->map, &err) != DC_OK)
			fail_msg("decode: %s", err.text);
		free(piece);
	} while (i < n);
	snprintf(out->charset, sizeof out->charset, "%s", dc_decoder_charset(d));
	out->bad = dc_decoder_bad(d);
	dc_decoder_free(d);
	dc_buf_cstr(&out->text);
}

/* iconv's answer for one character, UTF-8; "" if it has none. */
static void ask_iconv(iconv_t cd, const uint8_t *p, size_t n, char out[16])
{
	char *in = (char *)(uintptr_t)p, *to = out;
	size_t in_left = n, out_left = 15;

	iconv(cd, NULL, NULL, NULL, NULL);
	memset(out, 0, 16);
	if (iconv(cd, &in, &in_left, &to, &out_left) == (size_t)-1 || in_left != 0)
		out[0] = '\0';
}

static void compare_code(iconv_t cd, const char *name, const uint8_t *p, size_t n, int took, uint32_t c)
{
	char want[16], got[8] = { 0 };

	ask_iconv(cd, p, n, want);
	if (took == (int)n)
		utf8_write(c, (uint8_t *)got);
	if (strcmp(want, got) != 0)
		fail_msg("%s %02x%02x%02x: got %s, iconv says %s", name, p[0], n > 1 ? p[1] : 0, n > 2 ? p[2] : 0, got, want);
}

static void test_cp932_all(void **state)
{
	iconv_t cd = iconv_open("UTF-8", "CP932");

	(void)state;
	if (cd == (iconv_t)-1) {
		print_message("NOT RUN: iconv has no CP932 (package libc-bin)\n");
		skip();
	}
	for (unsigned a = 0x81; a <= 0xff; a++) {
		for (unsigned b = 0; b <= 0xff; b++) {
			uint8_t p[2] = { (uint8_t)a, (uint8_t)b };
			uint32_t c = 0;
			int k = legacy_char_cp932(p, 2, &c);

			if (k == 1)
				compare_code(cd, "CP932", p, 1, k, c);
			else
				compare_code(cd, "CP932", p, 2, k, c);
		}
	}
	iconv_close(cd);
}

static void test_eucjp_all(void **state)
{
	iconv_t cd = iconv_open("UTF-8", "EUC-JP-MS");

	(void)state;
	if (cd == (iconv_t)-1) {
		print_message("NOT RUN: iconv has no EUC-JP-MS (package libc-bin)\n");
		skip();
	}
	for (unsigned a = 0xa1; a <= 0xfe; a++) {
		for (unsigned b = 0xa1; b <= 0xfe; b++) {
			uint8_t p[3] = { (uint8_t)a, (uint8_t)b, 0 }, q[3] = { 0x8f, (uint8_t)a, (uint8_t)b };
			uint32_t c = 0;
			int k = legacy_char_eucjp(p, 2, &c);

			compare_code(cd, "EUC-JP", p, 2, k, c);
			k = legacy_char_eucjp(q, 3, &c);
			compare_code(cd, "EUC-JP", q, 3, k, c);
		}
	}
	iconv_close(cd);
}

#define LINE "氏名:髙﨑花江 電話番号:090-1234-5678、①㈱㍻ ﾊﾅｴ ｶﾞｷﾞ\n住所:東京都千代田区丸の内ソ能表予十申貼暴\n"

static const struct sample { const char *why, *charset, *text, *name; } samples[] = {
	{ "ASCII", "ASCII", "name,tel\nHanae,090\n", "ascii" },
	{ "UTF-8", "UTF-8", LINE "a\xf0\xa0\xae\xb7 田\n", "utf-8" },
	{ "CP932 with NEC and IBM extensions", "CP932", LINE LINE, "cp932" },
	{ "CP932, one line without its end", "CP932", "個人番号の記載された書類", "cp932" },
	{ "EUC-JP", "EUC-JP-MS", "氏名:山本花江 電話番号:090-1234-5678 ﾊﾅｴ\n住所:東京都千代田区丸の内\n", "euc-jp" },
	{ "EUC-JP, JIS X 0212", "EUC-JP-MS", "この文書の氏名は山本丂丄花江です\n", "euc-jp" },
	{ "ISO-2022-JP", "ISO-2022-JP", "Subject: 氏名と住所\n山本花江 090-1234-5678\n二行目です\n", "iso-2022-jp" },
	{ "UTF-16LE without a mark", "UTF-16LE", "氏名,電話番号\r\n山本花江,09012345678\r\n", "utf-16le" },
	{ "UTF-16BE without a mark", "UTF-16BE", "氏名,電話番号\r\n山本花江,09012345678\r\n", "utf-16be" },
	{ "UTF-16LE of a pair", "UTF-16LE", "name\t\xf0\xa0\xae\xb7 yoshino 1234567890\r\n", "utf-16le" },
	{ "Latin-1", "ISO-8859-1", "José Müller, Ångström; naïve café à la crème\n", "latin-1" },
	{ "Latin-1, French", "ISO-8859-1", "Élève déjà né à Orléans, père français, où être\n", "latin-1" },
};

static size_t encode(const struct sample *s, uint8_t out[4096])
{
	iconv_t cd = iconv_open(s->charset, "UTF-8");
	char *in = (char *)(uintptr_t)s->text, *to = (char *)out;
	size_t in_left = strlen(s->text), out_left = 4096;

	if (cd == (iconv_t)-1)
		return 0;
	if (iconv(cd, &in, &in_left, &to, &out_left) == (size_t)-1)
		fail_msg("%s: iconv cannot write it", s->why);
	iconv(cd, NULL, NULL, &to, &out_left);
	iconv_close(cd);
	return 4096 - out_left;
}

/* Every character of the text must stand at the stored bytes that give it. */
static void check_map(const struct sample *s, const uint8_t *stored, const struct decoded *d)
{
	iconv_t cd = iconv_open("UTF-8", s->charset);

	for (size_t i = 0; i < d->text.n; i += utf8_length(d->text.p + i, d->text.n - i)) {
		size_t n = utf8_length(d->text.p + i, d->text.n - i);
		uint64_t from = dc_map_stored(&d->map, i), to = dc_map_stored_end(&d->map, i + n);
		char want[16];

		if (strcmp(s->charset, "ISO-2022-JP") == 0) {
			assert_true(to - from == (n == 1 ? 1 : 2));
			continue;
		}
		if (to - from > 8)
			fail_msg("%s: text byte %zu maps to %zu bytes", s->why, i, (size_t)(to - from));
		ask_iconv(cd, stored + from, to - from, want);
		if (strlen(want) != n || memcmp(want, d->text.p + i, n) != 0)
			fail_msg("%s: text byte %zu maps to stored %zu, which reads %s", s->why, i, (size_t)from, want);
	}
	iconv_close(cd);
}

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(samples); i++) {
		uint8_t stored[4096];
		size_t n = encode(&samples[i], stored);
		struct decoded d;

		if (n == 0)
			continue;
		decode(stored, n, n, DC_CS_UNKNOWN, &d);
		if (strcmp((char *)d.text.p, samples[i].text) != 0)
			fail_msg("%s: got (%s) %s", samples[i].why, d.charset, d.text.p);
		if (strcmp(d.charset, samples[i].name) != 0)
			fail_msg("%s: taken for %s", samples[i].why, d.charset);
		assert_int_equal(d.bad, 0);
		check_map(&samples[i], stored, &d);
		decoded_done(&d);
	}
}

static void assert_same(const char *why, size_t cut, const struct decoded *a, const struct decoded *b)
{
	if (a->text.n != b->text.n || memcmp(a->text.p, b->text.p, a->text.n) != 0)
		fail_msg("%s, %zu bytes: other text in pieces", why, cut);
	if (strcmp(a->charset, b->charset) != 0)
		fail_msg("%s, %zu bytes: other charset in pieces", why, cut);
	for (size_t i = 0; i <= a->text.n; i++)
		if (dc_map_stored(&a->map, i) != dc_map_stored(&b->map, i))
			fail_msg("%s, %zu bytes: text byte %zu maps elsewhere in pieces", why, cut, i);
}

/* Cut at every length; in pieces of 1, 2, 7 and random lengths. */
static void check_pieces(const char *why, const uint8_t *stored, size_t n, size_t stride)
{
	static const size_t steps[] = { 1, 2, 7, 0, 1000 };

	for (size_t cut = 0; cut <= n; cut += stride) {
		struct decoded whole, pieces;

		decode(stored, cut, cut, DC_CS_UNKNOWN, &whole);
		for (size_t k = 0; k < DC_ARRAY_LEN(steps); k++) {
			decode(stored, cut, steps[k] == 0 ? 0 : steps[k], DC_CS_UNKNOWN, &pieces);
			assert_same(why, cut, &whole, &pieces);
			decoded_done(&pieces);
		}
		decoded_done(&whole);
	}
}

static void test_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(samples); i++) {
		uint8_t stored[4096];
		size_t n = encode(&samples[i], stored);

		check_pieces(samples[i].why, stored, n, 1);
	}
}

/* Lines longer than a segment, and all charsets behind each other. */
static void test_pieces_long(void **state)
{
	static uint8_t big[60000];
	size_t n = 0;

	(void)state;
	for (size_t round = 0; round < 3; round++) {
		for (size_t i = 1; i < DC_ARRAY_LEN(samples); i++) {
			uint8_t one[4096];
			size_t k = encode(&samples[i], one);

			if (strstr(samples[i].charset, "UTF-16") != NULL)
				continue;
			for (size_t r = 0; r < (round == 0 ? 1 : 40) && n + k < sizeof big; r++, n += k)
				for (size_t j = 0; j < k; j++)
					big[n + j] = round == 2 && one[j] == '\n' ? ' ' : one[j];
		}
	}
	check_pieces("mixed and long", big, n, 9973);
	check_pieces("mixed and long", big, n, n);
}

static void test_mixed_log(void **state)
{
	static const char log[] = "2026-01-02 氏名 山本\n" "\x8e\x81\x96\xbc \x8e\x52\x96\x7b\n" "2026-01-03 氏名 山本\n"
		"\xbb\xe1\xcc\xbe\xa4\xcf\xbb\xb3\xcb\xdc\xa4\xc7\xa4\xb9\n" "plain\n";
	struct decoded d;

	(void)state;
	decode((const uint8_t *)log, sizeof log - 1, sizeof log, DC_CS_UNKNOWN, &d);
	assert_string_equal((char *)d.text.p, "2026-01-02 氏名 山本\n氏名 山本\n2026-01-03 氏名 山本\n氏名は山本です\nplain\n");
	assert_string_equal(d.charset, "mixed");
	decoded_done(&d);
}

static void test_odd(void **state)
{
	static const struct { const char *why, *in; size_t n; enum dc_charset hint; const char *want, *charset; uint64_t bad; } rows[] = {
		{ "empty", "", 0, DC_CS_UNKNOWN, "", "ascii", 0 },
		{ "mark of UTF-8 goes", "\xef\xbb\xbf" "a", 4, DC_CS_UNKNOWN, "a", "utf-8", 0 },
		{ "mark of UTF-16LE goes", "\xff\xfe" "a\0\x0f\x6c", 6, DC_CS_UNKNOWN, "a氏", "utf-16le", 0 },
		{ "mark of UTF-16BE goes", "\xfe\xff\0a\x6c\x0f", 6, DC_CS_UNKNOWN, "a氏", "utf-16be", 0 },
		{ "mark of UTF-32LE goes", "\xff\xfe\0\0" "a\0\0\0\x0f\x6c\0\0\xb7\x0b\2\0", 16, DC_CS_UNKNOWN, "a氏\xf0\xa0\xae\xb7", "utf-32le", 0 },
		{ "mark of UTF-32BE goes", "\0\0\xfe\xff\0\0\0a\0\0\x6c\x0f", 12, DC_CS_UNKNOWN, "a氏", "utf-32be", 0 },
		{ "no character, and half of one, in UTF-32", "\xff\xfe\0\0\0\xd8\0\0" "a\0", 10, DC_CS_UNKNOWN, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "utf-32le", 6 },
		{ "odd byte at the end of UTF-16", "\xff\xfe" "a\0b", 5, DC_CS_UNKNOWN, "a\xef\xbf\xbd", "utf-16le", 1 },
		{ "lone surrogate", "\xff\xfe\x00\xd8" "a\0", 6, DC_CS_UNKNOWN, "\xef\xbf\xbd" "a", "utf-16le", 2 },
		{ "terminal colours are no ISO-2022-JP", "\x1b[31mred\x1b[0m\n", 13, DC_CS_UNKNOWN, "\x1b[31mred\x1b[0m\n", "ascii", 0 },
		{ "ISO-2022-JP without the way back", "\x1b$B;aL>\nabc\n", 12, DC_CS_UNKNOWN, "氏名\nabc\n", "iso-2022-jp", 0 },
		{ "half-width kana by ESC ( I", "\x1b(I\x4a\x45\x34\x1b(B", 9, DC_CS_UNKNOWN, "ﾊﾅｴ", "iso-2022-jp", 0 },
		{ "kana that is valid UTF-8, declared CP932", "\xc5\xb6", 2, DC_CS_CP932, "ﾅｶ", "cp932", 0 },
		{ "kana that is valid UTF-8, behind CP932", "\x8e\x81\x96\xbc\n\xc5\xb6\n", 8, DC_CS_UNKNOWN, "氏名\nﾅｶ\n", "cp932", 0 },
		{ "declared CP932, but UTF-8", "氏名", 6, DC_CS_CP932, "氏名", "utf-8", 0 },
		{ "declared UTF-16, but UTF-8 markup", "<?xml version='1.0'?><a>", 24, DC_CS_UTF16LE, "<?xml version='1.0'?><a>", "ascii", 0 },
		{ "UTF-8 with one broken byte", "氏名は山本花江です\xffはい\n", 36, DC_CS_UNKNOWN, "氏名は山本花江です\xef\xbf\xbdはい\n", "utf-8", 1 },
		{ "windows-1252 quotes", "it\x92s Fran\xe7ois\n", 14, DC_CS_LATIN1, "it’s François\n", "latin-1", 0 },
		{ "817C is the full-width hyphen", "\x94\xd4\x8d\x86\x81\x7c", 6, DC_CS_UNKNOWN, "番号－", "cp932", 0 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct decoded d;

		decode((const uint8_t *)rows[i].in, rows[i].n, rows[i].n, rows[i].hint, &d);
		if (strcmp((char *)d.text.p, rows[i].want) != 0 || strcmp(d.charset, rows[i].charset) != 0 || d.bad != rows[i].bad)
			fail_msg("%s: got (%s, %d bad) %s", rows[i].why, d.charset, (int)d.bad, d.text.p);
		decoded_done(&d);
	}
}

static void test_names(void **state)
{
	static const struct { const char *why, *in, *want; } rows[] = {
		{ "ASCII", "a/b.csv", "a/b.csv" },
		{ "UTF-8", "山田太郎_履歴書.pdf", "山田太郎_履歴書.pdf" },
		{ "CP932, 5C as second byte", "\x95\x5c\x97\x70.txt", "表用.txt" },
		{ "CP932", "\x8e\x52\x93\x63\x91\xbe\x98\x59_\x97\x9a\x97\xf0\x8f\x91.pdf", "山田太郎_履歴書.pdf" },
		{ "neither", "a\xff\xfe" "b", "a\\xFF\\xFE" "b" },
		{ "control character", "a\nb\x1b[2J", "a\\x0Ab\\x1B[2J" },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_buf b;

		dc_buf_init(&b, 0);
		assert_int_equal(dc_decode_name(dc_span_of(rows[i].in), &b), DC_OK);
		if (strcmp(dc_buf_cstr(&b), rows[i].want) != 0)
			fail_msg("%s: got %s", rows[i].why, dc_buf_cstr(&b));
		dc_buf_done(&b);
	}
}

static void test_labels(void **state)
{
	enum dc_charset cs;

	(void)state;
	assert_true(dc_charset_parse("Shift_JIS", &cs) && cs == DC_CS_CP932);
	assert_true(dc_charset_parse("x-sjis", &cs) && cs == DC_CS_CP932);
	assert_true(dc_charset_parse("EUC-JP", &cs) && cs == DC_CS_EUCJP);
	assert_true(dc_charset_parse("ISO-8859-1", &cs) && cs == DC_CS_LATIN1);
	assert_true(dc_charset_parse("utf8mb4", &cs) && cs == DC_CS_UTF8);
	assert_false(dc_charset_parse("klingon", &cs));
	assert_string_equal(dc_charset_name(DC_CS_ISO2022JP), "iso-2022-jp");
}

/* The vector check against the plain one: every place of every two bytes in a block, and random bytes. */
static void test_utf8_check(void **state)
{
	uint8_t b[300];
	unsigned seed = 7;

	(void)state;
	for (unsigned round = 0; round < 200000; round++) {
		size_t n = 64 + (seed >> 8) % 200, at;
		const char *base = round % 3 == 0 ? "abcdefgh" : round % 3 == 1 ? "氏名は" : "\xf0\xa0\xae\xb7";
		size_t k = strlen(base);

		for (size_t i = 0; i < n; i++)
			b[i] = (uint8_t)base[i % k];
		for (unsigned m = 0; m < round % 4; m++) {
			seed = seed * 1103515245u + 12345u;
			at = (seed >> 8) % n;
			b[at] = (uint8_t)(seed >> 24);
		}
		seed = seed * 1103515245u + 12345u;
		if (utf8_prefix(b, n) != utf8_prefix_plain(b, n))
			fail_msg("round %u: %zu of %zu, plain %zu", round, utf8_prefix(b, n), n, utf8_prefix_plain(b, n));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cp932_all), cmocka_unit_test(test_eucjp_all), cmocka_unit_test(test_samples),
		cmocka_unit_test(test_pieces), cmocka_unit_test(test_pieces_long), cmocka_unit_test(test_mixed_log),
		cmocka_unit_test(test_odd), cmocka_unit_test(test_names), cmocka_unit_test(test_labels),
		cmocka_unit_test(test_utf8_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
