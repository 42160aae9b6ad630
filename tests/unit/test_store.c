/* test_store.c -- what the inventory keeps, in which order it gives it back, and what it refuses to take. */
#include "made_store.h"

static struct dc_error err;

static int set_up(void **state)
{
	static struct place p;

	memset(&err, 0, sizeof err);
	place_make(&p);
	*state = &p;
	return 0;
}

static int tear_down(void **state)
{
	place_done(*state);
	return 0;
}

static struct dc_store *open_new(void **state)
{
	return store_at(((struct place *)*state)->path, DC_STORE_CREATE);
}

/* ---- one result, all fields */

static struct made *full_result(void)
{
	static const struct dc_weight weights[] = { { DC_E_form, 1.25f }, { DC_E_column_confirms, -0.5f } };
	static const char *const links[] = { "/share/second-name", NULL };
	struct made *m = made_new("/share", "/share/a\xff.zip");
	struct dc_result_column *c = dc_arena_array(m->arena, 1, sizeof *c);

	made_room(m, 2, 1, 2, 2);
	*made_part(m, 1) = (struct dc_result_part){ "in/b.csv", "Sheet1", "csv", "CP932", DC_R_cell_truncated, "row 7", 4711,
		"\xe5\x8f\x97\xe4\xbb\x98\xe6\x97\xa5\t20190401\t20260331\n", "90\t1\t88\t0\tperson.age,person.sex" };
	made_set_finding(m, 0, &made_email, 7);
	*made_finding(m, 0) = (struct dc_result_finding){ .part = 1, .field = "メール", .column = 3, .category = "contact.email", .kind = &made_email,
		.low = 1, .medium = 2, .high = 7, .placeholders = 4, .roles = 5, .confidence = 0.875f, .persons = { 1, 6, DC_PERSONS_UNKNOWN },
		.sample = 1, .oldest = 20190401, .newest = 20260331 };
	*made_hit(m, 0) = (struct dc_result_hit){ .part = 1, .start = 1, .confidence = 0.99f, .masked = "***@example.com" };
	*made_hit(m, 1) = (struct dc_result_hit){ .part = 1, .start = UINT64_MAX - 1, .end = UINT64_MAX, .line = 12, .row = 13, .record = 14, .col = 15,
		.confidence = 0.875f, .masked = "***@example.co.jp", .weights = weights, .n_weights = 2 };
	*c = (struct dc_result_column){ 1, 3, "メール", "contact.email", &made_email, 0.75f, 100, 90, 80, 70, weights, 2 };
	m->r.columns = c;
	m->r.n_columns = 1;
	m->r.links = links;
	m->r.reason = DC_R_row_error;
	m->r.detail = "row 7: cut";
	m->r.size = UINT64_MAX - 5;
	m->r.bytes_read = 4711;
	m->r.dev = UINT64_MAX;
	m->r.mtime_ns = -1;
	return m;
}

static enum dc_status see_finding(void *ctx, const struct dc_stored_finding *f, struct dc_error *e)
{
	(void)e;
	++*(unsigned *)ctx;
	assert_string_equal(f->asset, "/share");
	assert_int_equal(f->path_len, 13);
	assert_memory_equal(f->path, "/share/a\xff.zip", 13);
	assert_string_equal(f->inner, "in/b.csv");
	assert_string_equal(f->table, "Sheet1");
	assert_string_equal(f->field, "メール");
	assert_string_equal(f->format, "csv");
	assert_string_equal(f->category, "contact.email");
	assert_string_equal(f->kind, "contact.email");
	assert_int_equal(f->column, 3);
	assert_int_equal(f->low, 1);
	assert_int_equal(f->medium, 2);
	assert_int_equal(f->high, 7);
	assert_int_equal(f->placeholders, 4);
	assert_int_equal(f->roles, 5);
	assert_true(f->confidence == 0.875f);
	assert_int_equal(f->persons.lo, 1);
	assert_int_equal(f->persons.best, 6);
	assert_true(f->persons.hi == DC_PERSONS_UNKNOWN);
	assert_int_equal(f->oldest, 20190401);
	assert_int_equal(f->newest, 20260331);
	assert_int_equal(f->object_reason, DC_R_row_error);
	assert_int_equal(f->mtime_ns, -1);
	assert_int_equal(f->mode, 0100644);
	/* the sample stands for the finding, though another hit is surer */
	assert_true(f->start == UINT64_MAX - 1 && f->end == UINT64_MAX);
	assert_int_equal(f->line, 12);
	assert_int_equal(f->row, 13);
	assert_string_equal(f->masked, "***@example.co.jp");
	assert_int_equal(f->n_weights, 2);
	assert_int_equal(f->weights[1].why, DC_E_column_confirms);
	assert_true(f->weights[1].logodds == -0.5f);
	return DC_OK;
}

