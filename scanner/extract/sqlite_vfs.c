/* sqlite_vfs.c -- the methods SQLite asks of a file system (sqlite3.h, "OS Interface Object"), for reading alone.
 *
 * Without a log beside it the file is immutable to SQLite: no lock, no look for a journal. With one, SQLite reads the log
 * itself in exclusive mode, its index on the heap: no shared memory, and no checkpoint at the end. A rollback journal is not
 * played back: what it undoes is content too. */
#include "sqlite_vfs.h"

#include <stdlib.h>

struct handle {
	sqlite3_file base;		/* first */
	struct sqlite_files *files;
	struct sqlite_part *part;
};

static int close_handle(sqlite3_file *file)
{
	(void)file;
	return SQLITE_OK;
}

static bool fetch(struct sqlite_files *f, struct sqlite_part *p, uint64_t at, void *into, size_t n, size_t *got)
{
	struct dc_error why = { 0 };
	enum dc_status st = p->item->seek(p->item, at, &why);

	*got = 0;
	if (st == DC_OK)
		st = extract_fill(p->item, into, n, got, &why);
	if (st != DC_OK && f->why.status == DC_OK)
		f->why = why;
	return st == DC_OK || *got == n;
}

/* Into the buffer what follows `at`, if the last read ended there. */
static bool read_ahead(struct sqlite_files *f, struct sqlite_part *p, uint64_t at, size_t n)
{
	p->ahead_at = at;
	p->ahead_n = 0;
	return fetch(f, p, at, p->ahead, at == p->next ? SQLITE_VFS_AHEAD : n, &p->ahead_n) || p->ahead_n >= n;
}

static int read_at(sqlite3_file *file, void *into, int amount, sqlite3_int64 offset)
{
	struct handle *h = (struct handle *)file;
	struct sqlite_part *p = h->part;
	uint64_t at = (uint64_t)offset;
	size_t n = (size_t)amount, got;

	if (n > SQLITE_VFS_AHEAD) {
		if (!fetch(h->files, p, at, into, n, &got))
			return SQLITE_IOERR_READ;
	} else {
		if ((at < p->ahead_at || at + n > p->ahead_at + p->ahead_n) && !read_ahead(h->files, p, at, n))
			return SQLITE_IOERR_READ;
		got = p->ahead_at + p->ahead_n - at < n ? (size_t)(p->ahead_at + p->ahead_n - at) : n;
		memcpy(into, p->ahead + (at - p->ahead_at), got);
	}
	p->next = at + n;
	if (got == n)
		return SQLITE_OK;
	memset((uint8_t *)into + got, 0, n - got);	/* as SQLite demands of a short read */
	return SQLITE_IOERR_SHORT_READ;
}

static int write_at(sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
	(void)file;
	(void)from;
	(void)n;
	(void)at;
	return SQLITE_READONLY;
}

static int cut(sqlite3_file *file, sqlite3_int64 size)
{
	(void)file;
	(void)size;
	return SQLITE_READONLY;
}

static int size_of(sqlite3_file *file, sqlite3_int64 *size)
{
	*size = (sqlite3_int64)((struct handle *)file)->part->size;
	return SQLITE_OK;
}

static int nothing(sqlite3_file *file, int what)
{
	(void)file;
	(void)what;
	return SQLITE_OK;
}

static int not_reserved(sqlite3_file *file, int *out)
{
	(void)file;
	*out = 0;
	return SQLITE_OK;
}

