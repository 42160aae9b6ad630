/* raw.c -- what is no known format, or damaged: the runs of its bytes that read as text.
 *
 * A run is at least LEAST characters of printable ASCII, UTF-8, CP932 or UTF-16LE, two of them of letters, digits or
 * Japanese. Everything found this way is marked: the part ends with raw_fallback if nothing worse is known. */
#include "built.h"

#include "legacy.h"
#include "utf8.h"
#include "window.h"

#define CHUNK (256u << 10)
#define LEAST 6				/* characters of a run */

enum script { UTF8, UTF16, SJIS };

static bool is_printable(uint32_t c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\t' || (c >= 0xa0 && c < 0xd800 && c != 0xad) || (c >= 0xf900 && c < 0xfff0) ||
		(c >= 0x20000 && c < 0x32000);
}

/* The characters that CP932 text consists of, and no user-defined ones. */
static bool is_japanese(uint32_t c)
{
	return (c >= 0x3000 && c < 0x3100) || (c >= 0x4e00 && c < 0xa000) || (c >= 0xff01 && c < 0xffa0);
}

/* The character of that script at p: bytes it takes, 0 if there is none. */
static size_t read_char(enum script how, const uint8_t *p, size_t n, uint32_t *c)
{
	size_t k = 0;
	int j;

	if (n == 0)
		return 0;
	switch (how) {
	case UTF8:
		k = utf8_read(p, n, c);
		break;
	case UTF16:
		k = n >= 2 ? 2 : 0;
		*c = k == 0 ? 0 : (uint32_t)p[0] | (uint32_t)p[1] << 8;
		if (*c >= 0x80 && !is_japanese(*c))
			k = 0;
		break;
	case SJIS:
		j = legacy_char_cp932(p, n, c);
		k = j > 0 ? (size_t)j : 0;
		if (k == 2 && !is_japanese(*c))
			k = 0;
		break;
	}
	if (how == UTF8 && (*c == '\n' || *c == '\r'))
		return k;
	return k != 0 && is_printable(*c) ? k : 0;
}

/* Length of the run at p in bytes, 0 if it is too short or too odd. */
static size_t run_length(enum script how, const uint8_t *p, size_t n)
{
	size_t i = 0, chars = 0, wide = 0, plain = 0;
	uint32_t c = 0;

	for (size_t k; (k = read_char(how, p + i, n - i, &c)) != 0; i += k) {
		chars++;
		wide += c >= 0x80;
		plain += c < 0x80 || (c >= 0x3041 && c < 0x3100);
	}
	if (how == UTF16 && plain * 3 < chars)
		return 0;		/* any two bytes are some kanji: kana, digits or letters must be among them */
	if (how == SJIS && wide < 2)
		return 0;
	return chars >= LEAST || (how != UTF16 && wide >= 2 && chars >= 3) ? i : 0;
}

static enum dc_status add_run(struct built *b, enum script how, const uint8_t *p, size_t n, uint64_t at, bool goes_on,
	struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (how == UTF8)
		st = built_add(b, p, n, at, err);
	for (size_t i = 0; how != UTF8 && i < n && st == DC_OK;) {
		uint32_t c = 0;
		size_t k = read_char(how, p + i, n - i, &c);

		st = built_char(b, c, at + i, k, err);
		i += k;
	}
	return st == DC_OK && !goes_on ? built_break(b, '\n', err) : st;
}

/* False where no run of any script can begin. */
static inline bool may_begin(const uint8_t *p, size_t n)
{
	uint8_t low = p[0], high = n > 1 ? p[1] : 1;

	if (low >= 0x20 ? low != 0x7f : low == '\t' || low == '\n' || low == '\r')
		return true;
	return high == 0x30 || (high >= 0x4e && high <= 0x9f) || high == 0xff;
}

/* Looks at n bytes; *took: those that need not be seen again when more follow. */
static enum dc_status look(struct built *b, const uint8_t *p, size_t n, bool last, uint64_t at, size_t *took, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	size_t i = 0;

	while (i < n && st == DC_OK) {
		enum script how = UTF8;
		size_t k = 0;
		bool goes_on;

		if (n - i > 2 * LEAST && !may_begin(p + i, n - i)) {
			i++;
			continue;
		}
		if (p[i] < 0x80 || p[i] >= 0xc2)
			k = run_length(UTF8, p + i, n - i);

		if (k == 0 && (k = run_length(UTF16, p + i, n - i)) != 0)
			how = UTF16;
		if (k == 0 && p[i] >= 0x80 && (k = run_length(SJIS, p + i, n - i)) != 0)
			how = SJIS;
		goes_on = !last && i + k + 2 * LEAST >= n;
		if (goes_on && (i > 0 || n < CHUNK))
			break;		/* is seen whole with the next chunk, unless it is a chunk long */
		if (k != 0)
			st = add_run(b, how, p + i, k, at + i, goes_on, err);
		i += k == 0 ? 1 : k;
	}
	*took = i;
	return st;
}