static enum dc_status see_object(void *ctx, const struct dc_stored_object *o, struct dc_error *e)
{
	(void)e;
	++*(unsigned *)ctx;
	assert_true(o->size == UINT64_MAX - 5);
	assert_int_equal(o->bytes_read, 4711);
	assert_string_equal(o->format, "text");
	assert_string_equal(o->charset, "UTF-8");
	assert_string_equal(o->detail, "row 7: cut");
	assert_int_equal(o->findings, 1);
	return DC_OK;
}

static enum dc_status see_part(void *ctx, const struct dc_stored_object *o, const struct dc_stored_part *p, struct dc_error *e)
{
	(void)e;
	++*(unsigned *)ctx;
	assert_int_equal(p->object_id, o->id);
	if (p->inner[0] == '\0')
		return DC_OK;
	assert_string_equal(p->table, "Sheet1");
	assert_string_equal(p->charset, "CP932");
	assert_int_equal(p->reason, DC_R_cell_truncated);
	assert_string_equal(p->detail, "row 7");
	assert_int_equal(p->bytes, 4711);
	return DC_OK;
}

static enum dc_status see_column(void *ctx, const struct dc_stored_object *o, const char *inner, const char *table, const struct dc_result_column *c,
	const char *kind, struct dc_error *e)
{
	(void)o;
	(void)e;
	++*(unsigned *)ctx;
	assert_string_equal(inner, "in/b.csv");
	assert_string_equal(table, "Sheet1");
	assert_string_equal(kind, "contact.email");
	assert_string_equal(c->field, "メール");
	assert_int_equal(c->column, 3);
	assert_true(c->confidence == 0.75f);
	assert_int_equal(c->rows, 100);
	assert_int_equal(c->filled, 90);
	assert_int_equal(c->distinct, 80);
	assert_int_equal(c->matching, 70);
	assert_int_equal(c->n_weights, 2);
	return DC_OK;
}

static void test_all_fields(void **state)
{
	struct dc_store *s = open_new(state);
	int64_t run = run_of(s, "/share");
	unsigned seen[5] = { 0 };
	bool done = false;

	put_alone(s, run, full_result());
	dc_store_close(s);
	s = store_at(((struct place *)*state)->path, DC_STORE_READ);
	GOOD(err, dc_store_each_finding(s, run, see_finding, &seen[0], &err));
	GOOD(err, dc_store_each_object(s, run, see_object, &seen[1], &err));
	GOOD(err, dc_store_each_part(s, run, true, see_part, &seen[2], &err));
	GOOD(err, dc_store_each_part(s, run, false, see_part, &seen[3], &err));
	GOOD(err, dc_store_each_column(s, run, see_column, &seen[4], &err));
	assert_int_equal(seen[0], 1);
	assert_int_equal(seen[1], 1);
	assert_int_equal(seen[2], 2);
	assert_int_equal(seen[3], 1);
	assert_int_equal(seen[4], 1);
	GOOD(err, dc_store_has(s, run, "/share/a\xff.zip", 13, &done, &err));
	assert_true(done);
	GOOD(err, dc_store_has(s, run, "/share/a\xff.zi", 12, &done, &err));
	assert_false(done);
	GOOD(err, dc_store_has(s, run + 1, "/share/a\xff.zip", 13, &done, &err));
	assert_false(done);
	must_be_whole(s);
	dc_store_close(s);
}

/* ---- runs */

static void test_runs(void **state)
{
	struct dc_store *s = open_new(state);
	struct dc_arena *arena = dc_arena_new(0);
	struct dc_run run = { .targets = "/a\n/b", .declaration_sha256 = "ab", .rule_pack = "2026", .tool_version = "0.1", .detector_version = "7",
		.options = "{\"j\":2}", .started_ns = 77, .atime_kept = true };
	struct dc_run got;

	assert_int_equal(dc_store_run_last(s, &got, arena, &err), DC_END);
	GOOD(err, dc_store_run_begin(s, &run, &err));
	GOOD(err, dc_store_run_last(s, &got, arena, &err));
	assert_int_equal(got.id, run.id);
	assert_int_equal(got.ended_ns, 0);
	assert_string_equal(got.targets, "/a\n/b");
	run.ended_ns = 99;
	run.complete = run.sandboxed = true;
	run.persons = (struct dc_persons){ 1, 2, DC_PERSONS_UNKNOWN };
	GOOD(err, dc_store_run_end(s, &run, &err));
	GOOD(err, dc_store_run_last(s, &got, arena, &err));
	assert_int_equal(got.ended_ns, 99);
	assert_true(got.complete && got.sandboxed && got.atime_kept);
	assert_true(got.persons.hi == DC_PERSONS_UNKNOWN);
	assert_string_equal(got.options, "{\"j\":2}");
	run.id = 4711;
	assert_int_equal(dc_store_run_end(s, &run, &err), DC_EBUG);
	dc_arena_free(arena);
	dc_store_close(s);
}

/* ---- what is refused */

