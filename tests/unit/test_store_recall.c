/* test_store_recall.c -- what is recalled as unchanged without a question for each: it must come to the same as the questions. */
#include "made_store.h"
#include "marktable.h"

#include <signal.h>
#include <sys/resource.h>

#define OBJECTS 300			/* two chunks of marks */

static struct dc_error err;

static int set_up(void **state)
{
	struct place *p = calloc(1, sizeof *p);

	assert_non_null(p);
	place_make(p);
	memset(&err, 0, sizeof err);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	place_done(*state);
	free(*state);
	return 0;
}

static struct made *object(uint64_t seed)
{
	struct made *m = made_object("/share", seed);

	m->r.dev = 5;
	m->r.ino = seed + 1;
	m->r.btime_ns = 8;
	m->r.ctime_ns = (int64_t)seed;
	return m;
}

/* A run that reads them all, ended. */
static int64_t first_run(struct dc_store *s)
{
	int64_t run = run_of(s, "/share");

	GOOD(err, dc_store_begin(s, &err));
	for (uint64_t i = 0; i < OBJECTS; i++) {
		struct made *m = object(i);

		GOOD(err, dc_store_put(s, run, &m->r, &err));
		made_free(m);
	}
	GOOD(err, dc_store_commit(s, &err));
	GOOD(err, dc_store_sweep(s, run, (struct dc_shard){ 0 }, &err));
	run_done(s, run);
	return run;
}

static struct dc_recall *recall(struct dc_store *s, int64_t run, const char *version)
{
	struct dc_recall *r = NULL;

	GOOD(err, dc_store_recall(s, run, version, &r, &err));
	assert_non_null(r);
	return r;
}

static void write_down(struct dc_store *s, int64_t run, struct dc_recall *r)
{
	GOOD(err, dc_store_begin(s, &err));
	GOOD(err, dc_store_put_recalled(s, run, r, &err));
	GOOD(err, dc_store_commit(s, &err));
}

/* Meets an object, or asks for it by its path and puts what is said. True: without a question. */
static bool meet(struct dc_store *s, int64_t run, struct dc_recall *r, struct made *m)
{
	enum dc_reason as = DC_R_none;
	bool recalled = r != NULL && dc_recall_meet(r, &m->r) == DC_RECALL_SAME;

	if (!recalled) {
		GOOD(err, dc_store_unchanged(s, &m->r, "1", &as, &err));
		m->r.reason = as == DC_R_none ? m->r.reason : as;
		GOOD(err, dc_store_begin(s, &err));
		GOOD(err, dc_store_put(s, run, &m->r, &err));
		GOOD(err, dc_store_commit(s, &err));
	}
	made_free(m);
	return recalled;
}

static void test_what_is_the_same(void **state)
{
	static const struct { const char *why; int what; enum dc_recalled want; } rows[] = {
		{ "another device", 1, DC_RECALL_NO }, { "another inode", 2, DC_RECALL_NO }, { "another size", 3, DC_RECALL_NO },
		{ "written", 4, DC_RECALL_NO }, { "inode changed", 5, DC_RECALL_NO }, { "made anew", 6, DC_RECALL_NO },
		{ "another path", 7, DC_RECALL_NO }, { "the same", 0, DC_RECALL_SAME }, { "the same again", 0, DC_RECALL_AGAIN },
	};
	struct dc_store *s = store_at(((struct place *)*state)->path, DC_STORE_CREATE);
	struct dc_recall *r, *newer;
	struct made *m = object(3), *cut = object(13);	/* 13: corrupt_after */
	int64_t run;

	first_run(s);
	run = run_of(s, "/share");
	r = recall(s, run, "1");
	newer = recall(s, run, "2");
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_result seen = m->r;
		enum dc_recalled got;

		seen.dev += rows[i].what == 1;
		seen.ino += rows[i].what == 2;
		seen.size += rows[i].what == 3;
		seen.mtime_ns += rows[i].what == 4;
		seen.ctime_ns += rows[i].what == 5;
		seen.btime_ns += rows[i].what == 6;
		seen.path_len -= rows[i].what == 7;
		got = dc_recall_meet(r, &seen);
		if (got != rows[i].want)
			fail_msg("%s: gives %d", rows[i].why, (int)got);
	}
	assert_int_equal(dc_recall_meet(r, &cut->r), DC_RECALL_NO);	/* what was not read whole is read again */
	assert_int_equal(dc_recall_meet(newer, &m->r), DC_RECALL_NO);	/* another detector reads */
	dc_recall_free(r);
	dc_recall_free(newer);
	made_free(m);
	made_free(cut);
	dc_store_close(s);
}

#define MANY 400000			/* marks: five regions of a file */

static uint64_t nth_mark(uint64_t i)
{
	uint64_t x = (i + 1) * 0x9E3779B97F4A7C15ull;

	x = (x ^ x >> 31) * 0xBF58476D1CE4E5B9ull;
	return x ^ x >> 29;
}

