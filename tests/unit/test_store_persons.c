/* test_store_persons.c -- the interval of persons (PURPOSES §1.6): lo the surest key, best what hangs together, hi all apart. */
#include "made_store.h"
#include "scratch.h"
#include "sorter.h"

#include <math.h>
#include <signal.h>
#include <sys/resource.h>

static struct dc_error err;

struct ids { int64_t all[64]; size_t n; };

static enum dc_status take(void *ctx, const struct dc_stored_finding *f, struct dc_error *e)
{
	struct ids *ids = ctx;

	(void)e;
	ids->all[ids->n++] = f->id;
	return DC_OK;
}

static struct dc_persons persons_of_all(struct dc_store *s)
{
	struct ids ids = { .n = 0 };
	struct dc_persons p = { 0 };

	memset(&err, 0, sizeof err);
	GOOD(err, dc_store_each_finding(s, 0, take, &ids, &err));
	GOOD(err, dc_store_persons(s, ids.all, ids.n, &p, &err));
	return p;
}

/* PURPOSES §1.7, A3: 5,100 addresses, of which 230 pairs stand in one row each: 0 / 4,870 / 5,100. */
static void test_a3(void **state)
{
	struct place p;
	struct dc_store *s;
	struct made *m = made_new("/scratch", "/scratch/copy.csv");
	struct dc_persons got;

	(void)state;
	place_make(&p);
	s = store_at(p.path, DC_STORE_CREATE);
	made_room(m, 1, 1, 0, 5100);
	made_set_finding(m, 0, &made_email, 5100);
	for (uint32_t i = 0; i < 5100; i++)
		made_set_token(m, i, 0, i < 460 ? i / 2 : i - 230, i, false);
	put_alone(s, run_of(s, "/scratch"), m);
	got = persons_of_all(s);
	assert_int_equal(got.lo, 0);
	assert_int_equal(got.best, 4870);
	assert_int_equal(got.hi, 5100);
	dc_store_close(s);
	place_done(&p);
}

/* Tokens as a keyed hash spreads them: the n-th of a generator, equal for equal n (splitmix64). */
static void put_values(struct dc_store *s, int64_t run, const char *path, uint64_t from, uint32_t n)
{
	struct made *m = made_new("/share", path);

	made_room(m, 1, 1, 0, n);
	made_set_finding(m, 0, &made_email, n);
	for (uint32_t i = 0; i < n; i++) {
		uint64_t x = (from + i) * UINT64_C(0x9e3779b97f4a7c15);

		x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
		made_set_token(m, i, 0, i, x ^ x >> 31, false);
	}
	put_alone(s, run, m);
}

