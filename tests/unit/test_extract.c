/* test_extract.c -- dispatch, limits of the object, pages of text, runs of raw bytes. */
#include "extracted.h"

#include <fcntl.h>
#include <unistd.h>

#define BYTES(s) s, sizeof s - 1

static const struct { const char *why, *name, *in; size_t n; const char *want; } rows[] = {
	{ "UTF-8", "a.txt", BYTES("氏名 山本\n"), "+  text\n> 氏名 山本\n\n- ok utf-8\n" },
	{ "CP932", "a.log", BYTES("\x8e\x81\x96\xbc \x8e\x52\x96\x7b"), "+  text\n> 氏名 山本\n- ok cp932\n" },
	{ "empty", "a", BYTES(""), "+  text\n- ok ascii\n" },
	{ "UTF-16 with a mark", "a.txt", BYTES("\xff\xfe\x0f\x6c\x0d\x54"), "+  text\n> 氏名\n- ok utf-16le\n" },
	{ "unknown bytes", "a.bin", BYTES("\0\1\2secret text\0\0\0\x8e\x81\x96\xbc\x8e\x52\x96\x7b\0\0\3abc\0\0\0"),
		"+  raw\n> secret text\n氏名山本\n\n- raw_fallback\n" },
	{ "a format that is not read says so", "a.pst", BYTES("!BDN data\n\xff\xfe\xfd\xfc\1\2\3\4\5\6\7(secret text)\0"),
		"+  raw\n> !BDN data\n\n(secret text)\n\n- unsupported_type Outlook store: text runs of the raw bytes only\n" },
	{ "RTF in CP932 and by \\u", "a.rtf", BYTES("{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0 MS;}}\\f0 \\'8e\\'81\\'96\\'bc \\u23665?\\u26412?\\par 090-1\\{x\\}}"),
		"+  rtf\n> 氏名 山本\n090-1{x}\n- ok ascii\n" },
	{ "a picture", "a.png", BYTES("\x89PNG\r\n\x1a\n\0\0\0\0IHDRtext of an image\0"),
		"+  image\n> IHDRtext of an image\n\n- image_no_ocr PNG image: text in pictures is not read without --ocr\n" },
	{ "UTF-16LE among bytes", "a.bin", BYTES("\0\1\2\3n\0a\0m\0e\0\x0f\x6c\x0d\x54\0\0\3\3\2"), "+  raw\n> name氏名\n\n- raw_fallback\n" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct extracted e;

		extracted_init(&e);
		e.stored_n = rows[i].n;
		extracted_bytes(&e, rows[i].in, rows[i].n, rows[i].name);
		if (strcmp((char *)e.out.p, rows[i].want) != 0)
			fail_msg("%s: got\n%swant\n%s", rows[i].why, e.out.p, rows[i].want);
		extracted_done(&e);
		extracted_torture(rows[i].in, rows[i].n, rows[i].name, 1);
	}
}

/* Pages of a long text: every byte in one page, margins around it, line numbers right. */
struct paged {
	struct dc_sink sink;
	struct dc_span whole;
	size_t at;
	unsigned texts;
};

static enum dc_status no_part(struct dc_sink *sink, const struct dc_part *part, struct dc_error *err)
{
	(void)sink;
	(void)part;
	(void)err;
	return DC_OK;
}

static enum dc_status no_close(struct dc_sink *sink, const struct dc_part *part, const struct dc_part_end *end, struct dc_error *err)
{
	(void)end;
	return no_part(sink, part, err);
}

static enum dc_status check_page(struct dc_sink *sink, const struct dc_part *part, const struct dc_text *t, struct dc_error *err)
{
	struct paged *g = (struct paged *)sink;
	size_t from = g->at - t->page, n = t->page_end - t->page;
	uint64_t line = 1;

	(void)part;
	(void)err;
	assert_true(g->at + n <= g->whole.n);
	assert_memory_equal(t->bytes.p, g->whole.p + from, t->bytes.n);
	assert_true(from == 0 || t->page >= DC_TEXT_MARGIN);
	assert_true(t->page_end == t->bytes.n ? g->at + n == g->whole.n : t->bytes.n - t->page_end >= DC_TEXT_MARGIN);
	assert_int_equal(dc_map_stored(t->map, t->page), g->at);
	for (size_t i = 0; i < from; i++)
		line += g->whole.p[i] == '\n';
	assert_int_equal(t->first_line, line);
	g->at += n;
	g->texts++;
	return DC_OK;
}

