/* cell.c -- scores of whole cells from what the dictionary says of their parts. Names have learned weights
 * (cell_weights.h, made by build/train_cell.c); addresses and Latin names stand on their grammar. */
#include "cell.h"

#include <math.h>

#include "address.h"
#include "cell_features.h"
#include "cell_weights.h"
#include "chain.h"
#include "daicho/status.h"
#include "kana.h"
#include "line.h"
#include "west_words.h"
#include "utf8.h"

#define CELL_MOST 160			/* bytes; a longer cell is no name */
#define ADDRESS_CELL_MOST 400
#define MATCHES 16
#define NO_NAME (LEX_WORD | LEX_PLACE | LEX_ORG | LEX_PROPER | LEX_TOWN)

static float probability(float logodds)
{
	return 1.0f / (1.0f + expf(-logodds));
}

static struct dc_span trimmed(struct dc_span s)
{
	size_t n;

	while (s.n > 0 && (n = chain_gap(s)) > 0)
		s = dc_span_cut(s, n, s.n);
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	while (s.n >= 3 && memcmp(s.p + s.n - 3, "\xe3\x80\x80", 3) == 0)
		s.n -= 3;
	return s;
}

/* The classes of an entry that is the whole of s; 0: none. */
static unsigned whole(struct dc_span s, uint8_t *cost)
{
	struct lexicon_entry e[MATCHES];
	size_t n = lexicon_match(lexicon_get(), s, e, MATCHES);

	*cost = 255;
	if (n == 0 || e[n - 1].bytes != s.n)
		return 0;
	*cost = e[n - 1].cost;
	return e[n - 1].classes;
}

/* Characters of s; all_kanji is cleared if one is none. Spaces do not count. */
static unsigned characters(struct dc_span s, bool *all_kanji, bool *japanese)
{
	unsigned n = 0;

	*all_kanji = *japanese = true;
	for (size_t at = 0; at < s.n; ) {
		uint32_t c = 0xfffd;
		size_t step = utf8_read(s.p + at, s.n - at, &c);
		enum char_type t = char_type_of(c);

		at += step == 0 ? 1 : step;
		if (t == CHAR_SPACE)
			continue;
		*all_kanji = *all_kanji && t == CHAR_KANJI;
		*japanese = *japanese && t >= CHAR_KANJI && t <= CHAR_KATAKANA;
		n++;
	}
	return n;
}

/* True if s is two words that are no names, one behind the other. */
static bool two_words(struct dc_span s)
{
	struct lexicon_entry e[MATCHES];
	size_t n = lexicon_match(lexicon_get(), s, e, MATCHES);
	uint8_t cost;

	for (size_t i = 0; i < n; i++) {
		if (e[i].bytes >= 6 && e[i].bytes < s.n && e[i].classes & NO_NAME &&
		    whole(dc_span_cut(s, e[i].bytes, s.n), &cost) & NO_NAME)
			return true;
	}
	return false;
}

/* Last characters of places, offices and things. */
static bool thing_behind(struct dc_span s)
{
	static const char last[] = "市区町村駅県府都店部課所社校院会場室品料費機器券書証類型式別等用製業員者係長局署班組館園寺橋川山線口";
	uint8_t tail[4] = { 0 };

	if (s.n < 6)
		return false;
	memcpy(tail, s.p + s.n - 3, 3);
	return strstr(last, (const char *)tail) != NULL;
}

