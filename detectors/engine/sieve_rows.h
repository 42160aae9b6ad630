/* sieve_rows.h -- the body of sieve.h: each classifier's file has it compiled for its own processor. The masks of a row are one behind the
 * other, so four blocks (two, where vectors are short) are one vector, and their neighbours are the vectors one place to the left and to the right.
 *
 * BEFORE(x, k): bit i tells what stands k bytes before i; AFTER(x, k): what stands k bytes behind it. */
#ifndef SIEVE_ROWS_H
#define SIEVE_ROWS_H

#include "sieve.h"

#ifdef __AVX2__
#define LANES 4
#else
#define LANES 2
#endif

typedef uint64_t rows __attribute__((vector_size(LANES * 8), aligned(8), may_alias));

#define VECTOR(row, at) (*(rows *)&(row)[at])
#define ROW(field, d) (*(const rows *)&m->field[i + (d)])
#define AT(field) ROW(field, 0)
#define BEFORE(field, k) (ROW(field, 0) << (k) | ROW(field, -1) >> (64 - (k)))
#define AFTER(field, k) (ROW(field, 0) >> (k) | ROW(field, 1) << (64 - (k)))
#define LETTER(d) (ROW(upper, d) | ROW(lower, d))
#define ALNUM(d) (LETTER(d) | ROW(digit, d))
#define LETTER_AFTER(k) (LETTER(0) >> (k) | LETTER(1) << (64 - (k)))
#define ALNUM_BEFORE (ALNUM(0) << 1 | ALNUM(-1) >> 63)
#define WORD_BEGINS (~(ALNUM_BEFORE | BEFORE(under, 1)))

static inline int is_any(rows v)
{
	uint64_t all = 0;

	for (int i = 0; i < LANES; i++)
		all |= v[i];
	return all != 0;
}

/* From the block before the stride to the first behind it. */
static void sieve_joined(struct sieve *s, size_t n)
{
	const struct masks *m = &s->m;

	for (size_t i = LEAD - 1; i < LEAD + n + 1; i += LANES) {
		rows digit = AT(digit), next = AFTER(digit, 1);
		rows behind = (digit | AT(join)) << 1 | (ROW(digit, -1) | ROW(join, -1)) >> 63;

		VECTOR(s->joined, i) = digit | (AT(join) & BEFORE(digit, 1) & next);
		VECTOR(s->joint, i) = AT(space) & behind & next;
	}
}

/* Starts of runs of seven and more: j(0) to j(6). */
static inline rows runs_of_seven(const uint64_t *joined)
{
	rows last = *(const rows *)(joined - 1), j = *(const rows *)joined, k = *(const rows *)(joined + 1);
	rows start = j & ~(j << 1 | last >> 63);

	j &= j >> 1 | k << 63;
	k &= k >> 1;
	j &= j >> 2 | k << 62;
	k &= k >> 2;
	return start & j & (j >> 3 | k << 61);
}

static inline rows sieve_numbers(struct sieve *s, size_t i)
{
	const struct masks *m = &s->m;
	rows behind_letter = LETTER(0) << 1 | LETTER(-1) >> 63;
	rows runs = runs_of_seven(&s->joined[i]) & ~(behind_letter | BEFORE(under, 1));
	rows touched = AT(digit) & behind_letter & AFTER(digit, 1);

	VECTOR(s->runs, i - LEAD) = runs;
	VECTOR(s->touched, i - LEAD) = touched;
	VECTOR(s->found[A_DIGITS], i - LEAD) = (rows){ 0 };
	VECTOR(s->found[A_PLUS], i - LEAD) = AT(plus) & AFTER(digit, 1) & ~ALNUM_BEFORE;
	return runs | touched | VECTOR(s->joint, i) | VECTOR(s->joint, i + 1) << 58;
}

/* Letters before digits, in a block that has digits or shortly before one. */
static inline rows sieve_letter_digit(struct sieve *s, size_t i)
{
	const struct masks *m = &s->m;
	rows word = WORD_BEGINS, letter = LETTER(0) & word, digit3 = AFTER(digit, 3), digit4 = AFTER(digit, 4);
	rows era = letter & AFTER(digit, 1) & ((AFTER(join, 2) & digit3) | (AFTER(digit, 2) & AFTER(join, 3) & digit4));

	VECTOR(s->found[A_LETTER_DIGIT], i - LEAD) = (letter & LETTER_AFTER(1) & AFTER(digit, 2) & digit3) |
		(AT(upper) & word & AFTER(upper, 1) & AFTER(space, 2) & digit3 & digit4 & AFTER(space, 5));
	VECTOR(s->found[A_ERA], i - LEAD) = era;
	return era;
}

/* Beginnings of keys, by the case of their letters first: "eyJ", "gh?_", "AKIA", "-BEGIN". */
static inline rows sieve_secrets(struct sieve *s, size_t i)
{
	const struct masks *m = &s->m;
	rows lower2 = AT(lower) & AFTER(lower, 1), upper2 = AFTER(upper, 2), word = WORD_BEGINS;
	rows likely = ((lower2 & upper2) | ((AT(upper) | AT(dash)) & AFTER(upper, 1) & upper2 & AFTER(upper, 3))) & word;
	rows forge = lower2 & AFTER(under, 3) & word;

	VECTOR(s->found[A_SECRET], i - LEAD) = likely;
	VECTOR(s->forge, i - LEAD) = forge;
	return likely | forge;
}

/* One letter or digit alone stands before: no label. */
static inline rows one_letter(const struct masks *m, size_t i)
{
	return ALNUM_BEFORE & ~(ALNUM(0) << 2 | ALNUM(-1) >> 62);
}

