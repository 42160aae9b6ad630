/* pdf.h -- one PDF document while it is read. libqpdf has its objects; streams are unpacked here, within the budget. */
#ifndef EXTRACT_PDF_H
#define EXTRACT_PDF_H

#include "extract.h"
#include "pdf_font.h"

#include <qpdf/qpdf-c.h>

#define PDF_FONTS 64			/* fonts kept from page to page */
#define PDF_FONTS_MOST 1024		/* of one page */
#define PDF_DEPTH 64			/* of trees: pages, names, fields, outline */
#define PDF_PICTURES 32			/* of one page, read by OCR */
#define PDF_FORMS 16			/* form XObjects in each other */

/* Objects met, so that a loop ends. */
struct pdf_seen {
	int *ids;			/* 0: free */
	size_t n, cap;			/* cap: a power of two */
};

struct pdf {
	struct dc_extraction *ex;
	const struct dc_part *self;
	struct dc_part_end *end;
	qpdf_data q;
	struct pdf_font *fonts;
	size_t n_fonts;
	struct dc_error why;		/* a limit that was crossed: no more is read */
	bool damaged;			/* a stream or object could not be read whole */
};

/* An entry of a dictionary or of a stream's dictionary; null if there is none. */
qpdf_oh pdf_key(struct pdf *p, qpdf_oh from, const char *key);
bool pdf_is(struct pdf *p, qpdf_oh from, const char *key, const char *name);	/* that entry is this name, "/Form" */
double pdf_number(struct pdf *p, qpdf_oh o, double otherwise);
/* The text of a string object (PDFDocEncoding or UTF-16) as UTF-8; empty if it is none. Valid until the next string is asked for. */
struct dc_span pdf_text(struct pdf *p, qpdf_oh o);
/* A stream's bytes unpacked and appended to out; damage leaves what came before it. Image filters give nothing.
 * DC_ELIMIT (also noted in p->why), DC_ENOMEM. */
enum dc_status pdf_stream(struct pdf *p, qpdf_oh stream, struct dc_buf *out, struct dc_error *err);
/* The filter of an image that was left in place: "/DCTDecode" and what it is told; "" if all are undone. */
struct pdf_left {
	char filter[24];
	qpdf_oh parms;
};
/* The same, but that an image's bytes stay as they are under its own filter. */
enum dc_status pdf_stream_left(struct pdf *p, qpdf_oh stream, struct dc_buf *out, struct pdf_left *left, struct dc_error *err);
/* False: it was there before (or no memory is left to know). Direct objects (id 0) are always new. */
bool pdf_seen_add(struct pdf_seen *s, int id);
void pdf_seen_done(struct pdf_seen *s);

/* Kept by p till pdf_fonts_free. NULL: it is none, or one too many. */
enum dc_status pdf_font_of(struct pdf *p, qpdf_oh font, const struct pdf_font **out, struct dc_error *err);
void pdf_fonts_free(struct pdf *p);

/* What a page shows. */
struct pdf_page {
	struct dc_buf text;		/* UTF-8, lines */
	size_t glyphs, unknown;		/* shown; without a known character */
	bool image, cut;
	int images[PDF_PICTURES];	/* objects of the first images shown */
	unsigned n_images;
};

enum dc_status pdf_page_text(struct pdf *p, qpdf_oh page, struct pdf_page *out, struct dc_error *err);
/* Notes on a page, and files in them. */
enum dc_status pdf_annotations(struct pdf *p, qpdf_oh page, struct dc_buf *out, struct dc_error *err);
/* Title, author, outline, form fields. */
enum dc_status pdf_properties(struct pdf *p, struct dc_buf *out, struct dc_error *err);
/* Metadata, XFA and embedded files, as members. */
enum dc_status pdf_members(struct pdf *p, struct dc_error *err);
enum dc_status pdf_file(struct pdf *p, qpdf_oh spec, struct dc_error *err);

/* pdf_image.c: appends what an image shows (OCR). What cannot be read is noted in p->end. */
enum dc_status pdf_picture(struct pdf *p, qpdf_oh image, struct dc_buf *out, struct dc_error *err);

#endif
