/* test_store_power.c -- power loss: of what was written but not synced any part may be missing. What commit returned for
 * is there, every batch is there whole or not at all.
 *
 * A child writes through a shim over SQLite's file layer that notes, for each write since the file's last sync, what
 * stood there before. At a chosen write or sync the power fails: notes chosen by chance are undone, last first, and the
 * child ends. Shared memory (-shm) never survives, so it is removed.
 */
#include "made_store.h"

#include <sqlite3.h>
#include <sys/wait.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CUTS 200			/* a process each, ten times as slow */
#else
#define CUTS 1000
#endif
#define BATCH 10

/* ---- the shim */

struct note {
	int64_t at;
	int n;				/* bytes written */
	int was_n;			/* bytes that stood there; less: the file was shorter */
	int64_t was_size;
	uint8_t *was;
};

struct shim_file {
	sqlite3_file base;
	struct note *notes;		/* since the last sync */
	size_t n_notes;
	struct shim_file *next;
	sqlite3_file *real;		/* behind this struct */
};

static sqlite3_vfs *unix_vfs, shim_vfs;
static struct shim_file *files;
static long countdown;			/* writes and syncs until the power fails; 0: never */
static uint64_t chance;

static struct shim_file *shim(sqlite3_file *f)
{
	return (struct shim_file *)f;
}

static void undo_some(struct shim_file *f)
{
	for (size_t i = f->n_notes; i-- > 0; ) {
		struct note *n = &f->notes[i];
		sqlite3_int64 size;

		if (made_random(&chance) % 2 == 0)
			continue;
		f->real->pMethods->xWrite(f->real, n->was, n->was_n, n->at);
		f->real->pMethods->xFileSize(f->real, &size);
		/* what reached beyond the end is zeros where later writes made it, else not there */
		if (n->at + n->n >= size && n->was_size < size)
			f->real->pMethods->xTruncate(f->real, n->was_size > n->at ? n->was_size : n->at);
	}
}

static void step(void)
{
	if (countdown == 0 || --countdown > 0)
		return;
	for (struct shim_file *f = files; f != NULL; f = f->next)
		undo_some(f);
	_exit(0);
}

static int shim_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
	struct shim_file *f = shim(file);
	struct note *grown = realloc(f->notes, (f->n_notes + 1) * sizeof *grown), *note;
	sqlite3_int64 size = 0;

	if (grown == NULL)
		return SQLITE_NOMEM;
	f->notes = grown;
	note = &f->notes[f->n_notes++];
	f->real->pMethods->xFileSize(f->real, &size);
	*note = (struct note){ at, n, at >= size ? 0 : size - at < n ? (int)(size - at) : n, size, malloc((size_t)n) };
	if (note->was_n > 0)
		f->real->pMethods->xRead(f->real, note->was, note->was_n, at);
	n = f->real->pMethods->xWrite(f->real, p, n, at);
	step();
	return n;
}

static void forget_notes(struct shim_file *f)
{
	for (size_t i = 0; i < f->n_notes; i++)
		free(f->notes[i].was);
	f->n_notes = 0;
}

static int shim_sync(sqlite3_file *file, int flags)
{
	struct shim_file *f = shim(file);
	int rc;

	step();				/* the power may fail before anything is on disk */
	rc = f->real->pMethods->xSync(f->real, flags);
	forget_notes(f);
	return rc;
}

static int shim_close(sqlite3_file *file)
{
	struct shim_file **at = &files;

	while (*at != shim(file))
		at = &(*at)->next;
	*at = shim(file)->next;
	forget_notes(shim(file));
	free(shim(file)->notes);
	return shim(file)->real->pMethods->xClose(shim(file)->real);
}

/* The rest goes straight through. */
#define REAL(file) (shim(file)->real)
static int shim_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) { return REAL(f)->pMethods->xRead(REAL(f), p, n, at); }
static int shim_truncate(sqlite3_file *f, sqlite3_int64 size) { return REAL(f)->pMethods->xTruncate(REAL(f), size); }
static int shim_size(sqlite3_file *f, sqlite3_int64 *size) { return REAL(f)->pMethods->xFileSize(REAL(f), size); }
static int shim_lock(sqlite3_file *f, int how) { return REAL(f)->pMethods->xLock(REAL(f), how); }
static int shim_unlock(sqlite3_file *f, int how) { return REAL(f)->pMethods->xUnlock(REAL(f), how); }
static int shim_reserved(sqlite3_file *f, int *out) { return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out); }
static int shim_control(sqlite3_file *f, int op, void *arg) { return REAL(f)->pMethods->xFileControl(REAL(f), op, arg); }
static int shim_sector(sqlite3_file *f) { return REAL(f)->pMethods->xSectorSize(REAL(f)); }
/* promises nothing: no atomic writes, no order */
static int shim_device(sqlite3_file *f) { (void)f; return 0; }
static int shim_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) { return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, out); }
static int shim_shm_lock(sqlite3_file *f, int at, int n, int flags) { return REAL(f)->pMethods->xShmLock(REAL(f), at, n, flags); }
static void shim_barrier(sqlite3_file *f) { REAL(f)->pMethods->xShmBarrier(REAL(f)); }
static int shim_unmap(sqlite3_file *f, int drop) { return REAL(f)->pMethods->xShmUnmap(REAL(f), drop); }

