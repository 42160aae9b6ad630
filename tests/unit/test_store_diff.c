/* test_store_diff.c -- what changed between two runs, of which kind, and why (PURPOSES §2.3). */
#include "made_store.h"

static struct dc_error err;

/* What a run sees of one file. */
struct sight {
	const char *path;		/* NULL: ends the list */
	uint64_t emails;		/* hits; 0: none found */
	enum dc_reason reason;
	int mtime;
	uint8_t content;		/* 0: not computed */
	uint8_t ino;			/* 0: not known */
	uint8_t dev;
	uint8_t token;			/* of the finding; 0: none */
	uint8_t place;			/* of its hit; 0: none is kept */
	bool directory;
	const char *verdict;		/* of the e-mail finding; NULL: not judged */
};

struct told_changes { char text[1024]; };

static enum dc_status tell(void *ctx, const struct dc_change_row *c, struct dc_error *e)
{
	struct told_changes *t = ctx;
	size_t n = strlen(t->text);

	(void)e;
	snprintf(t->text + n, sizeof t->text - n, "%s %s %.*s%s%.*s %llu>%llu %s>%s\n", dc_change_name(c->change), dc_cause_name(c->cause),
		(int)c->path_len, c->path, c->path_before_len > 0 ? " from " : "", (int)c->path_before_len, c->path_before,
		(unsigned long long)c->before.hits, (unsigned long long)c->after.hits, c->before.verdict, c->after.verdict);
	return DC_OK;
}

struct one { int64_t id; char path[64]; };
struct found { struct one all[8]; size_t n; };

static enum dc_status take(void *ctx, const struct dc_stored_finding *f, struct dc_error *e)
{
	struct found *found = ctx;

	(void)e;
	found->all[found->n].id = f->id;
	snprintf(found->all[found->n++].path, sizeof found->all[0].path, "%s", f->path);
	return DC_OK;
}

static void judge(struct dc_store *s, int64_t run, const struct sight *sights, const char *declaration)
{
	struct found found = { .n = 0 };

	GOOD(err, dc_store_each_finding(s, run, take, &found, &err));
	GOOD(err, dc_store_begin(s, &err));
	GOOD(err, dc_store_verdicts_clear(s, run, declaration, &err));
	for (size_t i = 0; i < found.n; i++) {
		for (const struct sight *v = sights; v->path != NULL; v++) {
			const struct dc_verdict_row row = { .finding_id = found.all[i].id, .verdict = v->verdict, .primary = true };

			if (strcmp(v->path, found.all[i].path) == 0 && v->verdict != NULL)
				GOOD(err, dc_store_verdict_put(s, run, &row, &err));
		}
	}
	GOOD(err, dc_store_commit(s, &err));
}

static int64_t see(struct dc_store *s, const struct sight *sights, const char *declaration)
{
	int64_t run = run_of(s, "/s");

	for (const struct sight *v = sights; v->path != NULL; v++) {
		struct made *m = made_new("/s", v->path);

		made_room(m, 1, v->emails > 0, v->place > 0, v->token > 0);
		if (v->emails > 0)
			made_set_finding(m, 0, &made_email, v->emails);
		if (v->place > 0)
			*made_hit(m, 0) = (struct dc_result_hit){ .start = v->place, .field = "", .masked = "****", .column = DC_NO_COLUMN };
		if (v->token > 0)
			made_set_token(m, 0, 0, 0, v->token, false);
		m->r.reason = v->reason;
		m->r.directory = v->directory;
		m->r.mtime_ns = v->mtime;
		m->r.size = 100;
		m->r.content[0] = v->content;
		m->r.dev = v->dev;
		m->r.ino = v->ino;
		m->r.btime_ns = 6;
		put_alone(s, run, m);
	}
	GOOD(err, dc_store_sweep(s, run, (struct dc_shard){ 0 }, &err));
	if (declaration != NULL)
		judge(s, run, sights, declaration);
	return run;
}