static unsigned descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	unsigned n = 0;

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

/* In a file and in memory: every mark leads to its id, no other to any. */
static void test_table(void **state)
{
	const struct place *p = *state;
	const struct { const char *why, *folder; uint64_t n; bool file; } rows[] = {
		{ "few", p->folder, 300, false }, { "none", p->folder, 0, false }, { "many", p->folder, MANY, true }, { "no folder", NULL, MANY, false },
		{ "a folder that is not there", "/nowhere/at/all", MANY, false },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		unsigned before = descriptors();
		struct marktable *t = marktable_new(rows[i].n, rows[i].folder);
		uint64_t id, wrong = 0;

		assert_non_null(t);
		assert_int_equal(descriptors() - before, rows[i].file);
		for (uint64_t k = 0; k < rows[i].n; k++)
			wrong += !marktable_add(t, nth_mark(k), k);
		wrong += !marktable_ready(t);
		for (uint64_t k = 0; k < rows[i].n; k++)
			wrong += !marktable_find(t, nth_mark(k), &id) || id != k;
		for (uint64_t k = 0, at = 0; k < rows[i].n; k++, at = (at + 7919) % rows[i].n)	/* not in the order of ids */
			wrong += !marktable_find(t, nth_mark(at), &id) || id != at;
		for (uint64_t k = rows[i].n; k < rows[i].n + 1000; k++)
			wrong += marktable_find(t, nth_mark(k), &id);
		if (wrong != 0)
			fail_msg("%s: %llu wrong", rows[i].why, (unsigned long long)wrong);
		marktable_free(t);
	}
}

/* Marks that fall into one region, more than it holds: left out, and the look for one comes to an end. */
static void test_table_of_one_region(void **state)
{
	const struct place *p = *state;
	struct marktable *t = marktable_new(MANY, p->folder);
	uint64_t id, found = 0;

	assert_non_null(t);
	for (uint64_t k = 0; k < MANY; k++)
		assert_true(marktable_add(t, nth_mark(k) / 5 | 2, k));
	assert_true(marktable_ready(t));
	for (uint64_t k = 0; k < 1000; k++)
		found += marktable_find(t, nth_mark(k) / 5 | 2, &id);
	assert_int_equal(found, 1000);
	assert_false(marktable_find(t, UINT64_MAX / 6, &id));
	marktable_free(t);
}

/* A full disk is told while the table is filled, or when it is brought in order. */
static void test_table_on_a_full_disk(void **state)
{
	static const rlim_t room[] = { 4096, 4u << 20 };
	const struct place *p = *state;
	struct rlimit before;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	for (size_t i = 0; i < DC_ARRAY_LEN(room); i++) {
		struct marktable *t = marktable_new(MANY, p->folder);
		bool good = true;

		assert_non_null(t);
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){ room[i], before.rlim_max });
		for (uint64_t k = 0; good && k < MANY; k++)
			good = marktable_add(t, nth_mark(k), k);
		good = good && marktable_ready(t);
		setrlimit(RLIMIT_FSIZE, &before);
		assert_false(good);
		marktable_free(t);
	}
}

static enum dc_status count_objects(void *ctx, const struct dc_stored_object *o, struct dc_error *e)
{
	(void)o;
	(void)e;
	++*(unsigned *)ctx;
	return DC_OK;
}

/* Objects 0..99 went, 100..149 lie in a folder that cannot be read, the rest is as it was. Twice, and they come back. */
static void nights(struct dc_store *s, bool recalled, struct dc_coverage *c, unsigned *met)
{
	for (int night = 0; night < 3; night++) {
		int64_t run = run_of(s, "/share");
		struct dc_recall *r = recalled ? recall(s, run, "1") : NULL;
		uint64_t from = night == 2 ? 0 : 100;
		unsigned n = 0, without = 0;

		for (uint64_t i = from; i < OBJECTS; i++)
			without += meet(s, run, r, object(i));
		if (recalled && without == 0)
			fail_msg("night %d: all were asked for", night);
		if (r != NULL)
			write_down(s, run, r);
		dc_recall_free(r);
		GOOD(err, dc_store_sweep(s, run, (struct dc_shard){ 0 }, &err));
		run_done(s, run);
		GOOD(err, dc_store_coverage(s, run, &c[night], &err));
		GOOD(err, dc_store_each_object(s, run, count_objects, &n, &err));
		met[night] = n;
		must_be_whole(s);
	}
}

