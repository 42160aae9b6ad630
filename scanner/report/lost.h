/* lost.h -- lines of the registers of provision and receipt that went before their period (PURPOSES §2.3, §2.8). */
#ifndef REPORT_LOST_H
#define REPORT_LOST_H

#include "page.h"

/* A section of those that runs from..to missed first, of the register or (NULL) both; none where there is no such line. */
enum dc_status lost_write(struct page *p, const char *which, const char *group, int64_t from, int64_t to, struct dc_error *err);

#endif
