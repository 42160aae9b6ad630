/* test_purpose_places.c -- globs, and which scope a location belongs to (PURPOSES 1.4). */
#include "table.h"

#include "places.h"

#include <stdio.h>
#include <stdlib.h>

static struct glob compile(const char *text, struct dc_arena *arena)
{
	struct glob g;

	if (!glob_compile(dc_span_of(""), dc_span_of(text), arena, &g))
		fail_msg("%s: does not compile", text);
	return g;
}

static void test_globs(void **state)
{
	static const struct { const char *pattern, *text; bool want; } rows[] = {
		{ "/a/*", "/a/b", true }, { "/a/*", "/a/b/c", false }, { "/a/*", "/a/", true }, { "/a/*", "/a", false },
		{ "/a/**", "/a/b/c", true }, { "/a/**", "/a/", true }, { "/a/**", "/ab", false },
		{ "/a/**/z", "/a/b/c/z", true }, { "/a/**/z", "/a/z", false }, { "/a/**z", "/a/z", true },
		{ "?", "あ", true }, { "?", "/", false }, { "?", "ab", false }, { "?", "\xff", true }, { "??", "\xff\xfe", true },
		{ "[a-c]x", "bx", true }, { "[a-c]x", "dx", false }, { "[!a-c]x", "dx", true }, { "[!a-c]", "/", false },
		{ "[あ-ん]", "か", true }, { "[あ-ん]", "ア", false }, { "[]]", "]", true }, { "[a-]", "-", true },
		{ "*.csv", "a.csv", true }, { "*.csv", "a.csv.bak", false }, { "*a*b*c*", "xxaxxbxxcxx", true }, { "*a*b*c*", "xxaxxcxxbxx", false },
		{ "", "", true }, { "", "a", false }, { "**", "", true }, { "***", "a/b", true }, { "a", "", false },
	};
	struct dc_arena *arena = dc_arena_new(0);

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct glob g = compile(rows[i].pattern, arena);

		if (glob_matches(&g, 0, dc_span_of(rows[i].text)) != rows[i].want)
			fail_msg("%s against %s must be %d", rows[i].pattern, rows[i].text, rows[i].want);
		if (glob_matches(&g, g.literal, dc_span_of("")) && g.literal < g.n && g.token[g.literal].kind == GLOB_CHAR)
			fail_msg("%s: the literal part is too short", rows[i].pattern);
	}
	dc_arena_free(arena);
}

/* A pattern of a hundred stars over a long text takes time by their product, not more. */
static void test_many_stars(void **state)
{
	struct dc_arena *arena = dc_arena_new(0);
	char pattern[201], text[4001];
	struct glob g;

	(void)state;
	for (size_t i = 0; i < 100; i++)
		memcpy(pattern + 2 * i, "*a", 2);
	pattern[200] = '\0';
	memset(text, 'a', 4000);
	text[4000] = '\0';
	g = compile(pattern, arena);
	assert_true(glob_matches(&g, 0, dc_span_of(text)));
	text[3999] = 'b';
	assert_false(glob_matches(&g, 0, dc_span_of(text)));
	dc_arena_free(arena);
}

static void test_meeting(void **state)
{
	static const struct { const char *a, *b; bool want; } rows[] = {
		{ "*.csv", "*.xls", false }, { "*.csv", "a*", true }, { "a*b", "b*a", false }, { "*/x", "y/*", true },
		{ "*", "a/b", false }, { "**", "a/b", true }, { "?b", "a?", true }, { "[a-c]", "[d-f]", false }, { "[a-c]", "[c-f]", true },
		{ "*a", "*b", false }, { "*a*", "*b*", true }, { "", "*", true }, { "", "?", false },
	};
	struct dc_arena *arena = dc_arena_new(0);

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct glob a = compile(rows[i].a, arena), b = compile(rows[i].b, arena);
		size_t steps = 1000000;

		if (glob_meet(&a, &b, 0, &steps) != rows[i].want || glob_meet(&b, &a, 0, &steps) != rows[i].want)
			fail_msg("%s and %s must%s share a text", rows[i].a, rows[i].b, rows[i].want ? "" : " not");
	}
	dc_arena_free(arena);
}

