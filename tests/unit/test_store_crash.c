/* test_store_crash.c -- kill -9 at any moment, full and read-only disks, two programs at once: whole batches, or none. */
#include "made_store.h"

#include <errno.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>

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

/* ---- kill -9 */

#define BATCH 10
#define ROUNDS (place_server() == NULL ? 60u : 15u)	/* a server makes and drops its tables each time */

/* Writes batches until killed: batch b holds the objects b * BATCH .. b * BATCH + BATCH - 1, and before it is begun a byte
 * goes to the pipe, so that the parent can kill at every stage of the work. */
static void write_batches(const char *path, int pipe_out)
{
	struct dc_error e = { 0 };
	struct dc_store *s;
	struct dc_run run = { .targets = "/share", .declaration_sha256 = "", .rule_pack = "", .tool_version = "", .detector_version = "", .options = "" };

	if (dc_store_open(path, DC_STORE_CREATE, &s, &e) != DC_OK || dc_store_run_begin(s, &run, &e) != DC_OK)
		_exit(1);
	for (uint64_t b = 0; b < 1000; b++) {
		if (write(pipe_out, "", 1) != 1 || dc_store_begin(s, &e) != DC_OK)
			_exit(2);
		for (uint64_t i = b * BATCH; i < (b + 1) * BATCH; i++) {
			struct made *m = made_object("/share", i);

			if (dc_store_put(s, run.id, &m->r, &e) != DC_OK)
				_exit(3);
			made_free(m);
		}
		if (dc_store_commit(s, &e) != DC_OK)
			_exit(4);
		if (write(pipe_out, "c", 1) != 1)
			_exit(5);
	}
	_exit(0);
}

/* Kills the child a moment after it told so many bytes (0: at once); returns how many commits it had told before. */
static unsigned kill_after(const char *path, unsigned bytes, long microseconds)
{
	int ends[2], status;
	unsigned commits = 0;
	struct timespec wait = { 0, microseconds * 1000 };
	pid_t child;
	char byte;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		write_batches(path, ends[1]);
	}
	close(ends[1]);
	for (unsigned i = 0; i < bytes && read(ends[0], &byte, 1) == 1; i++)
		commits += byte == 'c';
	nanosleep(&wait, NULL);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	while (read(ends[0], &byte, 1) == 1)
		commits += byte == 'c';
	close(ends[0]);
	return commits;
}

static char *uninterrupted(const char *path, uint64_t objects)
{
	struct dc_store *s = store_at(path, DC_STORE_CREATE);
	int64_t run = run_of(s, "/share");
	char *text;

	GOOD(err, dc_store_begin(s, &err));
	for (uint64_t i = 0; i < objects; i++) {
		struct made *m = made_object("/share", i);

		GOOD(err, dc_store_put(s, run, &m->r, &err));
		made_free(m);
	}
	GOOD(err, dc_store_commit(s, &err));
	text = dump_of(s);
	dc_store_close(s);
	return text;
}

static uint64_t objects_of(struct dc_store *s)
{
	struct dc_coverage c;
	uint64_t n = 0;

	GOOD(err, dc_store_coverage(s, 0, &c, &err));
	for (unsigned r = 0; r < DC_N_REASONS; r++)
		n += c.objects[r];
	return n;
}

/* Goes on where the killed run stopped, up to the number of objects. */
static void resume(struct dc_store *s, uint64_t objects)
{
	struct dc_arena *arena = dc_arena_new(0);
	struct dc_run run = { .id = 0 };
	enum dc_status st = dc_store_run_last(s, &run, arena, &err);

	if (st == DC_END)
		run.id = run_of(s, "/share");
	else
		GOOD(err, st);
	assert_int_equal(run.ended_ns, 0);
	GOOD(err, dc_store_begin(s, &err));
	for (uint64_t i = 0; i < objects; i++) {
		struct made *m = made_object("/share", i);
		bool done = false;

		GOOD(err, dc_store_has(s, run.id, m->r.path, m->r.path_len, &done, &err));
		if (!done)
			GOOD(err, dc_store_put(s, run.id, &m->r, &err));
		made_free(m);
	}
	GOOD(err, dc_store_commit(s, &err));
	dc_arena_free(arena);
}

