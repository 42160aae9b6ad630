/* test_connect_public.c -- lines of SHOW GRANTS FOR PUBLIC, as MariaDB 10.11 writes them. */
#include "table.h"

#include "mysql_public.h"

static void test_public(void **state)
{
	static const struct { const char *why, *line, *database, *table; bool want; } rows[] = {
		{ "a table",              "GRANT SELECT ON `shop`.`orders` TO PUBLIC",             "shop",  "orders", true },
		{ "another table",        "GRANT SELECT ON `shop`.`orders` TO PUBLIC",             "shop",  "staff",  false },
		{ "a database",           "GRANT SELECT, SHOW VIEW ON `shop`.* TO PUBLIC",         "shop",  "staff",  true },
		{ "the server",           "GRANT ALL PRIVILEGES ON *.* TO PUBLIC",                 "shop",  "staff",  true },
		{ "writing alone",        "GRANT INSERT, UPDATE ON `shop`.* TO PUBLIC",            "shop",  "staff",  false },
		{ "a table named SELECT", "GRANT INSERT ON `shop`.`SELECT` TO PUBLIC",             "shop",  "SELECT", false },
		{ "some columns",         "GRANT SELECT (`a`, `b`) ON `shop`.`orders` TO PUBLIC",  "shop",  "orders", true },
		{ "several databases",    "GRANT SELECT ON `shop%`.* TO PUBLIC",                   "shop2", "t",      true },
		{ "one byte",             "GRANT SELECT ON `sho_`.* TO PUBLIC",                    "shop2", "t",      false },
		{ "a real underscore",    "GRANT SELECT ON `a\\_b`.* TO PUBLIC",                   "axb",   "t",      false },
		{ "and it alone",         "GRANT SELECT ON `a\\_b`.* TO PUBLIC",                   "a_b",   "t",      true },
		{ "a table has no signs", "GRANT SELECT ON `shop`.`t%` TO PUBLIC",                 "shop",  "t1",     false },
		{ "a quoted quote",       "GRANT SELECT ON `a``b`.`c` TO PUBLIC",                  "a`b",   "c",      true },
		{ "cut off",              "GRANT SELECT ON `shop`.`or",                            "shop",  "or",     false },
		{ "no grant",             "SET DEFAULT ROLE x",                                    "shop",  "t",      false },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct public_grants p = { 0 };

		assert_true(public_take(&p, rows[i].line));
		if (public_reads(&p, rows[i].database, rows[i].table) != rows[i].want)
			fail_msg("%s: %s of %s.%s must give %d", rows[i].why, rows[i].line, rows[i].database, rows[i].table, rows[i].want);
		public_done(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_public) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
