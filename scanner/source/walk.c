/* walk.c -- walker threads over a stack of folders. A folder is reached through the descriptor of the one above it, so
 * that no path is ever too long; where too many would stay open, it is found again from the root. Listings are streamed:
 * a folder of a million files takes no more memory than one of ten. */
#include "fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LISTING (64 * 1024)		/* bytes of entries fetched at a time */

/* ---- the stack and the folders on it; under the lock */

static void dir_close(struct fs_source *s, struct fs_dir *d)
{
	if (d->fd < 0)
		return;
	close(d->fd);
	d->fd = -1;
	s->open_dirs--;
}

static void dir_unref(struct fs_source *s, struct fs_dir *d)
{
	while (d != NULL && --d->refs == 0) {
		struct fs_dir *up = d->parent;

		dir_close(s, d);
		free(d);
		d = up;
	}
}

static struct fs_dir *dir_new(struct fs_dir *parent, const char *name)
{
	size_t n = strlen(name);
	struct fs_dir *d = malloc(sizeof *d + n + 1);

	if (d == NULL)
		return NULL;
	*d = (struct fs_dir){ .parent = parent, .refs = 1, .fd = -1 };
	memcpy(d->name, name, n + 1);
	if (parent != NULL) {
		d->depth = parent->depth + 1;
		d->path_len = parent->path_len + n + 1;
	}
	return d;
}

static void push(struct fs_source *s, struct fs_dir *d)
{
	pthread_mutex_lock(&s->lock);
	if (d->parent != NULL) {
		d->parent->refs++;
		d->parent->waiting++;
	}
	d->below = s->stack;
	s->stack = d;
	pthread_cond_signal(&s->more);
	pthread_mutex_unlock(&s->lock);
}

static bool stopped(const struct fs_source *s)
{
	return s->opt.stop != NULL && atomic_load_explicit(s->opt.stop, memory_order_relaxed) != 0;
}

/* The next folder; NULL when all are listed, or the walk is to end. */
static struct fs_dir *pop(struct fs_source *s)
{
	struct fs_dir *d = NULL;

	pthread_mutex_lock(&s->lock);
	while (s->stack == NULL && s->active != 0)
		pthread_cond_wait(&s->more, &s->lock);
	if (s->stack != NULL && s->failed.status == DC_OK && !stopped(s)) {
		d = s->stack;
		s->stack = d->below;
		s->active++;
	}
	pthread_mutex_unlock(&s->lock);
	return d;
}

static void done(struct fs_source *s, struct fs_dir *d, enum dc_status st)
{
	pthread_mutex_lock(&s->lock);
	d->listed = true;
	if (d->waiting == 0 || s->open_dirs > FS_DIRS_OPEN)
		dir_close(s, d);
	dir_unref(s, d);
	if (st != DC_OK && s->failed.status == DC_OK)
		dc_fail(&s->failed, st, "%s", st == DC_ENOMEM ? "out of memory in the walk" : "the walk was ended");
	s->active--;
	pthread_cond_broadcast(&s->more);
	pthread_mutex_unlock(&s->lock);
}

/* ---- reaching a folder */

/* Adds the names from the root's child down to d, with "/" between. */
static enum dc_status path_below(struct dc_buf *out, const struct fs_dir *d)
{
	uint8_t *end;

	dc_buf_clear(out);
	if (dc_buf_reserve(out, d->path_len + 1) != DC_OK)
		return DC_ENOMEM;
	out->n = d->path_len == 0 ? 0 : d->path_len - 1;	/* path_len counts a "/" for each name */
	end = out->p + out->n;
	for (; d->parent != NULL; d = d->parent) {
		size_t n = strlen(d->name);

		end -= n;
		memcpy(end, d->name, n);
		if (d->parent->parent != NULL)
			*--end = '/';
	}
	return DC_OK;
}

/* A descriptor of the folder above, of our own; -1 where it is closed. */
static int parent_fd(struct fs_source *s, const struct fs_dir *d)
{
	int fd = -1;

	pthread_mutex_lock(&s->lock);
	if (d->parent->fd >= 0)
		fd = fcntl(d->parent->fd, F_DUPFD_CLOEXEC, 0);
	pthread_mutex_unlock(&s->lock);
	return fd;
}

/* The folder d no longer needs the one above it open. */
static void reached(struct fs_source *s, struct fs_dir *d, int fd)
{
	pthread_mutex_lock(&s->lock);
	if (fd >= 0) {
		d->fd = fd;
		s->open_dirs++;
	}
	if (d->parent != NULL && --d->parent->waiting == 0 && d->parent->listed)
		dir_close(s, d->parent);
	pthread_mutex_unlock(&s->lock);
}