static void test_kill(void **state)
{
	const struct place *p = *state;
	unsigned midway = 0;
	uint64_t seed = 20261122;

	for (unsigned round = 0; round < ROUNDS; round++) {
		unsigned told = kill_after(p->path, round < 10 ? 0 : (unsigned)(made_random(&seed) % 30),
			(long)(made_random(&seed) % 4000));
		struct dc_store *s = store_at(p->path, DC_STORE_CREATE);
		uint64_t n = objects_of(s), all;
		char *resumed, *want;

		if (n % BATCH != 0 || n < told * BATCH || n > (told + 1) * BATCH)
			fail_msg("%u commits told, %llu objects there", told, (unsigned long long)n);
		must_be_whole(s);
		midway += n > 0;
		all = n + 2 * BATCH;
		resume(s, all);
		must_be_whole(s);
		resumed = dump_of(s);
		dc_store_close(s);
		place_clear(p);
		want = uninterrupted(p->path, all);
		assert_string_equal(resumed, want);
		free(resumed);
		free(want);
		place_clear(p);
	}
	assert_true(midway > ROUNDS / 4);	/* else the test kills too early to mean anything */
}

/* ---- two programs */

static void test_two_writers(void **state)
{
	const struct place *p = *state;
	struct dc_store *s = store_at(p->path, DC_STORE_CREATE);
	int64_t run = run_of(s, "/share");
	int to_child[2], status;
	pid_t child;
	char byte;

	assert_int_equal(pipe(to_child), 0);
	child = fork();
	if (child == 0) {
		struct dc_error e = { 0 };
		struct dc_store *other;
		struct made *m = made_object("/share", 2);

		close(to_child[1]);
		if (read(to_child[0], &byte, 1) != 1 || dc_store_open(p->path, DC_STORE_WRITE, &other, &e) != DC_OK)
			_exit(1);
		/* the batch of the other program is open for 0.3 s: waited for */
		if (dc_store_begin(other, &e) != DC_OK || dc_store_put(other, run, &m->r, &e) != DC_OK || dc_store_commit(other, &e) != DC_OK)
			_exit(2);
		dc_store_close(other);
		_exit(0);
	}
	GOOD(err, dc_store_begin(s, &err));
	assert_int_equal(write(to_child[1], "", 1), 1);
	nanosleep(&(struct timespec){ 0, 300000000 }, NULL);
	{
		struct made *m = made_object("/share", 1);

		GOOD(err, dc_store_put(s, run, &m->r, &err));
		made_free(m);
	}
	GOOD(err, dc_store_commit(s, &err));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(objects_of(s), 2);
	must_be_whole(s);
	dc_store_close(s);
}

/* A batch that never ends: the second program says so, and loses nothing. */
static void test_locked_out(void **state)
{
	const struct place *p = *state;
	struct dc_store *s = store_at(p->path, DC_STORE_CREATE);
	int status;
	pid_t child;

	GOOD(err, dc_store_begin(s, &err));
	child = fork();
	if (child == 0) {
		struct dc_error e = { 0 };
		struct dc_store *other;

		if (dc_store_open(p->path, DC_STORE_WRITE, &other, &e) != DC_OK)
			_exit(1);
		if (dc_store_begin(other, &e) != DC_EUSAGE || strstr(e.text, "another program is writing") == NULL)
			_exit(2);
		dc_store_close(other);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 0);
	GOOD(err, dc_store_commit(s, &err));
	dc_store_close(s);
}

/* A reader sees what was committed while a batch is open. */
static void test_reader_beside_a_writer(void **state)
{
	const struct place *p = *state;
	struct dc_store *s = store_at(p->path, DC_STORE_CREATE), *reader;
	int64_t run = run_of(s, "/share");
	struct made *m = made_object("/share", 5);

	put_alone(s, run, made_object("/share", 4));
	GOOD(err, dc_store_begin(s, &err));
	GOOD(err, dc_store_put(s, run, &m->r, &err));
	reader = store_at(p->path, DC_STORE_READ);
	assert_int_equal(objects_of(reader), 1);
	GOOD(err, dc_store_commit(s, &err));
	assert_int_equal(objects_of(reader), 2);
	dc_store_close(reader);
	/* closing the reader must not have taken the writer's locks along */
	GOOD(err, dc_store_begin(s, &err));
	GOOD(err, dc_store_commit(s, &err));
	made_free(m);
	dc_store_close(s);
}

/* ---- disks */

static bool mount_tiny(const struct place *p)
{
	if (mount("tiny", p->folder, "tmpfs", MS_NODEV | MS_NOSUID, "size=1m,mode=0700") == 0)
		return true;
	print_message("NOT RUN: mounting a tmpfs needs root (%s)\n", strerrordesc_np(errno));
	return false;
}

