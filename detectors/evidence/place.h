/* place.h -- lines and columns of a text, counted once from front to back. Not public. */
#ifndef EVIDENCE_PLACE_H
#define EVIDENCE_PLACE_H

#include "daicho/text.h"

/* Where the last look-up stopped. carried: code points of the line that the part's earlier texts already had. */
struct place {
	const uint8_t *text;
	size_t at, line_start;		/* bytes; line_start: of the line that at stands in */
	uint64_t line;			/* 0: lines mean nothing here */
	uint32_t carried;
	size_t counted_to;		/* code points of the line counted up to here: */
	uint32_t counted;
};

/* carried: what place_end() of the part's last text gave; 0 for the first. */
void place_begin(struct place *p, const struct dc_text *text, uint32_t carried);
/* Line and column of byte `at`; at never goes back. */
void place_find(struct place *p, size_t at, uint64_t *line, uint32_t *col);
/* Code points of the unfinished line before the next text's first page byte. */
uint32_t place_end(const struct dc_text *text, uint32_t carried);

#endif
