/* test_scan.c -- whole scans of real trees into real inventories, through real workers: the same answer whatever the number
 * of workers, the deaths of some and the interruptions; the ledger balances. This program is its own worker; its job is
 * ours but for the object a fault names. */
#include "table.h"
#include "tempdir.h"
#include "faulty_job.h"

#include "daicho/run.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>

struct place { char *root; int fd; char tree[4200], inventory[4200]; };

static int setup(void **state)
{
	struct place *p = calloc(1, sizeof *p);

	p->root = tempdir_make();
	p->fd = open(p->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	snprintf(p->tree, sizeof p->tree, "%s/tree", p->root);
	snprintf(p->inventory, sizeof p->inventory, "%s/daicho.db", p->root);
	mkdirat(p->fd, "tree", 0755);
	*state = p;
	return p->fd < 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	close(p->fd);
	tempdir_remove(p->root);
	free(p);
	return 0;
}

/* Files of a made-up share. Every one has an e-mail address of its own. */
static void fill(const struct place *p, int n)
{
	char path[64], text[512];

	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "tree/d%02d", i % 7);
		mkdirat(p->fd, path, 0755);
		snprintf(path, sizeof path, "tree/d%02d/f%04d.%s", i % 7, i, i % 3 == 0 ? "csv" : "txt");
		if (i % 3 == 0)
			snprintf(text, sizeof text, "氏名,メール,電話\n山本 花江,hanae%d@mail.invalid-shop.jp,090-1234-%04d\n佐々木 健,ken%d@mail.invalid-shop.jp,080-1234-%04d\n",
				 i, i, i, i);
		else
			snprintf(text, sizeof text, "お問い合わせ: hanae%d@mail.invalid-shop.jp 電話 090-1234-%04d\n", i, i);
		tempdir_file(p->fd, path, text, strlen(text));
	}
}

static struct dc_scan_options plain(const struct place *p, const char *const *target)
{
	return (struct dc_scan_options){ .targets = target, .n_targets = 1, .inventory = p->inventory, .profile = DC_PROFILE_FAST,
					 .today = 20260101, .budget = dc_budget_default, .jobs = 2 };
}

static void remove_inventory(const struct place *p)
{
	static const char *const names[] = { "daicho.db", "daicho.db-wal", "daicho.db-shm", "daicho.db.key" };

	for (size_t i = 0; i < DC_ARRAY_LEN(names); i++)
		unlinkat(p->fd, names[i], 0);
}

/* Tokens differ by key, so inventories that are compared share one. */
static void forget_all_but_key(const struct place *p)
{
	unlinkat(p->fd, "daicho.db", 0);
	unlinkat(p->fd, "daicho.db-wal", 0);
	unlinkat(p->fd, "daicho.db-shm", 0);
}

static enum dc_status scan(const struct place *p, struct dc_scan_options *opt, struct dc_scan_summary *s, struct dc_error *err)
{
	enum dc_status st = dc_store_open(p->inventory, DC_STORE_CREATE, &opt->store, err);

	if (st != DC_OK)
		return st;
	st = dc_scan_run(opt, s, err);
	dc_store_close(opt->store);
	opt->store = NULL;
	return st;
}

static void must_scan(const struct place *p, struct dc_scan_options *opt, struct dc_scan_summary *s)
{
	struct dc_error err = { 0 };

	if (scan(p, opt, s, &err) != DC_OK)
		fail_msg("%s", err.text);
}

