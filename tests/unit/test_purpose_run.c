/* test_purpose_run.c -- a whole run judged in an inventory: objects (PURPOSES 1.7 D2), scopes (E5), counts, judging again. */
#include "table.h"

#include "made_result.h"
#include "tempdir.h"

#include "daicho/purpose.h"

#include <stdio.h>

#define TODAY 20261122

static void quiet(void *ctx, const struct dc_lint *lint)
{
	(void)ctx;
	(void)lint;
}

static struct dc_declaration *load(const char *name)
{
	struct dc_declaration *d = NULL;
	struct dc_error err = { 0 };
	char path[512];

	snprintf(path, sizeof path, SOURCE_DIR "/corpora/policies/%s.yaml", name);
	if (dc_declaration_load(path, TODAY, &d, quiet, NULL, &err) != DC_OK)
		fail_msg("%s", err.text);
	return d;
}

struct fixture {
	char *dir;
	struct dc_store *store;
	struct dc_run run;
	struct dc_error err;
};

static void open_store(struct fixture *x)
{
	char path[512];

	*x = (struct fixture){ .dir = tempdir_make() };
	assert_non_null(x->dir);
	snprintf(path, sizeof path, "%s/inventory.db", x->dir);
	x->run = (struct dc_run){ .targets = "t", .declaration_sha256 = "", .rule_pack = "", .tool_version = "t", .detector_version = "t",
		.options = "{}", .started_ns = 1 };
	if (dc_store_open(path, DC_STORE_CREATE, &x->store, &x->err) != DC_OK || dc_store_run_begin(x->store, &x->run, &x->err) != DC_OK ||
	    dc_store_begin(x->store, &x->err) != DC_OK)
		fail_msg("%s", x->err.text);
}

static void close_store(struct fixture *x)
{
	dc_store_close(x->store);
	tempdir_remove(x->dir);
}

struct object {
	const char *path, *table;
	enum dc_reason reason;
	const char *format;
	bool directory;
	const char *category;		/* NULL: no finding */
	uint64_t high, placeholders;
	uint32_t mode;
};

static void put(struct fixture *x, const struct object *o)
{
	struct made *m = made_new("t", o->path);
	struct dc_kind kind = { .id = "x", .category = o->category };

	made_room(m, 1, o->category != NULL, 0, 0);
	made_part(m, 0)->table = o->table;
	made_part(m, 0)->format = o->format;
	made_part(m, 0)->reason = o->reason;
	m->r.reason = o->reason;
	m->r.bytes_read = 100;
	m->r.directory = o->directory;
	m->r.mode = o->mode == 0 ? 0100600 : o->mode;
	if (o->category != NULL) {
		made_set_finding(m, 0, &kind, o->high);
		made_finding(m, 0)->placeholders = o->placeholders;
	}
	if (dc_store_put(x->store, x->run.id, &m->r, &x->err) != DC_OK)
		fail_msg("%s: %s", o->path, x->err.text);
	made_free(m);
}

/* What the verdicts of the run are, one a line: "scope verdict/reason level clause". */
struct list {
	char text[8192];
	size_t n;
};

static enum dc_status add(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f, const struct dc_stored_object *o,
	struct dc_error *err)
{
	struct list *l = ctx;
	size_t was = strlen(l->text);

	(void)err;
	(void)f;
	(void)o;
	snprintf(l->text + was, sizeof l->text - was, "%s %s/%s %s %s%s|%s|%s\n", v->scope, v->verdict, v->reason, v->level, v->clause,
		v->primary ? "" : " also", v->suggested, v->detail);
	l->n++;
	return DC_OK;
}

static void judge(struct fixture *x, const struct dc_declaration *d, struct dc_judgement *j, struct list *l)
{
	*l = (struct list){ .n = 0 };
	if (dc_judge(d, x->store, x->run.id, TODAY, j, &x->err) != DC_OK || dc_store_each_verdict(x->store, x->run.id, add, l, &x->err) != DC_OK)
		fail_msg("%s", x->err.text);
}

static void has(const struct list *l, const char *line, bool want)
{
	if ((strstr(l->text, line) != NULL) != want)
		fail_msg("\"%s\" must%s be among:\n%s", line, want ? "" : " not", l->text);
}

