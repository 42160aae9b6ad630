/* db.c -- the inventory in a database: opening, batches, closing. Which database it is, is the driver's business (sql.h). */
#include "db.h"
#include "file.h"
#include "marks.h"

#include <sodium.h>

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
		enum dc_status st = sql_prepare_kept(s->db, kept_texts[which], &s->kept[which], err);

		if (st != DC_OK)
			return st;
	}
	out->st = s->kept[which];
	sql_reset(out->st);
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
	enum dc_status st = db_may_write(s, err);

	if (st != DC_OK)
		return st;
	if (s->in_batch && !s->broken)
		return dc_fail(err, DC_EBUG, "%s: a batch is open already", s->path);
	sql_rollback(s->db);
	s->in_batch = s->broken = false;
	s->n_rules = 0;
	marks_forget(s);
	ahead_forget(s);
	s->next_verdict = 0;		/* what a rolled-back batch had numbered is not there */
	st = sql_begin(s->db, err);
	s->in_batch = st == DC_OK;
	return st;
}

enum dc_status db_commit(struct dc_store *store, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	enum dc_status st;

	if (!s->in_batch)
		return dc_fail(err, DC_EBUG, "%s: no batch is open", s->path);
	if (s->broken)
		st = dc_fail(err, DC_EIO, "%s: the batch failed halfway and is given up; what was committed before is safe", s->path);
	else
		st = marks_flush(s, err);
	if (st == DC_OK)
		st = db_rules_flush(s, err);
	if (st == DC_OK)
		st = sql_commit(s->db, err);
	if (st != DC_OK)
		sql_rollback(s->db);
	ahead_forget(s);
	s->in_batch = s->broken = false;
	s->n_rules = 0;
	return st;
}

void db_rollback(struct dc_store *store)
{
	struct db_store *s = db_of(store);

	if (s->in_batch)
		sql_rollback(s->db);
	ahead_forget(s);
	s->in_batch = s->broken = false;
	s->n_rules = 0;
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
	sql_rollback(s->db);
	s->in_batch = s->broken = false;
	s->n_rules = 0;
	return st;
}

/* ---- opening */

/* The key comes first: an inventory never stands without one. */
static enum dc_status open_key(struct db_store *s, enum dc_store_mode mode, struct dc_error *err)
{
	enum file_state state;
	enum dc_status st = file_look(s->db->key, &state, err);

	if (st != DC_OK || (state == FILE_MISSING && mode == DC_STORE_READ))
		return st;
	return token_key_open(s->db->key, mode == DC_STORE_CREATE && !s->db->there, &s->base.key, err);
}

/* An inventory knows its key by the HMAC of a fixed text, and bears a random id of its own. */
static enum dc_status introduce(struct db_store *s, struct dc_error *err)
{
	static const char text[] = "INSERT INTO meta (name, value) VALUES ('key_check', ?), ('inventory_id', ?) "
		"ON CONFLICT (name) DO NOTHING";
	uint8_t mac[TOKEN_MAC_BYTES], id[16];
	struct sql_bind b = { 0 };
	enum dc_status st;

	token_mac(s->base.key, KEY_CHECK, (struct dc_span){ 0 }, mac);
	randombytes_buf(id, sizeof id);
	st = sql_prepare(s->db, text, &b.st, err);
	if (st != DC_OK)
		return st;
	sql_blob(&b, mac, sizeof mac);
	sql_blob(&b, id, sizeof id);
	st = sql_run(&b, err);
	sql_finalize(b.st);
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
	st = sql_prepare(s->db, "SELECT value FROM meta WHERE name = 'key_check'", &b.st, err);
	if (st == DC_OK)
		st = sql_step(&b, err);
	if (st == DC_OK) {
		struct dc_span kept = sql_get_blob(&(struct sql_row){ b.st, 0 });

		if (kept.n != sizeof mac || sodium_memcmp(kept.p, mac, sizeof mac) != 0)
			st = dc_fail(err, DC_EUSAGE, "%s: is the key of another inventory: put back the right one", s->db->key);
	} else if (st == DC_END) {
		st = s->writable ? introduce(s, err) : DC_OK;
	}
	sql_finalize(b.st);
	return st;
}

