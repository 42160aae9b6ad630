/* smb.c -- the files of a server's shares, read through connectors (share.h): one lists, one for each driver fetches.
 *
 * Folders are walked here, one after the other, and each is listed in the order of names: after a lost session the next
 * connector goes on behind the last name that was handed out, so that no file is lost and none comes twice. A file is fetched
 * when its turn comes, into memory (a file without a name, sealed) if it is small, else into a file without a name in the
 * folder of the inventory, which vanishes with us; a worker reads that as it reads any file.
 */
#include "fs.h"

#include "share.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define POOL 256			/* connectors at most: as many as there can be drivers */
#define TRIES 4				/* of a folder or file whose session is lost */
#define PAUSE_MS 250			/* before the second try; doubled for each further one */
#define DEAD_SECONDS 60			/* a server that was given up is not asked again before */
#define MEMORY_MOST (UINT64_C(64) << 20)
#define OFFLINE 0x1000u			/* MS-FSCC 2.6: FILE_ATTRIBUTE_OFFLINE */
#define REPARSE 0x400u			/* FILE_ATTRIBUTE_REPARSE_POINT */

struct folder {				/* that waits to be listed */
	struct folder *below;
	char *share, *path;		/* path below the share, "" for itself; share "": the server's shares */
};

struct file {
	struct dc_object object;	/* first */
	const char *share, *path;
	bool changed;
};

struct pooled { struct share *share; char name[SHARE_NAME_MOST]; bool busy; };

struct smb_source {
	struct dc_source base;
	struct dc_source_options opt;
	struct connect_uri uri;
	char *asset, *spool;
	char server[512];		/* "smb://host:445" without the default port */
	char root[SHARE_PATH_MOST];	/* path below the share that the target names */
	struct folder *waiting, *current;
	char after[1024];		/* the last name of the current folder that was handed out */
	unsigned tries;
	bool listing;
	bool peeked;			/* first is what share_next will have said next */
	struct share_entry first;	/* borrowed from the lister */
	enum dc_status first_is;
	struct share *lister;
	char lister_share[SHARE_NAME_MOST];
	pthread_mutex_t lock;		/* of the pool, and of dead_until */
	struct pooled pool[POOL];
	int64_t dead_until;		/* monotonic seconds; 0: the server answers */
	unsigned gave_up;		/* files and folders in a row */
	char note[768];			/* what had to be done without */
};

static int64_t now_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* Waits between two tries, unless the run is to end. */
static void pause_before(const struct smb_source *s, unsigned tries)
{
	for (unsigned left = PAUSE_MS << tries; left > 0 && (s->opt.stop == NULL || atomic_load(s->opt.stop) == 0); left -= left < 50 ? left : 50)
		nanosleep(&(struct timespec){ .tv_nsec = 50 * 1000 * 1000 }, NULL);
}

/* A server that does not answer is not waited for by each of a million files. */
static bool is_dead(struct smb_source *s)
{
	bool dead;

	pthread_mutex_lock(&s->lock);
	dead = s->dead_until > now_seconds();
	pthread_mutex_unlock(&s->lock);
	return dead;
}

static void was_alive(struct smb_source *s, bool alive)
{
	pthread_mutex_lock(&s->lock);
	s->gave_up = alive ? 0 : s->gave_up + 1;
	s->dead_until = s->gave_up >= 2 ? now_seconds() + DEAD_SECONDS : 0;
	pthread_mutex_unlock(&s->lock);
}

static enum dc_status start(struct smb_source *s, const char *share, struct share **out, enum dc_reason *reason, struct dc_error *err)
{
	uint64_t most = s->opt.budget->object_bytes;
	struct share_options o = { .program = s->opt.program, .uri = &s->uri, .share = share, .password_file = s->opt.password_file,
		.most = most == UINT64_MAX ? most : most + 1, .unsafe_no_sandbox = s->opt.unsafe_no_sandbox, .stop = s->opt.stop };
	enum dc_status st = share_start(&o, out, reason, err);