#define HEAD \
	"daicho: 1\ncontroller: {name: {ja: x}}\npolicies: [{id: w}]\n" \
	"purposes: [{id: p, text: {ja: p}, source: {policy: w, clause: '1'}}]\nscopes:\n"
#define SCOPE(id, match, more) "- {id: " id ", owner: {}, match: {" match "}" more "}\n"

static const char declaration[] = HEAD
	SCOPE("hr", "files: ['/srv/hr/**']", ", exclude: ['/srv/hr/templates/**', '/srv/hr/*.tmp']")
	SCOPE("hr-pay", "files: ['/srv/hr/pay/**', '/srv/hr/bonus/*.xlsx']", "")
	SCOPE("all", "files: ['/srv/**']", "")
	SCOPE("uri", "files: ['file:///mnt/x/**', 'nfs://n/y/*']", "")
	SCOPE("smb", "files: ['smb://FS01/共有/サポート/**']", "")
	SCOPE("relative", "files: ['share/[a]/**', ./near/*]", "")
	SCOPE("zip", "files: ['/srv/hr/pay/a.zip!/secret/**']", "")
	SCOPE("cell", "files: ['/srv/hr/pay/a.xlsx!/Sheet1#col=C']", "")
	SCOPE("crm", "tables: [{dsn: 'pg://u:p@crm:5432/app?x=y', table: 'support.*', columns: ['*']}]", "")
	SCOPE("eu", "tables: [{dsn: 'pg://crm/eu', table: customer}]", "")
	SCOPE("pay", "tables: [{dsn: 'pg://hr/pay', table: '*'}]", "")
	SCOPE("pay-no", "tables: [{dsn: 'pg://hr/pay', table: 'public.salary', columns: [my_number, bank]}]", "")
	SCOPE("shop", "tables: [{dsn: 'mariadb://db/Shop', table: 'Orders'}]", "")
	SCOPE("lite", "tables: [{dsn: 'sqlite:/srv/x.db', table: '*'}]", "")
	SCOPE("mail", "files: ['mbox:sales/2024*']", "")
	SCOPE("nfc", "files: ['/data/が/**']", "");

static void quiet(void *ctx, const struct dc_lint *lint)
{
	if (lint->code[0] == 'E')
		fail_msg("%s%d: %s", (const char *)ctx, lint->line, lint->message);
}

static struct dc_declaration *load(const char *text)
{
	struct dc_declaration *d = NULL;
	struct dc_error err = { 0 };

	if (declaration_load_bytes(dc_span_of(text), "/home/[d]", 20261122, &d, quiet, "", &err) != DC_OK)
		fail_msg("%s", err.text);
	return d;
}

