/* line.c -- see line.h. */
#include "line.h"

#include "daicho/status.h"
#include "utf8.h"

#define ENTRIES 16

enum char_type char_type_of(uint32_t c)
{
	if (c >= 0x3041 && c <= 0x9fff) {	/* most of Japanese text, first */
		if (c <= 0x309f)
			return CHAR_HIRAGANA;
		if (c >= 0x4e00)
			return CHAR_KANJI;
	}
	if (c >= 'a' && c <= 'z')
		return CHAR_LOWER;
	if (c >= 'A' && c <= 'Z')
		return CHAR_UPPER;
	if (c >= '0' && c <= '9')
		return CHAR_DIGIT;
	if ((c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c < 0x4e00) || c == 0x3005 || c == 0x3006 || c == 0x30f6 ||
	    (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c < 0x30000))
		return CHAR_KANJI;
	if (c >= 0x3041 && c <= 0x309f)
		return CHAR_HIRAGANA;
	if (c == 0x30fb || c == 0xff1d || c == 0xff65)
		return CHAR_DOT;
	if ((c >= 0x30a1 && c <= 0x30ff) || (c >= 0xff66 && c <= 0xff9f))
		return CHAR_KATAKANA;
	if (c == ' ' || c == 0x3000 || c == 0xa0 || c == '\t')
		return CHAR_SPACE;
	if (c == 0x3001 || c == 0x3002 || c == ',' || c == '.' || c == 0xff0c || c == 0xff0e)
		return CHAR_STOP;
	if (c == '(' || c == 0xff08 || c == 0x300c || c == 0x300e || c == '<' || c == '[' || c == 0x3010)
		return CHAR_OPEN;
	if (c == ')' || c == 0xff09 || c == 0x300d || c == 0x300f || c == '>' || c == ']' || c == 0x3011 ||
	    c == 0x329e)		/* ㊞ ends a name as a bracket does */
		return CHAR_CLOSE;
	if (c >= 0xff10 && c <= 0xff19)
		return CHAR_DIGIT;
	if (c >= 0xff21 && c <= 0xff3a)
		return CHAR_UPPER;
	return (c >= 0xff41 && c <= 0xff5a) || (c >= 0xc0 && c < 0x250) ? CHAR_LOWER : CHAR_OTHER;
}

static bool is_word_char(enum char_type t)
{
	return t >= CHAR_KANJI && t <= CHAR_LOWER;
}

static void pad(struct line *l)
{
	for (size_t i = 0; i < LINE_PAD; i++) {
		l->room_c[i] = l->room_c[LINE_PAD + l->n + i] = 1;
		l->room_type[i] = l->room_type[LINE_PAD + l->n + i] = CHAR_OUTSIDE;
	}
}

size_t line_read(struct line *l, struct dc_span text)
{
	size_t at = 0, n = 0;
	uint32_t c;

	while (at < text.n && n < LINE_MOST) {
		size_t step = utf8_read(text.p + at, text.n - at, &c);

		if (step == 1 && c == '\n')
			break;
		if (step == 0) {
			step = 1;
			c = 0xfffd;
		}
		l->at[n] = (uint32_t)at;
		l->room_c[LINE_PAD + n] = c;
		l->room_type[LINE_PAD + n++] = char_type_of(c);
		at += step;
	}
	if (n == LINE_MOST && at < text.n) {
		size_t cut = n;

		while (cut > LINE_MOST / 2 && is_word_char(l->room_type[LINE_PAD + cut - 1]))
			cut--;
		n = cut > LINE_MOST / 2 ? cut : n;
		at = cut > LINE_MOST / 2 && cut < LINE_MOST ? l->at[cut] : at;
	}
	l->n = n;
	l->at[n] = (uint32_t)at;
	pad(l);
	return at < text.n && text.p[at] == '\n' ? at + 1 : at;
}

static const uint16_t layer_classes[LAYERS] = { LEX_SURNAME, LEX_GIVEN, LEX_FULL, LEX_WORD,
	LEX_PLACE | LEX_PREFECTURE | LEX_MUNICIPALITY | LEX_TOWN, LEX_ORG, LEX_PROPER, LEX_FOREIGN, LEX_SURNAME_KANA,
	LEX_GIVEN_KANA };

static void cover(struct line *l, size_t i, size_t chars, const struct lexicon_entry *e)
{
	for (unsigned k = 0; k < LAYERS; k++) {
		if (!(e->classes & layer_classes[k]))
			continue;
		for (size_t q = 0; q < chars; q++) {
			if (chars <= l->length[k][i + q])
				continue;
			l->length[k][i + q] = (uint8_t)chars;
			l->offset[k][i + q] = (uint8_t)q;
			if (k <= LAYER_GIVEN)
				l->cost[i + q] = e->cost / 16 > 14 ? 14 : e->cost / 16;
		}
	}
}

