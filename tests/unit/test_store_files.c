/* test_store_files.c -- the files of an inventory: modes, what is refused, damage, an audit trail that shows tampering. */
#include "made_store.h"

#include <sqlite3.h>
#include <sys/wait.h>

static struct dc_error err;

static int set_up(void **state)
{
	static struct place p;

	memset(&err, 0, sizeof err);
	place_make(&p);
	*state = &p;
	return 0;
}

static int tear_down(void **state)
{
	place_done(*state);
	return 0;
}

static void fill(const char *path)
{
	struct dc_store *s = store_at(path, DC_STORE_CREATE);
	int64_t run = run_of(s, "/share");

	GOOD(err, dc_store_audit(s, "scan", "{\"targets\":1}", &err));
	GOOD(err, dc_store_audit(s, "report", "{}", &err));
	GOOD(err, dc_store_audit(s, "judge", "{}", &err));
	for (uint64_t i = 0; i < 50; i++)
		put_alone(s, run, made_object("/share", i));
	run_done(s, run);
	dc_store_close(s);
}

/* Changes the file behind the store's back. */
static void tamper(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void refused(const char *path, enum dc_store_mode mode, enum dc_status want, const char *says, const char *why)
{
	struct dc_store *s = NULL;
	enum dc_status st;

	memset(&err, 0, sizeof err);
	st = dc_store_open(path, mode, &s, &err);
	if (st != want || strstr(err.text, says) == NULL)
		fail_msg("%s: gives %d: %s", why, st, err.text);
	assert_null(s);
}

/* ---- modes */

static void check_modes(const struct place *p)
{
	DIR *d = opendir(p->folder);
	struct dirent *e;
	unsigned n = 0;

	while ((e = readdir(d)) != NULL) {
		struct stat st;

		if (e->d_name[0] == '.')
			continue;
		assert_int_equal(fstatat(dirfd(d), e->d_name, &st, 0), 0);
		if ((st.st_mode & 07777) != 0600)
			fail_msg("%s has mode %04o", e->d_name, (unsigned)(st.st_mode & 07777));
		n++;
	}
	closedir(d);
	assert_int_equal(n, 4);			/* the file, its key, log and index */
}

static void test_modes(void **state)
{
	static const mode_t masks[] = { 000, 077, 022, 0777 };
	const struct place *p = *state;

	for (size_t i = 0; i < DC_ARRAY_LEN(masks); i++) {
		mode_t old = umask(masks[i]);
		struct dc_store *s = store_at(p->path, DC_STORE_CREATE);

		put_alone(s, run_of(s, "/share"), made_object("/share", 1));
		check_modes(p);
		dc_store_close(s);
		umask(old);
		place_clear(p);
	}
}

static void test_open_modes_are_refused(void **state)
{
	static const char *const files[] = { "", ".key", "-wal" };
	static const mode_t modes[] = { 0640, 0604, 0660, 0602 };
	const struct place *p = *state;

	fill(p->path);
	for (size_t i = 0; i < DC_ARRAY_LEN(files); i++) {
		for (size_t k = 0; k < DC_ARRAY_LEN(modes); k++) {
			char name[352], says[384];
			int fd;

			snprintf(name, sizeof name, "%s%s", p->path, files[i]);
			fd = open(name, O_CREAT | O_RDWR, 0600);
			close(fd);
			chmod(name, modes[k]);
			snprintf(says, sizeof says, "chmod 600 '%s'", name);
			refused(p->path, DC_STORE_READ, DC_EUSAGE, says, files[i]);
			refused(p->path, DC_STORE_CREATE, DC_EUSAGE, says, files[i]);
			chmod(name, 0600);
		}
	}
	dc_store_close(store_at(p->path, DC_STORE_READ));
}

/* ---- what is no inventory */

static void write_file(const char *path, const void *content, size_t n)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);

	assert_int_equal(write(fd, content, n), n);
	close(fd);
}

