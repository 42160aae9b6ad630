/* test_image.c -- what is written beside pictures. Samples by corpora/generate/images.sh: cjpeg, pnmtopng, ppm2tiff, cwebp, and
 * exiftool, which wrote the values that must come out; made-up persons only. */
#include "extracted.h"

static const struct { const char *file, *want[8]; } rows[] = {
	{ "a.jpg", { "+  image\n", "Artist (name) 0=山本花江", "CameraOwnerName (name) ", "=佐藤一", "GPS latitude 3=35.681236 -=GPS longitude 4=-139.767125",
		"XPAuthor (name) 5=渡辺 -=By-line (name) 6=鈴木健 -=Comment 7=call 090-1234-5678\n", "=高橋陽菜",
		"- image_no_ocr JPEG image: text in pictures is not read without --ocr\n" } },
	{ "a.png", { "Author (name) ", "=山本花江", "=佐藤一", "=080-1234-5678", "0 03-1234-5678", "=高橋陽菜", "- image_no_ocr PNG" } },
	{ "a.tif", { "Artist (name) 0=山本花江", "By-line (name) 1=鈴木健", "=高橋陽菜", "- image_no_ocr TIFF" } },
	{ "a.webp", { "Artist (name) 0=山本花江", "=高橋陽菜", "- image_no_ocr WebP" } },
};

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		static uint8_t p[65536];
		size_t n = extracted_sample("image", rows[i].file, p, sizeof p);
		struct extracted e;

		extracted_init(&e);
		extracted_bytes(&e, p, n, rows[i].file);
		for (size_t k = 0; k < DC_ARRAY_LEN(rows[i].want) && rows[i].want[k] != NULL; k++)
			if (strstr((char *)e.out.p, rows[i].want[k]) == NULL)
				fail_msg("%s: got\n%swant\n%s", rows[i].file, e.out.p, rows[i].want[k]);
		extracted_done(&e);
		extracted_torture(p, n, rows[i].file, 13);
	}
}

/* A directory of a TIFF that names itself as the next, and as its Exif, ends; what stands behind a picture's end is read. */
static void test_odd(void **state)
{
	static const char loop[] = "II*\0\x08\0\0\0\2\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\x3b\1\2\0\4\0\0\0hey\0\x08\0\0\0";
	static const char behind[] = "\xff\xd8\xff\xfe\0\6yoho\xff\xd9 \0\0\0call 090-1234-5678\0\0";
	struct extracted e;

	(void)state;
	extracted_init(&e);
	extracted_bytes(&e, loop, sizeof loop - 1, "a.tif");
	assert_non_null(strstr((char *)e.out.p, "=hey"));
	extracted_bytes(&e, behind, sizeof behind - 1, "a.jpg");
	assert_non_null(strstr((char *)e.out.p, "=yoho\n"));
	assert_non_null(strstr((char *)e.out.p, "call 090-1234-5678\n"));
	extracted_done(&e);
}

/* Pages set by Chromium and drawn by pdftoppm (corpora/generate/ocr.sh), read by tesseract. Digits and mail must be right to the letter. */
static const struct { const char *folder, *file, *want[6]; } pages[] = {
	{ "ocr", "level.png", { "+ page:1 ocr\n> ", "佐藤花子", "東京都千代田区丸の内一丁目2番3号", "090-1234-5678\n", "hanako.sato@example.jp\n", "- ok\n- ok\n" } },
	{ "ocr", "two.tif", { "+ page:1 ocr\n> ", "090-1234-5678\n", "hanako.sato@example.jp\n", "+ page:2 ocr\n> ", "東京都千代田区丸の内一丁目\n", "佐藤花子" } },
	{ "ocr", "scan.pdf", { "+ page:1 ocr\n> ", "090-1234-5678\n", "hanako.sato@example.jp\n", "+ page:2 ocr\n> ", "+ page:3 pdf\n> 最後の頁", "- ok\n" } },
	{ "ocr", "fax.pdf", { "+ page:1 ocr\n> ", "090-1234-5678\n", "hanako.sato@example.jp\n", "+ page:2 ocr\n> ", "佐藤花子", "- ok\n" } },
	{ "pdf", "image-only.pdf", { "- ok\n", "", "", "", "", "" } },
	{ "image", "a.jpg", { "Artist (name) 0=山本花江", "- ok\n", "", "", "", "" } },
};

static void test_ocr(void **state)
{
	struct dc_error err = { 0 };

	(void)state;
	if (dc_extract_ocr(&err) != DC_OK && strstr(err.text, "built without OCR") != NULL)
		skip();
	assert_string_equal(err.text, "");
	for (size_t i = 0; i < DC_ARRAY_LEN(pages); i++) {
		static uint8_t p[1 << 17];
		size_t n = extracted_sample(pages[i].folder, pages[i].file, p, sizeof p);
		struct extracted e;

		extracted_init(&e);
		e.budget.ocr_pages = 9;
		e.budget.ocr_seconds = 3600;
		e.budget.ocr_pixels = 40000000;
		extracted_bytes(&e, p, n, pages[i].file);
		for (size_t k = 0; k < DC_ARRAY_LEN(pages[i].want); k++)
			if (strstr((char *)e.out.p, pages[i].want[k]) == NULL)
				fail_msg("%s: got\n%swant\n%s", pages[i].file, e.out.p, pages[i].want[k]);
		extracted_done(&e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_samples), cmocka_unit_test(test_odd), cmocka_unit_test(test_ocr) };

	return cmocka_run_group_tests(tests, extracted_start, extracted_stop);
}
