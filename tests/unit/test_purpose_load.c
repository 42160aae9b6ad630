/* test_purpose_load.c -- reading a declaration: each lint by a file that differs from a clean one in one thing, each error
 * of form by a row with its exact place, the canonical hash, includes, the five policies. */
#include "table.h"

#include "declaration.h"
#include "register.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TODAY 20261122
#define HERE SOURCE_DIR "/tests/unit/purpose/"

struct told {
	size_t n;
	char code[64][32];
	int line[64], column[64];
	char hint[64][256];
	bool bilingual;			/* every text was there in both languages */
};

static void note(void *ctx, const struct dc_lint *l)
{
	struct told *t = ctx;

	t->bilingual = (t->n == 0 || t->bilingual) && l->message[0] != '\0' && l->message_ja[0] != '\0' && l->hint[0] != '\0' &&
		l->hint_ja[0] != '\0' && strcmp(l->message, l->message_ja) != 0;
	if (t->n < 64) {
		snprintf(t->code[t->n], 32, "%s", l->code);
		snprintf(t->hint[t->n], 256, "%s", l->hint);
		t->line[t->n] = l->line;
		t->column[t->n] = l->column;
	}
	t->n++;
}

static enum dc_status load(const char *path, struct told *t, struct dc_declaration **d)
{
	struct dc_error err = { 0 };

	*t = (struct told){ 0 };
	*d = NULL;
	return dc_declaration_load(path, TODAY, d, note, t, &err);
}

static enum dc_status load_text(const char *text, struct told *t, struct dc_declaration **d)
{
	struct dc_error err = { 0 };

	*t = (struct told){ 0 };
	*d = NULL;
	return declaration_load_bytes(dc_span_of(text), "/d", TODAY, d, note, t, &err);
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *s = calloc(1, 1 << 16);

	if (f == NULL || s == NULL)
		fail_msg("%s cannot be read", path);
	assert_true(fread(s, 1, (1 << 16) - 1, f) > 0);
	fclose(f);
	return s;
}

/* The line that ends with the mark. */
static int marked_line(const char *path)
{
	char *s = slurp(path), *mark = strstr(s, " # here\n");
	int line = 1;

	if (mark == NULL)
		fail_msg("%s marks no line", path);
	for (const char *p = s; p < mark; p++)
		line += *p == '\n';
	free(s);
	return line;
}

static void test_clean(void **state)
{
	struct dc_declaration *d;
	struct told t;

	(void)state;
	assert_int_equal(load(HERE "clean.yaml", &t, &d), DC_OK);
	assert_int_equal(t.n, 0);
	assert_string_equal(dc_declaration_controller(d, "ja"), "株式会社例示");
	assert_string_equal(dc_declaration_controller(d, "en"), "Example Inc.");
	assert_string_equal(dc_declaration_rule_pack(d), "appi-2024-04");
	dc_declaration_free(d);
}

