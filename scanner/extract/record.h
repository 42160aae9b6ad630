/* record.h -- the rows of one database table, whoever read them, as the text of a table: typed columns, JSON walked by key,
 * lists by element, bytes looked at as a file. */
#ifndef EXTRACT_RECORD_H
#define EXTRACT_RECORD_H

#include "built.h"
#include "extract.h"

#include "daicho/decode.h"
#include "daicho/rows.h"

struct record {
	struct dc_extraction *ex;
	const struct dc_part *self;
	struct built b;
	const struct rows_column *columns;	/* the caller's, in the arena */
	uint32_t n_columns;
	uint64_t row;			/* rows so far */
	struct dc_decoder **decoders;	/* one for each column that needs it */
	struct dc_buf text;		/* a decoded cell */
	struct dc_map map;
};

/* The part is open. Names of columns become those of the table, and are scanned as content. Call record_done in any case. */
enum dc_status record_open(struct record *r, struct dc_extraction *ex, const struct dc_part *self, struct dc_part_end *end,
	const struct rows_column *columns, uint32_t n, struct dc_error *err);
enum dc_status record_row(struct record *r, struct dc_error *err);	/* begins one; then its cells, in order */
/* NULL and empty cells are left out by not calling, or with n 0. shape: of this cell, mostly its column's. Borrowed. */
enum dc_status record_cell(struct record *r, uint32_t column, enum rows_shape shape, struct dc_span cell, struct dc_error *err);
enum dc_status record_row_end(struct record *r, struct dc_error *err);
enum dc_status record_flush(struct record *r, struct dc_error *err);	/* what is left, before the part is closed */
void record_done(struct record *r);

#endif
