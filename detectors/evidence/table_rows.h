/* table_rows.h -- the second half of table.h: decided rows become hits, columns become findings. Not public. */
#ifndef EVIDENCE_TABLE_ROWS_H
#define EVIDENCE_TABLE_ROWS_H

#include "table.h"

/* Stands for the kind of a cell that only its column's vote can tell. */
extern const struct dc_kind table_maybe_name;

/* What a cell weighs that its column's vote alone calls a name, heading aside. */
float table_voted_cell(const struct column *col);
/* One of the kinds that columns vote for, or any name. */
bool table_is_name(const struct table *t, uint16_t kind);
/* What a candidate of the column that fills its cell is kept under, before it is weighed. */
struct ready_key table_ready_key(const struct table *t, const struct column *col, uint16_t kind, const char *category, uint16_t flags,
	const struct dc_weight *own, uint8_t n_own);
/* Sends the batch out, row by row, and empties it. */
enum dc_status table_flush(struct table *t, struct dc_hit_sink *out, struct dc_error *err);
enum dc_status table_report(struct table *t, struct dc_hit_sink *out, struct dc_error *err);

#endif
