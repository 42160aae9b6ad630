/* test_purpose_judge.c -- the worked examples of PURPOSES 1.7, then each further rule and verdict by a row. */
#include "table.h"

#include "judge.h"

#include <stdio.h>
#include <stdlib.h>

#define TODAY 20261122
#define POLICIES SOURCE_DIR "/corpora/policies/"

static void quiet(void *ctx, const struct dc_lint *lint)
{
	(void)ctx;
	(void)lint;
}

static struct dc_declaration *load(const char *path)
{
	struct dc_declaration *d = NULL;
	struct dc_error err = { 0 };

	if (dc_declaration_load(path, TODAY, &d, quiet, NULL, &err) != DC_OK)
		fail_msg("%s: %s", path, err.text);
	return d;
}

/* "PROHIBITED/listed", "REVIEW(PROHIBITED/joint_item_excess)" */
static const char *spell(const struct verdict *v, char out[128])
{
	const char *why = verdict_why(v->why);
	const char *slash = why[0] == '\0' ? "" : "/";

	if (v->kind == V_review)
		snprintf(out, 128, "REVIEW(%s%s%s)", verdict_name(v->would_be), slash, why);
	else
		snprintf(out, 128, "%s%s%s", verdict_name(v->kind), slash, why);
	return out;
}

static const struct verdict *find(const struct verdicts *v, const char *name)
{
	char text[128];

	for (size_t i = 0; i < v->n; i++)
		if (strcmp(spell(&v->v[i], text), name) == 0)
			return &v->v[i];
	return NULL;
}

struct row {
	const char *why, *declaration;
	struct facts f;
	const char *primary;
	const char *also;		/* NULL: nothing in particular */
	const char *clause;		/* begins the clause of the primary verdict; NULL: any */
	const char *candidates;		/* held by the primary one's; NULL: any */
};

#define AT(p, t) .where = { p, sizeof(p) - 1, "", t, "" }
#define HIGH(n) .high = n
#define MEDIUM(n) .medium = n

static void check(const struct row *r, struct judge *j)
{
	struct verdicts v;
	char text[128];

	assert_int_equal(judge_finding(j, &r->f, &v), DC_OK);
	if (v.n == 0 || strcmp(spell(&v.v[0], text), r->primary) != 0)
		fail_msg("%s: primary is %s, must be %s", r->why, v.n == 0 ? "none" : text, r->primary);
	if (r->also != NULL && find(&v, r->also) == NULL)
		fail_msg("%s: %s is not among the verdicts", r->why, r->also);
	if (r->clause != NULL && (v.v[0].cited == NULL || strncmp(v.v[0].cited->clause, r->clause, strlen(r->clause)) != 0))
		fail_msg("%s: cites %s, must begin with %s", r->why, v.v[0].cited == NULL ? "nothing" : v.v[0].cited->clause, r->clause);
	if (r->candidates != NULL && (v.v[0].candidates == NULL || strstr(v.v[0].candidates, r->candidates) == NULL))
		fail_msg("%s: candidates %s, must hold %s", r->why, v.v[0].candidates == NULL ? "none" : v.v[0].candidates, r->candidates);
}

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct dc_declaration *d = load(rows[i].declaration);
		struct judge *j = NULL;

		assert_int_equal(judge_new(d, TODAY, &j), DC_OK);
		check(&rows[i], j);
		judge_free(j);
		dc_declaration_free(d);
	}
}

static const char *const partner_x[] = { "EX-RECRUIT", "EX-PARTNER-X" };
static const char *const payroll_only[] = { "EX-PAYROLL" };
static const char *const payroll_and_all[] = { "EX-PAYROLL", "EX-SALES" };

