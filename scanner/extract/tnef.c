/* tnef.c -- winmail.dat [MS-OXTNEF]: what Outlook puts the formatted body and the attachments of a mail in. Attributes one after the
 * other; two of them hold properties as .msg files have them [MS-OXCDATA].
 *
 * Our own reader: libytnef is under the GPL, allocates what lengths in the file say, and the format is a row of lengths. */
#include "mapi.h"

#define ATTRIBUTE 9			/* bytes before an attribute's data: level, id, length */
#define PROPERTIES_MOST 4096

enum { SUBJECT = 0x8004, BODY = 0x800c, TITLE = 0x8010, DATA = 0x800f, RENDERING = 0x9002, OF_MESSAGE = 0x9003, OF_ATTACHMENT = 0x9005,
	CODEPAGE = 0x9007 };		/* the low halves of attribute ids, which are unique */

struct tnef {
	struct mapi m;
	bool broken;
};

static int tnef_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	(void)name;
	return head_has(head, 0, "\x78\x9f\x3e\x22", 4) ? 80 : 0;
}

/* Bytes of a value of fixed size; 0: it has its length before it. */
static size_t fixed_size(uint16_t type)
{
	switch (type & 0xfffu) {
	case 0x02: case 0x03: case 0x04: case 0x0a: case 0x0b: return 4;
	case 0x05: case 0x06: case 0x07: case 0x14: case 0x40: return 8;
	case 0x48: return 16;
	default: return 0;
	}
}

static bool take32(struct dc_span *s, uint32_t *out)
{
	if (s->n < 4)
		return false;
	*out = le32(s->p);
	*s = dc_span_cut(*s, 4, s->n);
	return true;
}

/* n bytes and what fills them up to four. */
static bool take(struct dc_span *s, uint32_t n, struct dc_span *out)
{
	size_t padded = ((size_t)n + 3) & ~(size_t)3;

	if (n > s->n)
		return false;
	*out = (struct dc_span){ s->p, n };
	*s = dc_span_cut(*s, padded < s->n ? padded : s->n, s->n);
	return true;
}

/* The name of a property from 8000 on: a GUID, then a number or a string. */
static bool skip_name(struct dc_span *s)
{
	struct dc_span skipped;
	uint32_t kind, n;

	return take(s, 16, &skipped) && take32(s, &kind) && take32(s, &n) && (kind == 0 || take(s, n, &skipped));
}

/* One property, or false where the bytes do not hold it. */
static bool one_property(struct tnef *t, struct dc_span *s, bool of_attachment, enum dc_status *st, struct dc_error *err)
{
	uint32_t tag, values = 1, n;
	uint16_t id, type;
	struct dc_span v;

	if (!take32(s, &tag))
		return false;
	id = (uint16_t)(tag >> 16);
	type = (uint16_t)(tag & 0xffff);
	n = (uint32_t)fixed_size(type);
	if ((id >= 0x8000 && !skip_name(s)) || (((type & 0x1000) != 0 || n == 0) && !take32(s, &values)))
		return false;
	for (; values > 0 && *st == DC_OK; values--) {
		if ((fixed_size(type) == 0 && !take32(s, &n)) || !take(s, n, &v))
			return false;
		if (fixed_size(type) == 0 && n != 0)
			*st = mapi_property(&t->m, id, type & 0xfff, v, of_attachment, err);
	}
	return true;
}

static enum dc_status properties(struct tnef *t, struct dc_span s, bool of_attachment, struct dc_error *err)
{
	uint32_t count = 0;
	enum dc_status st = DC_OK;

	t->broken = !take32(&s, &count) || t->broken;
	for (uint32_t i = 0; i < count && i < PROPERTIES_MOST && st == DC_OK; i++)
		if (!one_property(t, &s, of_attachment, &st, err)) {
			t->broken = true;
			break;
		}
	return st;
}

/* ---- attributes */

static enum dc_status attribute(struct tnef *t, uint32_t id, struct dc_span data, struct dc_error *err)
{
	switch (id & 0xffff) {
	case SUBJECT: return mapi_line(&t->m, "Subject: ", data, false, err);
	case BODY: return mapi_line(&t->m, "", data, false, err);
	case RENDERING: return mapi_attachment(&t->m, err);
	case TITLE: return t->m.name.n == 0 ? mapi_name(&t->m, data, false, err) : DC_OK;
	case DATA: t->m.data = data; return DC_OK;
	case OF_MESSAGE: return properties(t, data, false, err);
	case OF_ATTACHMENT: return properties(t, data, true, err);
	case CODEPAGE: t->m.codepage = data.n >= 4 ? le32(data.p) : 0; return DC_OK;
	default: return DC_OK;
	}
}

static enum dc_status attributes(struct tnef *t, struct dc_span all, struct dc_error *err)
{
	struct dc_span s = dc_span_cut(all, all.n < 6 ? all.n : 6, all.n);
	enum dc_status st = DC_OK;

	while (s.n >= ATTRIBUTE + 2 && st == DC_OK) {
		uint32_t n = le32(s.p + 5);

		if (n > s.n - ATTRIBUTE - 2) {
			t->broken = true;
			n = (uint32_t)(s.n - ATTRIBUTE - 2);	/* what there is of it */
		}
		st = attribute(t, le32(s.p + 1), (struct dc_span){ s.p + ATTRIBUTE, n }, err);
		s = dc_span_cut(s, ATTRIBUTE + 2 + n, s.n);
	}
	t->broken = t->broken || s.n != 0;
	return st == DC_OK ? mapi_attachment(&t->m, err) : st;
}

static enum dc_status tnef_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct tnef t = { 0 };
	struct dc_error why = { 0 };
	struct dc_buf all;
	enum dc_status st = extract_spool(ex, item, &all, &why);

	mapi_open(&t.m, ex, self, end);
	end->bytes = all.n;
	st = extract_ended(ex, self, end, st, &why, err);
	if (st == DC_OK)
		st = attributes(&t, (struct dc_span){ all.p, all.n }, err);
	if (st == DC_OK)
		st = mapi_text(&t.m, err);
	if (st == DC_OK && t.broken)
		extract_reason(ex, end, DC_R_corrupt_after, 0, "an attribute is cut short");
	mapi_close(&t.m);
	dc_buf_done(&all);
	return st == DC_OK || err->status != DC_OK ? st : dc_fail(err, st, "winmail.dat");
}

const struct dc_extractor extractor_tnef = {
	.id = "tnef",
	.reads = "winmail.dat (TNEF): subject, bodies, attachments, strings of properties",
	.bid = tnef_bid,
	.extract = tnef_extract,
};