static const struct {
	const char *why;
	struct sight before[4], after[4];
	const char *declared_before, *declared_after;
	const char *want;
} rows[] = {
	{ "nothing", { { "/s/a", .emails = 5 } }, { { "/s/a", .emails = 5 } }, NULL, NULL, "" },
	{ "a new file", { { "/s/a", .emails = 5 } }, { { "/s/a", .emails = 5 }, { "/s/b", .emails = 7 } }, NULL, NULL, "new data /s/b 0>7 >\n" },
	{ "a file gone", { { "/s/a", .emails = 5 }, { "/s/b", .emails = 7 } }, { { "/s/a", .emails = 5 } }, NULL, NULL, "gone data /s/b 7>0 >\n" },
	{ "found in a changed file", { { "/s/a", .emails = 0 } }, { { "/s/a", .emails = 5, .mtime = 1 } }, NULL, NULL, "new data /s/a 0>5 >\n" },
	{ "found by a better detector", { { "/s/a", .emails = 0 } }, { { "/s/a", .emails = 5 } }, NULL, NULL, "new detector /s/a 0>5 >\n" },
	{ "cleaned", { { "/s/a", .emails = 5 } }, { { "/s/a", .emails = 0, .mtime = 1 } }, NULL, NULL, "gone data /s/a 5>0 >\n" },
	{ "ten more of many", { { "/s/a", .emails = 1000 } }, { { "/s/a", .emails = 1010, .mtime = 1 } }, NULL, NULL, "count_changed data /s/a 1000>1010 >\n" },
	{ "nine more of many", { { "/s/a", .emails = 1000 } }, { { "/s/a", .emails = 1009, .mtime = 1 } }, NULL, NULL, "" },
	{ "a tenth more of few", { { "/s/a", .emails = 20 } }, { { "/s/a", .emails = 22, .mtime = 1 } }, NULL, NULL, "count_changed data /s/a 20>22 >\n" },
	{ "less than a tenth of few", { { "/s/a", .emails = 21 } }, { { "/s/a", .emails = 23 } }, NULL, NULL, "" },
	{ "moved", { { "/s/a", .emails = 5, .content = 7 } }, { { "/s/b", .emails = 5, .content = 7 } }, NULL, NULL, "moved data /s/b from /s/a 5>5 >\n" },
	{ "other bytes are no move", { { "/s/a", .emails = 5, .content = 7 } }, { { "/s/b", .emails = 5, .content = 8 } }, NULL, NULL,
		"gone data /s/a 5>0 >\nnew data /s/b 0>5 >\n" },
	{ "a copy is no move", { { "/s/a", .emails = 5, .content = 7 } }, { { "/s/a", .emails = 5, .content = 7 }, { "/s/b", .emails = 5, .content = 7 } }, NULL, NULL,
		"new data /s/b 0>5 >\n" },
	{ "renamed", { { "/s/a", .emails = 5, .ino = 7, .mtime = 3 } }, { { "/s/b", .emails = 5, .ino = 7, .mtime = 3 } }, NULL, NULL, "moved data /s/b from /s/a 5>5 >\n" },
	{ "renamed and written", { { "/s/a", .emails = 5, .ino = 7, .mtime = 3 } }, { { "/s/b", .emails = 5, .ino = 7, .mtime = 4 } }, NULL, NULL,
		"gone data /s/a 5>0 >\nnew data /s/b 0>5 >\n" },
	{ "another file of the same age", { { "/s/a", .emails = 5, .ino = 7, .mtime = 3 } }, { { "/s/b", .emails = 5, .ino = 8, .mtime = 3 } }, NULL, NULL,
		"gone data /s/a 5>0 >\nnew data /s/b 0>5 >\n" },
	{ "neither hashed nor of a known inode", { { "/s/a", .emails = 5 } }, { { "/s/b", .emails = 5 } }, NULL, NULL, "gone data /s/a 5>0 >\nnew data /s/b 0>5 >\n" },
	{ "copied to another file system and removed", { { "/s/a", .emails = 5, .dev = 1, .ino = 7, .mtime = 3, .token = 9 } },
		{ { "/s/b", .emails = 5, .dev = 2, .ino = 8, .mtime = 4, .token = 9 } }, NULL, NULL, "moved data /s/b from /s/a 5>5 >\n" },
	{ "another person's at the same place", { { "/s/a", .emails = 5, .dev = 1, .ino = 7, .token = 9 } },
		{ { "/s/b", .emails = 5, .dev = 2, .ino = 8, .token = 10 } }, NULL, NULL, "gone data /s/a 5>0 >\nnew data /s/b 0>5 >\n" },
	{ "no value kept, the time kept", { { "/s/a", .emails = 5, .dev = 1, .ino = 7, .mtime = 3, .place = 6 } },
		{ { "/s/b", .emails = 5, .dev = 2, .ino = 8, .mtime = 3, .place = 6 } }, NULL, NULL, "moved data /s/b from /s/a 5>5 >\n" },
	{ "no value kept, another time", { { "/s/a", .emails = 5, .dev = 1, .ino = 7, .mtime = 3, .place = 6 } },
		{ { "/s/b", .emails = 5, .dev = 2, .ino = 8, .mtime = 4, .place = 6 } }, NULL, NULL, "gone data /s/a 5>0 >\nnew data /s/b 0>5 >\n" },
	{ "two alike: the inode tells which is which", { { "/s/a", .emails = 5, .ino = 7, .token = 9 }, { "/s/b", .emails = 5, .ino = 8, .token = 9 } },
		{ { "/s/c", .emails = 5, .ino = 8, .token = 9 }, { "/s/d", .emails = 5, .ino = 9, .token = 9 } }, NULL, NULL,
		"moved data /s/c from /s/b 5>5 >\nmoved data /s/d from /s/a 5>5 >\n" },
	{ "two alike, one copy left", { { "/s/a", .emails = 5, .ino = 7, .token = 9 }, { "/s/b", .emails = 5, .ino = 8, .token = 9 } },
		{ { "/s/c", .emails = 5, .ino = 9, .token = 9 } }, NULL, NULL, "gone data /s/b 5>0 >\nmoved data /s/c from /s/a 5>5 >\n" },
	{ "no right to read any more", { { "/s/a", .emails = 5 } }, { { "/s/a", .emails = 0, .reason = DC_R_access_denied } }, NULL, NULL, "lost_sight coverage /s/a 5>0 >\n" },
	{ "read in part only", { { "/s/a", .emails = 5 } }, { { "/s/a", .emails = 3, .reason = DC_R_limit_time } }, NULL, NULL, "lost_sight coverage /s/a 5>3 >\n" },
	{ "the folder cannot be read", { { "/s/d/a", .emails = 5 } }, { { "/s/d", .emails = 0, .reason = DC_R_access_denied, .directory = true } }, NULL, NULL,
		"lost_sight coverage /s/d/a 5>5 >\n" },
	{ "regained", { { "/s/a", .emails = 0, .reason = DC_R_access_denied } }, { { "/s/a", .emails = 5 } }, NULL, NULL, "regained coverage /s/a 0>5 >\n" },
	{ "another declaration", { { "/s/a", .emails = 5, .verdict = "DECLARED" } }, { { "/s/a", .emails = 5, .verdict = "PROHIBITED" } }, "d1", "d2",
		"verdict_changed declaration /s/a 5>5 DECLARED>PROHIBITED\n" },
	{ "another verdict by itself", { { "/s/a", .emails = 5, .verdict = "DECLARED" } }, { { "/s/a", .emails = 5, .verdict = "OVER_RETENTION" } }, "d1", "d1",
		"verdict_changed data /s/a 5>5 DECLARED>OVER_RETENTION\n" },
	{ "the same verdict", { { "/s/a", .emails = 5, .verdict = "DECLARED" } }, { { "/s/a", .emails = 5, .verdict = "DECLARED" } }, "d1", "d2", "" },
	{ "count and verdict", { { "/s/a", .emails = 5, .verdict = "DECLARED" } }, { { "/s/a", .emails = 9, .mtime = 1, .verdict = "REVIEW" } }, "d1", "d1",
		"count_changed data /s/a 5>9 DECLARED>REVIEW\nverdict_changed data /s/a 5>9 DECLARED>REVIEW\n" },
	{ "judged once only", { { "/s/a", .emails = 5, .verdict = "DECLARED" } }, { { "/s/a", .emails = 5 } }, "d1", NULL, "" },
	{ "in order of paths", { { "/s/c", .emails = 5 } }, { { "/s/d", .emails = 5 }, { "/s/b", .emails = 5 } }, NULL, NULL,
		"new data /s/b 0>5 >\ngone data /s/c 5>0 >\nnew data /s/d 0>5 >\n" },
};

