/* entry.c -- one entry of a folder -> one object for the ledger, to be read or with the reason why not. */
#include "fs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static struct timespec time_of(const struct statx_timestamp *t)
{
	return (struct timespec){ .tv_sec = t->tv_sec, .tv_nsec = t->tv_nsec };
}

void fs_fill(struct dc_object *o, const struct statx *st)
{
	if (st->stx_mask == 0)
		return;
	o->size = S_ISDIR(st->stx_mode) ? 0 : st->stx_size;
	o->dev = makedev(st->stx_dev_major, st->stx_dev_minor);
	o->ino = st->stx_ino;
	if (st->stx_mask & STATX_BTIME)
		o->btime = time_of(&st->stx_btime);
	o->mtime = time_of(&st->stx_mtime);
	o->ctime = time_of(&st->stx_ctime);
	o->mode = st->stx_mode;
	o->uid = st->stx_uid;
	o->gid = st->stx_gid;
	o->nlink = st->stx_nlink;
}

struct dc_object *fs_object(struct fs_source *s, const char *path, size_t path_len, struct fs_opened *opened)
{
	struct dc_arena *a = dc_arena_new(0);
	struct dc_object *o = a == NULL ? NULL : dc_arena_alloc(a, sizeof *o);

	if (o != NULL)
		o->path = dc_arena_strndup(a, path, path_len);
	if (o == NULL || o->path == NULL) {
		dc_arena_free(a);
		if (opened->fd >= 0)
			close(opened->fd);
		return NULL;
	}
	o->arena = a;
	o->asset = s->asset;
	o->path_len = path_len;
	o->reason = opened->reason;
	if (opened->detail[0] != '\0')
		o->detail = dc_arena_strdup(a, opened->detail);
	o->fd = opened->fd;
	fs_fill(o, &opened->st);
	if (o->fd >= 0)
		o->readers = fs_readers(o->fd, o->mode, o->gid, a);
	return o;
}

enum dc_status fs_emit(struct fs_source *s, struct dc_object *object)
{
	enum dc_status st;

	if (object == NULL)
		return DC_ENOMEM;
	st = dc_queue_push(s->out, object);
	if (st != DC_OK)
		dc_object_free(object);
	return st;
}

enum dc_status fs_emit_opened(struct fs_source *s, const char *path, size_t path_len, struct fs_opened *opened, bool directory)
{
	struct dc_object *o = fs_object(s, path, path_len, opened);

	if (o != NULL)
		o->directory = directory;
	return fs_emit(s, o);
}

const char *fs_below_root(const struct fs_source *s, const char *path)
{
	size_t n = strlen(s->root_path);

	if (n == 1)
		return path + 1;
	return path[n] == '/' ? path + n + 1 : path + n;
}

const char *fs_excluded(const struct fs_source *s, const char *path, bool directory)
{
	return source_left_out(&s->opt, fs_below_root(s, path), directory);
}

static enum dc_status skip(struct fs_source *s, int dir, const char *name, const struct dc_buf *path, enum dc_reason reason,
	const char *detail)
{
	struct fs_opened o = { .reason = reason, .fd = -1 };

	snprintf(o.detail, sizeof o.detail, "%s", detail);
	if (!fs_stat(dir, name, &o.st))
		o.st.stx_mask = 0;
	return fs_emit_opened(s, (const char *)path->p, path->n, &o, false);
}

/* An SQLite file is the same while its log grows. */
static bool has_log(int dir, const char *name, const char *path)
{
	struct statx st;
	char log[NAME_MAX + 8];

	if (!fs_has_logs(path))
		return false;
	snprintf(log, sizeof log, "%s-wal", name);
	return fs_stat(dir, log, &st);
}

enum decision { OPEN_IT, DROP_IT, TELL_IT };

/* What can be decided of a file before it is opened: it is another host's to read, or the same as when it was read. One of several
 * names waits for the others, the smallest of them decides. TELL_IT: *out has the reason. */
static enum decision decide(const struct fs_source *s, int dir, const char *name, const struct dc_buf *path, bool *asked, struct fs_opened *out)
{
	bool mine = dc_shard_has(s->opt.shard, (const char *)path->p, path->n);
	struct dc_object seen = { .path = (const char *)path->p, .path_len = path->n };

	*asked = false;
	*out = (struct fs_opened){ .fd = -1 };
	if ((mine && (s->opt.known == NULL || s->only != NULL)) || !fs_stat(dir, name, &out->st))
		return OPEN_IT;
	if (!S_ISREG(out->st.stx_mode) || out->st.stx_nlink > 1)
		return OPEN_IT;
	if (!mine)
		return DROP_IT;
	fs_fill(&seen, &out->st);
	if (s->opt.noted != NULL && !has_log(dir, name, seen.path) && s->opt.noted(s->opt.known_ctx, &seen))
		return DROP_IT;
	*asked = true;
	out->reason = s->opt.known(s->opt.known_ctx, &seen);
	return out->reason == DC_R_none ? OPEN_IT : TELL_IT;
}

/* Takes over opened->fd. */
static enum dc_status emit_file(struct fs_source *s, const struct dc_buf *path, struct fs_opened *opened, bool asked)
{
	struct dc_object *o = fs_object(s, (const char *)path->p, path->n, opened);

	if (o != NULL)
		o->asked = asked;
	return fs_emit(s, o);
}

static enum dc_status regular(struct fs_source *s, int dir, const char *name, const struct dc_buf *path)
{
	struct dc_object *whole = NULL;
	struct fs_opened o;
	enum dc_status st;
	bool asked;

	switch (decide(s, dir, name, path, &asked, &o)) {
	case DROP_IT:
		return DC_OK;
	case TELL_IT:
		return emit_file(s, path, &o, true);
	case OPEN_IT:
		break;
	}
	fs_open_file(s, dir, name, &o);
	if (o.reason != DC_R_none || o.st.stx_nlink < 2)
		return emit_file(s, path, &o, asked);
	pthread_mutex_lock(&s->lock);
	st = fs_links_add(s, (const char *)path->p, path->n, &o, &whole);
	pthread_mutex_unlock(&s->lock);
	return st == DC_OK && whole != NULL ? fs_emit(s, whole) : st;
}

static const char *special_name(unsigned char type)
{
	switch (type) {
	case DT_FIFO: return "FIFO";
	case DT_SOCK: return "socket";
	case DT_CHR: return "character device";
	case DT_BLK: return "block device";
	default: return "";
	}
}

enum dc_status fs_entry(struct fs_source *s, int dir, const char *name, const struct dc_buf *path, unsigned char type, bool own)
{
	const char *rule = fs_excluded(s, (const char *)path->p, false);

	if (own && s->opt.own_name != NULL && strncmp(name, s->opt.own_name, strlen(s->opt.own_name)) == 0)
		return skip(s, dir, name, path, DC_R_policy_exclude, "the inventory itself");
	if (rule != NULL)
		return skip(s, dir, name, path, DC_R_policy_exclude, rule);
	if (type == DT_LNK)
		return skip(s, dir, name, path, DC_R_symlink, "");
	if (type != DT_REG)
		return skip(s, dir, name, path, DC_R_special_file, special_name(type));
	return regular(s, dir, name, path);
}
