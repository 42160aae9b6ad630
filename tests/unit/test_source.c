/* test_source.c -- the file source over real trees: what is met, what is left out and why, and what others do to a tree
 * while it is walked. */
#include "table.h"
#include "tempdir.h"

#include "daicho/log.h"
#include "daicho/source.h"
#include "fs.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>

struct met { char *path; enum dc_reason reason; char *detail; bool directory; uint64_t size; size_t links; char *first_link; char content[32]; };
struct tree { char *path; int fd; struct met *met; size_t n, cap; bool atime_kept; };

static int setup(void **state)
{
	struct tree *t = calloc(1, sizeof *t);

	t->path = tempdir_make();
	t->fd = open(t->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*state = t;
	return t->fd < 0;
}

static void forget(struct tree *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->met[i].path);
		free(t->met[i].detail);
		free(t->met[i].first_link);
	}
	free(t->met);
	t->met = NULL;
	t->n = t->cap = 0;
}

static int teardown(void **state)
{
	struct tree *t = *state;

	forget(t);
	close(t->fd);
	tempdir_remove(t->path);
	free(t);
	return 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct met *)a)->path, ((const struct met *)b)->path);
}

/* Path below the tree; the whole path where it lies outside. */
static char *below(const struct tree *t, const char *path)
{
	size_t n = strlen(t->path);

	return strdup(strncmp(path, t->path, n) == 0 ? (path[n] == '/' ? path + n + 1 : ".") : path);
}

static void keep(struct tree *t, const struct dc_object *o)
{
	struct met *m;

	if (t->n == t->cap) {
		t->cap = t->cap * 2 + 16;
		t->met = realloc(t->met, t->cap * sizeof *t->met);
		assert_non_null(t->met);
	}
	m = &t->met[t->n++];
	*m = (struct met){ .path = below(t, o->path), .reason = o->reason, .directory = o->directory, .size = o->size,
			   .detail = strdup(o->detail == NULL ? "" : o->detail) };
	while (o->links != NULL && o->links[m->links] != NULL)
		m->links++;
	if (m->links != 0)
		m->first_link = below(t, o->links[0]);
	assert_int_equal(o->fd >= 0, o->reason == DC_R_none);
	if (o->fd >= 0)
		assert_true(read(o->fd, m->content, sizeof m->content - 1) >= 0);
}

static struct dc_source_options plain(void)
{
	return (struct dc_source_options){ .threads = 3 };
}

static enum dc_status walk(struct tree *t, const char *target, const struct dc_source_options *opt, struct dc_error *err)
{
	const struct dc_source_ops *ops = dc_source_find(target);
	struct dc_source *s = NULL;
	struct dc_object *o;
	enum dc_status st = ops->open(target, opt, &s, err);

	forget(t);
	if (st != DC_OK)
		return st;
	while ((st = ops->next(s, &o, err)) == DC_OK) {
		keep(t, o);
		dc_object_free(o);
	}
	t->atime_kept = ops->atime_kept(s);
	ops->close(s);
	if (t->n > 1)
		qsort(t->met, t->n, sizeof *t->met, by_path);
	return st;
}

struct want { const char *path; enum dc_reason reason; const char *detail; };

static void expect(const struct tree *t, const struct want *want, size_t n)
{
	for (size_t i = 0; i < n || i < t->n; i++) {
		if (i >= n)
			fail_msg("met beyond what was expected: %s", t->met[i].path);
		if (i >= t->n)
			fail_msg("not met: %s", want[i].path);
		if (strcmp(t->met[i].path, want[i].path) != 0 || t->met[i].reason != want[i].reason)
			fail_msg("%zu: met %s (%s), expected %s (%s)", i, t->met[i].path, dc_reason_name(t->met[i].reason),
				 want[i].path, dc_reason_name(want[i].reason));
		if (want[i].detail != NULL && strcmp(t->met[i].detail, want[i].detail) != 0)
			fail_msg("%s: detail %s, expected %s", want[i].path, t->met[i].detail, want[i].detail);
	}
}

