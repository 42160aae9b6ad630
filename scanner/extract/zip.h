/* zip.h -- what of a zip libarchive does not show: names that only the central directory has, comments, and bytes that belong
 * to no listed member (before, between and behind them), which may be members left out of the directory on purpose.
 * For the format see PKWARE's APPNOTE.TXT 6.3, clauses 4.3 to 4.5. */
#ifndef EXTRACT_ZIP_H
#define EXTRACT_ZIP_H

#include "extract.h"

struct zip;

struct zip_piece {
	const char *name;		/* a text to hand on, UTF-8, valid until the next; NULL: bytes from .. to of the file */
	uint64_t from, to;
};

/* DC_END: no zip with a directory, or none that can be sought in. DC_ENOMEM. item: borrowed, with its size known.
 * read: listed members that were read, in the order they stand in the file; those behind count as not listed. */
enum dc_status zip_open(struct zip **out, struct dc_item *item, uint64_t read);
/* DC_OK with a piece; DC_END: no more; DC_ENOMEM. What cannot be read of the directory is passed over: libarchive said so. */
enum dc_status zip_next(struct zip *z, struct zip_piece *out);
/* Where a zip begins that stands behind something else in this item. False: there is none. */
bool zip_behind(struct dc_item *item, uint64_t *from);
void zip_close(struct zip *z);		/* NULL is fine */

#endif
