/* pst.c -- Outlook stores (.pst, .ost) [MS-PST]: every message of the store, in whatever folder, as a part with its fields, recipients,
 * bodies, attachments and messages within.
 *
 * Our own reader: libpst is under the GPL, opens files by name, which a worker cannot, and ends the process at what it does not
 * expect. Messages are found in the tree of all nodes, not by folder, so that those of no folder are read too. */
#include "mapi.h"

#include "daicho/decode.h"
#include "pst_store.h"

#include <stdio.h>

#define KIND(nid) ((nid) & 0x1fu)
#define OF_HEAP 0			/* kinds of nodes */
#define OF_FOLDER 2
#define OF_MESSAGE 4
#define OF_ATTACHMENT 5
#define OF_RECIPIENTS 0x692		/* a node below a message */
#define PROPERTIES_LEVELS 8
#define ROWS_MOST 100000
#define FOLDER_MOST 200

/* A value that holds a heap [MS-PST] 2.3.1. */
struct heap {
	struct pst_data d;
	uint8_t kind;			/* 0xbc properties, 0x7c a table */
	uint32_t root;
};

struct pst {
	struct pst_store s;
	struct dc_extraction *ex;
	const struct dc_part *self;
	struct dc_part_end *end;
	unsigned messages;
	uint32_t folder;		/* whose name is kept */
	char folder_name[FOLDER_MOST];
};

/* A message under way. */
struct message {
	struct pst *p;
	struct mapi m;
	struct dc_part part;
	struct dc_part_end end;
	uint64_t sub;			/* nodes below it, or below the attachment under way */
	bool of_attachment;
	struct pst_node within;		/* the attachment is this message, */
	uint32_t data;			/* or this value */
};

static int pst_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	(void)name;
	return head_has(head, 0, "!BDN", 4) && (head_has(head, 8, "SM", 2) || head_has(head, 8, "SO", 2)) ? 80 : 0;
}

/* ---- heaps */

static enum dc_status heap_open(struct pst_store *s, uint64_t data, struct heap *h)
{
	enum dc_status st = pst_data(s, data, &h->d);

	if (st == DC_OK && (h->d.bytes.n < 12 || h->d.bytes.p[2] != 0xec))
		return DC_EFORMAT;
	if (st != DC_OK)
		return st;
	h->kind = h->d.bytes.p[3];
	h->root = le32(h->d.bytes.p + 4);
	return DC_OK;
}

/* The bytes a number of the heap stands for; none if it stands for nothing. */
static struct dc_span heap_get(const struct pst_store *s, const struct heap *h, uint32_t hid)
{
	const struct dc_span none = { 0 };
	unsigned bits = s->page > 512 ? 14 : 11;
	size_t i = hid >> 5 & ((1u << bits) - 1), b = hid >> (5 + bits), blocks = h->d.starts.n / 4, from, to, map;
	struct dc_span block;

	if (i == 0 || KIND(hid) != OF_HEAP || b >= blocks)
		return none;
	from = le32(h->d.starts.p + 4 * b);
	to = b + 1 < blocks ? le32(h->d.starts.p + 4 * b + 4) : h->d.bytes.n;
	block = dc_span_cut((struct dc_span){ h->d.bytes.p, h->d.bytes.n }, from, to);
	map = block.n < 2 ? 0 : le16(block.p);
	if (map + 4 > block.n || i > le16(block.p + map) || map + 4 + 2 * (i + 1) > block.n)
		return none;
	from = le16(block.p + map + 4 + 2 * (i - 1));
	to = le16(block.p + map + 4 + 2 * i);
	return from <= to && to <= block.n ? dc_span_cut(block, from, to) : none;
}

struct wanted {
	uint32_t nid;
	struct pst_node found;
};

static enum dc_status is_wanted(void *ctx, const struct pst_node *node, struct dc_error *err)
{
	struct wanted *w = ctx;

	(void)err;
	if (node->nid != w->nid)
		return DC_OK;
	w->found = *node;
	return DC_END;
}

/* The node of that number below sub. False: none. */
static bool sub_find(struct pst_store *s, uint64_t sub, uint32_t nid, struct pst_node *out)
{
	struct wanted w = { .nid = nid };
	struct dc_error err = { 0 };

	if (nid == 0 || pst_each_sub(s, sub, is_wanted, &w, &err) != DC_END)
		return false;
	*out = w.found;
	return true;
}

/* A value in the heap, or in a node of its own (then *own holds it). */
static enum dc_status value_of(struct pst_store *s, const struct heap *h, uint64_t sub, uint32_t hnid, struct pst_data *own, struct dc_span *out)
{
	struct pst_node node;
	enum dc_status st;