/* How far one set of values stands in two others: all are compared where they are few, a sample of them where they are many. */
static void test_shared(void **state)
{
	static const struct { const char *why; uint32_t n; uint64_t shared_from; double share; } rows[] = {
		{ "none", 1000, 0, 0 }, { "a quarter of few", 1000, 250, 0.25 }, { "all of few", 4096, 4096, 1 }, { "all of many", 40000, 40000, 1 },
		{ "a quarter of many", 40000, 10000, 0.25 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		uint64_t shared = rows[i].shared_from, most;
		struct dc_shared got = { 0 };
		struct ids ids = { .n = 0 };
		struct dc_shared_ask ask = { .n = 1, .n_others = 2, .groups = (const uint32_t[]){ 7, 9 } };
		struct place p;
		struct dc_store *s;
		int64_t run;

		place_make(&p);
		s = store_at(p.path, DC_STORE_CREATE);
		run = run_of(s, "/share");
		put_values(s, run, "/share/a", 1, rows[i].n);
		put_values(s, run, "/share/b", 1000000, 10);
		put_values(s, run, "/share/c", shared == 0 ? 2000000 : 1 + rows[i].n - shared, 40000);
		GOOD(err, dc_store_each_finding(s, 0, take, &ids, &err));
		ask.findings = ids.all;
		ask.others = ids.all + 1;
		GOOD(err, dc_store_shared(s, &ask, &got, &err));
		most = rows[i].n < DC_SHARED_VALUES ? rows[i].n : DC_SHARED_VALUES;
		if (got.compared != most || got.group != (shared == 0 ? UINT32_MAX : 9))
			fail_msg("%s: %llu compared, most in group %u", rows[i].why, (unsigned long long)got.compared, got.group);
		/* five standard errors of a share, and of the k-th of n */
		if (fabs((double)got.shared / (double)got.compared - rows[i].share) > (rows[i].n > most ? 5 * 0.5 / 64 : 0) ||
		    fabs((double)got.all / rows[i].n - 1) > (rows[i].n > most ? 5.0 / 64 : 0))
			fail_msg("%s: %llu shared, %llu in all", rows[i].why, (unsigned long long)got.shared, (unsigned long long)got.all);
		dc_store_close(s);
		place_done(&p);
	}
}

/* A token in a row of the table: object (a letter), finding within it (e e-mail, i employee id, n name, m My Number), component, value. */
struct row { char object, kind; uint32_t component; uint64_t value; };

static const struct {
	const char *why;
	struct row rows[12];		/* value 0: the finding has no token */
	const char *cut;		/* objects that were not fully read */
	uint64_t lo, best, hi;
} sets[] = {
	{ "nobody", { { 0 } }, "", 0, 0, 0 },
	{ "one address", { { 'a', 'e', 0, 1 } }, "", 0, 1, 1 },
	{ "two addresses apart", { { 'a', 'e', 0, 1 }, { 'a', 'e', 1, 2 } }, "", 0, 2, 2 },
	{ "two addresses in one row", { { 'a', 'e', 0, 1 }, { 'a', 'e', 0, 2 } }, "", 0, 1, 2 },
	{ "one address in two files", { { 'a', 'e', 0, 1 }, { 'b', 'e', 0, 1 } }, "", 0, 1, 1 },
	{ "components are each file's own", { { 'a', 'e', 7, 1 }, { 'b', 'e', 7, 2 } }, "", 0, 2, 2 },
	{ "linked over a third file", { { 'a', 'e', 0, 1 }, { 'b', 'e', 0, 2 }, { 'c', 'e', 4, 1 }, { 'c', 'e', 4, 2 } }, "", 0, 1, 2 },
	{ "one-per-person keys", { { 'a', 'i', 0, 1 }, { 'a', 'i', 1, 2 }, { 'b', 'i', 0, 2 } }, "", 2, 2, 2 },
	{ "keys and addresses of the same rows", { { 'a', 'e', 0, 1 }, { 'a', 'e', 1, 2 }, { 'a', 'i', 0, 11 }, { 'a', 'i', 1, 12 } }, "", 2, 2, 4 },
	{ "best is never below lo", { { 'a', 'i', 0, 1 }, { 'a', 'i', 0, 2 }, { 'a', 'i', 0, 3 } }, "", 3, 3, 3 },
	{ "not fully read", { { 'a', 'e', 0, 1 }, { 'b', 'e', 0, 2 } }, "b", 0, 2, DC_PERSONS_UNKNOWN },
	{ "names alone: the finding's own interval", { { 'a', 'n', 0, 0 } }, "", 0, 5, 5 },
	{ "names beside addresses are the same persons", { { 'a', 'e', 0, 1 }, { 'a', 'n', 0, 0 } }, "", 0, 5, 5 },
	{ "names in another file are others", { { 'a', 'e', 0, 1 }, { 'b', 'n', 0, 0 } }, "", 0, 6, 6 },
	{ "My Number is sure without a token", { { 'a', 'm', 0, 0 }, { 'b', 'e', 0, 1 } }, "", 3, 4, 4 },
};

static const struct dc_kind *kind_of(char k)
{
	return k == 'e' ? &made_email : k == 'i' ? &made_employee : k == 'n' ? &made_name : &made_my_number;
}

/* The object's rows: a finding for each kind, in the order they come. */
static void put_one(struct dc_store *s, int64_t run, const struct row *rows, size_t n, char object, bool cut)
{
	const char path[] = { '/', 's', '/', object, '\0' };
	struct made *m = made_new("/s", path);
	uint32_t findings = 0, tokens = 0;
	char last = 0;

	made_room(m, 1, n, 0, n);
	for (size_t i = 0; i < n && rows[i].object != 0; i++) {
		if (rows[i].object != object)
			continue;
		if (rows[i].kind != last) {
			uint64_t lo = rows[i].kind == 'm' ? 3 : 0, most = rows[i].kind == 'n' ? 5 : 3;

			made_set_finding(m, findings++, kind_of(rows[i].kind), 1);
			made_finding(m, findings - 1)->persons = (struct dc_persons){ lo, most, most };
		}
		last = rows[i].kind;
		if (rows[i].value != 0)
			made_set_token(m, tokens++, findings - 1, rows[i].component, rows[i].value, rows[i].kind == 'i');
	}
	m->r.n_findings = findings;
	m->r.n_tokens = tokens;
	m->r.reason = cut ? DC_R_limit_size : DC_R_none;
	put_alone(s, run, m);
}

static void test_sets(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(sets); i++) {
		struct place p;
		struct dc_store *s;
		struct dc_persons got;
		int64_t run;

		place_make(&p);
		s = store_at(p.path, DC_STORE_CREATE);
		run = run_of(s, "/s");
		for (char object = 'a'; object <= 'c'; object++)
			put_one(s, run, sets[i].rows, DC_ARRAY_LEN(sets[i].rows), object, strchr(sets[i].cut, object) != NULL);
		got = persons_of_all(s);
		if (got.lo != sets[i].lo || got.best != sets[i].best || got.hi != sets[i].hi)
			fail_msg("%s: %llu / %llu / %llu", sets[i].why, (unsigned long long)got.lo, (unsigned long long)got.best,
				(unsigned long long)got.hi);
		dc_store_close(s);
		place_done(&p);
	}
}

