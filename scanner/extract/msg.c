/* msg.c -- Outlook messages [MS-OXMSG]: a storage of properties, one stream each, with storages of recipients and attachments.
 * Header fields come as labelled lines; bodies in HTML or RTF, and attachments, as items within. */
#include "cfb.h"
#include "rtf_compressed.h"

#include <stdio.h>
#include <string.h>

#define HEADER_ROOT 32			/* bytes before the properties of fixed size: of the message; of one within: 24 */
#define CODEPAGE 0x3ffd

struct msg {
	struct ole2_reading *r;
	unsigned codepage;
	struct dc_buf text;
};

static const struct { uint16_t id; const char *label; } fields[] = {
	{ 0x0037, "Subject" }, { 0x0c1a, "From" }, { 0x0c1f, "From-Address" }, { 0x5d01, "From-Address" }, { 0x0042, "On-Behalf-Of" },
	{ 0x0065, "On-Behalf-Of-Address" }, { 0x0e04, "To" }, { 0x0e03, "Cc" }, { 0x0e02, "Bcc" }, { 0x007d, "" }, { 0x1000, "" },
	/* contacts [MS-OXOCNTC] */
	{ 0x3001, "Name" }, { 0x3a06, "Given-Name" }, { 0x3a11, "Surname" }, { 0x3a16, "Company" }, { 0x3a17, "Title" }, { 0x3a08, "Tel" },
	{ 0x3a09, "Tel" }, { 0x3a1c, "Mobile" }, { 0x3a24, "Fax" }, { 0x3a15, "Address" }, { 0x3a29, "Address" }, { 0x3a2a, "Postal-Code" },
};

static const struct { uint16_t id; const char *label; } recipient_fields[] = {
	{ 0x3001, "Recipient" }, { 0x39fe, "Recipient-Address" }, { 0x3003, "Recipient-Address" },
};

static uint32_t stream_of(const struct msg *m, uint32_t storage, uint16_t id, const char *type)
{
	char name[40];

	snprintf(name, sizeof name, "__substg1.0_%04X%s", id, type);
	return cfb_find(m->r->cfb, storage, name);
}

/* A property's text appended; DC_END: there is none. */
static enum dc_status add_string(struct msg *m, uint32_t storage, uint16_t id, struct dc_buf *out, struct dc_error *err)
{
	uint32_t wide = stream_of(m, storage, id, "001F"), narrow = wide == CFB_NONE ? stream_of(m, storage, id, "001E") : CFB_NONE;
	struct dc_buf all;
	enum dc_status st;

	if (wide == CFB_NONE && narrow == CFB_NONE)
		return DC_END;
	dc_buf_init(&all, 0);
	st = cfb_read(m->r->cfb, wide != CFB_NONE ? wide : narrow, &all, err);
	if (st == DC_OK && wide != CFB_NONE)
		st = cfb_utf16(out, all.p, all.n / 2);
	else if (st == DC_OK)
		st = ole2_bytes(out, (struct dc_span){ all.p, all.n }, m->codepage, err);
	dc_buf_done(&all);
	return st;
}

static enum dc_status add_field(struct msg *m, uint32_t storage, uint16_t id, const char *label, struct dc_error *err)
{
	struct dc_buf value;
	enum dc_status st;

	dc_buf_init(&value, 0);
	st = add_string(m, storage, id, &value, err);
	if (st == DC_OK && value.n != 0) {
		st = *label == '\0' ? DC_OK : dc_buf_printf(&m->text, "%s: ", label);
		if (st == DC_OK)
			st = dc_buf_add(&m->text, value.p, value.n);
		if (st == DC_OK)
			st = dc_buf_addc(&m->text, '\n');
	}
	dc_buf_done(&value);
	return st == DC_END ? DC_OK : st;
}

static unsigned codepage_of(struct msg *m, uint32_t properties, struct dc_error *err)
{
	unsigned found = 0;
	struct dc_buf all;

	dc_buf_init(&all, 0);
	if (cfb_read(m->r->cfb, properties, &all, err) == DC_OK)
		for (size_t at = m->r->depth == 0 ? HEADER_ROOT : HEADER_ROOT - 8; at + 16 <= all.n; at += 16)
			if (le32(all.p + at) == (CODEPAGE << 16 | 3))
				found = le32(all.p + at + 8);
	dc_buf_done(&all);
	return found;
}

/* ---- bodies */

static enum dc_status html_body(struct msg *m, struct dc_error *err)
{
	uint32_t binary = stream_of(m, m->r->storage, 0x1013, "0102");
	struct dc_buf all;
	enum dc_status st;

