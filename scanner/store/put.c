/* put.c -- one result into the inventory, replacing what its path held.
 *
 * What the object was before is written to object_was and finding_was if it changed, so that two runs can be compared;
 * a finding that was there before keeps the run that first saw it.
 */
#include "marks.h"
#include "put.h"

#include <sodium.h>

/* Checks all indexes, so that nothing half-made is written for a result that is wrong in itself. */
static enum dc_status check(const struct db_store *s, const struct dc_result *r, struct dc_error *err)
{
	bool good = r->path != NULL && r->asset != NULL && r->reason >= 0 && r->reason < DC_N_REASONS && r->n_findings < DB_FINDINGS_MOST;

	for (size_t i = 0; good && i < r->n_parts; i++)
		good = r->parts[i].reason >= 0 && r->parts[i].reason < DC_N_REASONS;
	for (size_t i = 0; good && i < r->n_findings; i++)
		good = r->findings[i].part < r->n_parts && r->findings[i].kind != NULL &&
			(r->findings[i].sample == UINT32_MAX || r->findings[i].sample < r->n_hits);
	for (size_t i = 0; good && i < r->n_hits; i++)
		good = r->hits[i].finding < r->n_findings && r->hits[i].n_weights <= DC_WEIGHTS_MOST;
	for (size_t i = 0; good && i < r->n_columns; i++)
		good = r->columns[i].part < r->n_parts && r->columns[i].kind != NULL && r->columns[i].n_weights <= DC_WEIGHTS_MOST;
	for (size_t i = 0; good && i < r->n_tokens; i++)
		good = r->tokens[i].finding < r->n_findings;
	if (!good)
		return dc_fail(err, DC_EBUG, "%s: a result whose indexes lead nowhere", s->path);
	for (size_t i = 0; i < r->n_tokens; i++)
		if ((r->findings[r->tokens[i].finding].kind->flags & DC_KIND_NO_VALUE) != 0)
			return dc_fail(err, DC_EBUG, "%s: a token of %s, of which none may be kept", s->path,
				r->findings[r->tokens[i].finding].kind->id);
	return DC_OK;
}

/* ---- fingerprints */

static void hash_field(crypto_hash_sha256_state *h, const void *p, size_t n)
{
	uint8_t length[8];

	for (unsigned i = 0; i < 8; i++)
		length[i] = (uint8_t)((uint64_t)n >> 8 * i);
	crypto_hash_sha256_update(h, length, sizeof length);
	crypto_hash_sha256_update(h, p, n);
}

static void hash_text(crypto_hash_sha256_state *h, const char *s)
{
	hash_field(h, s == NULL ? "" : s, s == NULL ? 0 : strlen(s));
}

/* The state after the path is the same for all findings of the object. */
static void fingerprint(const crypto_hash_sha256_state *after_path, const struct dc_result *r, const struct dc_result_finding *f,
	uint8_t out[FINGERPRINT_BYTES])
{
	crypto_hash_sha256_state h = *after_path;
	const struct dc_result_part *part = &r->parts[f->part];
	uint8_t column[4] = { (uint8_t)f->column, (uint8_t)(f->column >> 8), (uint8_t)(f->column >> 16), (uint8_t)(f->column >> 24) };

	hash_text(&h, part->inner);
	hash_text(&h, part->table);
	hash_field(&h, column, sizeof column);
	hash_text(&h, f->field);
	hash_text(&h, f->category);
	hash_text(&h, f->kind->id);
	crypto_hash_sha256_final(&h, out);
}

static void note_findings(const struct dc_result *r, int64_t run, struct put_mark *marks)
{
	crypto_hash_sha256_state after_path;

	crypto_hash_sha256_init(&after_path);
	hash_field(&after_path, r->path, r->path_len);
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct dc_result_finding *f = &r->findings[i];

		marks[i] = (struct put_mark){ .first_run = run, .counts = { f->low, f->medium, f->high, f->placeholders } };
		fingerprint(&after_path, r, f, marks[i].fingerprint);
	}
}

/* ---- what the path held before */

static int by_fingerprint(const void *a, const void *b)
{
	const struct put_mark *x = a, *y = b;
	int c = memcmp(x->fingerprint, y->fingerprint, FINGERPRINT_BYTES);

	return c != 0 ? c : memcmp(x->counts, y->counts, sizeof x->counts);
}