static void test_refused_results(void **state)
{
	struct dc_store *s = open_new(state);
	int64_t run = run_of(s, "/share");
	static const struct { const char *why; int wrong; } rows[] = {
		{ "token of My Number", 0 }, { "finding in no part", 1 }, { "hit of no finding", 2 }, { "token of no finding", 3 },
		{ "sample beyond the hits", 4 }, { "reason out of the list", 5 }, { "too many weights", 6 },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct made *m = made_new("/share", "/share/x");
		enum dc_status st;

		memset(&err, 0, sizeof err);
		made_room(m, 1, 1, 1, 1);
		made_set_finding(m, 0, rows[i].wrong == 0 ? &made_my_number : &made_email, 1);
		made_finding(m, 0)->part = rows[i].wrong == 1 ? 1 : 0;
		made_hit(m, 0)->finding = rows[i].wrong == 2 ? 1 : 0;
		made_token(m, 0)->finding = rows[i].wrong == 3 ? 1 : 0;
		made_finding(m, 0)->sample = rows[i].wrong == 4 ? 1 : 0;
		m->r.reason = rows[i].wrong == 5 ? DC_N_REASONS : DC_R_none;
		made_hit(m, 0)->n_weights = rows[i].wrong == 6 ? DC_WEIGHTS_MOST + 1 : 0;
		GOOD(err, dc_store_begin(s, &err));
		st = dc_store_put(s, run, &m->r, &err);
		if (st != DC_EBUG)
			fail_msg("%s: gives %d", rows[i].why, st);
		memset(&err, 0, sizeof err);
		/* refused before anything was written: the batch is still good */
		GOOD(err, dc_store_commit(s, &err));
		made_free(m);
	}
	dc_store_close(s);
}

static void test_out_of_order_calls(void **state)
{
	struct dc_store *s = open_new(state);
	int64_t run = run_of(s, "/share");
	struct made *m = made_object("/share", 1);

	assert_int_equal(dc_store_put(s, run, &m->r, &err), DC_EBUG);
	memset(&err, 0, sizeof err);
	assert_int_equal(dc_store_commit(s, &err), DC_EBUG);
	memset(&err, 0, sizeof err);
	GOOD(err, dc_store_begin(s, &err));
	assert_int_equal(dc_store_begin(s, &err), DC_EBUG);
	memset(&err, 0, sizeof err);
	/* a run that does not exist breaks the batch; nothing of it is kept */
	GOOD(err, dc_store_put(s, run, &m->r, &err));
	if (dc_store_put(s, run + 99, &m->r, &err) == DC_OK)
		assert_non_null(place_server());	/* whose answer may come as late as at commit */
	memset(&err, 0, sizeof err);
	assert_int_not_equal(dc_store_commit(s, &err), DC_OK);
	memset(&err, 0, sizeof err);
	GOOD(err, dc_store_begin(s, &err));
	GOOD(err, dc_store_commit(s, &err));
	{
		bool done = true;

		GOOD(err, dc_store_has(s, run, m->r.path, m->r.path_len, &done, &err));
		assert_false(done);
	}
	made_free(m);
	dc_store_close(s);
	s = store_at(((struct place *)*state)->path, DC_STORE_READ);
	assert_int_equal(dc_store_begin(s, &err), DC_EUSAGE);
	dc_store_close(s);
}

/* ---- order and the canonical dump */

struct order {
	char last[512];
	unsigned n;
};

static enum dc_status see_order(void *ctx, const struct dc_stored_finding *f, struct dc_error *e)
{
	struct order *o = ctx;
	char now[512];

	(void)e;
	snprintf(now, sizeof now, "%s\t%s\t%s\t%010u\t%s\t%s", f->path, f->inner, f->table, f->column, f->category, f->kind);
	if (o->n++ > 0 && strcmp(o->last, now) > 0)
		fail_msg("out of order: %s before %s", o->last, now);
	memcpy(o->last, now, sizeof now);
	return DC_OK;
}

#define SHUFFLED 300

static char *dump_shuffled(const char *path, uint64_t seed, unsigned batch)
{
	struct dc_store *s = store_at(path, DC_STORE_CREATE);
	int64_t run = run_of(s, "/share");
	unsigned order[SHUFFLED];
	struct order seen = { .n = 0 };
	char *text;

	for (unsigned i = 0; i < SHUFFLED; i++)
		order[i] = i;
	for (unsigned i = SHUFFLED; seed != 0 && i > 1; i--) {
		unsigned k = (unsigned)(made_random(&seed) % i), swap = order[i - 1];

		order[i - 1] = order[k];
		order[k] = swap;
	}
	for (unsigned i = 0; i < SHUFFLED; i++) {
		struct made *m = made_object("/share", order[i]);

		if (i % batch == 0)
			GOOD(err, dc_store_begin(s, &err));
		GOOD(err, dc_store_put(s, run, &m->r, &err));
		if (i % batch == batch - 1 || i == SHUFFLED - 1)
			GOOD(err, dc_store_commit(s, &err));
		made_free(m);
	}
	GOOD(err, dc_store_each_finding(s, run, see_order, &seen, &err));
	assert_true(seen.n > SHUFFLED / 2);
	must_be_whole(s);
	text = dump_of(s);
	for (const char *at = text; (at = strstr(at, "\n\tfinding\t")) != NULL; at++)
		seen.n--;
	assert_int_equal(seen.n, 0);		/* each once */
	dc_store_close(s);
	return text;
}

