/* findings.h -- a finding as a row, for reports that show some of them. */
#ifndef REPORT_FINDINGS_H
#define REPORT_FINDINGS_H

#include "verdicts.h"

extern const struct column findings_columns[];
extern const size_t findings_n_columns;
extern const char *const findings_bands[];	/* to filter by; NULL at the end */

enum dc_status findings_row(struct page *p, const struct dc_stored_finding *f, const struct verdict *v);

#endif
