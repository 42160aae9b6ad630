/* fs.c -- files and folders of this machine and of what is mounted on it. The walk runs in threads of its own, a bounded
 * queue ahead of next(); this file opens and closes, and checks targets as the operator typed them. */
#include "fs.h"

#include "daicho/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <strings.h>
#include <unistd.h>

/* A name for a message: escaped, cut. */
static const char *shown(const char *name, char out[256])
{
	struct dc_buf b;

	dc_buf_init(&b, 0);
	if (dc_escape(&b, dc_span_of(name)) == DC_OK && dc_buf_cstr(&b) != NULL)
		snprintf(out, 256, "%s", dc_buf_cstr(&b));
	else
		out[0] = '\0';
	dc_buf_done(&b);
	return out;
}

static enum dc_status refuse(const char *target, int error, struct dc_error *err)
{
	char name[256];

	if (error == ENOENT)
		return dc_fail(err, DC_EUSAGE, "%s: there is no such file or folder; check the spelling, and that the share is mounted",
			       shown(target, name));
	if (error == EACCES || error == EPERM)
		return dc_fail(err, DC_EUSAGE, "%s: permission denied; run as a user who may read it, or give the program the "
			       "capability CAP_DAC_READ_SEARCH", shown(target, name));
	if (error == ENOSYS)
		return dc_fail(err, DC_EUSAGE, "%s: the kernel has no openat2; Linux 5.6 or newer is needed", shown(target, name));
	return dc_fail(err, DC_EUSAGE, "%s: cannot be opened: %s", shown(target, name), strerrordesc_np(error));
}

/* The target with all links resolved -> root_path and, for a single file, only. */
static enum dc_status resolve(struct fs_source *s, const char *target, struct dc_error *err)
{
	const char *plain = strncmp(target, "file://", 7) == 0 ? target + 7 : target;
	char name[256];
	struct stat st;
	char *slash;

	s->root_path = realpath(plain, NULL);
	if (s->root_path == NULL || stat(s->root_path, &st) != 0)
		return refuse(target, errno, err);
	if (S_ISDIR(st.st_mode))
		return DC_OK;
	if (!S_ISREG(st.st_mode))
		return dc_fail(err, DC_EUSAGE, "%s: neither a file nor a folder; name one of those, or - for standard input",
			       shown(target, name));
	slash = strrchr(s->root_path, '/');
	s->only = strdup(slash + 1);
	if (s->only == NULL)
		return dc_fail(err, DC_ENOMEM, "%s", target);
	slash[slash == s->root_path] = '\0';
	return DC_OK;
}

/* Through a private view where that is allowed, else as it is. */
static enum dc_status open_root(struct fs_source *s, const char *target, struct dc_error *err)
{
	int fd;

	s->root = fs_view_open(s->root_path);
	s->view = s->root >= 0;
	if (!s->view)
		s->root = open(s->root_path, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (s->root < 0)
		return refuse(target, errno, err);
	if (s->only != NULL) {
		struct fs_opened o;

		fs_open_file(s, s->root, s->only, &o);
		if (o.fd >= 0)
			close(o.fd);
		return o.reason == DC_R_access_denied ? refuse(target, EACCES, err) : DC_OK;
	}
	fd = fs_open_dir(s, s->root, ".");
	if (fd < 0)
		return refuse(target, errno, err);
	close(fd);
	return DC_OK;
}

/* Standard input is one object; no walker is needed for it. */
static enum dc_status open_stdin(struct fs_source *s, struct dc_error *err)
{
	struct fs_opened o = { .fd = -1 };
	enum dc_status st = fs_spool(STDIN_FILENO, &o, err);

	if (st != DC_OK)
		return st;
	o.st.stx_mask |= STATX_BASIC_STATS;
	st = fs_emit_opened(s, "-", 1, &o, false);
	dc_queue_close(s->out);
	return st == DC_OK ? DC_OK : dc_fail(err, st, "standard input");
}

/* A single file: its one entry, from the walker's own code, so that it is treated like any other. */
static enum dc_status open_single(struct fs_source *s, struct dc_error *err)
{
	struct dc_object *last = NULL;
	struct dc_buf path;
	enum dc_status st;

