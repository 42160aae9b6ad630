/* test_pass.c -- the vector pass: every classifier finds the same anchors, wherever the text lies, whatever surrounds it. */
#include "table.h"

#include "daicho/text.h"
#include "kind.h"
#include "lexicon.h"
#include "pass.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const cpus[] = { "avx512", "avx2", "portable" };

static uint64_t seed = 88172645463325252u;

static uint32_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32);
}

/* What anchors are made of, and how they are cut and glued. */
static const char *const pieces[] = { "0", "9", "12", "090", "1234", "-", "-", " ", " ", ".", "/", "(", ")", "@", "a", "Z", "Taro", "_", ":",
	"=", "+", "<<", ",", "S", "AKIA", "eyJ", "ghp_", "-BEGIN", "０", "９", "－", "ー", "\u2212", "\u00a0", "\u200b", "山", "田", "個人", "番号",
	"年", "々", "ヶ", "タロ", "ウ", "ﾀ", "ﾛ", "＠", "：", "\n", "\xe3", "\x80", "\xef\xbc", "\xff", "\x80\x80", "\u3042", "\u3000", "3c:22:fb:00:00:01",
	"2001:4860:4860::1", "090-1234-5678", "4111 1111 1111 1111", "AB12345678CD", "\0" };

static size_t random_text(uint8_t *p, size_t n)
{
	size_t at = 0;

	while (at < n) {
		const char *s = pieces[next_random() % DC_ARRAY_LEN(pieces)];
		size_t k = *s == '\0' ? 1 : strlen(s);

		for (size_t i = 0; i < k && at < n; i++)
			p[at++] = (uint8_t)s[i];
	}
	return n;
}

struct bench {
	struct shapes *shapes;
	uint8_t *bitmap;
	struct pass *pass;
};

static void set_up(struct bench *b)
{
	static const char *const shapes[] = { "3-4-4", "2-4-4", "12", "4-4-4-4", "3-4", "8", "7", "1~3-1~3-1~3-1~3" };
	size_t bytes = (1u << LEXICON_PAIR_BITS) / 8;

	b->shapes = calloc(1, sizeof *b->shapes);
	b->bitmap = malloc(bytes + 8);
	b->pass = calloc(1, sizeof *b->pass);
	assert_true(b->shapes != NULL && b->bitmap != NULL && b->pass != NULL);
	for (size_t i = 0; i < DC_ARRAY_LEN(shapes); i++)
		assert_int_equal(shapes_add(b->shapes, shapes[i], (unsigned)i, false), DC_OK);
	for (size_t i = 0; i < bytes + 8; i++)
		b->bitmap[i] = (uint8_t)(next_random() & next_random());
}

static void tear_down(struct bench *b)
{
	free(b->shapes);
	free(b->bitmap);
	free(b->pass);
}

/* All anchors of the text as a list of position * N_ANCHORS + kind; the text gets an allocation of its own, exact. */
static size_t anchors(struct bench *b, const struct cpu *cpu, const uint8_t *text, size_t n, uint8_t around, uint32_t *out, size_t cap)
{
	uint8_t *exact = malloc(n + 2 * DC_TEXT_PAD);
	struct dc_span span = { exact + DC_TEXT_PAD, n };
	size_t blocks = (n + BLOCK - 1) / BLOCK, found = 0;

	assert_non_null(exact);
	memset(exact, around, n + 2 * DC_TEXT_PAD);
	memcpy(exact + DC_TEXT_PAD, text, n);
	*b->pass = (struct pass){ .cpu = cpu, .shapes = b->shapes, .bitmap = b->bitmap, .wanted = (1u << N_ANCHORS) - 1 };
	for (size_t first = 0; first < blocks; first += STRIDE_BLOCKS) {
		size_t done = pass_stride(b->pass, span, first);

		for (size_t i = 0; i < done; i++)
			for (uint32_t k = 0; k < BLOCK; k++)
				for (uint32_t a = 0; a < N_ANCHORS; a++)
					if (b->pass->s.found[a][i] >> k & 1 && found < cap)
						out[found++] = ((uint32_t)((first + i) * BLOCK) + k) * N_ANCHORS + a;
	}
	free(exact);
	return found;
}

