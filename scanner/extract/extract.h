/* extract.h -- what the extractors share: how a read ends, how a text is handed on. */
#ifndef EXTRACT_EXTRACT_H
#define EXTRACT_EXTRACT_H

#include "daicho/buf.h"
#include "daicho/extractor.h"

#define EXTRACT_HEAD 8192		/* bytes that bids see */

/* A reader's or library's failure as the part's end. DC_OK: noted in end (DC_EIO, DC_EFORMAT, DC_ELOCKED, DC_ELIMIT), the part
 * closes with what was read; else it ends the object. The first reason stays. */
enum dc_status extract_ended(struct dc_extraction *ex, const struct dc_part *self, struct dc_part_end *end, enum dc_status st,
	const struct dc_error *why, struct dc_error *err);
/* Notes a reason, with words for people or NULL. The first stays. */
void extract_reason(struct dc_extraction *ex, struct dc_part_end *end, enum dc_reason reason, uint64_t at, const char *detail);
/* Counts bytes a container unpacked out of `input` bytes: DC_ELIMIT with ex->crossed set beyond a limit. */
enum dc_status extract_unpacked(struct dc_extraction *ex, uint64_t bytes, struct dc_error *why);
bool extract_stopped(struct dc_extraction *ex);
/* Reads until cap bytes are there or the end. *got may be less only at the end or beside a failure. */
enum dc_status extract_fill(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *why);
enum dc_status extract_name_text(struct dc_extraction *ex, const struct dc_part *self, const char *name, struct dc_error *err);
/* Text runs of raw bytes, of what the item still gives. */
enum dc_status raw_runs(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self, struct dc_part_end *end,
	uint64_t from, struct dc_error *err);

/* The whole item in memory, for formats that must go to and fro; at most a quarter of the worker's memory (DC_ELIMIT). */
enum dc_status extract_spool(struct dc_extraction *ex, struct dc_item *item, struct dc_buf *into, struct dc_error *why);

/* The first bytes of an item that dc_extract_item handed to an extractor, whether or not they were read since. */
struct dc_span extract_head(const struct dc_item *item);

/* True if the bytes are surely of a format that is read: by what they begin with alone. */
bool extract_known(struct dc_span bytes);

/* For bids. */
bool head_is_text(struct dc_span head);
bool name_ends(const char *name, const char *const *endings);	/* ".csv", any case; NULL-terminated */
bool head_has(struct dc_span head, size_t at, const char *bytes, size_t n);

#endif
