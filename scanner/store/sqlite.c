/* sqlite.c -- the driver of SQLite: an inventory in a file, with its token key beside it.
 *
 * WAL with synchronous FULL: what commit returned for is on disk, so power loss costs the open batch at most, and a
 * batch is there whole or not at all. A hostile file is met in defensive mode: no trust in its schema, no triggers, no views,
 * sizes of cells checked, nothing mapped; migrate.c then refuses any table that is not ours.
 */
#include "sqlite.h"
#include "file.h"
#include "migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define BUSY_MS 5000			/* how long another writer's batch is waited for */

struct lite_stmt {
	struct sql_stmt base;
	sqlite3_stmt *st;
};

static struct lite *lite_of(struct sql *db)
{
	return (struct lite *)db;
}

static sqlite3_stmt *stmt_of(struct sql_stmt *st)
{
	return ((struct lite_stmt *)st)->st;
}

/* What a result code means to the operator. */
static const struct {
	int code;			/* primary code */
	enum dc_status status;
	const char *say;
} meanings[] = {
	{ SQLITE_NOMEM, DC_ENOMEM, "out of memory" },
	{ SQLITE_FULL, DC_EIO, "the disk is full: make room, then run again; what was committed is safe" },
	{ SQLITE_IOERR, DC_EIO, "the disk fails: check it, then run again; what was committed is safe" },
	{ SQLITE_BUSY, DC_EUSAGE, "another program is writing to it: wait until it is done, then run again" },
	{ SQLITE_LOCKED, DC_EUSAGE, "another program is writing to it: wait until it is done, then run again" },
	{ SQLITE_READONLY, DC_EUSAGE, "it cannot be written: check the rights of the file and its folder, or put the inventory elsewhere (-i)" },
	{ SQLITE_PERM, DC_EUSAGE, "permission denied: run as its owner" },
	{ SQLITE_CANTOPEN, DC_EUSAGE, "it cannot be opened: check the rights of the file and its folder" },
	{ SQLITE_NOTADB, DC_EUSAGE, "is no inventory of daicho: give another file (-i)" },
	{ SQLITE_CORRUPT, DC_EUSAGE, "is damaged: see 'daicho inventory verify', and go back to your last copy" },
	{ SQLITE_TOOBIG, DC_ELIMIT, "a text or blob is longer than an inventory takes" },
};

static enum dc_status failed(struct dc_error *err, sqlite3 *db, const char *path, int rc)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(meanings); i++)
		if (meanings[i].code == (rc & 0xff))
			return dc_fail(err, meanings[i].status, "%s: %s", path, meanings[i].say);
	return dc_fail(err, DC_EBUG, "%s: %s (%d)", path, db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(db), rc);
}

/* ---- statements */

static enum dc_status lite_prepare(struct sql *db, const char *text, enum sql_use use, struct sql_stmt **out, struct dc_error *err)
{
	struct lite_stmt *s = calloc(1, sizeof *s);
	int rc;

	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", db->name);
	s->base.db = db;
	rc = sqlite3_prepare_v3(lite_of(db)->db, text, -1, use == SQL_KEPT ? SQLITE_PREPARE_PERSISTENT : 0, &s->st, NULL);
	if (rc != SQLITE_OK) {
		free(s);
		return failed(err, lite_of(db)->db, db->name, rc);
	}
	*out = &s->base;
	return DC_OK;
}

static void lite_reset(struct sql_stmt *st)
{
	sqlite3_reset(stmt_of(st));
}

static void lite_finalize(struct sql_stmt *st)
{
	sqlite3_finalize(stmt_of(st));
	free(st);
}

static enum dc_status lite_step(struct sql_stmt *st, int rc, struct dc_error *err)
{
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt_of(st));
	if (rc == SQLITE_ROW)
		return DC_OK;
	if (rc == SQLITE_DONE)
		return DC_END;
	return failed(err, lite_of(st->db)->db, st->db->name, rc);
}

static enum dc_status lite_run(struct sql_stmt *st, int rc, struct dc_error *err)
{
	enum dc_status done = lite_step(st, rc, err);

	sqlite3_reset(stmt_of(st));
	return done == DC_END ? DC_OK : done;
}

