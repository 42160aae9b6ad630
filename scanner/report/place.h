/* place.h -- where a finding stands, as reports say it. */
#ifndef REPORT_PLACE_H
#define REPORT_PLACE_H

#include "page.h"

#define PLACE_MASK_MOST 32
#define PLACE_MODE_MOST 64

/* A path, or its stable id when paths are to be masked (HMAC with the store's key, so the key's holder can redo it). */
struct cell place_path(const struct page *p, const char *path, size_t n, char room[PLACE_MASK_MOST]);
/* A name inside (member, sheet, column): names are personal data at times, so masked alike. */
struct cell place_name(const struct page *p, const char *name, char room[PLACE_MASK_MOST]);
/* path!/inner!/table#col=field (PURPOSES §1.4). DC_ENOMEM. */
enum dc_status place_locator(const struct page *p, const struct dc_stored_finding *f, struct dc_buf *out);
/* "0644 (everyone reads)": what a mode means for those who may read; "0644" alone for programs. */
struct cell place_mode(const struct page *p, uint32_t mode, char room[PLACE_MODE_MOST]);
/* True for what a database connector read: the asset is a data source name, not a path. */
bool place_database(const char *asset);

#endif
