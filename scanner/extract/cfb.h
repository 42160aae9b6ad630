/* cfb.h -- OLE2 compound files [MS-CFB], in memory: a small file system of storages and streams.
 *
 * Our own reader of some 200 lines: libgsf sits on GLib, which ends the process when memory is out and whose message is lost
 * with it, and its reader of this very format had integer overflows as late as 2024. Every chain here is followed by counting, so that
 * one that bites its own tail ends. */
#ifndef EXTRACT_CFB_H
#define EXTRACT_CFB_H

#include "extract.h"

#define CFB_NONE UINT32_MAX
#define CFB_ENTRIES_MOST 65536u

struct cfb_entry {
	char name[200];			/* UTF-8; 31 UTF-16 units in the store */
	uint8_t type;			/* 1 storage, 2 stream, 5 the root */
	uint32_t left, right, child;	/* entries, CFB_NONE for none */
	uint32_t start;
	uint64_t size;
};

struct cfb {
	struct dc_span file;
	unsigned shift, mini_shift;	/* log2 of the sizes of sectors */
	uint32_t cutoff;		/* streams smaller than this are in the root's */
	struct dc_buf fat, mini_fat;	/* uint32_t each, little-endian as stored */
	struct dc_buf mini;		/* the root's stream */
	struct cfb_entry *entries;
	uint32_t n;
	bool damaged;			/* a chain or the directory was cut short */
};

/* DC_EFORMAT: no compound file, or its directory cannot be read. DC_ENOMEM. */
enum dc_status cfb_open(struct cfb *c, struct dc_span file, struct dc_error *err);
void cfb_close(struct cfb *c);
/* The entry of that name (without case of ASCII) in a storage; CFB_NONE. 0 is the root. */
uint32_t cfb_find(const struct cfb *c, uint32_t storage, const char *name);
/* Walks a storage's entries; the order is the tree's. each() returning another status than DC_OK ends the walk. */
enum dc_status cfb_each(const struct cfb *c, uint32_t storage, enum dc_status (*each)(void *ctx, uint32_t entry, struct dc_error *), void *ctx,
	struct dc_error *err);
/* Adds a stream's bytes; what a broken chain still gives (then c->damaged is set). */
enum dc_status cfb_read(struct cfb *c, uint32_t entry, struct dc_buf *out, struct dc_error *err);

static inline uint16_t le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t le32(const uint8_t *p)
{
	return (uint32_t)le16(p) | (uint32_t)le16(p + 2) << 16;
}

/* UTF-16LE appended as UTF-8; what is no text (NUL, lone surrogates) is left out. */
enum dc_status cfb_utf16(struct dc_buf *out, const uint8_t *p, size_t units);

/* What lies in a storage, by the stream that tells: one line each in ole2.c. */
struct ole2_reading {
	struct dc_extraction *ex;
	const struct dc_part *self;
	struct dc_part_end *end;
	struct cfb *cfb;
	uint32_t storage;
	unsigned depth;			/* storages above it */
};

enum dc_status xls_read(struct ole2_reading *r, uint32_t stream, struct dc_error *err);
enum dc_status doc_read(struct ole2_reading *r, uint32_t stream, struct dc_error *err);
enum dc_status ppt_read(struct ole2_reading *r, uint32_t stream, struct dc_error *err);
enum dc_status msg_read(struct ole2_reading *r, uint32_t stream, struct dc_error *err);
/* Strings of \5SummaryInformation and its like: author, company, title. */
enum dc_status propset_read(struct ole2_reading *r, uint32_t stream, struct dc_error *err);
/* A storage within: an embedded document or message, as a part of its own. */
enum dc_status ole2_storage(struct ole2_reading *r, uint32_t storage, const char *name, struct dc_error *err);
/* Prose of the part, in one go: text is UTF-8. */
enum dc_status ole2_prose(struct ole2_reading *r, struct dc_span text, struct dc_error *err);
/* Bytes as an item within. */
enum dc_status ole2_item(struct ole2_reading *r, struct dc_span bytes, const char *name, struct dc_error *err);
/* Text of one byte a character, by codepage (932, 1252 ...; 0: to be found out). */
enum dc_status ole2_bytes(struct dc_buf *out, struct dc_span bytes, unsigned codepage, struct dc_error *err);

#endif