static int lite_bind_int(struct sql_stmt *st, int at, int64_t v)
{
	return sqlite3_bind_int64(stmt_of(st), at, v);
}

static int lite_bind_real(struct sql_stmt *st, int at, double v)
{
	return sqlite3_bind_double(stmt_of(st), at, v);
}

static int lite_bind_bytes(struct sql_stmt *st, int at, const void *p, size_t n, bool text)
{
	if (text)
		return sqlite3_bind_text64(stmt_of(st), at, p, n, SQLITE_STATIC, SQLITE_UTF8);
	/* an empty blob needs an address, else SQLite takes it for NULL */
	return sqlite3_bind_blob64(stmt_of(st), at, n > 0 ? p : "", n, SQLITE_STATIC);
}

static int lite_bind_null(struct sql_stmt *st, int at)
{
	return sqlite3_bind_null(stmt_of(st), at);
}

static int64_t lite_get_int(struct sql_stmt *st, int column)
{
	return sqlite3_column_int64(stmt_of(st), column);
}

static double lite_get_real(struct sql_stmt *st, int column)
{
	return sqlite3_column_double(stmt_of(st), column);
}

static const char *lite_get_text(struct sql_stmt *st, int column)
{
	const char *s = (const char *)sqlite3_column_text(stmt_of(st), column);

	return s == NULL ? "" : s;
}

static struct dc_span lite_get_bytes(struct sql_stmt *st, int column)
{
	const uint8_t *p = sqlite3_column_blob(stmt_of(st), column);
	int n = sqlite3_column_bytes(stmt_of(st), column);

	return p == NULL || n <= 0 ? (struct dc_span){ (const uint8_t *)"", 0 } : (struct dc_span){ p, (size_t)n };
}

static bool lite_is_null(struct sql_stmt *st, int column)
{
	return sqlite3_column_type(stmt_of(st), column) == SQLITE_NULL;
}

static int lite_columns(struct sql_stmt *st)
{
	return sqlite3_column_count(stmt_of(st));
}

static const char *lite_name(struct sql_stmt *st, int column)
{
	return sqlite3_column_name(stmt_of(st), column);
}

static int64_t lite_changes(struct sql *db)
{
	return sqlite3_changes64(lite_of(db)->db);
}

enum dc_status lite_exec(struct sql *db, const char *text, struct dc_error *err)
{
	int rc = sqlite3_exec(lite_of(db)->db, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? DC_OK : failed(err, lite_of(db)->db, db->name, rc);
}

/* ---- transactions */

static void lite_rollback(struct sql *db)
{
	if (!sqlite3_get_autocommit(lite_of(db)->db))
		sqlite3_exec(lite_of(db)->db, "ROLLBACK", NULL, NULL, NULL);
}

/* What was left open by a failure is of no more use. */
static enum dc_status lite_begin(struct sql *db, struct dc_error *err)
{
	lite_rollback(db);
	return lite_exec(db, "BEGIN IMMEDIATE", err);
}

static enum dc_status lite_commit(struct sql *db, struct dc_error *err)
{
	enum dc_status st = lite_exec(db, "COMMIT", err);

	if (st != DC_OK)
		lite_rollback(db);
	return st;
}

/* ---- opening */

static const char pragmas[] =
	"PRAGMA foreign_keys = ON;"
	"PRAGMA trusted_schema = OFF;"
	"PRAGMA cell_size_check = ON;"
	"PRAGMA mmap_size = 0;"
	"PRAGMA temp_store = MEMORY;"		/* no temporary files with our content */
	"PRAGMA cache_size = -32768;"		/* KiB */
	"PRAGMA synchronous = FULL;";

/* met_bit(bits, i): 1 if bit i is set; on PostgreSQL a function of the schema. */
static void met_bit(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const uint8_t *bits = sqlite3_value_blob(argv[0]);
	int64_t n = sqlite3_value_bytes(argv[0]), i = sqlite3_value_int64(argv[1]);

	(void)argc;
	sqlite3_result_int(ctx, i >= 0 && i / 8 < n && (bits[i / 8] >> i % 8 & 1) != 0);
}

static enum dc_status harden(struct lite *s, struct dc_error *err)
{
	static const struct { int option, on; } options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 }, { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 }, { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 }, { SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(options); i++) {
		int rc = sqlite3_db_config(s->db, options[i].option, options[i].on, NULL);

		if (rc != SQLITE_OK)
			return failed(err, s->db, s->base.name, rc);
	}
	if (sqlite3_create_function_v2(s->db, "met_bit", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, met_bit, NULL, NULL, NULL) != SQLITE_OK)
		return failed(err, s->db, s->base.name, sqlite3_errcode(s->db));
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	return lite_exec(&s->base, pragmas, err);
}