/* D2 (an object) and E5 (a scope) stand in test_purpose_run.c: they need an inventory. */
static void test_worked_examples(void **state)
{
	static const struct row rows[] = {
		{ "A1", POLICIES "levii-en.yaml", { AT("smb://fs01/billing/2024.xlsx", ""), .category = "finance.card_number",
			.subject = "customer", HIGH(812) }, "DECLARED", NULL, "pay (web-en 2(3)(a))", NULL },
		{ "A2", POLICIES "levii-en.yaml", { AT("smb://fs01/out/partner/0905.csv", ""), .category = "person.birth_date",
			.subject = "customer", HIGH(240) }, "PROHIBITED/handover_item_excess", "UNDECLARED_CATEGORY",
			"shipper (web-en 3(2))", NULL },
		{ "A3", POLICIES "levii-en.yaml", { AT("smb://fs01/scratch/copy.csv", ""), .category = "contact.email", HIGH(5100) },
			"UNDECLARED_LOCATION", NULL, NULL, NULL },
		{ "B1", POLICIES "levii-ja.yaml", { AT("postgresql://dw/pub", "anon.usage"), .category = "contact.email",
			.subject = "customer", HIGH(39) }, "PROHIBITED/identifier_in_processed_data", "OTHER_PURPOSE", NULL, NULL },
		{ "B2", POLICIES "levii-ja.yaml", { AT("postgresql://dw/pub", "anon.usage"), .category = "person.age", HIGH(90000) },
			"CONTROL_GAP/unpublished_items", "DECLARED", NULL, NULL },
		{ "B3", POLICIES "levii-ja.yaml", { AT("postgresql://dw/pub", "anon.usage"), .category = "anon.link_code", HIGH(90000),
			.linked_code = true, .joinability = "joinability 1.000 +- 0.001: 90 of 90 values" }, "PROHIBITED/identifier_in_processed_data", NULL, NULL, NULL },
		{ "C1", POLICIES "leverages-en.yaml", { AT("smb://grp/talent/r01.docx", ""), .category = "person.photo",
			.subject = "applicant", HIGH(1) }, "PROHIBITED/joint_item_excess", "UNDECLARED_CATEGORY", "group (web-en Sharing)", NULL },
		{ "C2", POLICIES "leverages-en.yaml", { AT("smb://grp/talent/r01.docx", ""), .category = "special.medical_history",
			.subject = "applicant", MEDIUM(1) }, "PROHIBITED/special_care_no_basis", "PROHIBITED/joint_item_excess", NULL, NULL },
		{ "C3", POLICIES "leverages-en.yaml", { AT("smb://grp/talent/r01.docx", ""), .category = "career.education",
			.subject = "applicant", HIGH(1) }, "REVIEW(PROHIBITED/joint_item_excess)", "DECLARED", NULL, NULL },
		{ "C4", POLICIES "leverages-en.yaml", { AT("smb://grp/talent/r01.docx", ""), .category = "person.name",
			.subject = "applicant", HIGH(1), .principals = partner_x, .n_principals = 2 }, "CONTROL_GAP/joint_member_excess",
			"DECLARED", NULL, NULL },
		{ "D1", POLICIES "handling-agreement-en.yaml", { AT("smb://fs01/campaign/2025s/winners.xlsx", ""),
			.category = "contact.address", .subject = "winner", HIGH(60) }, "OVER_RETENTION", "POLICY_SILENT/items",
			"prizes (agreement 1.2)", NULL },
		{ "D3", POLICIES "handling-agreement-en.yaml", { AT("smb://fs01/out/stats/trend.csv", ""), .category = "contact.phone",
			HIGH(12) }, "PROHIBITED/identifier_in_processed_data", NULL, "stats (agreement 1.6)", NULL },
		{ "E1", POLICIES "lquom-en.yaml", { AT("postgresql://hr/pay", "pay.gensen"), .category = "govid.my_number",
			.subject = "employee", HIGH(143), .principals = payroll_only, .n_principals = 1, .dated = 20250131 }, "DECLARED", NULL,
			"e.gov (web-en 2(2) d)", NULL },
		{ "E2", POLICIES "lquom-en.yaml", { AT("smb://fs01/general/memo.xlsx", ""), .category = "govid.my_number", MEDIUM(9) },
			"PROHIBITED/mynumber_outside_scope", "UNDECLARED_LOCATION", NULL, NULL },
		{ "E3", POLICIES "lquom-en.yaml", { AT("postgresql://hr/pay", "pay.person"), .category = "person.name",
			.subject = "applicant", HIGH(31) }, "OTHER_PURPOSE/subject", NULL, NULL, "scope:recruiting" },
		{ "E4", POLICIES "lquom-en.yaml", { AT("postgresql://crm/eu", "customer"), .category = "euspecial.trade_union",
			.subject = "customer", MEDIUM(4) }, "PROHIBITED/special_care_no_basis", NULL, NULL, NULL },
	};

	(void)state;
	check_rows(rows, DC_ARRAY_LEN(rows));
}