	pthread_mutex_lock(&s->lock);
	if (st == DC_OK && *share_note(*out) != '\0' && s->note[0] == '\0')
		snprintf(s->note, sizeof s->note, "%s: %s", s->server, share_note(*out));
	pthread_mutex_unlock(&s->lock);
	return st;
}

/* ---- objects */

static char *path_of(const struct smb_source *s, struct dc_arena *a, const char *share, const char *path, const char *name)
{
	return dc_arena_printf(a, "%s%s%s%s%s%s%s", s->server, *share == '\0' ? "" : "/", share, *path == '\0' ? "" : "/", path, *name == '\0' ? "" : "/", name);
}

static struct timespec time_of(int64_t ns)
{
	return (struct timespec){ .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
}

/* Devices have numbers, shares have names: FNV-1a, 64 bits (draft-eastlake-fnv). */
static uint64_t device_of(const struct smb_source *s, const char *share)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (const char *p = s->server; *p != '\0'; p++)
		h = (h ^ (uint8_t)*p) * 0x100000001b3u;
	for (const char *p = share; *p != '\0'; p++)
		h = (h ^ (uint8_t)*p) * 0x100000001b3u;
	return h >> 1;
}

/* e NULL: the folder (or share, or server) itself, that cannot be read. */
static enum dc_status make(struct smb_source *s, const struct folder *f, const struct share_entry *e, enum dc_reason reason, const char *detail,
	struct dc_object **out, struct dc_error *err)
{
	struct dc_arena *a = dc_arena_new(0);
	struct file *o = a == NULL ? NULL : dc_arena_alloc(a, sizeof *o);
	const char *name = e == NULL ? "" : e->name;

	if (o != NULL) {
		bool folder = e == NULL || e->kind != SHARE_FILE;

		o->object = (struct dc_object){ .arena = a, .asset = s->asset, .fd = -1, .reason = reason, .mode = (folder ? S_IFDIR : S_IFREG) | 0600,
			.directory = folder, .nlink = 1, .dev = device_of(s, f->share), .readers = "" };
		o->object.path = path_of(s, a, f->share, f->path, name);
		o->object.detail = dc_arena_strdup(a, detail);
		o->share = dc_arena_strdup(a, f->share);
		o->path = dc_arena_printf(a, "%s%s%s", f->path, *f->path == '\0' || *name == '\0' ? "" : "/", name);
		o->changed = false;
	}
	if (o == NULL || o->object.path == NULL || o->object.detail == NULL || o->share == NULL || o->path == NULL) {
		dc_arena_free(a);
		return dc_fail(err, DC_ENOMEM, "%s", s->asset);
	}
	o->object.path_len = strlen(o->object.path);
	if (e != NULL) {
		o->object.size = e->kind == SHARE_FILE ? e->size : 0;
		o->object.ino = e->kind == SHARE_FILE ? e->ino : 0;
		o->object.btime = time_of(e->btime_ns);
		o->object.mtime = time_of(e->mtime_ns);
		o->object.ctime = time_of(e->ctime_ns);
	}
	*out = &o->object;
	return DC_OK;
}

/* ---- the walk */

static void folder_free(struct folder *f)
{
	if (f == NULL)
		return;
	free(f->share);
	free(f->path);
	free(f);
}

static enum dc_status push(struct smb_source *s, const char *share, const char *path, const char *name, struct dc_error *err)
{
	struct folder *f = calloc(1, sizeof *f);

	if (f != NULL) {
		f->share = strdup(share);
		if (asprintf(&f->path, "%s%s%s", path, *path == '\0' || *name == '\0' ? "" : "/", name) < 0)
			f->path = NULL;
	}
	if (f == NULL || f->share == NULL || f->path == NULL) {
		folder_free(f);
		return dc_fail(err, DC_ENOMEM, "%s", s->asset);
	}
	f->below = s->waiting;
	s->waiting = f;
	return DC_OK;
}

static const char *rule_for(const struct smb_source *s, const char *path, const char *name, bool folder)
{
	char below[SHARE_PATH_MOST + 1024];
	size_t skip = *s->root == '\0' || strncmp(path, s->root, strlen(s->root)) != 0 ? 0 : strlen(s->root);

	path += skip;
	path += *path == '/';
	snprintf(below, sizeof below, "%s%s%s", path, *path == '\0' ? "" : "/", name);
	return source_left_out(&s->opt, below, folder);
}