static void test_unread(void **state)
{
	static const struct object objects[] = {
		{ "smb://fs01/campaign/2025s/entries.zip", "", DC_R_encrypted, "zip", false, NULL, 0, 0, 0 },	/* D2 */
		{ "smb://fs01/campaign/2025s/winners.xlsx", "", DC_R_none, "xlsx", false, "contact.address", 60, 0, 0 },	/* D1 */
		{ "smb://fs01/out/stats/link", "", DC_R_symlink, "", false, NULL, 0, 0, 0 },
		{ "smb://fs01/out/stats/sample.csv", "", DC_R_none, "csv", false, "contact.email", 0, 9, 0 },
		{ "smb://fs01/nowhere.bin", "", DC_R_io_error, "", false, NULL, 0, 0, 0 },
	};
	struct dc_declaration *d = load("handling-agreement-en");
	struct dc_judgement j;
	struct fixture x;
	struct list l;

	(void)state;
	open_store(&x);
	for (size_t i = 0; i < DC_ARRAY_LEN(objects); i++)
		put(&x, &objects[i]);
	assert_int_equal(dc_store_commit(x.store, &x.err), DC_OK);
	for (int again = 0; again < 2; again++) {	/* judging again replaces, it does not add */
		judge(&x, d, &j, &l);
		has(&l, "campaign-2025s UNKNOWN/password open", true);
		has(&l, " UNKNOWN/offline open", true);
		has(&l, "campaign-2025s OVER_RETENTION/ warning prizes (agreement 1.2)|delete_after_check|2025-12-30 < 2026-11-22", true);
		has(&l, "campaign-2025s POLICY_SILENT/items note", true);
		has(&l, "stats-out UNKNOWN", false);	/* a link has nothing of its own */
		has(&l, "stats-out PROHIBITED", false);	/* sample values are no one's */
		has(&l, "other-out NOT_FOUND_UNKNOWN/ open person.name|ask|no object of this scope was met", true);
		assert_int_equal(j.findings, 1);
		assert_int_equal(j.by_level[1], 1);
		assert_int_equal(j.by_level[4], 2);
		assert_int_equal(j.placeholders, 1);
		assert_int_equal(j.unread, 2);
		assert_int_equal(j.scopes_without_match, 2);	/* other-out, inventory */
		assert_int_equal(dc_judge_exit(&j, "error", false, true), 3);
		assert_int_equal(dc_judge_exit(&j, "warning", false, true), 1);
	}
	close_store(&x);
	dc_declaration_free(d);
}

static enum dc_status add_scope(void *ctx, int64_t run, const struct dc_scope_coverage *c, struct dc_error *err)
{
	struct list *l = ctx;
	size_t was = strlen(l->text);

	(void)err;
	snprintf(l->text + was, sizeof l->text - was, "%d %s %d/%d/%d/%d %d %d\n", (int)run, c->scope, (int)c->objects[DC_COMPLETE],
		(int)c->objects[DC_PARTIAL], (int)c->objects[DC_SKIPPED], (int)c->objects[DC_FAILED], (int)c->carried, (int)c->bytes_read);
	return DC_OK;
}

/* What each run covered of each scope, and what of that it read: of the second, one file that changed. */
static void test_scopes(void **state)
{
	static const struct object first[] = {
		{ "smb://fs01/campaign/2025s/entries.zip", "", DC_R_encrypted, "zip", false, NULL, 0, 0, 0 },
		{ "smb://fs01/campaign/2025s/part.csv", "", DC_R_limit_time, "csv", false, NULL, 0, 0, 0 },
		{ "smb://fs01/campaign/2025s/winners.xlsx", "", DC_R_none, "xlsx", false, "contact.address", 60, 0, 0 },
		{ "smb://fs01/out/stats/link", "", DC_R_symlink, "", false, NULL, 0, 0, 0 },
		{ "smb://fs01/nowhere.bin", "", DC_R_none, "", false, NULL, 0, 0, 0 },
	};
	static const struct object second[] = {
		{ "smb://fs01/campaign/2025s/entries.zip", "", DC_R_none, "zip", false, NULL, 0, 0, 0 },
		{ "smb://fs01/campaign/2025s/winners.xlsx", "", DC_R_unchanged_since, "xlsx", false, NULL, 0, 0, 0 },
		{ "smb://fs01/nowhere.bin", "", DC_R_unchanged_since, "", false, NULL, 0, 0, 0 },
	};
	static const char *const wanted[] = { "1  1/0/0/0 0 100\n", "1 campaign-2025s 1/1/0/1 0 300\n", "1 stats-out 0/0/1/0 0 100\n", "1 other-out 0/0/0/0 0 0\n",
		"2  0/0/1/0 1 0\n", "2 campaign-2025s 1/0/1/0 1 100\n", "2 stats-out 0/0/0/0 0 0\n" };
	struct dc_declaration *d = load("handling-agreement-en");
	struct dc_judgement j;
	struct fixture x;
	struct list l;

	(void)state;
	open_store(&x);
	for (size_t i = 0; i < DC_ARRAY_LEN(first); i++)
		put(&x, &first[i]);
	assert_int_equal(dc_store_commit(x.store, &x.err), DC_OK);
	judge(&x, d, &j, &l);
	judge(&x, d, &j, &l);		/* judging again replaces, it does not add */
	if (dc_store_run_begin(x.store, &x.run, &x.err) != DC_OK || dc_store_begin(x.store, &x.err) != DC_OK)
		fail_msg("%s", x.err.text);
	for (size_t i = 0; i < DC_ARRAY_LEN(second); i++)
		put(&x, &second[i]);
	assert_int_equal(dc_store_commit(x.store, &x.err), DC_OK);
	judge(&x, d, &j, &l);
	l = (struct list){ .n = 0 };
	assert_int_equal(dc_store_each_scope(x.store, add_scope, &l, &x.err), DC_OK);
	for (size_t i = 0; i < DC_ARRAY_LEN(wanted); i++)
		has(&l, wanted[i], true);
	close_store(&x);
	dc_declaration_free(d);
}