	dc_buf_init(&all, 0);
	if (binary != CFB_NONE)
		st = cfb_read(m->r->cfb, binary, &all, err);
	else
		st = add_string(m, m->r->storage, 0x1013, &all, err);
	if (st == DC_OK && all.n != 0)
		st = ole2_item(m->r, (struct dc_span){ all.p, all.n }, "body.html", err);
	dc_buf_done(&all);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status rtf_body(struct msg *m, struct dc_error *err)
{
	uint32_t stream = stream_of(m, m->r->storage, 0x1009, "0102");
	struct dc_buf packed, plain;
	enum dc_status st = DC_OK;

	if (stream == CFB_NONE)
		return DC_OK;
	dc_buf_init(&packed, 0);
	dc_buf_init(&plain, (size_t)(m->r->ex->budget->memory_bytes / 8));
	st = cfb_read(m->r->cfb, stream, &packed, err);
	if (st == DC_OK)
		st = rtf_decompress((struct dc_span){ packed.p, packed.n }, &plain);
	if (st == DC_EFORMAT || st == DC_ELIMIT) {
		extract_reason(m->r->ex, m->r->end, st == DC_ELIMIT ? DC_R_limit_memory : DC_R_corrupt_after, 0, "the RTF body does not unpack");
		st = DC_OK;
	}
	if (st == DC_OK && plain.n != 0)
		st = ole2_item(m->r, (struct dc_span){ plain.p, plain.n }, "body.rtf", err);
	dc_buf_done(&packed);
	dc_buf_done(&plain);
	return st;
}

/* ---- recipients and attachments */

static enum dc_status recipient(void *ctx, uint32_t e, struct dc_error *err)
{
	struct msg *m = ctx;
	enum dc_status st = DC_OK;

	if (strncmp(m->r->cfb->entries[e].name, "__recip_version1.0_", 19) != 0)
		return DC_OK;
	for (size_t i = 0; i < DC_ARRAY_LEN(recipient_fields) && st == DC_OK; i++)
		st = add_field(m, e, recipient_fields[i].id, recipient_fields[i].label, err);
	return st;
}

static enum dc_status name_of(struct msg *m, uint32_t e, struct dc_buf *name, struct dc_error *err)
{
	enum dc_status st = add_string(m, e, 0x3707, name, err);

	if (st == DC_END)
		st = add_string(m, e, 0x3704, name, err);
	if (st == DC_END)
		st = add_string(m, e, 0x3001, name, err);
	if (st == DC_END || (st == DC_OK && name->n == 0))
		st = dc_buf_adds(name, "attachment");
	return st == DC_OK && dc_buf_cstr(name) == NULL ? DC_ENOMEM : st;
}

static enum dc_status attachment(void *ctx, uint32_t e, struct dc_error *err)
{
	struct msg *m = ctx;
	uint32_t data, within;
	struct dc_buf name, all;
	enum dc_status st;

	if (strncmp(m->r->cfb->entries[e].name, "__attach_version1.0_", 20) != 0)
		return DC_OK;
	data = stream_of(m, e, 0x3701, "0102");
	within = stream_of(m, e, 0x3701, "000D");
	dc_buf_init(&name, 0);
	dc_buf_init(&all, 0);
	st = name_of(m, e, &name, err);
	if (st == DC_OK && data != CFB_NONE) {
		st = cfb_read(m->r->cfb, data, &all, err);
		if (st == DC_OK)
			st = ole2_item(m->r, (struct dc_span){ all.p, all.n }, dc_buf_cstr(&name), err);
	} else if (st == DC_OK && within != CFB_NONE) {
		st = ole2_storage(m->r, within, dc_buf_cstr(&name), err);
	}
	dc_buf_done(&name);
	dc_buf_done(&all);
	return st;
}

enum dc_status msg_read(struct ole2_reading *r, uint32_t stream, struct dc_error *err)
{
	struct msg m = { .r = r };
	enum dc_status st = DC_OK;

	dc_buf_init(&m.text, (size_t)(r->ex->budget->memory_bytes / 4));
	m.codepage = codepage_of(&m, stream, err);
	for (size_t i = 0; i < DC_ARRAY_LEN(fields) && st == DC_OK; i++)
		st = add_field(&m, r->storage, fields[i].id, fields[i].label, err);
	if (st == DC_OK)
		st = cfb_each(r->cfb, r->storage, recipient, &m, err);
	if (st == DC_OK && m.text.n != 0)
		st = ole2_prose(r, (struct dc_span){ m.text.p, m.text.n }, err);
	if (st == DC_OK)
		st = html_body(&m, err);
	if (st == DC_OK)
		st = rtf_body(&m, err);
	if (st == DC_OK)
		st = cfb_each(r->cfb, r->storage, attachment, &m, err);
	dc_buf_done(&m.text);
	return st == DC_OK || err->status != DC_OK ? st : dc_fail(err, st, "a message");
}
