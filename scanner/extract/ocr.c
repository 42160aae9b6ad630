/* ocr.c -- pictures as parts of text: how many, how large, how long. */
#include "ocr.h"

#include "built.h"

#include <stdio.h>
#include <time.h>

#define LEAST 8				/* pixels in either direction: less holds no letter */

bool ocr_on(const struct dc_extraction *ex)
{
	return ex->budget->ocr_pages != 0 && !ex->raw_only && ocr_engine_ready();
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void out_of_time(struct dc_extraction *ex, struct dc_part_end *end)
{
	char why[64];

	snprintf(why, sizeof why, "OCR: the %u s of one file are over", ex->budget->ocr_seconds);
	extract_reason(ex, end, DC_R_limit_time, end->bytes, why);
}

static void too_large(struct dc_extraction *ex, struct dc_part_end *end)
{
	char why[64];

	snprintf(why, sizeof why, "OCR: a picture of more than %llu pixels", (unsigned long long)ex->budget->ocr_pixels);
	extract_reason(ex, end, DC_R_image_no_ocr, end->bytes, why);
}

bool ocr_left(struct dc_extraction *ex, struct dc_part_end *end)
{
	char why[64];

	if (ex->ocr_ms >= (uint64_t)ex->budget->ocr_seconds * 1000 || extract_stopped(ex)) {
		out_of_time(ex, end);
		return false;
	}
	if (ex->ocr_pages >= ex->budget->ocr_pages) {
		snprintf(why, sizeof why, "OCR: more than %u pages in one file", ex->budget->ocr_pages);
		extract_reason(ex, end, DC_R_image_no_ocr, end->bytes, why);
		return false;
	}
	return true;
}

enum dc_status ocr_read(struct dc_extraction *ex, struct dc_part_end *end, const struct ocr_picture *picture, struct dc_buf *out, struct dc_error *err)
{
	struct dc_error why = { 0 };
	uint64_t began = now_ms();
	enum dc_status st;

	if (picture->width < LEAST || picture->height < LEAST)
		return DC_OK;
	if ((uint64_t)picture->width * picture->height > ex->budget->ocr_pixels) {
		too_large(ex, end);
		return DC_OK;
	}
	if (!ocr_left(ex, end))
		return DC_OK;
	ex->ocr_pages++;
	st = ocr_engine_read(picture, (uint64_t)ex->budget->ocr_seconds * 1000 - ex->ocr_ms, ex->stop, out, &why);
	ex->ocr_ms += now_ms() - began;
	if (st == DC_ELIMIT)
		out_of_time(ex, end);
	return st == DC_ENOMEM ? dc_fail(err, st, "%s", why.text) : DC_OK;
}

enum dc_status ocr_push(struct dc_extraction *ex, const struct dc_part *self, unsigned number, const struct dc_buf *text, struct dc_error *err)
{
	struct dc_part_end end = { .bytes = text->n };
	char name[32];
	struct dc_part part = { .parent = self, .name = name, .format = "ocr", .depth = self->depth + 1 };
	struct built b = { 0 };
	enum dc_status st;

	if (text->n == 0)
		return DC_OK;
	snprintf(name, sizeof name, "page:%u", number);
	st = ex->sink->open(ex->sink, &part, err);
	if (st == DC_OK)
		st = built_open(&b, ex, &part, &end, DC_PROSE, false, err);
	if (st == DC_OK)
		st = built_add(&b, text->p, text->n, 0, err);
	if (st == DC_OK)
		st = built_flush(&b, err);
	built_close(&b);
	return st == DC_OK ? ex->sink->close(ex->sink, &part, &end, err) : st;
}

enum dc_status ocr_file(struct dc_extraction *ex, struct dc_part_end *end, struct dc_span file, unsigned page, struct dc_buf *out, struct dc_error *err)
{
	struct ocr_picture picture = { 0 };
	struct dc_error why = { 0 };
	uint64_t began = now_ms();
	enum dc_status st = ocr_engine_decode(file, page, ex->budget->ocr_pixels, &picture, &why);

	ex->ocr_ms += now_ms() - began;
	if (st == DC_END)
		return st;
	if (st == DC_OK && !ocr_left(ex, end))
		st = DC_END;
	else if (st == DC_OK)
		st = ocr_read(ex, end, &picture, out, err);
	else if (st == DC_ELIMIT)
		too_large(ex, end);
	else
		extract_reason(ex, end, DC_R_image_no_ocr, end->bytes, why.text);
	ocr_picture_done(&picture);
	return st == DC_ELIMIT || st == DC_EFORMAT ? DC_OK : st;
}
