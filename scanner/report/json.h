/* json.h -- JSON pieces that JSON Lines and SARIF share. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "page.h"

void json_chars(struct out *o, struct dc_span s);		/* escaped, without the quotes */
void json_text(struct out *o, struct dc_span s);
void json_number(struct out *o, double x, int decimals);	/* null for what JSON has no word for */
/* "key":value,... of the open section's row; first: no comma before it. */
void json_cells(struct page *p, const struct cell *cells, bool first);
void json_facts(struct page *p);

#endif