/* The canonical dump; the object of one name left out, with the lines below it. The caller frees. */
static char *dump(const struct place *p, const char *but)
{
	struct dc_store *store;
	struct dc_error err = { 0 };
	int fd = memfd_create("dump", MFD_CLOEXEC);
	char *text, *line, *to;
	bool leave = false;
	off_t n;

	if (dc_store_open(p->inventory, DC_STORE_READ, &store, &err) != DC_OK || dc_store_dump(store, fd, &err) != DC_OK)
		fail_msg("%s", err.text);
	dc_store_close(store);
	n = lseek(fd, 0, SEEK_END);
	text = calloc(1, (size_t)n + 1);
	assert_int_equal(pread(fd, text, (size_t)n, 0), n);
	close(fd);
	assert_true(n > 100);
	if (but == NULL)
		return text;
	for (line = to = text; *line != '\0';) {
		size_t len = strcspn(line, "\n") + 1;

		if (line[0] != '\t')
			leave = memmem(line, len, but, strlen(but)) != NULL;
		if (!leave) {
			memmove(to, line, len);
			to += len;
		}
		line += len;
	}
	*to = '\0';
	return text;
}

static uint64_t sum(const struct dc_coverage *c)
{
	uint64_t n = 0;

	for (int r = 0; r < DC_N_REASONS; r++)
		n += c->objects[r];
	return n;
}

static void test_same_answer(void **state)
{
	static const int jobs[] = { 1, 2, 8 };
	struct place *p = *state;
	const char *target = p->tree;
	char *first = NULL;

	fill(p, 120);
	symlinkat("/etc", p->fd, "tree/link");
	linkat(p->fd, "tree/d00/f0000.csv", p->fd, "tree/another", 0);
	for (size_t i = 0; i < DC_ARRAY_LEN(jobs); i++) {
		struct dc_scan_options opt = plain(p, &target);
		struct dc_scan_summary s;
		char *text;

		opt.jobs = jobs[i];
		must_scan(p, &opt, &s);
		assert_int_equal(s.discovered, 121);
		assert_int_equal(sum(&s.coverage), 121);
		assert_int_equal(s.coverage.objects[DC_R_none], 120);
		assert_true(s.complete && s.sandboxed);
		assert_true(s.high + s.medium >= 160);
		assert_int_equal(s.worker_deaths, 0);
		text = dump(p, NULL);
		if (first != NULL && strcmp(first, text) != 0)
			fail_msg("%d workers give another inventory", jobs[i]);
		if (first == NULL)
			first = text;
		else
			free(text);
		forget_all_but_key(p);
	}
	free(first);
}

/* One object kills, hangs, lies, hoards: all others come out as if it were not there, and it has its status. */
static void test_poison(void **state)
{
	static const struct { const char *fault; enum dc_reason reason; } rows[] = {
		{ "crash:f0010.txt", DC_R_parser_crash }, { "spin:f0010.txt", DC_R_parser_timeout },
		{ "allocate:f0010.txt", DC_N_REASONS }, { "lie:f0010.txt", DC_R_protocol_error },
		{ "socket:f0010.txt", DC_R_sandbox_violation }, { "sleep:f0010.txt", DC_R_parser_timeout },
	};
	struct place *p = *state;
	const char *target = p->tree;
	struct dc_scan_options opt = plain(p, &target);
	struct dc_scan_summary s;
	char *want;

	fill(p, 40);
	must_scan(p, &opt, &s);
	want = dump(p, "f0010.txt");
	forget_all_but_key(p);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		char *got;

		opt = plain(p, &target);
		opt.test_fault = rows[i].fault;
		opt.budget.cpu_seconds = 1;
		opt.budget.wall_seconds = 2;
		opt.budget.memory_bytes = 256 << 20;
		must_scan(p, &opt, &s);
		got = dump(p, "f0010.txt");
		if (strcmp(got, want) != 0)
			fail_msg("%s: other objects' results differ", rows[i].fault);
		free(got);
		assert_int_equal(sum(&s.coverage), 40);
		assert_int_equal(s.coverage.objects[DC_R_none], 39);
		assert_false(s.complete);
		if (rows[i].reason != DC_N_REASONS && s.coverage.objects[rows[i].reason] != 1)
			fail_msg("%s: not recorded as %s", rows[i].fault, dc_reason_name(rows[i].reason));
		if (rows[i].reason != DC_N_REASONS && s.worker_deaths != 2)	/* more: another was tried alone in its place */
			fail_msg("%s: %llu workers died", rows[i].fault, (unsigned long long)s.worker_deaths);
		forget_all_but_key(p);
	}
	free(want);
}

