/* test_sandbox.c -- workers: what they read, what they cannot do, how they die. This program is its own worker: its job
 * first loads all that ours loads, is locked in by the same code, and then tries what an attacker would. */
#include "table.h"
#include "tempdir.h"
#include "faulty_job.h"

#include "daicho/worker.h"
#include "filter.h"
#include "process.h"

#include <linux/io_uring.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* ---- in the worker */

#define REFUSED(call) ((call) < 0)

/* Each of these is answered with an error (libraries ask so in good faith) or kills. True: it was refused and we live. */
static bool try_open(void) { return REFUSED(open("/etc/passwd", O_RDONLY)) && REFUSED(open("/dev/null", O_WRONLY)); }
static bool try_create(void) { return REFUSED(open("/tmp/daicho-escaped", O_WRONLY | O_CREAT, 0600)); }
static bool try_stat(void) { struct stat st; return REFUSED(syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", &st, 0)) && REFUSED(access("/etc", F_OK)); }
static bool try_stat_empty(void)
{
	struct stat st;		/* the flag that fstat needs, with a path: refused by the empty root, where there is one */

	return getuid() != 65534 || REFUSED(syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", &st, AT_EMPTY_PATH));
}
static bool try_readlink(void) { char b[64]; return REFUSED(readlink("/proc/self/exe", b, sizeof b)); }
static bool try_unlink(void) { return REFUSED(unlink("/tmp/x")); }
static bool try_rename(void) { return REFUSED(rename("/tmp/x", "/tmp/y")); }
static bool try_socket(void) { return REFUSED(socket(AF_INET, SOCK_STREAM, 0)); }
static bool try_unix(void) { return REFUSED(socket(AF_UNIX, SOCK_DGRAM, 0)); }
static bool try_connect(void) { struct sockaddr a = { .sa_family = AF_UNSPEC }; return REFUSED(connect(3, &a, sizeof a)); }
static bool try_fork(void) { return REFUSED(syscall(SYS_fork)); }
static bool try_clone(void) { return REFUSED(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }
static bool try_clone3(void) { return REFUSED(syscall(SYS_clone3, NULL, 0)); }
static bool try_exec(void) { return REFUSED(execl("/bin/true", "true", (char *)NULL)); }
static bool try_execveat(void) { return REFUSED(syscall(SYS_execveat, 0, "", NULL, NULL, AT_EMPTY_PATH)); }
static bool try_ptrace(void) { return REFUSED(ptrace(PTRACE_TRACEME, 0, NULL, NULL)); }
static bool try_kill(void) { return REFUSED(kill(getppid(), 0)); }
static bool try_kill_other(void) { return REFUSED(syscall(SYS_tgkill, 1, 1, 0)); }
static bool try_mount(void) { return REFUSED(mount("none", "/", "tmpfs", 0, NULL)); }
static bool try_unshare(void) { return REFUSED(unshare(CLONE_NEWUSER)); }
static bool try_mmap_exec(void) { return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED; }
static bool try_mprotect_exec(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p != MAP_FAILED && REFUSED(mprotect(p, 4096, PROT_READ | PROT_EXEC));
}
static bool try_io_uring(void) { return REFUSED(syscall(SYS_io_uring_setup, 1, NULL)); }
static bool try_memfd(void) { return REFUSED(memfd_create("x", 0)); }
static bool try_bpf(void) { return REFUSED(syscall(SYS_bpf, 0, NULL, 0)); }
static bool try_prctl(void) { return REFUSED(syscall(SYS_prctl, 4, 1, 0, 0, 0)); }
#ifndef FILTER_SANITIZED
static bool try_rlimit(void) { struct { uint64_t a, b; } r = { 1, 1 }; return REFUSED(syscall(SYS_prlimit64, 0, 7, &r, NULL)); }
static bool try_write(void) { return REFUSED(write(3, "B", 1)); }
static bool try_pipe(void) { int p[2]; return REFUSED(syscall(SYS_pipe2, p, 0)); }
static bool try_dup(void) { return REFUSED(syscall(SYS_dup, 3)); }
#endif
static bool try_setuid(void) { return REFUSED(syscall(SYS_setuid, 0)); }
static bool try_process_vm(void) { return REFUSED(syscall(SYS_process_vm_writev, 1, NULL, 0, NULL, 0, 0)); }
static bool try_userfaultfd(void) { return REFUSED(syscall(SYS_userfaultfd, 0)); }

/* R19: the socket and the object, nothing else. A sanitizer keeps 2. */
static bool try_descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
#ifdef FILTER_SANITIZED
	return n == 3;
#else
	return n == 2;
#endif
}

#ifdef FILTER_SANITIZED
#define IF_PLAIN(row)			/* the sanitizer's run-time may do this, so the filter lets it */
#else
#define IF_PLAIN(row) row,
#endif
#define COMMA ,

static const struct { const char *name; bool (*refused)(void); bool dies; } tries[] = {
	{ "open", try_open, false }, { "create", try_create, false }, { "stat", try_stat, false }, { "stat-empty", try_stat_empty, false },
	{ "readlink", try_readlink, false }, { "unlink", try_unlink, true }, { "rename", try_rename, true },
	{ "socket", try_socket, true }, { "unix", try_unix, true }, { "connect", try_connect, true }, { "fork", try_fork, true },
	{ "clone", try_clone, true }, { "clone3", try_clone3, true }, { "exec", try_exec, true }, { "execveat", try_execveat, true },
	{ "ptrace", try_ptrace, true }, { "kill", try_kill, true }, { "kill-other", try_kill_other, true }, { "mount", try_mount, true },
	{ "unshare", try_unshare, true }, { "mmap-exec", try_mmap_exec, true }, { "mprotect-exec", try_mprotect_exec, true },
	{ "io_uring", try_io_uring, true }, { "memfd", try_memfd, true }, { "bpf", try_bpf, true }, { "prctl", try_prctl, false },
	IF_PLAIN({ "rlimit" COMMA try_rlimit COMMA true })
	IF_PLAIN({ "write" COMMA try_write COMMA false }) IF_PLAIN({ "pipe" COMMA try_pipe COMMA true }) IF_PLAIN({ "dup" COMMA try_dup COMMA true })
	{ "setuid", try_setuid, true }, { "process-vm", try_process_vm, true }, { "userfaultfd", try_userfaultfd, true },
	{ "descriptors", try_descriptors, false },
};

/* Runs the try that the object is named after; its part has the format "refused" or "allowed". */
static enum dc_status hostile_run(void *state, const struct serve_task *task, struct record_out *out, struct serve_done *done, struct dc_error *err)
{
	enum dc_status st;

	if (strncmp(task->config->test_fault, "try", 3) != 0)
		return faulty_run(state, task, out, done, err);
	for (size_t i = 0; i < DC_ARRAY_LEN(tries); i++) {
		if (strcmp(tries[i].name, task->name) != 0)
			continue;
		st = record_part_open(out, 0, UINT32_MAX, "", tries[i].refused() ? "refused" : "allowed", "", err);
		return st == DC_OK ? record_part_close(out, 0, &(struct dc_part_end){ 0 }, err) : st;
	}
	return dc_fail(err, DC_EBUG, "no such try");
}

static const struct serve_job hostile_job = { .prepare = faulty_prepare, .run = hostile_run };

/* ---- in the controller */

struct seen { char format[32], masked_of[64]; size_t parts, hits, name_hits; enum dc_reason reason; uint64_t bytes; uint32_t name_part; };

static enum dc_status each(void *ctx, const struct dc_record *r, struct dc_error *err)
{
	struct seen *s = ctx;

	(void)err;
	switch (r->type) {
	case DC_REC_PART_OPEN:
		s->parts++;
		if (strcmp(r->format, "name") == 0)
			s->name_part = r->part;
		else
			snprintf(s->format, sizeof s->format, "%s", r->format);
		break;
	case DC_REC_HIT:
		s->hits++;
		s->name_hits += s->name_part != 0 && r->part == s->name_part;
		snprintf(s->masked_of, sizeof s->masked_of, "%.*s", (int)r->hit.value.n, (const char *)r->hit.value.p);
		break;
	case DC_REC_END:
		s->reason = r->reason;
		s->bytes = r->bytes;
		break;
	default:
		break;
	}
	return DC_OK;
}

static struct dc_engine *table(void)
{
	static struct dc_engine *engine;
	struct dc_engine_options opt = { .table_only = true, .today = 20260101 };
	struct dc_error err = { 0 };

	if (engine == NULL && dc_engine_new(&opt, &engine, &err) != DC_OK)
		fail_msg("%s", err.text);
	return engine;
}

static struct dc_worker *start(const char *fault)
{
	struct dc_worker_options opt = { .program = "/proc/self/exe", .engine = table(), .profile = DC_PROFILE_FAST, .today = 20260101,
					 .budget = dc_budget_default, .test_fault = fault };
	struct dc_worker *w = NULL;
	struct dc_error err = { 0 };

	opt.budget.cpu_seconds = 2;
	opt.budget.wall_seconds = 3;
	opt.budget.memory_bytes = 64 << 20;
	if (dc_worker_start(&opt, &w, &err) != DC_OK)
		fail_msg("%s", err.text);
	return w;
}

static int file_with(const char *text)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static enum dc_status give(struct dc_worker *w, const char *name, const char *text, struct seen *s, enum dc_reason *died)
{
	struct dc_error err = { 0 };
	int fd = file_with(text);
	enum dc_status st;

	*s = (struct seen){ 0 };
	st = dc_worker_run(w, &(struct dc_job){ .fd = fd, .size = strlen(text), .name = name }, each, s, died, &err);
	close(fd);
	return st;
}

static void test_layers(void **state)
{
	struct dc_worker *w = start("");

	(void)state;
	assert_non_null(strstr(dc_worker_layers(w), "seccomp"));
	assert_non_null(strstr(dc_worker_layers(w), "no-new-privs"));
	assert_non_null(strstr(dc_worker_layers(w), "rlimits"));
	print_message("layers here: %s\n", dc_worker_layers(w));
	dc_worker_close(w);
}

static void test_reads(void **state)
{
	struct dc_worker *w = start("");
	enum dc_reason died;
	struct seen s;

	(void)state;
	for (int i = 0; i < 50; i++) {
		assert_int_equal(give(w, "share/letter.txt", "write to hanae.y@shop.example.net soon\n", &s, &died), DC_OK);
		assert_int_equal(s.reason, DC_R_none);
		assert_int_equal(s.bytes, 39);
		assert_string_equal(s.format, "text");
	}
	assert_false(dc_worker_worn(w));
	dc_worker_close(w);
}

static void test_every_try_is_refused(void **state)
{
	struct dc_worker *w = start("try");

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(tries); i++) {
		enum dc_reason died;
		struct seen s;
		enum dc_status st = give(w, tries[i].name, "x", &s, &died);

		if (tries[i].dies ? st != DC_EIO || died != DC_R_sandbox_violation : st != DC_OK || strcmp(s.format, "refused") != 0)
			fail_msg("%s: status %d, %s, %s", tries[i].name, st, s.format, dc_reason_name(died));
		if (tries[i].dies) {
			assert_true(dc_worker_worn(w));
			dc_worker_close(w);
			w = start("try");
		}
	}
	dc_worker_close(w);
}

static void test_deaths(void **state)
{
	static const struct { const char *fault; enum dc_reason died; } rows[] = {
		{ "crash:x", DC_R_parser_crash }, { "abort:x", DC_R_parser_crash }, { "spin:x", DC_R_parser_timeout },
		{ "sleep:x", DC_R_parser_timeout }, { "lie:x", DC_R_protocol_error }, { "socket:x", DC_R_sandbox_violation },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_worker *w = start(rows[i].fault);
		enum dc_reason died;
		struct seen s;

		assert_int_equal(give(w, "y", "before", &s, &died), DC_OK);
		if (give(w, "x", "bad", &s, &died) != DC_EIO || died != rows[i].died)
			fail_msg("%s: died of %s, expected %s", rows[i].fault, dc_reason_name(died), dc_reason_name(rows[i].died));
		assert_true(dc_worker_worn(w));
		dc_worker_close(w);
	}
	assert_int_equal(spawn_abandoned(), 0);
}

/* Takes what was given until something ends the worker. Returns how many objects it was in when that came, or had answered. */
static size_t take_all(struct dc_worker *w, size_t n, struct dc_worker_death *death, enum dc_status *st)
{
	struct dc_error err = { 0 };
	struct seen s = { 0 };
	size_t i = 0;

	for (*st = DC_OK; i < n && *st == DC_OK; i += *st == DC_OK)
		*st = dc_worker_take(w, each, &s, death, &err);
	return i + death->behind;
}

/* Objects given ahead: whatever the third does, it alone is called guilty, and no answer of those behind it is believed. */
static void test_ahead(void **state)
{
	static const struct { const char *fault; enum dc_status st; enum dc_reason how; size_t at; } rows[] = {
		{ "crash:x", DC_EIO, DC_R_parser_crash, 2 }, { "abort:x", DC_EIO, DC_R_parser_crash, 2 },
		{ "spin:x", DC_EIO, DC_R_parser_timeout, 2 }, { "sleep:x", DC_EIO, DC_R_parser_timeout, 2 },
		{ "lie:x", DC_EIO, DC_R_protocol_error, 2 }, { "socket:x", DC_EIO, DC_R_sandbox_violation, 2 },
		{ "limit:x", DC_END, DC_R_none, 3 }, { "obey:x", DC_END, DC_R_none, 3 }, { "", DC_OK, DC_R_none, 5 },
	};
	static const char *const names[] = { "y0", "y1", "x", "y3", "y4" };
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_worker *w = start(rows[i].fault);
		struct dc_worker_death death = { 0 };
		struct dc_error err = { 0 };
		int fds[DC_ARRAY_LEN(names)];
		enum dc_status st;
		size_t at;

		for (size_t k = 0; k < DC_ARRAY_LEN(names); k++) {
			fds[k] = file_with("text");
			assert_int_equal(dc_worker_give(w, &(struct dc_job){ .fd = fds[k], .size = 4, .name = names[k] }, &err), DC_OK);
		}
		at = take_all(w, DC_ARRAY_LEN(names), &death, &st);
		if (st != rows[i].st || death.how != rows[i].how || at != rows[i].at)
			fail_msg("%s: status %d, %s at object %zu", rows[i].fault, st, dc_reason_name(death.how), at);
		assert_int_equal(dc_worker_worn(w), rows[i].st != DC_OK);
		for (size_t k = 0; k < DC_ARRAY_LEN(names); k++)
			close(fds[k]);
		dc_worker_close(w);
	}
}

/* malloc gives NULL in the end and the object is limited, or the watchdog sees the memory: never a crash of the host. */
static void test_memory(void **state)
{
	struct dc_worker *w = start("allocate:x");
	enum dc_reason died;
	struct seen s;
	enum dc_status st;

	(void)state;
	st = give(w, "x", "bad", &s, &died);
	if (st == DC_OK)
		assert_int_equal(s.reason, DC_R_limit_memory);
	else
		assert_int_equal(died, DC_R_parser_memory);
	assert_true(dc_worker_worn(w));
	dc_worker_close(w);
}

static void test_refused_without_seccomp(void **state)
{
	struct dc_worker_options opt = { .program = "/proc/self/exe", .engine = table(), .budget = dc_budget_default, .test_fault = "no-seccomp" };
	struct dc_worker *w = NULL;
	struct dc_error err = { 0 };

	(void)state;
	assert_int_equal(dc_worker_start(&opt, &w, &err), DC_EUSAGE);
	assert_non_null(strstr(err.text, "--unsafe-no-sandbox"));
	err = (struct dc_error){ 0 };
	opt.unsafe_no_sandbox = true;
	assert_int_equal(dc_worker_start(&opt, &w, &err), DC_OK);
	assert_null(strstr(dc_worker_layers(w), "seccomp"));
	dc_worker_close(w);
}

static void test_recycled(void **state)
{
	struct dc_worker_options opt = { .program = "/proc/self/exe", .engine = table(), .budget = dc_budget_default };
	struct dc_worker *w = NULL;
	struct dc_error err = { 0 };
	enum dc_reason died;
	struct seen s;

	(void)state;
	opt.budget.recycle_objects = 3;
	assert_int_equal(dc_worker_start(&opt, &w, &err), DC_OK);
	for (int i = 0; i < 3; i++) {
		assert_false(dc_worker_worn(w));
		assert_int_equal(give(w, "f", "text", &s, &died), DC_OK);
	}
	assert_true(dc_worker_worn(w));
	dc_worker_close(w);
}

/* The flag ends an object that would take its time. */
static void test_stop(void **state)
{
	struct dc_worker_options opt = { .program = "/proc/self/exe", .engine = table(), .budget = dc_budget_default, .test_fault = "sleep:x" };
	atomic_int stop = 1;
	struct dc_worker *w = NULL;
	struct dc_error err = { 0 };
	enum dc_reason died;
	struct seen s;

	(void)state;
	opt.stop = &stop;
	assert_int_equal(dc_worker_start(&opt, &w, &err), DC_OK);
	assert_int_equal(give(w, "x", "text", &s, &died), DC_ECANCEL);
	dc_worker_close(w);
}

/* What each() returns ends the run, and the worker with it. */
static enum dc_status full(void *ctx, const struct dc_record *r, struct dc_error *err)
{
	(void)ctx;
	(void)r;
	return dc_fail(err, DC_ENOMEM, "full");
}

static void test_each_fails(void **state)
{
	struct dc_worker *w = start("");
	struct dc_error err = { 0 };
	enum dc_reason died;
	int fd = file_with("x");

	(void)state;
	assert_int_equal(dc_worker_run(w, &(struct dc_job){ .fd = fd, .size = 1, .name = "x" }, full, NULL, &died, &err), DC_ENOMEM);
	assert_true(dc_worker_worn(w));
	close(fd);
	dc_worker_close(w);
}

/* A secret in our environment does not get into the worker's. */
static void test_environment(void **state)
{
	char path[64], text[4096];
	struct spawned p;
	struct spawn_end how;
	struct dc_error err = { 0 };
	ssize_t n = 0;
	int fd;

	(void)state;
	setenv("PGPASSWORD", "tonarinokyaku", 1);
	assert_int_equal(spawn_start("/proc/self/exe", SPAWN_WORKER, &p, &err), DC_OK);	/* waits for its configuration */
	snprintf(path, sizeof path, "/proc/%d/environ", (int)p.pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	assert_true(n >= 0);
	assert_null(memmem(text, (size_t)n, "tonarinokyaku", 13));
	spawn_end(&p, true, 2000, &how);
	assert_true(how.reaped);
	assert_int_equal(how.signal, SIGKILL);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layers), cmocka_unit_test(test_reads), cmocka_unit_test(test_every_try_is_refused),
		cmocka_unit_test(test_deaths), cmocka_unit_test(test_ahead), cmocka_unit_test(test_memory), cmocka_unit_test(test_refused_without_seccomp),
		cmocka_unit_test(test_recycled), cmocka_unit_test(test_stop), cmocka_unit_test(test_each_fails),
		cmocka_unit_test(test_environment),
	};
	if (dc_worker_is(argc, argv))
		_exit(serve(&hostile_job));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
