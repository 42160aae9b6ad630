/* typed.h -- the columns of the ledger that people type (H of PURPOSES §2.1), as the inventory keeps them. */
#ifndef REPORT_TYPED_H
#define REPORT_TYPED_H

#include "page.h"

struct typed {
	struct typed_cell { const char *row_id, *name, *text; } *cells;	/* in the page's arena; by row, then name */
	size_t n, cap;
	struct page *page;
};

enum dc_status typed_read(struct page *p, struct typed *t, struct dc_error *err);
void typed_done(struct typed *t);
/* What was typed there; instead if nothing was. */
struct cell typed_cell(const struct typed *t, const char *row_id, const char *name, struct cell instead);

#endif
