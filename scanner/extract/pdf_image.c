/* pdf_image.c -- images of pages, for OCR (ISO 32000-1, 8.9): those in a format of their own (JPEG, JPEG 2000, fax) are handed on as files,
 * samples are made grey. JBIG2 is not read. */
#include "pdf.h"

#include "ocr.h"

#include <stdlib.h>
#include <string.h>

#define COMPONENTS 4			/* of a sample: more are inks nobody can know the colour of */
#define PALETTE 256

/* How an image's samples stand in its bytes. */
struct samples {
	uint32_t width, height;
	unsigned bits, n;		/* of a component; components of a sample */
	bool ink;			/* more is darker */
	bool indexed;
	uint8_t palette[PALETTE];	/* grey of each index */
};

static uint32_t whole(struct pdf *p, qpdf_oh o, uint32_t otherwise)
{
	double v = pdf_number(p, o, otherwise);

	return v < 0 ? 0 : (uint32_t)v;
}

static uint8_t grey_of(const uint8_t *c, unsigned n, bool ink)
{
	unsigned v = n >= 3 ? (c[0] * 77u + c[1] * 151u + c[2] * 28u) >> 8 : c[0];

	if (n == 4)
		v = v + c[3] > 255 ? 255 : v + c[3];
	return (uint8_t)(ink ? 255 - v : v);
}

/* Components of a colour space; 0: unknown. */
static unsigned components(struct pdf *p, qpdf_oh space, bool *ink)
{
	static const struct { const char *name; unsigned n; bool ink; } spaces[] = {
		{ "/DeviceGray", 1, false }, { "/CalGray", 1, false }, { "/G", 1, false }, { "/DeviceRGB", 3, false }, { "/CalRGB", 3, false },
		{ "/RGB", 3, false }, { "/DeviceCMYK", 4, true }, { "/CMYK", 4, true }, { "/Separation", 1, true },
	};
	bool array = qpdf_oh_is_array(p->q, space) && qpdf_oh_get_array_n_items(p->q, space) > 0;
	qpdf_oh name = array ? qpdf_oh_get_array_item(p->q, space, 0) : space;
	const char *s = qpdf_oh_is_name(p->q, name) ? qpdf_oh_get_name(p->q, name) : "";
	uint32_t n;

	*ink = false;
	for (size_t i = 0; i < DC_ARRAY_LEN(spaces); i++) {
		if (strcmp(s, spaces[i].name) == 0) {
			*ink = spaces[i].ink;
			return spaces[i].n;
		}
	}
	if (strcmp(s, "/ICCBased") != 0 || qpdf_oh_get_array_n_items(p->q, space) < 2)
		return 0;
	n = whole(p, pdf_key(p, qpdf_oh_get_array_item(p->q, space, 1), "/N"), 0);
	*ink = n == 4;
	return n == 1 || n == 3 || n == 4 ? n : 0;
}

/* [/Indexed base highest table] */
static enum dc_status palette(struct pdf *p, qpdf_oh space, struct samples *s, struct dc_error *err)
{
	qpdf_oh table = qpdf_oh_get_array_item(p->q, space, 3);
	bool ink;
	unsigned n = components(p, qpdf_oh_get_array_item(p->q, space, 1), &ink);
	enum dc_status st = DC_OK;
	struct dc_buf b;

	dc_buf_init(&b, 0);
	if (qpdf_oh_is_string(p->q, table)) {
		size_t len = 0;
		const char *bytes = qpdf_oh_get_binary_string_value(p->q, table, &len);

		st = dc_buf_add(&b, bytes, len);
	} else {
		st = pdf_stream(p, table, &b, err);
	}
	s->indexed = n != 0;
	s->n = 1;
	for (size_t i = 0; st == DC_OK && n != 0 && i < PALETTE && (i + 1) * n <= b.n; i++)
		s->palette[i] = grey_of(b.p + i * n, n, ink);
	dc_buf_done(&b);
	return st;
}

static enum dc_status describe(struct pdf *p, qpdf_oh image, struct samples *s, struct dc_error *err)
{
	qpdf_oh space = pdf_key(p, image, "/ColorSpace"), decode = pdf_key(p, image, "/Decode"), mask = pdf_key(p, image, "/ImageMask");
	enum dc_status st = DC_OK;

	s->width = whole(p, pdf_key(p, image, "/Width"), 0);
	s->height = whole(p, pdf_key(p, image, "/Height"), 0);
	s->bits = whole(p, pdf_key(p, image, "/BitsPerComponent"), 1);
	if (qpdf_oh_is_bool(p->q, mask) && qpdf_oh_get_bool_value(p->q, mask))
		s->bits = s->n = 1;
	else if (qpdf_oh_is_array(p->q, space) && qpdf_oh_get_array_n_items(p->q, space) == 4 &&
		 qpdf_oh_is_name_and_equals(p->q, qpdf_oh_get_array_item(p->q, space, 0), "/Indexed"))
		st = palette(p, space, s, err);
	else
		s->n = components(p, space, &s->ink);
	if (!s->indexed && qpdf_oh_is_array(p->q, decode) && qpdf_oh_get_array_n_items(p->q, decode) >= 2 &&
	    pdf_number(p, qpdf_oh_get_array_item(p->q, decode, 0), 0) > pdf_number(p, qpdf_oh_get_array_item(p->q, decode, 1), 1))
		s->ink = !s->ink;
	return st;
}

static uint8_t component(const uint8_t *row, uint64_t i, const struct samples *s)
{
	unsigned bits = s->bits, v;

	if (bits >= 8)
		return row[i * (bits / 8)];
	v = (unsigned)(row[i * bits / 8] >> (8 - bits - i * bits % 8)) & ((1u << bits) - 1);
	return (uint8_t)(s->indexed ? v : v * 255 / ((1u << bits) - 1));
}