	*out = (struct dc_span){ 0 };
	if (hnid == 0)
		return DC_OK;
	if (KIND(hnid) == OF_HEAP) {
		*out = heap_get(s, h, hnid);
		return DC_OK;
	}
	if (!sub_find(s, sub, hnid, &node))
		return DC_EFORMAT;
	st = pst_data(s, node.data, own);
	*out = (struct dc_span){ own->bytes.p, own->bytes.n };
	return st;
}

/* ---- properties: a tree in the heap, of records of id, type and value */

typedef enum dc_status each_property(void *ctx, const struct heap *h, uint16_t id, uint16_t type, uint32_t value, struct dc_error *err);

static enum dc_status records(struct pst_store *s, const struct heap *h, uint32_t hid, unsigned level, each_property *each, void *ctx, struct dc_error *err)
{
	struct dc_span all = heap_get(s, h, hid);
	size_t step = level > 0 ? 6 : 8;
	enum dc_status st = DC_OK;

	for (size_t at = 0; at + step <= all.n && st == DC_OK; at += step)
		st = level > 0 ? records(s, h, le32(all.p + at + 2), level - 1, each, ctx, err)
			: each(ctx, h, le16(all.p + at), le16(all.p + at + 2), le32(all.p + at + 4), err);
	return st;
}

static enum dc_status properties(struct pst_store *s, const struct heap *h, each_property *each, void *ctx, struct dc_error *err)
{
	struct dc_span head = heap_get(s, h, h->root);

	if (h->kind != 0xbc || head.n < 8 || head.p[0] != 0xb5 || head.p[1] != 2 || head.p[2] != 6 || head.p[3] > PROPERTIES_LEVELS)
		return DC_EFORMAT;
	return records(s, h, le32(head.p + 4), head.p[3], each, ctx, err);
}

/* What cannot be had is told; the rest of the message is read. */
static enum dc_status tell(struct message *g, enum dc_status st, struct dc_error *err)
{
	if (st == DC_EFORMAT || st == DC_EIO)
		extract_reason(g->p->ex, &g->end, DC_R_corrupt_after, 0, "a value of the message is not there");
	else if (st == DC_ELIMIT)
		extract_reason(g->p->ex, &g->end, g->p->ex->crossed == DC_R_limit_time ? DC_R_limit_time : DC_R_limit_memory, 0, "a value of the message is too long");
	else
		return st == DC_OK || err->status != DC_OK ? st : dc_fail(err, st, "an Outlook store");
	return DC_OK;
}

static enum dc_status each_value(void *ctx, const struct heap *h, uint16_t id, uint16_t type, uint32_t value, struct dc_error *err)
{
	struct message *g = ctx;
	struct pst_data own = { 0 };
	struct dc_span v;
	enum dc_status st;

	if (id == 0x3ffd && type == 3)
		g->m.codepage = value;
	if (type != 0x1e && type != 0x1f && type != 0x102 && type != 0x0d)
		return DC_OK;
	if (g->of_attachment && id == 0x3701 && type == 0x102)
		g->data = value;	/* its name comes later */
	if (type == 0x102 && id != 0x1009 && id != 0x1013)
		return DC_OK;		/* keys, flags, times: no content */
	st = value_of(&g->p->s, h, g->sub, value, &own, &v);
	if (st == DC_OK && type == 0x0d && v.n >= 4)
		(void)sub_find(&g->p->s, g->sub, le32(v.p), &g->within);
	else if (st == DC_OK && v.n != 0)
		st = mapi_property(&g->m, id, type, v, g->of_attachment, err);
	pst_data_done(&own);
	return tell(g, st, err);
}

/* ---- recipients: a table */

static const struct { uint16_t id; const char *label; } recipient_fields[] = {
	{ 0x3001, "Recipient: " }, { 0x39fe, "Recipient-Address: " }, { 0x3003, "Recipient-Address: " },
};

/* One row: its columns are described at `columns`, 8 bytes each: type, id, place, width, bit. */
static enum dc_status recipient(struct message *g, const struct heap *h, struct dc_span columns, struct dc_span row, uint64_t sub, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	for (size_t c = 0; c + 8 <= columns.n && st == DC_OK; c += 8) {
		uint16_t type = le16(columns.p + c), id = le16(columns.p + c + 2), at = le16(columns.p + c + 4);
		struct pst_data own = { 0 };
		struct dc_span v = { 0 };

		for (size_t i = 0; i < DC_ARRAY_LEN(recipient_fields) && st == DC_OK; i++) {
			if (recipient_fields[i].id != id || (type != 0x1e && type != 0x1f) || (size_t)at + 4 > row.n)
				continue;
			st = value_of(&g->p->s, h, sub, le32(row.p + at), &own, &v);
			if (st == DC_OK && v.n != 0)
				st = mapi_line(&g->m, recipient_fields[i].label, v, type == 0x1f, err);
			pst_data_done(&own);
		}
	}
	return st;
}

