/* ranges.h -- coverage by declared scope and by text encoding. */
#ifndef REPORT_RANGES_H
#define REPORT_RANGES_H

#include "page.h"

enum dc_status ranges_write(struct page *p, struct dc_error *err);

#endif