static const struct put_mark *find_mark(const struct put_mark *sorted, size_t n, const uint8_t *fingerprint_wanted)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memcmp(sorted[mid].fingerprint, fingerprint_wanted, FINGERPRINT_BYTES) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && memcmp(sorted[lo].fingerprint, fingerprint_wanted, FINGERPRINT_BYTES) == 0 ? &sorted[lo] : NULL;
}

static enum dc_status read_before(struct db_store *s, const struct dc_result *r, const uint8_t *digest, struct put_before *was,
	struct dc_error *err)
{
	struct sql_bind b;
	struct sql_row row;
	struct dc_span content, below;
	enum dc_status st = db_get(s, SQ_OBJECT_BY_PATH, &b, err);

	if (st != DC_OK)
		return st;
	sql_blob(&b, r->path, r->path_len);
	st = sql_step(&b, err);
	if (st == DC_OK) {
		uint8_t zero[32] = { 0 };

		row = (struct sql_row){ b.st, 0 };
		was->id = sql_get_int(&row);
		was->same = strcmp(sql_get_text(&row), dc_reason_name(r->reason)) == 0;
		was->same = sql_get_u64(&row) == r->size && was->same;
		was->same = sql_get_int(&row) == r->mtime_ns && was->same;
		content = sql_get_blob(&row);
		was->same = was->same && (content.n == 0 ? memcmp(zero, r->content, 32) == 0 :
			content.n == 32 && memcmp(content.p, r->content, 32) == 0);
		below = sql_get_blob(&row);
		was->same_below = below.n == PUT_DIGEST_BYTES && memcmp(below.p, digest, PUT_DIGEST_BYTES) == 0;
		was->first_run = sql_get_int(&row);
		was->state_run = sql_get_int(&row);
		was->last_run = sql_get_int(&row);
		was->findings = sql_get_int(&row);
		was->gone = sql_get_int(&row) != 0;
		was->there = true;
	}
	sql_reset(b.st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status read_marks_before(struct db_store *s, struct put_before *was, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_OLD_FINDINGS, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, was->id);
	while ((st = sql_step(&b, err)) == DC_OK) {
		struct sql_row row = { b.st, 0 };
		struct dc_span print = sql_get_blob(&row);
		struct put_mark m = { .first_run = sql_get_int(&row) };

		memcpy(m.fingerprint, print.p, print.n < FINGERPRINT_BYTES ? print.n : FINGERPRINT_BYTES);
		for (unsigned i = 0; i < 4; i++)
			m.counts[i] = sql_get_u64(&row);
		if (dc_buf_add(&was->marks, &m, sizeof m) != DC_OK) {
			st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
			break;
		}
	}
	sql_reset(b.st);
	if (st != DC_END)
		return st;
	was->n_marks = was->marks.n / sizeof(struct put_mark);
	if (was->n_marks > 1)
		qsort(was->marks.p, was->n_marks, sizeof(struct put_mark), by_fingerprint);
	return DC_OK;
}

/* A finding may come back after its object could not be read for a while. */
static enum dc_status first_run_in_history(struct db_store *s, int64_t object_id, struct put_mark *m, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_FIRST_RUN_WAS, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, object_id);
	sql_blob(&b, m->fingerprint, FINGERPRINT_BYTES);
	st = sql_step(&b, err);
	if (st == DC_OK && !sql_is_null(b.st, 0))
		m->first_run = sql_get_int(&(struct sql_row){ b.st, 0 });
	sql_reset(b.st);
	return st == DC_END ? DC_OK : st;
}

/* Gives each finding the run that first saw it, and finds out if anything changed. */
static enum dc_status compare(struct db_store *s, const struct dc_result *r, struct put_mark *marks, struct put_before *was,
	struct dc_error *err)
{
	const struct put_mark *old = (const struct put_mark *)(const void *)was->marks.p;

	was->same = was->same && !was->gone && was->n_marks == r->n_findings;
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct put_mark *m = find_mark(old, was->n_marks, marks[i].fingerprint);
		enum dc_status st;