static void test_as_good_as_puts(void **state)
{
	const struct place *p = *state;
	struct dc_coverage asked[3] = { 0 }, recalled[3] = { 0 };
	unsigned met_asked[3] = { 0 }, met_recalled[3] = { 0 };
	char *dumps[2];

	for (int i = 0; i < 2; i++) {
		struct dc_store *s;

		place_clear(p);
		s = store_at(p->path, DC_STORE_CREATE);
		first_run(s);
		nights(s, i == 1, i == 1 ? recalled : asked, i == 1 ? met_recalled : met_asked);
		dumps[i] = dump_of(s);
		dc_store_close(s);
	}
	assert_string_equal(dumps[0], dumps[1]);
	assert_memory_equal(asked, recalled, sizeof asked);
	assert_memory_equal(met_asked, met_recalled, sizeof met_asked);
	assert_int_equal(met_recalled[0], OBJECTS - 100);
	assert_int_equal(met_recalled[2], OBJECTS);
	free(dumps[0]);
	free(dumps[1]);
}

/* After a batch that was rolled back another recall knows of nothing; a run that is resumed knows what it noted and what it read. */
static void test_resumed(void **state)
{
	const struct place *p = *state;
	struct dc_store *s = store_at(p->path, DC_STORE_CREATE);
	struct made *noted = object(3), *read = object(4), *left = object(5);
	struct dc_recall *r;
	unsigned n = 0;
	int64_t run;

	first_run(s);
	run = run_of(s, "/share");
	r = recall(s, run, "1");
	assert_int_equal(dc_recall_meet(r, &noted->r), DC_RECALL_SAME);
	GOOD(err, dc_store_begin(s, &err));
	GOOD(err, dc_store_put_recalled(s, run, r, &err));
	dc_store_rollback(s);
	assert_int_equal(dc_store_put_recalled(s, run, r, &err), DC_EBUG);	/* no batch */
	memset(&err, 0, sizeof err);
	dc_recall_free(r);
	r = recall(s, run, "1");
	assert_int_equal(dc_recall_meet(r, &noted->r), DC_RECALL_SAME);
	GOOD(err, dc_store_begin(s, &err));
	GOOD(err, dc_store_put(s, run, &read->r, &err));
	GOOD(err, dc_store_put_recalled(s, run, r, &err));
	GOOD(err, dc_store_commit(s, &err));
	dc_recall_free(r);
	dc_store_close(s);

	s = store_at(p->path, DC_STORE_WRITE);
	r = recall(s, run, "1");
	assert_int_equal(dc_recall_meet(r, &noted->r), DC_RECALL_AGAIN);
	assert_int_equal(dc_recall_meet(r, &read->r), DC_RECALL_AGAIN);
	assert_int_equal(dc_recall_meet(r, &left->r), DC_RECALL_SAME);
	GOOD(err, dc_store_each_object(s, run, count_objects, &n, &err));
	assert_int_equal(n, 2);
	dc_recall_free(r);
	dc_store_close(s);
	made_free(noted);
	made_free(read);
	made_free(left);
}

/* The persons of a run that met what the one before met are not counted anew; of any other they are. */
static void test_persons(void **state)
{
	bool alone = false;
	static const struct { const char *why; bool meets_all, token, incomplete; } rows[] = {
		{ "all as it was", true, false, false }, { "all as it was, nobody else writes", true, false, false }, { "one went", false, false, false }, { "another person, the same counts", true, true, false },
		{ "read with a gap", true, false, true },
	};
	struct dc_store *s = store_at(((struct place *)*state)->path, DC_STORE_CREATE);
	int64_t run = first_run(s);
	struct dc_run ended = { .ended_ns = 9, .complete = true };

	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_persons quick, before = { 11111, 22222, 33333 };
		bool taken = i == 1 || (i == 0 && place_server() == NULL);	/* there others may write the same run, unless they are kept out */
		struct dc_recall *r;

		if (i == 1)
			GOOD(err, dc_store_alone(s, &alone, &err));
		assert_int_equal(alone, i >= 1);
		ended.id = run;			/* says what nothing counts to: only who takes it over has it */
		ended.persons = before;
		GOOD(err, dc_store_run_end(s, &ended, &err));
		run = run_of(s, "/share");
		r = recall(s, run, "1");
		for (uint64_t k = 0; k < OBJECTS; k++) {
			struct made *m = object(k);

			if (rows[i].token && k == 3) {
				assert_true(m->r.n_tokens != 0);
				made_token(m, 0)->token[0] ^= 1;
				m->r.ctime_ns++;
			}
			if (rows[i].meets_all || k != 3)
				meet(s, run, r, m);
			else
				made_free(m);
		}
		write_down(s, run, r);
		dc_recall_free(r);
		GOOD(err, dc_store_sweep(s, run, (struct dc_shard){ 0 }, &err));
		GOOD(err, dc_store_run_persons(s, run, !rows[i].incomplete, &quick, &err));
		if ((memcmp(&quick, &before, sizeof quick) == 0) != taken)
			fail_msg("%s: %llu persons at least", rows[i].why, (unsigned long long)quick.lo);
	}
	dc_store_close(s);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = { T(test_table), T(test_table_of_one_region), T(test_table_on_a_full_disk), T(test_what_is_the_same), T(test_as_good_as_puts), T(test_resumed), T(test_persons) };
#undef T
	return cmocka_run_group_tests(tests, NULL, NULL);
}