static void test_disk_full(void **state)
{
	const struct place *p = *state;
	struct dc_store *s;
	enum dc_status st = DC_OK;
	uint64_t good = 0;
	int64_t run;

	if (!mount_tiny(p))
		skip();
	s = store_at(p->path, DC_STORE_CREATE);
	run = run_of(s, "/share");
	for (uint64_t b = 0; st == DC_OK && b < 1000; b++) {
		st = dc_store_begin(s, &err);
		for (uint64_t i = b * BATCH; i < (b + 1) * BATCH && st == DC_OK; i++) {
			struct made *m = made_object("/share", i);

			st = dc_store_put(s, run, &m->r, &err);
			made_free(m);
		}
		if (st == DC_OK)
			st = dc_store_commit(s, &err);
		good += st == DC_OK;
	}
	if (st != DC_EIO || strstr(err.text, "disk is full") == NULL)
		fail_msg("a full disk gives %d: %s", st, err.text);
	assert_true(good > 3);
	dc_store_close(s);
	memset(&err, 0, sizeof err);
	s = store_at(p->path, DC_STORE_READ);
	assert_int_equal(objects_of(s), good * BATCH);
	must_be_whole(s);
	dc_store_close(s);
	umount2(p->folder, MNT_DETACH);
}

static void test_no_room_to_begin(void **state)
{
	const struct place *p = *state;
	struct dc_store *s = NULL;
	enum dc_status st;
	char name[352];
	static const char zeros[4096];
	int fd;

	if (!mount_tiny(p))
		skip();
	snprintf(name, sizeof name, "%s/filler", p->folder);
	fd = open(name, O_CREAT | O_WRONLY, 0600);
	while (write(fd, zeros, sizeof zeros) > 0)
		;
	close(fd);
	st = dc_store_open(p->path, DC_STORE_CREATE, &s, &err);
	if (st != DC_EIO || strstr(err.text, "full") == NULL)
		fail_msg("no room gives %d: %s", st, err.text);
	memset(&err, 0, sizeof err);
	unlink(name);
	/* what the failed attempt left behind is no obstacle */
	s = store_at(p->path, DC_STORE_CREATE);
	must_be_whole(s);
	dc_store_close(s);
	umount2(p->folder, MNT_DETACH);
}

static void test_read_only_disk(void **state)
{
	const struct place *p = *state;
	struct dc_store *s = NULL;
	char *before, *after;
	enum dc_status st;

	if (!mount_tiny(p))
		skip();
	s = store_at(p->path, DC_STORE_CREATE);
	put_alone(s, run_of(s, "/share"), made_object("/share", 1));
	before = dump_of(s);
	dc_store_close(s);
	s = NULL;
	assert_int_equal(mount(NULL, p->folder, NULL, MS_REMOUNT | MS_RDONLY, "size=1m"), 0);
	st = dc_store_open(p->path, DC_STORE_WRITE, &s, &err);
	if (st == DC_OK)			/* opened, but nothing can be begun */
		st = dc_store_begin(s, &err);
	dc_store_close(s);
	if (st != DC_EUSAGE)
		fail_msg("a read-only disk gives %d: %s", st, err.text);
	memset(&err, 0, sizeof err);
	s = store_at(p->path, DC_STORE_READ);
	after = dump_of(s);
	assert_string_equal(before, after);
	dc_store_close(s);
	free(before);
	free(after);
	umount2(p->folder, MNT_DETACH);
}

/* Rights of an ordinary user: root passes by modes. */
static void test_read_only_folder(void **state)
{
	const struct place *p = *state;
	int status;
	pid_t child = fork();

	if (child == 0) {
		struct dc_error e = { 0 };
		struct dc_store *s;
		enum dc_status st;

		if (chown(p->folder, 65534, 65534) != 0 || setgid(65534) != 0 || setuid(65534) != 0)
			_exit(geteuid() == 0 ? 1 : 77);
		chmod(p->folder, 0500);
		st = dc_store_open(p->path, DC_STORE_CREATE, &s, &e);
		_exit(st == DC_EUSAGE && strstr(e.text, "permission denied") != NULL ? 0 : 2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WEXITSTATUS(status) == 77) {
		print_message("NOT RUN: changing the user needs root\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_kill), T(test_two_writers), T(test_locked_out), T(test_reader_beside_a_writer),
	};
	const struct CMUnitTest of_files[] = {
		T(test_disk_full), T(test_no_room_to_begin), T(test_read_only_disk), T(test_read_only_folder),
	};
#undef T
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	return failed + (place_server() == NULL ? cmocka_run_group_tests(of_files, NULL, NULL) : 0);
}
