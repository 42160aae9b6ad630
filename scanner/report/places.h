/* places.h -- the ledger's second sheet: a row for each object that holds something. */
#ifndef REPORT_PLACES_H
#define REPORT_PLACES_H

#include "page.h"

enum dc_status places_write(struct page *p, struct dc_error *err);

#endif