/* The numbers found by joining step by step, the slow way, are the same. */
static void test_against_a_simple_count(void **state)
{
	uint64_t seed = 7;

	(void)state;
	for (unsigned round = 0; round < 20; round++) {
		enum { OBJECTS = 4, EACH = 30 };
		uint64_t value[OBJECTS * EACH], best = 0, hi = 0;
		uint32_t component[OBJECTS * EACH], group[OBJECTS * EACH];
		struct place p;
		struct dc_store *s;
		struct dc_persons got;
		int64_t run;
		bool moved = true;

		place_make(&p);
		s = store_at(p.path, DC_STORE_CREATE);
		run = run_of(s, "/s");
		for (uint32_t o = 0; o < OBJECTS; o++) {
			const char path[] = { '/', 's', '/', (char)('a' + o), '\0' };
			struct made *m = made_new("/s", path);

			made_room(m, 1, 1, 0, EACH);
			made_set_finding(m, 0, &made_email, EACH);
			for (uint32_t i = 0; i < EACH; i++) {
				value[o * EACH + i] = made_random(&seed) % 80;
				component[o * EACH + i] = (uint32_t)(made_random(&seed) % 20);
				made_set_token(m, i, 0, component[o * EACH + i], value[o * EACH + i], false);
			}
			put_alone(s, run, m);
		}
		for (uint32_t i = 0; i < OBJECTS * EACH; i++)
			group[i] = i;
		while (moved) {
			moved = false;
			for (uint32_t i = 0; i < OBJECTS * EACH; i++)
				for (uint32_t k = 0; k < OBJECTS * EACH; k++)
					if ((value[i] == value[k] || (i / EACH == k / EACH && component[i] == component[k])) && group[i] < group[k]) {
						group[k] = group[i];
						moved = true;
					}
		}
		for (uint32_t i = 0; i < OBJECTS * EACH; i++) {
			bool again = false;

			best += group[i] == i;
			for (uint32_t k = 0; k < i; k++)
				again = again || value[i] == value[k];
			hi += !again;
		}
		got = persons_of_all(s);
		assert_int_equal(got.best, best);
		assert_int_equal(got.hi, hi);
		dc_store_close(s);
		place_done(&p);
	}
}

/* ---- more than memory is given for */

#define MANY 300000u