/* A medium that takes no writing has no place for SQLite's shared memory: the file is opened as one that cannot change. A
 * log beside it would be passed over in silence then, so it is refused. */
static enum dc_status immutable_uri(const char *path, char **out, struct dc_error *err)
{
	static const char hex[] = "0123456789ABCDEF", tail[] = "?immutable=1";
	char wal[4096 + 8], *uri, *p;

	snprintf(wal, sizeof wal, "%s-wal", path);
	if (access(wal, F_OK) == 0)
		return dc_fail(err, DC_EUSAGE, "%s: lies on a read-only disk with an unfinished log (-wal): copy both and its key to a folder "
			"that can be written", path);
	uri = malloc(strlen("file:") + 3 * strlen(path) + sizeof tail);
	if (uri == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", path);
	memcpy(uri, "file:", 5);
	p = uri + 5;
	for (const char *c = path; *c != '\0'; c++) {
		if (*c == '%' || *c == '?' || *c == '#') {
			*p++ = '%';
			*p++ = hex[(uint8_t)*c >> 4];
			*p++ = hex[(uint8_t)*c & 15];
		} else {
			*p++ = *c;
		}
	}
	memcpy(p, tail, sizeof tail);
	*out = uri;
	return DC_OK;
}

static enum dc_status connect(struct lite *s, struct dc_error *err)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (s->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
	enum dc_status st = DC_OK;
	char *uri = NULL;
	int rc;

	if (!s->writable && file_folder_read_only(s->base.name)) {
		st = immutable_uri(s->base.name, &uri, err);
		flags |= SQLITE_OPEN_URI;
	}
	if (st != DC_OK)
		return st;
	rc = sqlite3_open_v2(uri == NULL ? s->base.name : uri, &s->db, flags, NULL);
	free(uri);
	return rc == SQLITE_OK ? harden(s, err) : failed(err, s->db, s->base.name, rc);
}

static const char *const tails[] = { "-wal", "-shm", "-journal", NULL };

/* The log and its index hold what the file holds; SQLite makes them with the file's mode. */
static enum dc_status check_companions(const struct lite *s, struct dc_error *err)
{
	char name[4096 + 16];

