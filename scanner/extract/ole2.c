/* ole2.c -- OLE2 compound files: Office documents before 2007, Outlook messages, Office Open XML locked by a password
 * ([MS-OFFCRYPTO] 2.3: a stream "EncryptedPackage"). What a storage holds is told by the stream it has; of one that nobody here
 * reads the text runs are. */
#include "built.h"
#include "cfb.h"

#include "daicho/decode.h"

#define STORAGES_DEEP 16

static const struct {
	const char *stream;
	enum dc_status (*read)(struct ole2_reading *r, uint32_t stream, struct dc_error *err);
} formats[] = {
	{ "Workbook", xls_read }, { "Book", xls_read }, { "WordDocument", doc_read }, { "PowerPoint Document", ppt_read },
	{ "__properties_version1.0", msg_read },
};

static int ole2_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	(void)name;
	return head_has(head, 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) ? 80 : 0;
}

/* ---- for the formats */

enum dc_status ole2_prose(struct ole2_reading *r, struct dc_span text, struct dc_error *err)
{
	struct built b;
	enum dc_status st = built_open(&b, r->ex, r->self, r->end, DC_PROSE, false, err);

	if (st == DC_OK)
		st = built_add(&b, text.p, text.n, 0, err);
	if (st == DC_OK)
		st = built_flush(&b, err);
	built_close(&b);
	return st;
}

enum dc_status ole2_item(struct ole2_reading *r, struct dc_span bytes, const char *name, struct dc_error *err)
{
	struct dc_item_memory memory;
	struct dc_item item;

	r->ex->members++;
	if (r->ex->members > r->ex->budget->members) {
		extract_reason(r->ex, r->end, DC_R_limit_members, 0, NULL);
		return DC_OK;
	}
	dc_item_of_memory(&item, &memory, bytes, name);
	return dc_extract_item(r->ex, &item, r->self, err);
}

static enum dc_charset charset_of(unsigned codepage)
{
	switch (codepage) {
	case 932: return DC_CS_CP932;
	case 1252: case 1250: case 28591: return DC_CS_LATIN1;
	case 65001: return DC_CS_UTF8;
	case 1200: return DC_CS_UTF16LE;
	case 20932: case 51932: return DC_CS_EUCJP;
	case 50220: case 50221: case 50222: return DC_CS_ISO2022JP;
	default: return DC_CS_UNKNOWN;
	}
}

enum dc_status ole2_bytes(struct dc_buf *out, struct dc_span bytes, unsigned codepage, struct dc_error *err)
{
	struct dc_decoder *d = dc_decoder_new(charset_of(codepage));
	struct dc_map map = { 0 };
	enum dc_status st = d == NULL ? dc_fail(err, DC_ENOMEM, "a text") : dc_decode(d, bytes, true, out, &map, err);

	dc_map_done(&map);
	dc_decoder_free(d);
	return st;
}

/* ---- storages */

struct storages {
	struct ole2_reading *r;
	bool native;
};

/* A file put in as an object [MS-OLEDS] 2.3.6: sizes and names, then the bytes. */
static enum dc_status read_native(struct ole2_reading *r, uint32_t stream, struct dc_error *err)
{
	struct dc_buf all;
	enum dc_status st;
	size_t at = 6, name;

	dc_buf_init(&all, 0);
	st = cfb_read(r->cfb, stream, &all, err);
	if (st == DC_OK && all.n > 16 && le16(all.p + 4) == 2) {
		name = at;
		for (int strings = 0; strings < 2 && at < all.n; at++)
			strings += all.p[at] == 0;
		at += 4;		/* 0, 3 */
		at += at + 4 <= all.n ? 4 + (size_t)le32(all.p + at) : 4;
		if (at + 4 < all.n) {
			size_t n = le32(all.p + at);

			n = n < all.n - at - 4 ? n : all.n - at - 4;
			st = ole2_item(r, (struct dc_span){ all.p + at + 4, n }, (const char *)all.p + name, err);
		}
	}
	dc_buf_done(&all);
	return st;
}

static enum dc_status each_within(void *ctx, uint32_t e, struct dc_error *err)
{
	struct storages *s = ctx;
	const struct cfb_entry *entry = &s->r->cfb->entries[e];

	if (entry->type == 2 && strcmp(entry->name, "\1Ole10Native") == 0)
		return read_native(s->r, e, err);
	if (entry->type == 2 && (strcmp(entry->name, "\5SummaryInformation") == 0 || strcmp(entry->name, "\5DocumentSummaryInformation") == 0))
		return propset_read(s->r, e, err);
	return entry->type == 1 && strncmp(entry->name, "__", 2) != 0 ? ole2_storage(s->r, e, entry->name, err) : DC_OK;
}

