/* decoder.c -- cuts a stream of bytes into segments, has each decoded, keeps the map.
 *
 * A segment begins at the first byte of a line that is not ASCII (or at an ESC) and ends behind the line's end, or after
 * SEGMENT bytes. It is the unit whose charset is told, so a segment that is not whole is kept back: where the cuts between
 * calls fall changes nothing. As long as no other charset was met, whole stretches of valid UTF-8 go straight through. */
#include "daicho/decode.h"

#include "guess.h"
#include "legacy.h"
#include "utf8.h"
#include "utf8_check.h"

#include <stdlib.h>

#define SEGMENT 4096			/* longest segment, bytes */
#define START 1024			/* bytes looked at to tell UTF-16 from bytes */
#define LOOK 32768			/* bytes taken at once where all is UTF-8 */
#define ESC 0x1b

struct dc_decoder {
	enum dc_charset hint, favour, wide;	/* wide: UTF-16 or 32, for the whole stream */
	bool started;
	enum jis_set set;
	uint64_t at;			/* stored offset of held[0], or of the next byte */
	uint8_t held[SEGMENT];
	size_t n_held;
	bool seen[DC_CS_LATIN1 + 1];
	uint64_t bad;
};

/* What one call of dc_decode carries along. */
struct sink {
	struct dc_buf *text;
	struct dc_map *map;
	struct dc_error *err;
};

struct dc_decoder *dc_decoder_new(enum dc_charset hint)
{
	struct dc_decoder *d = calloc(1, sizeof *d);

	if (d == NULL)
		return NULL;
	d->hint = hint;
	if (hint == DC_CS_CP932 || hint == DC_CS_EUCJP || hint == DC_CS_LATIN1)
		d->favour = hint;
	return d;
}

void dc_decoder_free(struct dc_decoder *d)
{
	if (d != NULL)
		explicit_bzero(d, sizeof *d);
	free(d);
}

const char *dc_decoder_charset(const struct dc_decoder *d)
{
	enum dc_charset one = DC_CS_UNKNOWN;
	unsigned n = 0;

	for (unsigned cs = DC_CS_UTF8; cs <= DC_CS_LATIN1; cs++) {
		if (d->seen[cs]) {
			one = (enum dc_charset)cs;
			n++;
		}
	}
	if (n > 1)
		return "mixed";
	return dc_charset_name(n == 1 ? one : DC_CS_ASCII);
}

uint64_t dc_decoder_bad(const struct dc_decoder *d)
{
	return d->bad;
}

static enum dc_status no_room(struct sink *s, enum dc_status st)
{
	return dc_fail(s->err, st, st == DC_ELIMIT ? "decoded text does not fit its buffer" : "decoding: out of memory");
}

/* Bytes that are UTF-8 already. */
static enum dc_status straight(struct dc_decoder *d, struct dc_span b, struct sink *s)
{
	size_t text = s->text->n;
	enum dc_status st;

	if (b.n == 0)
		return DC_OK;
	st = dc_buf_add(s->text, b.p, b.n);
	if (st == DC_OK && s->map != NULL && (s->map->n != 0 || s->map->base + text != d->at))
		st = dc_map_add(s->map, text, d->at, 1, 1);
	if (st != DC_OK)
		return no_room(s, st);
	d->at += b.n;
	return DC_OK;
}

static size_t convert(struct dc_decoder *d, enum dc_charset cs, struct dc_span b, bool whole, struct legacy_out *o)
{
	switch (cs) {
	case DC_CS_CP932:
		return legacy_cp932(b.p, b.n, whole, o);
	case DC_CS_EUCJP:
		return legacy_eucjp(b.p, b.n, whole, o);
	case DC_CS_LATIN1:
		return legacy_latin1(b.p, b.n, whole, o);
	case DC_CS_ISO2022JP:
		return legacy_iso2022jp(b.p, b.n, whole, &d->set, o);
	case DC_CS_UTF16LE:
		return legacy_utf16le(b.p, b.n, whole, o);
	case DC_CS_UTF16BE:
		return legacy_utf16be(b.p, b.n, whole, o);
	case DC_CS_UTF32LE:
		return legacy_utf32le(b.p, b.n, whole, o);
	case DC_CS_UTF32BE:
		return legacy_utf32be(b.p, b.n, whole, o);
	default:
		return legacy_utf8(b.p, b.n, whole, o);
	}
}

/* whole: nothing of the last character follows. *took: less than b.n where the last character is cut off. */
static enum dc_status run(struct dc_decoder *d, enum dc_charset cs, struct dc_span b, bool whole, size_t *took, struct sink *s)
{
	struct legacy_out o = { .map = s->map, .stored = d->at };
	enum dc_status st;