static void compare(const char *what, size_t n, const uint32_t *want, size_t n_want, const uint32_t *got, size_t n_got, uint32_t shift)
{
	if (n_want != n_got)
		fail_msg("%s, %zu bytes: %zu anchors for %zu", what, n, n_got, n_want);
	for (size_t i = 0; i < n_want; i++)
		if (got[i] != want[i] + shift * N_ANCHORS)
			fail_msg("%s, %zu bytes: anchor %u at %u", what, n, want[i] % N_ANCHORS, want[i] / N_ANCHORS);
}

#define MOST 9000
#define ANCHORS_MOST (MOST * 8)

static void check_text(struct bench *b, const uint8_t *text, size_t n, bool shifted)
{
	static uint32_t want[ANCHORS_MOST], got[ANCHORS_MOST];
	static uint8_t moved[MOST + BLOCK];
	size_t n_want = anchors(b, cpu_choose("portable"), text, n, 0, want, ANCHORS_MOST);

	for (size_t c = 0; c < DC_ARRAY_LEN(cpus); c++) {
		const struct cpu *cpu = cpu_choose(cpus[c]);

		if (cpu == NULL)
			continue;		/* not on this processor */
		for (int around = 0; around < 4; around++) {
			static const uint8_t pad[] = { 0, '7', 0xe5, '@' };
			size_t n_got = anchors(b, cpu, text, n, pad[around], got, ANCHORS_MOST);

			compare(cpus[c], n, want, n_want, got, n_got, 0);
		}
		for (uint32_t shift = 1; shifted && shift < BLOCK; shift++) {
			size_t n_got;

			memset(moved, '\n', shift);	/* of no class, as the start of the text is */
			memcpy(moved + shift, text, n);
			n_got = anchors(b, cpu, moved, n + shift, 0, got, ANCHORS_MOST);
			compare("shifted", n, want, n_want, got, n_got, shift);
		}
	}
}

static void test_all_agree(void **state)
{
	static uint8_t text[MOST];
	struct bench b;

	(void)state;
	set_up(&b);
	for (size_t n = 0; n < 200; n++)
		check_text(&b, text, random_text(text, n), true);
	for (int i = 0; i < 40; i++)
		check_text(&b, text, random_text(text, 200 + next_random() % 800), i < 8);
	for (int i = 0; i < 4; i++)
		check_text(&b, text, random_text(text, 4000 + next_random() % 4990), false);
	for (int i = 0; i < 40; i++) {
		size_t n = next_random() % 600;

		for (size_t k = 0; k < n; k++)
			text[k] = (uint8_t)next_random();
		check_text(&b, text, n, i < 4);
	}
	tear_down(&b);
}