static int reach(struct fs_source *s, struct fs_dir *d, struct dc_buf *path)
{
	int up, fd, error;

	if (d->parent == NULL) {
		fd = fs_open_dir(s, s->root, ".");
		error = errno;
	} else {
		up = parent_fd(s, d);
		if (up < 0 && d->parent->parent != NULL && path_below(path, d->parent) == DC_OK)
			up = fs_open_below(s, s->root, (const char *)path->p, path->n, O_PATH | O_DIRECTORY, true);
		else if (up < 0)
			up = fs_openat(s, s->root, ".", O_PATH | O_DIRECTORY, true);
		fd = up < 0 ? -1 : fs_open_dir(s, up, d->name);
		error = errno;
		if (up >= 0)
			close(up);
	}
	reached(s, d, fd);
	errno = error;
	return fd;
}

/* ---- listing */

static enum dc_status skip_dir(struct fs_source *s, const struct dc_buf *path, struct fs_opened *o)
{
	return fs_emit_opened(s, (const char *)path->p, path->n, o, true);
}

/* A folder that could not be opened: what it is and whose, as far as that can be seen without reading it. */
static enum dc_status unreached(struct fs_source *s, int error, const struct dc_buf *path)
{
	const char *rel = fs_below_root(s, (const char *)path->p);
	struct fs_opened o = { .fd = -1 };
	bool network;
	int fd = fs_open_below(s, s->root, rel, strlen(rel), O_PATH | O_NOFOLLOW, error != EXDEV);

	fs_reason_of_errno(error, &o);
	if (fd >= 0) {
		if (o.reason == DC_R_other_mount && fs_is_pseudo(fd, &network))
			o.reason = DC_R_pseudo_fs;
		if (!fs_stat(fd, "", &o.st))
			o.st.stx_mask = 0;
		close(fd);
	}
	if (dc_reason_outcome(o.reason) == DC_SKIPPED)
		o.detail[0] = '\0';
	return skip_dir(s, path, &o);
}

/* Why an open folder is not to be listed. */
static bool left_out(const struct fs_source *s, const struct fs_dir *d, const struct statx *st, struct fs_opened *o)
{
	uint64_t dev = makedev(st->stx_dev_major, st->stx_dev_minor);
	bool network;

	*o = (struct fs_opened){ .fd = -1, .st = *st };
	if (s->opt.own_ino != 0 && s->opt.own_name == NULL && dev == s->opt.own_dev && st->stx_ino == s->opt.own_ino) {
		o->reason = DC_R_policy_exclude;
		snprintf(o->detail, sizeof o->detail, "the inventory's own folder");
	} else if ((s->opt.cross_mounts || d->parent == NULL) && fs_is_pseudo(d->fd, &network)) {
		o->reason = DC_R_pseudo_fs;
	}
	return o->reason != DC_R_none;
}

static enum dc_status sub_dir(struct fs_source *s, struct fs_dir *d, const char *name, const struct dc_buf *path)
{
	const char *rule = fs_excluded(s, (const char *)path->p, true);
	struct fs_opened o = { .fd = -1 };
	struct fs_dir *sub;

	if (rule != NULL || path->n > FS_PATH_MOST) {
		o.reason = rule != NULL ? DC_R_policy_exclude : DC_R_name_too_long;
		snprintf(o.detail, sizeof o.detail, "%s", rule != NULL ? rule : "folders nest too deep");
		return skip_dir(s, path, &o);
	}
	sub = dir_new(d, name);
	if (sub == NULL)
		return DC_ENOMEM;
	push(s, sub);
	return DC_OK;
}

struct listing {
	struct fs_dir *dir;
	struct dc_buf *path;		/* absolute path of the folder with "/", prefix bytes long; then the entry's name */
	size_t prefix;
	bool own;			/* it is the inventory's folder */
	char *entries;
};

/* The type of an entry, from the inode where the file system does not tell it in listings. */
static unsigned char type_of(int dir, const struct dirent64 *e)
{
	struct statx st;

	if (e->d_type != DT_UNKNOWN)
		return e->d_type;
	return fs_stat(dir, e->d_name, &st) ? (unsigned char)IFTODT(st.stx_mode) : DT_REG;
}

static enum dc_status entry(struct fs_source *s, struct listing *l, const struct dirent64 *e)
{
	unsigned char type;

	if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
		return DC_OK;
	l->path->n = l->prefix;
	if (dc_buf_adds(l->path, e->d_name) != DC_OK || dc_buf_cstr(l->path) == NULL)
		return DC_ENOMEM;
	type = type_of(l->dir->fd, e);
	if (type == DT_DIR)
		return sub_dir(s, l->dir, e->d_name, l->path);
	return fs_entry(s, l->dir->fd, e->d_name, l->path, type, l->own);
}

static enum dc_status unlisted(struct fs_source *s, struct listing *l, int error)
{
	struct fs_opened o = { .fd = -1 };

	l->path->n = l->prefix > 1 ? l->prefix - 1 : 1;
	if (dc_buf_cstr(l->path) == NULL)
		return DC_ENOMEM;
	fs_reason_of_errno(error, &o);
	if (dc_reason_outcome(o.reason) != DC_FAILED)
		o.reason = DC_R_io_error;
	if (!fs_stat(l->dir->fd, "", &o.st))
		o.st.stx_mask = 0;
	return skip_dir(s, l->path, &o);
}

