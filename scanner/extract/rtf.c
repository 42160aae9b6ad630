/* rtf.c -- Rich Text Format 1.9: plain text between control words.
 *
 * Characters are bytes of the document's code page (\'8e\'81 in CP932 for Japanese) or \uN with a stand-in behind it. Bytes
 * are collected to a line and decoded together, since one character's bytes come in two escapes. */
#include "built.h"
#include "daicho/decode.h"
#include "stream.h"

#include "utf8.h"

#include <stdlib.h>

#define DEPTH 256			/* groups in each other */
#define LONGEST_LINE 65536u

struct rtf {
	struct stream s;
	struct built b;
	struct dc_buf bytes;		/* of the code page, not yet decoded */
	size_t at;
	bool skip[DEPTH];		/* groups whose content is no text */
	unsigned depth, stand_in, skip_chars;	/* stand_in: characters behind \uN that stand for it */
	enum dc_charset cs;
};

static int rtf_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	(void)name;
	return head_has(head, 0, "{\\rtf", 5) ? 80 : 0;
}

static bool skips(const struct rtf *r)
{
	return r->depth > 0 && r->skip[r->depth < DEPTH ? r->depth : DEPTH - 1];
}

/* What was collected becomes text. */
static enum dc_status settle(struct rtf *r, struct dc_error *err)
{
	struct dc_decoder *d;
	struct dc_buf text;
	enum dc_status st;

	if (r->bytes.n == 0)
		return DC_OK;
	d = dc_decoder_new(r->cs);
	dc_buf_init(&text, 0);
	st = d == NULL ? dc_fail(err, DC_ENOMEM, "no memory to decode")
		: dc_decode(d, (struct dc_span){ r->bytes.p, r->bytes.n }, true, &text, NULL, err);
	if (st == DC_OK)
		st = built_add(&r->b, text.p, text.n, 0, err);
	dc_buf_done(&text);
	dc_decoder_free(d);
	dc_buf_clear(&r->bytes);
	return st;
}

static enum dc_status byte(struct rtf *r, uint8_t b, struct dc_error *err)
{
	if (r->skip_chars > 0) {
		r->skip_chars--;
		return DC_OK;
	}
	if (skips(r))
		return DC_OK;
	if (dc_buf_addc(&r->bytes, (char)b) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "no memory for a line");
	return r->bytes.n >= LONGEST_LINE ? settle(r, err) : DC_OK;
}

static enum dc_status unicode(struct rtf *r, long n, struct dc_error *err)
{
	uint32_t c = (uint32_t)(n < 0 ? n + 65536 : n);
	enum dc_status st;

	r->skip_chars = r->stand_in;
	if (skips(r))
		return DC_OK;
	st = settle(r, err);
	if (c == 0 || c > 0xffff || (c >= 0xd800 && c <= 0xdfff))
		c = 0xfffd;
	return st == DC_OK ? built_char(&r->b, c, 0, 1, err) : st;
}

static enum dc_status control(struct rtf *r, const char *word, bool has_number, long n, struct dc_error *err)
{
	static const char *const lines[] = { "par", "line", "row", "sect", "page" };
	static const char *const destinations[] = { "fonttbl", "colortbl", "stylesheet", "pict", "themedata", "colorschememapping",
		"latentstyles", "datastore", "generator", "listtable", "rsidtbl" };

	if (strcmp(word, "u") == 0 && has_number)
		return unicode(r, n, err);
	if (strcmp(word, "uc") == 0)
		r->stand_in = n >= 0 && n < 16 ? (unsigned)n : 1;
	if (strcmp(word, "ansicpg") == 0)
		r->cs = n == 932 ? DC_CS_CP932 : n == 1252 ? DC_CS_LATIN1 : DC_CS_UNKNOWN;
	if (strcmp(word, "tab") == 0 || strcmp(word, "cell") == 0)
		return byte(r, '\t', err);
	for (size_t i = 0; i < DC_ARRAY_LEN(lines); i++)
		if (strcmp(word, lines[i]) == 0)
			return byte(r, '\n', err);
	for (size_t i = 0; i < DC_ARRAY_LEN(destinations); i++)
		if (strcmp(word, destinations[i]) == 0 && r->depth > 0 && r->depth < DEPTH)
			r->skip[r->depth] = true;
	return DC_OK;
}

