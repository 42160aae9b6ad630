/* pst_store.c -- pages and blocks of an Outlook store. A tree is walked downwards only, its levels as the pages say them. */
#include "pst_store.h"

#include "cfb.h"

#include <zlib.h>

#define PAGE_MOST 4096
#define LEVELS_MOST 8
#define INTERNAL 2u			/* bit of a block's id: it lists others, and is not coded */
#define FORMAT_WIDE 23
#define FORMAT_BIG 36

static uint64_t number(const struct pst_store *s, const uint8_t *p)
{
	return s->wide ? (uint64_t)le32(p) | (uint64_t)le32(p + 4) << 32 : le32(p);
}

static size_t size(const struct pst_store *s)
{
	return s->wide ? 8 : 4;
}

static enum dc_status bytes_at(struct pst_store *s, uint64_t at, void *into, size_t n)
{
	struct dc_error why = { 0 };
	size_t got = 0;
	enum dc_status st = s->item->seek(s->item, at, &why);

	if (st == DC_OK)
		st = extract_fill(s->item, into, n, &got, &why);
	return st != DC_OK ? st : got < n ? DC_EFORMAT : DC_OK;
}

enum dc_status pst_open(struct pst_store *s, struct dc_item *item, uint64_t most, struct dc_error *why)
{
	uint8_t head[564];
	unsigned version;
	enum dc_status st;

	*s = (struct pst_store){ .item = item, .page = 512, .most = (size_t)(most < UINT32_MAX ? most : UINT32_MAX), .pages_left = item->size / 256 + 64 };
	st = bytes_at(s, 0, head, sizeof head);
	if (st != DC_OK)
		return dc_fail(why, st, "the header cannot be read");
	version = le16(head + 10);
	s->wide = version >= FORMAT_WIDE;
	s->page = version >= FORMAT_BIG ? PAGE_MOST : 512;
	s->crypt = (enum pst_crypt)head[s->wide ? 513 : 461];
	s->nodes = number(s, head + (s->wide ? 224 : 188));
	s->blocks = number(s, head + (s->wide ? 240 : 196));
	return memcmp(head, "!BDN", 4) == 0 ? DC_OK : dc_fail(why, DC_EFORMAT, "no Outlook store");
}

/* ---- trees of pages */

struct leaves {
	uint8_t bytes[PAGE_MOST];
	size_t n, entry;		/* how many, and the bytes of one */
	unsigned level;
};

static enum dc_status page(struct pst_store *s, uint64_t at, struct leaves *p)
{
	size_t tail = s->page - (s->page == PAGE_MOST ? 40 : s->wide ? 24 : 16);
	enum dc_status st;

	if (s->pages_left == 0)
		return DC_EFORMAT;
	s->pages_left--;
	st = bytes_at(s, at, p->bytes, s->page);
	if (st != DC_OK)
		return st;
	p->n = s->page == PAGE_MOST ? le16(p->bytes + tail) : p->bytes[tail];
	p->entry = p->bytes[tail + (s->page == PAGE_MOST ? 4 : 2)];
	p->level = p->bytes[tail + (s->page == PAGE_MOST ? 5 : 3)];
	if (p->level > LEVELS_MOST || p->entry < size(s) * (p->level > 0 ? 3 : 2) || p->n > tail / p->entry)
		return DC_EFORMAT;
	return DC_OK;
}

/* The entry of that key: mask takes off what does not count of it. */
static enum dc_status look_up(struct pst_store *s, uint64_t root, uint64_t key, uint64_t mask, uint8_t entry[32])
{
	unsigned level = LEVELS_MOST + 1;
	struct leaves p;

	for (;;) {
		enum dc_status st = page(s, root, &p);
		size_t i = 0;

		if (st != DC_OK || p.level >= level)
			return st != DC_OK ? st : DC_EFORMAT;
		level = p.level;
		while (i + 1 < p.n && (number(s, p.bytes + (i + 1) * p.entry) & mask) <= key)
			i++;
		if (p.n == 0 || (level == 0 && (number(s, p.bytes + i * p.entry) & mask) != key))
			return DC_END;
		if (level == 0) {
			memset(entry, 0, 32);
			memcpy(entry, p.bytes + i * p.entry, p.entry < 32 ? p.entry : 32);
			return DC_OK;
		}
		root = number(s, p.bytes + i * p.entry + 2 * size(s));
	}
}

static struct pst_node node_of(const struct pst_store *s, const uint8_t *p)
{
	size_t k = size(s);

	return (struct pst_node){ .nid = le32(p), .data = number(s, p + k), .sub = number(s, p + 2 * k), .parent = le32(p + 3 * k) };
}

typedef enum dc_status each_node(void *ctx, const struct pst_node *, struct dc_error *);

static enum dc_status walk(struct pst_store *s, uint64_t at, unsigned below, each_node *each, void *ctx, struct dc_error *err)
{
	struct leaves p;
	enum dc_status st = page(s, at, &p);
	bool damaged = false;

	if (st != DC_OK || p.level >= below)
		return st != DC_OK ? st : DC_EFORMAT;
	for (size_t i = 0; i < p.n && st == DC_OK; i++) {
		const uint8_t *e = p.bytes + i * p.entry;
		struct pst_node node;

		if (p.level > 0) {
			st = walk(s, number(s, e + 2 * size(s)), p.level, each, ctx, err);
		} else if (p.entry >= 3 * size(s) + 4) {
			node = node_of(s, e);
			st = each(ctx, &node, err);
		}
		damaged = damaged || st == DC_EFORMAT;
		st = st == DC_EFORMAT ? DC_OK : st;	/* the rest may be whole */
	}
	return st == DC_OK && damaged ? DC_EFORMAT : st;
}

