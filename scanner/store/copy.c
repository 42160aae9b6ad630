/* copy.c -- a whole copy of the inventory while it is in use, by SQLite's backup interface: one state, not a mixture. */
#include "db.h"
#include "file.h"

#include <unistd.h>

static enum dc_status must_be_free(const char *path, struct dc_error *err)
{
	enum file_state state;
	enum dc_status st = file_look(path, &state, err);

	if (st == DC_OK && state == FILE_PRESENT)
		st = dc_fail(err, DC_EUSAGE, "%s: is there already: give another name, or move it away", path);
	return st;
}

static enum dc_status fill(struct db_store *s, const char *target, struct dc_error *err)
{
	sqlite3 *db = NULL;
	sqlite3_backup *backup;
	enum dc_status st;
	int rc = sqlite3_open_v2(target, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	st = rc == SQLITE_OK ? sql_exec(db, target, "PRAGMA synchronous = FULL", err) : sql_failed(err, db, target, rc);
	if (st == DC_OK) {
		backup = sqlite3_backup_init(db, "main", s->db, "main");
		/* all pages in one step: under one read lock, so that a writer beside us cannot make it begin again */
		rc = backup == NULL ? sqlite3_errcode(db) : sqlite3_backup_step(backup, -1);
		if (backup != NULL)
			sqlite3_backup_finish(backup);
		if (rc != SQLITE_DONE)
			st = sql_failed(err, db, target, rc);
	}
	sqlite3_close(db);
	return st;
}

static enum dc_status copy_to(struct db_store *s, const char *target, const char *from_key, const char *to_key, struct dc_error *err)
{
	enum dc_status st = must_be_free(target, err);

	if (st == DC_OK)
		st = must_be_free(to_key, err);
	if (st == DC_OK && from_key != NULL)
		st = token_key_copy(from_key, to_key, err);
	if (st != DC_OK)
		return st;
	st = file_create(target, "", 0, err);
	if (st != DC_OK) {
		if (from_key != NULL)
			unlink(to_key);
		return st;
	}
	st = fill(s, target, err);
	if (st != DC_OK) {		/* half a copy is none */
		unlink(target);
		if (from_key != NULL)
			unlink(to_key);
	}
	return st;
}

enum dc_status db_copy(struct dc_store *store, const char *target, bool with_key, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	char from_key[4096 + 8], to_key[4096 + 8], *path = NULL;
	enum dc_status st;

	if (s->in_batch)
		return dc_fail(err, DC_EBUG, "%s: a copy within a batch", s->path);
	st = file_resolve(target, &path, err);
	if (st != DC_OK)
		return st;
	snprintf(from_key, sizeof from_key, "%s.key", s->path);
	if (snprintf(to_key, sizeof to_key, "%s.key", path) >= (int)sizeof to_key)
		st = dc_fail(err, DC_EUSAGE, "%.200s...: the path is too long", path);
	else
		st = copy_to(s, path, with_key ? from_key : NULL, to_key, err);
	free(path);
	return st;
}

enum dc_status db_lend_key(struct dc_store *store, const char *target, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	char from_key[4096 + 8], to_key[4096 + 8], *path = NULL;
	enum file_state there = FILE_MISSING, key = FILE_MISSING;
	enum dc_status st = file_resolve(target, &path, err);

	if (st != DC_OK)
		return st;
	snprintf(from_key, sizeof from_key, "%s.key", s->path);
	if (snprintf(to_key, sizeof to_key, "%s.key", path) >= (int)sizeof to_key)
		st = dc_fail(err, DC_EUSAGE, "%.200s...: the path is too long", path);
	if (st == DC_OK)
		st = file_look(path, &there, err);
	if (st == DC_OK)
		st = file_look(to_key, &key, err);
	if (st == DC_OK && there == FILE_MISSING && key == FILE_MISSING)
		st = token_key_copy(from_key, to_key, err);
	free(path);
	return st;
}
