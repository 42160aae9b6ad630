/* pdf_font.c -- reads a font's dictionary (ISO 32000-1, 9.6 and 9.7): what its codes mean and how wide they are. */
#include "pdf.h"

#include "legacy.h"

#include <stdlib.h>
#include <string.h>

#define WIDTHS 65536			/* most entries of a W array */

static const struct { const char *part; enum pdf_coding coding; } codings[] = {
	{ "Identity", PDF_CIDS }, { "UTF16", PDF_UTF16 }, { "UCS2", PDF_UTF16 }, { "UTF32", PDF_UTF32 }, { "RKSJ", PDF_CP932 },
	{ "GBK", PDF_OTHER }, { "GB", PDF_OTHER }, { "CNS", PDF_OTHER }, { "KSC", PDF_OTHER }, { "B5", PDF_OTHER },
	{ "EUC", PDF_EUC }, { "/H", PDF_JIS }, { "/V", PDF_JIS }, { "Ext-", PDF_JIS }, { "Add-", PDF_JIS },
};

static void base_encoding(struct pdf_font *f, const char *name)
{
	const uint16_t *t = name == NULL ? pdf_standard : strcmp(name, "/WinAnsiEncoding") == 0 ? pdf_winansi :
		strcmp(name, "/MacRomanEncoding") == 0 ? pdf_macroman : pdf_standard;

	for (size_t i = 0; i < 256; i++)
		f->simple[i] = t[i];
}

static void differences(struct pdf *p, struct pdf_font *f, qpdf_oh list)
{
	int n = qpdf_oh_is_array(p->q, list) ? qpdf_oh_get_array_n_items(p->q, list) : 0;
	double code = 0;

	for (int i = 0; i < n && i < 4096; i++) {
		qpdf_oh o = qpdf_oh_get_array_item(p->q, list, i);

		if (qpdf_oh_is_name(p->q, o)) {
			const char *name = qpdf_oh_get_name(p->q, o);

			if (code >= 0 && code < 256)
				f->simple[(unsigned)code] = pdf_glyph(dc_span_of(name + (name[0] == '/')));
			code++;
		} else {
			code = pdf_number(p, o, code);
		}
		qpdf_oh_release(p->q, o);
	}
}

static void simple_font(struct pdf *p, qpdf_oh font, struct pdf_font *f)
{
	qpdf_oh encoding = pdf_key(p, font, "/Encoding"), widths = pdf_key(p, font, "/Widths"), base;
	double first = pdf_number(p, pdf_key(p, font, "/FirstChar"), 0);
	double scale = pdf_is(p, font, "/Subtype", "/Type3") ? 0 : 1e-3;
	int n = qpdf_oh_is_array(p->q, widths) ? qpdf_oh_get_array_n_items(p->q, widths) : 0;

	base = qpdf_oh_is_name(p->q, encoding) ? encoding : pdf_key(p, encoding, "/BaseEncoding");
	base_encoding(f, qpdf_oh_is_name(p->q, base) ? qpdf_oh_get_name(p->q, base) : NULL);
	differences(p, f, pdf_key(p, encoding, "/Differences"));
	if (scale == 0) {		/* Type 3 has a space of its own */
		qpdf_oh matrix = pdf_key(p, font, "/FontMatrix");

		scale = qpdf_oh_is_array(p->q, matrix) && qpdf_oh_get_array_n_items(p->q, matrix) == 6 ?
			pdf_number(p, qpdf_oh_get_array_item(p->q, matrix, 0), 1e-3) : 1e-3;
	}
	for (int i = 0; i < 256; i++)
		f->widths[i] = 0.5f;
	for (int i = 0; i < n && first >= 0 && first + i < 256; i++) {
		qpdf_oh o = qpdf_oh_get_array_item(p->q, widths, i);

		f->widths[(int)first + i] = (float)(pdf_number(p, o, 0) * scale);
		qpdf_oh_release(p->q, o);
	}
}

/* W: c [w w ...] and first last w. */
static enum dc_status cid_widths(struct pdf *p, qpdf_oh w, struct pdf_map *m)
{
	int n = qpdf_oh_is_array(p->q, w) ? qpdf_oh_get_array_n_items(p->q, w) : 0;
	enum dc_status st = DC_OK;