	dc_buf_init(&path, 0);
	st = dc_buf_printf(&path, "%s%s%s", s->root_path, s->root_path[1] == '\0' ? "" : "/", s->only);
	if (st == DC_OK && dc_buf_cstr(&path) == NULL)
		st = DC_ENOMEM;
	if (st == DC_OK)
		st = fs_entry(s, s->root, s->only, &path, DT_REG, false);
	if (st == DC_OK)
		st = fs_links_next(s, &last);
	if (st == DC_OK && last != NULL)
		st = fs_emit(s, last);
	dc_queue_close(s->out);
	dc_buf_done(&path);
	return st == DC_OK ? DC_OK : dc_fail(err, st, "%s", s->asset);
}

static void fs_close(struct dc_source *source)
{
	struct fs_source *s = (struct fs_source *)source;
	void *left;

	if (s == NULL)
		return;
	if (s->out != NULL) {
		dc_queue_close(s->out);
		while (s->n_walkers > 0 && dc_queue_pop(s->out, &left) == DC_OK)
			dc_object_free(left);
	}
	fs_walk_end(s);
	while (s->out != NULL && dc_queue_pop(s->out, &left) == DC_OK)
		dc_object_free(left);
	dc_queue_free(s->out);
	fs_links_free(s->links);
	if (s->root >= 0)
		close(s->root);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->more);
	free(s->root_path);
	free(s->only);
	free((char *)s->asset);
	free(s);
}

static enum dc_status fs_open(const char *target, const struct dc_source_options *opt, struct dc_source **out, struct dc_error *err)
{
	struct fs_source *s = calloc(1, sizeof *s);
	enum dc_status st = DC_OK;

	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "%s", target);
	s->base.ops = &source_fs;
	s->opt = *opt;
	s->root = -1;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->more, NULL);
	s->asset = strdup(target);
	s->out = dc_queue_new(FS_QUEUE);
	s->links = fs_links_new();
	if (s->asset == NULL || s->out == NULL || s->links == NULL)
		st = dc_fail(err, DC_ENOMEM, "%s", target);
	else if (strcmp(target, "-") == 0)
		st = open_stdin(s, err);
	else
		st = resolve(s, target, err);
	if (st == DC_OK && s->root_path != NULL)
		st = open_root(s, target, err);
	if (st == DC_OK && s->root_path != NULL)
		st = s->only != NULL ? open_single(s, err) : DC_OK;
	if (st != DC_OK) {
		fs_close(&s->base);
		return st;
	}
	*out = &s->base;
	return DC_OK;
}

static enum dc_status fs_next(struct dc_source *source, struct dc_object **out, struct dc_error *err)
{
	struct fs_source *s = (struct fs_source *)source;
	void *p;

	if (s->opt.stop != NULL && atomic_load_explicit(s->opt.stop, memory_order_relaxed) != 0)
		return dc_fail(err, DC_ECANCEL, "stopped");
	/* Not before: of many targets that are open, one is walked at a time. */
	if (s->walkers == NULL && s->root_path != NULL && s->only == NULL && fs_walk_start(s, err) != DC_OK)
		return err->status;
	if (dc_queue_pop(s->out, &p) == DC_OK) {
		*out = p;
		return DC_OK;
	}
	if (s->failed.status != DC_OK)		/* the queue is closed: no walker writes it any more */
		return dc_fail(err, s->failed.status, "%s", s->failed.text);
	if (s->opt.stop != NULL && atomic_load_explicit(s->opt.stop, memory_order_relaxed) != 0)
		return dc_fail(err, DC_ECANCEL, "stopped");
	return DC_END;
}

static enum dc_status fs_reopen(struct dc_source *source, struct dc_object *o, struct dc_error *err)
{
	struct fs_source *s = (struct fs_source *)source;
	const char *rel;
	struct fs_opened opened;