static void test_foreign_files(void **state)
{
	const struct place *p = *state;
	char name[352];
	struct stat before, after;

	snprintf(name, sizeof name, "%s.key", p->path);
	refused(p->path, DC_STORE_READ, DC_EUSAGE, "inventory init", "missing");
	refused(p->path, DC_STORE_WRITE, DC_EUSAGE, "inventory init", "missing");
	refused("mongodb://db/daicho", DC_STORE_READ, DC_EUSAGE, "postgresql://", "no such back end");
	refused("postgresql://me:secret@db/daicho", DC_STORE_READ, DC_EUSAGE, "passfile", "a password on the command line");
	refused("postgresql://db/daicho?nonsense=1", DC_STORE_READ, DC_EUSAGE, "nonsense", "an option that libpq does not know");
	refused("postgresql://127.0.0.1:1/daicho", DC_STORE_READ, DC_EUSAGE, "cannot be connected to", "nobody listens there");
	refused("/no/such/folder/inventory", DC_STORE_CREATE, DC_EUSAGE, "no such file or folder", "no folder");
	refused(p->folder, DC_STORE_READ, DC_EUSAGE, "no regular file", "a folder");
	write_file(name, "0123456789abcdef0123456789abcdef", 32);
	write_file(p->path, "", 0);
	refused(p->path, DC_STORE_READ, DC_EUSAGE, "is empty", "empty file");
	write_file(p->path, "Dear Sir or Madam, this is a letter and no database at all. It is long enough to hold a header of one hundred bytes.", 115);
	refused(p->path, DC_STORE_CREATE, DC_EUSAGE, "no inventory", "a letter");
	unlink(p->path);
	tamper(p->path, "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
	chmod(p->path, 0600);
	stat(p->path, &before);
	refused(p->path, DC_STORE_CREATE, DC_EUSAGE, "another program's database", "foreign database");
	stat(p->path, &after);
	assert_int_equal(before.st_size, after.st_size);
	assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
	unlink(p->path);
	unlink(name);
	assert_int_equal(mkfifo(p->path, 0600), 0);
	refused(p->path, DC_STORE_CREATE, DC_EUSAGE, "no regular file", "a pipe");
}

static void no_problem(void *ctx, const char *line)
{
	(void)ctx;
	print_error("%s\n", line);
}

/* An inventory as version 1 made it: what was judged then is said all the same. */
static const char verdicts_of_1[] =
	"ALTER TABLE run DROP COLUMN n_complete; ALTER TABLE run DROP COLUMN n_partial; ALTER TABLE run DROP COLUMN n_skipped; "
	"ALTER TABLE run DROP COLUMN n_failed; ALTER TABLE run DROP COLUMN carried; ALTER TABLE run DROP COLUMN bytes_read; "
	"ALTER TABLE run DROP COLUMN took_ms; DROP TABLE scope_run; DROP TABLE mark; DROP TABLE met; DROP INDEX folder_unread; DROP INDEX object_gone; DROP TABLE verdict; DROP TABLE ruling; DROP TABLE typed; "
	"ALTER TABLE object DROP COLUMN readers; ALTER TABLE part DROP COLUMN dates; ALTER TABLE part DROP COLUMN alike; DROP TABLE kept;"
	"CREATE TABLE verdict (run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, number INTEGER NOT NULL, object_id INTEGER REFERENCES object "
	"ON DELETE CASCADE, finding INTEGER, fingerprint BLOB, scope TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, level TEXT NOT NULL, "
	"would_be TEXT NOT NULL, clause TEXT NOT NULL, clause_text TEXT NOT NULL, candidates TEXT NOT NULL, waiver TEXT NOT NULL, "
	"suggested TEXT NOT NULL, detail TEXT NOT NULL, is_primary INTEGER NOT NULL, PRIMARY KEY (run, number)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX verdict_by_object ON verdict (object_id, finding) WHERE object_id IS NOT NULL;"
	"INSERT INTO verdict SELECT 1, 1, object_id, number, fingerprint, 'hr', 'PROHIBITED', 'listed', 'error', '', 'c', 't', '', '', 'move', 'd', 1 "
	"FROM finding ORDER BY object_id, number LIMIT 1;"
	"INSERT INTO verdict VALUES (1, 2, (SELECT min(id) FROM object), NULL, NULL, 'hr', 'UNKNOWN', 'permission', 'open', '', '', '', '', '', '', '', 1);"
	"INSERT INTO verdict VALUES (1, 3, NULL, NULL, NULL, 'sales', 'NOT_FOUND', '', 'note', '', 'contact', '', '', '', '', '', 1);"
	"PRAGMA user_version = 1";

static enum dc_status note_verdict(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f, const struct dc_stored_object *o,
	struct dc_error *e)
{
	char *text = ctx;
	size_t n = strlen(text);

	(void)e;
	snprintf(text + n, 256 - n, "%s %s/%s %d%d;", v->scope, v->verdict, v->reason, f != NULL, o != NULL);
	return DC_OK;
}

static void test_upgrade(void **state)
{
	const struct place *p = *state;
	char text[256] = "";
	uint64_t problems = 1;
	struct dc_store *s;

	fill(p->path);
	tamper(p->path, verdicts_of_1);
	refused(p->path, DC_STORE_READ, DC_EUSAGE, "older schema", "version 1, for reading");
	s = store_at(p->path, DC_STORE_WRITE);
	GOOD(err, dc_store_each_verdict(s, 1, note_verdict, text, &err));
	assert_string_equal(text, "hr UNKNOWN/permission 01;hr PROHIBITED/listed 11;sales NOT_FOUND/ 00;");
	GOOD(err, dc_store_verify(s, no_problem, NULL, &problems, &err));
	assert_int_equal(problems, 0);
	dc_store_close(s);
}

static void test_schemas(void **state)
{
	static const struct { const char *why, *sql, *says; } rows[] = {
		{ "newer", "PRAGMA user_version = 99", "newer daicho" },
		{ "version 0", "PRAGMA user_version = 0", "damaged" },
		{ "negative version", "PRAGMA user_version = -1", "damaged" },
		{ "a trigger", "CREATE TRIGGER t AFTER INSERT ON object BEGIN DELETE FROM audit; END", "not those of an inventory" },
		{ "a view", "CREATE VIEW v AS SELECT 1", "not those of an inventory" },
		{ "a table more", "CREATE TABLE more (x)", "not those of an inventory" },
		{ "a column more", "ALTER TABLE run ADD COLUMN more INTEGER", "not those of an inventory" },
		{ "a table less", "DROP TABLE ruling", "not those of an inventory" },
		{ "another key check", "UPDATE meta SET value = x'00' WHERE name = 'key_check'", "key of another inventory" },
	};
	const struct place *p = *state;

	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		fill(p->path);
		tamper(p->path, rows[i].sql);
		refused(p->path, DC_STORE_READ, DC_EUSAGE, rows[i].says, rows[i].why);
		refused(p->path, DC_STORE_CREATE, DC_EUSAGE, rows[i].says, rows[i].why);
		place_clear(p);
	}
}

