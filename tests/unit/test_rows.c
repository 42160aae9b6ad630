/* test_rows.c -- a stream of rows from a connector: written to a pipe's file, read whole, a byte at a time and cut anywhere. */
#include "extracted.h"

#include "daicho/decode.h"
#include "daicho/rows.h"

#include <sys/mman.h>
#include <unistd.h>

static const struct rows_column columns[] = {
	{ "id", "integer", ROWS_TEXT, DC_CS_UTF8 }, { "氏名", "text", ROWS_TEXT, DC_CS_CP932 }, { "meta", "jsonb", ROWS_JSON, DC_CS_UTF8 },
	{ "tags", "text[]", ROWS_LIST, DC_CS_UTF8 }, { "doc", "bytea", ROWS_BYTES, DC_CS_UTF8 },
	{ "h", "hstore", ROWS_PAIRS, DC_CS_UTF8 },
};

/* {id, name, meta, tags, doc}; NULL: NULL */
static struct dc_buf made(const char *const (*rows)[6], size_t n, enum dc_reason reason, const char *detail)
{
	int fd = memfd_create("rows", MFD_CLOEXEC);
	struct rows_out o;
	struct dc_buf all;

	rows_open(&o, fd, 64);
	rows_head(&o, "hr.staff", columns, DC_ARRAY_LEN(columns));
	rows_note(&o, "台帳の表");
	for (size_t i = 0; i < n; i++) {
		rows_row(&o);
		for (size_t k = 0; k < 6; k++)
			rows_cell(&o, rows[i][k], rows[i][k] == NULL ? 0 : strlen(rows[i][k]));
		rows_alive(&o);
	}
	rows_end(&o, reason, detail);
	rows_close(&o);
	dc_buf_init(&all, 0);
	assert_int_equal(dc_buf_reserve(&all, o.bytes + 64), DC_OK);
	all.n = (size_t)pread(fd, all.p, o.bytes + 64, 0);
	close(fd);
	return all;
}

static struct extracted read_back(const void *p, size_t n, size_t most)
{
	struct slow_item s = { .most = most, .fail_at = SIZE_MAX };
	struct dc_error err = { 0 };
	struct extracted e;

	extracted_init(&e);
	dc_item_of_memory(&s.inner, &s.memory, (struct dc_span){ p, n }, "hr.staff");
	s.item = (struct dc_item){ .name = "hr.staff", .size = UINT64_MAX, .read = slow_read, .state = &s };
	e.ex = (struct dc_extraction){ .budget = &e.budget, .sink = &e.sink, .arena = dc_arena_new(0) };
	assert_int_equal(dc_extract_rows(&e.ex, &s.item, &err), DC_OK);
	dc_arena_free(e.ex.arena);
	dc_buf_cstr(&e.out);
	return e;
}

#define HEAD "+ #hr.staff table\nname id\nname 氏名\nname meta\nname tags\nname doc\nname h\nname 台帳の表\n"

