/* json.c -- JSON text as RFC 8259 has it: always valid UTF-8, one line, nothing that drives a terminal. */
#include "daicho/log.h"

#include "utf8.h"

static const char *short_form(uint32_t c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

enum dc_status dc_json_string(struct dc_buf *out, struct dc_span bytes)
{
	enum dc_status st = dc_buf_addc(out, '"');

	for (size_t i = 0; i < bytes.n && st == DC_OK;) {
		uint32_t c;
		size_t n = utf8_read(bytes.p + i, bytes.n - i, &c);

		if (n == 0) {
			st = dc_buf_adds(out, "\xef\xbf\xbd");
			n = 1;
		} else if (short_form(c) != NULL)
			st = dc_buf_adds(out, short_form(c));
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
			st = dc_buf_printf(out, "\\u%04x", (unsigned)c);
		else
			st = dc_buf_add(out, bytes.p + i, n);
		i += n;
	}
	return st == DC_OK ? dc_buf_addc(out, '"') : st;
}

bool dc_utf8_valid(struct dc_span bytes)
{
	uint32_t c;

	for (size_t i = 0, n; i < bytes.n; i += n) {
		n = utf8_read(bytes.p + i, bytes.n - i, &c);
		if (n == 0)
			return false;
	}
	return true;
}