static void test_lints(void **state)
{
	static const struct { const char *file, *code; size_t times; } rows[] = {
		{ "anchor_no_date", "E_VALUE", 1 }, { "anon_items_empty", "L_ANON_ITEMS_EMPTY", 1 },
		{ "anon_unclaimed", "L_ANON_UNCLAIMED", 1 }, { "contract_never", "L_CONTRACT_STALE", 1 },
		{ "contract_stale", "L_CONTRACT_STALE", 1 }, { "eu_excess", "E_EU_EXCESS", 1 },
		{ "exceeds_announced", "L_EXCEEDS_ANNOUNCED", 1 }, { "exceeds_announced_parent", "L_EXCEEDS_ANNOUNCED", 1 },
		{ "extends_cycle", "E_EXTENDS", 1 }, { "foreign_no_route", "E_FOREIGN_NO_ROUTE", 1 },
		{ "joint_incomplete_fact", "L_JOINT_INCOMPLETE", 1 }, { "joint_incomplete_items", "L_JOINT_INCOMPLETE", 1 },
		{ "joint_incomplete_users", "L_JOINT_INCOMPLETE", 1 }, { "joint_incomplete_purposes", "L_JOINT_INCOMPLETE", 1 },
		{ "joint_incomplete_name", "L_JOINT_INCOMPLETE", 1 }, { "joint_incomplete_address", "L_JOINT_INCOMPLETE", 1 },
		{ "joint_incomplete_representative", "L_JOINT_INCOMPLETE", 1 }, { "mynumber_no_affair", "E_MYNUMBER_NO_AFFAIR", 1 },
		{ "mynumber_no_part", "E_MYNUMBER_NO_AFFAIR", 1 }, { "no_manager", "L_NO_MANAGER", 1 },
		{ "no_representative", "E_MISSING", 1 }, { "policy_changed", "L_POLICY_CHANGED", 1 },
		{ "policy_drift", "L_POLICY_DRIFT", 1 }, { "policy_unread", "L_POLICY_UNREAD", 1 },
		{ "register_unread", "E_REGISTER", 1 }, { "register_no_date", "E_REGISTER", 1 }, { "register_line", "L_REGISTER_LINE", 1 },
		{ "review_overdue", "L_REVIEW_OVERDUE", 1 }, { "rule_pack", "E_RULE_PACK", 1 },
		{ "scope_ambiguous", "E_SCOPE_AMBIGUOUS", 1 }, { "scope_ambiguous_globs", "E_SCOPE_AMBIGUOUS", 1 },
		{ "self_undeclared", "L_SELF_UNDECLARED", 1 }, { "silent_items", "L_SILENT_ITEMS", 1 },
		{ "silent_retention", "L_SILENT_RETENTION", 1 }, { "unknown_category", "E_UNKNOWN_ID", 1 },
		{ "unknown_id", "E_UNKNOWN_ID", 1 }, { "vague_purpose", "L_VAGUE_PURPOSE", 1 },
		{ "waiver_no_expiry", "E_WAIVER_NO_EXPIRY", 1 },
	};
	/* those of PURPOSES 1.3, each of which must have a failing file */
	static const char *const promised[] = { "E_UNKNOWN_ID", "E_SCOPE_AMBIGUOUS", "E_WAIVER_NO_EXPIRY", "E_MYNUMBER_NO_AFFAIR",
		"E_FOREIGN_NO_ROUTE", "E_EU_EXCESS", "L_EXCEEDS_ANNOUNCED", "L_POLICY_DRIFT", "L_VAGUE_PURPOSE", "L_SILENT_RETENTION",
		"L_SILENT_ITEMS", "L_JOINT_INCOMPLETE", "L_NO_MANAGER", "L_REVIEW_OVERDUE", "L_CONTRACT_STALE", "L_ANON_ITEMS_EMPTY",
		"L_SELF_UNDECLARED" };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(promised); i++) {
		size_t k = 0;

		while (k < DC_ARRAY_LEN(rows) && strcmp(rows[k].code, promised[i]) != 0)
			k++;
		if (k == DC_ARRAY_LEN(rows))
			fail_msg("%s has no failing file", promised[i]);
	}
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_declaration *d;
		struct told t;
		char path[512];
		enum dc_status st;

		snprintf(path, sizeof path, HERE "lints/%s.yaml", rows[i].file);
		st = load(path, &t, &d);
		if (t.n != rows[i].times || strcmp(t.code[0], rows[i].code) != 0 || t.line[0] != marked_line(path) || t.column[0] < 1)
			fail_msg("%s: %zu told, %s in line %d", rows[i].file, t.n, t.n == 0 ? "nothing" : t.code[0], t.line[0]);
		if (st != (rows[i].code[0] == 'E' ? DC_EUSAGE : DC_OK) || (d != NULL) != (st == DC_OK) || !t.bilingual)
			fail_msg("%s: status %d", rows[i].file, st);
		dc_declaration_free(d);
	}
}

/* ---- form: the clean text with one thing changed; the complaint must stand where `at` stands in it */

