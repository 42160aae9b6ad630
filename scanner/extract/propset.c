/* propset.c -- property sets [MS-OLEPS] 2.21: the strings in them, whatever their number: title, author, company, keywords. */
#include "cfb.h"

#define SECTIONS_MOST 2
#define PROPERTIES_MOST 512
#define VT_LPSTR 30
#define VT_LPWSTR 31

static unsigned codepage_of(const uint8_t *section, size_t n, uint32_t count)
{
	for (uint32_t i = 0; i < count && 16 + 8 * (size_t)i <= n; i++) {
		uint32_t id = le32(section + 8 + 8 * i), at = le32(section + 12 + 8 * i);

		if (id == 1 && at <= n - 6 && le32(section + at) == 2)
			return le16(section + at + 4);
	}
	return 0;
}

static enum dc_status one(struct dc_buf *out, const uint8_t *p, size_t n, unsigned codepage, struct dc_error *err)
{
	uint32_t type, length;
	enum dc_status st = DC_OK;

	if (n < 8)
		return DC_OK;
	type = le32(p);
	length = le32(p + 4);
	if (type == VT_LPWSTR && length <= (n - 8) / 2)
		st = cfb_utf16(out, p + 8, length);
	else if (type == VT_LPSTR && length <= n - 8 && codepage == 1200)
		st = cfb_utf16(out, p + 8, length / 2);
	else if (type == VT_LPSTR && length <= n - 8)
		st = ole2_bytes(out, (struct dc_span){ p + 8, strnlen((const char *)p + 8, length) }, codepage, err);
	else
		return DC_OK;
	return st == DC_OK ? dc_buf_addc(out, '\n') : st;
}

static enum dc_status section(struct dc_buf *out, const uint8_t *p, size_t n, struct dc_error *err)
{
	uint32_t count = n < 8 ? 0 : le32(p + 4);
	unsigned codepage;
	enum dc_status st = DC_OK;

	count = count > PROPERTIES_MOST ? PROPERTIES_MOST : count;
	codepage = n < 16 ? 0 : codepage_of(p, n, count);
	for (uint32_t i = 0; i < count && 16 + 8 * (size_t)i <= n && st == DC_OK; i++) {
		uint32_t at = le32(p + 12 + 8 * i);

		if (at < n)
			st = one(out, p + at, n - at, codepage, err);
	}
	return st;
}

enum dc_status propset_read(struct ole2_reading *r, uint32_t stream, struct dc_error *err)
{
	struct dc_buf all, text;
	enum dc_status st;

	dc_buf_init(&all, 0);
	dc_buf_init(&text, 0);
	st = cfb_read(r->cfb, stream, &all, err);
	for (uint32_t i = 0; st == DC_OK && all.n >= 48 && i < SECTIONS_MOST && i < le32(all.p + 24) && 48 + 20 * (size_t)i <= all.n; i++) {
		uint32_t at = le32(all.p + 44 + 20 * i);

		if (at < all.n)
			st = section(&text, all.p + at, all.n - at, err);
	}
	if (st == DC_OK && text.n != 0)
		st = ole2_prose(r, (struct dc_span){ text.p, text.n }, err);
	dc_buf_done(&all);
	dc_buf_done(&text);
	return st == DC_OK || st == DC_ENOMEM ? (st == DC_OK ? DC_OK : dc_fail(err, st, "properties")) : st;
}
