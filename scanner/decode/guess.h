/* guess.h -- which charset bytes are in, where nothing says so. */
#ifndef DECODE_GUESS_H
#define DECODE_GUESS_H

#include "daicho/decode.h"

/* UTF-16 or 32 by byte order mark (*mark: its length) or by where the zero and kana bytes stand; a UTF-8 mark likewise;
 * DC_CS_UNKNOWN: bytes, to be looked at segment by segment. */
enum dc_charset guess_start(struct dc_span head, enum dc_charset hint, size_t *mark);
/* For a segment that is not valid UTF-8. favour: the charset seen or declared before. */
enum dc_charset guess_segment(struct dc_span s, enum dc_charset favour);
/* Valid UTF-8, but nothing else than what half-width kana of CP932 look like: pairs of C2-DF and A1-BF. */
bool guess_kana_pairs(struct dc_span s);

#endif