static void test_keys(void **state)
{
	const struct place *p = *state;
	uint8_t token[DC_TOKEN_BYTES], zero[DC_TOKEN_BYTES] = { 0 };
	char name[352];
	struct dc_store *s;

	fill(p->path);
	snprintf(name, sizeof name, "%s.key", p->path);
	write_file(name, "short", 5);
	refused(p->path, DC_STORE_WRITE, DC_EUSAGE, "no key of 32 bytes", "short key");
	write_file(name, "0123456789abcdef0123456789abcdef.", 33);
	refused(p->path, DC_STORE_WRITE, DC_EUSAGE, "no key of 32 bytes", "long key");
	write_file(name, "0123456789abcdef0123456789abcdef", 32);
	refused(p->path, DC_STORE_WRITE, DC_EUSAGE, "key of another inventory", "wrong key");
	unlink(name);
	refused(p->path, DC_STORE_WRITE, DC_EUSAGE, "missing", "no key");
	refused(p->path, DC_STORE_CREATE, DC_EUSAGE, "missing", "no key is made for an inventory that had one");
	s = store_at(p->path, DC_STORE_READ);
	assert_false(dc_store_has_key(s));
	dc_store_token(s, dc_span_of("x"), token);
	assert_memory_equal(token, zero, sizeof zero);
	dc_store_close(s);
}