static void make_socket(const struct tree *t)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(a.sun_path, sizeof a.sun_path, "%s/sock", t->path);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	close(fd);
}

/* Names as they come: newline, CP932, escape sequences, a leading dash; links in circles; what is no file. */
static void test_kinds_of_entries(void **state)
{
	static const struct want want[] = {
		{ "-rf", DC_R_none, NULL }, { "a\nb", DC_R_none, NULL }, { "broken", DC_R_symlink, NULL },
		{ "c\x1b[2J", DC_R_none, NULL }, { "dir/empty", DC_R_none, NULL }, { "dir/loop", DC_R_symlink, NULL },
		{ "fifo", DC_R_special_file, "FIFO" }, { "secret", DC_R_symlink, NULL }, { "sock", DC_R_special_file, "socket" },
		{ "\x8e\x81\x96\xbc.txt", DC_R_none, NULL },
	};
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };

	tempdir_file(t->fd, "a\nb", "x", 1);
	tempdir_file(t->fd, "c\x1b[2J", "x", 1);
	tempdir_file(t->fd, "-rf", "x", 1);
	tempdir_file(t->fd, "\x8e\x81\x96\xbc.txt", "name", 4);
	mkdirat(t->fd, "dir", 0755);
	tempdir_file(t->fd, "dir/empty", "", 0);
	symlinkat("..", t->fd, "dir/loop");
	symlinkat("/etc/shadow", t->fd, "secret");
	symlinkat("nowhere", t->fd, "broken");
	mkfifoat(t->fd, "fifo", 0644);
	make_socket(t);
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	expect(t, want, DC_ARRAY_LEN(want));
	assert_string_equal(t->met[9].content, "name");
	assert_int_equal(t->met[9].size, 4);
}

static void test_exclude(void **state)
{
	static const char *const rules[] = { "*.iso", "tmp/", "logs/**", "/top.txt", NULL };
	static const struct want want[] = {
		{ "a.iso", DC_R_policy_exclude, "*.iso" }, { "b.txt", DC_R_none, NULL },
		{ "logs", DC_R_policy_exclude, "logs/**" }, { "sub/logs/z", DC_R_none, NULL },
		{ "sub/tmp", DC_R_policy_exclude, "tmp/" }, { "sub/top.txt", DC_R_none, NULL }, { "sub/x.iso", DC_R_policy_exclude, "*.iso" },
		{ "tmpfile", DC_R_none, NULL }, { "top.txt", DC_R_policy_exclude, "/top.txt" },
	};
	static const char *const files[] = { "a.iso", "b.txt", "logs/1", "logs/2", "sub/tmp/3", "sub/logs/z", "sub/top.txt", "sub/x.iso",
					     "tmpfile", "top.txt" };
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };

	mkdirat(t->fd, "logs", 0755);
	mkdirat(t->fd, "sub", 0755);
	mkdirat(t->fd, "sub/tmp", 0755);
	mkdirat(t->fd, "sub/logs", 0755);
	for (size_t i = 0; i < DC_ARRAY_LEN(files); i++)
		tempdir_file(t->fd, files[i], "x", 1);
	opt.exclude = rules;
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	expect(t, want, DC_ARRAY_LEN(want));
}