/* What stands where: one row for each anchor. Positions are counted by hand. */
static void test_anchors(void **state)
{
	static const struct { const char *text; enum anchor a; uint32_t at; bool want; } rows[] = {
		{ "a taro@x.jp", A_AT, 6, true }, { "a @x.jp", A_AT, 2, false }, { "a@ x", A_AT, 1, false },
		{ "090-1234-5678", A_DIGITS, 0, true }, { "x090-1234-5678", A_DIGITS, 1, false }, { "090-1234-567", A_DIGITS, 0, false },
		{ "TEL03-1234-5678", A_DIGITS, 3, true }, { "fax03-1234-5678", A_DIGITS, 3, true }, { "tax190", A_DIGITS, 3, false },
		{ "4111 1111 1111 1111", A_DIGITS, 0, true }, { "090 1234 5678", A_DIGITS, 0, true }, { "190 1234 5678", A_DIGITS, 0, false },
		{ "+81 90", A_PLUS, 0, true }, { "a+81", A_PLUS, 1, false }, { "AB12345678CD", A_LETTER_DIGIT, 0, true },
		{ "A12", A_LETTER_DIGIT, 0, false }, { "S63.2.29", A_ERA, 0, true }, { "X63.2.29", A_ERA, 0, false },
		{ "2024年1月", A_YEAR, 4, true }, { "2024年度", A_YEAR, 4, false }, { "０９０－１", A_WIDE_DIGITS, 0, true },
		{ "３月", A_WIDE_DIGITS, 0, false }, { "090ー1234", A_WIDE_JOIN, 3, true }, { "タロウ", A_KANA, 0, false }, { "タ郎 ", A_KANA, 0, false },
		{ "タロウ ヤ", A_KANA, 0, true }, { "タロウ\u3000ヤ", A_KANA, 0, true }, { "タロウ\u00a0ヤ", A_KANA, 0, true }, { "タロウ・ヤ", A_KANA, 0, true },
		{ "タロウ、ヤ", A_KANA, 0, false }, { "タロウを ヤ", A_KANA, 0, false }, { "タロタ\u3099 ヤ", A_KANA, 0, true },
		{ "タロタロタロタロタロタロタロタロタロタロタロ、", A_KANA, 0, true }, { "タロタロタロタロタロタロタロタロタロタロタ、", A_KANA, 0, false },
		{ "ﾀﾛｳ", A_KANA, 0, false }, { "ﾀﾛｳ ﾔ", A_KANA, 0, true }, { "ﾀﾞﾛｳ\u3000ﾔ", A_KANA, 0, true }, { "Taro Yamada", A_CAPITAL, 5, true }, { "taro yamada", A_CAPITAL, 5, false },
		{ "3c:22:fb:00:00:01", A_HEX, 2, true }, { "12:34:56", A_HEX, 2, false }, { "P<JPNYAMA<<HANA", A_CHEVRON, 9, true },
		{ "x AKIA", A_SECRET, 2, true }, { "x AKIB", A_SECRET, 2, true }, { "x eyJh", A_SECRET, 2, true }, { "heyJ", A_SECRET, 1, false },
		{ "pass: x", A_SIGN, 4, true }, { "x == y", A_SIGN, 3, false }, { "ａ＠ｂ", A_WIDE_AT, 3, true },
	};
	struct bench b;

	(void)state;
	set_up(&b);
	for (size_t c = 0; c < DC_ARRAY_LEN(cpus); c++)
		for (size_t i = 0; i < DC_ARRAY_LEN(rows) && cpu_choose(cpus[c]) != NULL; i++) {
			uint32_t got[256];
			size_t n = anchors(&b, cpu_choose(cpus[c]), (const uint8_t *)rows[i].text, strlen(rows[i].text), 0, got, 256);
			bool found = false;

			for (size_t k = 0; k < n; k++)
				found |= got[k] == rows[i].at * N_ANCHORS + rows[i].a;
			if (found != rows[i].want)
				fail_msg("%s: \"%s\": anchor %d at %u must %sbe there", cpus[c], rows[i].text, rows[i].a, rows[i].at,
					rows[i].want ? "" : "not ");
		}
	tear_down(&b);
}

static void test_shapes(void **state)
{
	static const struct { const char *pattern; enum dc_status want; } rows[] = {
		{ "3-4", DC_OK }, { "1~2-4", DC_OK }, { "", DC_EBUG }, { "3-", DC_EBUG }, { "0-4", DC_EBUG }, { "4~3", DC_EBUG }, { "3x", DC_EBUG },
		{ "40", DC_OK }, { "41", DC_EBUG }, { "20-20", DC_EBUG },
	};
	struct shapes *s = calloc(1, sizeof *s);

	(void)state;
	assert_non_null(s);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (shapes_add(s, rows[i].pattern, 5, false) != rows[i].want)
			fail_msg("%s", rows[i].pattern);
	assert_int_equal(shapes_find(s, 0x77 | 0x80)->strong, 1u << 5);	/* 111 0 1111 */
	assert_null(shapes_find(s, 0x7));
	assert_non_null(shapes_find(s, 0x3d));		/* 1 0 1111 */
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_all_agree), cmocka_unit_test(test_anchors), cmocka_unit_test(test_shapes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
