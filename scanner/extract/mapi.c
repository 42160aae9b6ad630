/* mapi.c -- properties of messages: which are texts, bodies, attachments. */
#include "mapi.h"

#include "rtf_compressed.h"

#define IID 16				/* of an object within, before its bytes */

static const struct { uint16_t id; const char *label; } labels[] = {
	{ 0x0037, "Subject: " }, { 0x0c1a, "From: " }, { 0x0c1f, "From-Address: " }, { 0x5d01, "From-Address: " }, { 0x0042, "On-Behalf-Of: " },
	{ 0x0e04, "To: " }, { 0x0e03, "Cc: " }, { 0x0e02, "Bcc: " }, { 0x3001, "Name: " }, { 0x3a08, "Tel: " }, { 0x3a1c, "Mobile: " },
};

void mapi_open(struct mapi *m, struct dc_extraction *ex, const struct dc_part *self, struct dc_part_end *end)
{
	*m = (struct mapi){ .r = { .ex = ex, .self = self, .end = end } };
	dc_buf_init(&m->text, (size_t)(ex->budget->memory_bytes / 4));
	dc_buf_init(&m->name, 0);
}

void mapi_close(struct mapi *m)
{
	dc_buf_done(&m->text);
	dc_buf_done(&m->name);
}

enum dc_status mapi_text(struct mapi *m, struct dc_error *err)
{
	return m->text.n == 0 ? DC_OK : ole2_prose(&m->r, (struct dc_span){ m->text.p, m->text.n }, err);
}

/* A string without the zero behind it, as UTF-8. */
static enum dc_status add_string(struct mapi *m, struct dc_buf *out, struct dc_span s, bool wide, struct dc_error *err)
{
	if (wide) {
		size_t units = 0;

		while (units < s.n / 2 && (s.p[units * 2] | s.p[units * 2 + 1]) != 0)
			units++;
		return cfb_utf16(out, s.p, units);
	}
	return ole2_bytes(out, (struct dc_span){ s.p, s.n == 0 ? 0 : strnlen((const char *)s.p, s.n) }, m->codepage, err);
}

enum dc_status mapi_line(struct mapi *m, const char *label, struct dc_span s, bool wide, struct dc_error *err)
{
	enum dc_status st = dc_buf_adds(&m->text, label);

	if (st == DC_OK)
		st = add_string(m, &m->text, s, wide, err);
	if (st == DC_OK)
		st = dc_buf_addc(&m->text, '\n');
	if (st != DC_ELIMIT)
		return st;
	extract_reason(m->r.ex, m->r.end, DC_R_limit_memory, 0, "the texts of a message do not fit in memory");
	*err = (struct dc_error){ 0 };
	return DC_OK;
}

enum dc_status mapi_name(struct mapi *m, struct dc_span s, bool wide, struct dc_error *err)
{
	dc_buf_clear(&m->name);
	return add_string(m, &m->name, s, wide, err);
}

/* The attachment under way is whole. */
enum dc_status mapi_attachment(struct mapi *m, struct dc_error *err)
{
	struct dc_span bytes = m->object.n > IID ? dc_span_cut(m->object, IID, m->object.n) : m->data;
	const char *name = m->name.n == 0 ? "attachment" : dc_buf_cstr(&m->name);
	enum dc_status st = DC_OK;

	if (name == NULL)
		return DC_ENOMEM;
	if (bytes.n != 0)
		st = ole2_item(&m->r, bytes, name, err);
	m->data = m->object = (struct dc_span){ 0 };
	dc_buf_clear(&m->name);
	return st;
}

/* ---- properties */

static enum dc_status rtf(struct mapi *m, struct dc_span packed, struct dc_error *err)
{
	struct dc_buf plain;
	enum dc_status st;

	dc_buf_init(&plain, (size_t)(m->r.ex->budget->memory_bytes / 8));
	st = rtf_decompress(packed, &plain);
	if (st == DC_EFORMAT || st == DC_ELIMIT) {
		extract_reason(m->r.ex, m->r.end, st == DC_ELIMIT ? DC_R_limit_memory : DC_R_corrupt_after, 0, "the RTF body does not unpack");
		st = DC_OK;
	}
	if (st == DC_OK && plain.n != 0)
		st = ole2_item(&m->r, (struct dc_span){ plain.p, plain.n }, "body.rtf", err);
	dc_buf_done(&plain);
	return st;
}

/* As bytes it tells its charset itself. */
static enum dc_status html(struct mapi *m, struct dc_span v, bool text, bool wide, struct dc_error *err)
{
	struct dc_buf page;
	enum dc_status st = DC_OK;

	if (!text)
		return ole2_item(&m->r, v, "body.html", err);
	dc_buf_init(&page, 0);
	st = add_string(m, &page, v, wide, err);
	if (st == DC_OK)
		st = ole2_item(&m->r, (struct dc_span){ page.p, page.n }, "body.html", err);
	dc_buf_done(&page);
	return st;
}

enum dc_status mapi_property(struct mapi *m, uint16_t id, uint16_t type, struct dc_span v, bool of_attachment, struct dc_error *err)
{
	bool wide = type == 0x1f, text = wide || type == 0x1e;

	if (of_attachment && text && (id == 0x3707 || (id == 0x3704 && m->name.n == 0)))
		return mapi_name(m, v, wide, err);
	if (of_attachment && id == 0x3701) {
		m->object = type == 0x0d ? v : m->object;
		m->data = type == 0x102 ? v : m->data;
		return DC_OK;
	}
	if (id == 0x1009 && type == 0x102)
		return rtf(m, v, err);
	if (id == 0x1013 && (text || type == 0x102))
		return html(m, v, text, wide, err);
	for (size_t i = 0; text && i < DC_ARRAY_LEN(labels); i++)
		if (labels[i].id == id)
			return mapi_line(m, labels[i].label, v, wide, err);
	return text ? mapi_line(m, "", v, wide, err) : DC_OK;
}
