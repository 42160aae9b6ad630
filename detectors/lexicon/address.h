/* address.h -- the parts of a Japanese address, in order: [prefecture] municipality [area] block [building].
 * Forms: detectors' fact sheet on addresses; Kyoto street forms, Sapporo grid, Iwate 地割, kanji numerals among them. */
#ifndef LEXICON_ADDRESS_H
#define LEXICON_ADDRESS_H

#include "lexicon.h"

#define ADDRESS_VALUE_MOST 200

struct address {
	uint32_t end;			/* bytes from the start that was asked */
	bool prefecture, municipality;	/* known ones */
	bool municipality_like;		/* ends as one does, but stands in no list: merged away, perhaps */
	bool town;			/* a known town stands behind */
	bool street;			/* Kyoto: 上る 下る 東入 西入 */
	bool building;
	uint8_t numbers;		/* of the block */
	uint8_t units;			/* 丁目 番地 番 号 条 地割: how many */
	uint16_t n_shown;		/* bytes of value that are prefecture and municipality */
	uint16_t n_value;
	uint8_t value[ADDRESS_VALUE_MOST];	/* width and hyphens folded, spaces gone, 1丁目2番3号 as 1-2-3 */
};

/* Reads the longest address at the start of text. bare: a town alone may begin it (behind a label or in a cell of
 * addresses). False if not even a prefecture, municipality or (bare) town stands there. */
bool address_read(const struct lexicon *lx, struct dc_span text, bool bare, struct address *out);

/* True if the word, in lower-case Latin letters and without its ending (-to, -ken), is a prefecture's name (ISO 3166-2:JP, in the
 * romanisation of the Geospatial Information Authority, without its long marks). */
bool address_romaji_prefecture(struct dc_span word);

#endif