static enum dc_status recipients(struct message *g, const struct pst_node *node, struct dc_error *err)
{
	struct heap h = { 0 };
	struct pst_data own = { 0 };
	struct dc_span table, rows, columns;
	size_t width, within, room = g->p->s.page > 512 ? 65512 : 8192 - (g->p->s.wide ? 16 : 12);
	enum dc_status st = heap_open(&g->p->s, node->data, &h);

	table = st == DC_OK ? heap_get(&g->p->s, &h, h.root) : (struct dc_span){ 0 };
	if (st == DC_OK && h.kind == 0x7c && table.n >= 22 && table.p[0] == 0x7c) {
		width = le16(table.p + 8);
		columns = dc_span_cut(table, 22, table.n);
		columns.n = columns.n < 8u * table.p[1] ? columns.n : 8u * table.p[1];
		st = value_of(&g->p->s, &h, node->sub, le32(table.p + 14), &own, &rows);
		within = width == 0 ? 0 : room / width;		/* a row does not cross a block */
		for (size_t i = 0; within != 0 && i < ROWS_MOST && st == DC_OK; i++) {
			size_t at = i / within * room + i % within * width;

			if (at + width > rows.n)
				break;
			st = recipient(g, &h, columns, dc_span_cut(rows, at, at + width), node->sub, err);
		}
	}
	pst_data_done(&own);
	pst_data_done(&h.d);
	return tell(g, st, err);
}

/* ---- messages */

static enum dc_status message(struct pst *p, const struct pst_node *node, const struct dc_part *parent, struct dc_error *err);

static enum dc_status attachment(struct message *g, const struct pst_node *node, struct dc_error *err)
{
	struct heap h = { 0 };
	struct pst_data own = { 0 };
	enum dc_status st = heap_open(&g->p->s, node->data, &h);
	uint64_t sub = g->sub;

	g->of_attachment = true;
	g->sub = node->sub;
	g->within = (struct pst_node){ 0 };
	g->data = 0;
	if (st == DC_OK)
		st = properties(&g->p->s, &h, each_value, g, err);
	if (st == DC_OK && g->data != 0)
		st = value_of(&g->p->s, &h, g->sub, g->data, &own, &g->m.data);
	if (st == DC_OK)
		st = mapi_attachment(&g->m, err);
	g->m.data = (struct dc_span){ 0 };
	if (st == DC_OK && g->within.nid != 0)
		st = message(g->p, &g->within, &g->part, err);
	dc_buf_clear(&g->m.name);
	g->of_attachment = false;
	g->sub = sub;
	pst_data_done(&own);
	pst_data_done(&h.d);
	return tell(g, st, err);
}

static enum dc_status below(void *ctx, const struct pst_node *node, struct dc_error *err)
{
	struct message *g = ctx;

	if (node->nid == OF_RECIPIENTS)
		return recipients(g, node, err);
	return KIND(node->nid) == OF_ATTACHMENT ? attachment(g, node, err) : DC_OK;
}

static enum dc_status read_message(struct message *g, const struct pst_node *node, struct dc_error *err)
{
	struct heap h = { 0 };
	enum dc_status st = heap_open(&g->p->s, node->data, &h);

	if (st == DC_OK)
		st = properties(&g->p->s, &h, each_value, g, err);
	pst_data_done(&h.d);
	st = tell(g, st, err);
	if (st == DC_OK)
		st = tell(g, pst_each_sub(&g->p->s, node->sub, below, g, err), err);
	return st == DC_OK ? mapi_text(&g->m, err) : st;
}

static enum dc_status message(struct pst *p, const struct pst_node *node, const struct dc_part *parent, struct dc_error *err)
{
	struct message g = { .p = p, .sub = node->sub };
	bool top = parent == p->self && p->folder_name[0] != '\0';
	char name[FOLDER_MOST + 32];
	enum dc_status st;