static const struct form {
	const char *why, *find, *put, *at, *code, *hint;
} forms[] = {
	{ "a tab", "    bindings:", "\tbindings:", "\tbindings", "E_SYNTAX", "spaces" },
	{ "a tab in a comment", "daicho: 1", "daicho: 1 #\tx", "\tx", "E_SYNTAX", NULL },
	{ "a control character", "例示 太郎", "例示\x01太郎", "\x01", "E_SYNTAX", NULL },
	{ "not UTF-8", "例示 太郎", "例示\xff太郎", "\xff", "E_SYNTAX", "UTF-8" },
	{ "an anchor", "id: support,", "id: &a support,", "support, text", "E_SYNTAX", "value out" },
	{ "an alias", "id: support,", "id: *a,", "a, text: {ja: お", "E_SYNTAX", NULL },
	{ "a merge key", "  - id: payroll", "  - <<: x\n    id: payroll", "<<", "E_SYNTAX", NULL },
	{ "a tag", "id: support,", "id: !!str support,", "support, text", "E_SYNTAX", NULL },
	{ "a second document", "scopes:", "---\nscopes:", "---", "E_SYNTAX", NULL },
	{ "a duplicate key", "daicho: 1", "daicho: 1\ndeclared_on: 2026-01-01", "declared_on: 2026-11", "E_KEY", "line 3" },
	{ "a key that is near another", "    retention: {max: P3Y", "    retentoin: {max: P3Y", "retentoin", "E_KEY", "\"retention\"" },
	{ "a key of another place", "title: {ja: サポート共有}", "title: {ja: サポート共有, fr: x}", "fr:", "E_KEY", "ja" },
	{ "no version", "daicho: 1", "# daicho", NULL, "E_MISSING", NULL },
	{ "another version", "daicho: 1", "daicho: 2", "2\ndecl", "E_VALUE", NULL },
	{ "a word where a list stands", "subjects: [customer], categories: [person.name, contact]", "subjects: customer, categories: [person.name, contact]",
		"customer, categories", "E_VALUE", "[a, b]" },
	{ "a list where a word stands", "country: JP", "country: [JP]", "[JP]", "E_VALUE", "country" },
	{ "a map where a word stands", "country: JP", "country: {a: JP}", "{a: JP}", "E_VALUE", NULL },
	{ "a word where a map stands", "owner: {department: 監査室, manager: 情報管理者E, reviewed_on: 2026-04-01}", "owner: x", "x\n    bindings",
		"E_VALUE", "{key: value}" },
	{ "null where a value must be", "country: JP", "country: null", "null", "E_VALUE", NULL },
	{ "nothing where a value must be", "country: JP", "country: ", "country: , items", "E_VALUE", NULL },
	{ "unspecified where it cannot be", "country: JP", "country: unspecified", "unspecified", "E_VALUE", NULL },
	{ "no such country", "country: JP", "country: XX", "XX", "E_VALUE", "ISO 3166" },
	{ "no such role", "role: processor", "role: procesor", "procesor", "E_VALUE", "\"processor\"" },
	{ "no such day", "declared_on: 2026-11-01", "declared_on: 2026-02-29", "2026-02-29", "E_VALUE", "date" },
	{ "a day written otherwise", "declared_on: 2026-11-01", "declared_on: 2026/11/01", "2026/11/01", "E_VALUE", NULL },
	{ "a period with hours", "max: P3Y,", "max: PT3H,", "PT3H", "E_VALUE", "P7Y" },
	{ "an id with capitals", "- id: self", "- id: Self", "Self", "E_VALUE", "id" },
	{ "an id used twice", "- id: self", "- id: payroll", "payroll\n    match: {files", "E_DUPLICATE_ID", "line 35" },
	{ "a built-in category added", "subjects:\n", "categories: [{id: person.name}]\nsubjects:\n", "person.name}]", "E_DUPLICATE_ID", NULL },
	{ "a pattern that leads out", "\"smb://fs01/support/**\"", "\"../x/**\"", "\"../x", "E_VALUE", NULL },
	{ "a pattern whose set is open", "\"smb://fs01/support/**\"", "\"/x/[a\"", "\"/x", "E_VALUE", NULL },
	{ "a scheme that no source has", "\"smb://fs01/support/**\"", "\"ftp://x/**\"", "\"ftp", "E_VALUE", NULL },
	{ "a database that no source has", "\"pg://hr/pay\"", "\"db2://hr/pay\"", "\"db2", "E_VALUE", NULL },
	{ "a waiver of what cannot be waived", "verdict: OTHER_PURPOSE", "verdict: UNKNOWN", "UNKNOWN", "E_VALUE", NULL },
	{ "brackets that do not close", "bindings: []", "bindings: [", NULL, "E_SYNTAX", NULL },
	{ "an include from memory", "declared_on: 2026-11-01", "include: [x.yaml]", "x.yaml", "E_INCLUDE", NULL },
	{ "a time zone that needs a database", "declared_on: 2026-11-01", "timezone: Europe/Paris", "Europe", "E_VALUE", NULL },
};

