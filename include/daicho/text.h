/* text.h -- a stretch of text as extractors make it and detectors read it.
 *
 * Prose: a page with a margin on each side; a match counts where it begins, so it is found once and whole. Tables: rows
 * of cells laid out in the same bytes, each cell with its place; a value never crosses a cell.
 */
#ifndef DAICHO_TEXT_H
#define DAICHO_TEXT_H

#include "daicho/map.h"
#include "daicho/span.h"

#define DC_TEXT_PAD 128			/* readable bytes before and behind dc_text.bytes; their content counts for nothing */
#define DC_TEXT_MARGIN 1024		/* bytes of context an extractor gives on each side of a page, where there are any */
#define DC_TEXT_MOST (1u << 20)		/* most bytes of one dc_text */
#define DC_NO_COLUMN UINT32_MAX

enum dc_text_form {
	DC_PROSE,			/* running text: documents, mail, logs, source code */
	DC_TABLE,			/* cells of rows: CSV, sheets, database tables, JSON Lines */
	DC_NAME				/* the name of a file or member, scanned as content */
};

struct dc_column {
	const char *name;		/* heading as the source has it, UTF-8, NUL-terminated; "" if none */
	const char *type;		/* SQL type or ""; a numeric type may have lost leading zeros */
};

struct dc_cell {
	uint32_t start, end;		/* bytes of dc_text.bytes, quotes left out */
	uint32_t column;		/* from 0 */
	uint32_t row;			/* added to dc_text.first_row */
};

struct dc_text {
	enum dc_text_form form;
	struct dc_span bytes;		/* UTF-8, DC_TEXT_PAD readable on both sides; borrowed till the call returns */
	size_t page, page_end;		/* matches that begin here count */
	const struct dc_map *map;	/* to offsets in the stored member; NULL: identity */
	uint64_t first_line;		/* line number (from 1) of bytes.p[0]; 0: lines mean nothing here */
	uint64_t first_row;		/* number of row 0 of cells; a sheet's first row is 1, headings included */
	const struct dc_cell *cells;	/* DC_TABLE: ordered by start; every cell of a row stands in one dc_text */
	size_t n_cells;
	const struct dc_column *columns;	/* DC_TABLE: lives as long as the part */
	size_t n_columns;
	bool one_record;		/* DC_TABLE: a form; all its rows tell of one person or thing */
	const char *label;		/* DC_PROSE: heading or form label this text stands under (a JSON key), or NULL */
};

#endif