		if (m != NULL) {
			marks[i].first_run = m->first_run;
			was->same = was->same && memcmp(m->counts, marks[i].counts, sizeof m->counts) == 0;
			continue;
		}
		was->same = false;
		st = first_run_in_history(s, was->id, &marks[i], err);
		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

/* ---- writing */

enum dc_status db_keep_state(struct db_store *s, int64_t run, int64_t id, int64_t state_run, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st;

	/* a state that began in this very run was never the state after a run */
	if (state_run == run)
		return DC_OK;
	st = db_get(s, SQ_OBJECT_WAS, &b, err);
	if (st != DC_OK)
		return st;
	sql_int(&b, run);
	sql_int(&b, id);
	st = sql_run(&b, err);
	if (st == DC_OK)
		st = db_get(s, SQ_FINDINGS_WERE, &b, err);
	if (st != DC_OK)
		return st;
	sql_int(&b, state_run);
	sql_int(&b, run);
	sql_int(&b, id);
	return sql_run(&b, err);
}

static enum dc_status drop_before(struct db_store *s, int64_t id, struct dc_error *err)
{
	static const enum db_statement drops[] = {
		SQ_DROP_HITS, SQ_DROP_TOKENS, SQ_DROP_COLUMNS, SQ_DROP_FINDINGS, SQ_DROP_PARTS, SQ_DROP_LINKS
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(drops); i++) {
		struct sql_bind b;
		enum dc_status st = db_get(s, drops[i], &b, err);

		if (st != DC_OK)
			return st;
		sql_int(&b, id);
		st = sql_run(&b, err);
		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

static void bind_object(struct sql_bind *b, const struct dc_result *r, const uint8_t *digest)
{
	static const uint8_t none[32];

	sql_blob(b, r->path, r->path_len);
	sql_text(b, r->asset);
	sql_text(b, dc_reason_name(r->reason));
	sql_text(b, r->detail);
	sql_int(b, r->directory);
	sql_u64(b, r->size);
	sql_u64(b, r->bytes_read);
	sql_text(b, r->n_parts == 0 ? "" : r->parts[0].format);
	sql_text(b, r->n_parts == 0 ? "" : r->parts[0].charset);
	sql_u64(b, r->dev);
	sql_u64(b, r->ino);
	sql_int(b, r->btime_ns);
	sql_int(b, r->mtime_ns);
	sql_int(b, r->ctime_ns);
	sql_int(b, r->mode);
	sql_int(b, r->uid);
	sql_int(b, r->gid);
	sql_text(b, r->readers);
	sql_int(b, r->attempts);
	sql_blob(b, memcmp(r->content, none, sizeof none) == 0 ? NULL : r->content, sizeof r->content);
	sql_count(b, r->persons.lo);
	sql_count(b, r->persons.best);
	sql_count(b, r->persons.hi);
	sql_int(b, (int64_t)r->n_findings);
	sql_blob(b, digest, PUT_DIGEST_BYTES);
}

/* Findings that the run before did not meet just so make other persons. */
static void touch(struct db_store *s, int64_t run, bool otherwise)
{
	s->touched |= otherwise && run == s->fresh_run;
}

static enum dc_status put_object(struct db_store *s, int64_t run, const struct dc_result *r, const uint8_t *digest, struct put_before *was,
	struct dc_error *err)
{
	struct sql_bind b;
	bool numbered = was->id != 0;
	enum dc_status st = db_get(s, was->there ? SQ_OBJECT_SET : numbered ? SQ_OBJECT_ADD_AS : SQ_OBJECT_ADD, &b, err);

	if (st != DC_OK)
		return st;
	bind_object(&b, r, digest);
	sql_int(&b, was->there ? was->first_run : run);
	sql_int(&b, was->there && was->same ? was->state_run : run);
	sql_int(&b, run);		/* last_run */
	sql_int(&b, run);		/* read_run */
	if (!was->there && numbered)
		sql_int(&b, 0);		/* unchanged */
	if (numbered)
		sql_int(&b, was->id);
	st = numbered ? sql_run(&b, err) : sql_run_int(&b, &was->id, err);
	if (st != DC_OK)
		return st;
	touch(s, run, (r->n_findings != 0 || was->findings != 0) && (!was->same || !was->same_below || was->last_run != run - 1));
	return r->reason == DC_R_none ? marks_set_read(s, run, was->id, r, err) : marks_set(s, was->id, RECALL_ASK, err);
}

/* What could not be told by its mark: has several names, was lost from sight, or an earlier version made the inventory. *done false:
 * there is no such object that is not gone. */
static enum dc_status put_unchanged(struct db_store *s, int64_t run, const struct dc_result *r, bool *done, struct dc_error *err)
{
	struct sql_bind b;
	int64_t id = 0;
	bool whole = false;
	enum dc_status st = db_get(s, SQ_OBJECT_STANDS, &b, err);

	if (st != DC_OK)
		return st;
	sql_blob(&b, r->path, r->path_len);
	st = sql_step(&b, err);
	if (st == DC_OK) {
		struct sql_row row = { b.st, 0 };
		int64_t findings;

		id = sql_get_int(&row);
		whole = sql_get_text(&row)[0] == '\0';
		findings = sql_get_int(&row);
		touch(s, run, findings != 0 && sql_get_int(&row) != run - 1);
	}
	sql_reset(b.st);
	*done = st == DC_OK;
	if (st == DC_OK)
		st = db_get(s, SQ_OBJECT_SAME, &b, err);
	if (st != DC_OK)
		return st == DC_END ? DC_OK : st;
	sql_int(&b, run);
	sql_int(&b, id);
	st = sql_run(&b, err);
	return st != DC_OK || !whole ? st : marks_set_read(s, run, id, r, err);
}

static enum dc_status put_poison(struct db_store *s, int64_t run, int64_t id, const char *detail, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_OBJECT_POISON, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, run);
	sql_text(&b, detail == NULL ? "" : detail);
	sql_int(&b, id);
	st = sql_run(&b, err);
	return st == DC_OK ? marks_set(s, id, RECALL_ASK, err) : st;
}

/* Gives the findings their first runs, keeps the state before if it was another, and clears the place. */
static enum dc_status supersede(struct db_store *s, int64_t run, const struct dc_result *r, struct put_mark *marks, struct put_before *was,
	struct dc_error *err)
{
	enum dc_status st = read_marks_before(s, was, err);