static char *replaced(const char *text, const char *find, const char *put)
{
	const char *at = strstr(text, find);
	char *out = NULL;

	if (at == NULL || asprintf(&out, "%.*s%s%s", (int)(at - text), text, put, at + strlen(find)) < 0)
		return NULL;
	return out;
}

/* Line and column (code points) of the first `at`. */
static void place_in(const char *text, const char *at, int *line, int *column)
{
	const char *end = strstr(text, at);

	assert_non_null(end);
	*line = *column = 1;
	for (const char *p = text; p < end; p++) {
		if (*p == '\n') {
			(*line)++;
			*column = 1;
		} else {
			*column += ((unsigned char)*p & 0xc0) != 0x80;
		}
	}
}

static bool told_at(const struct told *t, const char *code, int line, int column, const char *hint)
{
	for (size_t i = 0; i < t->n && i < 64; i++)
		if (strcmp(t->code[i], code) == 0 && (line == 0 || (t->line[i] == line && t->column[i] == column)) &&
		    (hint == NULL || strstr(t->hint[i], hint) != NULL))
			return true;
	return false;
}

static void keep_last(void *ctx, const struct dc_lint *l)
{
	snprintf(ctx, 512, "%s: %s", l->code, l->message);
}

/* 600 purposes of one policy that is not there: 500 are told one by one, the last line counts the rest. */
static void test_more(void **state)
{
	struct dc_declaration *d = NULL;
	struct dc_error err = { 0 };
	struct dc_buf text;
	char last[512] = "";

	(void)state;
	dc_buf_init(&text, 0);
	assert_int_equal(dc_buf_adds(&text, "daicho: 1\ncontroller: {name: {ja: 例示}}\npolicies: []\nscopes: [{id: s, match: {files: [/s]}, owner: {}, bindings: []}]\n"
		"purposes:\n"), DC_OK);
	for (int i = 0; i < 600; i++)
		assert_int_equal(dc_buf_printf(&text, "- {id: p%d, text: {ja: x}, source: {policy: none, clause: '1'}, categories: []}\n", i), DC_OK);
	assert_int_equal(declaration_load_bytes((struct dc_span){ text.p, text.n }, "/d", TODAY, &d, keep_last, last, &err), DC_EUSAGE);
	if (strncmp(last, "E_MORE: 1", 9) != 0)
		fail_msg("the last line is \"%s\"", last);
	dc_buf_done(&text);
}

static void test_forms(void **state)
{
	char *clean = slurp(HERE "clean.yaml");

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(forms); i++) {
		const struct form *f = &forms[i];
		struct dc_declaration *d;
		struct told t;
		int line = 0, column = 0;
		char *text;
		enum dc_status st;

		text = replaced(clean, f->find, f->put);
		if (text == NULL)
			fail_msg("%s: \"%s\" is not in the clean text", f->why, f->find);
		if (f->at != NULL)
			place_in(text, f->at, &line, &column);
		st = load_text(text, &t, &d);
		if (st != DC_EUSAGE || d != NULL)
			fail_msg("%s: status %d", f->why, st);
		if (!told_at(&t, f->code, line, column, f->hint))
			fail_msg("%s: told %s at %d:%d (%s), must be %s at %d:%d", f->why, t.code[0], t.line[0], t.column[0], t.hint[0],
				f->code, line, column);
		free(text);
	}
	free(clean);
}