/* IPC$, printers, and what every Windows has for its administrators: whole disks, which hold the shares again. */
static bool is_administrative(const char *share)
{
	size_t n = strlen(share);

	return strcasecmp(share, "ADMIN$") == 0 || strcasecmp(share, "PRINT$") == 0 || strcasecmp(share, "FAX$") == 0 || (n == 2 && share[1] == '$');
}

/* A share of the server's list: to be walked, or a line of the ledger. *out NULL: nothing to tell. */
static enum dc_status met_share(struct smb_source *s, const struct share_entry *e, struct dc_object **out, struct dc_error *err)
{
	const char *rule = source_left_out(&s->opt, e->name, true);

	if (e->kind != SHARE_ITSELF)
		return make(s, s->current, e, DC_R_special_file, "a pipe or printer", out, err);
	if (rule != NULL)
		return make(s, s->current, e, DC_R_policy_exclude, rule, out, err);
	if (is_administrative(e->name))
		return make(s, s->current, e, DC_R_policy_exclude, "an administrative share: name it to read it", out, err);
	return push(s, e->name, "", "", err);
}

static enum dc_status met(struct smb_source *s, const struct share_entry *e, struct dc_object **out, struct dc_error *err)
{
	const struct folder *f = s->current;
	const char *rule;

	*out = NULL;
	if (*f->share == '\0')
		return met_share(s, e, out, err);
	rule = rule_for(s, f->path, e->name, e->kind == SHARE_FOLDER);
	if (rule != NULL)
		return make(s, f, e, DC_R_policy_exclude, rule, out, err);
	if (strlen(f->path) + strlen(e->name) + 2 > SHARE_PATH_MOST)
		return make(s, f, e, DC_R_name_too_long, "", out, err);
	if (e->kind == SHARE_FOLDER && (e->attributes & REPARSE) != 0)
		return make(s, f, e, DC_R_other_mount, "a junction, mount point or DFS link: name what it leads to as a target of its own", out, err);
	if (e->kind == SHARE_FOLDER)
		return push(s, f->share, f->path, e->name, err);
	if ((e->attributes & OFFLINE) != 0)
		return make(s, f, e, DC_R_offline_stub, "kept offline: reading would recall it", out, err);
	return make(s, f, e, DC_R_none, "", out, err);
}

static void lister_close(struct smb_source *s)
{
	share_close(s->lister);
	s->lister = NULL;
	s->listing = false;
}

/* Begins, or goes on, with the current folder. DC_EIO: the session is lost; DC_EUSAGE: there is none to be had, with *reason. */
static enum dc_status begin(struct smb_source *s, enum dc_reason *reason, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (s->lister != NULL && strcmp(s->lister_share, s->current->share) != 0)
		lister_close(s);
	if (s->lister == NULL) {
		snprintf(s->lister_share, sizeof s->lister_share, "%s", s->current->share);
		st = start(s, s->current->share, &s->lister, reason, err);
	}
	if (st == DC_OK)
		st = share_list(s->lister, s->current->path, s->after, err);
	s->listing = st == DC_OK;
	return st;
}

static void leave(struct smb_source *s)
{
	folder_free(s->current);
	s->current = NULL;
	s->listing = false;
	s->tries = 0;
	s->after[0] = '\0';
}

/* The folder cannot be listed, or not to its end: a failed object, with unknown ones in it. */
static enum dc_status give_up(struct smb_source *s, enum dc_reason reason, const char *detail, struct dc_object **out, struct dc_error *err)
{
	enum dc_status st = make(s, s->current, NULL, reason, detail, out, err);

	leave(s);
	return st;
}

/* One step of the walk; *out NULL: another step is needed. */
static enum dc_status step(struct smb_source *s, struct dc_object **out, struct dc_error *err)
{
	enum dc_reason reason = DC_R_io_error;
	struct dc_error why = { 0 };
	struct share_entry e;
	enum dc_status st = DC_OK;

