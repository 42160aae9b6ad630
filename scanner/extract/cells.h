/* cells.h -- where the cells of delimited text stand (RFC 4180, and what programs write instead of it). */
#ifndef EXTRACT_CELLS_H
#define EXTRACT_CELLS_H

#include "daicho/text.h"
#include "daicho/span.h"

struct cells_form {
	uint8_t delimiter;		/* , ; \t | */
	uint8_t end;			/* of a row: \n, or \r where a file has no \n */
	bool quotes;			/* " opens a quoted cell; false: dumps that escape by backslash */
};

struct cells {
	struct dc_cell *p;		/* empty cells are left out */
	size_t n, cap;
	uint32_t rows;			/* complete rows */
	uint32_t first_column;		/* of the first cell: > 0 when a row goes on */
	uint32_t widest;		/* cells of the widest row */
	size_t done;			/* bytes up to the end of the last complete row */
	size_t open;			/* where the last, unfinished cell begins */
	size_t done_cells;		/* cells of complete rows */
	uint32_t open_column;
	bool open_quote;		/* the unfinished cell began with a quote that was not closed */
};

/* Finds the cells of text. last: the end of text ends the last row. False: out of memory. */
bool cells_find(struct cells *c, struct dc_span text, const struct cells_form *form, bool last);
void cells_done(struct cells *c);

/* What the first lines have in common. */
struct cells_guess {
	uint8_t delimiter;		/* 0: nothing */
	unsigned fields;		/* of most lines */
	unsigned share;			/* of 100 lines, those with so many fields */
	unsigned lines;
};

/* cp932: bytes behind a lead byte may look like a delimiter. */
struct cells_guess cells_guess(struct dc_span head, bool cp932);
uint8_t cells_row_end(struct dc_span head);

#endif
