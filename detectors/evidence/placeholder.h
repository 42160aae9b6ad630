/* placeholder.h -- values that stand for none: samples, published test numbers, role mailboxes. Not public. */
#ifndef EVIDENCE_PLACEHOLDER_H
#define EVIDENCE_PLACEHOLDER_H

#include "profile.h"

/* Sets DC_HIT_PLACEHOLDER, DC_HIT_TEST, DC_HIT_ROLE where the value is one. */
void placeholder_mark(struct candidate *c, struct dc_span value, unsigned traits);
/* Keeps marked candidates below high: the very last weight. */
void placeholder_cap(struct candidate *c);
/* Cells that mean "none": "-", "なし", "N/A", "未登録" ... (trimmed). */
bool placeholder_none(struct dc_span cell);

#endif