/* ---- typed scalars: what YAML would guess is not guessed */
static void test_not_guessed(void **state)
{
	static const struct { const char *find, *put; } rows[] = {
		{ "country: JP, items", "country: \"NO\", route: consent, items" }, { "country: JP, items", "country: NO, route: consent, items" },
		{ "ref: C-18", "ref: 0120" }, { "ref: C-18", "ref: 1e3" }, { "ref: C-18", "ref: true" }, { "ref: C-18", "ref: 2026-01-01" },
		{ "ref: C-18", "ref: \"null\"" }, { "basis: 社内規程12条", "basis: \"unspecified\"" },
	};
	char *clean = slurp(HERE "clean.yaml");

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		char *text = replaced(clean, rows[i].find, rows[i].put);
		struct dc_declaration *d;
		struct told t;

		assert_non_null(text);
		if (load_text(text, &t, &d) != DC_OK || t.n != 0)
			fail_msg("%s: %s", rows[i].put, t.n == 0 ? "?" : t.hint[0]);
		dc_declaration_free(d);
		free(text);
	}
	free(clean);
}

/* ---- limits */

static char *many(const char *front, const char *unit, size_t times, const char *back)
{
	size_t a = strlen(front), b = strlen(unit), c = strlen(back);
	char *s = malloc(a + b * times + c + 1);

	assert_non_null(s);
	memcpy(s, front, a);
	for (size_t i = 0; i < times; i++)
		memcpy(s + a + i * b, unit, b);
	memcpy(s + a + b * times, back, c + 1);
	return s;
}

static void test_limits(void **state)
{
	static const struct { const char *why, *front, *unit; size_t times; const char *back, *code; } rows[] = {
		{ "32 levels", "x: ", "[", 31, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "E_KEY" },	/* the map is one of them */
		{ "33 levels", "x: ", "[", 32, "", "E_LIMIT" },
		{ "100,000 values", "x: [", "1,", 99998, "]", "E_KEY" },
		{ "100,001 values", "x: [", "1,", 99999, "]", "E_LIMIT" },
		{ "4 MiB and more", "#", "aaaaaaaaaaaaaaaa", (4 << 20) / 16, "\n", "E_LIMIT" },
		{ "a word of 4,097 bytes", "rule_pack: ", "a", 4097, "\n", "E_VALUE" },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		char *text = many(rows[i].front, rows[i].unit, rows[i].times, rows[i].back);
		struct dc_declaration *d;
		struct told t;

		assert_int_equal(load_text(text, &t, &d), DC_EUSAGE);
		if (!told_at(&t, rows[i].code, 0, 0, NULL))
			fail_msg("%s: told %s (%s)", rows[i].why, t.code[0], t.hint[0]);
		if (strcmp(rows[i].code, "E_LIMIT") != 0 && told_at(&t, "E_LIMIT", 0, 0, NULL))
			fail_msg("%s: beyond the limit already", rows[i].why);
		free(text);
	}
}

/* ---- the hash */

static void hash_of(const char *text, char out[65])
{
	struct dc_declaration *d;
	struct told t;

	if (load_text(text, &t, &d) != DC_OK)
		fail_msg("%s %s:\n%s", t.code[0], t.hint[0], text);
	snprintf(out, 65, "%s", dc_declaration_sha256(d));
	dc_declaration_free(d);
}

#define SMALL(order, note, ga) \
	"daicho: 1" note "\ncontroller: {name: {ja: " ga "}}\npolicies: [{id: w}]\n" \
	"purposes: [{id: p, text: {ja: p}, source: {policy: w, clause: '1'}, categories: [" order "]}]\n" \
	"scopes: [{id: s, match: {files: [/s/**]}, owner: {}, bindings: []}]\n"