static unsigned hex(uint8_t b)
{
	return b >= '0' && b <= '9' ? b - (unsigned)'0' : (b | 0x20) >= 'a' && (b | 0x20) <= 'f' ? (b | 0x20u) - 'a' + 10 : 16;
}

/* What a backslash begins. At least 64 bytes stand behind it, or the file ends. */
static enum dc_status escape(struct rtf *r, struct dc_error *err)
{
	const uint8_t *p = r->s.text.p + r->at;
	size_t n = r->s.text.n - r->at, i = 1, k = 0;
	char word[33], number[12];

	if (n >= 4 && p[1] == '\'' && hex(p[2]) < 16 && hex(p[3]) < 16) {
		r->at += 4;
		return byte(r, (uint8_t)(hex(p[2]) << 4 | hex(p[3])), err);
	}
	while (i < n && k < 32 && (p[i] | 0x20) >= 'a' && (p[i] | 0x20) <= 'z')
		word[k++] = (char)p[i++];
	word[k] = '\0';
	if (k == 0) {
		r->at += n < 2 ? n : 1 + utf8_length(p + 1, n - 1);
		if (n >= 2 && p[1] == '*' && r->depth > 0 && r->depth < DEPTH)
			r->skip[r->depth] = true;
		return n >= 2 && (p[1] == '\\' || p[1] == '{' || p[1] == '}') ? byte(r, p[1], err) : DC_OK;
	}
	k = 0;
	while (i < n && k < 11 && ((p[i] >= '0' && p[i] <= '9') || (k == 0 && p[i] == '-')))
		number[k++] = (char)p[i++];
	number[k] = '\0';
	r->at += i + (i < n && p[i] == ' ');
	return control(r, word, k > 0, strtol(number, NULL, 10), err);
}

static enum dc_status token(struct rtf *r, struct dc_error *err)
{
	uint8_t b = r->s.text.p[r->at];

	if (b == '\\')
		return escape(r, err);
	r->at++;
	if (b == '{') {
		bool inherited = skips(r);

		r->depth++;
		if (r->depth < DEPTH)
			r->skip[r->depth] = inherited;
		return DC_OK;
	}
	if (b == '}') {
		r->depth -= r->depth > 0;
		return DC_OK;
	}
	return b == '\n' || b == '\r' ? DC_OK : byte(r, b, err);
}

static enum dc_status all(struct rtf *r, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	while (st == DC_OK) {
		if (r->s.text.n - r->at < 64 && !r->s.eof) {
			stream_drop(&r->s, r->at);
			r->at = 0;
			st = stream_more(&r->s, err);
		} else if (r->at == r->s.text.n) {
			break;
		} else {
			st = token(r, err);
		}
	}
	return st == DC_OK ? settle(r, err) : st;
}

static enum dc_status rtf_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct rtf r = { .stand_in = 1 };
	enum dc_status st = stream_open(&r.s, ex, item, self, end, DC_CS_UNKNOWN, err);

	dc_buf_init(&r.bytes, 0);
	if (st == DC_OK)
		st = built_open(&r.b, ex, self, end, DC_PROSE, false, err);
	if (st == DC_OK)
		st = all(&r, err);
	if (st == DC_OK)
		st = built_flush(&r.b, err);
	stream_close(&r.s);
	built_close(&r.b);
	dc_buf_done(&r.bytes);
	return st;
}

const struct dc_extractor extractor_rtf = {
	.id = "rtf",
	.reads = "Rich Text Format: text; not: pictures, embedded objects",
	.bid = rtf_bid,
	.extract = rtf_extract,
};