/* MAC addresses and IPv6 perhaps: two separators at one of their distances. */
static inline rows sieve_hex(struct sieve *s, size_t i)
{
	const struct masks *m = &s->m;
	rows hex = (AT(colon) & (AFTER(colon, 1) | AFTER(colon, 3) | AFTER(colon, 5))) | (AT(dash) & AFTER(dash, 3));

	VECTOR(s->found[A_HEX], i - LEAD) = hex;
	return hex;
}

static inline void sieve_words(struct sieve *s, size_t i)
{
	const struct masks *m = &s->m;
	rows word = LETTER(0) | AT(stop), left = LETTER(-1) | ROW(stop, -1), right = LETTER(1) | ROW(stop, 1);
	rows sign = AT(colon) | AT(equals), sign_left = ROW(colon, -1) | ROW(equals, -1);
	rows may_be_box = AT(under) | AT(join) | AT(plus), box_left = ROW(under, -1) | ROW(join, -1) | ROW(plus, -1);

	VECTOR(s->found[A_CAPITAL], i - LEAD) = AT(upper) & BEFORE(space, 1) & (word << 2 | left >> 62) & (word >> 1 | right << 63);
	VECTOR(s->found[A_AT], i - LEAD) = AT(at) & (ALNUM_BEFORE | may_be_box << 1 | box_left >> 63) & (ALNUM(0) >> 1 | ALNUM(1) << 63);
	VECTOR(s->found[A_SIGN], i - LEAD) = sign & ~(sign << 1 | sign_left >> 63) & ~one_letter(m, i);
	VECTOR(s->found[A_CHEVRON], i - LEAD) = AT(chevron) & AFTER(chevron, 1) & ~BEFORE(chevron, 1);
}

static inline rows sieve_wide(struct sieve *s, size_t i)
{
	const struct masks *m = &s->m;
	rows joins = AT(digit) | AT(join), joins_left = ROW(digit, -1) | ROW(join, -1), behind = joins << 1 | joins_left >> 63;
	rows digit3 = AFTER(digit, 3), wide3 = AFTER(wide_digit, 3), any6 = AFTER(wide_digit, 6) | AFTER(wide_sep, 6) | AFTER(join, 6) |
		AFTER(space, 6) | AFTER(digit, 6);
	rows sign = (AT(wide_colon) | AT(kana_gap)) & BEFORE(high, 1) & BEFORE(high, 3);
	rows year = AT(kanji) & (digit3 | wide3 | AFTER(space, 3) | AFTER(kana_gap, 3));	/* 1991年 11月, as forms have it */
	rows kana = (AT(kana) & ~BEFORE(kana, 3) & AFTER(kana, 3)), half = AT(half_kana) & ~BEFORE(half_kana, 3) & AFTER(half_kana, 3);

	VECTOR(s->found[A_WIDE_AT], i - LEAD) = AT(wide_at);
	VECTOR(s->found[A_SIGN], i - LEAD) |= AT(wide_colon) & (ALNUM_BEFORE | BEFORE(space, 1)) & ~one_letter(m, i);
	VECTOR(s->wide_sign, i - LEAD) = sign;
	VECTOR(s->found[A_WIDE_DIGITS], i - LEAD) = AT(wide_digit) & ~BEFORE(wide_digit, 3) & wide3 & any6;
	VECTOR(s->found[A_WIDE_JOIN], i - LEAD) = behind & ((AT(wide_sep) & ~AT(wide_digit) & (digit3 | AFTER(join, 3))) |
		(AT(latin_sep) & (AFTER(digit, 2) | AFTER(join, 2))));
	VECTOR(s->found[A_YEAR], i - LEAD) = year;
	VECTOR(s->found[A_KANA], i - LEAD) = kana | half;
	VECTOR(s->found[A_PAIR], i - LEAD) = (AT(kanji) & (AFTER(kanji, 3) | AFTER(kana, 3))) | kana;
	return sign | year | kana | half;
}

static inline void sieve_no_wide(struct sieve *s, size_t b)
{
	VECTOR(s->found[A_WIDE_AT], b) = VECTOR(s->wide_sign, b) = VECTOR(s->found[A_WIDE_DIGITS], b) = VECTOR(s->found[A_WIDE_JOIN], b) =
		VECTOR(s->found[A_YEAR], b) = VECTOR(s->found[A_KANA], b) = VECTOR(s->found[A_PAIR], b) = (rows){ 0 };
}

static void sieve(struct sieve *s, size_t n)
{
	sieve_joined(s, n);
	for (size_t i = LEAD; i < LEAD + n; i += LANES) {
		rows again = sieve_numbers(s, i) | sieve_letter_digit(s, i) | sieve_secrets(s, i) | sieve_hex(s, i);

		sieve_words(s, i);
		if (is_any(VECTOR(s->m.high, i)))
			again |= sieve_wide(s, i);
		else
			sieve_no_wide(s, i - LEAD);
		VECTOR(s->again, i - LEAD) = again;
	}
}

static void sum_up(struct sieve *s, size_t n)
{
	for (size_t b = 0; b < n; b += LANES) {
		rows any = { 0 }, present = { 0 };

		for (unsigned a = 0; a < N_ANCHORS; a++) {
			rows v = VECTOR(s->found[a], b);

			any |= v;
			present |= (rows)(v != 0) & (UINT64_C(1) << a);
		}
		VECTOR(s->any, b) = any;
		VECTOR(s->present, b) = present;
	}
}

#undef LANES
#undef VECTOR
#undef ROW
#undef AT
#undef BEFORE
#undef AFTER
#undef LETTER
#undef ALNUM
#undef LETTER_AFTER
#undef ALNUM_BEFORE
#undef WORD_BEGINS

#endif
