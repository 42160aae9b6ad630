/* fs.h -- the file source inside: what its files share. Nothing here is seen outside the room. */
#ifndef SOURCE_FS_H
#define SOURCE_FS_H

#include "daicho/buf.h"
#include "daicho/queue.h"
#include "daicho/source.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define FS_PATH_MOST (1u << 20)		/* bytes of a path; a file system that nests deeper is broken or hostile */
#define FS_DIRS_OPEN 256		/* folders kept open for their sub-folders; beyond, they are found again from the root */
#define FS_QUEUE 128			/* objects between walkers and next(), each with a descriptor */

/* A folder that waits to be listed, or whose sub-folders wait. Under walk.lock but for what never changes. */
struct fs_dir {
	struct fs_dir *parent;		/* NULL: the root. Held alive by refs */
	struct fs_dir *below;		/* in the stack */
	unsigned refs;			/* itself while it waits or is listed, and its children */
	unsigned waiting;		/* children that still need fd */
	bool listed;
	int fd;				/* -1: not open now */
	uint32_t depth;
	size_t path_len;		/* bytes below the root, to refuse endless nesting */
	char name[];
};

/* Names of inodes that have several. */
struct fs_links;

struct fs_source {
	struct dc_source base;
	struct dc_source_options opt;
	const char *asset;		/* as typed */
	char *root_path;		/* absolute, no link in it; no "/" at its end but for the root itself */
	char *only;			/* the target is one file of the folder root_path; else NULL */
	int root;			/* descriptor of root_path: through the view if there is one */
	bool view;			/* private, read-only, noatime, nodev */
	atomic_bool atime_lost;		/* something was opened that may have moved an access time */
	struct dc_queue *out;

	pthread_t *walkers;
	int n_walkers;			/* started */
	pthread_mutex_t lock;		/* of all below */
	pthread_cond_t more;
	struct fs_dir *stack;		/* newest first: few folders wait at a time */
	unsigned active, open_dirs;
	int running;			/* walkers that have not ended; the last one closes the queue */
	struct fs_links *links;
	struct dc_error failed;		/* why a walker gave up */
};

extern const struct dc_source_ops source_fs, source_sqlite;
/* The log beside an SQLite file (path: absolute), open for reading; -1: there is none, or it cannot be read. */
int fs_open_log(struct fs_source *s, const char *path);
/* By its name it may be an SQLite file: a look beside every file of a share would cost. */
bool fs_has_logs(const char *path);

/* What one open gave. */
struct fs_opened {
	enum dc_reason reason;		/* DC_R_none: fd is open for reading */
	char detail[96];
	int fd;
	struct statx st;		/* stx_mask 0: not known */
};

/* opened.c */
/* openat2 beneath dir, through no link; flags O_CLOEXEC added. -1 and errno. Tries again when a rename disturbed it. */
int fs_openat(const struct fs_source *s, int dir, const char *name, uint64_t flags, bool same_mount);
/* Opens a path of any length below the root, in steps the kernel takes. */
int fs_open_below(const struct fs_source *s, int from, const char *rel, size_t n, uint64_t flags, bool same_mount);
/* Opens a folder for listing; access time kept where it can be. */
int fs_open_dir(struct fs_source *s, int dir, const char *name);
/* Opens a regular file for reading, or says why not. */
void fs_open_file(struct fs_source *s, int dir, const char *name, struct fs_opened *out);
/* The same for a path of any length below the root. */
void fs_open_file_below(struct fs_source *s, const char *rel, size_t n, struct fs_opened *out);
void fs_reason_of_errno(int error, struct fs_opened *out);
bool fs_is_pseudo(int fd, bool *network);
bool fs_stat(int dir, const char *name, struct statx *st);

/* entry.c */
/* Makes an object of a path below the root (path: absolute). Takes over opened->fd. NULL: memory is out (fd closed). */
/* readers.c: names of those who may read beside the owner, separated by line feeds, in the arena; "" or NULL: none known. */
const char *fs_readers(int fd, uint32_t mode, uint32_t gid, struct dc_arena *arena);
struct dc_object *fs_object(struct fs_source *s, const char *path, size_t path_len, struct fs_opened *opened);
void fs_fill(struct dc_object *o, const struct statx *st);
/* Hands it to next(); after the source was closed it is freed. */
enum dc_status fs_emit(struct fs_source *s, struct dc_object *object);
enum dc_status fs_emit_opened(struct fs_source *s, const char *path, size_t path_len, struct fs_opened *opened, bool directory);
/* One entry of a folder that is no folder itself. path holds the absolute path of the entry. */
enum dc_status fs_entry(struct fs_source *s, int dir, const char *name, const struct dc_buf *path, unsigned char type, bool own);
/* The rule that leaves the path out, or NULL. */
const char *fs_excluded(const struct fs_source *s, const char *path, bool directory);
const char *fs_below_root(const struct fs_source *s, const char *path);

/* links.c */
struct fs_links *fs_links_new(void);
void fs_links_free(struct fs_links *l);
/* A name of an inode with several. Once all its names were met, *out is the object with the smallest path; NULL before.
 * Takes over opened->fd. Under s->lock. */
enum dc_status fs_links_add(struct fs_source *s, const char *path, size_t path_len, struct fs_opened *opened, struct dc_object **out);
/* After the walk: what has further names elsewhere. *out NULL: none left. */
enum dc_status fs_links_next(struct fs_source *s, struct dc_object **out);

/* walk.c */
enum dc_status fs_walk_start(struct fs_source *s, struct dc_error *err);
void fs_walk_end(struct fs_source *s);

/* view.c */
/* A private view of a folder: read-only, noatime, nodev, of this process alone. -1: not to be had. */
int fs_view_open(const char *path);

/* spool.c */
/* Standard input as a file in memory, sealed. */
enum dc_status fs_spool(int from, struct fs_opened *out, struct dc_error *err);

#endif
