/* sqlite.c -- SQLite databases (version 3): every table a part with the names and types of its columns, by SQLite itself over the
 * item (sqlite_vfs.h), as it is meant to be opened when the file is hostile (sqlite.org/security.html): defensive, schema not
 * trusted, views and triggers off, cells checked, nothing but reading allowed, under a clock.
 *
 * A virtual table's content lies in ordinary tables, which are read; a view holds none of its own. What was deleted and lies in
 * free pages is not read. The log beside the object itself is read with it; logs elsewhere (in an archive) are read as bytes. */
#include "record.h"
#include "sqlite_vfs.h"

#include <stdlib.h>

#define STEPS 10000			/* of SQLite's machine between two looks at the clock */
#define COLUMNS_MOST 4096

struct reading {
	struct dc_extraction *ex;
	const struct dc_part *self;
	struct dc_part_end *end;
	struct sqlite_files files;
	sqlite3 *db;
	bool damaged;			/* a table could not be read to its end */
};

static int sqlite_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	(void)name;
	return head_has(head, 0, "SQLite format 3", 16) ? 95 : 0;
}

static int over_time(void *ctx)
{
	return extract_stopped(ctx);
}

/* Once set up, statements read; nothing else is even compiled. */
static int authorize(void *ctx, int action, const char *a, const char *b, const char *database, const char *trigger)
{
	(void)ctx;
	(void)a;
	(void)b;
	(void)database;
	(void)trigger;
	return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION ? SQLITE_OK : SQLITE_DENY;
}

