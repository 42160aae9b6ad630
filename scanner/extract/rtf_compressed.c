/* rtf_compressed.c -- LZ77 over a window of 4,096 bytes that begins with what RTF most often has [MS-OXRTFCP] 2.1.3. */
#include "rtf_compressed.h"

#include <string.h>

#define WINDOW 4096
#define COMPRESSED 0x75465a4cu		/* "LZFu" */
#define UNCOMPRESSED 0x414c454du	/* "MELA" */

static const char dictionary[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial"
	"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static uint32_t number(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

struct window { uint8_t at[WINDOW]; unsigned write; };

static enum dc_status put(struct window *w, uint8_t b, struct dc_buf *out)
{
	w->at[w->write] = b;
	w->write = (w->write + 1) % WINDOW;
	return dc_buf_addc(out, (char)b);
}

static enum dc_status unpack(struct dc_span s, uint32_t size, struct dc_buf *out)
{
	struct window w = { .write = sizeof dictionary - 1 };
	size_t i = 0, began = out->n;
	enum dc_status st = DC_OK;

	memcpy(w.at, dictionary, sizeof dictionary - 1);
	while (i < s.n && st == DC_OK) {
		uint8_t control = s.p[i++];

		for (unsigned bit = 0; bit < 8 && st == DC_OK; bit++) {
			unsigned offset, length;

			if (i >= s.n)
				break;
			if ((control >> bit & 1) == 0) {
				st = put(&w, s.p[i++], out);
				continue;
			}
			if (i + 2 > s.n)
				return DC_EFORMAT;
			offset = (unsigned)s.p[i] << 4 | s.p[i + 1] >> 4;
			length = (s.p[i + 1] & 15u) + 2;
			i += 2;
			if (offset == w.write)		/* the end */
				return DC_OK;
			for (; length != 0 && st == DC_OK; length--, offset = (offset + 1) % WINDOW)
				st = put(&w, w.at[offset], out);
		}
	}
	return st != DC_OK || out->n - began >= size ? st : DC_EFORMAT;
}

enum dc_status rtf_decompress(struct dc_span packed, struct dc_buf *out)
{
	uint32_t kind = packed.n < 16 ? 0 : number(packed.p + 8);

	if (kind == UNCOMPRESSED)
		return dc_buf_add(out, packed.p + 16, packed.n - 16);
	return kind == COMPRESSED ? unpack(dc_span_cut(packed, 16, packed.n), number(packed.p + 4), out) : DC_EFORMAT;
}
