/* chain.h -- a surname and a given name of the dictionary, one behind the other: what opens a window for the name model
 * and what a cell is measured by. */
#ifndef LEXICON_CHAIN_H
#define LEXICON_CHAIN_H

#include "lexicon.h"

#define CHAIN_GIVEN_MOST 4		/* characters of a given name that stands in no dictionary */

struct chain {
	uint16_t surname, gap, given;	/* bytes: the surname, the space behind it, the given name (0: none follows) */
	uint16_t surname_chars, given_chars;
	uint8_t surname_cost, given_cost;
	uint16_t other;			/* bytes of the longest entry there that is no name: a word, a place */
};

/* True if the chain lies within a word that is no name: 大阪府, 新規, 中央線. */
static inline bool chain_in_word(const struct chain *c)
{
	uint16_t name = (uint16_t)(c->surname + c->gap + c->given);

	return c->other > name || (c->other == name && c->surname_chars == 1 && c->given_chars == 1);
}

/* The best chain that begins at text.p: the longest, then the commonest. False if no surname begins there. */
bool chain_at(const struct lexicon *lx, struct dc_span text, struct chain *out);

/* Bytes of the space (ASCII, U+00A0, U+3000) or middle dot that may stand between surname and given name; 0: none. */
size_t chain_gap(struct dc_span text);

/* Bytes of an honorific or title that stands at text.p as one (not 様式, さんか, 氏名); 0: none. */
size_t honorific_at(struct dc_span text);
/* The same; *flags says of which sort it is. */
enum honorific_flag {
	HONORIFIC_OFFICE = 1,		/* 知事, 会長: stands behind names of places and firms too */
	HONORIFIC_LONE = 2,		/* 大統領, 容疑者: a word that is no place is a name before it */
	HONORIFIC_STAFF = 4		/* 部長, 理事長: before it a surname is one, and not the place of the same name */
};
size_t honorific_read(struct dc_span text, unsigned *flags);

#endif
