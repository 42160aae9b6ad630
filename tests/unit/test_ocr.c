/* test_ocr.c -- pictures on their way to OCR, which here is a function that tells what it is given: its size and the grey of its first
 * row. What tesseract itself makes of a page is in test_image.c and test_pdf.c. */
#include "extracted.h"

#include "fail_alloc.h"
#include "ocr.h"

#define PAGES 3

static uint8_t paper[16 * 16];
static uint64_t longest_ms;		/* a read that may take longer than this is given up */

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
	if (page >= PAGES)
		return DC_END;
	if (file.n < 100)
		return dc_fail(why, DC_EFORMAT, "a picture that cannot be decoded");
	if (sizeof paper > pixels)
		return dc_fail(why, DC_ELIMIT, "too large");
	*out = (struct ocr_picture){ .grey = paper, .width = 16, .height = 16 };
	return DC_OK;
}

void ocr_picture_done(struct ocr_picture *p)
{
	*p = (struct ocr_picture){ 0 };
}

enum dc_status ocr_engine_read(const struct ocr_picture *p, uint64_t ms, const volatile int *stop, struct dc_buf *out, struct dc_error *why)
{
	enum dc_status st = dc_buf_printf(out, "%ux%u", p->width, p->height);

	for (uint32_t i = 0; i < p->width && st == DC_OK; i++)
		st = dc_buf_printf(out, " %u", p->grey[i]);
	if (st == DC_OK)
		st = dc_buf_printf(out, ", last %u\n", p->grey[(size_t)p->width * p->height - 1]);
	if (st != DC_OK)
		return dc_fail(why, DC_ENOMEM, "no memory");
	return ms > longest_ms || (stop != NULL && *stop) ? dc_fail(why, DC_ELIMIT, "out of time") : DC_OK;
}

static void start(struct extracted *e)
{
	extracted_init(e);
	e->budget.ocr_pages = 10;
	e->budget.ocr_seconds = 60;
	e->budget.ocr_pixels = 10000;
	longest_ms = 60000;
}

/* A page whose whole content is an image; the dictionary is the row's. */
static size_t document(char *p, size_t cap, const char *dictionary, const char *hex)
{
	return (size_t)snprintf(p, cap, "%%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
		"3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>\nendobj\n"
		"4 0 obj\n<</Length 5>>\nstream\n/I Do\nendstream\nendobj\n5 0 obj\n<</Subtype/Image/Filter/ASCIIHexDecode%s/Length %zu>>\nstream\n%s\nendstream\nendobj\n"
		"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n0\n%%%%EOF\n", dictionary, strlen(hex), hex);
}

#define SIZE "/Width 8/Height 8"

static const struct { const char *why, *dictionary, *hex, *want; } images[] = {
	{ "grey, and rows that are missing are white", SIZE "/ColorSpace/DeviceGray/BitsPerComponent 8", "0001027f80fdfeff", "> 8x8 0 1 2 127 128 253 254 255, last 255\n" },
	{ "a bit a pixel, whole", SIZE "/ColorSpace/DeviceGray/BitsPerComponent 1", "a500000000000000", "> 8x8 255 0 255 0 0 255 0 255, last 0\n" },
	{ "a mask paints where it is 0", SIZE "/ImageMask true", "0fffffffffffffff", "> 8x8 0 0 0 0 255 255 255 255, last 255\n" },
	{ "and the other way round", SIZE "/ImageMask true/Decode[1 0]", "0f00000000000000", "> 8x8 255 255 255 255 0 0 0 0, last 255\n" },
	{ "two bits", SIZE "/ColorSpace/CalGray/BitsPerComponent 2", "1b1b", "> 8x8 0 85 170 255 0 85 170 255, last 255\n" },
	{ "four bits", SIZE "/ColorSpace/DeviceGray/BitsPerComponent 4", "01234567", "> 8x8 0 17 34 51 68 85 102 119, last 255\n" },
	{ "sixteen: the high byte", SIZE "/ColorSpace/DeviceGray/BitsPerComponent 16", "00ff10ff20ff30ff40ff50ff60ff70ff", "> 8x8 0 16 32 48 64 80 96 112, last 255\n" },
	{ "colours by how bright they are", SIZE "/ColorSpace/DeviceRGB/BitsPerComponent 8",
	  "ff0000" "00ff00" "0000ff" "ffffff" "000000" "808080" "ffff00" "000000", "> 8x8 76 150 27 255 0 128 227 0, last 255\n" },
	{ "inks: none is white", SIZE "/ColorSpace/DeviceCMYK/BitsPerComponent 8",
	  "00000000" "000000ff" "ffffffff" "00000080" "ff000000" "00000000" "00000000" "00000000", "> 8x8 255 0 0 127 179 255 255 255, last 255\n" },
	{ "one ink", SIZE "/ColorSpace[/Separation/Black/DeviceGray 9 0 R]/BitsPerComponent 8", "00ff00ff00ff00ff", "> 8x8 255 0 255 0 255 0 255 0, last 255\n" },
	{ "by a table", SIZE "/ColorSpace[/Indexed/DeviceRGB 2<000000ffffff808080>]/BitsPerComponent 2", "1818", "> 8x8 0 255 128 0 0 255 128 0, last 255\n" },
	{ "beyond the table", SIZE "/ColorSpace[/Indexed/DeviceGray 0<7f>]/BitsPerComponent 8", "00ff000000000000", "> 8x8 127 0 127 127 127 127 127 127, last 255\n" },
	{ "a file's own format", SIZE "/Filter[/ASCIIHexDecode/DCTDecode]",
	  "ffd8ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
	  "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "> 16x16 0 0 " },
	{ "a fax gets the head of a TIFF: 134 bytes", SIZE "/Filter[/ASCIIHexDecode/CCITTFaxDecode]/DecodeParms[null<</K -1/Columns 8>>]", "00", "> 16x16 0 0 " },
	{ "an icon holds no letter", "/Width 7/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8", "00000000", "+  pdf\n- corrupt_after" },
	{ "too many pixels", "/Width 101/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8", "00", "- image_no_ocr OCR: an image of too many pixels\n" },
	{ "at the limit", "/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8", "07", "> 100x100 255 255 " },
	{ "colours nobody knows", SIZE "/ColorSpace/Other/BitsPerComponent 8", "00", "- image_no_ocr OCR: an image of unknown colours\n" },
	{ "bits nobody has", SIZE "/ColorSpace/DeviceGray/BitsPerComponent 7", "00", "- image_no_ocr OCR: an image of unknown colours\n" },
	{ "no size", "/Width 0/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8", "00", "- image_no_ocr OCR: an image without size\n" },
	{ "sizes below nothing", "/Width -1/Height -1/ColorSpace/DeviceGray/BitsPerComponent 8", "00", "- image_no_ocr OCR: an image without size\n" },
	{ "JBIG2", SIZE "/Filter[/ASCIIHexDecode/JBIG2Decode]", "00", "- image_no_ocr OCR: an image in JBIG2\n" },
};

static void test_images(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(images); i++) {
		char p[4096];
		size_t n = document(p, sizeof p, images[i].dictionary, images[i].hex);
		struct extracted e;

		start(&e);
		extracted_bytes(&e, p, n, "a.pdf");
		if (strstr((char *)e.out.p, images[i].want) == NULL)
			fail_msg("%s: got\n%swant\n%s", images[i].why, e.out.p, images[i].want);
		extracted_done(&e);
		extracted_torture(p, n, "a.pdf", 29);
	}
}