static void test_dump_is_canonical(void **state)
{
	const struct place *p = *state;
	char *first = dump_shuffled(p->path, 0, 1000);

	assert_non_null(strstr(first, "object\tpath=/share/000/file-000000.csv\tasset=/share\tstatus=corrupt_after\t"));
	for (uint64_t seed = 1; seed < 4; seed++) {
		char *again;

		place_clear(p);
		again = dump_shuffled(p->path, seed, (unsigned)seed * 7);
		assert_string_equal(first, again);
		free(again);
	}
	free(first);
}

/* A dump that could not tell two inventories apart would make every test that relies on it worthless. */
static void test_dump_tells_differences(void **state)
{
	static const char *const whats[] = { "nothing", "detail", "high", "confidence", "masked", "weight", "tokens", "inner", "mode", "component" };
	char *dumps[DC_ARRAY_LEN(whats)];

	for (size_t i = 0; i < DC_ARRAY_LEN(whats); i++) {
		struct dc_weight weight = { DC_E_form, i == 5 ? 1.5f : 1.25f };
		struct made *m = made_new("/share", "/share/x");
		struct dc_store *s = open_new(state);

		made_room(m, 1, 1, 1, i == 6 ? 1 : 2);
		made_set_finding(m, 0, &made_email, i == 2 ? 3 : 2);
		made_finding(m, 0)->confidence = i == 3 ? 0.75f : 0.5f;
		*made_hit(m, 0) = (struct dc_result_hit){ .masked = i == 4 ? "**" : "*", .weights = &weight, .n_weights = 1 };
		made_set_token(m, 0, 0, 0, 1, false);
		if (i != 6)
			made_set_token(m, 1, 0, i == 9 ? 1 : 0, 2, false);
		made_part(m, 0)->inner = i == 7 ? "x" : "";
		m->r.detail = i == 1 ? "x" : "";
		m->r.mode = i == 8 ? 0100600 : 0100644;
		put_alone(s, run_of(s, "/share"), m);
		dumps[i] = dump_of(s);
		dc_store_close(s);
		place_clear(*state);
	}
	for (size_t i = 0; i < DC_ARRAY_LEN(whats); i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(dumps[i], dumps[k]) == 0)
				fail_msg("%s and %s look the same", whats[i], whats[k]);
	for (size_t i = 0; i < DC_ARRAY_LEN(whats); i++)
		free(dumps[i]);
}

/* ---- best hits */

static void test_best_hits_only(void **state)
{
	struct dc_store *s = open_new(state);
	struct made *m = made_new("/share", "/share/x");
	char *text;
	unsigned n = 0;

	made_room(m, 1, 1, 1000, 0);
	made_set_finding(m, 0, &made_email, 1000);
	for (size_t i = 0; i < 1000; i++)
		*made_hit(m, i) = (struct dc_result_hit){ .start = i, .confidence = (float)(i * 7 % 1000) / 1000, .masked = "*",
			.flags = i * 7 % 1000 == 999 ? DC_HIT_PLACEHOLDER : 0 };
	made_finding(m, 0)->sample = 500;
	put_alone(s, run_of(s, "/share"), m);
	text = dump_of(s);
	for (const char *at = text; (at = strstr(at, "\n\t\thit\t")) != NULL; at++)
		n++;
	assert_int_equal(n, 20);
	assert_non_null(strstr(text, "\n\t\thit\tstart=500\t"));	/* the sample */
	assert_non_null(strstr(text, "confidence=0.998000026"));	/* the best but a placeholder */
	assert_null(strstr(text, "confidence=0.99900"));
	assert_null(strstr(text, "confidence=0.979"));			/* the twentieth is 0.980 */
	free(text);
	dc_store_close(s);
}

/* ---- a second run */

struct firsts { int64_t first[8], last[8]; unsigned n; };

static enum dc_status see_first(void *ctx, const struct dc_stored_finding *f, struct dc_error *e)
{
	struct firsts *x = ctx;

	(void)e;
	x->first[x->n] = f->first_run;
	x->last[x->n++] = f->last_run;
	return DC_OK;
}

static struct made *with_kinds(bool email, bool name, enum dc_reason reason)
{
	struct made *m = made_new("/share", "/share/x");
	size_t n = 0;

	made_room(m, 1, (size_t)email + name, 0, 0);
	if (email)
		made_set_finding(m, n++, &made_email, 1);
	if (name)
		made_set_finding(m, n++, &made_name, 1);
	m->r.reason = reason;
	return m;
}

