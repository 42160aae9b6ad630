/* processed.h -- for the ledger: data said to be processed, measured (PURPOSES §1.6, §2.1). */
#ifndef REPORT_PROCESSED_H
#define REPORT_PROCESSED_H

#include "page.h"

struct processed_list {
	struct processed_row *rows;	/* of findings, in the arena of the page */
	size_t n, cap;
};

/* Nothing without a declaration, or where no scope claims to be processed. */
enum dc_status processed_read(struct page *p, struct processed_list *l, struct dc_error *err);
void processed_done(struct processed_list *l);
/* "k-min 1, 88 of 90 rows alone; joinability 1.000 ± 0.001 (customers)": the worst of the scope; "" where nothing was measured. In the
 * arena of the page. */
const char *processed_says(struct page *p, const struct processed_list *l, size_t scope);
/* A section with a row for each finding; none where there is no such row. */
enum dc_status processed_write(struct page *p, const struct processed_list *l);

#endif
