/* sqlite.c -- sqlite:FILE, one database in a file. The file source finds and opens it; a worker reads its tables through the
 * descriptor, as it reads one met on a share. What differs: its places are named sqlite:/folder/file, so that scopes of
 * declarations can name tables, and a database takes as long as it takes. */
#include "fs.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#define SCHEME "sqlite:"
#define SCHEME_N (sizeof SCHEME - 1)
#define MAGIC "SQLite format 3"		/* sqlite.org/fileformat2.html 1.3.1; its NUL belongs to it */
#define LONG_SECONDS (7 * 24 * 3600)

struct sqlite_source {
	struct dc_source base;
	struct dc_source *file;
	struct dc_budget budget;
	const char *asset;
	struct dc_object *only;		/* until next() hands it out */
};

static void sqlite_close(struct dc_source *source)
{
	struct sqlite_source *s = (struct sqlite_source *)source;

	dc_object_free(s->only);
	if (s->file != NULL)
		s->file->ops->close(s->file);
	free(s);
}

/* The target after its scheme, and after the slashes of sqlite:///folder/file, which some write. */
static const char *file_of(const char *target)
{
	const char *file = target + SCHEME_N;

	return strncmp(file, "///", 3) == 0 ? file + 2 : file;
}

/* Its first bytes, and no more, so that a wrong name is told before the scan and not in its ledger. */
static enum dc_status check(const struct dc_object *o, const char *target, struct dc_error *err)
{
	char head[sizeof MAGIC];
	ssize_t n = o->fd < 0 ? 0 : pread(o->fd, head, sizeof head, 0);

	if (n == 0 || (n == (ssize_t)sizeof head && memcmp(head, MAGIC, sizeof head) == 0))
		return DC_OK;		/* an empty file is an empty database */
	if (n < 0)
		return dc_fail(err, DC_EUSAGE, "%s: cannot be read: %s", target, strerrordesc_np(errno));
	return dc_fail(err, DC_EUSAGE, "%s: not an SQLite database, or an encrypted one (it does not begin with \"" MAGIC "\"); "
		"name the file without " SCHEME " to read it as what it is", target);
}

/* What was written last may stand in the log alone: not to see it is no silence. */
static enum dc_status check_log(struct fs_source *file, const struct dc_object *o, const char *target, struct dc_error *err)
{
	char name[PATH_MAX];
	int fd = fs_open_log(file, o->path);

	if (fd >= 0)
		close(fd);
	if (fd >= 0 || snprintf(name, sizeof name, "%s-wal", o->path) >= (int)sizeof name || access(name, F_OK) != 0)
		return DC_OK;
	return dc_fail(err, DC_EUSAGE, "%s: the log beside it (its name and -wal) cannot be read, and holds what was written last; run as a "
		"user who may read both, or name the file without " SCHEME, target);
}

static enum dc_status sqlite_open(const char *target, const struct dc_source_options *opt, struct dc_source **out, struct dc_error *err)
{
	struct sqlite_source *s = calloc(1, sizeof *s);
	enum dc_status st = DC_OK;
	struct stat sb;

	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "%s", target);
	if (opt->sample != NULL || opt->changed_since != NULL || opt->max_rows != 0 || opt->rows_per_second != 0 || opt->bytes_per_second != 0) {
		free(s);
		return dc_fail(err, DC_EUSAGE, "%s: a file is read whole: leave out --sample, --changed-since, --max-rows, --max-rows-per-second and --max-mbps", target);
	}
	s->base.ops = &source_sqlite;
	s->asset = target;
	if (opt->budget != NULL) {
		s->budget = *opt->budget;
		s->budget.wall_seconds = s->budget.cpu_seconds = LONG_SECONDS;
		s->budget.object_bytes = s->budget.output_bytes = UINT64_MAX;
		s->base.budget = &s->budget;
	}
	if (*file_of(target) == '\0' || (stat(file_of(target), &sb) == 0 && !S_ISREG(sb.st_mode)))
		st = dc_fail(err, DC_EUSAGE, "%s: there is no file of that name; name the database's file, as in sqlite:/srv/crm.db", target);
	if (st == DC_OK)
		st = source_fs.open(file_of(target), opt, &s->file, err);
	if (st == DC_OK)
		st = s->file->ops->next(s->file, &s->only, err);
	if (st == DC_OK)
		st = check(s->only, target, err);
	if (st == DC_OK)
		st = check_log((struct fs_source *)s->file, s->only, target, err);
	if (st != DC_OK) {
		sqlite_close(&s->base);
		return st;
	}
	*out = &s->base;
	return DC_OK;
}

static enum dc_status sqlite_next(struct dc_source *source, struct dc_object **out, struct dc_error *err)
{
	struct sqlite_source *s = (struct sqlite_source *)source;
	struct dc_object *o = s->only;

	if (o == NULL)
		return DC_END;
	s->only = NULL;
	o->path = dc_arena_printf(o->arena, SCHEME "%s", o->path);
	if (o->path == NULL) {
		dc_object_free(o);
		return dc_fail(err, DC_ENOMEM, "%s", s->asset);
	}
	o->path_len += SCHEME_N;
	o->asset = s->asset;
	*out = o;
	return DC_OK;
}

static enum dc_status sqlite_reopen(struct dc_source *source, struct dc_object *o, struct dc_error *err)
{
	struct sqlite_source *s = (struct sqlite_source *)source;
	enum dc_status st;

	o->path += SCHEME_N;		/* as the file source knows it */
	o->path_len -= SCHEME_N;
	st = s->file->ops->reopen(s->file, o, err);
	o->path -= SCHEME_N;
	o->path_len += SCHEME_N;
	return st;
}

static int sqlite_beside(struct dc_source *source, const struct dc_object *o)
{
	return fs_open_log((struct fs_source *)((struct sqlite_source *)source)->file, o->path + SCHEME_N);
}

static bool sqlite_changed(struct dc_object *o)
{
	return source_fs.changed(o);
}

static bool sqlite_atime(const struct dc_source *source)
{
	const struct sqlite_source *s = (const struct sqlite_source *)source;

	return s->file->ops->atime_kept(s->file);
}

const struct dc_source_ops source_sqlite = { .scheme = "sqlite", .open = sqlite_open, .next = sqlite_next, .reopen = sqlite_reopen,
	.changed = sqlite_changed, .beside = sqlite_beside, .lost = DC_R_changed, .atime_kept = sqlite_atime, .close = sqlite_close };