struct list { char last[4200]; size_t n, mine; bool ordered; };

static enum dc_status collect(void *ctx, const struct dc_listed_finding *f, struct dc_error *err)
{
	struct list *l = ctx;

	(void)err;
	l->n++;
	l->ordered &= strcmp(l->last, f->path) <= 0;
	l->mine += strstr(f->path, "f0010.txt") != NULL;
	snprintf(l->last, sizeof l->last, "%s", f->path);
	assert_true(strchr(f->masked, '*') != NULL);
	assert_true(f->n_weights <= DC_WEIGHTS_MOST && f->confidence > 0 && f->start <= f->end);
	return DC_OK;
}

/* After two deaths the raw bytes are read, and what they show is kept. */
static void test_fallback_and_findings(void **state)
{
	struct place *p = *state;
	const char *target = p->tree;
	struct dc_scan_options opt = plain(p, &target);
	struct dc_scan_summary s;
	struct list l = { .ordered = true };
	struct dc_error err = { 0 };

	fill(p, 40);
	opt.test_fault = "crash:f0010.txt";
	opt.findings = true;
	must_scan(p, &opt, &s);
	assert_int_equal(s.worker_deaths, 2);
	assert_int_equal(dc_findings_each(s.findings, collect, &l, &err), DC_OK);
	assert_true(l.ordered);
	assert_int_equal(l.n, dc_findings_count(s.findings));
	assert_int_equal(l.n, s.low + s.medium + s.high + s.placeholders);
	assert_true(l.mine >= 1);
	dc_findings_free(s.findings);
}

/* A second scan reads what changed and carries the rest; what a reading depends on makes it read again. */
static void test_again(void **state)
{
	static const struct { const char *why; bool touch, full, fast, small; uint64_t unchanged; } rows[] = {
		{ "nothing changed", false, false, true, false, 40 }, { "one file changed", true, false, true, false, 39 },
		{ "everything is asked for", false, true, true, false, 0 }, { "another profile", false, false, false, false, 0 },
		{ "the same again", false, false, false, false, 40 }, { "another limit", false, false, false, true, 0 },
	};
	struct place *p = *state;
	const char *target = p->tree;
	struct dc_scan_options opt = plain(p, &target);
	struct dc_scan_summary s;
	char *first;

	fill(p, 40);
	must_scan(p, &opt, &s);
	first = dump(p, "f0010.txt");
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		char *now;

		if (rows[i].touch)
			tempdir_file(p->fd, "tree/d03/f0010.txt", "mail: new@mail.invalid-shop.jp\n", 31);
		opt.full = rows[i].full;
		opt.profile = rows[i].fast ? DC_PROFILE_FAST : DC_PROFILE_THOROUGH;
		opt.budget.cell_bytes = dc_budget_default.cell_bytes + rows[i].small;
		must_scan(p, &opt, &s);
		if (s.coverage.objects[DC_R_unchanged_since] != rows[i].unchanged || s.coverage.objects[DC_R_none] != 40 - rows[i].unchanged)
			fail_msg("%s: %d carried, %d read", rows[i].why, (int)s.coverage.objects[DC_R_unchanged_since], (int)s.coverage.objects[DC_R_none]);
		assert_true(s.complete);
		now = dump(p, "f0010.txt");
		if (i < 2 && strlen(now) != strlen(first))
			fail_msg("%s: what stands is not what stood\n%s\n%s", rows[i].why, first, now);
		free(now);
	}
	free(first);
}

/* What killed its reader twice is not tried again by the same version, and never taken for read. */
static void test_poisoned(void **state)
{
	struct place *p = *state;
	const char *target = p->tree;
	struct dc_scan_options opt = plain(p, &target);
	struct dc_scan_summary s;

	fill(p, 40);
	opt.test_fault = "crash:f0010.txt";
	must_scan(p, &opt, &s);
	for (int again = 0; again < 2; again++) {
		must_scan(p, &opt, &s);
		assert_int_equal(s.worker_deaths, 0);
		assert_int_equal(s.coverage.objects[DC_R_poison], 1);
		assert_int_equal(s.coverage.objects[DC_R_unchanged_since], 39);
		assert_false(s.complete);
	}
	opt.test_fault = NULL;
	opt.full = true;
	must_scan(p, &opt, &s);
	assert_int_equal(s.coverage.objects[DC_R_none], 40);
	assert_true(s.complete);
}

