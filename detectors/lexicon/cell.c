/* cell.c -- scores of whole cells from what the dictionary says of their parts. */
#include "cell.h"

#include <math.h>

#include "chain.h"
#include "daicho/status.h"
#include "utf8.h"

#define CELL_MOST 160			/* bytes; a longer cell is no name */
#define MATCHES 12

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

/* The classes of an entry that is the whole cell; 0: none. */
static unsigned whole(struct dc_span cell, uint8_t *cost)
{
	struct lexicon_entry e[MATCHES];
	size_t n = lexicon_match(lexicon_get(), cell, e, MATCHES);

	if (n == 0 || e[n - 1].bytes != cell.n)
		return 0;
	*cost = e[n - 1].cost;
	return e[n - 1].classes;
}

static float full_name(struct dc_span cell)
{
	struct chain c;
	uint8_t cost;
	float z;

	if (!chain_at(lexicon_get(), cell, &c) || c.given == 0 || (size_t)c.surname + c.gap + c.given != cell.n)
		return -4;
	z = 3.2f - (float)(c.surname_cost > 110) - (float)(c.given_cost > 140) - (float)(c.surname_chars == 1) -
		(float)(c.given_chars == 1) * 0.7f + (float)(c.gap > 0) * 1.5f;
	return whole(cell, &cost) & (LEX_WORD | LEX_PLACE | LEX_ORG | LEX_PREFECTURE | LEX_MUNICIPALITY) ? z - 4 : z;
}

static float one_part(struct dc_span cell, unsigned wanted, unsigned against)
{
	uint8_t cost = 0;
	unsigned classes = whole(cell, &cost);

	if (!(classes & wanted))
		return -4;
	return 2.0f - (float)cost / 100 - (float)((classes & against) != 0) * 1.5f;
}

float lexicon_cell_score(struct dc_span cell, enum lexicon_cell what)
{
	cell = trimmed(cell);
	if (cell.n == 0 || cell.n > CELL_MOST)
		return 0;
	switch (what) {
	case LEXICON_CELL_FULL_NAME:
		return probability(full_name(cell));
	case LEXICON_CELL_SURNAME:
		return probability(one_part(cell, LEX_SURNAME, LEX_WORD | LEX_MUNICIPALITY));
	case LEXICON_CELL_GIVEN:
		return probability(one_part(cell, LEX_GIVEN, LEX_WORD | LEX_PLACE));
	case LEXICON_CELL_KANA:
		return probability(one_part(cell, LEX_SURNAME_KANA | LEX_GIVEN_KANA, LEX_WORD));
	default:
		return 0;
	}
}
