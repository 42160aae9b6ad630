/* table.h -- rows wait until their columns are decided, then go out; later rows go out as they come. Not public. */
#ifndef EVIDENCE_TABLE_H
#define EVIDENCE_TABLE_H

#include "batch.h"
#include "column.h"
#include "evidence.h"
#include "place.h"

#define TABLE_COLUMNS_MOST 16384u	/* as many as a sheet has; further columns are weighed cell by cell */

struct table {
	struct context *ctx;
	const struct profiles *profiles;
	struct column *columns;
	size_t n_columns;
	struct batch batch;		/* undecided: all rows so far; decided: rows of the text at hand */
	uint64_t rows;
	size_t most;			/* distinct values a column may keep */
	bool decided;
	uint16_t cell_kind[LEXICON_CELL_KINDS];	/* the kind a voted column's cells are; NO_PROFILE: not looked for */
};

enum dc_status table_init(struct table *t, struct context *ctx);
void table_done(struct table *t);
void table_begin(struct table *t);
void table_text_begin(struct table *t);
/* found: marked and weighed by context where they do not fill their cell. */
enum dc_status table_text(struct table *t, const struct dc_text *text, struct candidates *found, struct place *place,
	struct dc_hit_sink *out, struct dc_error *err);
/* Counts a cell that holds no value. */
enum dc_status table_count_plain(struct table *t, const struct dc_text *text, size_t cell);
/* A cell that counts with all it has: no mark for "none", no blanks around it, short enough to be told apart whole. */
bool table_is_plain(struct dc_span cell);
/* See evidence_settled(). */
const struct dc_kind *table_settled(const struct table *t, size_t column, float *own);
/* Decides what waits, sends it out, and reports the columns. */
enum dc_status table_end(struct table *t, struct dc_hit_sink *out, struct dc_error *err);

#endif