static bool full_name(struct dc_span cell, float *f)
{
	struct chain c;
	bool kanji, japanese;
	unsigned chars = characters(cell, &kanji, &japanese), classes, given, surname;
	uint8_t cost;

	if (!japanese || chars < 2 || chars > 9 || !chain_at(lexicon_get(), cell, &c))
		return false;
	if (c.given == 0 || (size_t)c.surname + c.gap + c.given != cell.n) {
		c.gap = (uint16_t)chain_gap(dc_span_cut(cell, c.surname, cell.n));
		c.given = 0;
		given = 0;
	} else {
		given = whole(dc_span_cut(cell, (size_t)c.surname + c.gap, cell.n), &cost);
	}
	surname = whole(dc_span_cut(cell, 0, c.surname), &cost);
	classes = whole(cell, &cost);
	f[1] = c.given > 0;
	f[2] = c.given == 0 && chars - c.surname_chars >= 1 && chars - c.surname_chars <= 3;
	f[3] = c.gap > 0;
	f[4] = (float)c.surname_cost / 100;
	f[5] = c.given > 0 ? (float)c.given_cost / 100 : 1.8f;
	f[6] = c.surname_chars == 1;
	f[7] = chars - c.surname_chars == 1;
	f[8] = chars - c.surname_chars >= 3;
	f[9] = (classes & LEX_WORD) != 0;
	f[10] = (classes & (LEX_PLACE | LEX_PREFECTURE | LEX_MUNICIPALITY | LEX_TOWN)) != 0;
	f[11] = (classes & (LEX_ORG | LEX_PROPER)) != 0;
	f[12] = c.gap == 0 && two_words(cell);
	f[13] = (given & NO_NAME) != 0;
	f[14] = (surname & LEX_WORD) != 0;
	f[15] = (surname & LEX_PLACE) != 0;
	f[16] = (classes & (LEX_SURNAME | LEX_GIVEN)) != 0;
	f[17] = chars >= 6;
	f[18] = thing_behind(cell) && !c.gap;
	f[19] = kanji;
	return true;
}

static bool one_part(struct dc_span cell, unsigned wanted, float *f)
{
	bool kanji, japanese;
	unsigned chars = characters(cell, &kanji, &japanese), classes;
	uint8_t cost;

	classes = whole(cell, &cost);
	if (!japanese || chars > 5 || chars == 0)
		return false;
	f[1] = (classes & wanted) != 0;
	f[2] = (float)cost / 100;
	f[3] = chars == 1;
	f[4] = chars == 2;
	f[5] = chars == 3;
	f[6] = (classes & LEX_WORD) != 0;
	f[7] = (classes & (LEX_PLACE | LEX_TOWN)) != 0;
	f[8] = (classes & (LEX_PREFECTURE | LEX_MUNICIPALITY)) != 0;
	f[9] = (classes & (LEX_ORG | LEX_PROPER)) != 0;
	f[10] = (classes & (LEX_SURNAME | LEX_GIVEN)) == (LEX_SURNAME | LEX_GIVEN);
	f[11] = thing_behind(cell);
	f[12] = kanji;
	f[13] = f[1] * f[2];
	return true;
}

static bool reading(struct dc_span cell, float *f)
{
	struct kana_run a, b = { 0 };
	size_t gap;
	uint8_t cost_a = 255, cost_b = 255;
	unsigned x, y = 0;

	if (!kana_read(cell, &a))
		return false;
	gap = chain_gap(dc_span_cut(cell, a.taken, cell.n));
	if (gap > 0 && !kana_read(dc_span_cut(cell, a.taken + gap, cell.n), &b))
		return false;
	if (a.taken + gap + b.taken != cell.n || a.chars + b.chars < 2)
		return false;
	x = whole((struct dc_span){ a.text, a.n }, &cost_a);
	if (b.n > 0)
		y = whole((struct dc_span){ b.text, b.n }, &cost_b);
	f[1] = b.n > 0;
	f[2] = (x & LEX_SURNAME_KANA) != 0;
	f[3] = (x & LEX_GIVEN_KANA) != 0;
	f[4] = (y & LEX_GIVEN_KANA) != 0;
	f[5] = f[2] * f[4];
	f[6] = (x & LEX_WORD) != 0;
	f[7] = (y & LEX_WORD) != 0;
	f[8] = a.half;
	f[9] = a.hiragana;
	f[10] = a.chars == 2;
	f[11] = a.chars >= 5;
	f[12] = b.chars >= 5;
	f[13] = (float)(cost_a < cost_b ? cost_a : cost_b) / 100;
	f[14] = memchr(a.text, 0xbc, a.n) != NULL;	/* a long vowel mark, mostly of a loan word */
	for (size_t at = 6; b.n == 0 && at + 6 <= a.n && f[15] == 0; at += 3)
		f[15] = whole((struct dc_span){ a.text, at }, &cost_a) & LEX_SURNAME_KANA &&
			whole((struct dc_span){ a.text + at, a.n - at }, &cost_b) & LEX_GIVEN_KANA;
	return true;
}