static atomic_int stop_flag;

static void stop_soon(void *ctx, const struct dc_scan_progress *p)
{
	(void)ctx;
	if (p->objects > 20)
		atomic_store(&stop_flag, 1);
}

static void test_stop_and_resume(void **state)
{
	struct place *p = *state;
	const char *target = p->tree;
	struct dc_scan_options opt = plain(p, &target);
	struct dc_scan_summary s;
	char *want, *got;

	fill(p, 4000);
	must_scan(p, &opt, &s);
	want = dump(p, NULL);
	forget_all_but_key(p);
	opt = plain(p, &target);
	opt.progress = stop_soon;
	opt.stop = &stop_flag;
	atomic_store(&stop_flag, 0);
	must_scan(p, &opt, &s);
	if (!s.stopped)
		print_message("the scan was over before it could be stopped\n");
	atomic_store(&stop_flag, 0);
	opt.progress = NULL;
	opt.resume = true;
	must_scan(p, &opt, &s);
	assert_false(s.stopped);
	assert_int_equal(sum(&s.coverage), 4000);
	got = dump(p, NULL);
	assert_true(strcmp(want, got) == 0);
	free(want);
	free(got);
}

/* kill -9 in the middle, several times, then to the end: as if nothing had been. */
static void test_killed_and_resumed(void **state)
{
	struct place *p = *state;
	const char *target = p->tree;
	struct dc_scan_options opt = plain(p, &target);
	struct dc_scan_summary s;
	char *want, *got;

	fill(p, 4000);
	must_scan(p, &opt, &s);
	want = dump(p, NULL);
	forget_all_but_key(p);
	for (int i = 0; i < 4; i++) {
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			opt = plain(p, &target);
			opt.resume = true;
			must_scan(p, &opt, &s);
			_exit(0);
		}
		nanosleep(&(struct timespec){ .tv_nsec = (120 + 60 * i) * 1000 * 1000 }, NULL);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	opt = plain(p, &target);
	opt.resume = true;
	must_scan(p, &opt, &s);
	assert_int_equal(sum(&s.coverage), 4000);
	got = dump(p, NULL);
	assert_true(strcmp(want, got) == 0);
	free(want);
	free(got);
}

struct grow { int fd; atomic_bool end; };

static void *grower(void *arg)
{
	struct grow *g = arg;

	while (!atomic_load(&g->end)) {
		if (write(g->fd, "more\n", 5) != 5)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 20000 }, NULL);
	}
	return NULL;
}

