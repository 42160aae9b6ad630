/* fold.h -- text as word search sees it: one case, one width, one kana. Not public.
 *
 * ASCII letters lower, full-width forms narrow, half-width kana wide, NFD kana composed, hiragana as katakana; '_', '-'
 * and blanks between ASCII characters are one blank, elsewhere nothing, so that "氏　名" is 氏名; zero-width marks vanish. */
#ifndef EVIDENCE_FOLD_H
#define EVIDENCE_FOLD_H

#include "daicho/span.h"
#include "daicho/status.h"

struct folded {
	uint8_t *p;
	uint32_t *at;			/* at[i]: the byte of the source that p[i] came from; at[n]: behind the last */
	size_t n, cap;
	size_t kana;			/* where the last kana stands, for a mark that follows; SIZE_MAX: none */
	bool blank;			/* a blank waits for what follows */
};

void folded_done(struct folded *f);
void folded_clear(struct folded *f);
/* Adds text.p[from, to), folded. DC_ENOMEM or DC_OK. */
enum dc_status fold_add(struct folded *f, struct dc_span text, uint32_t from, uint32_t to);

#endif
