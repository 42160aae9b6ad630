/* cell.h -- how much a whole table cell looks like a person's name or an address; columns vote with it. Pure, any thread. */
#ifndef LEXICON_CELL_H
#define LEXICON_CELL_H

#include "daicho/span.h"

enum lexicon_cell {
	LEXICON_CELL_FULL_NAME,		/* surname and given name, kanji or mixed, with or without a space */
	LEXICON_CELL_SURNAME, LEXICON_CELL_GIVEN,
	LEXICON_CELL_KANA,		/* a name in katakana (either width) or hiragana: whole or one part */
	LEXICON_CELL_LATIN,		/* a Western or romanised name of two or more words */
	LEXICON_CELL_LATIN_PART,	/* a Western or romanised surname or given name alone */
	LEXICON_CELL_ADDRESS,
	LEXICON_CELL_KINDS
};

/* Probability (0..1) that the cell is one, without any knowledge of its column: a column of names has a mean near 0.8 and
 * more, a column of other words below 0.2, so a vote over ten distinct cells decides. Never fails; "" gives 0. */
float lexicon_cell_score(struct dc_span cell, enum lexicon_cell what);

#endif