	for (size_t i = 0; tails[i] != NULL; i++) {
		enum file_state state;
		enum dc_status st;

		snprintf(name, sizeof name, "%s%s", s->base.name, tails[i]);
		st = file_look(name, &state, err);
		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

static enum dc_status find_file(struct lite *s, enum dc_store_mode mode, struct dc_error *err)
{
	enum file_state state;
	enum dc_status st = file_look(s->base.name, &state, err);

	if (st == DC_OK)
		st = check_companions(s, err);
	s->base.there = state == FILE_PRESENT;
	if (st != DC_OK || s->base.there)
		return st;
	if (mode != DC_STORE_CREATE)
		return dc_fail(err, DC_EUSAGE, "%s: there is no inventory: make one with 'daicho inventory init' or a scan", s->base.name);
	return DC_OK;
}

static void lite_close(struct sql *db)
{
	sqlite3_close(lite_of(db)->db);	/* rolls back what is open */
	if (lite_of(db)->lock >= 0)
		close(lite_of(db)->lock);
	free(db->name);
	free(db->key);
	free(db);
}

/* The key of an inventory in a file stands beside it. */
static enum dc_status key_beside(struct sql *db, struct dc_error *err)
{
	size_t n = strlen(db->name) + sizeof ".key";

	if (n > 4096)
		return dc_fail(err, DC_EUSAGE, "%.200s...: the path is too long", db->name);
	db->key = malloc(n);
	if (db->key == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", db->name);
	snprintf(db->key, n, "%s.key", db->name);
	return DC_OK;
}

static enum dc_status lite_locate(const char *target, enum dc_store_mode mode, struct sql **out, struct dc_error *err)
{
	struct lite *s = calloc(1, sizeof *s);
	enum dc_status st;

	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", target);
	s->base.driver = &sql_sqlite;
	s->writable = mode != DC_STORE_READ;
	s->lock = -1;
	st = file_resolve(target, &s->base.name, err);
	if (st == DC_OK)
		st = key_beside(&s->base, err);
	if (st == DC_OK)
		st = find_file(s, mode, err);
	if (st != DC_OK) {
		lite_close(&s->base);
		return st;
	}
	*out = &s->base;
	return DC_OK;
}

static enum dc_status lite_open(struct sql *db, enum dc_store_mode mode, struct dc_error *err)
{
	struct lite *s = lite_of(db);
	enum dc_status st = db->there ? DC_OK : file_create(db->name, "", 0, err);

	if (st == DC_OK)
		st = connect(s, err);
	if (st == DC_OK)
		st = migrate(db, s->writable, mode == DC_STORE_CREATE, err);
	/* Only now: a foreign file must not be touched. The log is kept below 64 MiB between checkpoints. */
	if (st == DC_OK && s->writable)
		st = lite_exec(db, "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4096", err);
	return st;
}

struct sql *lite_in_memory(void)
{
	struct lite *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->base.driver = &sql_sqlite;
	s->lock = -1;
	s->base.name = strdup(":memory:");
	if (s->base.name == NULL || sqlite3_open_v2(":memory:", &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		lite_close(&s->base);
		return NULL;
	}
	return &s->base;
}

/* By SQLite's backup interface, while the inventory is in use: one state, not a mixture. */
static enum dc_status lite_copy(struct sql *from, const char *target, struct dc_error *err)
{
	struct lite to = { .base = { .driver = &sql_sqlite, .name = (char *)(uintptr_t)target } };
	sqlite3_backup *backup;
	enum dc_status st;
	int rc = sqlite3_open_v2(target, &to.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	st = rc == SQLITE_OK ? lite_exec(&to.base, "PRAGMA synchronous = FULL", err) : failed(err, to.db, target, rc);
	if (st == DC_OK) {
		backup = sqlite3_backup_init(to.db, "main", lite_of(from)->db, "main");
		/* all pages in one step: under one read lock, so that a writer beside us cannot make it begin again */
		rc = backup == NULL ? sqlite3_errcode(to.db) : sqlite3_backup_step(backup, -1);
		if (backup != NULL)
			sqlite3_backup_finish(backup);
		if (rc != SQLITE_DONE)
			st = failed(err, to.db, target, rc);
	}
	sqlite3_close(to.db);
	return st;
}

/* The lock lies on the key, which SQLite has no locks on. */
static enum dc_status lite_alone(struct sql *db, bool *got, struct dc_error *err)
{
	struct lite *s = lite_of(db);

	if (s->lock < 0)
		s->lock = open(db->key, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (s->lock < 0)
		return file_failed(err, db->key, "opening it", errno);
	*got = flock(s->lock, LOCK_EX | LOCK_NB) == 0;
	return *got || errno == EWOULDBLOCK ? DC_OK : file_failed(err, db->key, "locking it", errno);
}

static const char *const integrity[] = {
	"SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
	"SELECT \"table\" || ' points to a missing ' || parent FROM pragma_foreign_key_check",
	NULL
};

const struct sql_driver sql_sqlite = {
	.schemes = "",
	.locate = lite_locate, .open = lite_open, .close = lite_close,
	.prepare = lite_prepare, .reset = lite_reset, .finalize = lite_finalize, .step = lite_step, .run = lite_run,
	.bind_int = lite_bind_int, .bind_real = lite_bind_real, .bind_bytes = lite_bind_bytes, .bind_null = lite_bind_null,
	.get_int = lite_get_int, .get_real = lite_get_real, .get_text = lite_get_text, .get_bytes = lite_get_bytes, .is_null = lite_is_null,
	.columns = lite_columns, .name = lite_name, .changes = lite_changes,
	.begin = lite_begin, .commit = lite_commit, .rollback = lite_rollback,
	.alone = lite_alone, .copy = lite_copy, .tails = tails, .integrity = integrity, .overwrite = "PRAGMA secure_delete = ON",
};
