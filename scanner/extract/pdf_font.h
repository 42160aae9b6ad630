/* pdf_font.h -- codes of a font -> Unicode and widths. */
#ifndef EXTRACT_PDF_FONT_H
#define EXTRACT_PDF_FONT_H

#include "daicho/buf.h"

/* How a Type0 font's codes are to be read. */
enum pdf_coding { PDF_BYTES, PDF_CIDS, PDF_UTF16, PDF_UTF32, PDF_CP932, PDF_EUC, PDF_JIS, PDF_OTHER };

struct pdf_range {			/* of codes, or of CIDs that have a width */
	uint32_t lo, hi;
	uint32_t to;			/* CID, or where the string begins in pdf_map.strings */
	uint8_t bytes;			/* of a code; 0 in widths */
	uint8_t n;			/* bytes of the string */
};

struct pdf_map {
	struct pdf_range *p;		/* ordered by bytes and lo once it is read */
	size_t n, cap;
	struct dc_buf strings;		/* UTF-16BE */
	uint8_t spaces[4];		/* spaces[k]: codes of k + 1 bytes are declared */
};

struct pdf_font {
	struct pdf_font *next;
	int id;				/* of its object */
	enum pdf_coding coding;
	bool vertical, japan1;
	uint32_t simple[256];		/* PDF_BYTES: Unicode, 0 unknown */
	float widths[256];		/* in ems */
	struct pdf_map unicode;		/* ToUnicode */
	struct pdf_map cids;		/* an embedded CMap: code -> CID */
	struct pdf_map cid_widths;	/* to: thousandths of an em */
	float width;			/* of any other CID */
};

struct pdf_glyph {
	size_t taken;			/* bytes of the string */
	uint32_t code;
	struct dc_span utf16;		/* text by ToUnicode, or empty: */
	uint32_t c;			/* the character; 0: unknown */
	double width;			/* ems */
};

/* The next glyph of a string, s.n > 0. */
struct pdf_glyph pdf_font_next(const struct pdf_font *f, struct dc_span s);

/* Reads bfchar, bfrange, cidchar, cidrange and code spaces. DC_ENOMEM alone fails. */
enum dc_status pdf_map_read(struct pdf_map *m, struct dc_span cmap);
enum dc_status pdf_map_add(struct pdf_map *m, struct pdf_range r);
void pdf_map_sort(struct pdf_map *m);
const struct pdf_range *pdf_map_find(const struct pdf_map *m, uint32_t code, unsigned bytes);
void pdf_map_done(struct pdf_map *m);

extern const uint16_t pdf_standard[256], pdf_winansi[256], pdf_macroman[256];
uint32_t pdf_glyph(struct dc_span name);	/* 0: unknown */
uint32_t pdf_japan1(uint32_t cid);		/* 0: unknown */

#endif