static void test_changes(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct told_changes told = { "" };
		struct place p;
		struct dc_store *s;
		int64_t from, to;

		memset(&err, 0, sizeof err);
		place_make(&p);
		s = store_at(p.path, DC_STORE_CREATE);
		from = see(s, rows[i].before, rows[i].declared_before);
		to = see(s, rows[i].after, rows[i].declared_after);
		GOOD(err, dc_store_each_change(s, from, to, tell, &told, &err));
		if (strcmp(told.text, rows[i].want) != 0)
			fail_msg("%s: gives\n%s", rows[i].why, told.text);
		must_be_whole(s);
		dc_store_close(s);
		place_done(&p);
	}
}

static enum dc_status note_first(void *ctx, const struct dc_stored_finding *f, struct dc_error *e)
{
	(void)e;
	*(int64_t *)ctx = strcmp(f->path, "/s/b") == 0 ? f->first_run : -1;
	return DC_OK;
}

/* A baseline must not call new what was only renamed, or copied and removed. */
static void test_moved_was_seen_before(void **state)
{
	static const struct sight before[] = { { "/s/a", .emails = 5, .ino = 7, .token = 9 }, { .path = NULL } };
	static const struct sight renamed[] = { { "/s/b", .emails = 5, .ino = 7, .token = 9 }, { .path = NULL } };
	static const struct sight copied[] = { { "/s/b", .emails = 5, .ino = 8, .mtime = 1, .token = 9 }, { .path = NULL } };
	const struct sight *const after[] = { renamed, copied };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(after); i++) {
		struct place p;
		struct dc_store *s;
		int64_t from, to, first = 0;

		memset(&err, 0, sizeof err);
		place_make(&p);
		s = store_at(p.path, DC_STORE_CREATE);
		from = see(s, before, NULL);
		to = see(s, after[i], NULL);
		GOOD(err, dc_store_each_finding(s, to, note_first, &first, &err));
		assert_int_equal(first, from);
		dc_store_close(s);
		place_done(&p);
	}
}

