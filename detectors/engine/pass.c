/* pass.c -- anchors from masks, by shifts and ands alone. The same code serves all classifiers.
 *
 * before(x, k): bit i tells what stands k bytes before i; after(x, k): what stands k bytes behind it.
 */
#include "pass.h"

#include <string.h>

typedef unsigned __int128 wide_t;

#define BEFORE(field, k) (b[0].field << (k) | b[-1].field >> (64 - (k)))
#define AFTER(field, k) (b[0].field >> (k) | b[1].field << (64 - (k)))

static inline uint64_t alnum(const struct masks *m)
{
	return m->digit | m->upper | m->lower;
}

static inline uint64_t alnum_before(const struct masks *b)
{
	return alnum(b) << 1 | alnum(b - 1) >> 63;
}

static inline wide_t wide(uint64_t now, uint64_t next)
{
	return (wide_t)next << 64 | now;
}

/* The text ends within or shortly behind the block: classify a copy with zeros behind, so that the padding does not show. */
static void classify_tail(const struct cpu *cpu, struct dc_span text, size_t at, struct masks *m)
{
	uint8_t copy[BLOCK * 2] = { 0 };

	if (at >= text.n) {
		memset(m, 0, sizeof *m);
		return;
	}
	memcpy(copy, text.p + at, text.n - at < sizeof copy ? text.n - at : sizeof copy);
	cpu->classify(copy, m);
	explicit_bzero(copy, sizeof copy);
}

static void classify_at(const struct cpu *cpu, struct dc_span text, size_t block, struct masks *m)
{
	size_t at = block * BLOCK;

	if (at + BLOCK + 3 <= text.n)
		cpu->classify(text.p + at, m);
	else
		classify_tail(cpu, text, at, m);
}

/* Runs of digits with single separators between them, of 7 characters or more, whose shape is in the table. */
static uint64_t digit_runs(const struct pass *p, const struct masks *b, const uint64_t *joined)
{
	wide_t j = wide(joined[0], joined[1]), d = wide(b[0].digit, b[1].digit), r;
	uint64_t touches = (b[0].upper | b[0].lower | b[0].under) << 1 | (b[-1].upper | b[-1].lower | b[-1].under) >> 63;
	uint64_t start, found = 0;

	r = j & j >> 1;
	r &= r >> 2;
	r &= r >> 3;
	start = joined[0] & ~(joined[0] << 1 | joined[-1] >> 63) & (uint64_t)r & ~touches;
	for (; start != 0; start &= start - 1) {
		int at = __builtin_ctzll(start);
		uint64_t run = (uint64_t)(j >> at), digits = (uint64_t)(d >> at);
		int n = run == UINT64_MAX ? 64 : __builtin_ctzll(~run);

		if (n <= SHAPE_CHARS_MOST && shapes_find(p->shapes, digits & ((1ull << n) - 1)) != NULL)
			found |= 1ull << at;
	}
	return found;
}

/* Groups with single spaces: 4-4-4.., 4-6-4/5 (cards, My Number), 3-2-4, and what begins with 0 (phones). */
static uint64_t spaced_groups(const struct masks *b)
{
	wide_t d = wide(b[0].digit, b[1].digit), s = wide(b[0].space, b[1].space), j = wide(b[0].join, b[1].join);
	wide_t joint = s & d >> 1, d2, d3, d4, fours, sixes, ssn, zero, close;
	uint64_t first = b[0].digit & ~BEFORE(digit, 1);

	d2 = d & d >> 1;
	d3 = d2 & d >> 2;
	d4 = d2 & d2 >> 2;
	fours = d4 & joint >> 4 & d4 >> 5 & joint >> 9 & d4 >> 10;
	sixes = d4 & joint >> 4 & d4 >> 5 & d2 >> 9 & joint >> 11 & d4 >> 12;
	ssn = d3 & joint >> 3 & d2 >> 4 & joint >> 6 & d4 >> 7;
	close = joint | (j & joint >> 1);	/* "03 1234", "03) 1234" */
	zero = wide(b[0].zero, b[1].zero) & d >> 1 &
		(close >> 2 | (d >> 2 & (close >> 3 | (d >> 3 & (close >> 4 | (d >> 4 & close >> 5))))));
	return first & (uint64_t)(fours | sixes | ssn | zero) & ~(alnum_before(b) | BEFORE(under, 1));
}