static void db_close(struct dc_store *store)
{
	struct db_store *s = db_of(store);

	for (size_t i = 0; i < SQ_N; i++)
		sql_finalize(s->kept[i]);
	sql_close(s->db);
	token_key_close(s->base.key);
	dc_buf_done(&s->scratch);
	dc_buf_done(&s->said);
	dc_buf_done(&s->ahead);
	free(s->evidence_of);
	free(s);
}

static enum dc_status db_alone(struct dc_store *store, bool *got, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	enum dc_status st = s->db->driver->alone(s->db, got, err);

	s->alone |= st == DC_OK && *got;
	return st;
}

static const char *db_key_path(const struct dc_store *store)
{
	return ((const struct db_store *)store)->db->key;
}

static enum dc_status set_up(struct db_store *s, const char *target, enum dc_store_mode mode, struct dc_error *err)
{
	enum dc_status st = sql_locate(target, mode, &s->db, err);

	if (st != DC_OK)
		return st;
	s->path = s->db->name;
	st = open_key(s, mode, err);
	if (st == DC_OK)
		st = sql_open(s->db, mode, err);
	if (st == DC_OK)
		st = check_key(s, err);
	return st == DC_OK ? db_weights_load(s, err) : st;
}

static enum dc_status db_open(const char *target, enum dc_store_mode mode, struct dc_store **out, struct dc_error *err)
{
	struct db_store *s = calloc(1, sizeof *s);
	enum dc_status st;

	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", target);
	s->base.ops = &store_db;
	s->writable = mode != DC_STORE_READ;
	marks_forget(s);
	dc_buf_init(&s->scratch, 0);
	dc_buf_init(&s->said, 0);
	dc_buf_init(&s->ahead, 0);
	randombytes_buf(s->said_key, sizeof s->said_key);
	st = set_up(s, target, mode, err);
	if (st != DC_OK) {
		db_close(&s->base);
		return st;
	}
	*out = &s->base;
	return DC_OK;
}

const struct store_ops store_db = {
	.open = db_open, .close = db_close,
	.run_begin = db_run_begin, .run_end = db_run_end, .run_last = db_run_last,
	.each_run = db_each_run, .begin = db_begin, .expect = db_expect, .put = db_put, .commit = db_commit, .rollback = db_rollback,
	.has = db_has, .unchanged = db_unchanged, .same = db_same, .recall = db_recall, .put_recalled = db_put_recalled,
	.persons_before = db_persons_before, .sweep = db_sweep, .coverage = db_coverage,
	.each_finding = db_each_finding, .each_object = db_each_object, .each_part = db_each_part,
	.each_fact = db_each_fact, .each_primary = db_each_primary, .each_level = db_each_level, .scope_put = db_scope_put, .each_scope = db_each_scope,
	.each_column = db_each_column, .each_token = db_each_token, .each_run_token = db_each_run_token,
	.verdicts_clear = db_verdicts_clear, .ruling = db_ruling, .rule = db_rule, .each_verdict = db_each_verdict,
	.verdict_of = db_verdict_of,
	.kept_begin = db_kept_begin, .kept_put = db_kept_put, .kept_end = db_kept_end, .each_lost = db_each_lost,
	.typed_clear = db_typed_clear, .typed_put = db_typed_put, .each_typed = db_each_typed,
	.each_change = db_each_change,
	.dump = db_dump, .verify = db_verify, .copy = db_copy, .each_result = db_each_result, .lend_key = db_lend_key, .prune = db_prune, .alone = db_alone,
	.key_path = db_key_path, .audit = db_audit,
};
