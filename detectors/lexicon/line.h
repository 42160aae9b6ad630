/* line.h -- what the name model sees of a line: characters, their kinds, and what the dictionary says of each.
 * The trainer and the reader share this file, so that they see the same. */
#ifndef LEXICON_LINE_H
#define LEXICON_LINE_H

#include "lexicon.h"

#define LINE_MOST 480			/* characters of a line looked at in one piece */
#define LINE_PAD 8			/* characters read beyond both ends */
#define FEATURES 53			/* for each character */
#define FEATURE_BITS 17			/* of a hashed feature: rows of the weight table */

enum char_type {
	CHAR_OUTSIDE, CHAR_KANJI, CHAR_HIRAGANA, CHAR_KATAKANA, CHAR_DOT, CHAR_UPPER, CHAR_LOWER, CHAR_DIGIT, CHAR_SPACE,
	CHAR_STOP, CHAR_OPEN, CHAR_CLOSE, CHAR_OTHER
};

enum line_layer {
	LAYER_SURNAME, LAYER_GIVEN, LAYER_FULL, LAYER_WORD, LAYER_PLACE, LAYER_ORG, LAYER_PROPER, LAYER_FOREIGN,
	LAYER_SURNAME_KANA, LAYER_GIVEN_KANA, LAYERS
};

struct line {
	size_t n;			/* characters */
	uint32_t at[LINE_MOST + 1];	/* byte offset of each, and of the end */
	uint32_t room_c[LINE_MOST + 2 * LINE_PAD];
	uint8_t room_type[LINE_MOST + 2 * LINE_PAD];
	/* Longest entry over a character: its length, and how far into it the character stands. */
	uint8_t length[LAYERS][LINE_MOST + 1], offset[LAYERS][LINE_MOST + 1];
	uint8_t cost[LINE_MOST + 1];	/* of the name entry over it, in steps of 16; 15: none */
	uint16_t chain[LINE_MOST + 1];	/* place within surname + given name; 0: outside */
	uint8_t half[LINE_MOST + 1];	/* place within surname + rest of a run of kanji that no dictionary has as given name; 0: outside */
	uint16_t classes[LINE_MOST][5];	/* of the entry of 1..5 characters that begins here (index length - 1) */
};

static inline uint32_t line_char(const struct line *l, ptrdiff_t i)
{
	return l->room_c[i + LINE_PAD];
}

static inline uint8_t line_type(const struct line *l, ptrdiff_t i)
{
	return l->room_type[i + LINE_PAD];
}

enum char_type char_type_of(uint32_t c);

/* Decodes as much of text as fits, to the first line end; a longer line is cut between words where it can be. Returns the
 * bytes taken, line end included. Malformed bytes count as U+FFFD. */
size_t line_read(struct line *l, struct dc_span text);
/* Looks up the dictionary for characters [from, to). */
void line_look_up(struct line *l, const struct lexicon *lx, struct dc_span text, size_t from, size_t to);
/* Rows of the weight table for character i; [from, to) were looked up with a margin of a character. */
void line_features(const struct line *l, size_t i, uint32_t out[FEATURES]);

#endif