/* Rows that are not there stay white. */
static void make_grey(const struct samples *s, struct dc_span bytes, uint8_t *grey)
{
	size_t row = (size_t)(((uint64_t)s->width * s->n * s->bits + 7) / 8);

	memset(grey, 255, (size_t)s->width * s->height);
	for (uint32_t y = 0; y < s->height && (y + 1) * (uint64_t)row <= bytes.n; y++) {
		for (uint32_t x = 0; x < s->width; x++) {
			uint8_t c[COMPONENTS] = { 0 };

			for (unsigned k = 0; k < s->n; k++)
				c[k] = component(bytes.p + y * row, (uint64_t)x * s->n + k, s);
			grey[(size_t)y * s->width + x] = s->indexed ? s->palette[c[0]] : grey_of(c, s->n, s->ink);
		}
	}
}

static enum dc_status from_samples(struct pdf *p, const struct samples *s, struct dc_span bytes, struct dc_buf *out, struct dc_error *err)
{
	struct ocr_picture picture = { .width = s->width, .height = s->height };
	uint8_t *grey = malloc((size_t)s->width * s->height);
	enum dc_status st;

	if (grey == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for an image");
	make_grey(s, bytes, grey);
	picture.grey = grey;
	st = ocr_read(p->ex, p->end, &picture, out, err);
	free(grey);
	return st;
}

static void le32(uint8_t *p, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

/* A fax (CCITT T.4 and T.6) as a TIFF file of one strip [TIFF 6.0]: bytes behind a directory. */
static enum dc_status from_fax(struct pdf *p, const struct samples *s, qpdf_oh parms, struct dc_span bytes, struct dc_buf *out, struct dc_error *err)
{
	double k = pdf_number(p, pdf_key(p, parms, "/K"), 0);
	uint32_t width = whole(p, pdf_key(p, parms, "/Columns"), 1728);
	const struct { uint16_t tag; uint32_t value; } entries[] = {
		{ 256, width }, { 257, s->height }, { 258, 1 }, { 259, k < 0 ? 4 : 3 }, { 262, 0 }, { 273, 8 + 2 + 10 * 12 + 4 }, { 277, 1 },
		{ 278, s->height }, { 279, (uint32_t)bytes.n }, { k < 0 ? 293 : 292, k > 0 },
	};
	uint8_t head[8 + 2 + 10 * 12 + 4] = { 'I', 'I', '*', 0, 8, 0, 0, 0, DC_ARRAY_LEN(entries) };
	enum dc_status st;
	struct dc_buf file;

	for (size_t i = 0; i < DC_ARRAY_LEN(entries); i++) {
		uint8_t *e = head + 10 + i * 12;

		le32(e, entries[i].tag | 4u << 16);	/* LONG, one of them */
		le32(e + 4, 1);
		le32(e + 8, entries[i].value);
	}
	dc_buf_init(&file, 0);
	st = dc_buf_add(&file, head, sizeof head);
	if (st == DC_OK)
		st = dc_buf_add(&file, bytes.p, bytes.n);
	st = st != DC_OK ? dc_fail(err, DC_ENOMEM, "no memory for an image")
			 : ocr_file(p->ex, p->end, (struct dc_span){ file.p, file.n }, 0, out, err);
	dc_buf_done(&file);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status unread(struct pdf *p, const char *why)
{
	extract_reason(p->ex, p->end, DC_R_image_no_ocr, p->end->bytes, why);
	return DC_OK;
}

static enum dc_status by_filter(struct pdf *p, const struct samples *s, const struct pdf_left *left, struct dc_span bytes, struct dc_buf *out,
	struct dc_error *err)
{
	enum dc_status st;

	if (strcmp(left->filter, "/CCITTFaxDecode") == 0 || strcmp(left->filter, "/CCF") == 0)
		return from_fax(p, s, left->parms, bytes, out, err);
	if (strcmp(left->filter, "/JBIG2Decode") == 0)
		return unread(p, "OCR: an image in JBIG2");
	if (left->filter[0] != '\0') {
		st = ocr_file(p->ex, p->end, bytes, 0, out, err);
		return st == DC_END ? DC_OK : st;
	}
	if (s->n == 0 || s->n > COMPONENTS || (s->bits != 1 && s->bits != 2 && s->bits != 4 && s->bits != 8 && s->bits != 16))
		return unread(p, "OCR: an image of unknown colours");
	return from_samples(p, s, bytes, out, err);
}

enum dc_status pdf_picture(struct pdf *p, qpdf_oh image, struct dc_buf *out, struct dc_error *err)
{
	struct samples s = { 0 };
	struct pdf_left left = { 0 };
	struct dc_buf bytes;
	enum dc_status st = describe(p, image, &s, err);
	uint64_t pixels = (uint64_t)s.width * s.height;

	if (st != DC_OK)
		return st;
	if (pixels == 0)
		return unread(p, "OCR: an image without size");
	if (pixels > p->ex->budget->ocr_pixels || pixels * s.n * s.bits / 8 > p->ex->budget->memory_bytes / 8)
		return unread(p, "OCR: an image of too many pixels");
	dc_buf_init(&bytes, 0);
	st = pdf_stream_left(p, image, &bytes, &left, err);
	if (st == DC_OK)
		st = by_filter(p, &s, &left, (struct dc_span){ bytes.p, bytes.n }, out, err);
	dc_buf_done(&bytes);
	if (st == DC_OK && out->n != 0 && out->p[out->n - 1] != '\n' && dc_buf_addc(out, '\n') != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "no memory for a page's text");
	return st;
}
