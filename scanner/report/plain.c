/* plain.c -- names from outside made visible. Unlike dc_escape a backslash stays single: reports for people show Windows
 * paths and principals as they are; what machines read (JSON Lines) carries the bytes themselves. */
#include "plain.h"

#include "utf8.h"

uint32_t plain_next(struct dc_span s, size_t *at, uint8_t *byte)
{
	uint32_t c;
	size_t n = utf8_read(s.p + *at, s.n - *at, &c);

	if (n == 0) {
		*byte = s.p[(*at)++];
		return UINT32_MAX;
	}
	*at += n;
	return c;
}

bool plain_shown(uint32_t c)
{
	static const struct { uint32_t from, to; } hidden[] = {
		{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x61c, 0x61c }, { 0x180e, 0x180e }, { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfdd0, 0xfdef }, { 0xfeff, 0xfeff }, { 0xfff0, 0xfffb },
		{ 0xe0000, 0xe0fff },
	};

	if ((c >= 0x20 && c < 0x7f) || (c >= 0x3000 && c < 0xd800))	/* most text, Japanese included */
		return true;
	for (size_t i = 0; i < DC_ARRAY_LEN(hidden); i++) {
		if (c >= hidden[i].from && c <= hidden[i].to)
			return false;
	}
	return (c & 0xfffe) != 0xfffe;		/* U+xxFFFE, U+xxFFFF: no characters, and no XML */
}

size_t plain_run(struct dc_span s, size_t at, const char *special)
{
	size_t n = at;

	while (n < s.n && s.p[n] >= 0x20 && s.p[n] < 0x7f && strchr(special, s.p[n]) == NULL)
		n++;
	return n - at;
}

bool plain_utf8(struct dc_span s)
{
	uint8_t byte;

	for (size_t at = 0; at < s.n;) {
		if (plain_next(s, &at, &byte) == UINT32_MAX)
			return false;
	}
	return true;
}

enum dc_status plain_add(struct dc_buf *out, struct dc_span s)
{
	enum dc_status st = DC_OK;

	for (size_t at = 0; at < s.n && st == DC_OK;) {
		size_t from = at;
		uint8_t byte = 0;
		uint32_t c = plain_next(s, &at, &byte);

		if (c == UINT32_MAX)
			st = dc_buf_printf(out, "\\x%02X", byte);
		else if (plain_shown(c))
			st = dc_buf_add(out, s.p + from, at - from);
		else
			st = dc_buf_printf(out, "\\u{%X}", (unsigned)c);
	}
	return st;
}