/* The last day of the campaign's data: 2025-09-30 and three months (PURPOSES 1.7, D1). */
static void test_due_day(void **state)
{
	struct dc_declaration *d = load(POLICIES "handling-agreement-en.yaml");
	struct facts f = { AT("smb://fs01/campaign/2025s/winners.xlsx", ""), .category = "contact.address", HIGH(60) };
	struct judge *j = NULL;
	struct verdicts v;

	(void)state;
	for (int day = 20251230; day <= 20251231; day++) {
		assert_int_equal(judge_new(d, day, &j), DC_OK);
		assert_int_equal(judge_finding(j, &f, &v), DC_OK);
		assert_int_equal(find(&v, "OVER_RETENTION") != NULL, day == 20251231);
		if (day == 20251231)
			assert_int_equal(find(&v, "OVER_RETENTION")->due, 20251230);
		judge_free(j);
	}
	dc_declaration_free(d);
}

static void test_my_number(void **state)
{
	static const struct row rows[] = {
		{ "a reader beyond the handlers", POLICIES "lquom-en.yaml", { AT("postgresql://hr/pay", "pay.gensen"),
			.category = "govid.my_number", HIGH(3), .principals = payroll_and_all, .n_principals = 2 },
			"PROHIBITED/mynumber_handler", "DECLARED", NULL, NULL },
		{ "longer than the law's period", POLICIES "lquom-en.yaml", { AT("postgresql://hr/pay", "pay.gensen"),
			.category = "govid.my_number", HIGH(3), .dated = 20191121 }, "OVER_RETENTION", "DECLARED", NULL, NULL },
		{ "the last day of it", POLICIES "lquom-en.yaml", { AT("postgresql://hr/pay", "pay.gensen"),
			.category = "govid.my_number", HIGH(3), .dated = 20191122 }, "DECLARED", NULL, NULL, NULL },
		{ "a salary has no such period", POLICIES "lquom-en.yaml", { AT("postgresql://hr/pay", "pay.gensen"),
			.category = "work.salary", HIGH(3), .dated = 19990101 }, "DECLARED", NULL, NULL, NULL },
		{ "in another scope", POLICIES "lquom-en.yaml", { AT("smb://fs01/recruiting/a.csv", ""), .category = "govid.my_number",
			MEDIUM(1) }, "PROHIBITED/mynumber_outside_scope", "OTHER_PURPOSE", NULL, NULL },
		{ "a check digit alone", POLICIES "lquom-en.yaml", { AT("smb://fs01/general/memo.xlsx", ""), .category = "govid.my_number",
			.low = 9 }, "REVIEW(PROHIBITED/mynumber_outside_scope)", "REVIEW(UNDECLARED_LOCATION)", NULL, NULL },
	};
	struct dc_declaration *d = load(POLICIES "lquom-en.yaml");
	struct judge *j = NULL;
	struct verdicts v;

	(void)state;
	check_rows(rows, DC_ARRAY_LEN(rows));
	assert_int_equal(judge_new(d, TODAY, &j), DC_OK);
	assert_int_equal(judge_finding(j, &rows[1].f, &v), DC_OK);
	assert_int_equal(v.v[0].level, LEVEL_ERROR);	/* a warning for anything else */
	judge_free(j);
	dc_declaration_free(d);
}

/* ---- rules by a declaration of their own */

