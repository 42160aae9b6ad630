/* legacy.c -- the charsets other than UTF-8, one character at a time by table. What fits nothing becomes U+FFFD, a byte each. */
#include "legacy.h"

#include "tables.h"
#include "utf8.h"

#define BAD 0xfffd

/* windows-1252, 80-9F; 0: not assigned, the C1 control of Latin-1 stays */
static const uint16_t cp1252[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

static void note_run(struct legacy_out *o, unsigned text_step, unsigned stored_step)
{
	size_t text = (size_t)(o->p - o->origin);

	o->text_step = text_step;
	o->stored_step = stored_step;
	if (o->map == NULL || o->status != DC_OK)
		return;
	if (o->map->n == 0 && text_step == 1 && stored_step == 1 && o->map->base + text == o->stored)
		return;			/* still the identity */
	o->status = dc_map_add(o->map, text, o->stored, text_step, stored_step);
}

static inline void put(struct legacy_out *o, uint32_t c, unsigned took)
{
	unsigned n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	if (n != o->text_step || took != o->stored_step)
		note_run(o, n, took);
	o->p += utf8_write(c, o->p);
	o->stored += took;
}

static inline void put_bad(struct legacy_out *o)
{
	put(o, BAD, 1);
	o->bad++;
}

/* Stored bytes that give no text (escapes, marks): the run ends. */
static void skip(struct legacy_out *o, unsigned took)
{
	o->stored += took;
	o->text_step = 0;
}

size_t legacy_cp932(const uint8_t *p, size_t n, bool final, struct legacy_out *o)
{
	size_t i = 0;

	while (i < n) {
		uint32_t c = 0;
		int k = legacy_char_cp932(p + i, n - i, &c);

		if (k < 0 && !final)
			break;
		if (k > 0)
			put(o, c, (unsigned)k);
		else
			put_bad(o);
		i += k > 0 ? (size_t)k : 1;
	}
	return i;
}

size_t legacy_eucjp(const uint8_t *p, size_t n, bool final, struct legacy_out *o)
{
	size_t i = 0;

	while (i < n) {
		uint32_t c = 0;
		int k = legacy_char_eucjp(p + i, n - i, &c);

		if (k < 0 && !final)
			break;
		if (k > 0)
			put(o, c, (unsigned)k);
		else
			put_bad(o);
		i += k > 0 ? (size_t)k : 1;
	}
	return i;
}

size_t legacy_latin1(const uint8_t *p, size_t n, bool final, struct legacy_out *o)
{
	(void)final;
	for (size_t i = 0; i < n; i++) {
		uint32_t c = p[i];

		if (c >= 0x80 && c < 0xa0 && cp1252[c - 0x80] != 0)
			c = cp1252[c - 0x80];
		put(o, c, 1);
	}
	return n;
}

/* True if the bytes left at the end can still become a character. */
static bool utf8_cut(const uint8_t *p, size_t n)
{
	static const uint8_t tail[3] = { 0x80, 0x80, 0x80 };
	static const uint8_t high[3] = { 0xbf, 0xbf, 0xbf };
	uint8_t b[4] = { 0 };
	uint32_t c;

	if (n >= 4)
		return false;
	for (size_t i = 0; i < n; i++)
		b[i] = p[i];
	for (size_t len = n + 1; len <= 4; len++) {
		for (size_t i = n; i < len; i++)
			b[i] = tail[i - n];
		if (utf8_read(b, len, &c) == len)
			return true;
		for (size_t i = n; i < len; i++)
			b[i] = high[i - n];
		if (utf8_read(b, len, &c) == len)
			return true;
	}
	return false;
}

size_t legacy_utf8(const uint8_t *p, size_t n, bool final, struct legacy_out *o)
{
	size_t i = 0;

	while (i < n) {
		uint32_t c;
		size_t k = utf8_read(p + i, n - i, &c);

		if (k == 0 && !final && utf8_cut(p + i, n - i))
			break;
		if (k == 0) {
			put_bad(o);
			i++;
			continue;
		}
		if (o->text_step != 1 || o->stored_step != 1)
			note_run(o, 1, 1);
		memcpy(o->p, p + i, k);
		o->p += k;
		o->stored += k;
		i += k;
	}
	return i;
}

static size_t utf16(const uint8_t *p, size_t n, bool final, unsigned high, struct legacy_out *o)
{
	size_t i = 0;

	for (; i + 2 <= n; i += 2) {
		uint32_t c = (uint32_t)p[i + high] << 8 | p[i + 1 - high], d;

		if (c < 0xd800 || c > 0xdfff) {
			put(o, c, 2);
			continue;
		}
		if (i + 4 > n && c < 0xdc00 && !final)
			break;
		d = i + 4 <= n ? (uint32_t)p[i + 2 + high] << 8 | p[i + 3 - high] : 0;
		if (c < 0xdc00 && d >= 0xdc00 && d <= 0xdfff) {
			put(o, 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00), 4);
			i += 2;
		} else {
			put(o, BAD, 2);
			o->bad += 2;
		}
	}
	if (final && i < n) {
		put_bad(o);
		i++;
	}
	return i;
}