/* A later run must not change what is said of earlier ones, and the middle run falls out between the outer two. */
static void test_three_runs(void **state)
{
	static const struct sight first[] = { { "/s/a", .emails = 5 }, { "/s/b", .emails = 5 }, { .path = NULL } };
	static const struct sight second[] = { { "/s/a", .emails = 50, .mtime = 1 }, { .path = NULL } };
	static const struct sight third[] = { { "/s/a", .emails = 5, .mtime = 2 }, { "/s/b", .emails = 5 }, { .path = NULL } };
	static const struct { int64_t from, to; const char *want; } pairs[] = {
		{ 1, 2, "count_changed data /s/a 5>50 >\ngone data /s/b 5>0 >\n" },
		{ 2, 3, "count_changed data /s/a 50>5 >\nnew data /s/b 0>5 >\n" },
		{ 1, 3, "" },
	};
	struct place p;
	struct dc_store *s;

	(void)state;
	memset(&err, 0, sizeof err);
	place_make(&p);
	s = store_at(p.path, DC_STORE_CREATE);
	see(s, first, NULL);
	see(s, second, NULL);
	see(s, third, NULL);
	for (size_t i = 0; i < DC_ARRAY_LEN(pairs); i++) {
		struct told_changes told = { "" };

		GOOD(err, dc_store_each_change(s, pairs[i].from, pairs[i].to, tell, &told, &err));
		if (strcmp(told.text, pairs[i].want) != 0)
			fail_msg("%d to %d gives\n%s", (int)pairs[i].from, (int)pairs[i].to, told.text);
	}
	assert_int_equal(dc_store_each_change(s, 2, 2, tell, NULL, &err), DC_EUSAGE);
	memset(&err, 0, sizeof err);
	assert_int_equal(dc_store_each_change(s, 1, 9, tell, NULL, &err), DC_EUSAGE);
	dc_store_close(s);
	place_done(&p);
}