static void test_scopes(void **state)
{
	static const struct { const char *path, *inner, *table, *field, *want; } rows[] = {
		{ "/srv/hr/a", "", "", "", "hr" }, { "/srv/hr/pay/a", "", "", "", "hr-pay" }, { "/srv/hr/payroll", "", "", "", "hr" },
		{ "/srv/hr/bonus/x.xlsx", "", "", "", "hr-pay" }, { "/srv/hr/bonus/x/y.xlsx", "", "", "", "hr" },
		{ "/srv/hr/templates/a", "", "", "", "all" },	/* excluded: the next best takes it */
		{ "/srv/hr/a.tmp", "", "", "", "all" }, { "/srv/hr/x/a.tmp", "", "", "", "hr" }, { "/srv/x", "", "", "", "all" },
		{ "/srvx", "", "", "", NULL }, { "/SRV/hr/a", "", "", "", NULL }, { "/", "", "", "", NULL }, { "", "", "", "", NULL },
		{ "/mnt/x/y/z", "", "", "", "uri" }, { "nfs://n/y/z", "", "", "", "uri" }, { "nfs://n/y/z/z", "", "", "", NULL },
		{ "smb://fs01/共有/サポート/x.xlsx", "", "", "", "smb" }, { "smb://Fs01/共有/ｻﾎﾟｰﾄ/X.XLSX", "", "", "", "smb" },
		{ "smb://fs02/共有/サポート/x", "", "", "", NULL },
		{ "/home/[d]/share/a/x", "", "", "", "relative" }, { "/home/d/share/a/x", "", "", "", NULL },
		{ "/home/[d]/near/x", "", "", "", "relative" },
		{ "/srv/hr/pay/a.zip", "", "", "", "hr-pay" }, { "/srv/hr/pay/a.zip", "public/b.csv", "", "", "hr-pay" },
		{ "/srv/hr/pay/a.zip", "secret/b.csv", "", "", "zip" }, { "/srv/hr/pay/a.zip", "secret/b.xlsx", "Sheet1", "C", "zip" },
		{ "/srv/hr/pay/a.xlsx", "", "Sheet1", "C", "cell" }, { "/srv/hr/pay/a.xlsx", "", "Sheet1", "D", "hr-pay" },
		{ "/srv/hr/pay/a.xlsx", "", "Sheet2", "C", "hr-pay" },
		{ "postgresql://crm/app", "", "support.ticket", "x", "crm" }, { "pg://crm/app", "", "support.ticket", "", "crm" },
		{ "postgresql://bob@crm:5432/app", "", "support.ticket", "x", "crm" }, { "pg://crm/app", "", "other.ticket", "", NULL },
		{ "postgresql://crm:5433/app", "", "support.ticket", "x", NULL },
		{ "pg://crm/app/support.ticket", "", "support.ticket", "", "crm" },
		{ "pg://crm/eu", "", "customer", "", "eu" }, { "pg://crm/eu", "", "public.customer", "", "eu" },
		{ "pg://crm/eu", "", "public.customers", "", NULL },
		{ "pg://hr/pay", "", "public.salary", "name", "pay" }, { "pg://hr/pay", "", "public.salary", "my_number", "pay-no" },
		{ "mysql://db/shop", "", "orders", "", "shop" }, { "mysql://db/shop", "", "shop.ORDERS", "", "shop" },
		{ "sqlite:/srv/x.db", "", "t", "", "lite" }, { "/srv/x.db", "", "t", "", "all" },
		{ "mbox:sales/2024", "msg=17!/att/1.csv", "", "", "mail" },
		{ "/data/か\xe3\x82\x99/x", "", "", "", "nfc" }, { "/data/が/\xff", "", "", "", "nfc" }, { "/data/\xff/x", "", "", "", NULL },
	};
	struct dc_declaration *d = load(declaration);
	struct locator l;

	(void)state;
	locator_init(&l);
	for (size_t i = 0; i < 2 * DC_ARRAY_LEN(rows); i++) {	/* twice: what is remembered must not change it */
		const struct location w = { rows[i / 2].path, strlen(rows[i / 2].path), rows[i / 2].inner, rows[i / 2].table, rows[i / 2].field };
		const char *want = rows[i / 2].want;
		const struct scope *s = NULL;

		assert_int_equal(locator_find(&l, d->places, &w, &s), DC_OK);
		if ((s == NULL) != (want == NULL) || (s != NULL && strcmp(s->id.s, want) != 0))
			fail_msg("%s !/ %s !/ %s # %s: scope %s, must be %s", w.path, w.inner, w.table, w.field, s == NULL ? "none" : s->id.s,
				want == NULL ? "none" : want);
	}
	locator_done(&l);
	assert_int_equal(dc_declaration_scope_of(d, "/srv/hr/a", 9), 0);
	assert_int_equal(dc_declaration_scope_of(d, "/nowhere", 8), -1);
	dc_declaration_free(d);
}

