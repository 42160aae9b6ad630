/* test_sqlite.c -- databases made by SQLite itself, read through the extractor: whole, a byte at a time, cut and damaged. */
#include "extracted.h"

#include "fail_alloc.h"

#include <sqlite3.h>

struct bytes { uint8_t *p; size_t n; };

/* A function that only the program that made the database has. */
static void own(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	sqlite3_result_value(c, v[0]);
}

static struct bytes database(const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_int64 n = 0;
	char *why = NULL;
	struct bytes b;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(sqlite3_create_function(db, "own", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, own, NULL, NULL), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	b.p = sqlite3_serialize(db, "main", &n, 0);
	b.n = (size_t)n;
	assert_non_null(b.p);
	sqlite3_close(db);
	return b;
}

static const struct { const char *why, *sql, *want; } rows[] = {
	{ "typed columns", "CREATE TABLE t(id INTEGER PRIMARY KEY, 氏名 VARCHAR(20), r REAL, x); INSERT INTO t VALUES(7,'山本',1.5,NULL),(9,'','',3)",
	  "+  sqlite\n> CREATE TABLE t(id INTEGER PRIMARY KEY, 氏名 VARCHAR(20), r REAL, x)\n\n"
	  "+ #t sqlite\nname t\nname id\nname 氏名\nname r\nname x\n# id:INTEGER|氏名:VARCHAR(20)|r:REAL|x\n1: 0=7 1=山本 2=1.5\n2: 0=9 3=3\n- ok utf-8\n- ok\n" },
	{ "UTF-16 inside", "PRAGMA encoding='UTF-16le'; CREATE TABLE t(a TEXT); INSERT INTO t VALUES('髙橋 𠮷野')",
	  "# a:TEXT\n1: 0=髙橋 𠮷野\n- ok utf-8\n- ok\n" },
	{ "small pages, overflow", "PRAGMA page_size=512; CREATE TABLE t(a); INSERT INTO t VALUES(printf('%.*c', 2000, 'x') || '終')", "x終\n- ok utf-8\n- ok\n" },
	{ "no rowid", "CREATE TABLE t(k TEXT PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO t VALUES('a',1),('b',2)", "1: 0=a 1=1\n2: 0=b 1=2\n- ok utf-8\n- ok\n" },
	{ "CP932 in a text", "CREATE TABLE t(a TEXT); INSERT INTO t VALUES(CAST(x'8e52967b' AS TEXT))", "1: 0=山本\n" },
	{ "JSON by key", "CREATE TABLE t(m JSON); INSERT INTO t VALUES('{\"a\":{\"tel\":\"x\"}}')", "name m\n# m:JSON|m.a.tel\n1: 1=x\n" },
	{ "a blob that is text", "CREATE TABLE t(b BLOB); INSERT INTO t VALUES(x'e5b1b1e69cac')", "1: 0=山本\n- ok utf-8\n- ok\n" },
	{ "a blob that is a file, in its row", "CREATE TABLE t(a,b,c); INSERT INTO t VALUES('x',"
	  "x'53514c69746520666f726d617420330000000000000000000000000000000000000000000000000000','y')",	/* a cut SQLite file */
	  "+ b#1 sqlite\nname b#1\n> SQLite format 3\n\n- corrupt_after file is not a database\n" },
	{ "and the row stays one", "CREATE TABLE t(a,b,c); INSERT INTO t VALUES('x',"
	  "x'53514c69746520666f726d617420330000000000000000000000000000000000000000000000000000','y')", "1: 0=x 2=y\n" },
	{ "bytes of no format are told", "CREATE TABLE t(b BLOB); INSERT INTO t VALUES(x'000102000000000000000000000000000000000000000000000000000000000000000000006d61696c206d6500')",
	  "- raw_fallback utf-8 bytes of no known format in cells: text runs only\n- ok\n" },
	{ "a short hash is no file", "CREATE TABLE t(b BLOB); INSERT INTO t VALUES(x'00ff00ff00ff00ff')", "- ok utf-8\n- ok\n" },
	{ "a view is not run", "CREATE TABLE t(a); INSERT INTO t VALUES('x'); CREATE VIEW v AS SELECT a||'secret' FROM t",
	  "+ #t sqlite\nname t\nname a\n# a\n1: 0=x\n- ok utf-8\n- ok\n" },
	{ "a virtual table by its content", "CREATE VIRTUAL TABLE f USING fts5(body); INSERT INTO f VALUES('山本 真由美')", "+ #f_content sqlite\nname f_content\nname id\nname c0\n# id:INTEGER|c0\n1: 0=1 1=山本 真由美\n" },
	{ "odd names", "CREATE TABLE \"a \"\"b\"\".[c]\"(\"select\" TEXT); INSERT INTO \"a \"\"b\"\".[c]\" VALUES('x')", "+ #a \"b\".[c] sqlite\nname a \"b\".[c]\nname select\n# select:TEXT\n1: 0=x\n" },
	{ "generated columns", "CREATE TABLE t(a, b AS (a||'!') VIRTUAL); INSERT INTO t(a) VALUES('x')", "1: 0=x 1=x!\n" },
	{ "a function of another program", "CREATE TABLE t(a, b AS (own(a)) VIRTUAL); INSERT INTO t(a) VALUES('x'); CREATE TABLE u(a); INSERT INTO u VALUES('y')",
	  "- unsupported_part utf-8 its definition needs what only the program that made it has\n+ #u sqlite\nname u\nname a\n# a\n1: 0=y\n- ok utf-8\n- ok\n" },
	{ "statistics hold values", "CREATE TABLE t(a); INSERT INTO t VALUES('x'); CREATE INDEX i ON t(a); ANALYZE", "+ #sqlite_stat1 sqlite\n" },
	{ "empty", "CREATE TABLE t(a); DROP TABLE t", "+  sqlite\n- ok\n" },
};

static void test_tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct bytes b = database(rows[i].sql);
		struct extracted e;

		extracted_init(&e);
		extracted_bytes(&e, b.p, b.n, "a.db");
		if (strstr((char *)e.out.p, rows[i].want) == NULL)
			fail_msg("%s: got\n%swant\n%s", rows[i].why, e.out.p, rows[i].want);
		if (b.n < 30000)
			extracted_torture(b.p, b.n, "a.db", b.n / 40 + 1);
		extracted_done(&e);
		sqlite3_free(b.p);
	}
}