static enum dc_status note_run(void *ctx, const struct dc_run *run, struct dc_error *e)
{
	char *seen = ctx;
	size_t n = strlen(seen);

	(void)e;
	snprintf(seen + n, 64 - n, "%lld%s ", (long long)run->id, run->ended_ns == 0 ? "?" : "");
	return run->id == 3 ? DC_END : DC_OK;
}

/* Pruned before run 3: runs 3 and 4 compare as before, what stood still stands, the gone are forgotten. */
static void test_prune(void **state)
{
	static const struct sight runs[][3] = {
		{ { "/s/a", .emails = 5 }, { "/s/gone", .emails = 5 } },
		{ { "/s/a", .emails = 50, .mtime = 1 } },
		{ { "/s/a", .emails = 500, .mtime = 2 } },
		{ { "/s/a", .emails = 5000, .mtime = 3 } },
	};
	struct told_changes before = { "" }, after = { "" };
	char seen[64] = "", seen_after[64] = "";
	struct place p;
	struct dc_store *s;
	char *dump;

	(void)state;
	memset(&err, 0, sizeof err);
	place_make(&p);
	s = store_at(p.path, DC_STORE_CREATE);
	for (size_t i = 0; i < DC_ARRAY_LEN(runs); i++)
		see(s, runs[i], NULL);
	assert_int_equal(dc_store_prune(s, 99, &err), DC_EUSAGE);
	memset(&err, 0, sizeof err);
	GOOD(err, dc_store_each_change(s, 3, 4, tell, &before, &err));
	assert_string_equal(before.text, "count_changed data /s/a 500>5000 >\n");
	dump = dump_of(s);
	assert_non_null(strstr(dump, "/s/gone"));
	free(dump);
	GOOD(err, dc_store_each_run(s, note_run, seen, &err));
	assert_string_equal(seen, "1? 2? 3? ");	/* the walk ended where it was told to */
	GOOD(err, dc_store_prune(s, 3, &err));
	must_be_whole(s);
	GOOD(err, dc_store_each_run(s, note_run, seen_after, &err));
	assert_string_equal(seen_after, "3? ");	/* never ended, all of them */
	GOOD(err, dc_store_each_change(s, 3, 4, tell, &after, &err));
	assert_string_equal(before.text, after.text);
	assert_int_equal(dc_store_each_change(s, 1, 4, tell, &after, &err), DC_EUSAGE);	/* run 1 is forgotten */
	dump = dump_of(s);
	assert_null(strstr(dump, "/s/gone"));
	assert_non_null(strstr(dump, "high=5000"));
	free(dump);
	dc_store_close(s);
	place_done(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes), cmocka_unit_test(test_moved_was_seen_before), cmocka_unit_test(test_three_runs), cmocka_unit_test(test_prune),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
