/* test_sql.c -- dumps as mysqldump, pg_dump and sqlite3 write them. */
#include "extracted.h"

static const struct { const char *why, *in, *want; } rows[] = {
	{ "INSERT with columns", "-- MySQL dump\nCREATE TABLE `m` (x);\nINSERT INTO `m` (`id`, `name`) VALUES (1,'山本 \\'x\\''),\n(2,'o''k, (a)');\n-- end\n",
		"+  sql\n+ #m sql\n# id|name\n1: 0=1 1=山本 'x'\n2: 0=2 1=o'k, (a)\n- ok utf-8\n> -- MySQL dump\nCREATE TABLE `m` (x);\n;\n-- end\n\n- ok utf-8\n" },
	{ "INSERT without columns, two tables", "INSERT INTO a VALUES(1,NULL);\nINSERT INTO a VALUES(2,'x');\nINSERT INTO \"b\" VALUES('y');\n",
		"+  sql\n+ #a sql\n# |\n1: 0=1 1=NULL\n2: 0=2 1=x\n- ok ascii\n+ #b sql\n# \n1: 0=y\n- ok ascii\n> ;\n;\n;\n\n- ok ascii\n" },
	{ "COPY", "COPY public.staff (id, name, tel) FROM stdin;\n1\t山本\\t花江\t\\N\n2\t佐藤\t090\n\\.\n\nSELECT 1;\n",
		"+  sql\n+ #staff sql\n# id|name|tel\n1: 0=1 1=山本\t花江 2=\n2: 0=2 1=佐藤 2=090\n- ok utf-8\n> \\.\n\nSELECT 1;\n\n- ok utf-8\n" },
	{ "cut off", "INSERT INTO a VALUES(1,'山", "+  sql\n+ #a sql\n# |\n1: 0=1 1=山\n- ok utf-8\n- ok utf-8\n" },
};

static void test_rows(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct extracted e;

		extracted_init(&e);
		e.stored_n = strlen(rows[i].in);
		extracted_bytes(&e, rows[i].in, strlen(rows[i].in), "a.sql");
		if (strcmp((char *)e.out.p, rows[i].want) != 0) {
			print_error("%s: got\n%swant\n%s", rows[i].why, e.out.p, rows[i].want);
			failed++;
		}
		extracted_done(&e);
		extracted_torture(rows[i].in, strlen(rows[i].in), "a.sql", 1);
	}
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