static void test_hash(void **state)
{
	static const struct { const char *why, *text; bool same; } rows[] = {
		{ "again", SMALL("person, contact", "", "がぎ"), true },
		{ "a comment", SMALL("person, contact", " # x", "がぎ"), true },
		{ "the order of a list", SMALL("contact, person", "", "がぎ"), true },
		{ "quotes", SMALL("'person', \"contact\"", "", "'がぎ'"), true },
		{ "not composed (NFD)", SMALL("person, contact", "", "か\xe3\x82\x99き\xe3\x82\x99"), true },
		{ "carriage returns", "daicho: 1\r\n" "controller: {name: {ja: がぎ}}\r\npolicies: [{id: w}]\r\n"
			"purposes: [{id: p, text: {ja: p}, source: {policy: w, clause: '1'}, categories: [person, contact]}]\r\n"
			"scopes: [{id: s, match: {files: [/s/**]}, owner: {}, bindings: []}]\r\n", true },
		{ "one item less", SMALL("person", "", "がぎ"), false },
		{ "another name", SMALL("person, contact", "", "がき"), false },
	};
	char first[65], other[65];

	(void)state;
	hash_of(rows[0].text, first);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		hash_of(rows[i].text, other);
		if ((strcmp(first, other) == 0) != rows[i].same)
			fail_msg("%s: hash must be %s", rows[i].why, rows[i].same ? "the same" : "another");
	}
}

/* ---- includes */

static void put(const char *dir, const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

#define SCOPE "scopes: [{id: s, match: {files: [/s/**]}, owner: {}, bindings: []}]\n"
#define REST \
	"controller: {name: {ja: がぎ}}\npolicies: [{id: w}]\n" \
	"purposes: [{id: p, text: {ja: p}, source: {policy: w, clause: '1'}, categories: [person, contact]}]\n"

static void test_includes(void **state)
{
	static const struct { const char *why, *main, *part, *code; } rows[] = {
		{ "a part", "daicho: 1\ninclude: [part.yaml]\n" REST, SCOPE, NULL },
		{ "a part with its version", "daicho: 1\ninclude: [part.yaml]\n" REST, "daicho: 1\n" SCOPE, NULL },
		{ "a cycle", "daicho: 1\ninclude: [part.yaml]\n" REST, "include: [main.yaml]\n" SCOPE, "E_INCLUDE" },
		{ "twice", "daicho: 1\ninclude: [part.yaml, part.yaml]\n" REST, SCOPE, "E_INCLUDE" },
		{ "upwards", "daicho: 1\ninclude: [../part.yaml]\n" REST SCOPE, "", "E_INCLUDE" },
		{ "absolute", "daicho: 1\ninclude: [/etc/passwd]\n" REST SCOPE, "", "E_INCLUDE" },
		{ "not there", "daicho: 1\ninclude: [nowhere.yaml]\n" REST SCOPE, "", "E_FILE" },
		{ "a folder", "daicho: 1\ninclude: [.]\n" REST SCOPE, "", "E_FILE" },
		{ "a second controller", "daicho: 1\ninclude: [part.yaml]\n" REST, "controller: {name: {ja: x}}\n" SCOPE, "E_KEY" },
		{ "a broken part", "daicho: 1\ninclude: [part.yaml]\n" REST SCOPE, "a: [", "E_SYNTAX" },
	};
	char dir[] = "/tmp/purpose-XXXXXX", path[64], whole[65];

	(void)state;
	assert_non_null(mkdtemp(dir));
	hash_of("daicho: 1\n" REST SCOPE, whole);
	snprintf(path, sizeof path, "%s/main.yaml", dir);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_declaration *d;
		struct told t;
		enum dc_status st;

		put(dir, "main.yaml", rows[i].main);
		put(dir, "part.yaml", rows[i].part);
		st = load(path, &t, &d);
		if (st != (rows[i].code == NULL ? DC_OK : DC_EUSAGE))
			fail_msg("%s: status %d, %s %s", rows[i].why, st, t.code[0], t.hint[0]);
		if (rows[i].code != NULL && !told_at(&t, rows[i].code, 0, 0, NULL))
			fail_msg("%s: told %s", rows[i].why, t.code[0]);
		if (d != NULL)
			assert_string_equal(dc_declaration_sha256(d), whole);	/* the split changes nothing */
		dc_declaration_free(d);
	}
	put(dir, "part.yaml", "");
	unlink(path);
	snprintf(path, sizeof path, "%s/part.yaml", dir);
	unlink(path);
	rmdir(dir);
}