#define HEAD \
	"daicho: 1\ncontroller: {name: {ja: 例示}}\npolicies: [{id: w, items: [person, contact]}]\n" \
	"subjects: [{id: cu}, {id: em}]\ncategories: [{id: own.badge, flags: [id]}, {id: own.blood, flags: [sp]}]\n" \
	"purposes:\n- {id: p, text: {ja: p}, source: {policy: w, clause: '1'}, categories: [person.name, contact.email]}\n" \
	"- {id: q, text: {ja: q}, source: {policy: w, clause: '2'}, categories: [work]}\n" \
	"- {id: v, text: {ja: v}, source: {policy: w, clause: '3'}, vague: true}\n" \
	"recipients:\n- {id: r, name: {ja: r}, role: processor, country: JP, items: [person.name], basis: entrustment}\n" \
	"- {id: vague, name: {ja: r}, role: third_party, country: JP, basis: vague}\n" \
	"- {id: us, name: {ja: r}, role: third_party, country: US, items: [person], basis: consent, route: consent}\n" \
	"waivers:\n- {id: w1, scope: s, verdict: UNDECLARED_CATEGORY, category: career, reason: x, approved_by: y, expires: 2026-11-22}\n" \
	"- {id: w2, scope: s, verdict: PROHIBITED/listed, reason: x, approved_by: y, expires: 2026-11-21}\n" \
	"scopes:\n- id: other\n  match: {files: ['/other/**']}\n  owner: {}\n  bindings: [{purpose: q, subjects: [em], categories: [work]}]\n" \
	"- id: s\n  match: {files: ['/s/**']}\n  owner: {}\n"
#define BIND "  bindings: [{purpose: p, subjects: [cu]}]\n"

static const char *const everyone[] = { "Everyone" };
static const char *const support[] = { "ex-support-2" };
static const char *const sales[] = { "EX-SALES" };