	if (st == DC_OK)
		st = compare(s, r, marks, was, err);
	if (st == DC_OK && !was->same)
		st = db_keep_state(s, run, was->id, was->state_run, err);
	return st == DC_OK ? drop_before(s, was->id, err) : st;
}

static enum dc_status write_result(struct db_store *s, int64_t run, const struct dc_result *r, const uint8_t *digest, struct put_before *was,
	struct dc_error *err)
{
	struct put_mark *marks = calloc(r->n_findings + 1, sizeof *marks);
	enum dc_status st = DC_OK;

	if (marks == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	note_findings(r, run, marks);
	if (was->there)
		st = supersede(s, run, r, marks, was, err);
	if (st == DC_OK)
		st = put_object(s, run, r, digest, was, err);
	if (st == DC_OK)
		st = put_children(s, r, was->id, marks, err);
	free(marks);
	return st;
}

static enum dc_status put(struct db_store *s, int64_t run, const struct dc_result *r, struct put_before *was, struct dc_error *err)
{
	uint8_t digest[PUT_DIGEST_BYTES];
	enum dc_status st;
	bool done = false;

	st = r->reason == DC_R_unchanged_since ? put_unchanged(s, run, r, &done, err) : DC_OK;
	if (st != DC_OK || done)
		return st;
	put_digest(r, digest);
	was->id = ahead_take(s, (struct dc_span){ (const uint8_t *)r->path, r->path_len });
	st = was->id != 0 ? DC_OK : read_before(s, r, digest, was, err);
	if (st != DC_OK)
		return st;
	if (was->there && !was->gone && r->reason == DC_R_poison)
		touch(s, run, was->findings != 0 && (!was->same || was->last_run != run - 1));
	if (was->there && !was->gone && r->reason == DC_R_poison)
		return put_poison(s, run, was->id, r->detail, err);
	if (!was->there || !was->same_below)
		return write_result(s, run, r, digest, was, err);
	if (!was->same || was->gone) {
		st = db_keep_state(s, run, was->id, was->state_run, err);
		was->same = false;
	}
	return st == DC_OK ? put_object(s, run, r, digest, was, err) : st;
}

enum dc_status db_put(struct dc_store *store, int64_t run, const struct dc_result *r, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct put_before was = { 0 };
	enum dc_status st;

	if (!s->in_batch)
		return dc_fail(err, DC_EBUG, "%s: a result outside of a batch", s->path);
	if (s->broken)
		return dc_fail(err, DC_EIO, "%s: the batch failed before", s->path);
	st = check(s, r, err);
	if (st != DC_OK)
		return st;
	dc_buf_init(&was.marks, 0);
	st = put(s, run, r, &was, err);
	s->broken = st != DC_OK;
	dc_buf_done(&was.marks);
	return st;
}

enum dc_status db_same(struct dc_store *store, const struct dc_result *r, bool *same, struct dc_error *err)
{
	uint8_t digest[PUT_DIGEST_BYTES];
	struct put_before was = { 0 };
	enum dc_status st;

	put_digest(r, digest);
	st = read_before(db_of(store), r, digest, &was, err);
	*same = st == DC_OK && was.there && !was.gone && was.same && was.same_below;
	return st;
}