static void test_pages(void **state)
{
	struct paged g = { .sink = { no_part, check_page, no_close } };
	struct dc_extraction ex = { .budget = &(struct dc_budget){ .object_bytes = UINT64_MAX, .depth = 1 }, .sink = &g.sink };
	struct dc_item_memory m;
	struct dc_item item;
	struct dc_error err = { 0 };
	struct dc_buf in;

	(void)state;
	dc_buf_init(&in, 0);
	for (int i = 0; i < 60000; i++)
		dc_buf_printf(&in, i % 3 == 0 ? "氏名 %d\n" : "line %d 山本花江\t", i);
	g.whole = (struct dc_span){ in.p, in.n };
	dc_item_of_memory(&item, &m, g.whole, "a.txt");
	ex.arena = dc_arena_new(0);
	assert_int_equal(dc_extract_item(&ex, &item, NULL, &err), DC_OK);
	assert_int_equal(g.at, in.n);
	assert_true(g.texts > 3);
	dc_arena_free(ex.arena);
	dc_buf_done(&in);
}

static void test_object_limit(void **state)
{
	static char text[300000];
	static const size_t limits[] = { 100, 8192, 200000 };

	(void)state;
	memset(text, 'x', sizeof text);
	for (size_t i = 0; i < DC_ARRAY_LEN(limits); i++) {
		for (int over = -1; over <= 1; over++) {
			struct extracted e;

			extracted_init(&e);
			e.budget.object_bytes = limits[i];
			extracted_bytes(&e, text, limits[i] + (size_t)over, "a.txt");
			assert_true((strstr((char *)e.out.p, "- limit_size") != NULL) == (over == 1));
			assert_int_equal(e.ex.read_bytes, limits[i] + (size_t)(over < 0 ? -1 : 0));
			extracted_done(&e);
		}
	}
}

/* What was read before a read fails stays. */
static void test_read_error(void **state)
{
	static const size_t places[] = { 0, 5, 9000, 300000 };
	static char text[400000];

	(void)state;
	memset(text, 'y', sizeof text);
	for (size_t i = 0; i < DC_ARRAY_LEN(places); i++) {
		struct extracted e;
		size_t kept = 0;

		extracted_init(&e);
		extracted_slow(&e, text, sizeof text, "a.txt", SIZE_MAX, places[i], false);
		for (size_t k = 0; k < e.out.n; k++)
			kept += e.out.p[k] == 'y';
		assert_int_equal(kept, places[i]);
		assert_non_null(strstr((char *)e.out.p, "- io_error"));
		extracted_done(&e);
	}
}

static void test_stop(void **state)
{
	static const int now = 1;
	struct extracted e;
	struct dc_error err = { 0 };
	struct dc_item_memory m;
	struct dc_item item;

	(void)state;
	extracted_init(&e);
	dc_item_of_memory(&item, &m, dc_span_of("some text"), "a.txt");
	e.ex = (struct dc_extraction){ .budget = &e.budget, .sink = &e.sink, .arena = dc_arena_new(0), .stop = &now };
	assert_int_equal(dc_extract_item(&e.ex, &item, NULL, &err), DC_OK);
	assert_non_null(strstr(dc_buf_cstr(&e.out), "- limit_time"));
	dc_arena_free(e.ex.arena);
	extracted_done(&e);
}

static void test_raw_only(void **state)
{
	struct extracted e;

	(void)state;
	extracted_init(&e);
	e.ex.raw_only = true;
	extracted_bytes(&e, "name,tel\n山本,1\n", 18, "a.csv");
	assert_string_equal((char *)e.out.p, "+  raw\n> name,tel\n山本,1\n\n\n- raw_fallback\n");
	extracted_done(&e);
}

static void test_descriptor(void **state)
{
	char path[] = "/tmp/daicho-test-XXXXXX";
	struct extracted e;
	struct dc_item item;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "hello", 5), 5);
	lseek(fd, 0, SEEK_SET);
	unlink(path);
	extracted_init(&e);
	dc_item_of_fd(&item, fd, 5, "a.txt");
	assert_non_null(item.seek);
	extracted_run(&e, &item);
	assert_string_equal((char *)e.out.p, "+  text\n> hello\n- ok ascii\n");
	extracted_done(&e);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_pages), cmocka_unit_test(test_object_limit),
		cmocka_unit_test(test_read_error), cmocka_unit_test(test_stop), cmocka_unit_test(test_raw_only),
		cmocka_unit_test(test_descriptor),
	};

	return cmocka_run_group_tests(tests, extracted_start, extracted_stop);
}