/* A damaged page costs its rows and says so; the other table is whole. */
static void test_damage(void **state)
{
	struct bytes b = database("CREATE TABLE t(a); CREATE TABLE u(a); INSERT INTO u VALUES('intact'); WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i<2000)"
		" INSERT INTO t SELECT 'row number ' || i FROM n");
	struct extracted e;
	uint32_t seed = 1;

	(void)state;
	extracted_init(&e);
	memset(b.p + 8 * 4096, 0xee, 4096);
	extracted_bytes(&e, b.p, b.n, "a.db");
	assert_non_null(strstr((char *)e.out.p, "- corrupt_after utf-8 database disk image is malformed\n"));
	assert_non_null(strstr((char *)e.out.p, "1: 0=intact\n- ok utf-8\n"));
	assert_non_null(strstr((char *)e.out.p, "row number 1999"));	/* by its bytes */
	for (unsigned round = 0; round < 300; round++) {
		size_t at = (seed = seed * 1664525u + 1013904223u) % (round % 3 == 0 ? 100 : b.n);
		uint8_t was = b.p[at];

		b.p[at] = (uint8_t)(seed >> 24);
		extracted_bytes(&e, b.p, b.n, "a.db");
		b.p[at] = was;
	}
	extracted_done(&e);
	sqlite3_free(b.p);
}

static void test_limits(void **state)
{
	struct bytes b = database("CREATE TABLE t(a); INSERT INTO t VALUES('0123456789'),('012345678'),('01234567890')"), deep;
	struct extracted e;

	(void)state;
	extracted_init(&e);
	e.budget.cell_bytes = 10;
	extracted_bytes(&e, b.p, b.n, "a.db");
	assert_non_null(strstr((char *)e.out.p, "- cell_truncated"));
	assert_non_null(strstr((char *)e.out.p, "1: 0=0123456789\n2: 0=012345678\n"));
	e.budget.cell_bytes = 11;
	extracted_bytes(&e, b.p, b.n, "a.db");
	assert_null(strstr((char *)e.out.p, "cell_truncated"));
	deep = database("CREATE TABLE t(a); INSERT INTO t VALUES('x'),(zeroblob(300000)),('y')");
	e.budget.memory_bytes = 1 << 20;
	extracted_bytes(&e, deep.p, deep.n, "a.db");
	assert_non_null(strstr((char *)e.out.p, "- limit_memory"));
	sqlite3_free(deep.p);
	sqlite3_free(b.p);
	extracted_done(&e);
}

static size_t pushed;

static enum dc_status push_count(struct dc_sink *sink, const struct dc_part *part, const struct dc_text *t, struct dc_error *err)
{
	(void)sink;
	(void)part;
	(void)err;
	pushed += 1000 + t->bytes.n + t->n_cells;
	return DC_OK;
}

/* Every allocation of ours fails once: no leak, no crash, and what is called whole is whole (an arena tries twice). */
static void test_memory(void **state)
{
	struct bytes b = database("CREATE TABLE t(a, m JSON, x BLOB); INSERT INTO t VALUES('x','{\"k\":1}',x'00ff00ff00ff00ff00ff'),(CAST(x'8e52967b' AS TEXT),NULL,NULL)");
	bool any = true;
	size_t whole = 0;

	(void)state;
	for (long n = 0; any; n++) {
		struct dc_item_memory memory;
		struct dc_error err = { 0 };
		struct dc_item item;
		struct extracted e;
		enum dc_status st;

		extracted_init(&e);
		e.sink.text = push_count;
		pushed = 0;
		e.ex = (struct dc_extraction){ .budget = &e.budget, .sink = &e.sink, .arena = dc_arena_new(0) };
		dc_item_of_memory(&item, &memory, (struct dc_span){ b.p, b.n }, "a.db");
		assert_int_equal(dc_buf_reserve(&e.out, 4096), DC_OK);	/* the test's own needs none */
		fail_alloc_from(n, 1);
		st = dc_extract_item(&e.ex, &item, NULL, &err);
		any = fail_alloc_stop() || n == 0;
		whole = n == 0 ? pushed : whole;
		if (st == DC_OK && strstr(dc_buf_cstr(&e.out), "- ok utf-8\n- ok\n") != NULL && pushed != whole)
			fail_msg("allocation %ld fails, and %zu of %zu are called the whole:\n%s", n, pushed, whole, e.out.p);
		if (n == 0 || !any)
			assert_int_equal(st, DC_OK);
		else if (st != DC_OK)
			assert_int_equal(st, DC_ENOMEM);
		dc_arena_free(e.ex.arena);
		extracted_done(&e);
	}
	sqlite3_free(b.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_tables), cmocka_unit_test(test_damage), cmocka_unit_test(test_limits), cmocka_unit_test(test_memory) };
	struct dc_error err = { 0 };

	if (dc_extract_init(&err) != DC_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
