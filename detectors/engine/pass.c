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

/* Classifies blocks [first, first + n): what ends within or shortly behind a block is read from a copy with zeros behind,
 * so that the padding does not show; what lies behind the text is empty. */
static void classify_blocks(const struct cpu *cpu, struct dc_span text, size_t first, size_t n, struct masks *m)
{
	size_t whole = text.n < 2 ? 0 : (text.n - 2) / BLOCK;	/* blocks with two bytes of text behind them */
	size_t plain = first >= whole ? 0 : whole - first < n ? whole - first : n;

	cpu->classify(text.p + first * BLOCK, plain, m);
	for (size_t i = plain; i < n; i++) {
		size_t at = (first + i) * BLOCK;
		uint8_t copy[BLOCK * 2] = { 0 };

		if (at >= text.n) {
			memset(&m[i], 0, sizeof m[i]);
			continue;
		}
		memcpy(copy, text.p + at, text.n - at < sizeof copy ? text.n - at : sizeof copy);
		cpu->classify(copy, 1, &m[i]);
		explicit_bzero(copy, sizeof copy);
	}
}

/* Keeps the bits whose byte in the block at p passes the test. The bits are few: what they stand for is rare. */
static uint64_t keep(uint64_t bits, const uint8_t *p, bool (*test)(const uint8_t *))
{
	uint64_t kept = 0;

	for (; bits != 0; bits &= bits - 1)
		if (test(p + __builtin_ctzll(bits)))
			kept |= bits & -bits;
	return kept;
}

static bool is_zero(const uint8_t *p)
{
	return *p == '0';
}

static bool is_era(const uint8_t *p)
{
	uint8_t c = *p | 0x20;

	return c == 'm' || c == 't' || c == 's' || c == 'h' || c == 'r';
}

static bool is_year(const uint8_t *p)
{
	return p[0] == 0xe5 && p[1] == 0xb9 && p[2] == 0xb4;
}

static bool is_secret(const uint8_t *p)
{
	return (p[0] == 'A' && (p[1] == 'K' || p[1] == 'S') && p[2] == 'I') || (p[0] == 'e' && p[1] == 'y' && p[2] == 'J') ||
		(p[0] == '-' && p[1] == 'B' && p[2] == 'E');
}

