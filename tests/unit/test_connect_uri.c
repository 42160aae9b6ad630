/* test_connect_uri.c -- targets of databases (RFC 3986), their canonical form, and the words of servers. */
#include "table.h"

#include "connect.h"
#include "dialect.h"

static void test_good(void **state)
{
	static const struct { const char *target, *user, *host, *database, *params, *canonical; unsigned port; } rows[] = {
		{ "postgresql://scan@db1:5433/crm?sslmode=verify-full", "scan", "db1", "crm", "sslmode=verify-full", "postgresql://db1:5433/crm", 5433 },
		{ "postgres://db1/crm", "", "db1", "crm", "", "postgresql://db1/crm", 0 },
		{ "pg://db1:5432/crm", "", "db1", "crm", "", "postgresql://db1/crm", 5432 },
		{ "mariadb://u@[::1]:3307/shop", "u", "::1", "shop", "", "mysql://[::1]:3307/shop", 3307 },
		{ "mysql://db1", "", "db1", "", "", "mysql://db1", 0 },
		{ "postgresql:///crm?host=%2Frun%2Fpostgresql", "", "", "crm", "host=%2Frun%2Fpostgresql", "postgresql://localhost/crm", 0 },
		{ "postgresql://a%40b@h/%E9%A1%A7%E5%AE%A2", "a@b", "h", "顧客", "", "postgresql://h/顧客", 0 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_error err = { 0 };
		struct connect_uri u;
		char canonical[256];

		if (connect_parse(rows[i].target, &u, &err) != DC_OK)
			fail_msg("%s: %s", rows[i].target, err.text);
		assert_string_equal(u.user, rows[i].user);
		assert_string_equal(u.host, rows[i].host);
		assert_string_equal(u.database, rows[i].database);
		assert_string_equal(u.params, rows[i].params);
		assert_int_equal(u.port, rows[i].port);
		assert_int_equal(connect_canonical(&u, u.database, canonical, sizeof canonical), DC_OK);
		assert_string_equal(canonical, rows[i].canonical);
	}
}

static void test_bad(void **state)
{
	static const struct { const char *target, *says; } rows[] = {
		{ "postgresql://u:secret@h/db", "password" }, { "postgresql://h/db?password=secret", "password" }, { "oracle://h/db", "no such kind" },
		{ "postgresql:h", "named as" }, { "mysql://h:99999/db", "port" }, { "mysql://h:x/db", "port" }, { "mysql://h/a%00b", "too long" },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_error err = { 0 };
		struct connect_uri u;

		assert_int_equal(connect_parse(rows[i].target, &u, &err), DC_EUSAGE);
		if (strstr(err.text, rows[i].says) == NULL || strstr(err.text, "secret@") != NULL)
			fail_msg("%s: says '%s'", rows[i].target, err.text);
	}
}

/* Words of servers go to terminals and ledgers. */
static void test_say(void **state)
{
	static const struct { const char *why, *text, *secret, *want; size_t cap; } rows[] = {
		{ "one line", "first\nsecond\n", NULL, "first second", 64 },
		{ "without the password, each time", "user:pw1 pw1!", "pw1", "user:*** ***!", 64 },
		{ "no control characters", "a\x1b[31mb", NULL, "a?[31mb", 64 },
		{ "Japanese stays", "\xe5\xb1\xb1", NULL, "\xe5\xb1\xb1", 64 },
		{ "what is no UTF-8 does not", "a\xff\xe5", NULL, "a??", 64 },
		{ "cut between characters", "\xe5\xb1\xb1\xe5\xb1\xb1", NULL, "\xe5\xb1\xb1", 9 },
		{ "never nothing", "", "", "the connection failed, and nothing says why", 64 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		char out[64];

		dialect_say(rows[i].text, rows[i].secret, out, rows[i].cap);
		if (strcmp(out, rows[i].want) != 0)
			fail_msg("%s: got '%s'", rows[i].why, out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_good), cmocka_unit_test(test_bad), cmocka_unit_test(test_say) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