bool cell_features(struct dc_span cell, enum lexicon_cell what, float out[CELL_FEATURES])
{
	for (size_t i = 0; i < CELL_FEATURES; i++)
		out[i] = 0;
	out[0] = 1;
	switch (what) {
	case LEXICON_CELL_FULL_NAME:
		return full_name(cell, out);
	case LEXICON_CELL_SURNAME:
		return one_part(cell, LEX_SURNAME, out);
	case LEXICON_CELL_GIVEN:
		return one_part(cell, LEX_GIVEN | LEX_GIVEN_KANA, out);
	default:
		return reading(cell, out);
	}
}

static float learned(struct dc_span cell, enum lexicon_cell what)
{
	float f[CELL_FEATURES], sum = 0;

	if (cell.n > CELL_MOST || !cell_features(cell, what, f))
		return 0;
	for (size_t i = 0; i < CELL_FEATURES; i++)
		sum += f[i] * cell_weights[what][i];
	return probability(sum);
}

/* A run of two to four capitalised words that fills the cell: lists speak for it, English words against it. */
static float latin(struct dc_span cell)
{
	struct west_run run;
	float sum = -1.2f;

	if (cell.n > CELL_MOST || !west_run_at(lexicon_get(), cell, 0, &run) || run.token[run.n - 1].end != cell.n ||
	    run.token[0].start != 0 || run.n < 2 || run.n > WEST_SPAN_MOST)
		return 0;
	for (unsigned i = 0; i < run.n; i++) {
		unsigned c = run.token[i].classes;

		if (c & (LEX_WEST_GIVEN | LEX_WEST_SURNAME | LEX_ROMAJI_GIVEN | LEX_ROMAJI_SURNAME))
			sum += c & LEX_ENGLISH ? 0.5f : 1.6f;
		else
			sum += run.token[i].initial    ? 0.3f :
				c & LEX_ENGLISH        ? -1.8f :
				c & LEX_ENGLISH_PROPER ? 0.6f :
							 -0.3f;
	}
	return probability(sum);
}

static bool is_prefecture(struct dc_span word)
{
	uint8_t lower[16];

	if (word.n > sizeof lower)
		return false;
	for (size_t i = 0; i < word.n; i++)
		lower[i] = (uint8_t)(word.p[i] | 0x20);
	return address_romaji_prefecture((struct dc_span){ lower, word.n });
}

/* One capitalised word that fills the cell. Lists hold a part of all names, so a word of no list says little against. */
static float latin_part(struct dc_span cell)
{
	struct west_run run;
	unsigned c;

	cell = dc_span_cut(cell, west_particles(cell, 0), cell.n);
	if (cell.n > CELL_MOST || !west_run_at(lexicon_get(), cell, 0, &run) || run.n != 1 || run.token[0].start != 0 ||
	    run.token[0].end != cell.n || run.token[0].letters < 2)
		return 0;
	c = run.token[0].classes;
	if (c & (LEX_WEST_GIVEN | LEX_WEST_SURNAME))
		return c & LEX_ENGLISH ? 0.6f : 0.92f;
	if (c & LEX_ENGLISH)
		return 0.04f;
	if (c & (LEX_ROMAJI_GIVEN | LEX_ROMAJI_SURNAME))
		return is_prefecture(cell) ? 0.2f : 0.76f;
	return c & LEX_ENGLISH_PROPER ? 0.45f : 0.28f;
}

static float address(struct dc_span cell)
{
	struct address a;
	float sum;

	if (cell.n > ADDRESS_CELL_MOST || !address_read(lexicon_get(), cell, true, &a) || (size_t)a.end * 2 < cell.n)
		return 0;
	sum = -2.0f + 2.0f * (float)(a.prefecture || a.municipality) + (float)a.town +
		(float)(a.prefecture && a.municipality) +
		(a.numbers >= 2 || a.units > 0 ? 2.5f :
				a.numbers == 1 ? 0.8f :
						 0) -
		(a.end < cell.n ? 1.0f : 0);
	return probability(sum);
}

float lexicon_cell_score(struct dc_span cell, enum lexicon_cell what)
{
	cell = trimmed(cell);
	if (cell.n == 0)
		return 0;
	switch (what) {
	case LEXICON_CELL_LATIN:
		return latin(cell);
	case LEXICON_CELL_LATIN_PART:
		return latin_part(cell);
	case LEXICON_CELL_ADDRESS:
		return address(cell);
	default:
		return (unsigned)what < CELL_TRAINED ? learned(cell, what) : 0;
	}
}