/* A chain's place code: 1 + (in the given name) + 2 first + 4 last + boundaries, strength and length. */
static void chain_mark(struct line *l, size_t i, size_t surname, size_t given)
{
	size_t n = surname + given;
	unsigned strong = (l->classes[i][surname - 1] & LEX_SURNAME) && (l->classes[i + surname][given - 1] & LEX_GIVEN);
	unsigned before = line_type(l, (ptrdiff_t)i - 1) != CHAR_KANJI;
	unsigned after = line_type(l, (ptrdiff_t)(i + n)) != CHAR_KANJI;
	unsigned size = n > 4 ? 2 : n < 3 ? 0 : 1;

	for (size_t q = 0; q < n; q++) {
		unsigned code = 1 + (q >= surname) + 2u * (q == 0) + 4u * (q == n - 1) + 8 * before + 16 * after +
			32u * strong + 64 * size;

		if (l->chain[i + q] == 0 || ((l->chain[i + q] - 1u) >> 5 & 1) < strong)
			l->chain[i + q] = (uint16_t)code;
	}
}

#define NOT_A_NAME (LEX_WORD | LEX_PLACE | LEX_ORG | LEX_PROPER | LEX_PREFECTURE | LEX_MUNICIPALITY)

/* A surname at the beginning of a run of kanji [from, to), and up to three characters more: what they may be, in a code. */
static void half_mark(struct line *l, size_t from, size_t to)
{
	for (size_t a = 3; a > 0; a--) {
		size_t n = to - from;
		unsigned rest, whole;

		if (a >= n || n - a > 3 || !(l->classes[from][a - 1] & LEX_SURNAME))
			continue;
		rest = l->classes[from + a][n - a - 1];
		whole = n <= 5 ? l->classes[from][n - 1] : 0;
		for (size_t q = 0; q < n; q++)
			l->half[from + q] = (uint8_t)(1 + (q >= a) + 2u * (q == 0) + 4u * (q == n - 1) + 8u * ((rest & NOT_A_NAME) != 0) +
				16u * ((whole & NOT_A_NAME) != 0) + 32u * (n - a - 1) + 128u * (a == 1));
		return;
	}
}

static void halves(struct line *l, size_t from, size_t to)
{
	for (size_t i = from; i < to; ) {
		size_t end = i;

		while (end < to && line_type(l, (ptrdiff_t)end) == CHAR_KANJI)
			end++;
		if (end > i && line_type(l, (ptrdiff_t)i - 1) != CHAR_KANJI && line_type(l, (ptrdiff_t)end) != CHAR_KANJI)
			half_mark(l, i, end);
		i = end > i ? end : i + 1;
	}
}

static void chains(struct line *l, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		for (size_t a = 4; a > 0; a--) {
			if (i + a >= to || !(l->classes[i][a - 1] & (LEX_SURNAME | LEX_SURNAME_KANA)))
				continue;
			for (size_t b = 4; b > 0; b--) {
				if (i + a + b <= l->n && l->classes[i + a][b - 1] & (LEX_GIVEN | LEX_GIVEN_KANA))
					chain_mark(l, i, a, b);
			}
		}
	}
}

void line_look_up(struct line *l, const struct lexicon *lx, struct dc_span text, size_t from, size_t to)
{
	struct lexicon_entry e[ENTRIES];

	for (unsigned k = 0; k < LAYERS; k++) {
		memset(l->length[k] + from, 0, to - from + 1);
		memset(l->offset[k] + from, 0, to - from + 1);
	}
	memset(l->cost + from, 15, to - from + 1);
	memset(l->chain + from, 0, (to - from + 1) * sizeof l->chain[0]);
	memset(l->half + from, 0, to - from + 1);
	memset(l->classes + from, 0, (to - from) * sizeof l->classes[0]);
	for (size_t i = from; i < to; i++) {
		size_t n, chars = 0;

		if (line_type(l, (ptrdiff_t)i) < CHAR_KANJI || line_type(l, (ptrdiff_t)i) > CHAR_KATAKANA)
			continue;
		n = lexicon_match(lx, (struct dc_span){ text.p + l->at[i], l->at[to] - l->at[i] }, e, ENTRIES);
		for (size_t j = 0; j < n; j++) {
			while (i + chars < to && l->at[i + chars] < l->at[i] + e[j].bytes)
				chars++;
			cover(l, i, chars, &e[j]);
			if (chars <= 5)
				l->classes[i][chars - 1] = e[j].classes;
		}
	}
	chains(l, from, to);
	halves(l, from, to);
}

struct out {
	uint32_t *row;
	unsigned n;
};

static inline void put(struct out *o, uint64_t v)
{
	uint64_t h = (v + 1) * 0x9E3779B97F4A7C15u + (o->n + 1) * 0xD1B54A32D192ED03u;

	h ^= h >> 32;
	o->row[o->n++] = (uint32_t)(h * 0xd6e8feb86659fd93u >> (64 - FEATURE_BITS));
}

