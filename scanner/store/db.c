/* db.c -- the inventory in a database: opening, batches, closing.
 *
 * WAL with synchronous FULL: what commit returned for is on disk, so power loss costs the open batch at most, and a
 * batch is there whole or not at all. A hostile file is met in defensive mode: no trust in its schema, no triggers, no views,
 * sizes of cells checked, nothing mapped; migrate.c then refuses any table that is not ours.
 */
#include "db.h"
#include "file.h"
#include "migrate.h"

#include <pthread.h>
#include <sodium.h>
#include <unistd.h>

#define BUSY_MS 5000			/* how long another writer's batch is waited for */
#define KEY_CHECK "daicho key check"

static const char *const kept_texts[SQ_N] = {
#define STATEMENT(id, text) [SQ_##id] = text,
#include "db_sql.def"
#undef STATEMENT
};

enum dc_status db_get(struct db_store *s, enum db_statement which, struct sql_bind *out, struct dc_error *err)
{
	*out = (struct sql_bind){ 0 };
	if (s->kept[which] == NULL) {
		int rc = sqlite3_prepare_v3(s->db, kept_texts[which], -1, SQLITE_PREPARE_PERSISTENT, &s->kept[which], NULL);

		if (rc != SQLITE_OK)
			return sql_failed(err, s->db, s->path, rc);
	}
	out->st = s->kept[which];
	sqlite3_reset(out->st);
	return DC_OK;
}

enum dc_status db_may_write(struct db_store *s, struct dc_error *err)
{
	if (s->writable)
		return DC_OK;
	return dc_fail(err, DC_EUSAGE, "%s: was opened for reading alone", s->path);
}

/* ---- batches */

enum dc_status db_begin(struct dc_store *store, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	enum dc_status st = db_may_write(s, err);

	if (st != DC_OK)
		return st;
	if (s->in_batch && !s->broken)
		return dc_fail(err, DC_EBUG, "%s: a batch is open already", s->path);
	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->in_batch = s->broken = false;
	s->next_verdict = 0;		/* what a rolled-back batch had numbered is not there */
	st = db_get(s, SQ_BEGIN, &b, err);
	if (st == DC_OK)
		st = sql_run(&b, s->path, err);
	s->in_batch = st == DC_OK;
	return st;
}