static void test_first_and_last_run(void **state)
{
	struct dc_store *s = open_new(state);
	static const struct { const char *why; bool email, name; enum dc_reason reason; int64_t email_first, name_first; } rows[] = {
		{ "new", true, false, DC_R_none, 1, 0 },
		{ "one more", true, true, DC_R_none, 1, 2 },
		{ "lost from sight", false, false, DC_R_access_denied, 0, 0 },
		{ "back again", true, true, DC_R_none, 1, 2 },
		{ "the same", true, true, DC_R_none, 1, 2 },
		{ "unchanged, not read", false, false, DC_R_unchanged_since, 1, 2 },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		int64_t run = run_of(s, "/share");
		struct firsts got = { .n = 0 };
		unsigned want = (rows[i].email_first > 0) + (rows[i].name_first > 0);

		assert_int_equal(run, i + 1);
		put_alone(s, run, with_kinds(rows[i].email, rows[i].name, rows[i].reason));
		GOOD(err, dc_store_each_finding(s, run, see_first, &got, &err));
		if (got.n != want || (want > 0 && (got.first[0] != rows[i].email_first || got.last[0] != run)) ||
		    (want > 1 && got.first[1] != rows[i].name_first))
			fail_msg("%s: %u findings, first seen by runs %d, %d", rows[i].why, got.n, (int)got.first[0], (int)got.first[1]);
		must_be_whole(s);
	}
	dc_store_close(s);
}

static void test_unchanged_keeps_the_reading(void **state)
{
	struct dc_store *s = open_new(state);
	struct dc_coverage c;
	struct made *m;
	char *before, *after;
	int64_t run = run_of(s, "/share");

	put_alone(s, run, made_object("/share", 3));
	put_alone(s, run, made_object("/share", 13));	/* corrupt_after */
	before = dump_of(s);
	run = run_of(s, "/share");
	for (uint64_t seed = 3; seed <= 13; seed += 10) {
		m = made_object("/share", seed);
		m->r.reason = DC_R_unchanged_since;
		m->r.n_findings = m->r.n_hits = m->r.n_tokens = 0;
		put_alone(s, run, m);
	}
	after = dump_of(s);
	assert_string_equal(before, after);
	GOOD(err, dc_store_coverage(s, run, &c, &err));
	assert_int_equal(c.objects[DC_R_unchanged_since], 1);
	assert_int_equal(c.read[DC_R_unchanged_since], 0);
	assert_int_equal(c.objects[DC_R_corrupt_after], 1);	/* what was not read whole never passes for it */
	free(before);
	free(after);
	dc_store_close(s);
}

static void test_unchanged(void **state)
{
	static const struct { const char *why; int what; bool want; } rows[] = {
		{ "the same", 0, true }, { "another device", 1, false }, { "another inode", 2, false }, { "another size", 3, false },
		{ "written", 4, false }, { "inode changed", 5, false }, { "made anew", 6, false }, { "another path", 7, false },
		{ "another detector", 8, false },
	};
	struct dc_store *s = open_new(state);
	struct made *m = made_object("/share", 3), *cut = made_object("/share", 13);
	enum dc_reason as = DC_R_none;

	m->r.dev = UINT64_MAX;
	m->r.ino = 7;
	m->r.btime_ns = 8;
	m->r.ctime_ns = 9;
	GOOD(err, dc_store_begin(s, &err));
	{
		int64_t run = run_of(s, "/share");

		GOOD(err, dc_store_put(s, run, &m->r, &err));
		GOOD(err, dc_store_put(s, run, &cut->r, &err));
	}
	GOOD(err, dc_store_commit(s, &err));
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_result seen = m->r;

		seen.dev -= rows[i].what == 1;
		seen.ino += rows[i].what == 2;
		seen.size += rows[i].what == 3;
		seen.mtime_ns += rows[i].what == 4;
		seen.ctime_ns += rows[i].what == 5;
		seen.btime_ns += rows[i].what == 6;
		seen.path_len -= rows[i].what == 7;
		GOOD(err, dc_store_unchanged(s, &seen, rows[i].what == 8 ? "2" : "1", &as, &err));
		if ((as == DC_R_unchanged_since) != rows[i].want)
			fail_msg("%s: gives %d", rows[i].why, (int)as);
	}
	GOOD(err, dc_store_unchanged(s, &cut->r, "1", &as, &err));
	assert_int_equal(as, DC_R_none);			/* what was not read whole is read again */
	/* a run of a newer detector that skips it does not make it read by that one */
	{
		struct dc_run run = { .targets = "/share", .declaration_sha256 = "", .rule_pack = "", .tool_version = "", .detector_version = "2",
			.options = "" };
		struct dc_result seen = m->r;

		seen.reason = DC_R_unchanged_since;
		GOOD(err, dc_store_run_begin(s, &run, &err));
		GOOD(err, dc_store_begin(s, &err));
		GOOD(err, dc_store_put(s, run.id, &seen, &err));
		GOOD(err, dc_store_commit(s, &err));
		GOOD(err, dc_store_unchanged(s, &m->r, "2", &as, &err));
		assert_int_equal(as, DC_R_none);
		GOOD(err, dc_store_unchanged(s, &m->r, "1", &as, &err));
		assert_int_equal(as, DC_R_unchanged_since);
	}
	made_free(m);
	made_free(cut);
	dc_store_close(s);
}

