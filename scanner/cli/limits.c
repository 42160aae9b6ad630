/* limits.c -- options that are limits, as a budget. */
#include "limits.h"

#define OCR_PAGES 100
#define OCR_SECONDS 120
#define OCR_PIXELS 40000000		/* an A4 page at 600 dots an inch has 35 million */

struct dc_budget cli_limits(const struct cli_values *v)
{
	struct dc_budget b = dc_budget_default;

	if (v->max_size != 0)
		b.object_bytes = v->max_size;
	if (!v->ocr)
		return b;
	b.ocr_pages = v->ocr_pages != 0 ? (uint32_t)v->ocr_pages : OCR_PAGES;
	b.ocr_seconds = v->ocr_seconds != 0 ? (uint32_t)v->ocr_seconds : OCR_SECONDS;
	b.ocr_pixels = v->ocr_pixels != 0 ? v->ocr_pixels : OCR_PIXELS;
	b.cpu_seconds += b.ocr_seconds;		/* what is no picture keeps its time */
	b.wall_seconds += b.ocr_seconds;
	return b;
}