enum dc_status db_commit(struct dc_store *store, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b;
	enum dc_status st;

	if (!s->in_batch)
		return dc_fail(err, DC_EBUG, "%s: no batch is open", s->path);
	s->in_batch = false;
	if (s->broken)
		st = dc_fail(err, DC_EIO, "%s: the batch failed halfway and is given up; what was committed before is safe", s->path);
	else
		st = db_get(s, SQ_COMMIT, &b, err);
	if (st == DC_OK)
		st = sql_run(&b, s->path, err);
	s->broken = false;
	if (st != DC_OK && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return st;
}

void db_rollback(struct dc_store *store)
{
	struct db_store *s = db_of(store);

	if (s->in_batch && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->in_batch = s->broken = false;
}

enum dc_status db_enter(struct db_store *s, bool *entered, struct dc_error *err)
{
	*entered = !s->in_batch;
	return *entered ? db_begin(&s->base, err) : db_may_write(s, err);
}

enum dc_status db_leave(struct db_store *s, bool entered, enum dc_status st, struct dc_error *err)
{
	if (st != DC_OK)
		s->broken = true;
	if (!entered)
		return st;
	if (st == DC_OK)
		return db_commit(&s->base, err);
	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->in_batch = s->broken = false;
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

static enum dc_status harden(struct db_store *s, struct dc_error *err)
{
	static const struct { int option, on; } options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 }, { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 }, { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 }, { SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(options); i++) {
		int rc = sqlite3_db_config(s->db, options[i].option, options[i].on, NULL);

		if (rc != SQLITE_OK)
			return sql_failed(err, s->db, s->path, rc);
	}
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	return sql_exec(s->db, s->path, pragmas, err);
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

static enum dc_status connect(struct db_store *s, struct dc_error *err)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (s->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
	enum dc_status st = DC_OK;
	char *uri = NULL;
	int rc;

	if (!s->writable && file_folder_read_only(s->path)) {
		st = immutable_uri(s->path, &uri, err);
		flags |= SQLITE_OPEN_URI;
	}
	if (st != DC_OK)
		return st;
	rc = sqlite3_open_v2(uri == NULL ? s->path : uri, &s->db, flags, NULL);
	free(uri);
	return rc == SQLITE_OK ? harden(s, err) : sql_failed(err, s->db, s->path, rc);
}

/* The log and its index hold what the file holds; SQLite makes them with the file's mode. */
static enum dc_status check_companions(const struct db_store *s, struct dc_error *err)
{
	static const char *const tails[] = { "-wal", "-shm", "-journal" };
	char name[4096 + 16];

	for (size_t i = 0; i < DC_ARRAY_LEN(tails); i++) {
		enum file_state state;
		enum dc_status st;

		snprintf(name, sizeof name, "%s%s", s->path, tails[i]);
		st = file_look(name, &state, err);
		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

static enum dc_status find_file(struct db_store *s, enum dc_store_mode mode, struct dc_error *err)
{
	enum file_state state;
	enum dc_status st = file_look(s->path, &state, err);

	if (st == DC_OK)
		st = check_companions(s, err);
	if (st != DC_OK || state == FILE_PRESENT)
		return st;
	if (mode != DC_STORE_CREATE)
		return dc_fail(err, DC_EUSAGE, "%s: there is no inventory: make one with 'daicho inventory init' or a scan", s->path);
	return DC_OK;
}

/* The key comes first: an inventory never stands without one. */
static enum dc_status open_key(struct db_store *s, enum dc_store_mode mode, struct dc_error *err)
{
	char name[4096 + 8];
	enum file_state state, here;
	enum dc_status st;

	if (snprintf(name, sizeof name, "%s.key", s->path) >= (int)sizeof name)
		return dc_fail(err, DC_EUSAGE, "%.200s...: the path is too long", s->path);
	st = file_look(name, &state, err);
	if (st == DC_OK)
		st = file_look(s->path, &here, err);
	if (st != DC_OK || (state == FILE_MISSING && mode == DC_STORE_READ))
		return st;
	st = token_key_open(name, mode == DC_STORE_CREATE && here == FILE_MISSING, &s->base.key, err);
	if (st == DC_OK && here == FILE_MISSING)
		st = file_create(s->path, "", 0, err);
	return st;
}

/* An inventory knows its key by the HMAC of a fixed text, and bears a random id of its own. */
static enum dc_status introduce(struct db_store *s, struct dc_error *err)
{
	static const char text[] = "INSERT OR IGNORE INTO meta (name, value) VALUES ('key_check', ?), ('inventory_id', ?)";
	uint8_t mac[TOKEN_MAC_BYTES], id[16];
	struct sql_bind b = { 0 };
	enum dc_status st;

	token_mac(s->base.key, KEY_CHECK, (struct dc_span){ 0 }, mac);
	randombytes_buf(id, sizeof id);
	st = sql_prepare(s->db, s->path, text, &b.st, err);
	if (st != DC_OK)
		return st;
	sql_blob(&b, mac, sizeof mac);
	sql_blob(&b, id, sizeof id);
	st = sql_run(&b, s->path, err);
	sqlite3_finalize(b.st);
	return st;
}

static enum dc_status check_key(struct db_store *s, struct dc_error *err)
{
	uint8_t mac[TOKEN_MAC_BYTES];
	struct sql_bind b = { 0 };
	enum dc_status st;

	if (s->base.key == NULL)
		return DC_OK;
	token_mac(s->base.key, KEY_CHECK, (struct dc_span){ 0 }, mac);
	st = sql_prepare(s->db, s->path, "SELECT value FROM meta WHERE name = 'key_check'", &b.st, err);
	if (st == DC_OK)
		st = sql_step(&b, s->path, err);
	if (st == DC_OK) {
		struct dc_span kept = sql_get_blob(&(struct sql_row){ b.st, 0 });

		if (kept.n != sizeof mac || sodium_memcmp(kept.p, mac, sizeof mac) != 0)
			st = dc_fail(err, DC_EUSAGE, "%s.key: is the key of another inventory: put back the right one", s->path);
	} else if (st == DC_END) {
		st = s->writable ? introduce(s, err) : DC_OK;
	}
	sqlite3_finalize(b.st);
	return st;
}

static enum dc_status set_up(struct db_store *s, enum dc_store_mode mode, struct dc_error *err)
{
	enum dc_status st = migrate(s->db, s->path, s->writable, mode == DC_STORE_CREATE, err);

	/* Only now: a foreign file must not be touched. The log is kept below 64 MiB between checkpoints. */
	if (st == DC_OK && s->writable)
		st = sql_exec(s->db, s->path, "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864;"
			"PRAGMA wal_autocheckpoint = 4096", err);
	if (st == DC_OK)
		st = check_key(s, err);
	if (st == DC_OK)
		st = db_weights_load(s, err);
	return st;
}

static void db_close(struct dc_store *store)
{
	struct db_store *s = db_of(store);

	for (size_t i = 0; i < SQ_N; i++)
		sqlite3_finalize(s->kept[i]);
	sqlite3_close(s->db);		/* rolls back what is open */
	token_key_close(s->base.key);
	dc_buf_done(&s->scratch);
	dc_buf_done(&s->said);
	free(s->evidence_of);
	free(s->path);
	free(s);
}

static enum dc_status db_open(const char *path, enum dc_store_mode mode, struct dc_store **out, struct dc_error *err)
{
	struct db_store *s = calloc(1, sizeof *s);
	enum dc_status st;

	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", path);
	s->base.ops = &store_db;
	s->writable = mode != DC_STORE_READ;
	dc_buf_init(&s->scratch, 0);
	dc_buf_init(&s->said, 0);
	randombytes_buf(s->said_key, sizeof s->said_key);
	st = file_resolve(path, &s->path, err);
	if (st == DC_OK)
		st = find_file(s, mode, err);
	if (st == DC_OK)
		st = open_key(s, mode, err);
	if (st == DC_OK)
		st = connect(s, err);
	if (st == DC_OK)
		st = set_up(s, mode, err);
	if (st != DC_OK) {
		db_close(&s->base);
		return st;
	}
	*out = &s->base;
	return DC_OK;
}

const struct store_ops store_db = {
	.scheme = "",
	.open = db_open, .close = db_close,
	.run_begin = db_run_begin, .run_end = db_run_end, .run_last = db_run_last,
	.each_run = db_each_run, .begin = db_begin, .put = db_put, .commit = db_commit, .rollback = db_rollback,
	.has = db_has, .unchanged = db_unchanged, .sweep = db_sweep, .coverage = db_coverage,
	.each_finding = db_each_finding, .each_object = db_each_object, .each_part = db_each_part,
	.each_fact = db_each_fact, .each_primary = db_each_primary,
	.each_column = db_each_column, .each_token = db_each_token,
	.verdicts_clear = db_verdicts_clear, .ruling = db_ruling, .rule = db_rule, .each_verdict = db_each_verdict,
	.verdict_of = db_verdict_of,
	.typed_clear = db_typed_clear, .typed_put = db_typed_put, .each_typed = db_each_typed,
	.each_change = db_each_change,
	.dump = db_dump, .verify = db_verify, .copy = db_copy, .each_result = db_each_result, .lend_key = db_lend_key, .prune = db_prune, .audit = db_audit,
};