	for (int i = 0; i + 1 < n && m->n < WIDTHS && st == DC_OK; ) {
		double c = pdf_number(p, qpdf_oh_get_array_item(p->q, w, i), -1);
		qpdf_oh second = qpdf_oh_get_array_item(p->q, w, i + 1);
		int k = qpdf_oh_is_array(p->q, second) ? qpdf_oh_get_array_n_items(p->q, second) : -1;
		double last = pdf_number(p, second, -1);
		bool fits = c >= 0 && c <= 65535;

		for (int j = 0; j < k && fits && m->n < WIDTHS && st == DC_OK; j++) {
			qpdf_oh o = qpdf_oh_get_array_item(p->q, second, j);
			double v = pdf_number(p, o, 0);

			qpdf_oh_release(p->q, o);
			st = pdf_map_add(m, (struct pdf_range){ .lo = (uint32_t)c + (uint32_t)j, .hi = (uint32_t)c + (uint32_t)j,
				.to = v > 0 && v < 1e5 ? (uint32_t)v : 0 });
		}
		if (k < 0 && fits && i + 2 < n && last >= c && last <= 65535) {
			double v = pdf_number(p, qpdf_oh_get_array_item(p->q, w, i + 2), 0);

			st = pdf_map_add(m, (struct pdf_range){ .lo = (uint32_t)c, .hi = (uint32_t)last,
				.to = v > 0 && v < 1e5 ? (uint32_t)v : 0 });
		}
		i += k < 0 ? 3 : 2;
	}
	pdf_map_sort(m);
	return st;
}

static enum dc_status read_map(struct pdf *p, qpdf_oh stream, struct pdf_map *m, struct dc_error *err)
{
	struct dc_buf b;
	enum dc_status st;

	dc_buf_init(&b, 0);
	st = pdf_stream(p, stream, &b, err);
	if (st == DC_OK && pdf_map_read(m, (struct dc_span){ b.p, b.n }) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "no memory for a CMap");
	dc_buf_done(&b);
	return st;
}

static enum dc_status composite_font(struct pdf *p, qpdf_oh font, struct pdf_font *f, struct dc_error *err)
{
	qpdf_oh encoding = pdf_key(p, font, "/Encoding"), list = pdf_key(p, font, "/DescendantFonts"), cid, info;
	const char *name = qpdf_oh_is_name(p->q, encoding) ? qpdf_oh_get_name(p->q, encoding) : "";
	size_t n = strlen(name);
	struct dc_span ordering;
	enum dc_status st = DC_OK;

	f->coding = PDF_CIDS;
	for (size_t i = 0; i < DC_ARRAY_LEN(codings); i++) {
		if (codings[i].part[0] == '/' ? strcmp(name, codings[i].part) == 0 : strstr(name, codings[i].part) != NULL) {
			f->coding = codings[i].coding;
			break;
		}
	}
	f->vertical = n > 1 && name[n - 1] == 'V' && (name[n - 2] == '-' || name[n - 2] == '/');
	if (qpdf_oh_is_stream(p->q, encoding))
		st = read_map(p, encoding, &f->cids, err);
	cid = qpdf_oh_is_array(p->q, list) && qpdf_oh_get_array_n_items(p->q, list) > 0 ? qpdf_oh_get_array_item(p->q, list, 0) : list;
	info = pdf_key(p, cid, "/CIDSystemInfo");
	ordering = pdf_text(p, pdf_key(p, info, "/Ordering"));
	f->japan1 = ordering.n == 6 && memcmp(ordering.p, "Japan1", 6) == 0;
	f->width = (float)(pdf_number(p, pdf_key(p, cid, "/DW"), 1000) / 1000);
	if (st == DC_OK && cid_widths(p, pdf_key(p, cid, "/W"), &f->cid_widths) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "no memory for widths");
	return st;
}

void pdf_fonts_free(struct pdf *p)
{
	while (p->fonts != NULL) {
		struct pdf_font *f = p->fonts;

		p->fonts = f->next;
		pdf_map_done(&f->unicode);
		pdf_map_done(&f->cids);
		pdf_map_done(&f->cid_widths);
		free(f);
	}
	p->n_fonts = 0;
}

enum dc_status pdf_font_of(struct pdf *p, qpdf_oh font, const struct pdf_font **out, struct dc_error *err)
{
	int id = qpdf_oh_get_object_id(p->q, font);
	struct pdf_font *f;
	enum dc_status st = DC_OK;