static void number_anchors(const struct pass *p, const struct masks *b, const uint64_t *joined, uint64_t *found)
{
	uint64_t word = ~(alnum_before(b) | BEFORE(under, 1)), letter = b[0].upper | b[0].lower;
	uint64_t letter1 = AFTER(upper, 1) | AFTER(lower, 1);

	if (b[0].digit != 0) {
		found[A_DIGITS] = digit_runs(p, b, joined);
		if (b[0].space != 0 || (b[1].space & 0x1f) != 0)
			found[A_DIGITS] |= spaced_groups(b);
	}
	if (b[0].plus != 0)
		found[A_PLUS] = b[0].plus & AFTER(digit, 1) & ~alnum_before(b);
	if ((b[0].digit | (b[1].digit & 0xff)) == 0)
		return;
	letter &= word;
	found[A_LETTER_DIGIT] = (letter & letter1 & AFTER(digit, 2) & AFTER(digit, 3)) |
		(b[0].upper & word & AFTER(upper, 1) & AFTER(space, 2) & AFTER(digit, 3) & AFTER(digit, 4) & AFTER(space, 5));
	found[A_ERA] = b[0].era & word & AFTER(digit, 1) & (AFTER(join, 2) | (AFTER(digit, 2) & AFTER(join, 3)));
}

/* MAC addresses and IPv6: separators at fixed distances, or a double colon beside a digit. */
static void hex_anchors(const struct masks *b, uint64_t *found)
{
	wide_t c = wide(b[0].colon, b[1].colon), h = wide(b[0].dash, b[1].dash);

	c &= c >> 3 & c >> 6 & c >> 9 & c >> 12;
	h &= h >> 3 & h >> 6 & h >> 9 & h >> 12;
	found[A_HEX] = (uint64_t)(c | h) | (b[0].colon & AFTER(colon, 5)) |
		(b[0].colon & AFTER(colon, 1) & (BEFORE(digit, 1) | AFTER(digit, 2)));
}

static void wide_anchors(const struct masks *b, uint64_t *found)
{
	uint64_t after6 = AFTER(wide_digit, 6) | AFTER(wide_sep, 6) | AFTER(join, 6) | AFTER(space, 6) | AFTER(digit, 6);

	found[A_WIDE_AT] = b[0].wide_at;
	found[A_WIDE_DIGITS] = b[0].wide_digit & ~BEFORE(wide_digit, 3) & AFTER(wide_digit, 3) & after6;
	found[A_WIDE_JOIN] = (b[0].wide_sep & ~b[0].wide_digit & BEFORE(digit, 1) & (AFTER(digit, 3) | AFTER(join, 3))) |
		(b[0].latin_sep & BEFORE(digit, 1) & (AFTER(digit, 2) | AFTER(join, 2)));
	found[A_YEAR] = b[0].year & (AFTER(digit, 3) | AFTER(wide_digit, 3));
	found[A_KANA] = (b[0].kana & ~BEFORE(kana, 3) & AFTER(kana, 3)) |
		(b[0].half_kana & ~BEFORE(half_kana, 3) & AFTER(half_kana, 3));
}

