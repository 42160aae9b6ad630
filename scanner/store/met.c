/* met.c -- which run met an object last, where that is a bit and no row. */
#include "marks.h"
#include "scratch.h"

enum dc_status met_bits(struct db_store *s, int64_t chunk, int64_t run, uint8_t bits[RECALL_CHUNK / 8], struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_MET_OF, &b, err);

	if (st != DC_OK)
		return st;
	memset(bits, 0, RECALL_CHUNK / 8);
	sql_int(&b, chunk);
	sql_int(&b, run);
	st = sql_step(&b, err);
	if (st == DC_OK) {
		struct dc_span v = sql_get_blob(&(struct sql_row){ b.st, 0 });

		memcpy(bits, v.p, v.n < RECALL_CHUNK / 8 ? v.n : RECALL_CHUNK / 8);
	}
	sql_reset(b.st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status put_bits(struct db_store *s, int64_t chunk, int64_t run, const uint8_t bits[RECALL_CHUNK / 8], struct dc_error *err)
{
	static const uint8_t none[RECALL_CHUNK / 8];
	bool drop = memcmp(bits, none, sizeof none) == 0;
	struct sql_bind b;
	enum dc_status st = db_get(s, drop ? SQ_MET_DROP : SQ_MET_PUT, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, chunk);
	sql_int(&b, run);
	if (!drop)
		sql_blob(&b, bits, RECALL_CHUNK / 8);
	return sql_run(&b, err);
}

/* ---- tidying */

struct bits { int64_t chunk, run; uint8_t bits[RECALL_CHUNK / 8]; };

#define BITS_AT_ONCE 1024

/* The next ones of earlier runs, behind the last one of out, which is replaced. */
static enum dc_status earlier(struct db_store *s, int64_t run, struct dc_buf *out, struct dc_error *err)
{
	struct bits last = { .chunk = -1 };
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_MET_EARLIER, &b, err);

	if (st != DC_OK)
		return st;
	if (out->n != 0)
		memcpy(&last, out->p + out->n - sizeof last, sizeof last);
	dc_buf_clear(out);
	sql_int(&b, run);
	sql_int(&b, last.chunk);
	sql_int(&b, last.run);
	sql_int(&b, BITS_AT_ONCE);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		struct bits e = { .chunk = sql_get_int(&r) };
		struct dc_span v;

		e.run = sql_get_int(&r);
		v = sql_get_blob(&r);
		memcpy(e.bits, v.p, v.n < sizeof e.bits ? v.n : sizeof e.bits);
		if (dc_buf_add(out, &e, sizeof e) != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	}
	sql_reset(b.st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status without(struct db_store *s, struct bits *e, int64_t run, struct dc_error *err)
{
	uint8_t later[RECALL_CHUNK / 8] = { 0 };
	bool less = false;
	enum dc_status st = met_bits(s, e->chunk, run, later, err);

	for (size_t i = 0; i < sizeof later; i++) {
		less |= (e->bits[i] & later[i]) != 0;
		e->bits[i] &= (uint8_t)~later[i];
	}
	return st == DC_OK && less ? put_bits(s, e->chunk, e->run, e->bits, err) : st;
}

/* So that of a share that hardly changes a row for 256 objects stays. A few at a time: rows are not changed under a walk. */
enum dc_status met_tidy(struct db_store *s, int64_t run, struct dc_error *err)
{
	struct dc_buf some;
	enum dc_status st;

	dc_buf_init(&some, 0);
	do {
		st = earlier(s, run, &some, err);
		for (size_t i = 0; st == DC_OK && i < some.n / sizeof(struct bits); i++)
			st = without(s, (struct bits *)(void *)some.p + i, run, err);
	} while (st == DC_OK && some.n != 0);
	dc_buf_done(&some);
	return st;
}

/* ---- recall */

static enum dc_status load(void *ctx, int64_t chunk, const uint8_t marks[MARKS_BYTES], struct dc_error *err)
{
	(void)err;
	for (unsigned i = 0; i < RECALL_CHUNK; i++)
		if (!recall_add(ctx, (uint64_t)chunk * RECALL_CHUNK + i, marks_at(marks, i)))
			return DC_END;
	return DC_OK;
}

/* DC_END: the table's file cannot be written. */
static enum dc_status fill(struct db_store *s, int64_t last, const uint8_t key[RECALL_KEY_BYTES], const char *folder, struct dc_recall **out,
	struct dc_error *err)
{
	struct dc_recall *r = recall_new((uint64_t)last + 1, key, folder);
	enum dc_status st;

	if (r == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory for the marks of %lld objects", s->path, (long long)last);
	st = marks_each(s, load, r, err);
	if (st == DC_OK && !recall_ready(r))
		st = DC_END;
	if (st == DC_OK)
		*out = r;
	else
		dc_recall_free(r);
	return st;
}

/* Ids that the query gives are noted. */
static enum dc_status note_rows(struct db_store *s, struct dc_recall *r, int64_t run, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare_walk(s->db, "SELECT id FROM object WHERE last_run = ?", &b.st, err);

	if (st == DC_OK)
		sql_int(&b, run);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK)
		recall_note(r, (uint64_t)sql_get_int(&(struct sql_row){ b.st, 0 }));
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status note_bits(struct db_store *s, struct dc_recall *r, int64_t run, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare_walk(s->db, "SELECT chunk, bits FROM met WHERE run = ?", &b.st, err);

	if (st == DC_OK)
		sql_int(&b, run);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row row = { b.st, 0 };
		uint64_t chunk = (uint64_t)sql_get_int(&row);
		struct dc_span v = sql_get_blob(&row);

		for (uint64_t i = 0; i < RECALL_CHUNK && i / 8 < v.n; i++)
			if ((v.p[i / 8] >> i % 8 & 1) != 0)
				recall_note(r, chunk * RECALL_CHUNK + i);
	}
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

/* A run that begins has noted nothing. */
static enum dc_status note_before(struct db_store *s, struct dc_recall *r, int64_t run, struct dc_error *err)
{
	enum dc_status st = s->fresh_run == run ? DC_END : note_rows(s, r, run, err);

	if (st == DC_OK)
		st = note_bits(s, r, run, err);
	return st == DC_END ? DC_OK : st;
}

enum dc_status db_recall(struct dc_store *store, int64_t run, const char *detector_version, struct dc_recall **out, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	uint8_t key[RECALL_KEY_BYTES];
	struct dc_recall *r = NULL;
	char *folder;
	int64_t last;
	enum dc_status st = marks_last_id(s, &last, err);

	if (st != DC_OK)
		return st;
	if (last >= UINT32_MAX)			/* then each is asked for */
		return DC_OK;
	recall_key(s->base.key, detector_version, key);
	folder = scratch_folder(store);
	st = fill(s, last, key, folder, &r, err);
	if (st == DC_END)			/* no room on that disk; the inventory may be on another */
		st = fill(s, last, key, NULL, &r, err);
	free(folder);
	if (st == DC_OK)
		st = note_before(s, r, run, err);
	if (st == DC_OK)
		*out = r;
	else
		dc_recall_free(r);
	return st;
}

enum dc_status db_put_recalled(struct dc_store *store, int64_t run, struct dc_recall *recall, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	uint8_t bits[RECALL_CHUNK / 8];
	enum dc_status st = DC_OK;

	if (!s->in_batch)
		return dc_fail(err, DC_EBUG, "%s: notes outside of a batch", s->path);
	for (uint64_t chunk = 0; st == DC_OK && recall_take(recall, &chunk, bits); chunk++) {
		uint8_t before[RECALL_CHUNK / 8] = { 0 };

		/* another process may write the same run */
		st = met_bits(s, (int64_t)chunk, run, before, err);
		for (size_t i = 0; i < sizeof bits; i++)
			bits[i] |= before[i];
		if (st == DC_OK)
			st = put_bits(s, (int64_t)chunk, run, bits, err);
	}
	s->broken |= st != DC_OK;
	return st;
}

/* The run before, ended, of the same targets in the same way: what this one met otherwise is in s->touched, unless another host may have put
 * it there. */
enum dc_status db_persons_before(struct dc_store *store, int64_t run, bool complete, bool *same, struct dc_persons *out, struct dc_error *err)
{
	static const char text[] = "SELECT b.persons_lo, b.persons_best, b.persons_hi FROM run a JOIN run b ON b.id = a.id - 1 "
		"WHERE a.id = ? AND b.ended_ns <> 0 AND b.complete = ? AND b.targets = a.targets AND b.options = a.options";
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st;

	*same = false;
	if (s->fresh_run != run || s->touched || (s->db->driver->shared && !s->alone))
		return DC_OK;
	st = sql_prepare(s->db, text, &b.st, err);
	if (st == DC_OK) {
		sql_int(&b, run);
		sql_int(&b, complete);
		st = sql_step(&b, err);
	}
	if (st == DC_OK) {
		struct sql_row r = { b.st, 0 };

		out->lo = sql_get_u64(&r);
		out->best = sql_get_u64(&r);
		out->hi = sql_get_count(&r);
		*same = true;
	}
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}
