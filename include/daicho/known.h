/* known.h -- an allow-list: values, patterns and places that are known to be nobody's (the firm's own switchboard, test accounts).
 *
 * What it names is not hidden: such a hit is counted with the placeholders of its finding, in the inventory and in reports, is never
 * above low, never judged and never counted as a person. The values themselves are kept as SHA-256 alone. Of a My Number
 * no value leaves the worker, so only a place can name one. */
#ifndef DAICHO_KNOWN_H
#define DAICHO_KNOWN_H

#include "daicho/span.h"
#include "daicho/status.h"

struct dc_known;

/* Reads the file: a line is CATEGORY (or *), then "value", "sha256", "pattern" or "path", then the rest. Empty lines and
 * lines that begin with '#' are passed over. DC_EUSAGE: "FILE:LINE: what". *out is set on success alone. */
enum dc_status dc_known_load(const char *path, struct dc_known **out, struct dc_error *err);
void dc_known_free(struct dc_known *known);		/* NULL is fine */
size_t dc_known_entries(const struct dc_known *known);
const char *dc_known_sha256(const struct dc_known *known);	/* of the file; 64 hex digits */

/* Both may be asked by any thread. value: normalised, as hits have it; blanks, hyphens, brackets and case do not matter. */
bool dc_known_value(const struct dc_known *known, const char *category, struct dc_span value);
bool dc_known_path(const struct dc_known *known, const char *category, const char *path);

#endif
