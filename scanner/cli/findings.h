/* findings.h -- one finding as a line of JSON (DESIGN §5). */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "daicho/run.h"

/* verdict: "" or NULL where nothing was judged. database: "" for files. */
enum dc_status findings_line(struct dc_buf *out, const struct dc_listed_finding *f, const char *verdict);
/* Writes the whole list of a scan to fd, in order, with the verdict of each from the store. */
enum dc_status findings_write(struct dc_findings *list, struct dc_store *store, int64_t run, bool judged, int fd, struct dc_error *err);

#endif