static const struct made {
	const char *why, *scope;	/* what stands behind HEAD */
	struct facts f;
	const char *primary, *also, *never;
} made[] = {
	{ "the purpose's own list admits", BIND, { AT("/s/a", ""), .category = "person.name", HIGH(1) }, "DECLARED", NULL, NULL },
	{ "a child of what is admitted", "  bindings: [{purpose: p, categories: [contact]}]\n", { AT("/s/a", ""),
		.category = "contact.phone", HIGH(1) }, "DECLARED", NULL, NULL },
	{ "a sibling is not", BIND, { AT("/s/a", ""), .category = "contact.phone", HIGH(1) }, "UNDECLARED_CATEGORY", NULL, NULL },
	{ "a name that only begins alike", "  bindings: [{purpose: p, categories: [person.name]}]\n", { AT("/s/a", ""),
		.category = "person.name_kana", HIGH(1) }, "UNDECLARED_CATEGORY", NULL, "DECLARED" },
	{ "nothing may be here", "  bindings: []\n", { AT("/s/a", ""), .category = "special.race", HIGH(1) },
		"PROHIBITED/special_care_no_basis", "UNDECLARED_CATEGORY", NULL },
	{ "another purpose admits it", BIND, { AT("/s/a", ""), .category = "work.salary", HIGH(1) }, "OTHER_PURPOSE", NULL, NULL },
	{ "a subject that no binding names", BIND, { AT("/s/a", ""), .category = "person.name", .subject = "em", HIGH(1) },
		"OTHER_PURPOSE/subject", NULL, "DECLARED" },
	{ "unspecified subjects admit any", "  bindings: [{purpose: p, subjects: unspecified}]\n", { AT("/s/a", ""),
		.category = "person.name", .subject = "em", HIGH(1) }, "DECLARED", NULL, NULL },
	{ "a vague purpose without a list", "  bindings: [{purpose: v}]\n", { AT("/s/a", ""), .category = "person.name", HIGH(1) },
		"POLICY_SILENT/purpose", NULL, "DECLARED" },
	{ "a vague purpose with a list", "  bindings: [{purpose: v, categories: [person.name]}]\n", { AT("/s/a", ""),
		.category = "person.name", HIGH(1) }, "DECLARED", NULL, NULL },
	{ "low confidence", BIND, { AT("/s/a", ""), .category = "contact.phone", .low = 5 }, "REVIEW(UNDECLARED_CATEGORY)", NULL, NULL },
	{ "low is enough where the scope says so", BIND "  min_confidence: low\n", { AT("/s/a", ""), .category = "contact.phone",
		.low = 5 }, "UNDECLARED_CATEGORY", NULL, NULL },
	{ "medium is not where it wants high", BIND "  min_confidence: high\n", { AT("/s/a", ""), .category = "contact.phone",
		MEDIUM(5) }, "REVIEW(UNDECLARED_CATEGORY)", NULL, NULL },
	{ "low confidence hides no pass", BIND, { AT("/s/a", ""), .category = "person.name", .low = 5 }, "DECLARED", NULL, NULL },
	{ "role addresses alone", BIND, { AT("/x/a", ""), .category = "contact.email", HIGH(2), .roles = 2 },
		"REVIEW(UNDECLARED_LOCATION)", NULL, NULL },
	{ "a person among role addresses", BIND, { AT("/x/a", ""), .category = "contact.email", HIGH(2), .roles = 1 },
		"UNDECLARED_LOCATION", NULL, NULL },
	{ "listed", BIND "  prohibit: [auth]\n", { AT("/s/a", ""), .category = "auth.password", HIGH(1) }, "PROHIBITED/listed",
		"UNDECLARED_CATEGORY", NULL },
	{ "special care with a basis", BIND "  special_care: {basis: consent, ref: C-7}\n", { AT("/s/a", ""),
		.category = "special.race", HIGH(1) }, "UNDECLARED_CATEGORY", NULL, "PROHIBITED/special_care_no_basis" },
	{ "special care where no scope is", BIND, { AT("/x/a", ""), .category = "special.race", HIGH(1) },
		"PROHIBITED/special_care_no_basis", "UNDECLARED_LOCATION", NULL },
	{ "trade union without adequacy is not special", BIND, { AT("/s/a", ""), .category = "euspecial.trade_union", HIGH(1) },
		"UNDECLARED_CATEGORY", NULL, "PROHIBITED/special_care_no_basis" },
	{ "an added category with a flag", BIND, { AT("/s/a", ""), .category = "own.blood", HIGH(1) },
		"PROHIBITED/special_care_no_basis", NULL, NULL },
	{ "pseudonymised: an identifier", BIND "  claims: {processing: pseudonymised}\n", { AT("/s/a", ""), .category = "own.badge",
		HIGH(1) }, "PROHIBITED/identifier_in_processed_data", NULL, NULL },
	{ "pseudonymised: a card number", BIND "  claims: {processing: pseudonymised}\n", { AT("/s/a", ""),
		.category = "finance.card_number", HIGH(1) }, "PROHIBITED/identifier_in_processed_data", NULL, NULL },
	{ "anonymised: a card number is no identifier", BIND "  claims: {processing: anonymised, published_items: [finance]}\n", {
		AT("/s/a", ""), .category = "finance.card_number", HIGH(1) }, "UNDECLARED_CATEGORY", NULL,
		"PROHIBITED/identifier_in_processed_data" },
	{ "anonymised: items never announced", "  bindings: [{purpose: p, categories: [person.age]}]\n"
		"  claims: {processing: anonymised}\n", { AT("/s/a", ""), .category = "person.age", HIGH(1) },
		"POLICY_SILENT/published_items", "DECLARED", NULL },
	{ "statistics of one person a row", "  bindings: [{purpose: p, categories: [person.age]}]\n"
		"  claims: {processing: statistical}\n", { AT("/s/a", ""), .category = "person.age", HIGH(9), .single_rows = true },
		"PROHIBITED/identifier_in_processed_data", "DECLARED", NULL },
	{ "statistics where every row is alone: totals, or persons told apart", "  bindings: [{purpose: p, categories: [person.age]}]\n"
		"  claims: {processing: statistical}\n", { AT("/s/a", ""), .category = "person.age", HIGH(9), .totals = true },
		"REVIEW(PROHIBITED/identifier_in_processed_data)", "DECLARED", "PROHIBITED/identifier_in_processed_data" },
	{ "anonymised: rows alone are told, not forbidden", "  bindings: [{purpose: p, categories: [person.age]}]\n"
		"  claims: {processing: anonymised, published_items: [person.age]}\n", { AT("/s/a", ""), .category = "person.age", HIGH(9),
		.single_rows = true, .alike = "k-min 1: 8 of 9 rows" }, "DECLARED", NULL, "PROHIBITED/identifier_in_processed_data" },
	{ "pseudonymised: a code may join", "  bindings: [{purpose: p, categories: [anon]}]\n  claims: {processing: pseudonymised}\n",
		{ AT("/s/a", ""), .category = "anon.link_code", HIGH(9), .linked_code = true }, "DECLARED", NULL,
		"PROHIBITED/identifier_in_processed_data" },
	{ "hand-over without a recipient", BIND "  sharing: {kind: handover, direction: out}\n", { AT("/s/a", ""),
		.category = "person.name", HIGH(1) }, "PROHIBITED/handover_item_excess", "PROHIBITED/handover_no_basis", NULL },
	{ "hand-over within the items", BIND "  sharing: {kind: handover, recipients: [r]}\n", { AT("/s/a", ""),
		.category = "person.name", HIGH(1) }, "DECLARED", NULL, NULL },
	{ "hand-over beyond the items", BIND "  sharing: {kind: handover, recipients: [r]}\n", { AT("/s/a", ""),
		.category = "contact.email", HIGH(1) }, "PROHIBITED/handover_item_excess", "DECLARED", NULL },
	{ "hand-over on a vague ground", BIND "  sharing: {kind: handover, recipients: [vague]}\n", { AT("/s/a", ""),
		.category = "person.name", HIGH(1) }, "PROHIBITED/handover_no_basis", "DECLARED", "PROHIBITED/handover_item_excess" },
	{ "abroad with a route", BIND "  sharing: {kind: handover, recipients: [us]}\n", { AT("/s/a", ""),
		.category = "person.name", HIGH(1) }, "DECLARED", NULL, "PROHIBITED/foreign_no_route" },
	{ "EU: beyond the purposes at origin", BIND "  eu_adequacy: {purposes_at_origin: [p]}\n", { AT("/s/a", ""),
		.category = "work.salary", HIGH(1) }, "PROHIBITED/eu_beyond_origin", "OTHER_PURPOSE", NULL },
	{ "EU: within them", BIND "  eu_adequacy: {purposes_at_origin: [p]}\n", { AT("/s/a", ""), .category = "person.name", HIGH(1) },
		"DECLARED", NULL, NULL },
	{ "EU: method information in any scope", BIND "  eu_adequacy: {purposes_at_origin: [p]}\n", { AT("/other/a", ""),
		.category = "anon.mapping_table", HIGH(1) }, "PROHIBITED/method_info_kept", NULL, NULL },
	{ "method information without EU data", BIND, { AT("/s/a", ""), .category = "anon.mapping_table", HIGH(1) },
		"UNDECLARED_CATEGORY", NULL, "PROHIBITED/method_info_kept" },
	{ "encryption was claimed", BIND "  claims: {encrypted_at_rest: true}\n", { AT("/s/a", ""), .category = "person.name",
		HIGH(1) }, "CONTROL_GAP/plaintext", "DECLARED", NULL },
	{ "others may read, principals claimed", BIND "  claims: {principals: [EX-SUPPORT]}\n", { AT("/s/a", ""),
		.category = "person.name", HIGH(1), .mode = 0644 }, "CONTROL_GAP/wide_acl", "DECLARED", NULL },
	{ "others may not", BIND "  claims: {principals: [EX-SUPPORT]}\n", { AT("/s/a", ""), .category = "person.name", HIGH(1),
		.mode = 0640 }, "DECLARED", NULL, NULL },
	{ "others may read, nothing claimed", BIND, { AT("/s/a", ""), .category = "person.name", HIGH(1), .mode = 0644 },
		"DECLARED", NULL, NULL },
	{ "a principal beyond the claim", BIND "  claims: {principals: [EX-SUPPORT]}\n", { AT("/s/a", ""), .category = "person.name",
		HIGH(1), .principals = sales, .n_principals = 1 }, "CONTROL_GAP/wide_acl", NULL, NULL },
	{ "a principal by a pattern of the claim", BIND "  claims: {principals: ['EX-SUPPORT*']}\n", { AT("/s/a", ""),
		.category = "person.name", HIGH(1), .principals = support, .n_principals = 1 }, "DECLARED", NULL, NULL },
	{ "everyone, whatever is claimed", BIND, { AT("/s/a", ""), .category = "person.name", HIGH(1), .principals = everyone,
		.n_principals = 1 }, "CONTROL_GAP/wide_acl", NULL, NULL },
	{ "a bin", BIND, { AT("/s/$RECYCLE.BIN/a.csv", ""), .category = "person.name", HIGH(1) }, "CONTROL_GAP/residual", NULL, NULL },
	{ "a back-up", BIND, { AT("/s/a.csv.BAK", ""), .category = "person.name", HIGH(1) }, "CONTROL_GAP/residual", NULL, NULL },
	{ "an owner file of a word processor", BIND, { AT("/s/~$a.docx", ""), .category = "person.name", HIGH(1) },
		"CONTROL_GAP/residual", NULL, NULL },
	{ "received without a register", BIND "  sharing: {kind: received, direction: in}\n", { AT("/s/a", ""),
		.category = "person.name", HIGH(1) }, "CONTROL_GAP/no_receipt_record", NULL, NULL },
	{ "file time alone", BIND "  retention: {max: P1Y}\n", { AT("/s/a", ""), .category = "person.name", HIGH(1),
		.modified = 20200101 }, "REVIEW(OVER_RETENTION)", "DECLARED", NULL },
	{ "file time, declared", BIND "  retention: {max: P1Y, anchor: {kind: mtime}}\n", { AT("/s/a", ""), .category = "person.name",
		HIGH(1), .modified = 20200101 }, "OVER_RETENTION", NULL, NULL },
	{ "a date in the data comes first", BIND "  retention: {max: P1Y}\n", { AT("/s/20200101.csv", ""), .category = "person.name",
		HIGH(1), .modified = 20200101, .dated = 20260101 }, "DECLARED", NULL, NULL },
	{ "a date in the name", BIND "  retention: {max: P1Y}\n", { AT("/s/list_2020-01-01.csv", ""), .category = "person.name",
		HIGH(1), .modified = 20260101 }, "OVER_RETENTION", NULL, NULL },
	{ "the last day", BIND "  retention: {max: P1Y}\n", { AT("/s/a", ""), .category = "person.name", HIGH(1), .dated = 20251122 },
		"DECLARED", NULL, NULL },
	{ "the day after it", BIND "  retention: {max: P1Y}\n", { AT("/s/a", ""), .category = "person.name", HIGH(1),
		.dated = 20251121 }, "OVER_RETENTION", NULL, NULL },
	{ "unspecified never fires", BIND "  retention: unspecified\n", { AT("/s/a", ""), .category = "person.name", HIGH(1),
		.dated = 19700101 }, "DECLARED", NULL, NULL },
};

