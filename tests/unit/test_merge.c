/* test_merge.c -- inventories of several hosts in one: what one host would have scanned, to the byte, in whatever order they are named;
 * and every allocation fails in turn, SQLite's own included: all of a merge or nothing. */
#include "fail_alloc.h"
#include "fail_sqlite.h"
#include "made_store.h"

#include "daicho/run.h"

#define PARTS 3
#define OBJECTS 30
enum { ONE = PARTS, ALL, N_NAMES };	/* behind the parts' */

static struct place place;
static char names[N_NAMES][400];
static struct dc_merge_input parts[PARTS];
static char *want;			/* one host's dump */

/* A scan of the objects that fall to the part, or of all; of the folder that cannot be read each part tells. */
static struct dc_store *scanned(unsigned part)
{
	struct dc_error err = { 0 };
	struct dc_store *s = store_at(names[part], DC_STORE_CREATE);
	struct made *closed = made_new("/share", "/share/closed");
	char options[64] = "{}";
	struct dc_run run = { .targets = "/share", .declaration_sha256 = "", .rule_pack = "r", .tool_version = "1", .detector_version = "1",
		.options = options, .started_ns = 5, .ended_ns = 9 };

	if (part != ONE)
		snprintf(options, sizeof options, "{\"shard\":\"%u/%d\"}", part + 1, PARTS);
	GOOD(err, dc_store_run_begin(s, &run, &err));
	closed->r.directory = true;
	closed->r.reason = DC_R_access_denied;
	put_alone(s, run.id, closed);
	for (uint64_t i = 0; i < OBJECTS; i++)
		if (part == ONE || i % PARTS == part)
			put_alone(s, run.id, made_object("/share", i));
	GOOD(err, dc_store_run_end(s, &run, &err));
	return s;
}

/* An empty inventory of the parts' key. */
static struct dc_store *fresh(void)
{
	struct dc_error err = { 0 };

	for (const char *const *tail = (const char *const[]){ "", "-wal", "-shm", "-journal", ".key", NULL }; *tail != NULL; tail++) {
		char path[420];

		snprintf(path, sizeof path, "%s%s", names[ALL], *tail);
		unlink(path);
	}
	GOOD(err, dc_store_lend_key(parts[0].store, names[ALL], &err));
	return store_at(names[ALL], DC_STORE_CREATE);
}

static int set_up(void **state)
{
	struct dc_error err = { 0 };
	struct dc_store *one;

	(void)state;
	place_make(&place);
	for (size_t i = 0; i < N_NAMES; i++)
		snprintf(names[i], sizeof names[i], "%s/%zu.db", place.folder, i + 1);
	for (unsigned i = 0; i < PARTS; i++) {
		if (i != 0)
			GOOD(err, dc_store_lend_key(parts[0].store, names[i], &err));
		parts[i] = (struct dc_merge_input){ names[i], scanned(i) };
	}
	GOOD(err, dc_store_lend_key(parts[0].store, names[ONE], &err));
	one = scanned(ONE);
	want = dump_of(one);
	dc_store_close(one);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < PARTS; i++)
		dc_store_close(parts[i].store);
	free(want);
	place_done(&place);
	return 0;
}

static void must_be(struct dc_store *s, const char *text, const char *why)
{
	char *got = dump_of(s);

	if (strcmp(got, text) != 0)
		fail_msg("%s: another inventory:\n%s\nfor\n%s", why, got, text);
	free(got);
	must_be_whole(s);
}

static void test_any_order(void **state)
{
	static const unsigned orders[][PARTS] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(orders); i++) {
		const struct dc_merge_input in[] = { parts[orders[i][0]], parts[orders[i][1]], parts[orders[i][2]] };
		struct dc_store *s = fresh();
		struct dc_error err = { 0 };
		struct dc_merge_summary m;
		char why[16];

		snprintf(why, sizeof why, "%u %u %u", orders[i][0] + 1, orders[i][1] + 1, orders[i][2] + 1);
		GOOD(err, dc_merge(in, PARTS, s, &m, &err));
		assert_int_equal(m.objects, OBJECTS + 1);
		must_be(s, want, why);
		dc_store_close(s);
	}
}

/* The n-th allocation fails: nothing was taken in, and the same merge then gives all. False: none failed. */
static bool fails_at(long n, unsigned *failed)
{
	struct dc_store *s = fresh();
	struct dc_error err = { 0 };
	struct dc_merge_summary m;
	char *empty = dump_of(s), why[32];
	enum dc_status st;
	bool any;

	snprintf(why, sizeof why, "allocation %ld", n);
	fail_alloc_from(n, 1);
	st = dc_merge(parts, PARTS, s, &m, &err);
	any = fail_alloc_stop();
	if (st != DC_OK && (st != DC_ENOMEM || !any))
		fail_msg("%s fails: gives %d: %s", why, st, err.text);
	*failed += st == DC_ENOMEM;
	must_be(s, st == DC_OK ? want : empty, why);
	if (st != DC_OK) {
		memset(&err, 0, sizeof err);
		GOOD(err, dc_merge(parts, PARTS, s, &m, &err));
		must_be(s, want, why);
	}
	free(empty);
	dc_store_close(s);
	return any;
}

static void test_every_allocation(void **state)
{
	unsigned failed = 0;
	long live = fail_alloc_live();

	(void)state;
	/* all of the first fifty, then one in more and more: most are SQLite's own of a few places */
	for (long n = 1; fails_at(n, &failed); n += 1 + n / 50)
		;
	if (failed < 50)
		fail_msg("only %u allocations could be failed", failed);
	if (fail_alloc_live() > live)
		fail_msg("%ld blocks are not freed", fail_alloc_live() - live);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_any_order), cmocka_unit_test(test_every_allocation) };

	if (fail_sqlite() != SQLITE_OK || sqlite3_initialize() != SQLITE_OK)
		return 1;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