size_t legacy_utf16le(const uint8_t *p, size_t n, bool final, struct legacy_out *o)
{
	return utf16(p, n, final, 1, o);
}

size_t legacy_utf16be(const uint8_t *p, size_t n, bool final, struct legacy_out *o)
{
	return utf16(p, n, final, 0, o);
}

static size_t utf32(const uint8_t *p, size_t n, bool final, bool big, struct legacy_out *o)
{
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		uint32_t c = 0;

		for (unsigned k = 0; k < 4; k++)
			c = c << 8 | p[i + (big ? k : 3 - k)];
		if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) {
			c = BAD;
			o->bad += 4;
		}
		put(o, c, 4);
	}
	for (; final && i < n; i++)
		put_bad(o);
	return i;
}

size_t legacy_utf32le(const uint8_t *p, size_t n, bool final, struct legacy_out *o)
{
	return utf32(p, n, final, false, o);
}

size_t legacy_utf32be(const uint8_t *p, size_t n, bool final, struct legacy_out *o)
{
	return utf32(p, n, final, true, o);
}

size_t legacy_escape(const uint8_t *p, size_t n, enum jis_set *set, bool *cut)
{
	static const struct { const char *bytes; enum jis_set set; } escapes[] = {
		{ "\x1b$@", JIS_X0208 }, { "\x1b$B", JIS_X0208 }, { "\x1b(B", JIS_ASCII }, { "\x1b(J", JIS_ASCII },
		{ "\x1b(I", JIS_KANA }, { "\x1b$(D", JIS_X0212 }, { "\x1b$(@", JIS_X0208 }, { "\x1b$(B", JIS_X0208 },
	};

	*cut = false;
	for (size_t i = 0; i < DC_ARRAY_LEN(escapes); i++) {
		size_t len = strlen(escapes[i].bytes);

		if (n >= len && memcmp(p, escapes[i].bytes, len) == 0) {
			*set = escapes[i].set;
			return len;
		}
		if (n < len && memcmp(p, escapes[i].bytes, n) == 0)
			*cut = true;
	}
	return 0;
}

/* A character of the set that was called; 0: not valid, -1: cut off. */
static int jis_char(const uint8_t *p, size_t n, enum jis_set set, uint32_t *c)
{
	*c = p[0];
	if (p[0] <= 0x20 || set == JIS_ASCII)
		return p[0] < 0x80 ? 1 : 0;
	if (set == JIS_KANA) {
		*c = 0xff61u + ((p[0] & 0x7fu) - 0x21);
		return (p[0] & 0x7f) >= 0x21 && (p[0] & 0x7f) <= 0x5f ? 1 : 0;
	}
	if (n < 2)
		return -1;
	if (p[0] > 0x7e || p[1] < 0x21 || p[1] > 0x7e)
		return 0;
	*c = set == JIS_X0208 ? table_of_jisx0208(p[0], p[1]) : table_jisx0212[p[0] - 0x21][p[1] - 0x21];
	return *c == 0 ? 0 : 2;
}

size_t legacy_iso2022jp(const uint8_t *p, size_t n, bool final, enum jis_set *set, struct legacy_out *o)
{
	size_t i = 0;

	while (i < n) {
		uint32_t c = 0;
		bool cut = false;
		size_t esc = p[i] == 0x1b ? legacy_escape(p + i, n - i, set, &cut) : 0;
		int k;

		if (cut && !final)
			break;
		if (esc != 0) {
			skip(o, (unsigned)esc);
			i += esc;
			continue;
		}
		k = jis_char(p + i, n - i, *set, &c);
		if (k < 0 && !final)
			break;
		if (k > 0)
			put(o, c, (unsigned)k);
		else
			put_bad(o);
		if (c == '\n' || c == '\r')
			*set = JIS_ASCII;	/* RFC 1468: a line ends in ASCII; many writers forget to say so */
		i += k > 0 ? (size_t)k : 1;
	}
	return i;
}