static struct dc_declaration *load_made(const struct made *m)
{
	struct dc_declaration *d = NULL;
	struct dc_error err = { 0 };
	char *text = NULL;

	if (asprintf(&text, "%s%s", HEAD, m->scope) < 0)
		fail();
	if (declaration_load_bytes(dc_span_of(text), "/d", TODAY, &d, quiet, NULL, &err) != DC_OK)
		fail_msg("%s: %s", m->why, err.text);
	free(text);
	return d;
}

static void test_rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(made); i++) {
		struct dc_declaration *d = load_made(&made[i]);
		const struct row row = { made[i].why, "", made[i].f, made[i].primary, made[i].also, NULL, NULL };
		struct judge *j = NULL;
		struct verdicts v;

		assert_int_equal(judge_new(d, TODAY, &j), DC_OK);
		check(&row, j);
		assert_int_equal(judge_finding(j, &row.f, &v), DC_OK);
		if (made[i].never != NULL && find(&v, made[i].never) != NULL)
			fail_msg("%s: %s must not be among the verdicts", made[i].why, made[i].never);
		judge_free(j);
		dc_declaration_free(d);
	}
}

/* A lint stops such a declaration; the judge holds on its own all the same. */
static void test_foreign_without_route(void **state)
{
	struct made m = { "abroad", BIND "  sharing: {kind: handover, recipients: [us]}\n", { AT("/s/a", ""), .category = "person.name",
		HIGH(1) }, NULL, NULL, NULL };
	struct dc_declaration *d = load_made(&m);
	struct judge *j = NULL;
	struct verdicts v;

	(void)state;
	((struct recipient *)d->root.recipients.v[2])->route.s = NULL;
	assert_int_equal(judge_new(d, TODAY, &j), DC_OK);
	assert_int_equal(judge_finding(j, &m.f, &v), DC_OK);
	assert_non_null(find(&v, "PROHIBITED/foreign_no_route"));
	judge_free(j);
	dc_declaration_free(d);
}