/* ---- damage */

/* Everything a caller can ask of a file: it may fail in words, never crash. */
static enum dc_status nothing_f(void *ctx, const struct dc_stored_finding *f, struct dc_error *e)
{
	struct { int64_t all[512]; size_t n; } *ids = ctx;

	(void)e;
	if (ids->n < 512)
		ids->all[ids->n++] = f->id;
	return strlen(f->inner) + strlen(f->masked) > SIZE_MAX / 2 ? DC_EBUG : DC_OK;
}

static enum dc_status nothing_o(void *ctx, const struct dc_stored_object *o, struct dc_error *e)
{
	(void)ctx;
	(void)e;
	return o->reason >= DC_N_REASONS ? DC_EBUG : DC_OK;
}

static enum dc_status nothing_v(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f, const struct dc_stored_object *o,
	struct dc_error *e)
{
	(void)ctx;
	(void)v;
	(void)f;
	(void)o;
	(void)e;
	return DC_OK;
}

static void nothing_t(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
}

static bool exercise(const char *path)
{
	struct { int64_t all[512]; size_t n; } ids = { .n = 0 };
	struct dc_error e = { 0 };
	struct dc_coverage c;
	struct dc_persons persons;
	struct dc_store *s = NULL;
	uint64_t problems = 0;
	bool good;
	int fd;

	if (dc_store_open(path, DC_STORE_WRITE, &s, &e) != DC_OK)
		return false;
	good = dc_store_each_finding(s, 0, nothing_f, &ids, &e) == DC_OK;
	good = dc_store_each_object(s, 0, nothing_o, NULL, &e) == DC_OK && good;
	good = dc_store_each_verdict(s, 1, nothing_v, NULL, &e) == DC_OK && good;
	good = dc_store_persons(s, ids.all, ids.n, &persons, &e) == DC_OK && good;
	good = dc_store_coverage(s, 1, &c, &e) == DC_OK && good;
	fd = open("/dev/null", O_WRONLY);
	good = dc_store_dump(s, fd, &e) == DC_OK && good;
	close(fd);
	good = dc_store_verify(s, nothing_t, NULL, &problems, &e) == DC_OK && problems == 0 && good;
	if (dc_store_begin(s, &e) == DC_OK) {
		for (uint64_t i = 0; i < 60; i += 7) {
			struct made *m = made_object("/share", i);

			good = dc_store_put(s, 1, &m->r, &e) == DC_OK && good;
			made_free(m);
		}
		good = dc_store_commit(s, &e) == DC_OK && good;
	}
	dc_store_close(s);
	return good;
}

