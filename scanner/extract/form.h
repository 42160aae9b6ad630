/* form.h -- tables that are forms: labels with their values to the right of them (氏名 | 山本 花江), one record on the page. */
#ifndef EXTRACT_FORM_H
#define EXTRACT_FORM_H

#include "daicho/text.h"
#include "daicho/arena.h"

/* If the cells (of a whole small table, rows in order) are a form: every value gets a column of its own that its label names, labels get
 * DC_NO_COLUMN, and *columns, in the arena, tells the names. *n_columns is 0 if it is no form, and nothing is changed then.
 * DC_ENOMEM or DC_OK. */
enum dc_status form_read(struct dc_span text, struct dc_cell *cells, size_t n, struct dc_arena *arena, struct dc_column **columns,
	size_t *n_columns);

#endif