	*out = NULL;
	for (f = p->fonts; f != NULL && id != 0; f = f->next) {
		if (f->id == id) {
			*out = f;
			return DC_OK;
		}
	}
	if (p->n_fonts == PDF_FONTS_MOST || !qpdf_oh_is_dictionary(p->q, font))
		return DC_OK;
	f = calloc(1, sizeof *f);
	if (f == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for a font");
	*f = (struct pdf_font){ .id = id, .next = p->fonts };
	p->fonts = f;
	p->n_fonts++;
	if (pdf_is(p, font, "/Subtype", "/Type0"))
		st = composite_font(p, font, f, err);
	else
		simple_font(p, font, f);
	if (st == DC_OK)
		st = read_map(p, pdf_key(p, font, "/ToUnicode"), &f->unicode, err);
	*out = f;
	return st;
}

/* Bytes of the next code, and the character where the coding itself says it. */
static void code_of(const struct pdf_font *f, struct dc_span s, struct pdf_glyph *g)
{
	uint8_t jis[2] = { s.p[0] | 0x80, s.n > 1 ? s.p[1] | 0x80 : 0 };
	int k = 1;

	switch (f->coding) {
	case PDF_CP932:
		k = legacy_char_cp932(s.p, s.n, &g->c);
		break;
	case PDF_EUC:
		k = legacy_char_eucjp(s.p, s.n, &g->c);
		break;
	case PDF_JIS:
		k = s.n > 1 && legacy_char_eucjp(jis, 2, &g->c) > 0 ? 2 : 0;
		break;
	case PDF_UTF16:
		g->c = s.n > 1 ? (uint32_t)s.p[0] << 8 | s.p[1] : 0;
		k = 2;
		if (g->c >= 0xd800 && g->c < 0xdc00 && s.n > 3 && (s.p[2] & 0xfc) == 0xdc) {
			g->c = 0x10000 + ((g->c & 0x3ff) << 10) + ((uint32_t)(s.p[2] & 3) << 8 | s.p[3]);
			k = 4;
		}
		break;
	case PDF_UTF32:
		g->c = s.n > 3 ? (uint32_t)s.p[0] << 24 | (uint32_t)s.p[1] << 16 | (uint32_t)s.p[2] << 8 | s.p[3] : 0;
		k = 4;
		break;
	case PDF_BYTES:
		g->c = f->simple[s.p[0]];
		break;
	default:
		k = 2;
		for (int n = 0; n < 4 && f->cids.n != 0; n++)	/* the shortest code space that is declared */
			if (f->cids.spaces[n] != 0) {
				k = n + 1;
				break;
			}
	}
	g->taken = k <= 0 ? (f->coding == PDF_JIS && s.n > 1 ? 2 : 1) : (size_t)k < s.n ? (size_t)k : s.n;
	if (k <= 0)
		g->c = 0;
}

static double width_of(const struct pdf_font *f, uint32_t cid, size_t taken)
{
	const struct pdf_range *w;

	if (f->coding == PDF_BYTES)
		return f->widths[cid & 0xff];
	if (f->coding != PDF_CIDS)
		return taken == 1 ? 0.5 : f->width;
	w = pdf_map_find(&f->cid_widths, cid, 0);
	return w == NULL ? f->width : w->to / 1000.0;
}

struct pdf_glyph pdf_font_next(const struct pdf_font *f, struct dc_span s)
{
	struct pdf_glyph g = { 0 };
	const struct pdf_range *r;
	uint32_t cid;

	code_of(f, s, &g);
	for (size_t i = 0; i < g.taken; i++)
		g.code = g.code << 8 | s.p[i];
	cid = g.code;
	r = f->cids.n == 0 ? NULL : pdf_map_find(&f->cids, g.code, (unsigned)g.taken);
	if (r != NULL && r->n == 0)
		cid = r->to + (g.code - r->lo);
	g.width = width_of(f, cid, g.taken);
	r = f->unicode.n == 0 ? NULL : pdf_map_find(&f->unicode, g.code, (unsigned)g.taken);
	if (r == NULL && f->unicode.n != 0 && f->coding == PDF_BYTES)
		r = pdf_map_find(&f->unicode, g.code, 2);	/* writers declare two bytes for simple fonts */
	if (r != NULL && r->n != 0) {
		g.utf16 = (struct dc_span){ f->unicode.strings.p + r->to, r->n };
		g.c = g.code - r->lo;			/* to be added to the last unit */
	} else if (f->coding == PDF_CIDS && f->japan1) {
		g.c = pdf_japan1(cid);
	}
	if (g.utf16.n == 0 && (g.c > 0x10ffff || (g.c >= 0xd800 && g.c <= 0xdfff)))
		g.c = 0;
	return g;
}
