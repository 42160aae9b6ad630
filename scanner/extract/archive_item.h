/* archive_item.h -- the members of a container, one after the other. */
#ifndef EXTRACT_ARCHIVE_ITEM_H
#define EXTRACT_ARCHIVE_ITEM_H

#include "zip.h"

#include <locale.h>

struct archive;

struct container {
	struct dc_extraction *ex;
	struct dc_item *item;
	const struct dc_part *self;
	struct dc_part_end *end;
	struct archive *a;
	uint8_t *block;
	struct dc_item_memory memory;	/* of a member that was kept in memory, to be seekable */
	struct dc_item spooled;
	struct dc_buf spool;
	struct dc_error why;		/* what reading the container itself met */
	uint64_t at;
	char *name;			/* of the member, raw */
	struct dc_item member;		/* valid until the next */
	bool no_content;		/* a folder, a link, a name that only a directory has */
	bool hides;			/* behind the members comes what is beside them; set by who wants it */
	bool ended, failed, looked;	/* libarchive gives no more; because it cannot; what is beside was looked for */
	uint64_t listed;		/* members it gave */
	unsigned hidden;
	struct zip *zip;
	struct zip_piece rest;
	locale_t locale;		/* to go back to */
};

/* DC_END: it cannot be opened, the part's end says why. Close it in any case. */
enum dc_status container_open(struct container *c, struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err);
/* The next member; DC_END: there is none, or none can be read (the part's end says so). */
enum dc_status container_next(struct container *c, struct dc_error *err);
/* Back to the first member. DC_END: cannot. */
enum dc_status container_again(struct container *c, struct dc_error *err);
/* A limit of the whole object was crossed: noted in the part's end, no more members. */
bool container_over(struct container *c);
void container_close(struct container *c);

#endif