	*out = NULL;
	if (s->current == NULL) {
		s->current = s->waiting;
		s->waiting = s->current->below;
	}
	if (!s->listing && is_dead(s))
		return give_up(s, DC_R_io_timeout, "not tried: the server does not answer", out, err);
	if (!s->listing)
		st = begin(s, &reason, &why);
	if (st == DC_OK && s->peeked) {
		e = s->first;
		st = s->first_is;
		reason = DC_R_none;
		s->peeked = false;
	} else if (st == DC_OK) {
		st = share_next(s->lister, &e, &reason, &why);
	}
	if (st == DC_OK) {
		if (snprintf(s->after, sizeof s->after, "%s", e.name) >= (int)sizeof s->after)
			return dc_fail(err, DC_EBUG, "a name of %zu bytes", strlen(e.name));
		return met(s, &e, out, err);
	}
	if (st == DC_END) {
		was_alive(s, true);
		if (reason != DC_R_none)
			return give_up(s, reason, why.text, out, err);
		leave(s);
		return DC_OK;
	}
	lister_close(s);
	if (st == DC_ECANCEL || st == DC_ENOMEM || st == DC_EBUG)
		return dc_fail(err, st, "%s", why.text);
	if (st == DC_EUSAGE && (reason == DC_R_access_denied || reason == DC_R_vanished))
		return give_up(s, reason, why.text, out, err);
	if (++s->tries < TRIES) {
		pause_before(s, s->tries - 1);
		return DC_OK;
	}
	was_alive(s, false);
	return give_up(s, DC_R_io_timeout, why.text, out, err);
}

static enum dc_status smb_next(struct dc_source *source, struct dc_object **out, struct dc_error *err)
{
	struct smb_source *s = (struct smb_source *)source;
	enum dc_status st = DC_OK;

	*out = NULL;
	while (st == DC_OK && *out == NULL) {
		if (s->opt.stop != NULL && atomic_load(s->opt.stop) != 0)
			return dc_fail(err, DC_ECANCEL, "stopped");
		if (s->current == NULL && s->waiting == NULL)
			return DC_END;
		st = step(s, out, err);
	}
	return st;
}

/* ---- one file */

static struct pooled *acquire(struct smb_source *s, const char *share)
{
	struct pooled *free_one = NULL;

	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < POOL; i++) {
		struct pooled *p = &s->pool[i];

		if (p->busy)
			continue;
		if (p->share != NULL && strcmp(p->name, share) == 0) {
			free_one = p;
			break;
		}
		if (free_one == NULL || (free_one->share != NULL && p->share == NULL))
			free_one = p;
	}
	if (free_one != NULL)
		free_one->busy = true;
	pthread_mutex_unlock(&s->lock);
	if (free_one != NULL && free_one->share != NULL && strcmp(free_one->name, share) != 0) {
		share_close(free_one->share);
		free_one->share = NULL;
	}
	return free_one;
}

static void release(struct smb_source *s, struct pooled *p, bool alive)
{
	if (!alive) {
		share_close(p->share);
		p->share = NULL;
	}
	pthread_mutex_lock(&s->lock);
	p->busy = false;
	pthread_mutex_unlock(&s->lock);
}

