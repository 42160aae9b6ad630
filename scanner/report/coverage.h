/* coverage.h -- pieces of the coverage statement that the overview shows too. */
#ifndef REPORT_COVERAGE_H
#define REPORT_COVERAGE_H

#include "page.h"

enum dc_status coverage_statement(struct page *p);		/* three lines that a manager can sign */
enum dc_status coverage_figure(struct page *p);			/* by count and by bytes */
enum dc_status coverage_reasons(struct page *p);		/* a row for each reason there is */

#endif