static void test_flipped_bits(void **state)
{
	const struct place *p = *state;
	uint64_t rnd = 4711;
	uint8_t *whole;
	size_t n;
	unsigned noticed = 0;
	struct stat st;
	int fd;

	fill(p->path);
	assert_true(exercise(p->path));
	fd = open(p->path, O_RDONLY);
	fstat(fd, &st);
	n = (size_t)st.st_size;
	whole = malloc(n);
	assert_int_equal(read(fd, whole, n), n);
	close(fd);
	for (unsigned round = 0; round < 400; round++) {
		size_t flips = 1 + round % 9;
		uint8_t *bad = malloc(n);

		memcpy(bad, whole, n);
		for (size_t i = 0; i < flips; i++) {
			/* every other time in the heads of pages, where it hurts most */
			size_t at = made_random(&rnd) % n;

			at = round % 2 == 0 ? at : at / 4096 * 4096 + at % 64;
			bad[at] ^= (uint8_t)(1u << made_random(&rnd) % 8);
		}
		write_file(p->path, bad, round % 50 == 49 ? n / 4096 / 2 * 4096 : n);
		noticed += !exercise(p->path);
		free(bad);
	}
	free(whole);
	assert_true(noticed > 100);
}

/* ---- verify */

static void test_verify_tells(void **state)
{
	static const struct { const char *why, *sql, *says; } rows[] = {
		{ "an audit record edited", "UPDATE audit SET detail = '{\"targets\":2}' WHERE seq = 1", "record 1" },
		{ "its time edited", "UPDATE audit SET at_ns = at_ns + 1 WHERE seq = 2", "record 2" },
		{ "its author edited", "UPDATE audit SET uid = uid + 1 WHERE seq = 2", "record 2" },
		{ "one taken from the middle", "DELETE FROM audit WHERE seq = 2", "record 2 is missing" },
		{ "the first taken", "DELETE FROM audit WHERE seq = 1", "record 1 is missing" },
		{ "the last taken", "DELETE FROM audit WHERE seq = 3", "2 records are there, 3 were written" },
		{ "two swapped", "UPDATE audit SET seq = 9 WHERE seq = 1; UPDATE audit SET seq = 1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 9",
			"record 1" },
		{ "one forged at the end", "INSERT INTO audit SELECT 4, at_ns, uid, action, detail, hash FROM audit WHERE seq = 3", "record 4" },
		{ "all taken", "DELETE FROM audit", "0 records are there, 3 were written" },
		{ "the head taken too", "DELETE FROM audit WHERE seq = 3; DELETE FROM meta WHERE name = 'audit_head'", "2 records are there" },
		{ "the head rewritten", "DELETE FROM audit WHERE seq = 3; UPDATE meta SET value = CAST(x'0200000000000000' || (SELECT hash FROM "
			"audit WHERE seq = 2) || substr(value, 41) AS BLOB) WHERE name = 'audit_head'", "not written with this inventory's key" },
		{ "a finding taken", "DELETE FROM finding WHERE object_id = (SELECT min(object_id) FROM finding)", "findings" },
		{ "an object taken", "PRAGMA foreign_keys = OFF; DELETE FROM object WHERE id = 2", "points to a missing object" },
		{ "a reason of no list", "UPDATE object SET reason = 'well' WHERE id = 2", "unknown reason 'well'" },
		{ "complete and yet not", "UPDATE run SET complete = 1", "calls itself complete" },
		{ "persons upside down", "UPDATE object SET persons_lo = 9, persons_best = 2, persons_hi = 1 WHERE id = 3", "9 .. 2 .. 1" },
		{ "a token of My Number", "UPDATE finding SET no_value = 1, kind = 'jp.my_number'", "may have none" },
		{ "tokens cut", "UPDATE token SET tokens = substr(tokens, 2)", "no whole tokens" },
		{ "met before it was met", "UPDATE object SET first_run = 5 WHERE id = 1", "before it was first met" },
	};
	const struct place *p = *state;

	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct told told;
		struct dc_store *s;

		memset(&err, 0, sizeof err);
		fill(p->path);
		s = store_at(p->path, DC_STORE_READ);
		must_be_whole(s);
		dc_store_close(s);
		tamper(p->path, rows[i].sql);
		s = store_at(p->path, DC_STORE_READ);
		if (verify_into(s, &told) == 0 || strstr(told.lines, rows[i].says) == NULL)
			fail_msg("%s: verify tells: %s", rows[i].why, told.lines);
		dc_store_close(s);
		place_clear(p);
	}
}

