/* kana.h -- readings in any kana folded to full-width katakana, as the dictionary has them. */
#ifndef LEXICON_KANA_H
#define LEXICON_KANA_H

#include "daicho/span.h"

#define KANA_RUN_MOST 72		/* bytes of folded katakana: 24 characters */

struct kana_run {
	uint8_t text[KANA_RUN_MOST];
	uint16_t n;			/* bytes */
	uint16_t chars;
	uint16_t taken;			/* bytes of the source */
	bool half, hiragana;		/* some of it was half-width; was hiragana */
};

/* The run of kana at the start of text, at most 24 characters. Voiced marks are composed; ー and ｰ are kana, middle dots
 * are not. Returns false if none stands there. */
bool kana_read(struct dc_span text, struct kana_run *out);

#endif