static int control(sqlite3_file *file, int what, void *arg)
{
	(void)file;
	(void)what;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int sector(sqlite3_file *file)
{
	(void)file;
	return 4096;
}

static int character(sqlite3_file *file)
{
	return ((struct handle *)file)->files->wal.item == NULL ? SQLITE_IOCAP_IMMUTABLE : 0;
}

/* Version 1: no shared memory, no mapping. */
static const sqlite3_io_methods methods = { .iVersion = 1, .xClose = close_handle, .xRead = read_at, .xWrite = write_at, .xTruncate = cut,
	.xSync = nothing, .xFileSize = size_of, .xLock = nothing, .xUnlock = nothing, .xCheckReservedLock = not_reserved,
	.xFileControl = control, .xSectorSize = sector, .xDeviceCharacteristics = character };

static int open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
	struct sqlite_files *f = vfs->pAppData;
	struct handle *h = (struct handle *)file;

	(void)name;
	h->base.pMethods = NULL;	/* else SQLite closes what was not opened */
	h->files = f;
	h->part = (flags & SQLITE_OPEN_MAIN_DB) != 0 ? &f->main : (flags & SQLITE_OPEN_WAL) != 0 ? &f->wal : NULL;
	if (h->part == NULL || h->part->item == NULL)
		return SQLITE_CANTOPEN;
	h->base.pMethods = &methods;
	if (out != NULL)
		*out = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
	return SQLITE_OK;
}

static int remove_file(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	(void)name;
	(void)sync;
	return SQLITE_IOERR_DELETE;
}

/* Of the files beside the database there is the log, or none. */
static int exists(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	const struct sqlite_files *f = vfs->pAppData;
	size_t n = strlen(name);

	(void)flags;
	*out = f->wal.item != NULL && n > 4 && strcmp(name + n - 4, "-wal") == 0;
	return SQLITE_OK;
}

static int full_name(sqlite3_vfs *vfs, const char *name, int cap, char *out)
{
	(void)vfs;
	return snprintf(out, (size_t)cap, "%s", name) < cap ? SQLITE_OK : SQLITE_CANTOPEN;
}

/* Asked for where something is to be written, which never is. */
static int no_chance(sqlite3_vfs *vfs, int n, char *out)
{
	(void)vfs;
	memset(out, 0, (size_t)n);
	return n;
}

static int no_sleep(sqlite3_vfs *vfs, int microseconds)
{
	(void)vfs;
	return microseconds;
}

static int no_time(sqlite3_vfs *vfs, double *out)
{
	(void)vfs;
	*out = 0;
	return SQLITE_OK;
}

static int no_error(sqlite3_vfs *vfs, int n, char *out)
{
	(void)vfs;
	if (n > 0)
		*out = '\0';
	return 0;
}

enum dc_status sqlite_files_open(struct sqlite_files *f, struct dc_item *main, uint64_t size, struct dc_item *wal, uint64_t wal_size,
	struct dc_error *err)
{
	*f = (struct sqlite_files){ .main = { .item = main, .size = size }, .wal = { .item = wal, .size = wal_size },
		.vfs = { .iVersion = 1, .szOsFile = sizeof(struct handle), .mxPathname = 64, .zName = "daicho-item", .xOpen = open_file,
			.xDelete = remove_file, .xAccess = exists, .xFullPathname = full_name, .xRandomness = no_chance, .xSleep = no_sleep,
			.xCurrentTime = no_time, .xGetLastError = no_error } };
	f->vfs.pAppData = f;
	f->main.ahead = malloc(SQLITE_VFS_AHEAD);
	f->wal.ahead = malloc(SQLITE_VFS_AHEAD);
	if (f->main.ahead == NULL || f->wal.ahead == NULL || sqlite3_vfs_register(&f->vfs, 0) != SQLITE_OK)
		return dc_fail(err, DC_ENOMEM, "no memory to read an SQLite file");
	return DC_OK;
}

const char *sqlite_files_name(const struct sqlite_files *f)
{
	return f->vfs.zName;
}

static void forget(struct sqlite_part *p)
{
	if (p->ahead != NULL)
		explicit_bzero(p->ahead, SQLITE_VFS_AHEAD);
	free(p->ahead);
	p->ahead = NULL;
}

void sqlite_files_close(struct sqlite_files *f)
{
	if (f->vfs.pAppData != NULL)
		sqlite3_vfs_unregister(&f->vfs);
	forget(&f->main);
	forget(&f->wal);
}
