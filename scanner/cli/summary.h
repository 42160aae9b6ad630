/* summary.h -- what a scan found and what it did not read, for a person to act on. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "daicho/purpose.h"
#include "daicho/run.h"

/* judged may be NULL; scopes: how many are declared. kinds found come from the store. */
enum dc_status summary_print(const struct dc_scan_summary *s, struct dc_store *store, const struct dc_judgement *judged, size_t scopes,
	struct dc_error *err);

#endif
