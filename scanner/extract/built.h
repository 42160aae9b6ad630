/* built.h -- texts put together from pieces: values of JSON and XML, cells of sheets, runs of raw bytes.
 *
 * Pieces are appended with the stored bytes they come from, and handed on in texts of about 256 KiB. A table's text is
 * handed on between rows, prose with a margin on each side. A row or a line that outgrows the window is handed on in several
 * texts that overlap by a margin, as pages. */
#ifndef EXTRACT_BUILT_H
#define EXTRACT_BUILT_H

#include "daicho/buf.h"
#include "daicho/text.h"
#include "extract.h"

#define BUILT_UNKNOWN UINT64_MAX
#define BUILT_NO_HEADING (UINT64_MAX - 1)
#define BUILT_COLUMNS 1024		/* most columns that get a name */

struct built {
	struct dc_extraction *ex;
	const struct dc_part *self;
	struct dc_part_end *end;
	enum dc_text_form form;
	bool mapped;			/* stored offsets are known; else offsets are those of the extracted text */
	struct dc_buf text;
	struct dc_map map;
	size_t page;			/* where the next page begins */
	struct dc_cell *cells;
	size_t n_cells, cap_cells;
	uint64_t row;			/* number of the open row */
	uint64_t first_row;		/* of the first row in text */
	bool cell_open, any_row;
	uint64_t cell_bytes;		/* of the open cell, handed on parts included */
	struct dc_column *columns;	/* in the arena */
	size_t n_columns, cap_columns, next_column;
	bool is_form;			/* the table at hand: its columns are the labels of a form */
	uint64_t heading;		/* row whose cells name the columns; BUILT_UNKNOWN: look when the first text
					 * is handed on; BUILT_NO_HEADING: none does */
};

enum dc_status built_open(struct built *b, struct dc_extraction *ex, const struct dc_part *self, struct dc_part_end *end,
	enum dc_text_form form, bool mapped, struct dc_error *err);
/* Begins row number `row`; rows ascend. Hands on what is full. */
enum dc_status built_row(struct built *b, uint64_t row, struct dc_error *err);
enum dc_status built_cell(struct built *b, uint32_t column, struct dc_error *err);
enum dc_status built_cell_end(struct built *b, struct dc_error *err);
/* A cell from its beginning to its end, of a table whose stored offsets are not known: built_cell, built_add, built_cell_end. */
enum dc_status built_value(struct built *b, uint32_t column, struct dc_span text, struct dc_error *err);
/* n bytes of UTF-8, whole characters, each as long in the store. */
enum dc_status built_add(struct built *b, const uint8_t *p, size_t n, uint64_t stored, struct dc_error *err);
/* Text whose stored bytes another map knows: `from` is the text's offset in that map. */
enum dc_status built_add_mapped(struct built *b, struct dc_span text, const struct dc_map *map, size_t from, struct dc_error *err);
/* One character that stands for stored_len bytes: an entity, an escape. */
enum dc_status built_char(struct built *b, uint32_t c, uint64_t stored, size_t stored_len, struct dc_error *err);
enum dc_status built_break(struct built *b, char c, struct dc_error *err);	/* a separator that is not in the store */
/* The number of the column of that name, made if new; DC_NO_COLUMN beyond BUILT_COLUMNS. *fresh: it was made. */
enum dc_status built_column(struct built *b, const char *name, size_t n, uint32_t *column, bool *fresh, struct dc_error *err);
/* What follows is a table with columns of its own (or prose). Call it between built_flush and the next piece. */
void built_table(struct built *b, bool table);
enum dc_status built_flush(struct built *b, struct dc_error *err);	/* all that is left, as a last page */
void built_close(struct built *b);

#endif