static void test_cells(void **state)
{
	static const struct { const char *why, *const in[6]; const char *want; } rows[] = {
		{ "plain", { "7", "山本", NULL, NULL, NULL }, "1: 0=7 1=山本\n" },
		{ "NULL and empty make no cell", { NULL, "", NULL, NULL, "" }, "" },
		{ "CP932 where the column says so", { "7", "\x8e\x52\x96\x7b", NULL, NULL, NULL }, "1: 0=7 1=山本\n" },
		{ "JSON by key", { "7", NULL, "{\"a\":{\"b\":\"x\",\"n\":12},\"l\":[\"y\",\"z\"]}", NULL, NULL }, "1: 0=7 6=x 7=12 8=y 8=z\n" },
		{ "a JSON text", { "7", NULL, "\"x\"", NULL, NULL }, "1: 0=7 2=\"x\"\n" },
		{ "broken JSON is text", { "7", NULL, "{\"a\":", NULL, NULL }, "1: 0=7 2={\"a\":\n" },
		{ "JSON in a text column", { "7", "{\"m\":\"x\"}", NULL, NULL, NULL }, "1: 0=7 6=x\n" },
		{ "a list", { "7", NULL, NULL, "{a,\"b \\\"c\\\", d\",NULL,\"NULL\"}", NULL }, "1: 0=7 3=a 3=b \"c\", d 3=NULL\n" },
		{ "bytes that are text", { "7", NULL, NULL, NULL, "memo" }, "1: 0=7 4=memo\n" },
		{ "pairs", { "7", NULL, NULL, NULL, NULL, "\"a b\"=>\"x \\\"y\\\"\", \"n\"=>NULL, \"q\"=>\"NULL\", k=>v" }, "1: 0=7 6=x \"y\" 7=NULL 8=v\n" },
		{ "no pairs", { "7", NULL, NULL, NULL, NULL, "=>=>,\"" }, "1: 0=7\n" },
		{ "short bytes are no file", { "7", NULL, NULL, NULL, "\x01\x02" }, "1: 0=7\n" },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_buf in = made(&rows[i].in, 1, DC_R_none, "");
		struct extracted whole = read_back(in.p, in.n, SIZE_MAX), slow = read_back(in.p, in.n, 1);
		const char *cells = strstr((char *)whole.out.p, "\n1:");
		char got[256] = "";

		if (cells != NULL)
			snprintf(got, sizeof got, "%.*s", (int)(strstr(cells, "\n- ") - cells), cells + 1);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: got\n%swant\n%s", rows[i].why, whole.out.p, rows[i].want);
		assert_string_equal((char *)whole.out.p, (char *)slow.out.p);
		assert_int_equal(strncmp((char *)whole.out.p, HEAD, strlen(HEAD)), 0);
		assert_non_null(strstr((char *)whole.out.p, "- ok\n"));
		extracted_done(&whole);
		extracted_done(&slow);
		dc_buf_done(&in);
	}
}

static void test_ends(void **state)
{
	static const char *const two[][6] = { { "1", "山本", NULL, NULL, NULL }, { "2", "佐藤", NULL, NULL, NULL } };
	static const char *const wide[][6] = { { "1", "123456789012345678901234567890123456789012345678901234567890123456789", NULL, NULL, NULL } };
	struct dc_buf in = made(two, 2, DC_R_lock_timeout, "SQLSTATE 55P03");
	struct extracted e = read_back(in.p, in.n, SIZE_MAX);

	(void)state;
	assert_non_null(strstr((char *)e.out.p, "2: 0=2 1=佐藤\n- lock_timeout SQLSTATE 55P03\n"));
	extracted_done(&e);
	/* Cut anywhere: what came before stays, and nobody takes it for the whole. */
	for (size_t n = 0; n < in.n; n++) {
		e = read_back(in.p, n, 7);
		assert_null(strstr((char *)e.out.p, "- ok"));
		assert_true(strstr((char *)e.out.p, "- io_error") != NULL || strstr((char *)e.out.p, "- protocol_error") != NULL);
		extracted_done(&e);
	}
	/* Every byte changed to every of some values: no crash, one part, closed. */
	for (size_t n = 0; n < in.n; n++) {
		static const uint8_t values[] = { 0, 1, 0x7f, 0x80, 0xff, 'R', 'E' };
		uint8_t was = in.p[n];

		for (size_t v = 0; v < sizeof values; v++) {
			in.p[n] = values[v];
			e = read_back(in.p, in.n, SIZE_MAX);
			assert_non_null(memmem(e.out.p, e.out.n, "\n- ", 3));	/* there may be a NUL in a cell */
			extracted_done(&e);
		}
		in.p[n] = was;
	}
	dc_buf_done(&in);
	in = made(wide, 1, DC_R_none, "");
	e = read_back(in.p, in.n, SIZE_MAX);
	assert_non_null(strstr((char *)e.out.p, "1=1234567890123456789012345678901234567890123456789012345678901234\n- cell_truncated\n"));
	extracted_done(&e);
	dc_buf_done(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cells), cmocka_unit_test(test_ends) };
	struct dc_error err = { 0 };

	if (dc_extract_init(&err) != DC_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
