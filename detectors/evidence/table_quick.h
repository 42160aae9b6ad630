/* table_quick.h -- rows of which every cell is empty, of no concern, or one value of the kind its column is settled for. Not public. */
#ifndef EVIDENCE_TABLE_QUICK_H
#define EVIDENCE_TABLE_QUICK_H

#include "table.h"

/* Counts and sends the row of cells [from, to); cells: those that are values, in order. *taken: false, and nothing was done, if the
 * row must go the long way. The hits are those of the long way. */
enum dc_status table_quick_row(struct table *t, const struct dc_text *text, size_t from, size_t to, const struct evidence_cell *cells,
	size_t n, struct place *place, bool *taken, struct dc_hit_sink *out, struct dc_error *err);

#endif