/* ---- sweep */

static enum dc_status count_objects(void *ctx, const struct dc_stored_object *o, struct dc_error *e)
{
	(void)o;
	(void)e;
	++*(unsigned *)ctx;
	return DC_OK;
}

static struct made *plain(const char *path, enum dc_reason reason, bool directory)
{
	struct made *m = made_new("/share", path);

	made_room(m, 1, 0, 0, 0);
	m->r.reason = reason;
	m->r.directory = directory;
	return m;
}

static void test_sweep(void **state)
{
	static const char *const first[] = { "/share/kept", "/share/gone", "/share/dark/a", "/share/dark/deep/b", "/share/darker", "/other/x", "/share2/y" };
	static const struct { const char *path; const char *want; } rows[] = {
		{ "/share/kept", "gone=0\tlost=0" }, { "/share/gone", "gone=1\tlost=0" }, { "/share/dark/a", "gone=0\tlost=1" },
		{ "/share/dark/deep/b", "gone=0\tlost=1" }, { "/share/darker", "gone=1\tlost=0" }, { "/other/x", "gone=0\tlost=0" },
		{ "/share2/y", "gone=0\tlost=0" },
	};
	struct dc_store *s = open_new(state);
	int64_t run = run_of(s, "/share\n/other\n/share2");
	unsigned n = 0;
	char *text;

	for (size_t i = 0; i < DC_ARRAY_LEN(first); i++)
		put_alone(s, run, plain(first[i], DC_R_none, false));
	GOOD(err, dc_store_sweep(s, run, (struct dc_shard){ 0 }, &err));
	run = run_of(s, "/share/");
	put_alone(s, run, plain("/share/kept", DC_R_none, false));
	put_alone(s, run, plain("/share/dark", DC_R_access_denied, true));
	GOOD(err, dc_store_sweep(s, run, (struct dc_shard){ 0 }, &err));
	text = dump_of(s);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		char head[128];
		const char *line;

		snprintf(head, sizeof head, "object\tpath=%s\t", rows[i].path);
		line = strstr(text, head);
		assert_non_null(line);
		if (strncmp(strstr(line, "gone="), rows[i].want, strlen(rows[i].want)) != 0)
			fail_msg("%s must be %s: %.120s", rows[i].path, rows[i].want, line);
	}
	free(text);
	GOOD(err, dc_store_each_object(s, 0, count_objects, &n, &err));
	assert_int_equal(n, 6);			/* all but the two that are gone */
	/* what comes back is there again */
	run = run_of(s, "/share");
	put_alone(s, run, plain("/share/gone", DC_R_none, false));
	n = 0;
	GOOD(err, dc_store_each_object(s, run, count_objects, &n, &err));
	assert_int_equal(n, 1);
	must_be_whole(s);
	dc_store_close(s);
}

/* ---- coverage */

static void test_coverage(void **state)
{
	struct dc_store *s = open_new(state);
	int64_t run = run_of(s, "/share");
	struct dc_coverage c;
	uint64_t n = 0;
	char path[64];

	for (unsigned r = 0; r < DC_N_REASONS; r++) {
		for (unsigned k = 0; k <= r % 3; k++) {
			struct made *m;

			snprintf(path, sizeof path, "/share/%u-%u", r, k);
			m = plain(path, (enum dc_reason)r, false);
			m->r.size = 1000 + r;
			m->r.bytes_read = r;
			put_alone(s, run, m);
		}
	}
	GOOD(err, dc_store_coverage(s, run, &c, &err));
	for (unsigned r = 0; r < DC_N_REASONS; r++) {
		assert_int_equal(c.objects[r], r % 3 + 1);
		assert_int_equal(c.bytes[r], (r % 3 + 1) * (1000 + r));
		assert_int_equal(c.read[r], (r % 3 + 1) * r);
		n += c.objects[r];
	}
	assert_true(n > DC_N_REASONS);
	dc_store_close(s);
}

static void test_huge_sizes_do_not_wrap(void **state)
{
	struct dc_store *s = open_new(state);
	int64_t run = run_of(s, "/share");
	struct dc_coverage c;

	for (unsigned i = 0; i < 3; i++) {
		struct made *m = plain(i == 0 ? "/share/a" : i == 1 ? "/share/b" : "/share/c", DC_R_none, false);

		m->r.size = 1ull << 63;
		put_alone(s, run, m);
	}
	GOOD(err, dc_store_coverage(s, run, &c, &err));
	assert_true(c.bytes[DC_R_none] == UINT64_MAX);
	dc_store_close(s);
}

/* ---- tokens */

