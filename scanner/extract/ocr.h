/* ocr.h -- text in pictures, read by tesseract (Japanese, Japanese set upright, English). Off unless the budget allows pages: then the
 * library and its models are loaded before the worker is locked down, and never opened again. Without it nothing of it is loaded. */
#ifndef EXTRACT_OCR_H
#define EXTRACT_OCR_H

#include "extract.h"

/* A page in grey. Made by ocr_decode (decoded: the library's, freed by ocr_picture_done), or by the caller, whose bytes stay its own. */
struct ocr_picture {
	const uint8_t *grey;		/* 0 black, 255 white; row after row from the top; NULL: decoded holds it */
	uint32_t width, height;
	void *decoded;
};

/* True where pictures are to be read: the budget allows it and dc_extract_ocr() was called. */
bool ocr_on(const struct dc_extraction *ex);

/* One more picture may be read. False: which limit keeps it from that is noted in `end`. */
bool ocr_left(struct dc_extraction *ex, struct dc_part_end *end);
/* Appends the lines of a picture, UTF-8. What keeps it from being read (pages, pixels, seconds) is noted in `end`. */
enum dc_status ocr_read(struct dc_extraction *ex, struct dc_part_end *end, const struct ocr_picture *picture, struct dc_buf *out, struct dc_error *err);
/* The text of page `number` as a part of its own: "page:3", format "ocr". Nothing, if there is none. */
enum dc_status ocr_push(struct dc_extraction *ex, const struct dc_part *self, unsigned number, const struct dc_buf *text, struct dc_error *err);
/* Appends what a picture file shows on its page `page`, from 0. DC_END: it has no such page, or no more may be
 * read. What it cannot read is noted in `end`. */
enum dc_status ocr_file(struct dc_extraction *ex, struct dc_part_end *end, struct dc_span file, unsigned page, struct dc_buf *out, struct dc_error *err);

/* ---- ocr_tesseract.c: the library */

enum dc_status ocr_engine_load(struct dc_error *err);	/* DC_EUSAGE: what is missing, and how it is got */
void ocr_engine_free(void);
bool ocr_engine_ready(void);
/* A page of a picture file (PNG, JPEG, TIFF, WebP, JPEG 2000), of at most `pixels`. DC_END: no such page. DC_ELIMIT: it is larger.
 * DC_EFORMAT: it cannot be decoded. */
enum dc_status ocr_engine_decode(struct dc_span file, unsigned page, uint64_t pixels, struct ocr_picture *out, struct dc_error *why);
void ocr_picture_done(struct ocr_picture *p);
/* DC_ELIMIT: ms milliseconds were over, or *stop was set (NULL: never); what was read before is there. */
enum dc_status ocr_engine_read(const struct ocr_picture *p, uint64_t ms, const volatile int *stop, struct dc_buf *out, struct dc_error *why);

#endif