static void test_waivers(void **state)
{
	static const struct { const char *why, *category, *verdict, *waiver; } rows[] = {
		{ "on its last day, a child of its category", "career.history", "UNDECLARED_CATEGORY", "w1" },
		{ "another category", "person.age", "UNDECLARED_CATEGORY", NULL },
		{ "one day too late", "auth.password", "PROHIBITED/listed", NULL },
	};
	struct made m = { "waivers", BIND "  prohibit: [auth]\n", { AT("/s/a", ""), HIGH(1) }, NULL, NULL, NULL };
	struct dc_declaration *d = load_made(&m);
	struct judge *j = NULL;

	(void)state;
	assert_int_equal(judge_new(d, TODAY, &j), DC_OK);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		const struct verdict *v;
		struct verdicts all;

		m.f.category = rows[i].category;
		assert_int_equal(judge_finding(j, &m.f, &all), DC_OK);
		v = find(&all, rows[i].verdict);
		if (v == NULL || (v->waiver != NULL) != (rows[i].waiver != NULL) || verdict_violates(v) != (rows[i].waiver == NULL))
			fail_msg("%s: %s", rows[i].why, v == NULL ? "no such verdict" : v->waiver == NULL ? "not waived" : "waived");
	}
	judge_free(j);
	dc_declaration_free(d);
}

