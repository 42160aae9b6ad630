/* look.c -- opens the file (standard input is spooled to memory: workers read descriptors that can seek), starts one worker,
 * keeps the names of the parts. */
#include "look.h"

#include "limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum dc_status part_open(struct look *l, const struct dc_record *r, struct dc_error *err)
{
	const char *above = r->parent < l->n_parts ? l->parts[r->parent].inner : "";
	struct look_part *p = &l->parts[l->n_parts];

	if (r->part != l->n_parts || l->n_parts == LOOK_PARTS_MOST)
		return dc_fail(err, DC_ELIMIT, "%s: more than %d parts", l->name, LOOK_PARTS_MOST);
	if (*r->name == '\0' || r->part == 0)
		p->inner = above;
	else
		p->inner = *above == '\0' ? dc_arena_strdup(l->arena, r->name) : dc_arena_printf(l->arena, "%s!/%s", above, r->name);
	p->table = dc_arena_strdup(l->arena, r->table);
	p->format = dc_arena_strdup(l->arena, r->format);
	if (p->inner == NULL || p->table == NULL || p->format == NULL)
		return dc_fail(err, DC_ENOMEM, "%s", l->name);
	l->n_parts++;
	return DC_OK;
}

static void part_close(const struct look *l, const struct dc_record *r)
{
	const char *inner = r->part < l->n_parts ? l->parts[r->part].inner : "";

	if (r->reason != DC_R_none)
		cli_note(T("%s%s%s: not read whole: %s%s%s", "%s%s%s: すべては読んでいません: %s%s%s"), l->name, *inner != '\0' ? "!/" : "", inner,
			dc_reason_name(r->reason), *r->detail != '\0' ? ": " : "", r->detail);
}

static enum dc_status on_record(void *ctx, const struct dc_record *r, struct dc_error *err)
{
	struct look *l = ctx;

	switch (r->type) {
	case DC_REC_PART_OPEN:
		return part_open(l, r, err);
	case DC_REC_PART_CLOSE:
		part_close(l, r);
		return DC_OK;
	case DC_REC_END:
		return DC_OK;
	default:
		return l->each(l, r, err);
	}
}

static int spool(struct dc_error *err)
{
	static char block[1 << 16];
	int fd = memfd_create("stdin", MFD_CLOEXEC);
	ssize_t n;

	if (fd < 0) {
		dc_fail(err, DC_EIO, "standard input: %s", strerror(errno));
		return -1;
	}
	while ((n = read(STDIN_FILENO, block, sizeof block)) > 0) {
		if (cli_write(fd, (struct dc_span){ (const uint8_t *)block, (size_t)n }, err) != DC_OK) {
			close(fd);
			return -1;
		}
	}
	explicit_bzero(block, sizeof block);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static int open_input(const char *name, struct dc_error *err)
{
	struct stat st;
	int fd;

	if (strcmp(name, "-") == 0)
		return spool(err);
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) != 0)
		dc_fail(err, DC_EUSAGE, "%s: %s", name, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		dc_fail(err, DC_EUSAGE, T("%s: not a file; use 'daicho scan' for folders", "%s: ファイルではありません。フォルダは 'daicho scan' で走査してください"), name);
	else
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static enum dc_status work(struct look *l, const struct dc_engine *engine, int fd, struct dc_error *err)
{
	const struct cli_values *v = l->values;
	struct dc_worker_options opt = { .program = cli_program(), .engine = engine, .kinds_file = v->kinds, .today = cli_today(),
		.profile = v->profile != NULL && strcmp(v->profile, "fast") == 0 ? DC_PROFILE_FAST : DC_PROFILE_THOROUGH,
		.budget = cli_limits(v), .unsafe_no_sandbox = v->unsafe_no_sandbox };
	struct dc_job job = { .fd = fd, .name = l->name, .raw_only = v->raw, .text_only = l->text_only };
	struct dc_worker *w = NULL;
	enum dc_reason died = DC_R_none;
	struct stat st;
	enum dc_status s;

	if (fstat(fd, &st) != 0)
		return dc_fail(err, DC_EIO, "%s: %s", l->name, strerror(errno));
	job.size = (uint64_t)st.st_size;
	s = dc_worker_start(&opt, &w, err);
	if (s == DC_OK)
		s = dc_worker_run(w, &job, on_record, l, &died, err);
	dc_worker_close(w);
	return s == DC_OK || err->status != DC_OK ? s : dc_fail(err, DC_EIO, T("%s: the worker ended: %s", "%s: 作業プロセスが終わりました: %s"), l->name,
		dc_reason_name(died));
}

int look_run(struct look *l)
{
	struct dc_engine_options eo = { .kinds_file = l->values->kinds, .today = cli_today(), .table_only = true };
	struct dc_engine *engine = NULL;
	struct dc_error err = { 0 };
	int fd = open_input(l->name, &err);
	enum dc_status st;

	if (fd < 0)
		return cli_fail(&err);
	l->arena = dc_arena_new(0);
	l->parts = l->arena == NULL ? NULL : dc_arena_array(l->arena, LOOK_PARTS_MOST, sizeof *l->parts);
	st = l->parts == NULL ? dc_fail(&err, DC_ENOMEM, "%s", l->name) : dc_engine_new(&eo, &engine, &err);
	if (st == DC_OK)
		st = work(l, engine, fd, &err);
	dc_engine_free(engine);
	if (l->arena != NULL && !l->keep)
		dc_arena_free(l->arena);
	close(fd);
	return st == DC_OK ? CLI_DONE : cli_fail(&err);
}