static void put_chars(struct out *o, const uint32_t *c)
{
	uint64_t m3 = c[-3], m2 = c[-2], m1 = c[-1], c0 = c[0], p1 = c[1], p2 = c[2], p3 = c[3];

	put(o, c0);
	put(o, m1);
	put(o, m2);
	put(o, p1);
	put(o, p2);
	put(o, m3);
	put(o, p3);
	put(o, m1 << 20 | c0);
	put(o, c0 << 20 | p1);
	put(o, m2 << 20 | m1);
	put(o, p1 << 20 | p2);
	put(o, m3 << 20 | m2);
	put(o, p2 << 20 | p3);
	put(o, m1 << 40 | c0 << 20 | p1);
	put(o, m2 << 40 | m1 << 20 | c0);
	put(o, c0 << 40 | p1 << 20 | p2);
	put(o, p1 << 40 | p2 << 20 | p3);
	put(o, m3 << 40 | m2 << 20 | m1);
}

/* Characters of the same type to the left and right, at most 6. */
static void put_runs(struct out *o, const uint32_t *c, const uint8_t *t, size_t left, size_t right)
{
	unsigned a = 0, b = 0;
	uint64_t run;

	while (a < 6 && a < left && t[-1 - (int)a] == t[0])
		a++;
	while (b < 6 && b < right && t[1 + b] == t[0])
		b++;
	run = (uint64_t)a << 8 | b << 4 | t[0];
	put(o, run);
	put(o, run << 40 | (uint64_t)c[-1 - (int)a] << 20 | c[1 + b]);
	put(o, (uint64_t)(b << 4 | t[0]) << 40 | (uint64_t)c[1 + b] << 20 | (b < 6 ? c[2 + b] : 0));
}

static unsigned edges(const struct line *l, unsigned layer, size_t i)
{
	unsigned n = l->length[layer][i], at = l->offset[layer][i];

	return n == 0 ? 0 : 1 + (at == 0) + 2u * (at == n - 1);
}

static void put_dictionary(struct out *o, const struct line *l, size_t i)
{
	uint64_t c0 = line_char(l, (ptrdiff_t)i), m1 = line_char(l, (ptrdiff_t)i - 1),
		 p1 = line_char(l, (ptrdiff_t)i + 1);
	uint64_t sg = edges(l, LAYER_SURNAME, i) | edges(l, LAYER_GIVEN, i) << 3 |
		(l->length[LAYER_WORD][i] > 1) << 6 | (l->length[LAYER_PLACE][i] > 1) << 7 |
		(l->length[LAYER_ORG][i] > 1) << 8 | (l->length[LAYER_PROPER][i] > 1) << 9;
	uint64_t next = edges(l, LAYER_SURNAME, i + 1) | edges(l, LAYER_GIVEN, i + 1) << 3;
	uint64_t chain = l->chain[i], before = i > 0 ? l->chain[i - 1] : 0;
	uint64_t types = (uint64_t)line_type(l, (ptrdiff_t)i - 1) << 8 | line_type(l, (ptrdiff_t)i) << 4 |
		line_type(l, (ptrdiff_t)i + 1);

	for (unsigned k = 0; k < LAYERS; k++) {
		unsigned n = l->length[k][i], at = l->offset[k][i], v = 0;

		if (n > 0)
			v = 1 + ((n > 4 ? 4 : n) - 1) * 4 + (n == 1 ? 3 : at == 0 ? 0 : at == n - 1 ? 1 : 2);
		put(o, v | (k <= LAYER_GIVEN ? (unsigned)l->cost[i] << 8 : 0));
	}
	put(o, sg);
	put(o, sg << 8 | next);
	put(o, chain);
	put(o, chain << 8 | (l->chain[i + 1] & 255));
	put(o, sg << 20 | p1);
	put(o, sg << 20 | m1);
	put(o, chain << 20 | p1);
	put(o, chain << 20 | c0);
	put(o, before << 16 | chain);
	put(o, sg << 12 | types);
	put(o, (uint64_t)(l->length[LAYER_WORD][i] << 4 | l->offset[LAYER_WORD][i]) << 16 | chain);
	put(o, l->half[i]);
	put(o, (uint64_t)l->half[i] << 8 | (chain & 255));
	put(o, (uint64_t)l->half[i] << 20 | p1);
	put(o, (uint64_t)l->half[i] << 20 | c0);
}

void line_features(const struct line *l, size_t i, uint32_t out[FEATURES])
{
	const uint32_t *c = l->room_c + LINE_PAD + i;
	const uint8_t *t = l->room_type + LINE_PAD + i;
	struct out o = { out, 0 };
	uint64_t types = 0;

	for (int q = -3; q <= 3; q++)
		types = types << 4 | t[q];
	put_chars(&o, c);
	put(&o, types);
	put(&o, types >> 4 & 0xfffff);
	put(&o, types >> 8 & 0xfff);
	put(&o, types >> 8 & 0xff);
	put(&o, types >> 12 & 0xff);
	put(&o, (types >> 8 & 0xfff) << 21 | c[-1]);
	put(&o, (types >> 8 & 0xfff) << 21 | c[1]);
	put_runs(&o, c, t, i, l->n - i);
	put_dictionary(&o, l, i);
}
