/* gap.h -- what may stand between a label and its value, and what stands right behind a number. Not public. */
#ifndef EVIDENCE_GAP_H
#define EVIDENCE_GAP_H

#include "daicho/span.h"

/* Is text.p[from, to) only what joins a label to its value: blanks, colons, quotes, brackets, "番号", "は"? One line. */
bool gap_joins(struct dc_span text, uint32_t from, uint32_t to);
/* Does the word [from, to) fill its line, brackets and bullets aside, and does text.p[at] begin the next line's content? */
bool gap_line_above(struct dc_span text, uint32_t from, uint32_t to, uint32_t at);
/* A unit (円, kg, %) right behind `end`, or a currency sign right before `start`. */
bool gap_amount(struct dc_span text, uint32_t start, uint32_t end);

#endif
