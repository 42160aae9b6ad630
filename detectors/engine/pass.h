/* pass.h -- the one pass over all bytes: masks of 64 bytes in, anchors out. Only anchors reach scalar code. */
#ifndef PASS_H
#define PASS_H

#include "masks.h"
#include "shapes.h"

#include "daicho/span.h"

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
	N_ANCHORS,
	A_ANY = N_ANCHORS		/* all of them together */
};

#define STRIDE_BLOCKS 64

struct pass {
	const struct cpu *cpu;
	const struct shapes *shapes;
	const uint8_t *bitmap;		/* over lexicon_pair_hash */
	unsigned wanted;		/* bit A_*: what anybody asked for */
	struct masks blocks[STRIDE_BLOCKS + 3];	/* one before, the stride, two behind */
	uint64_t joined[STRIDE_BLOCKS + 2];	/* digits and single separators between digits */
	uint32_t pairs[STRIDE_BLOCKS * BLOCK];
	uint64_t found[STRIDE_BLOCKS][N_ANCHORS + 1];
};

/* Finds the anchors of blocks [first, first + STRIDE_BLOCKS) of text, as far as it goes; returns the number of blocks. A
 * function of the text alone: neither the padding around it nor the stride shows. */
size_t pass_stride(struct pass *p, struct dc_span text, size_t first);

#endif
