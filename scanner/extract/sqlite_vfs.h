/* sqlite_vfs.h -- SQLite's view of the one file it may read: an item, and the write-ahead log that lies beside it, if one
 * was handed over with it. Nothing is opened, written, locked or created. */
#ifndef EXTRACT_SQLITE_VFS_H
#define EXTRACT_SQLITE_VFS_H

#include "extract.h"

#include <sqlite3.h>

#define SQLITE_VFS_AHEAD (64u << 10)	/* bytes read at once where pages are asked for in order */

/* One of the two files. */
struct sqlite_part {
	struct dc_item *item;		/* seekable; NULL: there is none */
	uint64_t size;
	uint64_t next;			/* where the last read ended: reads in order are read ahead */
	uint64_t ahead_at;		/* what ahead holds: ahead_n bytes from here */
	size_t ahead_n;
	uint8_t *ahead;			/* SQLITE_VFS_AHEAD bytes */
};

struct sqlite_files {
	sqlite3_vfs vfs;
	struct sqlite_part main, wal;
	struct dc_error why;		/* what the first failed read met */
};

/* Registers a file system of its own, not the default; DC_ENOMEM. Items stay the caller's and outlive it. */
enum dc_status sqlite_files_open(struct sqlite_files *f, struct dc_item *main, uint64_t size, struct dc_item *wal, uint64_t wal_size,
	struct dc_error *err);
const char *sqlite_files_name(const struct sqlite_files *f);	/* for sqlite3_open_v2's last argument */
void sqlite_files_close(struct sqlite_files *f);	/* after sqlite3_close; wipes what was read ahead */

#endif
