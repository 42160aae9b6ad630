/* fuzz_pdf.c -- any bytes as a file called a.pdf. Images go to a reader of pictures that looks at every pixel and reads nothing. */
#include "item.h"

#include "ocr.h"

static unsigned seen;

enum dc_status ocr_engine_load(struct dc_error *err)
{
	(void)err;
	return DC_OK;
}

void ocr_engine_free(void)
{
}

bool ocr_engine_ready(void)
{
	return true;
}

enum dc_status ocr_engine_decode(struct dc_span file, unsigned page, uint64_t pixels, struct ocr_picture *out, struct dc_error *why)
{
	(void)out;
	for (size_t i = 0; i < file.n; i++)
		seen += file.p[i];
	return page != 0 || pixels == 0 ? DC_END : dc_fail(why, DC_EFORMAT, "not decoded here");
}

void ocr_picture_done(struct ocr_picture *p)
{
	(void)p;
}

enum dc_status ocr_engine_read(const struct ocr_picture *p, uint64_t ms, const volatile int *stop, struct dc_buf *out, struct dc_error *why)
{
	(void)ms;
	(void)stop;
	for (size_t i = 0; i < (size_t)p->width * p->height; i++)
		seen += p->grey[i];
	return dc_buf_addc(out, 'x') == DC_OK ? DC_OK : dc_fail(why, DC_ENOMEM, "no memory");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_item(data, size, "a.pdf");
}
