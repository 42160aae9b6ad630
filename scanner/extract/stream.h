/* stream.h -- an item as decoded text that slides by: read, decode, look, drop.
 *
 * A failure of reading ends the stream like its end does; the reason is then in the part's end. */
#ifndef EXTRACT_STREAM_H
#define EXTRACT_STREAM_H

#include "daicho/decode.h"
#include "extract.h"

struct stream {
	struct dc_extraction *ex;
	struct dc_item *item;
	const struct dc_part *self;
	struct dc_part_end *end;
	struct dc_decoder *decoder;
	struct dc_buf in;		/* stored bytes, as read */
	struct dc_buf text;		/* decoded and not yet dropped; a window */
	struct dc_map map;		/* text offsets are those of text */
	uint64_t line;			/* number of the line text begins in, from 1 */
	uint64_t gone;			/* decoded bytes dropped before text */
	const char *label;		/* of prose that is handed on, or NULL */
	bool eof;			/* nothing follows text */
};

enum dc_status stream_open(struct stream *s, struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, enum dc_charset hint, struct dc_error *err);
/* Adds up to 256 KiB of stored bytes to text. DC_ELIMIT without a word in err: the window is full, drop first. */
enum dc_status stream_more(struct stream *s, struct dc_error *err);
void stream_drop(struct stream *s, size_t n);
void stream_close(struct stream *s);			/* writes the charset to the part's end */
/* Hands on the first n bytes of text as prose from *page on: to their end if nothing of it follows (last), else all but the
 * margin behind. Drops what is done and moves *page. */
enum dc_status stream_prose(struct stream *s, size_t n, bool last, size_t *page, struct dc_error *err);

#endif
