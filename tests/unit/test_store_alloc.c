/* test_store_alloc.c -- allocations of the inventory, SQLite's own included, fail one by one: no crash, no leak, whole batches. */
#include "fail_alloc.h"
#include "fail_sqlite.h"
#include "made_store.h"

struct step {
	const char *name;
	enum dc_status (*run)(struct dc_store *s, const char *path, int64_t run, struct dc_error *err);
};

static struct made *object;

static enum dc_status step_put(struct dc_store *s, const char *path, int64_t run, struct dc_error *err)
{
	enum dc_status st = dc_store_begin(s, err);

	(void)path;
	if (st == DC_OK)
		st = dc_store_put(s, run, &object->r, err);
	if (st == DC_OK)
		return dc_store_commit(s, err);
	if (dc_store_commit(s, &(struct dc_error){ 0 }) == DC_OK)
		fail_msg("a batch that failed halfway was committed");
	return st;
}

static enum dc_status step_audit(struct dc_store *s, const char *path, int64_t run, struct dc_error *err)
{
	(void)path;
	(void)run;
	return dc_store_audit(s, "scan", "{}", err);
}

static enum dc_status step_sweep(struct dc_store *s, const char *path, int64_t run, struct dc_error *err)
{
	(void)path;
	return dc_store_sweep(s, run, (struct dc_shard){ 0 }, err);
}

static enum dc_status step_dump(struct dc_store *s, const char *path, int64_t run, struct dc_error *err)
{
	int fd = open("/dev/null", O_WRONLY);
	enum dc_status st = dc_store_dump(s, fd, err);

	(void)path;
	(void)run;
	close(fd);
	return st;
}

static enum dc_status take_id(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	(void)err;
	*(int64_t *)ctx = f->id;
	return DC_OK;
}

static enum dc_status step_persons(struct dc_store *s, const char *path, int64_t run, struct dc_error *err)
{
	struct dc_persons p;
	int64_t id = 0;
	enum dc_status st = dc_store_each_finding(s, run, take_id, &id, err);

	(void)path;
	return st == DC_OK ? dc_store_persons(s, &id, 1, &p, err) : st;
}

static void tell_nobody(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
}

static enum dc_status step_verify(struct dc_store *s, const char *path, int64_t run, struct dc_error *err)
{
	uint64_t problems;

	(void)path;
	(void)run;
	return dc_store_verify(s, tell_nobody, NULL, &problems, err);
}

static enum dc_status step_recall(struct dc_store *s, const char *path, int64_t run, struct dc_error *err)
{
	struct dc_recall *r = NULL;
	enum dc_status st = dc_store_recall(s, run, "1", &r, err);

	(void)path;
	dc_recall_free(r);
	return st;
}

static enum dc_status count_change(void *ctx, const struct dc_change_row *c, struct dc_error *err)
{
	(void)c;
	(void)err;
	++*(unsigned *)ctx;
	return DC_OK;
}

static enum dc_status step_diff(struct dc_store *s, const char *path, int64_t run, struct dc_error *err)
{
	unsigned n = 0;
	enum dc_status st = dc_store_each_change(s, run - 1, run, count_change, &n, err);

	(void)path;
	return st;
}

static enum dc_status step_open(struct dc_store *s, const char *path, int64_t run, struct dc_error *err)
{
	struct dc_store *other = NULL;
	enum dc_status st = dc_store_open(path, DC_STORE_WRITE, &other, err);

	(void)s;
	(void)run;
	dc_store_close(other);
	return st;
}

static enum dc_status step_create(struct dc_store *s, const char *path, int64_t run, struct dc_error *err)
{
	char name[352];
	struct dc_store *other = NULL;
	enum dc_status st;

	(void)s;
	(void)run;
	for (const char *const *tail = (const char *const[]){ "", "-wal", "-shm", "-journal", ".key", NULL }; *tail != NULL; tail++) {
		snprintf(name, sizeof name, "%s-new%s", path, *tail);
		unlink(name);
	}
	snprintf(name, sizeof name, "%s-new", path);
	st = dc_store_open(name, DC_STORE_CREATE, &other, err);
	dc_store_close(other);
	return st;
}

static const struct step steps[] = {
	{ "create", step_create }, { "open", step_open }, { "put", step_put }, { "audit", step_audit }, { "dump", step_dump },
	{ "persons", step_persons }, { "recall", step_recall }, { "diff", step_diff }, { "verify", step_verify }, { "sweep", step_sweep },
};

/* SQLite may do without some memory (caches); then the call succeeds though an allocation failed. */
static void sweep_step(const struct step *step, const char *path)
{
	unsigned failed = 0;

	/* all of the first fifty, then one in more and more: opening alone makes thousands, mostly SQLite's own of one place */
	for (long n = 1; n < 1000000; n += 1 + n / 50) {
		struct dc_store *s = store_at(path, DC_STORE_CREATE);
		int64_t run = (run_of(s, "/share"), run_of(s, "/share"));
		struct dc_error err = { 0 };
		enum dc_status st;
		bool any;

		if (step->run != step_put)
			put_alone(s, run, made_object("/share", 3));
		fail_alloc_from(n, 1);
		st = step->run(s, path, run, &err);
		any = fail_alloc_stop();
		if (st != DC_OK && st != DC_ENOMEM)
			fail_msg("%s, allocation %ld fails: gives %d: %s", step->name, n, st, err.text);
		if (st != DC_OK && !any)
			fail_msg("%s fails without reason: %s", step->name, err.text);
		failed += st == DC_ENOMEM;
		/* and the store is whole and usable */
		memset(&err, 0, sizeof err);
		GOOD(err, step->run(s, path, run, &err));
		must_be_whole(s);
		dc_store_close(s);
		if (!any)
			break;
	}
	if (failed < 3)
		fail_msg("%s: only %u allocations could be failed", step->name, failed);
}

static void test_every_allocation(void **state)
{
	struct place p;

	(void)state;
	object = made_object("/share", 3);
	for (size_t i = 0; i < DC_ARRAY_LEN(steps); i++) {
		long live;

		place_make(&p);
		live = fail_alloc_live();
		sweep_step(&steps[i], p.path);
		if (fail_alloc_live() > live)
			fail_msg("%s: %ld blocks are not freed", steps[i].name, fail_alloc_live() - live);
		place_done(&p);
	}
	made_free(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_allocation) };

	if (fail_sqlite() != SQLITE_OK || sqlite3_initialize() != SQLITE_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
