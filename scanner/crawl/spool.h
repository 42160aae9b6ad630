/* spool.h -- the findings list between scan and print: written in the order objects are done, read in the order of their
 * paths. Files without a name, 0600; masks alone, no value. */
#ifndef CRAWL_SPOOL_H
#define CRAWL_SPOOL_H

#include "daicho/run.h"

/* folder: where the files are made, the inventory's; NULL: in memory. */
enum dc_status spool_new(const char *folder, struct dc_findings **out, struct dc_error *err);
/* One thread. */
enum dc_status spool_add(struct dc_findings *f, const struct dc_result *r, struct dc_error *err);

#endif