/* ---- the five policies, and the file that is not there */

static void test_policies(void **state)
{
	static const struct { const char *file, *lint; } rows[] = {
		{ "levii-en", "L_SILENT_RETENTION" }, { "levii-ja", "L_POLICY_DRIFT" }, { "levii-ja", "L_ANON_ITEMS_EMPTY" },
		{ "leverages-en", "L_VAGUE_PURPOSE" }, { "leverages-en", "L_JOINT_INCOMPLETE" }, { "handling-agreement-en", "L_SILENT_ITEMS" },
		{ "lquom-en", "L_VAGUE_PURPOSE" },
	};
	struct dc_declaration *d;
	struct told t;
	char path[512];

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		snprintf(path, sizeof path, SOURCE_DIR "/corpora/policies/%s.yaml", rows[i].file);
		if (load(path, &t, &d) != DC_OK || !told_at(&t, rows[i].lint, 0, 0, NULL))
			fail_msg("%s: must pass and tell %s", rows[i].file, rows[i].lint);
		dc_declaration_free(d);
	}
	assert_int_equal(load("/nowhere/daicho.yaml", &t, &d), DC_EUSAGE);
	assert_true(told_at(&t, "E_FILE", 0, 0, NULL));
	assert_null(d);
}

static void test_registers(void **state)
{
	static const struct { const char *why, *csv; int latest; size_t lines; bool good; } rows[] = {
		{ "the latest of all lines", "date\n2025-01-01\n2025-03-01\n2025-02-01\n", 20250301, 3, true },
		{ "lines of the scope alone", "scope,日付\ns,2025-01-01\nother,2025-09-01\n", 20250101, 1, true },
		{ "the scope behind the date", "日付,scope\n2025-09-01,other\n2025-01-01,s\n", 20250101, 1, true },
		{ "mark, quotes, carriage returns", "\xef\xbb\xbf\"date\",note\r\n2025-01-01,\"a, \"\"b\"\"\nc\"\r\n2025-01-02,x", 20250102, 2, true },
		{ "an empty date", "date,scope\n,s\n", 0, 0, true },
		{ "a heading alone", "date\n", 0, 0, true },
		{ "no date column", "day\n2025-01-01\n", 0, 0, false },
		{ "nothing", "", 0, 0, false },
		{ "a date written otherwise", "date\n2025/01/01\n", 20250101, 1, true },
		{ "what is no date is left out alone", "date\nsoon\n2025-01-02\n", 20250102, 1, true },
		{ "a short line", "a,date\nx\ny,2025-01-01\n", 20250101, 1, true },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct register_facts f;
		const char *why = register_facts_of(dc_span_of(rows[i].csv), "s", &f);

		if ((why == NULL) != rows[i].good || (rows[i].good && (f.latest != rows[i].latest || f.lines != rows[i].lines)))
			fail_msg("%s: %s, latest %d, %zu lines", rows[i].why, why == NULL ? "read" : why, f.latest, f.lines);
	}
}

/* Hundreds of complaints end in one that counts the rest. */
static void test_flood(void **state)
{
	char *text = many("daicho: 1\nscopes:\n", "- {id: A}\n", 1000, "");
	struct dc_declaration *d;
	struct told t;

	(void)state;
	assert_int_equal(load_text(text, &t, &d), DC_EUSAGE);
	assert_int_equal(t.n, 501);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean), cmocka_unit_test(test_lints), cmocka_unit_test(test_forms), cmocka_unit_test(test_more), cmocka_unit_test(test_not_guessed),
		cmocka_unit_test(test_limits), cmocka_unit_test(test_hash), cmocka_unit_test(test_includes), cmocka_unit_test(test_policies),
		cmocka_unit_test(test_registers), cmocka_unit_test(test_flood),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