static bool is_gh(const uint8_t *p)
{
	return p[0] == 'g' && p[1] == 'h';
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

/* Groups with single spaces: 4-4-4.., 4-6-4/5 (cards, My Number), 3-2-4, 3-3-4 and "415) 555-2671" (phones), and what begins with
 * 0 (phones). */
static uint64_t spaced_groups(const struct masks *b, const uint8_t *p)
{
	wide_t d = wide(b[0].digit, b[1].digit), s = wide(b[0].space, b[1].space), j = wide(b[0].join, b[1].join);
	wide_t joint = s & d >> 1, d2, d3, d4, fours, sixes, ssn, nanp, zero, close;
	uint64_t first = b[0].digit & ~BEFORE(digit, 1);

	d2 = d & d >> 1;
	d3 = d2 & d >> 2;
	d4 = d2 & d2 >> 2;
	fours = d4 & joint >> 4 & d4 >> 5 & joint >> 9 & d4 >> 10;
	sixes = d4 & joint >> 4 & d4 >> 5 & d2 >> 9 & joint >> 11 & d4 >> 12;
	ssn = d3 & joint >> 3 & d2 >> 4 & joint >> 6 & d4 >> 7;
	nanp = d3 & ((joint >> 3 & d3 >> 4 & joint >> 7 & d4 >> 8) | (j >> 3 & joint >> 4 & d3 >> 5 & j >> 8 & d4 >> 9));
	close = joint | (j & joint >> 1);	/* "03 1234", "03) 1234" */
	zero = d2 & (close >> 2 | (d >> 2 & (close >> 3 | (d >> 3 & (close >> 4 | (d >> 4 & close >> 5))))));
	first &= ~(alnum_before(b) | BEFORE(under, 1));
	return (first & (uint64_t)(fours | sixes | ssn | nanp)) | keep(first & (uint64_t)zero, p, is_zero);
}

/* A space between digits, or behind a bracket that closes an area code, within reach of this block's digits. */
static bool has_joint(const struct masks *b)
{
	uint64_t behind = (b[0].digit | b[0].join) << 1 | (b[-1].digit | b[-1].join) >> 63;

	return (b[0].space & behind & (b[0].digit >> 1 | b[1].digit << 63)) != 0 ||
		(b[1].space & (b[1].digit >> 1) & ((b[1].digit | b[1].join) << 1 | (b[0].digit | b[0].join) >> 63) & 0x3f) != 0;
}

/* TEL03-...: the one word that numbers are written right behind; digits.c looks at it again. */
static bool is_behind_tel(const uint8_t *p)
{
	return p[0] == '0' && (((p[-1] | 0x20) == 'l' && (p[-2] | 0x20) == 'e') || ((p[-1] | 0x20) == 'x' && (p[-2] | 0x20) == 'a'));
}

static void number_anchors(const struct pass *p, const struct masks *b, const uint64_t *joined, const uint8_t *text,
	uint64_t *found)
{
	uint64_t word, letter = b[0].upper | b[0].lower;
	uint64_t letter1 = AFTER(upper, 1) | AFTER(lower, 1);

	if (b[0].digit != 0) {
		uint64_t touched = b[0].digit & (BEFORE(upper, 1) | BEFORE(lower, 1)) & AFTER(digit, 1);

		found[A_DIGITS] = digit_runs(p, b, joined);
		if (touched != 0)
			found[A_DIGITS] |= keep(touched, text, is_behind_tel);
		if (has_joint(b))
			found[A_DIGITS] |= spaced_groups(b, text);
	}
	if (b[0].plus != 0)
		found[A_PLUS] = b[0].plus & AFTER(digit, 1) & ~alnum_before(b);
	if ((b[0].digit | (b[1].digit & 0xff)) == 0)
		return;
	word = ~(alnum_before(b) | BEFORE(under, 1));
	letter &= word;
	found[A_LETTER_DIGIT] = (letter & letter1 & AFTER(digit, 2) & AFTER(digit, 3)) |
		(b[0].upper & word & AFTER(upper, 1) & AFTER(space, 2) & AFTER(digit, 3) & AFTER(digit, 4) & AFTER(space, 5));
	found[A_ERA] = keep(letter & AFTER(digit, 1) & ((AFTER(join, 2) & AFTER(digit, 3)) |
		(AFTER(digit, 2) & AFTER(join, 3) & AFTER(digit, 4))), text, is_era);
}

/* MAC addresses and IPv6: separators at fixed distances, or a double colon beside a digit. */
static uint64_t hex_anchors(const struct masks *b)
{
	wide_t c = wide(b[0].colon, b[1].colon), h = wide(b[0].dash, b[1].dash);

	c &= c >> 3;
	h &= h >> 3;
	c &= c >> 6 & c >> 9;
	h &= h >> 6 & h >> 9;
	return (uint64_t)(c | h) | (b[0].colon & AFTER(colon, 5)) |
		(b[0].colon & AFTER(colon, 1) & (BEFORE(digit, 1) | AFTER(digit, 2)));
}

/* Starts of runs whose end a gap follows. leads: of the characters of three bytes that make the runs. A run of 64 bytes and
 * more is kept whatever follows, so that it does not matter where in the block it lies. */
static uint64_t runs_before(uint64_t starts, wide_t leads, wide_t gap)
{
	wide_t all = leads | leads << 1 | leads << 2;
	uint64_t kept = 0;

	for (; starts != 0; starts &= starts - 1) {
		int at = __builtin_ctzll(starts);
		uint64_t run = (uint64_t)(all >> at);

		if (run == UINT64_MAX || (gap >> (at + __builtin_ctzll(~run)) & 1) != 0)
			kept |= starts & -starts;
	}
	return kept;
}

/* Runs of katakana that a space or a middle dot follows: surname and given name. Most katakana is a loan word and has
 * neither; behind a label a name is read without this anchor. */
static uint64_t names_in_kana(const struct masks *b)
{
	uint64_t full = b[0].kana & ~BEFORE(kana, 3) & AFTER(kana, 3);
	uint64_t half = b[0].half_kana & ~BEFORE(half_kana, 3) & AFTER(half_kana, 3);
	wide_t gap;

	if ((full | half) == 0)
		return 0;
	gap = wide(b[0].space | b[0].latin_sep | b[0].kana_gap, b[1].space | b[1].latin_sep | b[1].kana_gap);
	return runs_before(full, wide(b[0].kana, b[1].kana), gap) | runs_before(half, wide(b[0].half_kana, b[1].half_kana), gap);
}

/* One letter or digit alone stands before: no label. */
static uint64_t one_letter(const struct masks *b)
{
	uint64_t word = alnum(b), before = alnum(b - 1);

	return (word << 1 | before >> 63) & ~(word << 2 | before >> 62);
}

/* Hiragana opens no label, for it is most of any text, but before a colon (ふりがな：, 勤め先：, お問い合わせ内容：). What stands before is a
 * character of three bytes, kana or kanji. */
static bool is_wide_letter_before(const uint8_t *p)
{
	return p[-3] >= 0xe3 && p[-3] <= 0xe9 && (p[-3] != 0xe3 || p[-2] >= 0x81);
}

/* ふりがな　まつうら: the one label in hiragana that forms have with a blank alone behind it. */
static bool is_reading_label(const uint8_t *p)
{
	return p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80 && p[-3] == 0xe3 && p[-2] == 0x81 && p[-1] == 0xaa;
}

static void wide_anchors(const struct masks *b, const uint8_t *text, uint64_t *found)
{
	uint64_t behind = BEFORE(digit, 1) | BEFORE(join, 1), seps = (b[0].wide_sep | b[0].latin_sep) & behind;
	uint64_t digit3 = AFTER(digit, 3), wide3 = AFTER(wide_digit, 3);

	found[A_WIDE_AT] = b[0].wide_at;
	if (b[0].wide_colon != 0)		/* TEL：, as Japanese forms have it */
		found[A_SIGN] |= (b[0].wide_colon & (alnum_before(b) | BEFORE(space, 1)) & ~one_letter(b)) |
			keep(b[0].wide_colon & BEFORE(high, 1) & BEFORE(high, 3), text, is_wide_letter_before);
	if ((b[0].colon & BEFORE(high, 1)) != 0)
		found[A_SIGN] |= keep(b[0].colon & BEFORE(high, 1) & BEFORE(high, 3), text, is_wide_letter_before);
	if ((b[0].kana_gap & BEFORE(high, 3)) != 0)
		found[A_SIGN] |= keep(b[0].kana_gap & BEFORE(high, 1) & BEFORE(high, 3), text, is_reading_label);
	if (b[0].wide_digit != 0)
		found[A_WIDE_DIGITS] = b[0].wide_digit & ~BEFORE(wide_digit, 3) & wide3 & (AFTER(wide_digit, 6) |
			AFTER(wide_sep, 6) | AFTER(join, 6) | AFTER(space, 6) | AFTER(digit, 6));
	if (seps != 0)
		found[A_WIDE_JOIN] = (seps & b[0].wide_sep & ~b[0].wide_digit & (digit3 | AFTER(join, 3))) |
			(seps & b[0].latin_sep & (AFTER(digit, 2) | AFTER(join, 2)));
	behind = digit3 | wide3 | AFTER(space, 3) | AFTER(kana_gap, 3);	/* 1991年 11月, as forms have it */
	if ((b[0].kanji & behind) != 0)
		found[A_YEAR] = keep(b[0].kanji & behind, text, is_year);
	found[A_KANA] = names_in_kana(b);
}

/* Beginnings of keys, by the case of their letters first: "eyJ", "gh?_", "AKIA", "-BEGIN". */
static uint64_t secret_anchors(const struct masks *b, const uint8_t *text)
{
	uint64_t upper2 = AFTER(upper, 2), lower2 = b[0].lower & AFTER(lower, 1);
	uint64_t likely = (lower2 & upper2) | ((b[0].upper | b[0].dash) & AFTER(upper, 1) & upper2 & AFTER(upper, 3));
	uint64_t forge = lower2 & AFTER(under, 3), word;

	if ((likely | forge) == 0)
		return 0;
	word = ~(alnum_before(b) | BEFORE(under, 1));
	return keep(likely & word, text, is_secret) | keep(forge & word, text, is_gh);
}

static void word_anchors(const struct masks *b, const uint8_t *text, uint64_t *found)
{
	uint64_t capital = b[0].upper & BEFORE(space, 1), sign = b[0].colon | b[0].equals;

	if (capital != 0)
		found[A_CAPITAL] = capital & (BEFORE(lower, 2) | BEFORE(upper, 2) | BEFORE(stop, 2)) &
			(AFTER(lower, 1) | AFTER(upper, 1) | AFTER(stop, 1));
	if (b[0].at != 0)
		found[A_AT] = b[0].at & (alnum_before(b) | BEFORE(under, 1) | BEFORE(join, 1) | BEFORE(plus, 1)) &
			(AFTER(digit, 1) | AFTER(upper, 1) | AFTER(lower, 1));
	if (sign != 0)
		found[A_SIGN] = sign & ~BEFORE(equals, 1) & ~BEFORE(colon, 1) & ~one_letter(b);
	if ((b[0].colon | b[0].dash) != 0)
		found[A_HEX] = hex_anchors(b);
	if (b[0].chevron != 0)
		found[A_CHEVRON] = b[0].chevron & AFTER(chevron, 1) & ~BEFORE(chevron, 1);
	if ((b[0].lower | b[0].upper | b[0].dash) != 0)
		found[A_SECRET] = secret_anchors(b, text);
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
	while (listed > 0 && p->pairs[listed - 1] + 6 > text.n)
		listed--;			/* cut short by the end of the text */
	listed = p->cpu->pairs(text.p, p->pairs, listed, p->bitmap);
	for (size_t i = 0; i < listed; i++) {
		uint64_t *found = p->found[p->pairs[i] / BLOCK - first];

		found[A_PAIR] |= 1ull << p->pairs[i] % BLOCK;
		found[A_ANY] |= 1ull << p->pairs[i] % BLOCK;
	}
}

/* Small letters, spaces and stops alone, here and for a few bytes beyond: most blocks of prose. No anchor can stand here. */
static bool is_quiet(const struct masks *b)
{
	uint64_t here = b[0].digit | b[0].upper | b[0].at | b[0].colon | b[0].equals | b[0].plus | b[0].chevron | b[0].dash |
		b[0].under | b[0].high;

	return (here | ((b[1].digit | b[1].upper | b[1].under) & 0xff)) == 0;
}

static void block_anchors(const struct pass *p, const struct masks *b, const uint64_t *joined, const uint8_t *text,
	uint64_t *found)
{
	uint64_t any = 0;
	bool all = (p->wanted | 1u << A_PAIR) == (1u << N_ANCHORS) - 1;

	if (is_quiet(b))
		return;
	number_anchors(p, b, joined, text, found);
	if (~b->high != 0)
		word_anchors(b, text, found);
	if (b->high != 0)
		wide_anchors(b, text, found);
	for (unsigned a = 0; a < N_ANCHORS && !all; a++)
		found[a] &= -(uint64_t)(p->wanted >> a & 1);
	for (unsigned a = 0; a < N_ANCHORS; a++)
		any |= found[a];
	found[A_ANY] = any;
}

size_t pass_stride(struct pass *p, struct dc_span text, size_t first)
{
	size_t blocks = (text.n + BLOCK - 1) / BLOCK, n = blocks - first < STRIDE_BLOCKS ? blocks - first : STRIDE_BLOCKS;

	if (first == 0)
		memset(&p->blocks[0], 0, sizeof p->blocks[0]);
	else
		classify_blocks(p->cpu, text, first - 1, 1, &p->blocks[0]);
	classify_blocks(p->cpu, text, first, n + 2, &p->blocks[1]);
	for (size_t i = 0; i < n + 2; i++) {
		const struct masks *b = &p->blocks[i];
		uint64_t before = i == 0 ? 0 : b[-1].digit >> 63;

		p->joined[i] = b->digit | (b->join & (b->digit << 1 | before) & (b->digit >> 1 | b[1].digit << 63));
	}
	memset(p->found, 0, n * sizeof p->found[0]);
	for (size_t i = 0; i < n; i++)
		block_anchors(p, &p->blocks[i + 1], &p->joined[i + 1], text.p + (first + i) * BLOCK, p->found[i]);
	if (p->wanted >> A_PAIR & 1)
		find_pairs(p, text, first, n);
	return n;
}