static enum dc_status entries(struct fs_source *s, struct listing *l)
{
	enum dc_status st = DC_OK;

	while (st == DC_OK && !stopped(s)) {
		ssize_t n = getdents64(l->dir->fd, l->entries, LISTING);

		if (n == 0)
			break;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return unlisted(s, l, errno);
		for (ssize_t at = 0; st == DC_OK && at < n && !stopped(s);) {
			const struct dirent64 *e = (const struct dirent64 *)(const void *)(l->entries + at);

			st = entry(s, l, e);
			at += e->d_reclen;
		}
	}
	return st;
}

static enum dc_status list(struct fs_source *s, struct listing *l)
{
	struct dc_buf *path = l->path;
	struct fs_opened out;
	struct statx st;
	struct dc_buf below;
	int error;
	enum dc_status status = DC_ENOMEM;

	dc_buf_init(&below, 0);
	l->own = false;
	error = reach(s, l->dir, &below) < 0 ? errno : 0;
	dc_buf_clear(path);
	if (path_below(&below, l->dir) != DC_OK || dc_buf_adds(path, s->root_path) != DC_OK ||
	    (below.n != 0 && path->n > 1 && dc_buf_addc(path, '/') != DC_OK) || dc_buf_add(path, below.p, below.n) != DC_OK ||
	    dc_buf_cstr(path) == NULL)
		goto out;
	if (error != 0) {
		status = unreached(s, error, path);
		goto out;
	}
	if (!fs_stat(l->dir->fd, "", &st))
		st.stx_mask = 0;
	if (st.stx_mask != 0 && left_out(s, l->dir, &st, &out)) {
		status = skip_dir(s, path, &out);
		goto out;
	}
	l->own = st.stx_mask != 0 && s->opt.own_ino != 0 && st.stx_ino == s->opt.own_ino &&
		 makedev(st.stx_dev_major, st.stx_dev_minor) == s->opt.own_dev;
	if (path->n > 1 && dc_buf_addc(path, '/') != DC_OK)
		goto out;
	l->prefix = path->n;
	status = entries(s, l);
out:
	dc_buf_done(&below);
	return status;
}

/* After the last folder: what waits for names that stand outside the target. */
static enum dc_status rest(struct fs_source *s)
{
	enum dc_status st = DC_OK;

	while (st == DC_OK && !stopped(s)) {
		struct dc_object *o;

		pthread_mutex_lock(&s->lock);
		st = fs_links_next(s, &o);
		pthread_mutex_unlock(&s->lock);
		if (st != DC_OK || o == NULL)
			break;
		st = fs_emit(s, o);
	}
	return st;
}

static void *walker(void *arg)
{
	struct fs_source *s = arg;
	struct dc_buf path;
	struct listing l = { .path = &path, .entries = malloc(LISTING) };
	bool last;

	dc_buf_init(&path, 0);
	while ((l.dir = pop(s)) != NULL)
		done(s, l.dir, l.entries == NULL ? DC_ENOMEM : list(s, &l));
	dc_buf_done(&path);
	free(l.entries);
	pthread_mutex_lock(&s->lock);
	last = --s->running == 0;
	pthread_mutex_unlock(&s->lock);
	if (last) {
		enum dc_status st = s->failed.status == DC_OK ? rest(s) : DC_OK;

		if (st != DC_OK && s->failed.status == DC_OK)
			dc_fail(&s->failed, st, "the walk was ended");
		dc_queue_close(s->out);
	}
	return NULL;
}

enum dc_status fs_walk_start(struct fs_source *s, struct dc_error *err)
{
	struct fs_dir *root = dir_new(NULL, "");
	int want = s->opt.threads < 1 ? 1 : s->opt.threads;

	s->walkers = calloc((size_t)want, sizeof *s->walkers);
	if (root == NULL || s->walkers == NULL) {
		free(root);
		return dc_fail(err, DC_ENOMEM, "%s", s->asset);
	}
	push(s, root);
	s->running = want;
	while (s->n_walkers < want) {
		if (pthread_create(&s->walkers[s->n_walkers], NULL, walker, s) != 0)
			break;
		s->n_walkers++;
	}
	if (s->n_walkers == want)
		return DC_OK;
	pthread_mutex_lock(&s->lock);		/* those that never came to be do not count */
	s->running -= want - s->n_walkers;
	pthread_mutex_unlock(&s->lock);
	return s->n_walkers > 0 ? DC_OK : dc_fail(err, DC_ENOMEM, "%s: no thread for the walk", s->asset);
}

void fs_walk_end(struct fs_source *s)
{
	for (int i = 0; i < s->n_walkers; i++)
		pthread_join(s->walkers[i], NULL);
	free(s->walkers);
	while (s->stack != NULL) {
		struct fs_dir *d = s->stack;

		s->stack = d->below;
		dir_unref(s, d);
	}
}