enum dc_status pst_each(struct pst_store *s, each_node *each, void *ctx, struct dc_error *err)
{
	return walk(s, s->nodes, LEVELS_MOST + 1, each, ctx, err);
}

enum dc_status pst_find(struct pst_store *s, uint32_t nid, struct pst_node *out)
{
	uint8_t e[32];
	enum dc_status st;

	s->pages_left += LEVELS_MOST;
	st = look_up(s, s->nodes, nid, UINT32_MAX, e);
	if (st == DC_OK)
		*out = node_of(s, e);
	return st;
}

/* ---- blocks */

/* One block as it is stored, decoded if it is data. */
static enum dc_status block(struct pst_store *s, uint64_t bid, struct dc_buf *out)
{
	uint8_t e[32];
	size_t k = 2 * size(s), n, plain, from = out->n;
	enum dc_status st;

	s->pages_left += LEVELS_MOST + 1;	/* looking up walks down once: no loop */
	st = look_up(s, s->blocks, bid & ~(uint64_t)1, ~(uint64_t)1, e);
	if (st != DC_OK)
		return st == DC_END ? DC_EFORMAT : st;
	n = le16(e + k);
	plain = s->page == PAGE_MOST ? le16(e + k + 2) : n;
	if (n > s->most - out->n)
		return DC_ELIMIT;
	st = dc_buf_reserve(out, n > plain ? n : plain);
	if (st == DC_OK)
		st = bytes_at(s, number(s, e + size(s)), out->p + from, n);
	if (st != DC_OK)
		return st;
	out->n += n;
	if (plain != n && plain != 0) {		/* Outlook 2013 deflates */
		uint8_t packed[UINT16_MAX];
		uLongf got = (uLongf)plain;

		memcpy(packed, out->p + from, n);
		if (uncompress(out->p + from, &got, packed, (uLong)n) != Z_OK)
			return DC_EFORMAT;
		out->n = from + got;
	}
	if ((bid & INTERNAL) == 0)
		pst_decode(out->p + from, out->n - from, s->crypt, (uint32_t)bid);
	return DC_OK;
}

/* XBLOCK and XXBLOCK: a type 1, a level, how many, bytes in all, their ids. */
static enum dc_status gather(struct pst_store *s, uint64_t bid, unsigned below, struct pst_data *out)
{
	struct dc_buf list;
	uint32_t start = (uint32_t)out->bytes.n;
	enum dc_status st;
	size_t n;

	if ((bid & INTERNAL) == 0) {
		st = out->starts.n / sizeof start >= PST_BLOCKS_MOST ? DC_ELIMIT : dc_buf_add(&out->starts, &start, sizeof start);
		return st == DC_OK ? block(s, bid, &out->bytes) : st;
	}
	dc_buf_init(&list, 0);
	st = block(s, bid, &list);
	if (st == DC_OK && (list.n < 8 || list.p[0] != 1 || list.p[1] == 0 || list.p[1] >= below))
		st = DC_EFORMAT;
	n = st == DC_OK ? le16(list.p + 2) : 0;
	for (size_t i = 0, at = 8; i < n && at + size(s) <= list.n && st == DC_OK; i++, at += size(s))
		st = gather(s, number(s, list.p + at), list.p[1], out);
	dc_buf_done(&list);
	return st;
}

enum dc_status pst_data(struct pst_store *s, uint64_t bid, struct pst_data *out)
{
	dc_buf_init(&out->bytes, 0);
	dc_buf_init(&out->starts, 0);
	return bid == 0 ? DC_OK : gather(s, bid, 3, out);
}

void pst_data_done(struct pst_data *d)
{
	dc_buf_done(&d->bytes);
	dc_buf_done(&d->starts);
}

/* SLBLOCK and SIBLOCK: a type 2, a level, how many; nodes with data and sub, or blocks of them. */
static enum dc_status each_sub(struct pst_store *s, uint64_t sub, unsigned below, each_node *each, void *ctx, struct dc_error *err)
{
	struct dc_buf list;
	size_t k = size(s), n, step;
	enum dc_status st;

	dc_buf_init(&list, 0);
	st = block(s, sub, &list);
	if (st == DC_OK && (list.n < 8 || list.p[0] != 2 || list.p[1] >= below))
		st = DC_EFORMAT;
	n = st == DC_OK ? le16(list.p + 2) : 0;
	step = st == DC_OK && list.p[1] == 0 ? 3 * k : 2 * k;
	for (size_t i = 0, at = s->wide ? 8 : 4; i < n && at + step <= list.n && st == DC_OK; i++, at += step) {
		const uint8_t *p = list.p + at;
		struct pst_node node = { .nid = le32(p), .data = number(s, p + k), .sub = list.p[1] == 0 ? number(s, p + 2 * k) : 0 };

		st = list.p[1] == 0 ? each(ctx, &node, err) : each_sub(s, node.data, list.p[1], each, ctx, err);
	}
	dc_buf_done(&list);
	return st;
}

enum dc_status pst_each_sub(struct pst_store *s, uint64_t sub, each_node *each, void *ctx, struct dc_error *err)
{
	return sub == 0 ? DC_OK : each_sub(s, sub, 2, each, ctx, err);
}
