/* image.c -- JPEG, PNG, WebP and TIFF: what is written beside the picture, and the picture itself where OCR is asked for. Bytes of which nobody here knows what
 * they are (behind the end, in odd segments, the picture itself) are looked through for text as any bytes. */
#include "image.h"

#include "ocr.h"

#include <stdlib.h>
#include <zlib.h>

struct image {
	struct labelled l;
	struct dc_span all;
	struct image_known known;
};

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t le(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

void image_known(struct image_known *k, struct dc_span s)
{
	if (k == NULL || k->n == IMAGE_KNOWN_MOST || s.n == 0)
		return;
	k->p[k->n].from = (size_t)(s.p - k->file.p);
	k->p[k->n].to = k->p[k->n].from + s.n;
	k->n++;
}

enum dc_status xmp_read(struct labelled *l, struct dc_span packet, struct dc_error *err)
{
	struct dc_item_memory memory;
	struct dc_item item;

	if (++l->s.ex->members > l->s.ex->budget->members) {
		extract_reason(l->s.ex, l->s.end, DC_R_limit_members, 0, NULL);
		return DC_OK;
	}
	dc_item_of_memory(&item, &memory, packet, "xmp.xml");
	return dc_extract_item(l->s.ex, &item, l->s.self, err);
}

/* ---- JPEG */

/* Photoshop's blocks: IPTC is number 0404, XMP 0424. */
static enum dc_status photoshop(struct image *m, struct dc_span s, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	while (s.n >= 12 && memcmp(s.p, "8BIM", 4) == 0 && st == DC_OK) {
		unsigned id = (unsigned)s.p[4] << 8 | s.p[5];
		size_t at = 6 + ((size_t)s.p[6] + 2) / 2 * 2, n;

		if (at + 4 > s.n)
			break;
		n = be32(s.p + at);
		at += 4;
		if (n > s.n - at)
			n = s.n - at;
		if (id == 0x0404)
			st = iptc_read(&m->l, (struct dc_span){ s.p + at, n }, err);
		else if (id == 0x0424)
			st = xmp_read(&m->l, (struct dc_span){ s.p + at, n }, err);
		n += n & 1;
		s = dc_span_cut(s, n < s.n - at ? at + n : s.n, s.n);
	}
	return st;
}

static enum dc_status segment(struct image *m, uint8_t marker, struct dc_span s, struct dc_error *err)
{
	static const char exif[] = "Exif\0", xmp[] = "http://ns.adobe.com/xap/1.0/", adobe[] = "Photoshop 3.0";
	enum dc_status st = DC_OK;

	if (marker == 0xe1 && head_has(s, 0, exif, 6))
		st = exif_read(&m->l, dc_span_cut(s, 6, s.n), NULL, err);
	else if (marker == 0xe1 && head_has(s, 0, xmp, sizeof xmp))
		st = xmp_read(&m->l, dc_span_cut(s, sizeof xmp, s.n), err);
	else if (marker == 0xed && head_has(s, 0, adobe, sizeof adobe))
		st = photoshop(m, dc_span_cut(s, sizeof adobe, s.n), err);
	else if (marker == 0xfe && s.n != 0)
		st = labelled_bytes(&m->l, dc_span_of("Comment"), s, DC_CS_UNKNOWN, err);
	else
		return DC_OK;
	image_known(&m->known, s);
	return st;
}

static enum dc_status jpeg(struct image *m, struct dc_error *err)
{
	struct dc_span s = dc_span_cut(m->all, 2, m->all.n);
	enum dc_status st = DC_OK;

	while (s.n >= 4 && s.p[0] == 0xff && s.p[1] != 0xda && st == DC_OK) {
		size_t n = (size_t)s.p[2] << 8 | s.p[3];

		if (s.p[1] == 0xff) {		/* fills */
			s = dc_span_cut(s, 1, s.n);
			continue;
		}
		if (n < 2 || n + 2 > s.n)
			break;
		st = segment(m, s.p[1], dc_span_cut(s, 4, 2 + n), err);
		s = dc_span_cut(s, 2 + n, s.n);
	}
	return st;
}

/* ---- PNG */

/* Inflated text, up to the longest cell. */
static enum dc_status inflated(struct image *m, struct dc_span label, struct dc_span packed, struct dc_error *err)
{
	struct dc_extraction *ex = m->l.s.ex;
	z_stream z = { 0 };
	struct dc_buf out;
	struct dc_error why = { 0 };
	enum dc_status st = DC_OK;
	int r = inflateInit(&z);

	dc_buf_init(&out, ex->budget->cell_bytes);
	z.next_in = (Bytef *)(uintptr_t)packed.p;
	z.avail_in = (uInt)packed.n;
	while (r == Z_OK && st == DC_OK) {
		st = dc_buf_reserve(&out, 16384);
		if (st != DC_OK)
			break;
		z.next_out = out.p + out.n;
		z.avail_out = 16384;
		r = inflate(&z, Z_NO_FLUSH);
		out.n += 16384 - z.avail_out;
		st = extract_unpacked(ex, 16384 - z.avail_out, &why);
	}
	inflateEnd(&z);
	if (st == DC_ELIMIT)
		extract_reason(ex, m->l.s.end, why.status == DC_ELIMIT ? ex->crossed : DC_R_cell_truncated, 0, NULL);
	st = st == DC_ENOMEM ? dc_fail(err, st, "no memory for a text") : DC_OK;
	if (st == DC_OK && out.n != 0)
		st = labelled_bytes(&m->l, label, (struct dc_span){ out.p, out.n }, DC_CS_UNKNOWN, err);
	dc_buf_done(&out);
	return st;
}

/* Past the next zero; *out: what is before it. */
static struct dc_span word(struct dc_span s, struct dc_span *out)
{
	size_t n = s.n == 0 ? 0 : strnlen((const char *)s.p, s.n);

	*out = (struct dc_span){ s.p, n };
	return dc_span_cut(s, n < s.n ? n + 1 : n, s.n);
}

/* tEXt, zTXt, iTXt (PNG, 11.3.4). */
static enum dc_status png_text(struct image *m, char kind, struct dc_span s, struct dc_error *err)
{
	struct dc_span label, skipped;
	bool packed = kind == 'z';

	s = word(s, &label);
	if (span_is(label, "Author") || span_is(label, "Artist") || span_is(label, "Creator"))
		label = dc_span_of("Author (name)");
	if (kind == 'z' && s.n > 0)
		s = dc_span_cut(s, 1, s.n);
	if (kind == 'i') {
		packed = s.n > 0 && s.p[0] == 1;
		s = word(word(dc_span_cut(s, s.n < 2 ? s.n : 2, s.n), &skipped), &skipped);
	}
	if (s.n == 0)
		return DC_OK;
	if (packed)
		return inflated(m, label, s, err);
	if (span_is(label, "XML:com.adobe.xmp"))
		return xmp_read(&m->l, s, err);
	return labelled_bytes(&m->l, label, s, DC_CS_UNKNOWN, err);
}

static enum dc_status png(struct image *m, struct dc_error *err)
{
	struct dc_span s = dc_span_cut(m->all, 8, m->all.n);
	enum dc_status st = DC_OK;

	while (s.n >= 12 && st == DC_OK) {
		size_t n = be32(s.p);
		struct dc_span data;

		if (n > s.n - 12)
			break;
		data = dc_span_cut(s, 8, 8 + n);
		if (memcmp(s.p + 4, "eXIf", 4) == 0)
			st = exif_read(&m->l, data, NULL, err);
		else if (memcmp(s.p + 5, "EXt", 3) == 0 || memcmp(s.p + 5, "TXt", 3) == 0)
			st = png_text(m, (char)s.p[4], data, err);
		else
			data.n = 0;
		image_known(&m->known, data);
		s = dc_span_cut(s, 12 + n, s.n);
	}
	return st;
}

/* ---- WebP, TIFF */

static enum dc_status webp(struct image *m, struct dc_error *err)
{
	struct dc_span s = dc_span_cut(m->all, 12, m->all.n);
	enum dc_status st = DC_OK;

	while (s.n >= 8 && st == DC_OK) {
		size_t n = le(s.p + 4);
		struct dc_span data;

		if (n > s.n - 8)
			break;
		data = dc_span_cut(s, 8, 8 + n);
		if (memcmp(s.p, "EXIF", 4) == 0)
			st = exif_read(&m->l, head_has(data, 0, "Exif\0", 6) ? dc_span_cut(data, 6, n) : data, NULL, err);
		else if (memcmp(s.p, "XMP ", 4) == 0)
			st = xmp_read(&m->l, data, err);
		else
			data.n = 0;
		image_known(&m->known, data);
		n += n & 1;
		s = dc_span_cut(s, n < s.n - 8 ? 8 + n : s.n, s.n);
	}
	return st;
}

static enum dc_status tiff(struct image *m, struct dc_error *err)
{
	return exif_read(&m->l, m->all, &m->known, err);
}

static const struct format {
	const char *magic;
	size_t at, n;
	enum dc_status (*walk)(struct image *m, struct dc_error *err);
	const char *detail;
} formats[] = {
	{ "\x89PNG\r\n\x1a\n", 0, 8, png, "PNG image: text in pictures is not read without --ocr" },
	{ "\xff\xd8\xff", 0, 3, jpeg, "JPEG image: text in pictures is not read without --ocr" },
	{ "II*\0", 0, 4, tiff, "TIFF image: text in pictures is not read without --ocr" },
	{ "MM\0*", 0, 4, tiff, "TIFF image: text in pictures is not read without --ocr" },
	{ "WEBP", 8, 4, webp, "WebP image: text in pictures is not read without --ocr" },
};

static const struct format *format_of(struct dc_span head)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(formats); i++)
		if (head_has(head, formats[i].at, formats[i].magic, formats[i].n))
			return &formats[i];
	return NULL;
}