	if (s->root_path == NULL)
		return lseek(o->fd, 0, SEEK_SET) == 0 ? DC_OK : dc_fail(err, DC_EIO, "standard input cannot be read again");
	rel = fs_below_root(s, o->path);
	fs_open_file_below(s, rel, strlen(rel), &opened);
	if (o->fd >= 0)
		close(o->fd);
	o->fd = opened.fd;
	if (opened.reason != DC_R_none) {
		o->reason = opened.reason;
		o->detail = dc_arena_strdup(o->arena, opened.detail);
		return DC_OK;
	}
	fs_fill(o, &opened.st);
	return DC_OK;
}

int fs_open_log(struct fs_source *s, const char *path)
{
	const char *rel = fs_below_root(s, path);
	struct fs_opened o;
	struct dc_buf b;

	dc_buf_init(&b, 0);
	o.fd = -1;
	if (dc_buf_printf(&b, "%s-wal", rel) == DC_OK && dc_buf_cstr(&b) != NULL)
		fs_open_file_below(s, dc_buf_cstr(&b), b.n, &o);
	dc_buf_done(&b);
	return o.fd;
}

static bool fs_changed(struct dc_object *o)
{
	struct stat st;

	return fstat(o->fd, &st) != 0 || (uint64_t)st.st_size != o->size || st.st_dev != o->dev || st.st_ino != o->ino ||
	       st.st_mtim.tv_sec != o->mtime.tv_sec || st.st_mtim.tv_nsec != o->mtime.tv_nsec ||
	       st.st_ctim.tv_sec != o->ctime.tv_sec || st.st_ctim.tv_nsec != o->ctime.tv_nsec;
}

bool fs_has_logs(const char *path)
{
	static const char *const endings[] = { ".db", ".db3", ".sqlite", ".sqlite3", ".sqlitedb", ".s3db", ".sl3", ".gpkg" };
	const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
	bool likely = slash != NULL && (dot == NULL || dot < slash);	/* no ending: browsers' files have none */

	if (dot == NULL || strchr("dDsSgG", dot[1]) == NULL)	/* asked of every file of a share */
		return likely;
	for (size_t i = 0; i < DC_ARRAY_LEN(endings); i++)
		likely |= strcasecmp(dot, endings[i]) == 0;
	return likely;
}

/* The memos of a dBase table stand under its name, with another ending. */
static int open_memos(struct fs_source *s, const char *path)
{
	const char *rel = fs_below_root(s, path);
	static const char *const endings[] = { ".dbt", ".fpt", ".DBT", ".FPT" };
	size_t stem = strlen(rel) - 4;
	struct fs_opened o = { .fd = -1 };

	for (size_t i = 0; i < DC_ARRAY_LEN(endings) && o.fd < 0; i++) {
		struct dc_buf b;

		dc_buf_init(&b, 0);
		if (dc_buf_add(&b, rel, stem) == DC_OK && dc_buf_adds(&b, endings[i]) == DC_OK && dc_buf_cstr(&b) != NULL)
			fs_open_file_below(s, dc_buf_cstr(&b), b.n, &o);
		dc_buf_done(&b);
	}
	return o.fd;
}

/* What is beside other files is an object of its own. */
static int fs_beside(struct dc_source *source, const struct dc_object *o)
{
	struct fs_source *s = (struct fs_source *)source;
	const char *dot = strrchr(o->path, '.');

	if (s->root_path == NULL)
		return -1;
	if (dot != NULL && strcasecmp(dot, ".dbf") == 0)
		return open_memos(s, o->path);
	return fs_has_logs(o->path) ? fs_open_log(s, o->path) : -1;
}

static bool fs_atime_kept(const struct dc_source *source)
{
	return !atomic_load(&((const struct fs_source *)source)->atime_lost);
}

const struct dc_source_ops source_fs = {
	.scheme = "file",
	.open = fs_open,
	.next = fs_next,
	.reopen = fs_reopen,
	.changed = fs_changed, .lost = DC_R_changed,
	.beside = fs_beside,
	.atime_kept = fs_atime_kept,
	.close = fs_close,
};