/* RFC 4231, test case 2 is HMAC-SHA-256 of "what do ya want for nothing?" under "Jefe": our keys are 32 bytes, and HMAC pads
 * short keys with zeros (RFC 2104), so the same key padded gives the same code. */
static void test_token_is_hmac(void **state)
{
	static const uint8_t want[DC_TOKEN_BYTES] = { 0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7 };
	const struct place *p = *state;
	uint8_t key[32] = "Jefe", token[DC_TOKEN_BYTES], other[DC_TOKEN_BYTES];
	struct dc_store *s;
	int fd = open(p->key, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(write(fd, key, sizeof key), sizeof key);
	close(fd);
	s = store_at(p->path, DC_STORE_CREATE);
	dc_store_token(s, dc_span_of("what do ya want for nothing?"), token);
	assert_memory_equal(token, want, sizeof want);
	dc_store_close(s);
	place_clear(p);
	s = store_at(p->path, DC_STORE_CREATE);		/* another installation, another key */
	dc_store_token(s, dc_span_of("what do ya want for nothing?"), other);
	assert_memory_not_equal(token, other, sizeof token);
	dc_store_close(s);
}

/* ---- verdicts */

struct seen_verdicts { char text[1024]; };

static enum dc_status see_verdict(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f, const struct dc_stored_object *o,
	struct dc_error *e)
{
	struct seen_verdicts *t = ctx;
	size_t n = strlen(t->text);

	(void)e;
	snprintf(t->text + n, sizeof t->text - n, "%s|%s|%s|%s|%d;", v->scope, v->verdict, f == NULL ? "-" : f->kind,
		o == NULL ? "-" : o->path, v->primary);
	return DC_OK;
}

struct ids { int64_t finding[4], object[4]; size_t n; };

static enum dc_status take_ids(void *ctx, const struct dc_stored_finding *f, struct dc_error *e)
{
	struct ids *ids = ctx;

	(void)e;
	ids->finding[ids->n] = f->id;
	ids->object[ids->n++] = f->object_id;
	return DC_OK;
}

static struct dc_verdict_row verdict(int64_t finding, int64_t object, const char *scope, const char *name, bool primary)
{
	return (struct dc_verdict_row){ .finding_id = finding, .object_id = object, .scope = scope, .verdict = name, .reason = primary ? "listed" : "",
		.level = "error", .would_be = "", .clause = "", .clause_text = "", .candidates = "", .waiver = "", .suggested = "", .detail = "",
		.primary = primary };
}

static void test_verdicts(void **state)
{
	struct dc_store *s = open_new(state);
	int64_t run = run_of(s, "/share");
	struct seen_verdicts seen = { "" };
	struct ids ids = { .n = 0 };
	char of[96];

	put_alone(s, run, with_kinds(true, true, DC_R_none));
	GOOD(err, dc_store_each_finding(s, run, take_ids, &ids, &err));
	assert_int_equal(ids.n, 2);
	GOOD(err, dc_store_begin(s, &err));
	GOOD(err, dc_store_verdicts_clear(s, run, "abcd", &err));
	{
		const struct dc_verdict_row rows[] = {
			verdict(ids.finding[1], 0, "b", "DECLARED", true), verdict(ids.finding[0], 0, "b", "OVER_RETENTION", false),
			verdict(ids.finding[0], 0, "b", "PROHIBITED", true), verdict(0, ids.object[0], "b", "UNKNOWN", true),
			verdict(0, 0, "a", "NOT_FOUND", true),
		};

		for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
			GOOD(err, dc_store_verdict_put(s, run, &rows[i], &err));
	}
	GOOD(err, dc_store_commit(s, &err));
	GOOD(err, dc_store_each_verdict(s, run, see_verdict, &seen, &err));
	assert_string_equal(seen.text, "a|NOT_FOUND|-|-|1;b|UNKNOWN|-|/share/x|1;b|PROHIBITED|contact.email|/share/x|1;"
		"b|OVER_RETENTION|contact.email|/share/x|0;b|DECLARED|person.name|/share/x|1;");
	GOOD(err, dc_store_verdict_of(s, run, "/share/x", 8, "", "", DC_NO_COLUMN, "contact.email", "contact.email", of, &err));
	assert_string_equal(of, "PROHIBITED/listed");
	GOOD(err, dc_store_verdict_of(s, run, "/share/x", 8, "", "", 0, "contact.email", "contact.email", of, &err));
	assert_string_equal(of, "");
	must_be_whole(s);
	/* judged anew: nothing of the old stays */
	GOOD(err, dc_store_verdicts_clear(s, run, "ef01", &err));
	seen.text[0] = '\0';
	GOOD(err, dc_store_each_verdict(s, run, see_verdict, &seen, &err));
	assert_string_equal(seen.text, "");
	dc_store_close(s);
}

static enum dc_status stop_at_once(void *ctx, const struct dc_stored_object *o, struct dc_error *e)
{
	(void)o;
	++*(unsigned *)ctx;
	return *(unsigned *)ctx == 1 ? DC_END : dc_fail(e, DC_ECANCEL, "stopped");
}

static void test_callback_ends_the_walk(void **state)
{
	struct dc_store *s = open_new(state);
	int64_t run = run_of(s, "/share");
	unsigned n = 0;

	for (uint64_t i = 0; i < 3; i++)
		put_alone(s, run, made_object("/share", i));
	assert_int_equal(dc_store_each_object(s, run, stop_at_once, &n, &err), DC_OK);
	assert_int_equal(n, 1);
	assert_int_equal(dc_store_each_object(s, run, stop_at_once, &n, &err), DC_ECANCEL);
	assert_int_equal(n, 2);
	dc_store_close(s);
}

/* ---- a copy, and back where the inventory is in a server: the other kind of database takes every row */

static void fill_all_tables(struct dc_store *s)
{
	int64_t run = run_of(s, "/share");
	struct ids ids = { .n = 0 };
	struct made *cut = full_result();
	struct dc_verdict_row said;

	put_alone(s, run, full_result());
	put_alone(s, run, with_kinds(true, true, DC_R_none));
	for (uint64_t i = 0; i < 20; i++)
		put_alone(s, run, made_object("/share", i));
	run_done(s, run);
	run = run_of(s, "/share");
	cut->r.asset = "/sh\x83\x5c";		/* a target that is no UTF-8 */
	cut->r.size = 1;			/* another state: the first one goes to the history */
	put_alone(s, run, cut);
	put_alone(s, run, with_kinds(true, false, DC_R_none));
	GOOD(err, dc_store_sweep(s, run, (struct dc_shard){ 0 }, &err));
	GOOD(err, dc_store_each_finding(s, run, take_ids, &ids, &err));
	said = verdict(ids.finding[0], 0, "b", "PROHIBITED", true);
	GOOD(err, dc_store_begin(s, &err));
	GOOD(err, dc_store_verdicts_clear(s, run, "abcd", &err));
	GOOD(err, dc_store_verdict_put(s, run, &said, &err));
	GOOD(err, dc_store_typed_put(s, "b/p/customer", "disposal", "\xe7\xa0\xb4\xe6\xa3\x84", &err));
	GOOD(err, dc_store_commit(s, &err));
	GOOD(err, dc_store_audit(s, "scan", "{\"target\":\"/sh\x83\x5c\"}", &err));
	run_done(s, run);
}

static enum dc_status count_change(void *ctx, const struct dc_change_row *c, struct dc_error *e)
{
	(void)c;
	(void)e;
	++*(unsigned *)ctx;
	return DC_OK;
}

/* The same bytes in the dump, the same history, the same chain of the audit log under the same key. */
static void must_equal(const char *path, const char *want, unsigned want_changes)
{
	struct dc_store *s = store_at(path, DC_STORE_WRITE);
	char *text = dump_of(s);
	unsigned changes = 0;

	assert_string_equal(text, want);
	GOOD(err, dc_store_each_change(s, 1, 2, count_change, &changes, &err));
	assert_int_equal(changes, want_changes);
	must_be_whole(s);
	dc_store_close(s);
	free(text);
}

static void test_copy(void **state)
{
	const struct place *p = *state;
	struct dc_store *s = open_new(state);
	char copy[128], *want;
	unsigned changes = 0;

	snprintf(copy, sizeof copy, "%s/copy", p->folder);
	fill_all_tables(s);
	GOOD(err, dc_store_each_change(s, 1, 2, count_change, &changes, &err));
	assert_true(changes > 3);
	want = dump_of(s);
	GOOD(err, dc_store_copy(s, copy, true, &err));
	dc_store_close(s);
	must_equal(copy, want, changes);
	if (place_server() != NULL) {
		assert_int_equal(unlink(p->key), 0);
		place_drop();
		s = store_at(copy, DC_STORE_READ);
		GOOD(err, dc_store_copy(s, p->path, true, &err));
		dc_store_close(s);
		must_equal(p->path, want, changes);
	}
	/* new rows get numbers behind the copied ones */
	s = store_at(place_server() == NULL ? copy : p->path, DC_STORE_WRITE);
	put_alone(s, run_of(s, "/share"), plain("/share/new", DC_R_none, false));
	must_be_whole(s);
	dc_store_close(s);
	free(want);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_all_fields), T(test_runs), T(test_refused_results), T(test_out_of_order_calls), T(test_dump_is_canonical),
		T(test_dump_tells_differences), T(test_best_hits_only), T(test_first_and_last_run), T(test_unchanged_keeps_the_reading),
		T(test_unchanged), T(test_sweep), T(test_coverage), T(test_huge_sizes_do_not_wrap), T(test_token_is_hmac), T(test_verdicts),
		T(test_callback_ends_the_walk), T(test_copy),
	};
#undef T
	return cmocka_run_group_tests(tests, NULL, NULL);
}