static int image_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	(void)name;
	return format_of(head) != NULL ? 60 : 0;
}

static int by_place(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* What was not understood, as bytes. */
static enum dc_status rest(struct image *m, struct dc_error *err)
{
	struct image_known *k = &m->known;
	struct labelled *l = &m->l;
	enum dc_status st = DC_OK;
	size_t at = 0;

	qsort(k->p, k->n, sizeof k->p[0], by_place);
	for (size_t i = 0; i <= k->n && st == DC_OK; i++) {
		size_t to = i < k->n ? k->p[i].from : m->all.n;
		struct dc_item_memory memory;
		struct dc_item item;

		if (to > at) {
			dc_item_of_memory(&item, &memory, dc_span_cut(m->all, at, to), "");
			st = raw_runs(l->s.ex, &item, l->s.self, l->s.end, at, err);
		}
		if (i < k->n && k->p[i].to > at)
			at = k->p[i].to;
	}
	return st;
}

/* What the picture shows, page by page. The last thing done with it: a picture that ends the program takes nothing with it. */
static enum dc_status shown(struct image *m, struct dc_error *err)
{
	struct dc_extraction *ex = m->l.s.ex;
	enum dc_status st = DC_OK;
	struct dc_buf text;

	dc_buf_init(&text, ex->budget->cell_bytes);
	for (unsigned page = 0; page <= ex->budget->ocr_pages && st == DC_OK; page++) {
		dc_buf_clear(&text);
		st = ocr_file(ex, m->l.s.end, m->all, page, &text, err);
		if (st == DC_OK)
			st = ocr_push(ex, m->l.s.self, page + 1, &text, err);
	}
	dc_buf_done(&text);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status image_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct dc_error why = { 0 };
	struct dc_buf all;
	struct image m = { 0 };
	const struct format *f = NULL;
	enum dc_status st = extract_spool(ex, item, &all, &why);

	end->bytes = all.n;
	m.all = m.known.file = (struct dc_span){ all.p, all.n };
	st = extract_ended(ex, self, end, st, &why, err);
	if (st == DC_OK)
		f = format_of(m.all);
	if (st == DC_OK)
		st = labelled_table(&m.l, ex, self, end, err);
	if (st == DC_OK && f != NULL)
		st = f->walk(&m, err);
	st = labelled_close(&m.l, st, err);
	if (st == DC_OK)
		st = rest(&m, err);
	end->bytes = all.n;
	if (st == DC_OK && f != NULL && ocr_on(ex))
		st = shown(&m, err);
	else if (st == DC_OK && f != NULL)
		extract_reason(ex, end, DC_R_image_no_ocr, 0, f->detail);
	dc_buf_done(&all);
	return st;
}

const struct dc_extractor extractor_image = {
	.id = "image",
	.reads = "JPEG, PNG, WebP, TIFF: Exif (place, artist, owner), XMP, IPTC, texts; what the picture shows with --ocr alone",
	.tail = true,
	.bid = image_bid,
	.extract = image_extract,
};
