/* ppt.c -- PowerPoint 97 to 2003 [MS-PPT]: a tree of records; the text is in atoms of two kinds, and of comments and headers in
 * a third. Slides, notes and masters alike. */
#include "cfb.h"

enum atom { TEXT_CHARS = 0x0fa0, TEXT_BYTES = 0x0fa8, C_STRING = 0x0fba, CRYPT_SESSION = 0x2f14 };

static enum dc_status add_text(struct dc_buf *out, const uint8_t *p, size_t n, bool wide)
{
	enum dc_status st = DC_OK;
	uint8_t unit[2] = { 0, 0 };

	if (wide)
		st = cfb_utf16(out, p, n / 2);
	for (size_t i = 0; !wide && i < n && st == DC_OK; i++) {
		unit[0] = p[i];
		st = cfb_utf16(out, unit, 1);
	}
	return st == DC_OK ? dc_buf_addc(out, '\n') : st;
}

/* Vertical tabs and carriage returns end lines. */
static void break_lines(struct dc_buf *text)
{
	for (size_t i = 0; i < text->n; i++)
		if (text->p[i] == '\r' || text->p[i] == 0x0b)
			text->p[i] = '\n';
}

static enum dc_status take(struct dc_buf *out, struct dc_span s, bool *locked)
{
	enum dc_status st = DC_OK;
	size_t at = 0;

	while (at + 8 <= s.n && st == DC_OK) {
		uint16_t type = le16(s.p + at + 2);
		bool container = (s.p[at] & 0x0f) == 0x0f;
		size_t n = le32(s.p + at + 4);

		at += 8;
		n = n < s.n - at ? n : s.n - at;
		*locked |= type == CRYPT_SESSION;
		if (container)			/* its records follow as if they stood here */
			continue;
		if (type == TEXT_CHARS || type == C_STRING || type == TEXT_BYTES)
			st = add_text(out, s.p + at, n, type != TEXT_BYTES);
		at += n;
	}
	return st;
}

enum dc_status ppt_read(struct ole2_reading *r, uint32_t stream, struct dc_error *err)
{
	struct dc_buf all, text;
	bool locked = cfb_find(r->cfb, r->storage, "EncryptedSummary") != CFB_NONE;
	enum dc_status st;

	dc_buf_init(&all, 0);
	dc_buf_init(&text, (size_t)(r->ex->budget->memory_bytes / 4));
	st = cfb_read(r->cfb, stream, &all, err);
	if (st == DC_OK && !locked)
		st = take(&text, (struct dc_span){ all.p, all.n }, &locked);
	if (st == DC_OK && locked) {
		st = extract_ended(r->ex, r->self, r->end, DC_ELOCKED, &(struct dc_error){ DC_ELOCKED, "password needed" }, err);
	} else if (st == DC_OK && text.n != 0) {
		break_lines(&text);
		st = ole2_prose(r, (struct dc_span){ text.p, text.n }, err);
	}
	dc_buf_done(&all);
	dc_buf_done(&text);
	return st == DC_OK || err->status != DC_OK ? st : dc_fail(err, st, "slides");
}
