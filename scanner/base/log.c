/* log.c -- names made safe to print: one record stays one line, and no byte of a name drives a terminal. */
#include "daicho/log.h"

#include "utf8.h"

static bool printable(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	/* soft hyphen, zero width, bidi marks and controls, line and paragraph separators, BOM */
	if (c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb))
		return false;
	return c < 0xe0000 || c > 0xe0fff;
}

enum dc_status dc_escape(struct dc_buf *out, struct dc_span bytes)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < bytes.n && st == DC_OK;) {
		uint32_t c;
		size_t n = utf8_read(bytes.p + i, bytes.n - i, &c);

		if (n == 0) {
			st = dc_buf_printf(out, "\\x%02X", bytes.p[i]);
			n = 1;
		} else if (c == '\\')
			st = dc_buf_adds(out, "\\\\");
		else if (printable(c))
			st = dc_buf_add(out, bytes.p + i, n);
		else if (c < 0x80)
			st = dc_buf_printf(out, "\\x%02X", (unsigned)c);
		else
			st = dc_buf_printf(out, "\\u{%X}", (unsigned)c);
		i += n;
	}
	return st;
}

/* Adds a code point's bytes or a star while there is room for them and the NUL. */
static bool put(char *out, size_t cap, size_t *at, const uint8_t *p, size_t n)
{
	if (*at + n + 1 > cap)
		return false;
	memcpy(out + *at, p, n);
	*at += n;
	return true;
}

static size_t points(struct dc_span v)
{
	size_t n = 0;

	for (size_t i = 0; i < v.n; i++)
		n += (v.p[i] & 0xc0) != 0x80;
	return n;
}

void dc_mask(enum dc_mask how, struct dc_span value, size_t shown_bytes, char *out, size_t cap)
{
	size_t at = 0, total = points(value), from = total, to = total, k = 0;
	const uint8_t *sign = how == DC_MASK_DOMAIN && value.n != 0 ? memrchr(value.p, '@', value.n) : NULL;

	if (cap == 0)
		return;
	if (how == DC_MASK_LAST4 && total > 8)
		from = total - 4;
	else if (how == DC_MASK_FIRST3 && total > 6) {
		from = 0;
		to = 3;
	} else if (how == DC_MASK_PLACE && shown_bytes < value.n) {
		from = 0;
		to = points((struct dc_span){ value.p, shown_bytes });
	} else if (sign != NULL) {
		struct dc_span tail = { sign, (size_t)(value.p + value.n - sign) };

		put(out, cap, &at, (const uint8_t *)"***", 3);
		for (size_t i = 0; i < tail.n;) {
			size_t n = utf8_length(tail.p + i, tail.n - i);

			if (!put(out, cap, &at, tail.p + i, n))
				break;
			i += n;
		}
		out[at] = '\0';
		return;
	}
	for (size_t i = 0; i < value.n; k++) {
		size_t n = utf8_length(value.p + i, value.n - i);
		bool show = k >= from && k < to;

		if (!show && from == total && k >= 20)
			break;
		if (!put(out, cap, &at, show ? value.p + i : (const uint8_t *)"*", show ? n : 1))
			break;
		i += n;
	}
	out[at] = '\0';
}