static const sqlite3_io_methods shim_methods = {
	2, shim_close, shim_read, shim_write, shim_truncate, shim_sync, shim_size, shim_lock, shim_unlock, shim_reserved, shim_control, shim_sector,
	shim_device, shim_map, shim_shm_lock, shim_barrier, shim_unmap, NULL, NULL
};

static int shim_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
	struct shim_file *f = shim(file);
	int rc;

	(void)vfs;
	*f = (struct shim_file){ .real = (sqlite3_file *)(f + 1) };
	rc = unix_vfs->xOpen(unix_vfs, name, f->real, flags, out);
	if (rc != SQLITE_OK)
		return rc;
	f->base.pMethods = &shim_methods;
	f->next = files;
	files = f;
	return rc;
}

/* ---- the test */

/* Ends with the power, or in order when the countdown was longer than the work. Tells each commit. */
static void work(const char *path, int told)
{
	struct dc_error e = { 0 };
	struct dc_store *s;
	struct dc_run run = { .targets = "/share", .declaration_sha256 = "", .rule_pack = "", .tool_version = "", .detector_version = "", .options = "" };

	if (dc_store_open(path, DC_STORE_WRITE, &s, &e) != DC_OK || dc_store_run_begin(s, &run, &e) != DC_OK)
		_exit(1);
	for (uint64_t b = 0; b < 12; b++) {
		if (dc_store_begin(s, &e) != DC_OK)
			_exit(2);
		for (uint64_t i = b * BATCH; i < (b + 1) * BATCH; i++) {
			struct made *m = made_object("/share", i);

			if (dc_store_put(s, run.id, &m->r, &e) != DC_OK)
				_exit(3);
			made_free(m);
		}
		if (dc_store_commit(s, &e) != DC_OK || write(told, "c", 1) != 1)
			_exit(4);
	}
	dc_store_close(s);		/* writes the log back into the file: cuts fall here too */
	_exit(9);
}

static uint64_t count_objects(struct dc_store *s)
{
	struct dc_error err = { 0 };
	struct dc_coverage c;
	uint64_t n = 0;

	GOOD(err, dc_store_coverage(s, 0, &c, &err));
	for (unsigned r = 0; r < DC_N_REASONS; r++)
		n += c.objects[r];
	return n;
}

static bool cut(const struct place *p, long after, uint64_t seed)
{
	char byte, shm[352];
	uint64_t commits = 0, n;
	int ends[2], status;
	struct dc_store *s;
	pid_t child;

	dc_store_close(store_at(p->path, DC_STORE_CREATE));
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		chance = seed;
		countdown = after;
		work(p->path, ends[1]);
	}
	close(ends[1]);
	while (read(ends[0], &byte, 1) == 1)
		commits++;
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 9));
	snprintf(shm, sizeof shm, "%s-shm", p->path);
	unlink(shm);
	s = store_at(p->path, DC_STORE_WRITE);
	n = count_objects(s);
	if (n % BATCH != 0 || n < commits * BATCH || n > (commits + 1) * BATCH)
		fail_msg("power fails at step %ld: %llu commits returned, %llu objects are there", after, (unsigned long long)commits,
			(unsigned long long)n);
	must_be_whole(s);
	dc_store_close(s);
	place_clear(p);
	return WEXITSTATUS(status) == 0;
}

static void test_power_loss(void **state)
{
	uint64_t seed = 77;
	struct place p;
	unsigned cuts = 0;

	(void)state;
	/* in memory where there is such a place: the shim plays the disk, and real syncs would only take time */
	snprintf(p.folder, sizeof p.folder, "/dev/shm/daicho-store-XXXXXX");
	if (mkdtemp(p.folder) == NULL)
		place_make(&p);
	snprintf(p.path, sizeof p.path, "%s/inventory", p.folder);
	for (unsigned i = 0; i < CUTS; i++) {
		uint64_t its = made_random(&seed);

		cuts += cut(&p, 1 + (long)(its % 600), its | 1);
	}
	print_message("%u of %u fell into the work\n", cuts, CUTS);
	assert_true(cuts > CUTS / 2);
	place_done(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_power_loss) };

	if (sqlite3_initialize() != SQLITE_OK)
		return 1;
	unix_vfs = sqlite3_vfs_find(NULL);
	shim_vfs = *unix_vfs;
	shim_vfs.zName = "shim";
	shim_vfs.szOsFile = (int)sizeof(struct shim_file) + unix_vfs->szOsFile;
	shim_vfs.xOpen = shim_open;
	if (sqlite3_vfs_register(&shim_vfs, 1) != SQLITE_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
