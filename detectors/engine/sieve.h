/* sieve.h -- anchors from masks, by shifts and ands alone, of four blocks at a time. What bits alone cannot tell is kept where it may
 * be, and pass.c looks at it again: it is rare. */
#ifndef SIEVE_H
#define SIEVE_H

#include "masks.h"

/* What may stand at an anchor. One mask each for a block of 64 bytes. */
enum anchor {
	A_PAIR,				/* two kanji (or the first two kana of a run) that begin a word of the lexicon or a label */
	A_SIGN,				/* ':' (either width) or '=' behind what may be an ASCII label */
	A_AT, A_WIDE_AT,
	A_DIGITS,			/* first digit of a run whose shape some kind wants, or of groups with spaces */
	A_PLUS,				/* '+' before a digit */
	A_WIDE_DIGITS,			/* first of a run of full-width digits */
	A_WIDE_JOIN,			/* a separator that is not ASCII between digits: the run begins before it */
	A_LETTER_DIGIT, A_ERA, A_YEAR,
	A_KANA,				/* a run of katakana that a space or a middle dot follows */
	A_CAPITAL, A_HEX, A_CHEVRON, A_SECRET,
	N_ANCHORS
};

struct sieve {
	struct masks m;			/* in: two blocks before the stride, the stride, two behind, then zeros */
	uint64_t joined[MASK_ROWS];		/* digits and single separators between digits */
	uint64_t joint[MASK_ROWS];		/* a space between digits, or behind a bracket that closes an area code */
	/* out, a place for each block of the stride */
	uint64_t found[N_ANCHORS][STRIDE_BLOCKS];
	uint64_t any[STRIDE_BLOCKS];	/* all of them together */
	uint64_t present[STRIDE_BLOCKS];	/* bit A_*: the block has some */
	/* to be looked at again */
	uint64_t runs[STRIDE_BLOCKS];	/* digits and separators, seven and more: their first */
	uint64_t touched[STRIDE_BLOCKS];	/* digits behind a letter */
	uint64_t forge[STRIDE_BLOCKS];	/* "gh?_" perhaps; with A_SECRET */
	uint64_t wide_sign[STRIDE_BLOCKS];	/* colons and blanks behind kana, perhaps; with A_SIGN */
	uint64_t again[STRIDE_BLOCKS];	/* not 0: any of these, or A_ERA, A_YEAR, A_HEX, A_KANA, A_SECRET, joint */
};

#endif
