/* pass.c -- a stride's masks and what the sieve made of them; here each block that has what bits alone cannot tell is looked at again.
 *
 * BEFORE(x, k): bit b tells what stands k bytes before b; AFTER(x, k): what stands k bytes behind it. i: the block's place in its rows.
 */
#include "pass.h"

#include <string.h>

typedef unsigned __int128 wide_t;

#define BEFORE(field, k) (m->field[i] << (k) | m->field[i - 1] >> (64 - (k)))
#define AFTER(field, k) (m->field[i] >> (k) | m->field[i + 1] << (64 - (k)))
#define PAIR(field) wide(m->field[i], m->field[i + 1])

static inline wide_t wide(uint64_t now, uint64_t next)
{
	return (wide_t)next << 64 | now;
}

/* Classifies n blocks from the first on, into places [at, at + n): what ends within or shortly behind a block is read from a copy with
 * zeros behind, so that the padding does not show; what lies behind the text is empty. */
static void classify_blocks(struct pass *p, struct dc_span text, size_t first, size_t n, size_t at)
{
	size_t whole = text.n < 2 ? 0 : (text.n - 2) / BLOCK;	/* blocks with two bytes of text behind them */
	size_t plain = first >= whole ? 0 : whole - first < n ? whole - first : n;

	p->cpu->classify(text.p + first * BLOCK, plain, &p->s.m, at);
	for (size_t i = plain; i < n; i++) {
		size_t from = (first + i) * BLOCK;
		uint8_t copy[BLOCK * 2] = { 0 };

		if (from < text.n)
			memcpy(copy, text.p + from, text.n - from < sizeof copy ? text.n - from : sizeof copy);
		p->cpu->classify(copy, 1, &p->s.m, at + i);
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
static uint64_t digit_runs(const struct pass *p, size_t i)
{
	const struct masks *m = &p->s.m;
	wide_t j = wide(p->s.joined[i], p->s.joined[i + 1]), d = PAIR(digit);
	uint64_t start = p->s.runs[i - LEAD], found = 0;

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
static uint64_t spaced_groups(const struct masks *m, size_t i, const uint8_t *p)
{
	wide_t d = PAIR(digit), s = PAIR(space), j = PAIR(join);
	wide_t joint = s & d >> 1, d2, d3, d4, fours, sixes, ssn, nanp, zero, close;
	uint64_t first = m->digit[i] & ~BEFORE(digit, 1);

	d2 = d & d >> 1;
	d3 = d2 & d >> 2;
	d4 = d2 & d2 >> 2;
	fours = d4 & joint >> 4 & d4 >> 5 & joint >> 9 & d4 >> 10;
	sixes = d4 & joint >> 4 & d4 >> 5 & d2 >> 9 & joint >> 11 & d4 >> 12;
	ssn = d3 & joint >> 3 & d2 >> 4 & joint >> 6 & d4 >> 7;
	nanp = d3 & ((joint >> 3 & d3 >> 4 & joint >> 7 & d4 >> 8) | (j >> 3 & joint >> 4 & d3 >> 5 & j >> 8 & d4 >> 9));
	close = joint | (j & joint >> 1);	/* "03 1234", "03) 1234" */
	zero = d2 & (close >> 2 | (d >> 2 & (close >> 3 | (d >> 3 & (close >> 4 | (d >> 4 & close >> 5))))));
	first &= ~(BEFORE(digit, 1) | BEFORE(upper, 1) | BEFORE(lower, 1) | BEFORE(under, 1));
	return (first & (uint64_t)(fours | sixes | ssn | nanp)) | keep(first & (uint64_t)zero, p, is_zero);
}

/* TEL03-...: the one word that numbers are written right behind; digits.c looks at it again. */
static bool is_behind_tel(const uint8_t *p)
{
	return p[0] == '0' && (((p[-1] | 0x20) == 'l' && (p[-2] | 0x20) == 'e') || ((p[-1] | 0x20) == 'x' && (p[-2] | 0x20) == 'a'));
}

static uint64_t digit_anchors(const struct pass *p, size_t i, const uint8_t *text)
{
	const struct sieve *s = &p->s;
	uint64_t found = 0;

	if (s->runs[i - LEAD] != 0)
		found = digit_runs(p, i);
	if (s->touched[i - LEAD] != 0)
		found |= keep(s->touched[i - LEAD], text, is_behind_tel);
	if (s->m.digit[i] != 0 && (s->joint[i] | (s->joint[i + 1] & 0x3f)) != 0)
		found |= spaced_groups(&s->m, i, text);
	return found;
}

/* MAC addresses and IPv6: separators at fixed distances, or a double colon beside a digit. */
static uint64_t hex_anchors(const struct masks *m, size_t i)
{
	wide_t c = PAIR(colon), h = PAIR(dash);

	c &= c >> 3;
	h &= h >> 3;
	c &= c >> 6 & c >> 9;
	h &= h >> 6 & h >> 9;
	return (uint64_t)(c | h) | (m->colon[i] & AFTER(colon, 5)) |
		(m->colon[i] & AFTER(colon, 1) & (BEFORE(digit, 1) | AFTER(digit, 2)));
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
 * neither; behind a label a name is read without this anchor. starts: of runs of either width. */
static uint64_t names_in_kana(const struct masks *m, size_t i, uint64_t starts)
{
	wide_t gap = PAIR(space) | PAIR(latin_sep) | PAIR(kana_gap);

	return runs_before(starts & m->kana[i], PAIR(kana), gap) | runs_before(starts & m->half_kana[i], PAIR(half_kana), gap);
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

static bool is_wide_sign(const uint8_t *p)
{
	return p[0] == 0xef ? is_wide_letter_before(p) : is_reading_label(p);
}

/* What the sieve kept in the block at place i of the rows, as the bytes say. */
static void look_again(struct pass *p, size_t i, const uint8_t *text)
{
	struct sieve *s = &p->s;
	size_t b = i - LEAD;

	s->found[A_DIGITS][b] = digit_anchors(p, i, text);
	s->found[A_ERA][b] = keep(s->found[A_ERA][b], text, is_era);
	s->found[A_SECRET][b] = keep(s->found[A_SECRET][b], text, is_secret) | keep(s->forge[b], text, is_gh);
	if (s->found[A_HEX][b] != 0)
		s->found[A_HEX][b] = hex_anchors(&s->m, i);
	s->found[A_SIGN][b] |= keep(s->wide_sign[b], text, is_wide_sign);
	s->found[A_YEAR][b] = keep(s->found[A_YEAR][b], text, is_year);
	if (s->found[A_KANA][b] != 0)
		s->found[A_KANA][b] = names_in_kana(&s->m, i, s->found[A_KANA][b]);
}

static void find_pairs(struct pass *p, struct dc_span text, size_t first, size_t n)
{
	uint64_t *pair = p->s.found[A_PAIR];

	for (size_t b = n < 2 ? 0 : n - 2; b < n; b++) {	/* what the end of the text cuts short */
		size_t from = (first + b) * BLOCK, left = text.n < from + 6 ? 0 : text.n - from - 5;

		if (left < BLOCK)
			pair[b] &= (1ull << left) - 1;
	}
	p->cpu->pairs(text.p + first * BLOCK, n, pair, p->bitmap);
}

static void drop_unwanted(struct pass *p)
{
	for (unsigned a = 0; a < N_ANCHORS; a++)
		if ((p->wanted >> a & 1) == 0)
			memset(p->s.found[a], 0, sizeof p->s.found[a]);
}

size_t pass_stride(struct pass *p, struct dc_span text, size_t first)
{
	size_t blocks = (text.n + BLOCK - 1) / BLOCK, n = blocks - first < STRIDE_BLOCKS ? blocks - first : STRIDE_BLOCKS;

	if (first == 0)
		p->cpu->classify((const uint8_t[BLOCK + 2]){ 0 }, 1, &p->s.m, LEAD - 1);
	else
		classify_blocks(p, text, first - 1, 1, LEAD - 1);
	classify_blocks(p, text, first, n + 2, LEAD);
	for (size_t i = LEAD + n + 2; i < LEAD + n + 8 && n % 4 != 0; i++)
		p->cpu->classify((const uint8_t[BLOCK + 2]){ 0 }, 1, &p->s.m, i);
	p->cpu->sieve(&p->s, n);
	for (size_t b = 0; b < n; b++)
		if (p->s.again[b] != 0)
			look_again(p, LEAD + b, text.p + (first + b) * BLOCK);
	if (p->wanted >> A_PAIR & 1)
		find_pairs(p, text, first, n);
	if (p->wanted != (1u << N_ANCHORS) - 1)
		drop_unwanted(p);
	p->cpu->sum_up(&p->s, n);
	return n;
}
