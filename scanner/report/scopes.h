/* scopes.h -- sections of the overview that are made from the survey. */
#ifndef REPORT_SCOPES_H
#define REPORT_SCOPES_H

#include "survey.h"

enum dc_status best_write(struct page *p, const struct survey *s, struct dc_error *err);	/* the heaviest findings, by kind */
enum dc_status scopes_write(struct page *p, const struct survey *s);			/* declared scopes and how they stand */
enum dc_status bands_write(struct page *p);						/* what high, medium and low mean */

#endif