	if (b.n > SIZE_MAX / 4)
		return no_room(s, DC_ENOMEM);
	st = dc_buf_reserve(s->text, b.n * 3);
	if (st != DC_OK)
		return no_room(s, st);
	o.origin = s->text->p;
	o.p = s->text->p + s->text->n;
	*took = convert(d, cs, b, whole, &o);
	if (o.status != DC_OK)
		return no_room(s, o.status);
	s->text->n = (size_t)(o.p - s->text->p);
	d->at += *took;
	d->bad += o.bad;
	d->seen[cs] = true;
	return DC_OK;
}

/* True if an escape in b calls a set, or one is called already. */
static bool is_jis(const struct dc_decoder *d, struct dc_span b)
{
	const uint8_t *p = b.p, *end = b.p + b.n;

	if (d->set != JIS_ASCII)
		return true;
	while ((p = memchr(p, ESC, (size_t)(end - p))) != NULL) {
		enum jis_set set;
		bool cut;

		if (legacy_escape(p, (size_t)(end - p), &set, &cut) != 0)
			return true;
		p++;
	}
	return false;
}

static bool all_ascii(struct dc_span b)
{
	uint8_t any = 0;

	for (size_t i = 0; i < b.n; i++)
		any |= b.p[i];
	return any < 0x80;
}

/* True if b is UTF-8, but for a character that its end may cut when it is not whole. */
static bool is_utf8(struct dc_span b, bool whole)
{
	size_t n = utf8_prefix(b.p, b.n);

	return n == b.n || (!whole && b.n - n <= 3 && b.p[n] >= 0xc2);
}

static enum dc_charset segment_charset(struct dc_decoder *d, struct dc_span b, bool whole)
{
	enum dc_charset cs;

	if (is_jis(d, b))
		return DC_CS_ISO2022JP;
	if (all_ascii(b))
		return DC_CS_ASCII;
	if (is_utf8(b, whole) && !(d->favour == DC_CS_CP932 && guess_kana_pairs(b)))
		return DC_CS_UTF8;
	if (d->favour == DC_CS_CP932 && guess_kana_pairs(b))
		return DC_CS_CP932;
	cs = guess_segment(b, d->favour);
	if (cs != DC_CS_UTF8)
		d->favour = cs;
	return cs;
}

/* b is a whole segment. whole: its end is no cut, or nothing follows. */
static enum dc_status segment(struct dc_decoder *d, struct dc_span b, bool whole, size_t *took, struct sink *s)
{
	enum dc_charset cs = segment_charset(d, b, whole);

	if (cs != DC_CS_ASCII)
		return run(d, cs, b, whole, took, s);
	*took = b.n;
	return straight(d, b, s);
}

/* Complete lines of valid UTF-8 without escapes at the start of b. Looks no further than LOOK, so that a stream with
 * something odd in every line costs no more than LOOK for each. */
static size_t clean_lines(struct dc_span b)
{
	size_t n = b.n < LOOK ? b.n : LOOK;
	const uint8_t *esc = n == 0 ? NULL : memchr(b.p, ESC, n);
	const uint8_t *end;

	if (esc != NULL)
		n = (size_t)(esc - b.p);
	n = utf8_prefix(b.p, n);
	end = n == 0 ? NULL : memrchr(b.p, '\n', n);
	return end == NULL ? 0 : (size_t)(end - b.p) + 1;
}

/* Length of the segment at the start of b, 0 if its end is not there yet. */
static size_t segment_length(struct dc_span b, bool last, bool *whole)
{
	size_t most = b.n < SEGMENT ? b.n : SEGMENT;
	const uint8_t *end = memchr(b.p, '\n', most);

	*whole = true;
	if (end != NULL)
		return (size_t)(end - b.p) + 1;
	*whole = last && b.n < SEGMENT;
	return b.n >= SEGMENT || last ? most : 0;
}

/* Decodes from the front of b; *took: what is done. The rest is the beginning of a segment. */
static enum dc_status bytes(struct dc_decoder *d, struct dc_span b, bool last, size_t *took, struct sink *s)
{
	enum dc_status st = DC_OK;
	size_t i = 0;

	while (i < b.n && st == DC_OK) {
		struct dc_span rest = dc_span_cut(b, i, b.n);
		size_t n = 0, done = 0;
		bool whole;

		if (d->set == JIS_ASCII && d->favour == DC_CS_UNKNOWN)
			n = clean_lines(rest);
		if (n != 0) {
			d->seen[DC_CS_UTF8] = d->seen[DC_CS_UTF8] || ascii_prefix(rest.p, n) < n;
		} else if (d->set == JIS_ASCII) {
			n = ascii_prefix(rest.p, rest.n);
		}
		if (n != 0) {
			st = straight(d, dc_span_cut(rest, 0, n), s);
			i += n;
			continue;
		}
		n = segment_length(rest, last, &whole);
		if (n == 0)
			break;
		st = segment(d, dc_span_cut(rest, 0, n), whole, &done, s);
		i += done;
	}
	*took = i;
	return st;
}