/* What a scope takes over by extends, and what it does not. */
static void test_extends(void **state)
{
	static const char text[] = HEAD BIND "  prohibit: [auth]\n- id: deep\n  extends: s\n  match: {files: ['/s/deep/**']}\n"
		"- id: apart\n  match: {files: ['/s/apart/**']}\n  owner: {}\n";
	struct facts f = { .category = "person.name", HIGH(1) };
	struct dc_declaration *d = NULL;
	struct dc_error err = { 0 };
	struct judge *j = NULL;
	struct verdicts v;

	(void)state;
	if (declaration_load_bytes(dc_span_of(text), "/d", TODAY, &d, quiet, NULL, &err) != DC_OK)
		fail_msg("%s", err.text);
	assert_int_equal(judge_new(d, TODAY, &j), DC_OK);
	f.where = (struct location){ "/s/deep/a", 9, "", "", "" };
	assert_int_equal(judge_finding(j, &f, &v), DC_OK);
	assert_non_null(find(&v, "DECLARED"));
	f.category = "auth.password";
	assert_int_equal(judge_finding(j, &f, &v), DC_OK);
	assert_non_null(find(&v, "PROHIBITED/listed"));
	f.where = (struct location){ "/s/apart/a", 10, "", "", "" };
	f.category = "person.name";
	assert_int_equal(judge_finding(j, &f, &v), DC_OK);
	assert_non_null(find(&v, "OTHER_PURPOSE"));	/* nothing is inherited unsaid */
	judge_free(j);
	dc_declaration_free(d);
}

static void test_exit_code(void **state)
{
	static const struct { const char *why; struct dc_judgement j; const char *fail_on; bool complete, require; int want; } rows[] = {
		{ "clean", { .by_level = { 0, 0, 0, 5, 0 } }, "error", true, true, 0 },
		{ "an error", { .by_level = { 1, 0, 0, 0, 0 } }, "error", true, false, 1 },
		{ "a warning is no error", { .by_level = { 0, 1, 0, 0, 0 } }, "error", true, false, 0 },
		{ "a warning counts when asked for", { .by_level = { 0, 1, 0, 0, 0 } }, "warning", true, false, 1 },
		{ "a note counts when asked for", { .by_level = { 0, 0, 1, 0, 0 } }, "note", true, false, 1 },
		{ "never", { .by_level = { 1, 1, 1, 0, 0 } }, "never", true, false, 0 },
		{ "incomplete", { .by_level = { 0 } }, "error", false, true, 3 },
		{ "incomplete, not asked", { .by_level = { 0 } }, "error", false, false, 0 },
		{ "violations outrank incompleteness", { .by_level = { 1, 0, 0, 0, 0 } }, "error", false, true, 1 },
		{ "never, incomplete", { .by_level = { 1, 0, 0, 0, 0 } }, "never", false, true, 3 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (dc_judge_exit(&rows[i].j, rows[i].fail_on, rows[i].complete, rows[i].require) != rows[i].want)
			fail_msg("%s: must exit %d", rows[i].why, rows[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worked_examples), cmocka_unit_test(test_due_day), cmocka_unit_test(test_my_number),
		cmocka_unit_test(test_rules), cmocka_unit_test(test_foreign_without_route), cmocka_unit_test(test_waivers),
		cmocka_unit_test(test_extends), cmocka_unit_test(test_exit_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