/* Limits at L-1, L, L+1, on a picture file of three pages of 16 x 16. */
static const struct { const char *why; uint32_t pages, seconds; uint64_t pixels; const char *want, *not; } limits[] = {
	{ "all within", 3, 60, 256, "+ page:3 ocr\n> 16x16 ", "image_no_ocr" },
	{ "and told as whole", 3, 60, 256, "- ok\n", "limit" },
	{ "off", 0, 60, 256, "- image_no_ocr TIFF image: text in pictures is not read without --ocr\n", "page:" },
	{ "a page fewer", 2, 60, 256, "+ page:2 ocr\n> 16x16 ", "page:3" },
	{ "is told", 2, 60, 256, "- image_no_ocr OCR: more than 2 pages in one file\n", "page:3" },
	{ "a page more", 4, 60, 256, "+ page:3 ocr\n", "image_no_ocr" },
	{ "a pixel too many", 3, 60, 255, "- image_no_ocr OCR: a picture of more than 255 pixels\n", "page:" },
	{ "a pixel more", 3, 60, 257, "- ok\n", "image_no_ocr" },
	{ "no time at all", 3, 0, 256, "- limit_time OCR: the 0 s of one file are over\n", "page:" },
	{ "time that runs out: what was read stays", 3, 61, 256, "+ page:1 ocr\n> 16x16 ", "- ok\n- ok" },
	{ "and is told", 3, 61, 256, "- limit_time OCR: the 61 s of one file are over\n", "- ok\n- ok" },
};

static size_t picture(uint8_t *p)
{
	static const uint8_t head[14] = { 'I', 'I', '*', 0, 8 };	/* and an empty directory */

	memcpy(p, head, sizeof head);
	memset(p + sizeof head, 0, 100);
	return sizeof head + 100;
}

static void test_limits(void **state)
{
	uint8_t p[200];
	size_t n = picture(p);

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(limits); i++) {
		struct extracted e;

		start(&e);
		e.budget.ocr_pages = limits[i].pages;
		e.budget.ocr_seconds = limits[i].seconds;
		e.budget.ocr_pixels = limits[i].pixels;
		extracted_bytes(&e, p, n, "a.tif");
		if (strstr((char *)e.out.p, limits[i].want) == NULL || strstr((char *)e.out.p, limits[i].not) != NULL)
			fail_msg("%s: got\n%swant\n%sand not %s", limits[i].why, e.out.p, limits[i].want, limits[i].not);
		extracted_done(&e);
	}
}

/* Each allocation fails in turn: no crash, no leak, and nothing that is called whole and is not. */
static void test_memory(void **state)
{
	char p[4096];
	size_t n = document(p, sizeof p, SIZE "/ColorSpace[/Indexed/DeviceRGB 1<000000ffffff>]/BitsPerComponent 1", "a5");
	bool any = true;

	(void)state;
	for (long k = 1; any; k++) {
		struct dc_item_memory memory;
		struct dc_error err = { 0 };
		struct dc_item item;
		struct extracted e;
		enum dc_status st;

		start(&e);
		e.ex = (struct dc_extraction){ .budget = &e.budget, .sink = &e.sink, .arena = dc_arena_new(0) };
		dc_item_of_memory(&item, &memory, (struct dc_span){ (const uint8_t *)p, n }, "a.pdf");
		fail_alloc_from(k, 1);
		st = dc_extract_item(&e.ex, &item, NULL, &err);
		any = fail_alloc_stop();
		if (st != DC_OK)
			assert_int_equal(st, DC_ENOMEM);
		else if (!any)
			assert_non_null(strstr(dc_buf_cstr(&e.out), "> 8x8 255 0 "));
		dc_arena_free(e.ex.arena);
		extracted_done(&e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_images), cmocka_unit_test(test_limits), cmocka_unit_test(test_memory) };

	return cmocka_run_group_tests(tests, extracted_start, extracted_stop);
}