static void test_changing_file(void **state)
{
	struct place *p = *state;
	const char *target = p->tree;
	struct dc_scan_options opt = plain(p, &target);
	struct dc_scan_summary s;
	struct grow g = { .fd = openat(p->fd, "tree/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) };
	char *zeros = calloc(1, 48 << 20);	/* long enough that the writer gets its turn on a busy machine */
	pthread_t thread;

	memset(zeros, 'x', 48 << 20);
	assert_int_equal(write(g.fd, zeros, 48 << 20), 48 << 20);
	free(zeros);
	assert_int_equal(pthread_create(&thread, NULL, grower, &g), 0);
	must_scan(p, &opt, &s);
	atomic_store(&g.end, true);
	pthread_join(thread, NULL);
	close(g.fd);
	assert_int_equal(s.discovered, 1);
	assert_int_equal(s.coverage.objects[DC_R_changed], 1);
	assert_false(s.complete);
}

static void test_usage(void **state)
{
	struct place *p = *state;
	const char *targets[2] = { "/nowhere/at/all", p->tree };
	struct dc_scan_options opt = plain(p, targets);
	struct dc_scan_summary s;
	struct dc_error err = { 0 };
	char sub[4300];

	assert_int_equal(scan(p, &opt, &s, &err), DC_EUSAGE);
	assert_non_null(strstr(err.text, "no such file"));
	fill(p, 7);
	snprintf(sub, sizeof sub, "%s/d03", p->tree);
	targets[0] = sub;
	opt = plain(p, targets);
	opt.n_targets = 2;
	err = (struct dc_error){ 0 };
	assert_int_equal(scan(p, &opt, &s, &err), DC_EUSAGE);
	assert_non_null(strstr(err.text, "outer"));
	opt = plain(p, targets);
	opt.test_fault = "no-seccomp";
	err = (struct dc_error){ 0 };
	assert_int_equal(scan(p, &opt, &s, &err), DC_EUSAGE);
	assert_non_null(strstr(err.text, "seccomp"));
	opt = plain(p, targets);
	opt.test_fault = "no-seccomp";
	opt.unsafe_no_sandbox = true;
	must_scan(p, &opt, &s);
	assert_false(s.sandboxed);
}

/* The inventory lies in the tree that is scanned. */
static void test_own_inventory(void **state)
{
	struct place *p = *state;
	const char *target = p->root;
	struct dc_scan_options opt = plain(p, &target);
	struct dc_scan_summary s;

	fill(p, 7);
	must_scan(p, &opt, &s);
	assert_int_equal(s.coverage.objects[DC_R_none], 7);
	assert_true(s.coverage.objects[DC_R_policy_exclude] >= 2);	/* the database and its key */
	remove_inventory(p);
}

/* A name is content: a file called after a person is found though it is empty. */
static void test_name_of_file(void **state)
{
	struct place *p = *state;
	const char *target = p->tree;
	struct dc_scan_options opt = plain(p, &target);
	struct dc_scan_summary s;
	char *text;

	tempdir_file(p->fd, "tree/hanae.y@mail.invalid-shop.jp 宛.txt", "", 0);
	must_scan(p, &opt, &s);
	text = dump(p, NULL);
	assert_non_null(strstr(text, "#name"));
	assert_non_null(strstr(text, "contact.email"));
	free(text);
}

/* Hits listed of one object: at the limit all is well, one less and the rest is counted and said. */
static void test_limit_of_findings(void **state)
{
	static const struct { uint32_t limit; bool crossed; } rows[] = { { 6, false }, { 5, false }, { 4, true } };
	struct place *p = *state;
	const char *target = p->tree;
	char text[1024] = "";

	for (int i = 0; i < 5; i++) {
		char line[64];

		snprintf(line, sizeof line, "hanae%d@mail.invalid-shop.jp\n", i);
		strncat(text, line, sizeof text - strlen(text) - 1);
	}
	tempdir_file(p->fd, "tree/five.txt", text, strlen(text));
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_scan_options opt = plain(p, &target);
		struct dc_scan_summary s;
		struct list l = { .ordered = true };
		struct dc_error err = { 0 };

		opt.budget.hits = rows[i].limit;
		opt.findings = true;
		must_scan(p, &opt, &s);
		assert_int_equal(s.low + s.medium + s.high, 5);
		assert_int_equal(s.coverage.objects[DC_R_limit_findings], rows[i].crossed);
		assert_int_equal(dc_findings_each(s.findings, collect, &l, &err), DC_OK);
		assert_int_equal(l.n, rows[i].crossed ? rows[i].limit : 5);
		dc_findings_free(s.findings);
		forget_all_but_key(p);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same_answer), TEST(test_poison), TEST(test_again), TEST(test_poisoned), TEST(test_fallback_and_findings), TEST(test_stop_and_resume),
		TEST(test_killed_and_resumed), TEST(test_changing_file), TEST(test_usage), TEST(test_own_inventory), TEST(test_name_of_file),
		TEST(test_limit_of_findings),
	};

	if (dc_worker_is(argc, argv))
		_exit(serve(&faulty_job));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