static const struct { int option, value; } settings[] = {
	{ SQLITE_DBCONFIG_DEFENSIVE, 1 }, { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
	{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 }, { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 }, { SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 },
	{ SQLITE_DBCONFIG_DQS_DML, 0 }, { SQLITE_DBCONFIG_DQS_DDL, 1 },
};

static int set_up(struct reading *r)
{
	int rc = sqlite3_open_v2("item", &r->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, sqlite_files_name(&r->files));

	for (size_t i = 0; rc == SQLITE_OK && i < DC_ARRAY_LEN(settings); i++)
		rc = sqlite3_db_config(r->db, settings[i].option, settings[i].value, NULL);
	if (rc != SQLITE_OK)
		return rc;
	sqlite3_limit(r->db, SQLITE_LIMIT_LENGTH, (int)(r->ex->budget->memory_bytes / 4 < INT32_MAX ? r->ex->budget->memory_bytes / 4 : INT32_MAX));
	sqlite3_limit(r->db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_progress_handler(r->db, STEPS, over_time, r->ex);
	rc = sqlite3_exec(r->db, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA query_only=ON;"
		"PRAGMA locking_mode=EXCLUSIVE", NULL, NULL, NULL);
	return rc == SQLITE_OK ? sqlite3_set_authorizer(r->db, authorize, NULL) : rc;
}

/* What SQLite's answer means for a part. DC_OK: noted in its end; else the object ends. SQLite's own words are fixed ones, without
 * names or content. */
static enum dc_status ended(struct reading *r, const struct dc_part *part, struct dc_part_end *end, int rc, struct dc_error *err)
{
	struct dc_error why = { 0 };

	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return DC_OK;
	if (r->files.why.status == DC_ENOMEM)
		return dc_fail(err, DC_ENOMEM, "%s", r->files.why.text);
	if (r->files.why.status != DC_OK)
		return extract_ended(r->ex, part, end, r->files.why.status, &r->files.why, err);
	if (extract_stopped(r->ex) || (rc & 0xff) == SQLITE_NOMEM || (rc & 0xff) == SQLITE_TOOBIG) {
		if (!extract_stopped(r->ex))
			r->ex->crossed = DC_R_limit_memory;
		dc_fail(&why, DC_ELIMIT, "%s", sqlite3_errstr(rc));
		return extract_ended(r->ex, part, end, why.status, &why, err);
	}
	if ((rc & 0xff) == SQLITE_ERROR || (rc & 0xff) == SQLITE_AUTH) {	/* a function or collation of the program that made it */
		extract_reason(r->ex, end, DC_R_unsupported_part, 0, "its definition needs what only the program that made it has");
		return DC_OK;
	}
	r->damaged = true;
	dc_fail(&why, DC_EFORMAT, "%s", sqlite3_errstr(rc));
	return extract_ended(r->ex, part, end, why.status, &why, err);
}

/* ---- one table */

static const char *kept(struct dc_arena *arena, const char *raw)
{
	const char *out = NULL;
	struct dc_buf b;

	dc_buf_init(&b, 0);
	if (dc_decode_name(dc_span_of(raw == NULL ? "" : raw), &b) == DC_OK)
		out = dc_arena_strndup(arena, b.n == 0 ? "" : (const char *)b.p, b.n);
	dc_buf_done(&b);
	return out;
}

static enum dc_status columns_of(struct reading *r, sqlite3_stmt *q, struct rows_column **out, uint32_t *n, struct dc_error *err)
{
	struct rows_column *c;

	*n = (uint32_t)sqlite3_column_count(q);
	c = dc_arena_array(r->ex->arena, *n + 1, sizeof *c);
	for (uint32_t i = 0; c != NULL && i < *n; i++) {
		c[i] = (struct rows_column){ .name = kept(r->ex->arena, sqlite3_column_name(q, (int)i)),
			.type = kept(r->ex->arena, sqlite3_column_decltype(q, (int)i)), .shape = ROWS_TEXT, .charset = DC_CS_UTF8 };
		if (c[i].name == NULL || c[i].type == NULL)
			c = NULL;
	}
	*out = c;
	return c == NULL ? dc_fail(err, DC_ENOMEM, "no memory for the columns of a table") : DC_OK;
}

/* A value has a type of its own, whatever its column says. */
static enum dc_status one_cell(struct record *rec, sqlite3_stmt *q, uint32_t i, struct dc_error *err)
{
	int type = sqlite3_column_type(q, (int)i);
	const void *p;

	if (type == SQLITE_NULL)
		return DC_OK;
	p = type == SQLITE_BLOB ? sqlite3_column_blob(q, (int)i) : (const void *)sqlite3_column_text(q, (int)i);
	if (p == NULL)
		return sqlite3_column_bytes(q, (int)i) == 0 ? DC_OK : dc_fail(err, DC_ENOMEM, "no memory for a cell");
	return record_cell(rec, i, type == SQLITE_BLOB ? ROWS_BYTES : ROWS_TEXT,
		(struct dc_span){ p, (size_t)sqlite3_column_bytes(q, (int)i) }, err);
}

static enum dc_status one_row(struct record *rec, sqlite3_stmt *q, struct dc_error *err)
{
	enum dc_status st = record_row(rec, err);

	for (uint32_t i = 0; i < rec->n_columns && st == DC_OK; i++)
		st = one_cell(rec, q, i, err);
	return st == DC_OK ? record_row_end(rec, err) : st;
}

static enum dc_status all_rows(struct reading *r, sqlite3_stmt *q, const struct dc_part *part, struct dc_part_end *end, struct dc_error *err)
{
	struct rows_column *columns;
	struct record rec = { 0 };
	uint32_t n = 0;
	int rc = SQLITE_DONE;
	enum dc_status st = columns_of(r, q, &columns, &n, err);

	if (st == DC_OK)
		st = record_open(&rec, r->ex, part, end, columns, n, err);
	while (st == DC_OK && (rc = sqlite3_step(q)) == SQLITE_ROW)
		st = one_row(&rec, q, err);
	if (st == DC_OK)
		st = record_flush(&rec, err);
	if (st == DC_OK)
		st = ended(r, part, end, rc, err);
	record_done(&rec);
	return st;
}

static enum dc_status one_table(struct reading *r, const char *name, struct dc_error *err)
{
	struct dc_part part = { .parent = r->self, .name = "", .format = "sqlite", .table = kept(r->ex->arena, name),
		.depth = r->self->depth + 1 };
	struct dc_part_end end = { .charset = "utf-8" };
	char *sql = sqlite3_mprintf("SELECT * FROM main.\"%w\"", name);
	sqlite3_stmt *q = NULL;
	uint64_t before = r->ex->read_bytes;
	enum dc_status st;
	int rc;

	if (sql == NULL || part.table == NULL) {
		sqlite3_free(sql);
		return dc_fail(err, DC_ENOMEM, "no memory for a table's name");
	}
	st = r->ex->sink->open(r->ex->sink, &part, err);
	if (st == DC_OK)
		st = extract_name_text(r->ex, &part, part.table, err);
	rc = sqlite3_prepare_v2(r->db, sql, -1, &q, NULL);
	if (st == DC_OK)
		st = rc == SQLITE_OK ? all_rows(r, q, &part, &end, err) : ended(r, &part, &end, rc, err);
	sqlite3_finalize(q);
	sqlite3_free(sql);
	end.bytes = r->ex->read_bytes - before;
	return st == DC_OK ? r->ex->sink->close(r->ex->sink, &part, &end, err) : st;
}

/* ---- all tables */

/* Definitions are content: comments, defaults, what a view picks out. */
static enum dc_status definitions(struct reading *r, struct dc_error *err)
{
	struct built b = { 0 };
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(r->db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", -1, &q, NULL);
	enum dc_status st = built_open(&b, r->ex, r->self, r->end, DC_PROSE, false, err);

	while (st == DC_OK && rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		const char *sql = kept(r->ex->arena, (const char *)sqlite3_column_text(q, 0));

		st = sql == NULL ? dc_fail(err, DC_ENOMEM, "no memory for a definition")
			: built_add(&b, (const uint8_t *)sql, strlen(sql), 0, err);
		if (st == DC_OK)
			st = built_break(&b, '\n', err);
		rc = SQLITE_OK;
	}
	if (st == DC_OK)
		st = built_flush(&b, err);
	if (st == DC_OK)
		st = ended(r, r->self, r->end, rc, err);
	built_close(&b);
	sqlite3_finalize(q);
	return st;
}

/* Names first, so that a statement of the schema is not open while tables are read. */
static enum dc_status names_of(struct reading *r, struct dc_buf *names, struct dc_error *err)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(r->db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rootpage", -1, &q, NULL);
	enum dc_status st = DC_OK;

	while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW && st == DC_OK) {
		const char *name = (const char *)sqlite3_column_text(q, 0);

		if (name == NULL || dc_buf_add(names, name, strlen(name) + 1) != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "no memory for the names of tables");
		rc = SQLITE_OK;
	}
	sqlite3_finalize(q);
	return st == DC_OK ? ended(r, r->self, r->end, rc, err) : st;
}

static enum dc_status tables(struct reading *r, struct dc_error *err)
{
	struct dc_buf names;
	enum dc_status st;

	dc_buf_init(&names, 0);
	st = names_of(r, &names, err);
	for (size_t at = 0; st == DC_OK && at < names.n; at += strlen((char *)names.p + at) + 1) {
		if (++r->ex->members > r->ex->budget->members) {
			extract_reason(r->ex, r->end, DC_R_limit_members, r->end->bytes, NULL);
			break;
		}
		st = one_table(r, (char *)names.p + at, err);
	}
	dc_buf_done(&names);
	/* Of a table that is damaged the rest lies somewhere in the file: its bytes are looked at as such. */
	if (st == DC_OK && r->damaged)
		extract_reason(r->ex, r->end, DC_R_corrupt_after, 0, "damaged; what its bytes show is kept too");
	return st;
}

/* Of a log nobody says how long it is: it is read to its end. */
static enum dc_status length_of(struct dc_item *log, uint64_t *size, struct dc_error *why)
{
	uint8_t *block = malloc(SQLITE_VFS_AHEAD);
	enum dc_status st = block == NULL ? dc_fail(why, DC_ENOMEM, "no memory to read a log") : DC_OK;
	size_t got = SQLITE_VFS_AHEAD;

	*size = 0;
	while (st == DC_OK && got == SQLITE_VFS_AHEAD) {
		st = extract_fill(log, block, SQLITE_VFS_AHEAD, &got, why);
		*size += got;
	}
	free(block);
	return st;
}

static enum dc_status read_database(struct dc_extraction *ex, struct dc_item *item, uint64_t size, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct reading r = { .ex = ex, .self = self, .end = end };
	uint64_t before = ex->read_bytes;
	struct dc_item *log = self->parent == NULL ? ex->beside : NULL;
	struct dc_error why = { 0 };
	uint64_t log_size = 0;
	enum dc_status st = log == NULL ? DC_OK : length_of(log, &log_size, &why);
	int rc = SQLITE_OK;

	st = extract_ended(ex, self, end, st, &why, err);
	if (st == DC_OK)
		st = sqlite_files_open(&r.files, item, size, log_size == 0 ? NULL : log, log_size, err);
	if (st == DC_OK)
		rc = set_up(&r);

	if (st == DC_OK)
		st = ended(&r, self, end, rc, err);
	if (st == DC_OK && rc == SQLITE_OK)
		st = definitions(&r, err);
	if (st == DC_OK && rc == SQLITE_OK)
		st = tables(&r, err);
	sqlite3_close(r.db);
	sqlite_files_close(&r.files);
	end->bytes = self->parent == NULL ? ex->read_bytes - before : size;
	return st;
}

/* What cannot be sought in, or does not say how long it is, is kept in memory. */
static enum dc_status sqlite_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct dc_error why = { 0 };
	struct dc_item_memory memory;
	struct dc_item again;
	struct dc_buf all;
	enum dc_status st;

	if (item->seek != NULL && item->size != UINT64_MAX)
		return read_database(ex, item, item->size, self, end, err);
	st = extract_spool(ex, item, &all, &why);
	dc_item_of_memory(&again, &memory, (struct dc_span){ all.p, all.n }, "");
	st = extract_ended(ex, self, end, st, &why, err);
	if (st == DC_OK)
		st = read_database(ex, &again, all.n, self, end, err);
	if (st == DC_OK && end->reason == DC_R_corrupt_after && item->seek == NULL && again.seek(&again, 0, &why) == DC_OK)
		st = raw_runs(ex, &again, self, end, 0, err);
	if (all.n != 0)
		explicit_bzero(all.p, all.n);
	dc_buf_done(&all);
	return st;
}

const struct dc_extractor extractor_sqlite = {
	.id = "sqlite",
	.reads = "SQLite 3 databases: every table by column, definitions; not what was deleted and lies in free pages",
	.bid = sqlite_bid,
	.extract = sqlite_extract,
};