static void test_verify_tells_modes(void **state)
{
	const struct place *p = *state;
	struct told told;
	struct dc_store *s;

	fill(p->path);
	s = store_at(p->path, DC_STORE_READ);
	chmod(p->path, 0644);
	assert_int_equal(verify_into(s, &told), 1);
	assert_non_null(strstr(told.lines, "chmod 600"));
	dc_store_close(s);
}

/* ---- copies */

static void test_copy(void **state)
{
	const struct place *p = *state;
	char with[128], without[128], *want, *got;
	struct dc_store *s, *copy;
	struct stat st;

	snprintf(with, sizeof with, "%s/with", p->folder);
	snprintf(without, sizeof without, "%s/without", p->folder);
	fill(p->path);
	s = store_at(p->path, DC_STORE_WRITE);
	put_alone(s, 1, made_object("/share", 77));	/* in the log, not yet in the file */
	umask(0);
	GOOD(err, dc_store_copy(s, with, true, &err));
	GOOD(err, dc_store_copy(s, without, false, &err));
	umask(022);
	assert_int_equal(dc_store_copy(s, with, true, &err), DC_EUSAGE);
	assert_non_null(strstr(err.text, "is there already"));
	memset(&err, 0, sizeof err);
	assert_int_equal(dc_store_copy(s, p->path, false, &err), DC_EUSAGE);
	memset(&err, 0, sizeof err);
	GOOD(err, dc_store_begin(s, &err));
	assert_int_equal(dc_store_copy(s, "/tmp/never", true, &err), DC_EBUG);
	memset(&err, 0, sizeof err);
	GOOD(err, dc_store_commit(s, &err));
	want = dump_of(s);
	dc_store_close(s);
	assert_int_equal(stat(without, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	for (unsigned i = 0; i < 2; i++) {
		copy = store_at(i == 0 ? with : without, i == 0 ? DC_STORE_WRITE : DC_STORE_READ);
		assert_int_equal(dc_store_has_key(copy), i == 0);
		got = dump_of(copy);
		assert_string_equal(got, want);
		free(got);
		dc_store_close(copy);
	}
	copy = store_at(with, DC_STORE_WRITE);
	must_be_whole(copy);
	dc_store_close(copy);
	refused(without, DC_STORE_WRITE, DC_EUSAGE, "missing", "a copy without its key is not written");
	free(want);
}

/* ---- nothing in clear */

static void test_nothing_in_clear(void **state)
{
	static const char value[] = "hanae.yamamoto-canary@example.co.jp";
	const struct place *p = *state;
	struct dc_store *s = store_at(p->path, DC_STORE_CREATE);
	struct made *m = made_new("/share", "/share/x");
	struct dirent *e;
	DIR *d;

	made_room(m, 1, 1, 0, 1);
	made_set_finding(m, 0, &made_email, 1);
	dc_store_token(s, dc_span_of(value), made_token(m, 0)->token);
	put_alone(s, run_of(s, "/share"), m);
	d = opendir(p->folder);
	while ((e = readdir(d)) != NULL) {
		int fd = openat(dirfd(d), e->d_name, O_RDONLY);
		uint8_t *all = malloc(1 << 24);
		ssize_t n = read(fd, all, 1 << 24);

		if (n > 0)
			assert_null(memmem(all, (size_t)n, "yamamoto-canary", 15));
		free(all);
		close(fd);
	}
	closedir(d);
	dc_store_close(s);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_modes), T(test_open_modes_are_refused), T(test_foreign_files), T(test_schemas), T(test_upgrade), T(test_keys), T(test_flipped_bits),
		T(test_verify_tells), T(test_verify_tells_modes), T(test_copy), T(test_nothing_in_clear),
	};
#undef T
	return cmocka_run_group_tests(tests, NULL, NULL);
}
