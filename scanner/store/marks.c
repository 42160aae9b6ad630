/* marks.c -- marks of objects: 256 in a row, the row at hand kept until another one is wanted or the batch ends. Objects are put
 * in the order of their ids or nearly so, so a row is written a few times in a run. */
#include "marks.h"

#include <endian.h>

uint64_t marks_at(const uint8_t marks[MARKS_BYTES], unsigned i)
{
	uint64_t v;

	memcpy(&v, marks + i * sizeof v, sizeof v);
	return le64toh(v);
}

static void put_at(uint8_t marks[MARKS_BYTES], unsigned i, uint64_t v)
{
	v = htole64(v);
	memcpy(marks + i * sizeof v, &v, sizeof v);
}

void marks_forget(struct db_store *s)
{
	s->marks_chunk = -1;
	s->marks_dirty = false;
}

enum dc_status marks_flush(struct db_store *s, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st;

	if (!s->marks_dirty)
		return DC_OK;
	st = db_get(s, SQ_MARKS_PUT, &b, err);
	if (st != DC_OK)
		return st;
	sql_int(&b, s->marks_chunk);
	sql_blob(&b, s->marks, MARKS_BYTES);
	st = sql_run(&b, err);
	if (st == DC_OK)
		s->marks_dirty = false;
	return st;
}

/* A chunk of which nothing is written yet: each object that is there has to be asked for. */
static enum dc_status make(struct db_store *s, int64_t chunk, uint8_t marks[MARKS_BYTES], struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_MARKS_MISSING, &b, err);

	if (st != DC_OK)
		return st;
	memset(marks, 0, MARKS_BYTES);
	sql_int(&b, chunk * RECALL_CHUNK);
	while ((st = sql_step(&b, err)) == DC_OK)
		put_at(marks, (unsigned)(sql_get_int(&(struct sql_row){ b.st, 0 }) % RECALL_CHUNK), RECALL_ASK);
	sql_reset(b.st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status take(struct db_store *s, int64_t chunk, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = chunk == s->marks_chunk ? DC_END : marks_flush(s, err);

	if (st != DC_OK)
		return st == DC_END ? DC_OK : st;
	st = db_get(s, SQ_MARKS_OF, &b, err);
	if (st != DC_OK)
		return st;
	marks_forget(s);
	sql_int(&b, chunk);
	st = sql_step(&b, err);
	if (st == DC_OK) {
		struct dc_span v = sql_get_blob(&(struct sql_row){ b.st, 0 });

		memset(s->marks, 0, MARKS_BYTES);
		memcpy(s->marks, v.p, v.n < MARKS_BYTES ? v.n : MARKS_BYTES);
	}
	sql_reset(b.st);
	if (st == DC_END)
		st = make(s, chunk, s->marks, err);
	if (st == DC_OK)
		s->marks_chunk = chunk;
	return st;
}

enum dc_status marks_set(struct db_store *s, int64_t id, uint64_t mark, struct dc_error *err)
{
	enum dc_status st = take(s, id / RECALL_CHUNK, err);
	unsigned i = (unsigned)(id % RECALL_CHUNK);

	if (st == DC_OK && marks_at(s->marks, i) != mark) {
		put_at(s->marks, i, mark);
		s->marks_dirty = true;
	}
	return st;
}

/* The key of the run's detector version, asked for once. */
static enum dc_status run_key(struct db_store *s, int64_t run, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = run == s->marks_run ? DC_END : db_get(s, SQ_RUN_DETECTOR, &b, err);

	if (st != DC_OK)
		return st == DC_END ? DC_OK : st;
	sql_int(&b, run);
	st = sql_step(&b, err);
	if (st == DC_OK) {
		recall_key(s->base.key, sql_get_text(&(struct sql_row){ b.st, 0 }), s->marks_key);
		s->marks_run = run;
	}
	sql_reset(b.st);
	return st == DC_END ? dc_fail(err, DC_EBUG, "%s: there is no run %lld", s->path, (long long)run) : st;
}

/* Rows of a database have no inode: what they hold cannot be told from outside. */
enum dc_status marks_set_read(struct db_store *s, int64_t run, int64_t id, const struct dc_result *seen, struct dc_error *err)
{
	enum dc_status st = run_key(s, run, err);

	return st != DC_OK ? st : marks_set(s, id, seen->ino == 0 ? RECALL_ASK : recall_mark(s->marks_key, seen), err);
}

enum dc_status marks_last_id(struct db_store *s, int64_t *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT coalesce(max(id), -1) FROM object", &b.st, err);

	if (st == DC_OK)
		st = sql_run_int(&b, out, err);
	sql_finalize(b.st);
	return st;
}

enum dc_status marks_each(struct db_store *s, enum dc_status (*each)(void *ctx, int64_t chunk, const uint8_t marks[MARKS_BYTES],
	struct dc_error *), void *ctx, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	int64_t next = 0, last = 0;
	uint8_t marks[MARKS_BYTES];
	enum dc_status st = marks_flush(s, err);

	if (st == DC_OK)
		st = marks_last_id(s, &last, err);
	if (st == DC_OK)
		st = sql_prepare_walk(s->db, "SELECT chunk, marks FROM mark ORDER BY chunk", &b.st, err);
	for (int64_t chunks = last < 0 ? 0 : last / RECALL_CHUNK + 1; st == DC_OK && next < chunks;) {
		enum dc_status row = sql_step(&b, err);
		struct sql_row r = { b.st, 0 };
		int64_t chunk = row == DC_OK ? sql_get_int(&r) : chunks;
		struct dc_span v = row == DC_OK ? sql_get_blob(&r) : (struct dc_span){ 0 };

		st = row > DC_END ? row : DC_OK;
		for (; st == DC_OK && next < chunk && next < chunks; next++) {
			st = make(s, next, marks, err);
			if (st == DC_OK)
				st = each(ctx, next, marks, err);
		}
		if (st != DC_OK || next >= chunks)
			break;
		memset(marks, 0, sizeof marks);
		memcpy(marks, v.p, v.n < sizeof marks ? v.n : sizeof marks);
		st = each(ctx, next++, marks, err);
	}
	sql_finalize(b.st);
	return st;
}