/* Each UNKNOWN of PURPOSES 1.5, by an object that ended so. */
static void test_each_unknown(void **state)
{
	static const struct { enum dc_reason reason; const char *format, *line; } rows[] = {
		{ DC_R_access_denied, "", "UNKNOWN/permission" }, { DC_R_encrypted, "zip", "UNKNOWN/password" },
		{ DC_R_encrypted, "luks", "UNKNOWN/encrypted" }, { DC_R_unsupported_type, "", "UNKNOWN/unsupported" },
		{ DC_R_image_no_ocr, "png", "UNKNOWN/image_no_ocr" }, { DC_R_parser_crash, "pdf", "UNKNOWN/corrupt" },
		{ DC_R_limit_size, "", "UNKNOWN/too_large" }, { DC_R_parser_timeout, "", "UNKNOWN/timeout" },
		{ DC_R_io_error, "", "UNKNOWN/offline" }, { DC_R_offline_stub, "", "UNKNOWN/cloud_stub" },
		{ DC_R_sampled, "", "UNKNOWN/sampled" }, { DC_R_changed, "", "UNKNOWN/changed_while_reading" },
		{ DC_R_policy_exclude, "", "UNKNOWN/excluded" }, { DC_R_internal, "", "UNKNOWN/internal" },
	};
	struct dc_declaration *d = load("handling-agreement-en");
	struct dc_judgement j;
	struct fixture x;
	struct list l;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		open_store(&x);
		put(&x, &(struct object){ .path = "smb://fs01/campaign/2025s/a", .table = "", .reason = rows[i].reason, .format = rows[i].format });
		assert_int_equal(dc_store_commit(x.store, &x.err), DC_OK);
		judge(&x, d, &j, &l);
		has(&l, rows[i].line, true);
		assert_int_equal(dc_judge_exit(&j, "error", false, true), 3);
		close_store(&x);
	}
	dc_declaration_free(d);
}

static void test_not_found(void **state)
{
	static const struct { const char *why; struct object extra; const char *line; } rows[] = {
		{ "all tables read (E5)", { "postgresql://hr/pay/pay.other", "pay.other", DC_R_none, "", false, NULL, 0, 0, 0 },
			"payroll NOT_FOUND/ note work.salary" },
		{ "one without permission", { "postgresql://hr/pay/pay.other", "pay.other", DC_R_access_denied, "", false, NULL, 0, 0, 0 },
			"payroll NOT_FOUND_UNKNOWN/ open work.salary" },
		{ "one read in part", { "postgresql://hr/pay/pay.other", "pay.other", DC_R_sampled, "", false, NULL, 0, 0, 0 },
			"payroll NOT_FOUND_UNKNOWN/ open work.salary" },
		{ "a folder above that could not be listed", { "postgresql://hr", "", DC_R_access_denied, "", true, NULL, 0, 0, 0 },
			"payroll NOT_FOUND_UNKNOWN/ open work.salary" },
		{ "a folder elsewhere", { "/srv/x", "", DC_R_access_denied, "", true, NULL, 0, 0, 0 },
			"payroll NOT_FOUND/ note work.salary" },
	};
	static const struct object person = { "postgresql://hr/pay/pay.person", "pay.person", DC_R_none, "", false, "person.name", 31, 0, 0 };
	static const struct object gensen = { "postgresql://hr/pay/pay.gensen", "pay.gensen", DC_R_none, "", false, "govid.my_number", 143, 0, 0 };
	struct dc_declaration *d = load("lquom-en");

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_judgement j;
		struct fixture x;
		struct list l;

		open_store(&x);
		put(&x, &person);
		put(&x, &gensen);
		put(&x, &rows[i].extra);
		assert_int_equal(dc_store_commit(x.store, &x.err), DC_OK);
		judge(&x, d, &j, &l);
		has(&l, rows[i].line, true);
		has(&l, "payroll DECLARED/ pass e.gov (web-en 2(2) d)", true);
		has(&l, "payroll NOT_FOUND/ note person.name", false);	/* it was found */
		assert_int_equal(j.by_level[3], 2);
		close_store(&x);
	}
	dc_declaration_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_unread), cmocka_unit_test(test_each_unknown), cmocka_unit_test(test_scopes), cmocka_unit_test(test_not_found) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