/* Two objects with the same values, each in a row of its own: as many persons as values; and one more value in a row with two of them. */
static void test_many(void **state)
{
	static const char *const paths[] = { "/s/a", "/s/b" };
	struct dc_persons got, of_run;
	struct place p;
	struct dc_store *s;
	int64_t run;

	(void)state;
	memset(&err, 0, sizeof err);
	place_make(&p);
	s = store_at(p.path, DC_STORE_CREATE);
	run = run_of(s, "/s");
	for (size_t o = 0; o < DC_ARRAY_LEN(paths); o++) {
		struct made *m = made_new("/s", paths[o]);

		made_room(m, 1, 1, 0, MANY + 1);
		made_set_finding(m, 0, o == 0 ? &made_email : &made_employee, MANY);
		for (uint32_t i = 0; i < MANY; i++)
			made_set_token(m, i, 0, o == 1 && i == 7 ? 6 : i, i * 0x9E3779B97F4A7C15ull, o == 1);
		made_set_token(m, MANY, 0, MANY - 1, 5, o == 1);
		put_alone(s, run, m);
	}
	got = persons_of_all(s);
	GOOD(err, dc_store_run_persons(s, run, true, &of_run, &err));
	assert_memory_equal(&got, &of_run, sizeof got);
	assert_int_equal(got.lo, MANY + 1);	/* employees' numbers */
	assert_int_equal(got.best, MANY + 1);	/* what hangs together is fewer: 7 with 6, the last one with 5 */
	assert_int_equal(got.hi, MANY + 1);
	dc_store_close(s);
	place_done(&p);
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void sort_many(const char *why, const char *folder, uint64_t n)
{
	struct sorter *s = sorter_new(sizeof n, by_number, folder);
	uint64_t before = 0, given = 0, sum = 0, wrong = 0;
	const void *at;

	assert_non_null(s);
	for (uint64_t i = 0; i < n; i++) {
		uint64_t v = i * 7919 % n;

		GOOD(err, sorter_add(s, &v, 1, &err));
	}
	while (sorter_next(s, &at, &err) == DC_OK) {
		uint64_t v = *(const uint64_t *)at;

		wrong += v < before;
		before = v;
		given++;
		sum += v;
	}
	if (err.status != DC_OK || wrong != 0 || given != n || sum != n * (n - 1) / 2)
		fail_msg("%s: %llu of %llu given, %llu out of order: %s", why, (unsigned long long)given, (unsigned long long)n, (unsigned long long)wrong, err.text);
	assert_int_equal(sorter_next(s, &at, &err), DC_END);
	sorter_free(s);
}

static void test_sorter(void **state)
{
	struct rlimit before;
	struct place p;

	(void)state;
	memset(&err, 0, sizeof err);
	place_make(&p);
	sort_many("few", p.folder, 1000);
	sort_many("one", p.folder, 1);
	sort_many("in a file", p.folder, 1000003);
	sort_many("no folder", NULL, 1000003);
	sort_many("a folder that is not there", "/nowhere/at/all", 1000003);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 5u << 20, before.rlim_max });
	sort_many("the disk is full after two runs", p.folder, 1000003);
	setrlimit(RLIMIT_FSIZE, &before);
	place_done(&p);
}

static void test_scratch(void **state)
{
	const struct { const char *folder; uint32_t n; } rows[] = { { "/tmp", 5 }, { "/tmp", 700001 }, { NULL, 700001 }, { "/nowhere/at/all", 700001 } };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct scratch *s = scratch_new(rows[i].n, rows[i].folder);
		uint32_t v;

		assert_non_null(s);
		for (uint32_t k = 0; k < rows[i].n; k += 3)
			assert_true(scratch_set(s, k, k + 1));
		for (uint32_t k = 0; k < rows[i].n; k++) {
			assert_true(scratch_get(s, k, &v));
			if (v != (k % 3 == 0 ? k + 1 : k))
				fail_msg("row %zu: number %u is %u", i, k, v);
		}
		scratch_free(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a3), cmocka_unit_test(test_sets), cmocka_unit_test(test_against_a_simple_count),
		cmocka_unit_test(test_many), cmocka_unit_test(test_sorter), cmocka_unit_test(test_scratch), cmocka_unit_test(test_shared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