/* *known: what is in it is read by structure. */
static enum dc_status read_storage(struct ole2_reading *r, bool *known, struct dc_error *err)
{
	struct storages s = { .r = r };
	enum dc_status st = DC_OK;

	*known = false;
	if (cfb_find(r->cfb, r->storage, "EncryptedPackage") != CFB_NONE) {
		*known = true;
		return extract_ended(r->ex, r->self, r->end, DC_ELOCKED, &(struct dc_error){ DC_ELOCKED, "password needed" }, err);
	}
	for (size_t i = 0; i < DC_ARRAY_LEN(formats) && st == DC_OK && !*known; i++) {
		uint32_t stream = cfb_find(r->cfb, r->storage, formats[i].stream);

		if (stream != CFB_NONE) {
			*known = true;
			st = formats[i].read(r, stream, err);
		}
	}
	return st == DC_OK ? cfb_each(r->cfb, r->storage, each_within, &s, err) : st;
}

static bool holds_anything(const struct cfb *c, uint32_t storage)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(formats); i++)
		if (cfb_find(c, storage, formats[i].stream) != CFB_NONE)
			return true;
	return cfb_find(c, storage, "\1Ole10Native") != CFB_NONE || c->entries[storage].child != CFB_NONE;
}

enum dc_status ole2_storage(struct ole2_reading *r, uint32_t storage, const char *name, struct dc_error *err)
{
	struct dc_part_end end = { 0 };
	struct dc_part self = { .parent = r->self, .name = name, .format = "ole2", .depth = r->self->depth + 1 };
	struct ole2_reading inner = { .ex = r->ex, .self = &self, .end = &end, .cfb = r->cfb, .storage = storage, .depth = r->depth + 1 };
	enum dc_status st;
	bool known;

	if (!holds_anything(r->cfb, storage))
		return DC_OK;
	if (inner.depth > STORAGES_DEEP || self.depth > r->ex->budget->depth) {
		extract_reason(r->ex, r->end, DC_R_limit_depth, 0, "too many storages in each other");
		return DC_OK;
	}
	st = r->ex->sink->open(r->ex->sink, &self, err);
	if (st == DC_OK)
		st = read_storage(&inner, &known, err);
	return st == DC_OK ? r->ex->sink->close(r->ex->sink, &self, &end, err) : st;
}

/* ---- the file */

static enum dc_status read_runs(struct dc_extraction *ex, struct dc_span bytes, const struct dc_part *self, struct dc_part_end *end, const char *why,
	struct dc_error *err)
{
	struct dc_item_memory memory;
	struct dc_item again;
	enum dc_status st;

	dc_item_of_memory(&again, &memory, bytes, "");
	st = raw_runs(ex, &again, self, end, 0, err);
	extract_reason(ex, end, self->parent == NULL ? DC_R_unsupported_type : DC_R_unsupported_part, 0, why);
	return st;
}

static enum dc_status ole2_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct dc_error why = { 0 }, broken = { 0 };
	struct dc_buf all;
	struct cfb c = { 0 };
	enum dc_status st = extract_spool(ex, item, &all, &why), opened;
	struct dc_span bytes = { all.p, all.n };
	struct ole2_reading r = { .ex = ex, .self = self, .end = end, .cfb = &c };
	bool known = false;

	end->bytes = all.n;
	if (st != DC_OK)
		st = extract_ended(ex, self, end, st, &why, err);
	opened = st == DC_OK ? cfb_open(&c, bytes, &broken) : st;
	if (opened == DC_OK)
		st = read_storage(&r, &known, err);
	else if (opened == DC_ENOMEM)
		st = dc_fail(err, DC_ENOMEM, "%s", broken.text);
	if (st == DC_OK && c.damaged)
		extract_reason(ex, end, DC_R_corrupt_after, 0, "a stream is cut short");
	if (st == DC_OK && !known)
		st = read_runs(ex, bytes, self, end, opened == DC_OK ? "OLE2 file of a kind that is not read: text runs only" : "broken OLE2 file: text runs only", err);
	cfb_close(&c);
	dc_buf_done(&all);
	return st;
}

const struct dc_extractor extractor_ole2 = {
	.id = "ole2",
	.reads = "doc, xls, ppt, msg (Office 95 to 2003, Outlook): text, sheets with stored values, comments, notes, attachments, embedded documents, "
		"properties; tells what is locked by a password; of other OLE2 files the text runs only",
	.bid = ole2_bid,
	.extract = ole2_extract,
};