static void collect(void *ctx, const struct scope *s)
{
	((bool *)ctx)[s->index] = true;
}

/* What is lost when a folder cannot be read. */
static void test_below(void **state)
{
	static const struct { const char *folder, *lost, *kept; } rows[] = {
		{ "/srv", "hr", "smb" }, { "/srv", "all", "relative" }, { "/", "nfc", "smb" }, { "/srv/hr/pay", "hr-pay", "nfc" },
		{ "/srv/hr", "hr-pay", "uri" }, { "/sr", "none", "hr" }, { "smb://fs01/共有", "smb", "hr" },
	};
	struct dc_declaration *d = load(declaration);

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		bool lost[32] = { false };
		struct locator l;

		locator_init(&l);
		assert_int_equal(locator_below(&l, d->places, rows[i].folder, strlen(rows[i].folder), collect, lost), DC_OK);
		for (size_t k = 0; k < d->root.scopes.n; k++) {
			const char *id = scope_at(d, k)->id.s;

			if ((strcmp(id, rows[i].lost) == 0 && !lost[k]) || (strcmp(id, rows[i].kept) == 0 && lost[k]))
				fail_msg("%s unread: scope %s is %s", rows[i].folder, id, lost[k] ? "lost" : "not lost");
		}
		locator_done(&l);
	}
	dc_declaration_free(d);
}

static void count_ambiguous(void *ctx, const struct dc_lint *lint)
{
	*(int *)ctx += strcmp(lint->code, "E_SCOPE_AMBIGUOUS") == 0;
}

static void test_ambiguous(void **state)
{
	static const struct { const char *why, *scopes; bool want; } rows[] = {
		{ "the same", SCOPE("a", "files: [/x/**]", "") SCOPE("b", "files: ['file:/x/**']", ""), true },
		{ "one longer", SCOPE("a", "files: [/x/**]", "") SCOPE("b", "files: [/x/y/**]", ""), false },
		{ "equal length, nothing shared", SCOPE("a", "files: ['/x/*.csv']", "") SCOPE("b", "files: ['/x/*.xls']", ""), false },
		{ "equal length, shared", SCOPE("a", "files: ['/x/*a*']", "") SCOPE("b", "files: ['/x/*b*']", ""), true },
		{ "excluded in one", SCOPE("a", "files: [/x/**]", ", exclude: ['/x/**']") SCOPE("b", "files: [/x/**]", ""), false },
		{ "in one scope", SCOPE("a", "files: ['/x/*a*', '/x/*b*']", ""), false },
		{ "smb without case", SCOPE("a", "files: ['smb://h/S/**']", "") SCOPE("b", "files: ['smb://H/s/**']", ""), true },
		{ "files with case", SCOPE("a", "files: ['/S/**']", "") SCOPE("b", "files: ['/s/**']", ""), false },
		{ "one database by two names", SCOPE("a", "tables: [{dsn: 'pg://h/d', table: t}]", "")
			SCOPE("b", "tables: [{dsn: 'postgresql://h:5432/d', table: t}]", ""), true },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_declaration *d = NULL;
		struct dc_error err = { 0 };
		char *text = NULL;
		int n = 0;

		assert_true(asprintf(&text, "%s%s", HEAD, rows[i].scopes) > 0);
		(void)declaration_load_bytes(dc_span_of(text), "/d", 20261122, &d, count_ambiguous, &n, &err);
		if ((n != 0) != rows[i].want)
			fail_msg("%s: %d told (%s)", rows[i].why, n, err.text);
		dc_declaration_free(d);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_globs), cmocka_unit_test(test_many_stars), cmocka_unit_test(test_meeting),
		cmocka_unit_test(test_scopes), cmocka_unit_test(test_below), cmocka_unit_test(test_ambiguous),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