/* Where a file's bytes go. */
static int spool_for(const struct smb_source *s, uint64_t size)
{
	const char *folder = s->spool != NULL ? s->spool : "/var/tmp";

	if (size <= MEMORY_MOST)
		return memfd_create("daicho-smb", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

/* What a worker gets is for reading alone, and what the connector may still hold of it writes no more (memory) or is not read again. */
static int for_reading(int fd)
{
	char path[40];
	int out;

	fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	out = open(path, O_RDONLY | O_CLOEXEC);
	close(fd);
	return out;
}

static enum dc_status fetch_once(struct smb_source *s, struct file *f, int fd, struct share_fetched *got, enum dc_reason *reason, struct dc_error *err)
{
	struct pooled *p = acquire(s, f->share);
	enum dc_status st = DC_OK;

	if (p == NULL)
		return dc_fail(err, DC_EBUG, "more readers than connectors");
	if (p->share == NULL) {
		snprintf(p->name, sizeof p->name, "%s", f->share);
		st = start(s, f->share, &p->share, reason, err);
	}
	if (st == DC_OK)
		st = share_fetch(p->share, f->path, fd, got, err);
	if (st == DC_OK) {		/* its strings live in the connector's room */
		got->detail = dc_arena_strdup(f->object.arena, got->detail);
		got->readers = dc_arena_strdup(f->object.arena, got->readers);
		if (got->detail == NULL || got->readers == NULL)
			st = dc_fail(err, DC_ENOMEM, "a file");
	}
	release(s, p, st == DC_OK);
	return st;
}

static void take(struct file *f, int fd, const struct share_fetched *got)
{
	struct dc_object *o = &f->object;

	o->fd = for_reading(fd);
	o->size = got->size;
	o->readers = got->readers;
	o->mode = (o->mode & ~0004u) | (got->everyone ? 0004 : 0);
	f->changed = got->changed;
	if (o->fd < 0)
		o->reason = DC_R_internal;
}

static enum dc_status fetch(struct smb_source *s, struct file *f, struct dc_error *err)
{
	struct dc_object *o = &f->object;
	struct dc_error why = { 0 };
	enum dc_reason reason = DC_R_io_timeout;
	enum dc_status st = DC_EIO;

	for (unsigned try = 0; try < TRIES && (st == DC_EIO || (st == DC_EUSAGE && reason != DC_R_access_denied)); try++) {
		struct share_fetched got = { .detail = "" };
		int fd;

		if (is_dead(s)) {
			o->reason = DC_R_io_timeout;
			o->detail = "not tried: the server does not answer";
			return DC_OK;
		}
		if (try > 0)
			pause_before(s, try - 1);
		why = (struct dc_error){ 0 };
		fd = spool_for(s, o->size);
		if (fd < 0)
			return dc_fail(err, DC_EIO, "no room to read a file of %llu bytes into: %s", (unsigned long long)o->size, strerrordesc_np(errno));
		st = fetch_once(s, f, fd, &got, &reason, &why);
		if (st == DC_OK && got.reason == DC_R_none) {
			take(f, fd, &got);
		} else {
			close(fd);
			o->reason = st == DC_OK ? got.reason : DC_R_none;
			o->detail = st == DC_OK ? got.detail : "";
		}
	}
	if (st == DC_ECANCEL || st == DC_ENOMEM || st == DC_EBUG)
		return dc_fail(err, st, "%s", why.text);
	was_alive(s, st == DC_OK);
	if (st != DC_OK) {
		o->reason = reason == DC_R_access_denied ? reason : DC_R_io_timeout;
		o->detail = dc_arena_strdup(o->arena, why.text);
	}
	return DC_OK;
}

static enum dc_status smb_reopen(struct dc_source *source, struct dc_object *o, struct dc_error *err)
{
	struct file *f = (struct file *)o;

	if (o->fd >= 0 && !f->changed && lseek(o->fd, 0, SEEK_SET) == 0)
		return DC_OK;		/* its reader died, what was fetched is still there */
	if (o->fd >= 0)
		close(o->fd);
	o->fd = -1;
	return fetch((struct smb_source *)source, f, err);
}

static bool smb_changed(struct dc_object *o)
{
	return ((struct file *)o)->changed;
}

/* ---- opening and closing */

static void smb_close(struct dc_source *source)
{
	struct smb_source *s = (struct smb_source *)source;
	struct folder *f;

	lister_close(s);
	for (size_t i = 0; i < POOL; i++)
		share_close(s->pool[i].share);
	folder_free(s->current);
	while ((f = s->waiting) != NULL) {
		s->waiting = f->below;
		folder_free(f);
	}
	pthread_mutex_destroy(&s->lock);
	free(s->asset);
	free(s->spool);
	free(s);
}

/* What the target names behind the host -> the share, and the folder in it. */
static enum dc_status first_folder(struct smb_source *s, struct dc_error *err)
{
	char *path = s->uri.database, *slash;
	size_t n = strlen(path);

	while (n > 0 && path[n - 1] == '/')
		path[--n] = '\0';
	slash = strchr(path, '/');
	if (slash != NULL) {
		*slash = '\0';
		snprintf(s->root, sizeof s->root, "%s", slash + 1);
	}
	if (strlen(path) >= SHARE_NAME_MOST || strstr(s->root, "//") != NULL || strcmp(s->root, "..") == 0 || strstr(s->root, "../") != NULL)
		return dc_fail(err, DC_EUSAGE, "a share is named as smb://user@host/share/folder, without .. and double slashes");
	return push(s, path, s->root, "", err);
}

/* The folder of the target must be there, and we must be let in: told before the scan and not in its ledger. */
/* A target that is not there is told at once, and not as a folder that went away. What else is said waits for the first step. */
static enum dc_status peek(struct smb_source *s, struct dc_error *err)
{
	enum dc_reason reason = DC_R_none;
	struct dc_error why = { 0 };
	enum dc_status st = share_next(s->lister, &s->first, &reason, &why);

	if (st == DC_END && reason == DC_R_vanished)
		return dc_fail(err, DC_EUSAGE, "the share has no folder %s", s->current->path);
	if (st == DC_OK || (st == DC_END && reason == DC_R_none)) {
		s->peeked = true;
		s->first_is = st;
		return DC_OK;
	}
	if (st != DC_END && st != DC_EIO)
		return dc_fail(err, st, "%s", why.text);
	lister_close(s);		/* the walk asks again, and tells */
	return DC_OK;
}

static enum dc_status try_first(struct smb_source *s, struct dc_error *err)
{
	enum dc_reason reason;
	enum dc_status st;

	s->current = s->waiting;
	s->waiting = s->current->below;
	st = begin(s, &reason, err);
	if (st == DC_OK && *s->current->path != '\0')
		st = peek(s, err);
	return st == DC_EIO ? (err->status = DC_EUSAGE) : st;
}

static enum dc_status smb_open_source(const char *target, const struct dc_source_options *opt, struct dc_source **out, struct dc_error *err)
{
	struct smb_source *s = calloc(1, sizeof *s);
	bool bracket;
	enum dc_status st;
	unsigned seconds;

	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "%s", target);
	pthread_mutex_init(&s->lock, NULL);
	s->base.ops = &source_smb;
	s->opt = *opt;
	s->asset = strdup(target);
	s->spool = opt->spool == NULL ? NULL : strdup(opt->spool);
	st = s->asset == NULL ? dc_fail(err, DC_ENOMEM, "%s", target) : connect_split(target, &s->uri, err);
	if (st == DC_OK && s->uri.host[0] == '\0')
		st = dc_fail(err, DC_EUSAGE, "a share is named as smb://user@host/share");
	if (st == DC_OK)
		st = share_deadline(&s->uri, &seconds, err);
	bracket = strchr(s->uri.host, ':') != NULL;
	snprintf(s->server, sizeof s->server, "smb://%s%s%s", bracket ? "[" : "", s->uri.host, bracket ? "]" : "");
	if (s->uri.port != 0 && s->uri.port != 445)
		snprintf(s->server + strlen(s->server), sizeof s->server - strlen(s->server), ":%u", s->uri.port);
	if (st == DC_OK)
		st = first_folder(s, err);
	if (st == DC_OK)
		st = try_first(s, err);
	if (st != DC_OK) {
		smb_close(&s->base);
		return dc_within(err, "%s", target);
	}
	*out = &s->base;
	return DC_OK;
}

/* The server counts an access as it does for any client; there is no way to ask it not to. */
static bool smb_atime(const struct dc_source *source)
{
	(void)source;
	return false;
}

static const char *smb_note(const struct dc_source *source)
{
	return ((const struct smb_source *)source)->note;
}

const struct dc_source_ops source_smb = { .scheme = "smb", .open = smb_open_source, .next = smb_next, .reopen = smb_reopen, .changed = smb_changed,
	.lost = DC_R_changed, .atime_kept = smb_atime, .note = smb_note, .close = smb_close };