	if (++p->ex->members > p->ex->budget->members || parent->depth >= p->ex->budget->depth) {
		extract_reason(p->ex, p->end, parent->depth >= p->ex->budget->depth ? DC_R_limit_depth : DC_R_limit_members, 0, NULL);
		return DC_OK;
	}
	snprintf(name, sizeof name, "%s%smessage-%u", top ? p->folder_name : "", top ? "/" : "", ++p->messages);
	g.part = (struct dc_part){ .parent = parent, .name = name, .format = "pst", .depth = parent->depth + 1 };
	mapi_open(&g.m, p->ex, &g.part, &g.end);
	st = p->ex->sink->open(p->ex->sink, &g.part, err);
	if (st == DC_OK)
		st = read_message(&g, node, err);
	mapi_close(&g.m);
	return st == DC_OK ? p->ex->sink->close(p->ex->sink, &g.part, &g.end, err) : st;
}

/* ---- folders: their names */

static enum dc_status folder_value(void *ctx, const struct heap *h, uint16_t id, uint16_t type, uint32_t value, struct dc_error *err)
{
	struct pst *p = ctx;
	struct dc_span v = heap_get(&p->s, h, value);
	struct dc_buf name;
	enum dc_status st;

	if (id != 0x3001 || (type != 0x1f && type != 0x1e) || v.n == 0)
		return DC_OK;
	dc_buf_init(&name, 0);
	st = type == 0x1f ? cfb_utf16(&name, v.p, v.n / 2) : dc_decode_name(v, &name);
	if (st == DC_OK && name.n < FOLDER_MOST) {
		memcpy(p->folder_name, name.p, name.n);
		p->folder_name[name.n] = '\0';
	}
	dc_buf_done(&name);
	return st == DC_OK ? DC_OK : dc_fail(err, st, "a folder's name");
}

static enum dc_status name_folder(struct pst *p, uint32_t nid, struct dc_error *err)
{
	struct heap h = { 0 };
	struct pst_node node;
	enum dc_status st;

	if (nid == p->folder)
		return DC_OK;
	p->folder = nid;
	p->folder_name[0] = '\0';
	if (KIND(nid) != OF_FOLDER || pst_find(&p->s, nid, &node) != DC_OK)
		return DC_OK;
	st = heap_open(&p->s, node.data, &h);
	if (st == DC_OK)
		st = properties(&p->s, &h, folder_value, p, err);
	pst_data_done(&h.d);
	if (st == DC_OK && p->folder_name[0] != '\0')
		st = extract_name_text(p->ex, p->self, p->folder_name, err);
	return st == DC_EFORMAT || st == DC_EIO || (st == DC_ELIMIT && err->status == DC_OK) ? DC_OK : st;
}

static enum dc_status each_top(void *ctx, const struct pst_node *node, struct dc_error *err)
{
	struct pst *p = ctx;
	enum dc_status st;

	if (KIND(node->nid) != OF_MESSAGE)
		return DC_OK;
	if (extract_stopped(p->ex) || p->end->reason == DC_R_limit_members) {
		extract_reason(p->ex, p->end, DC_R_limit_time, 0, NULL);
		return DC_END;
	}
	st = name_folder(p, node->parent, err);
	return st == DC_OK ? message(p, node, p->self, err) : st;
}

static enum dc_status all_messages(struct pst *p, struct dc_item *item, struct dc_error *err)
{
	struct dc_error why = { 0 };
	enum dc_status st = pst_open(&p->s, item, p->ex->budget->memory_bytes / 4, &why);

	if (st == DC_OK && p->s.crypt == PST_LOCKED)
		st = dc_fail(&why, DC_ELOCKED, "protected by Windows");
	if (st == DC_OK)
		st = pst_each(&p->s, each_top, p, err);
	if (err->status != DC_OK)
		return err->status;
	if (st == DC_EFORMAT || st == DC_EIO)
		dc_fail(&why, st, "a page is not there");
	return st == DC_OK || st == DC_END ? DC_OK : extract_ended(p->ex, p->self, p->end, st, &why, err);
}

static enum dc_status pst_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct pst p = { .ex = ex, .self = self, .end = end };
	struct dc_item_memory memory;
	struct dc_item kept;
	struct dc_error why = { 0 };
	struct dc_buf all;
	enum dc_status st = DC_OK;

	dc_buf_init(&all, 0);
	if (item->seek == NULL || item->size == UINT64_MAX) {
		st = extract_ended(ex, self, end, extract_spool(ex, item, &all, &why), &why, err);
		dc_item_of_memory(&kept, &memory, (struct dc_span){ all.p, all.n }, item->name);
		item = &kept;
	}
	if (st == DC_OK)
		st = all_messages(&p, item, err);
	end->bytes = item->size;
	dc_buf_done(&all);
	return st;
}

const struct dc_extractor extractor_pst = {
	.id = "pst",
	.reads = "Outlook stores (pst, ost): every message with its fields, recipients, bodies, attachments, messages within",
	.bid = pst_bid,
	.extract = pst_extract,
};