static void word_anchors(const struct masks *b, uint64_t *found)
{
	uint64_t tail = BEFORE(lower, 2) | BEFORE(upper, 2) | BEFORE(dot, 2) | BEFORE(comma, 2);
	uint64_t local = alnum_before(b) | BEFORE(under, 1) | BEFORE(join, 1) | BEFORE(plus, 1);

	found[A_CAPITAL] = b[0].upper & BEFORE(space, 1) & tail & (AFTER(lower, 1) | AFTER(upper, 1) | AFTER(dot, 1));
	if (b[0].at != 0)
		found[A_AT] = b[0].at & local & (AFTER(digit, 1) | AFTER(upper, 1) | AFTER(lower, 1));
	if ((b[0].colon | b[0].equals) != 0) {
		found[A_SIGN] = (b[0].colon | b[0].equals) & (BEFORE(lower, 1) | BEFORE(upper, 1) | BEFORE(digit, 1) |
			BEFORE(quote, 1) | BEFORE(space, 1) | BEFORE(under, 1) | BEFORE(join, 1));
		if (b[0].colon != 0)
			hex_anchors(b, found);
	} else if (b[0].dash != 0) {
		hex_anchors(b, found);
	}
	if (b[0].chevron != 0)
		found[A_CHEVRON] = b[0].chevron & AFTER(chevron, 1) & ~BEFORE(chevron, 1);
	found[A_SECRET] = b[0].secret & ~(alnum_before(b) | BEFORE(under, 1));
}

/* Positions of two kanji side by side, or of a katakana run's first two. */
static uint64_t pair_starts(const struct masks *b)
{
	return (b[0].kanji & AFTER(kanji, 3)) | (b[0].kana & ~BEFORE(kana, 3) & AFTER(kana, 3)) |
		(b[0].kanji & AFTER(kana, 3));
}

static size_t list_bits(uint64_t bits, uint32_t base, uint32_t *out)
{
	size_t n = 0;

	for (; bits != 0; bits &= bits - 1)
		out[n++] = base + (uint32_t)__builtin_ctzll(bits);
	return n;
}

static void find_pairs(struct pass *p, struct dc_span text, size_t first, size_t n)
{
	size_t listed = 0;

	for (size_t i = 0; i < n; i++)
		if (p->blocks[i + 1].high != 0)
			listed += list_bits(pair_starts(&p->blocks[i + 1]), (uint32_t)((first + i) * BLOCK), p->pairs + listed);
	listed = p->cpu->pairs(text.p, p->pairs, listed, p->bitmap);
	for (size_t i = 0; i < listed; i++)
		p->found[p->pairs[i] / BLOCK - first][A_PAIR] |= 1ull << p->pairs[i] % BLOCK;
}

size_t pass_stride(struct pass *p, struct dc_span text, size_t first)
{
	size_t blocks = (text.n + BLOCK - 1) / BLOCK, n = blocks - first < STRIDE_BLOCKS ? blocks - first : STRIDE_BLOCKS;

	if (first == 0)
		memset(&p->blocks[0], 0, sizeof p->blocks[0]);
	else
		classify_at(p->cpu, text, first - 1, &p->blocks[0]);
	for (size_t i = 0; i < n + 2; i++)
		classify_at(p->cpu, text, first + i, &p->blocks[i + 1]);
	for (size_t i = 0; i < n + 2; i++) {
		const struct masks *b = &p->blocks[i];
		uint64_t before = i == 0 ? 0 : b[-1].digit >> 63;

		p->joined[i] = b->digit | (b->join & (b->digit << 1 | before) & (b->digit >> 1 | b[1].digit << 63));
	}
	memset(p->found, 0, n * sizeof p->found[0]);
	for (size_t i = 0; i < n; i++) {
		const struct masks *b = &p->blocks[i + 1];

		number_anchors(p, b, &p->joined[i + 1], p->found[i]);
		word_anchors(b, p->found[i]);
		if (b->high != 0)
			wide_anchors(b, p->found[i]);
		for (int a = 0; a < N_ANCHORS; a++)
			p->found[i][a] &= -(uint64_t)(p->wanted >> a & 1);
	}
	if (p->wanted >> A_PAIR & 1)
		find_pairs(p, text, first, n);
	return n;
}