static enum dc_status each_chunk(struct built *b, struct dc_item *item, uint8_t *in, uint64_t at, struct dc_error *err)
{
	struct dc_error why = { 0 };
	size_t held = 0, took = 0;
	enum dc_status st = DC_OK, rd = DC_OK;
	bool last = false;

	while (!last && st == DC_OK) {
		size_t got = 0;

		rd = extract_fill(item, in + held, CHUNK - held, &got, &why);
		b->end->bytes += got;
		held += got;
		last = rd != DC_OK || got == 0;
		st = look(b, in, held, last, at, &took, err);
		memmove(in, in + took, held - took);
		held -= took;
		at += took;
	}
	return st != DC_OK ? st : extract_ended(b->ex, b->self, b->end, rd, &why, err);
}

enum dc_status raw_runs(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self, struct dc_part_end *end,
	uint64_t from, struct dc_error *err)
{
	struct built b = { 0 };
	struct dc_buf in = { 0 };
	enum dc_status st = built_open(&b, ex, self, end, DC_PROSE, true, err);

	if (st == DC_OK && !window_open(&in))
		st = dc_fail(err, DC_ENOMEM, "no memory to read bytes");
	if (st == DC_OK)
		st = each_chunk(&b, item, in.p, from, err);
	if (st == DC_OK)
		st = built_flush(&b, err);
	window_close(&in);
	built_close(&b);
	return st;
}

#define UNREAD DC_R_unsupported_part	/* of the object itself: unsupported_type */

/* Formats that hold text we cannot read: said by name, not passed off as any odd bytes. */
static const struct { size_t at; const char *bytes; size_t n; enum dc_reason reason; const char *detail; } unread[] = {
	{ 0, "%PDF-", 5, UNREAD, "PDF: text runs of the raw bytes only" },
	{ 0, "GIF8", 4, DC_R_image_no_ocr, "GIF image: text in pictures is not read" },
	{ 4, "ftypheic", 8, DC_R_image_no_ocr, "HEIC image: text in pictures is not read" },
	{ 0, "SQLite format 3", 16, UNREAD, "SQLite database: text runs of the raw bytes only" },
	{ 4, "Standard Jet DB", 15, UNREAD, "Access database: text runs of the raw bytes only" },
	{ 4, "Standard ACE DB", 15, UNREAD, "Access database: text runs of the raw bytes only" },
	{ 0, "!BDN", 4, UNREAD, "Outlook store: text runs of the raw bytes only" },
	/* their strings are UTF-16, and stand whole in the bytes */
	{ 0, "ElfFile\0", 8, DC_R_raw_fallback, "Windows event log: its strings, without their places" },
	{ 0, "regf", 4, DC_R_raw_fallback, "Windows registry: its strings, without their keys" },
	{ 0, "L\0\0\0\1\x14\2\0", 8, DC_R_raw_fallback, "Windows shortcut: its strings" },
};

static int raw_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)head;
	(void)mime;
	(void)name;
	return 1;
}

static enum dc_status raw_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	enum dc_reason reason = DC_R_raw_fallback;
	const char *detail = NULL;
	struct dc_span head = extract_head(item);
	enum dc_status st;

	for (size_t i = 0; i < DC_ARRAY_LEN(unread) && !ex->raw_only && detail == NULL; i++) {
		if (!head_has(head, unread[i].at, unread[i].bytes, unread[i].n))
			continue;
		reason = unread[i].reason == UNREAD && self->parent == NULL ? DC_R_unsupported_type : unread[i].reason;
		detail = unread[i].detail;
	}
	st = raw_runs(ex, item, self, end, 0, err);
	if (st == DC_OK)
		extract_reason(ex, end, reason, 0, detail);
	return st;
}

const struct dc_extractor extractor_raw = {
	.id = "raw",
	.reads = "any other bytes: the runs of them that read as text, marked as such",
	.tail = true,
	.bid = raw_bid,
	.extract = raw_extract,
};
