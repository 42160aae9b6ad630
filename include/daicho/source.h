/* source.h -- a target -> objects, in the controller. A source parses nothing but directory entries. */
#ifndef DAICHO_SOURCE_H
#define DAICHO_SOURCE_H

#include "daicho/arena.h"
#include "daicho/budget.h"
#include <stdbool.h>
#include "daicho/ledger.h"
#include "daicho/shard.h"
#include "daicho/status.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* One discovered thing: a file to read, or what is not to be read with its reason. Lives in its arena. */
struct dc_object {
	struct dc_arena *arena;
	const char *asset;		/* the target as typed */
	const char *path;		/* raw bytes, absolute, NUL-terminated; may hold any byte but NUL */
	size_t path_len;
	const char *const *links;	/* further names of the same inode (hard links), NULL-terminated; or NULL */
	enum dc_reason reason;		/* DC_R_none: to be read; else a skip or failure already decided */
	const char *detail;		/* rule id, errno text; or NULL */
	int fd;				/* open O_RDONLY when it is to be read; else -1, or opened by reopen when its turn comes (tables).
					 * Closed by dc_object_free */
	uint64_t size;
	uint64_t dev, ino;
	struct timespec btime, mtime, ctime;	/* btime zero where the file system has none */
	uint32_t mode, uid, gid, nlink;
	const char *readers;		/* who may read beside the owner, by name, separated by line feeds; NULL or "": not known */
	bool asked;			/* options.known was asked about it already */
	bool directory;			/* an unreadable directory: its descendants are unknown */
};

void dc_object_free(struct dc_object *object);		/* closes and frees; NULL is fine */

struct dc_source_options {
	const char *const *exclude;	/* globs on the path below the root, on names of tables and columns; NULL-terminated; or NULL */
	const char *const *include;	/* the same; what no rule names is left out */
	struct dc_shard shard;		/* hint: objects of other parts need not be told; folders that cannot be read always are */
	bool cross_mounts;		/* default: other mounts are skipped with a ledger line */
	int threads;			/* walkers */
	const atomic_int *stop;		/* not 0: end soon with DC_ECANCEL */
	uint64_t own_dev, own_ino;	/* the inventory's folder: never scanned; 0: none */
	const char *program;		/* our own executable: for sources that start a process */
	const struct dc_budget *budget;
	bool unsafe_no_sandbox;
	const char *password_file;	/* of databases and shares; NULL: what the client library finds */
	const char *sample;		/* of tables: "5%", "1000rows"; NULL: everything */
	const char *changed_since;	/* of tables with a column: "updated_at=2026-11-01T09:30"; NULL: all rows */
	uint64_t max_rows, rows_per_second, bytes_per_second;	/* of tables; 0: no limit */
	const char *spool;		/* folder for what is too big for memory, in files without a name; NULL: there is none */
	/* Why a file that has one name need not be opened, by its path, size, inode and times; DC_R_none: it has to be. Any thread, from
	 * the first next() on. NULL: nothing is known. */
	enum dc_reason (*known)(void *ctx, const struct dc_object *seen);
	/* Asked first: true: it is noted as unchanged, and nothing more is to be told of it. Any thread. NULL: never */
	bool (*noted)(void *known_ctx, const struct dc_object *seen);
	void *known_ctx;
	const char *own_name;		/* of that folder, only the files whose names begin so are left out; NULL: all of it */
};

struct dc_source;
struct dc_source_ops {
	const char *scheme;		/* how a target begins: "smb"; "file" for plain paths */
	enum dc_status (*open)(const char *target, const struct dc_source_options *, struct dc_source **out, struct dc_error *);
	/* Any one thread at a time; *out is the caller's. DC_END: nothing left. Objects come in no promised order. */
	enum dc_status (*next)(struct dc_source *, struct dc_object **out, struct dc_error *);
	/* Opens the object again (after a worker died, or it changed while read): new fd and stat in place. */
	enum dc_status (*reopen)(struct dc_source *, struct dc_object *, struct dc_error *);
	/* True if it has to be read again: a file that changed while it was read (fstat against what it was when opened), a table
	 * whose connection was lost. */
	bool (*changed)(struct dc_object *);
	/* What lies beside the object and belongs to it (the log of an SQLite file, the memos of a dBase table), open for reading, the caller's to close; -1:
	 * nothing. NULL: there is never anything. */
	int (*beside)(struct dc_source *, const struct dc_object *);
	enum dc_reason lost;		/* its reason if that is so after the last try; DC_R_none: the reader's own word */
	/* While the object is read by a worker that waits for more of it: mends what broke, such as a lost connection. True if it did something,
	 * which can take a minute. NULL: nothing can be done. */
	bool (*mend)(struct dc_source *, struct dc_object *);
	/* After the object's result, before it is freed; or NULL. */
	void (*finish)(struct dc_source *, struct dc_object *);
	/* True if atime is protected (read-only noatime view); else the run record says it was not. */
	bool (*atime_kept)(const struct dc_source *);
	/* After the run: what the operator should know of how it was read ("" for nothing); or NULL. Borrowed until close. */
	const char *(*note)(const struct dc_source *);
	void (*close)(struct dc_source *);
};

struct dc_source {
	const struct dc_source_ops *ops;
	bool rows;			/* its objects are streams of rows (rows.h) */
	bool mended;			/* set by who reads its objects: mend is called while they are read */
	const struct dc_budget *budget;	/* limits of its objects; NULL: the run's */
	atomic_uint_fast64_t rows_read;	/* so far, of tables that were read to their end */
};

extern const struct dc_source_ops source_postgresql, source_mysql, source_smb;
/* "*" but "/", "**" anything, "?" one code point, "[a-z]", "[!a]", "\\x" */
bool source_glob(const char *pattern, const char *text);
/* The rule that leaves a path (below the root) out, "--include" where none takes it in; NULL: it is to be read, or walked. */
const char *source_left_out(const struct dc_source_options *opt, const char *below, bool directory);
/* The rule that names a table or a column, taken apart from the outside in ({"crm", "public", "staff", "tel"}, "" for what there is
 * none of): by its name, or with any of what stands around it in front, joined by points; a column at least with its table. NULL: none. */
const char *source_names(const char *const *rules, const char *const *parts, size_t n, bool column);

/* The source for a target: by scheme, plain paths are "file". NULL if no source knows the scheme. */
const struct dc_source_ops *dc_source_find(const char *target);

#endif
