/* west_words.h -- the small words around Western names: particles, titles, greetings, what ends the names of firms. */
#ifndef LEXICON_WEST_WORDS_H
#define LEXICON_WEST_WORDS_H

#include "name_west.h"

/* Of ASCII, Latin-1 and Latin Extended-A; c: a code point, or a byte of ASCII. */
static inline bool west_upper(uint32_t c)
{
	bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);	/* there capitals have odd numbers */

	if (c < 0x80)
		return c - 'A' < 26;
	return (c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x100 && c <= 0x17f && (c & 1) == odd);
}

static inline bool west_letter(uint32_t c)
{
	return c < 0x80 ? (c | 0x20) - 'a' < 26 : c >= 0xc0 && c <= 0x17f && c != 0xd7 && c != 0xf7;
}

/* Bytes of the small words of names at pos (van, de la, bin, al-) with the space or hyphen behind them, before a capital; 0: none. */
uint32_t west_particles(struct dc_span text, uint32_t pos);
/* Whether the word [start, end) is a title that stands before names: Mr, Dr, President. */
bool west_title(struct dc_span text, uint32_t start, uint32_t end);
/* One word by which somebody is spoken to: "Hi John,", "Tanaka-san". */
bool west_addressed(struct dc_span text, const struct west_token *t);
/* A word that ends the names of places, firms and things: Street, Electric. */
bool west_no_person(struct dc_span text, const struct west_token *t);

#endif