static void test_glob(void **state)
{
	static const struct { const char *pattern, *text; bool want; } rows[] = {
		{ "*", "abc", true }, { "*", "a/c", false }, { "**", "a/c", true }, { "a?c", "a\xe6\xb0\x8f" "c", true },
		{ "a?c", "a/c", false }, { "a?c", "a\x8e" "c", true }, { "[a-c]x", "bx", true }, { "[!a-c]x", "bx", false },
		{ "[a", "[a", true }, { "a/**/b", "a/b", true }, { "a/**/b", "a/x/y/b", true }, { "a/**/b", "a/xb", false },
		{ "**/b", "b", true }, { "**/b", "ab", false }, { "**/b", "x/b", true }, { "*.t*t", "a.txt.tt", true },
		{ "\\*", "*", true }, { "\\*", "a", false }, { "", "", true }, { "", "a", false }, { "a*", "a", true },
		{ "x/**", "x/a/b", true }, { "x/**", "y/a", false }, { "*a*b", "aab/b", false }, { "**a/*b", "ca/xa/yb", true },
		{ "*****************b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (source_glob(rows[i].pattern, rows[i].text) != rows[i].want)
			fail_msg("%s on %s must give %d", rows[i].pattern, rows[i].text, rows[i].want);
}

static void test_names(void **state)
{
	static const struct { const char *rule, *db, *schema, *table, *column; bool want; } rows[] = {
		{ "staff",                "crm", "hr", "staff", "",    true },
		{ "hr.staff",             "crm", "hr", "staff", "",    true },
		{ "crm.hr.staff",         "crm", "hr", "staff", "",    true },
		{ "crm.*",                "crm", "hr", "staff", "",    true },
		{ "hr",                   "crm", "hr", "staff", "",    false },
		{ "crm.staff",            "crm", "hr", "staff", "",    false },
		{ "crm.staff",            "crm", "",   "staff", "",    true },
		{ "st*",                  "crm", "hr", "staff", "",    true },
		{ "a.b",                  "crm", "hr", "a.b",   "",    true },
		{ "staff.tel",            "crm", "hr", "staff", "tel", true },
		{ "*.tel",                "crm", "hr", "staff", "tel", true },
		{ "crm.hr.staff.t*",      "crm", "hr", "staff", "tel", true },
		{ "tel",                  "crm", "hr", "staff", "tel", false },
		{ "staff",                "crm", "hr", "staff", "tel", false },
		{ "crm",                  "crm", "",   "",      "",    true },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		const char *rules[] = { "nothing", rows[i].rule, NULL }, *parts[] = { rows[i].db, rows[i].schema, rows[i].table, rows[i].column };
		const char *got = source_names(rules, parts, 4, rows[i].column[0] != '\0');

		if ((got == rules[1]) != rows[i].want)
			fail_msg("%s of %s.%s.%s.%s must give %d", rows[i].rule, rows[i].db, rows[i].schema, rows[i].table, rows[i].column, rows[i].want);
	}
}

static void test_include(void **state)
{
	static const char *const include[] = { "*.csv", "hr/**", NULL }, *const exclude[] = { "old*", NULL };
	static const struct dc_source_options opt = { .include = include, .exclude = exclude };
	static const struct { const char *below; bool directory, want; } rows[] = {
		{ "a.csv", false, true }, { "x/a.csv", false, true }, { "hr/x/a.txt", false, true }, { "a.txt", false, false },
		{ "x", true, true }, { "old.csv", false, false }, { "old", true, false },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if ((source_left_out(&opt, rows[i].below, rows[i].directory) == NULL) != rows[i].want)
			fail_msg("%s must give %d", rows[i].below, rows[i].want);
}

static void test_hard_links(void **state)
{
	static const struct want want[] = { { "a/3", DC_R_none, NULL }, { "b/1", DC_R_none, NULL } };
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };

	mkdirat(t->fd, "a", 0755);
	mkdirat(t->fd, "b", 0755);
	tempdir_file(t->fd, "b/2", "two", 3);
	linkat(t->fd, "b/2", t->fd, "a/3", 0);
	linkat(t->fd, "b/2", t->fd, "z", 0);
	tempdir_file(t->fd, "outside", "one", 3);	/* two names, one of them excluded */
	linkat(t->fd, "outside", t->fd, "b/1", 0);
	opt.exclude = (const char *const[]){ "outside", NULL };
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	assert_int_equal(t->n, 3);
	assert_int_equal(t->met[2].reason, DC_R_policy_exclude);
	t->n = 2;
	expect(t, want, DC_ARRAY_LEN(want));
	assert_int_equal(t->met[0].links, 2);
	assert_string_equal(t->met[0].first_link, "b/2");
	assert_string_equal(t->met[0].content, "two");
	assert_int_equal(t->met[1].links, 0);
	assert_string_equal(t->met[1].content, "one");
	t->n = 3;
}

static enum dc_reason same_unless_new(void *ctx, const struct dc_object *seen)
{
	const char *name = strrchr(seen->path, '/') + 1;

	assert_true(seen->ino != 0 && seen->mtime.tv_sec != 0 && seen->size == 1);
	atomic_fetch_add((atomic_int *)ctx, 1);
	return strncmp(name, "new", 3) == 0 ? DC_R_none : DC_R_unchanged_since;
}

/* keep() checks that what is known was not opened. What has two names is never asked for here: the smallest decides. */
static void test_known(void **state)
{
	static const struct want want[] = {
		{ "linked", DC_R_none, NULL }, { "new", DC_R_none, NULL }, { "old", DC_R_unchanged_since, NULL }, { "old2", DC_R_unchanged_since, NULL },
	};
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	atomic_int asked = 0;

	for (size_t i = 0; i < DC_ARRAY_LEN(want); i++)
		tempdir_file(t->fd, want[i].path, "x", 1);
	linkat(t->fd, "linked", t->fd, "linked2", 0);
	opt.known = same_unless_new;
	opt.known_ctx = &asked;
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	expect(t, want, DC_ARRAY_LEN(want));
	assert_int_equal(atomic_load(&asked), 3);
}

/* Each level is one openat from the level above; the path is 100,000 bytes long in the end. */
static void test_deep(void **state)
{
	enum { DEPTH = 10000 };
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	int fd = dup(t->fd);

	for (int i = 0; i < DEPTH; i++) {
		int below_it;

		assert_int_equal(mkdirat(fd, "directory", 0755), 0);
		if (i % 1000 == 0)
			tempdir_file(fd, "side", "x", 1);
		below_it = openat(fd, "directory", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(fd);
		fd = below_it;
	}
	tempdir_file(fd, "bottom", "deep", 4);
	close(fd);
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	assert_int_equal(t->n, 11);
	for (size_t i = 0; i < t->n; i++)
		assert_int_equal(t->met[i].reason, DC_R_none);
	assert_int_equal(strlen(t->met[0].path), DEPTH * 10 + 6);
	assert_string_equal(t->met[0].content, "deep");
}

/* More folders wait at once than stay open. */
static void test_wide_and_deep(void **state)
{
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	int fd = dup(t->fd);

	for (int i = 0; i < 700; i++) {
		int below_it;

		mkdirat(fd, "a", 0755);
		mkdirat(fd, "b", 0755);
		tempdir_file(fd, "b/f", "x", 1);
		below_it = openat(fd, i % 2 == 0 ? "a" : "b", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(fd);
		fd = below_it;
	}
	close(fd);
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	assert_int_equal(t->n, 700);
	for (size_t i = 0; i < t->n; i++)
		assert_int_equal(t->met[i].reason, DC_R_none);
}

static void test_many_entries(void **state)
{
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };

	for (int i = 0; i < 20000; i++) {
		char name[32];

		snprintf(name, sizeof name, "file-%05d", i);
		tempdir_file(t->fd, name, "", 0);
	}
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	assert_int_equal(t->n, 20000);
	assert_string_equal(t->met[19999].path, "file-19999");
}

/* In a child that is nobody: a folder and a file that may not be read. Exit code: the row that was wrong. */
static int as_nobody(struct tree *t)
{
	static const struct want want[] = {
		{ "closed", DC_R_access_denied, "EACCES" }, { "open.txt", DC_R_none, NULL }, { "shut.txt", DC_R_access_denied, "EACCES" },
	};
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	char closed[4200];

	if (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0)
		return 90;
	if (walk(t, t->path, &opt, &err) != DC_END || t->n != 3)
		return 91;
	for (int i = 0; i < 3; i++)
		if (strcmp(t->met[i].path, want[i].path) != 0 || t->met[i].reason != want[i].reason || t->met[i].directory != (i == 0))
			return i + 1;
	if (t->atime_kept)	/* the file is another's: O_NOATIME is refused */
		return 4;
	snprintf(closed, sizeof closed, "%s/closed", t->path);
	if (walk(t, closed, &opt, &err) != DC_EUSAGE || strstr(err.text, "CAP_DAC_READ_SEARCH") == NULL)
		return 5;
	return 0;
}

static void test_denied(void **state)
{
	struct tree *t = *state;
	int status;
	pid_t pid;

	if (getuid() != 0) {
		print_message("NOT RUN: changing the user needs root\n");
		skip();
	}
	fchmod(t->fd, 0755);
	mkdirat(t->fd, "closed", 0000);
	tempdir_file(t->fd, "open.txt", "x", 1);
	tempdir_file(t->fd, "shut.txt", "x", 1);
	fchmodat(t->fd, "shut.txt", 0, 0);
	pid = fork();
	if (pid == 0)
		_exit(as_nobody(t));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void test_targets(void **state)
{
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	char path[4200];

	tempdir_file(t->fd, "one.txt", "1", 1);
	tempdir_file(t->fd, "two.txt", "2", 1);
	snprintf(path, sizeof path, "%s/one.txt", t->path);
	assert_int_equal(walk(t, path, &opt, &err), DC_END);
	expect(t, (const struct want[]){ { "one.txt", DC_R_none, NULL } }, 1);
	snprintf(path, sizeof path, "file://%s", t->path);
	assert_int_equal(walk(t, path, &opt, &err), DC_END);
	assert_int_equal(t->n, 2);
	snprintf(path, sizeof path, "%s/no\nne", t->path);
	assert_int_equal(walk(t, path, &opt, &err), DC_EUSAGE);
	assert_non_null(strstr(err.text, "no\\x0Ane: there is no such file"));
	err = (struct dc_error){ 0 };
	assert_int_equal(walk(t, "/dev/null", &opt, &err), DC_EUSAGE);
	assert_null(dc_source_find("gopher://x/"));
	assert_ptr_equal(dc_source_find("a:b"), &source_fs);
}

static void test_stdin(void **state)
{
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	int pipe_fd[2], saved = dup(0);

	assert_int_equal(pipe2(pipe_fd, O_CLOEXEC), 0);
	assert_int_equal(write(pipe_fd[1], "from a pipe", 11), 11);
	close(pipe_fd[1]);
	dup2(pipe_fd[0], 0);
	assert_int_equal(walk(t, "-", &opt, &err), DC_END);
	dup2(saved, 0);
	close(saved);
	close(pipe_fd[0]);
	assert_int_equal(t->n, 1);
	assert_string_equal(t->met[0].path, "-");
	assert_string_equal(t->met[0].content, "from a pipe");
	assert_int_equal(t->met[0].size, 11);
}

static void test_inventory(void **state)
{
	static const struct want files[] = {
		{ "data.txt", DC_R_none, NULL }, { "inv/daicho.db", DC_R_policy_exclude, "the inventory itself" },
		{ "inv/daicho.db-wal", DC_R_policy_exclude, "the inventory itself" }, { "inv/notes.txt", DC_R_none, NULL },
	};
	static const struct want folder[] = {
		{ "data.txt", DC_R_none, NULL }, { "inv", DC_R_policy_exclude, "the inventory's own folder" },
	};
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	struct stat st;

	mkdirat(t->fd, "inv", 0700);
	for (size_t i = 0; i < DC_ARRAY_LEN(files); i++)
		tempdir_file(t->fd, files[i].path, "x", 1);
	fstatat(t->fd, "inv", &st, 0);
	opt.own_dev = st.st_dev;
	opt.own_ino = st.st_ino;
	opt.own_name = "daicho.db";
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	expect(t, files, DC_ARRAY_LEN(files));
	opt.own_name = NULL;
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	expect(t, folder, DC_ARRAY_LEN(folder));
}

/* Sparse files of a local file system are read: 0 blocks mean a stub only where bytes can be far away. */
static void test_sparse(void **state)
{
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	int fd = openat(t->fd, "sparse", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	assert_int_equal(ftruncate(fd, 1 << 20), 0);
	close(fd);
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	expect(t, (const struct want[]){ { "sparse", DC_R_none, NULL } }, 1);
	assert_int_equal(t->met[0].size, 1 << 20);
}

/* In a mount namespace of its own: a tmpfs and a proc below the target. */
static int with_mounts(struct tree *t)
{
	static const struct want inside[] = {
		{ "data", DC_R_none, NULL }, { "other", DC_R_other_mount, NULL }, { "proc", DC_R_pseudo_fs, NULL },
	};
	static const struct want across[] = {
		{ "data", DC_R_none, NULL }, { "other/there", DC_R_none, NULL }, { "proc", DC_R_pseudo_fs, NULL },
	};
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	char path[4200];

	if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return 77;
	snprintf(path, sizeof path, "%s/other", t->path);
	if (mount("none", path, "tmpfs", 0, "size=64k") != 0)
		return 77;
	snprintf(path, sizeof path, "%s/other/there", t->path);	/* t->fd still stands in the old namespace */
	tempdir_file(AT_FDCWD, path, "x", 1);
	snprintf(path, sizeof path, "%s/proc", t->path);
	if (mount("none", path, "proc", 0, NULL) != 0)
		return 77;
	if (walk(t, t->path, &opt, &err) != DC_END || t->n != 3)
		return 1;
	for (int i = 0; i < 3; i++)
		if (strcmp(t->met[i].path, inside[i].path) != 0 || t->met[i].reason != inside[i].reason)
			return 10 + i;
	opt.cross_mounts = true;
	if (walk(t, t->path, &opt, &err) != DC_END || t->n != 3)
		return 2;
	for (int i = 0; i < 3; i++)
		if (strcmp(t->met[i].path, across[i].path) != 0 || t->met[i].reason != across[i].reason)
			return 20 + i;
	return 0;
}

static void test_mounts(void **state)
{
	struct tree *t = *state;
	int status;
	pid_t pid;

	tempdir_file(t->fd, "data", "x", 1);
	mkdirat(t->fd, "other", 0755);
	mkdirat(t->fd, "proc", 0755);
	pid = fork();
	if (pid == 0)
		_exit(with_mounts(t));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		print_message("NOT RUN: mounts need root and a namespace of one's own\n");
		skip();
	}
	assert_int_equal(status, 0);
}

/* Access times of files and folders stay as they were, through the view or O_NOATIME. */
static void test_atime(void **state)
{
	static const char *const names[] = { ".", "sub", "sub/f" };
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	struct timespec old[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1700000000 } };
	struct stat st;

	mkdirat(t->fd, "sub", 0755);
	tempdir_file(t->fd, "sub/f", "x", 1);
	for (size_t i = DC_ARRAY_LEN(names); i-- > 0;)
		assert_int_equal(utimensat(t->fd, names[i], old, 0), 0);
	assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
	assert_true(t->atime_kept);
	for (size_t i = 0; i < DC_ARRAY_LEN(names); i++) {
		assert_int_equal(fstatat(t->fd, names[i], &st, 0), 0);
		if (st.st_atim.tv_sec != old[0].tv_sec)
			fail_msg("%s: its access time moved", names[i]);
	}
}

/* The view refuses what would change the share, whoever asks. */
static void test_view_is_read_only(void **state)
{
	struct tree *t = *state;
	int view;

	tempdir_file(t->fd, "f", "x", 1);
	view = fs_view_open(t->path);
	if (view < 0) {
		print_message("NOT RUN: open_tree is not to be had here (Linux 5.2, root)\n");
		skip();
	}
	assert_int_equal(openat(view, "f", O_WRONLY | O_CLOEXEC), -1);
	assert_int_equal(errno, EROFS);
	assert_int_equal(unlinkat(view, "f", 0), -1);
	assert_int_equal(errno, EROFS);
	assert_int_equal(fchmodat(view, "f", 0600, 0), -1);
	assert_int_equal(errno, EROFS);
	close(view);
	assert_int_equal(tempdir_file(t->fd, "f", "y", 1), 0);	/* the host's own mount is untouched */
}

struct swap { int fd; atomic_bool end; };

/* A folder and a link to / take each other's name, over and over. */
static void *swapper(void *arg)
{
	struct swap *s = arg;

	while (!atomic_load(&s->end))
		renameat2(s->fd, "dir", s->fd, "link", RENAME_EXCHANGE);
	return NULL;
}

static void test_swapped(void **state)
{
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	struct swap s = { .fd = t->fd };
	pthread_t thread;

	mkdirat(t->fd, "dir", 0755);
	tempdir_file(t->fd, "dir/hostname", "inside", 6);
	symlinkat("/etc", t->fd, "link");
	assert_int_equal(pthread_create(&thread, NULL, swapper, &s), 0);
	for (int i = 0; i < 300; i++) {
		assert_int_equal(walk(t, t->path, &opt, &err), DC_END);
		for (size_t k = 0; k < t->n; k++)
			if (t->met[k].reason == DC_R_none && strcmp(t->met[k].content, "inside") != 0)
				fail_msg("%s was read from outside the root", t->met[k].path);
	}
	atomic_store(&s.end, true);
	pthread_join(thread, NULL);
}

static void test_changed_and_reopened(void **state)
{
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	struct dc_source *s;
	struct dc_object *o;

	tempdir_file(t->fd, "f", "first", 5);
	assert_int_equal(source_fs.open(t->path, &opt, &s, &err), DC_OK);
	assert_int_equal(source_fs.next(s, &o, &err), DC_OK);
	assert_false(source_fs.changed(o));
	tempdir_file(t->fd, "f", "second", 6);		/* it grew */
	assert_true(source_fs.changed(o));
	assert_int_equal(source_fs.reopen(s, o, &err), DC_OK);
	assert_false(source_fs.changed(o));
	assert_int_equal(o->size, 6);
	unlinkat(t->fd, "f", 0);
	symlinkat("/etc/passwd", t->fd, "f");
	assert_int_equal(source_fs.reopen(s, o, &err), DC_OK);
	assert_int_equal(o->reason, DC_R_symlink);
	assert_int_equal(o->fd, -1);
	dc_object_free(o);
	source_fs.close(s);
}

static void test_stop_and_close_early(void **state)
{
	struct tree *t = *state;
	struct dc_source_options opt = plain();
	struct dc_error err = { 0 };
	struct dc_source *s;
	struct dc_object *o;
	atomic_int stop = 0;

	for (int i = 0; i < 1000; i++) {
		char name[32];

		snprintf(name, sizeof name, "%d", i);
		mkdirat(t->fd, name, 0755);
		strncat(name, "/f", 3);
		tempdir_file(t->fd, name, "x", 1);
	}
	opt.stop = &stop;
	assert_int_equal(source_fs.open(t->path, &opt, &s, &err), DC_OK);
	assert_int_equal(source_fs.next(s, &o, &err), DC_OK);
	dc_object_free(o);
	atomic_store(&stop, 1);
	assert_int_equal(source_fs.next(s, &o, &err), DC_ECANCEL);
	source_fs.close(s);
	atomic_store(&stop, 0);
	assert_int_equal(source_fs.open(t->path, &opt, &s, &err), DC_OK);
	source_fs.close(s);		/* with the walk under way */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kinds_of_entries), TEST(test_exclude), cmocka_unit_test(test_glob), cmocka_unit_test(test_names), cmocka_unit_test(test_include),
		TEST(test_hard_links), TEST(test_known), TEST(test_deep),
		TEST(test_wide_and_deep), TEST(test_many_entries), TEST(test_denied), TEST(test_targets), TEST(test_stdin),
		TEST(test_inventory), TEST(test_sparse), TEST(test_mounts), TEST(test_atime), TEST(test_view_is_read_only),
		TEST(test_swapped), TEST(test_changed_and_reopened), TEST(test_stop_and_close_early),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