static enum dc_status some(struct dc_decoder *d, struct dc_span b, bool last, size_t *took, struct sink *s)
{
	if (d->wide != DC_CS_UNKNOWN)
		return run(d, d->wide, b, last, took, s);
	return bytes(d, b, last, took, s);
}

static void start(struct dc_decoder *d, struct dc_span head, size_t *mark)
{
	d->wide = guess_start(head, d->hint, mark);
	d->at += *mark;
	d->started = true;
	if (*mark == 3)
		d->seen[DC_CS_UTF8] = true;
}

/* Moves bytes of *b behind the held ones, up to `to` held bytes. */
static void hold(struct dc_decoder *d, struct dc_span *b, size_t to)
{
	size_t n = to <= d->n_held ? 0 : to - d->n_held;

	if (n > b->n)
		n = b->n;
	if (n != 0)
		memcpy(d->held + d->n_held, b->p, n);
	d->n_held += n;
	*b = dc_span_cut(*b, n, b->n);
}

static void unhold(struct dc_decoder *d, size_t n)
{
	d->n_held -= n;
	memmove(d->held, d->held + n, d->n_held);
}

/* Bytes to hold so that what is held can go: to the end of its line, or of the longest segment. */
static size_t enough(const struct dc_decoder *d, struct dc_span b)
{
	const uint8_t *end;
	size_t most = SEGMENT - d->n_held;

	if (d->wide != DC_CS_UNKNOWN)
		return d->n_held + 4 < SEGMENT ? d->n_held + 4 : SEGMENT;
	if (most > b.n)
		most = b.n;
	end = most == 0 ? NULL : memchr(b.p, '\n', most);
	return end == NULL ? SEGMENT : d->n_held + (size_t)(end - b.p) + 1;
}

/* Finishes what was kept back, with as many of the new bytes as that takes. */
static enum dc_status drain(struct dc_decoder *d, struct dc_span *b, bool last, struct sink *s)
{
	enum dc_status st = DC_OK;

	while (d->n_held > 0 && st == DC_OK) {
		size_t took = 0, had = d->n_held;

		hold(d, b, enough(d, *b));
		st = some(d, (struct dc_span){ d->held, d->n_held }, last && b->n == 0, &took, s);
		unhold(d, took);
		if (took == 0 && (b->n == 0 || d->n_held == had))
			break;
	}
	return st;
}

enum dc_status dc_decode(struct dc_decoder *d, struct dc_span stored, bool last, struct dc_buf *text, struct dc_map *map,
	struct dc_error *err)
{
	struct sink s = { text, map, err };
	enum dc_status st = DC_OK;
	size_t mark, took = 0;

	if (!d->started && d->n_held == 0 && stored.n >= START) {
		start(d, dc_span_cut(stored, 0, START), &mark);
		stored = dc_span_cut(stored, mark, stored.n);
	} else if (!d->started) {
		hold(d, &stored, START);
		if (d->n_held < START && !last)
			return DC_OK;
		start(d, (struct dc_span){ d->held, d->n_held }, &mark);
		unhold(d, mark);
	}
	st = drain(d, &stored, last, &s);
	if (st != DC_OK || d->n_held > 0)
		return st;
	st = some(d, stored, last, &took, &s);
	if (st != DC_OK)
		return st;
	stored = dc_span_cut(stored, took, stored.n);
	hold(d, &stored, SEGMENT);
	return DC_OK;
}

/* Control characters of a name are shown as \xNN; so are bytes of no charset. */
static enum dc_status add_name_char(struct dc_buf *out, const uint8_t *p, size_t n, uint32_t c)
{
	uint8_t b[4];

	if (c < 0x20 || c == 0x7f)
		return dc_buf_printf(out, "\\x%02X", p[0]);
	(void)n;
	return dc_buf_add(out, b, utf8_write(c, b));
}

static bool name_is_cp932(struct dc_span raw)
{
	for (size_t i = 0; i < raw.n;) {
		uint32_t c;
		int k = legacy_char_cp932(raw.p + i, raw.n - i, &c);

		if (k <= 0 || (c >= 0xe000 && c < 0xf900))
			return false;
		i += (size_t)k;
	}
	return true;
}

enum dc_status dc_decode_name(struct dc_span raw, struct dc_buf *out)
{
	bool utf8 = utf8_prefix(raw.p, raw.n) == raw.n;
	bool cp932 = !utf8 && name_is_cp932(raw);
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < raw.n && st == DC_OK;) {
		uint32_t c = 0;
		size_t k = 0;

		if (cp932)
			k = (size_t)legacy_char_cp932(raw.p + i, raw.n - i, &c);
		else
			k = utf8_read(raw.p + i, raw.n - i, &c);
		if (k == 0)
			st = dc_buf_printf(out, "\\x%02X", raw.p[i]);
		else
			st = add_name_char(out, raw.p + i, k, c);
		i += k == 0 ? 1 : k;
	}
	return st;
}
