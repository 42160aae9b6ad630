/* audit.c -- who did what with which declaration: append only, each record hashed with the one before.
 *
 * The chain alone shows a record that was edited, taken out of the middle or moved. meta.audit_head shows one taken off the
 * end: number of records, last hash, and an HMAC over both with the inventory's key, which who only holds the file lacks.
 */
#include "db.h"

#include <sodium.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#define HASH 32
#define HEAD_USE "daicho audit head"

struct head {
	uint64_t records;
	uint8_t hash[HASH];
	bool signed_;			/* the HMAC is right, or there is no key to tell */
};

struct record {
	int64_t seq, at_ns, uid;
	const char *action, *detail;
};

static void put_u64(uint8_t out[8], uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		out[i] = (uint8_t)(v >> 8 * i);
}

static void hash_record(const uint8_t before[HASH], const struct record *r, uint8_t out[HASH])
{
	const int64_t numbers[] = { r->seq, r->at_ns, r->uid };
	const char *texts[] = { r->action, r->detail };
	crypto_hash_sha256_state h;
	uint8_t eight[8];

	crypto_hash_sha256_init(&h);
	crypto_hash_sha256_update(&h, before, HASH);
	for (size_t i = 0; i < DC_ARRAY_LEN(numbers); i++) {
		put_u64(eight, (uint64_t)numbers[i]);
		crypto_hash_sha256_update(&h, eight, sizeof eight);
	}
	for (size_t i = 0; i < DC_ARRAY_LEN(texts); i++) {
		put_u64(eight, strlen(texts[i]));
		crypto_hash_sha256_update(&h, eight, sizeof eight);
		crypto_hash_sha256_update(&h, (const uint8_t *)texts[i], strlen(texts[i]));
	}
	crypto_hash_sha256_final(&h, out);
}

#define HEAD_BYTES (8 + HASH + TOKEN_MAC_BYTES)

static void pack_head(const struct db_store *s, const struct head *head, uint8_t out[HEAD_BYTES])
{
	put_u64(out, head->records);
	memcpy(out + 8, head->hash, HASH);
	token_mac(s->base.key, HEAD_USE, (struct dc_span){ out, 8 + HASH }, out + 8 + HASH);
}

/* No head yet: no record, a hash of zeros. */
static enum dc_status read_head(struct db_store *s, struct head *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT value FROM meta WHERE name = 'audit_head'", &b.st, err);

	*out = (struct head){ .signed_ = true };
	if (st == DC_OK)
		st = sql_step(&b, err);
	if (st == DC_OK) {
		struct dc_span v = sql_get_blob(&(struct sql_row){ b.st, 0 });

		out->signed_ = false;
		if (v.n == HEAD_BYTES) {
			uint8_t again[HEAD_BYTES];

			for (unsigned i = 0; i < 8; i++)
				out->records |= (uint64_t)v.p[i] << 8 * i;
			memcpy(out->hash, v.p + 8, HASH);
			out->signed_ = s->base.key == NULL;
			if (s->base.key != NULL) {
				pack_head(s, out, again);
				out->signed_ = sodium_memcmp(again, v.p, HEAD_BYTES) == 0;
			}
		}
	}
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status write_head(struct db_store *s, const struct head *head, struct dc_error *err)
{
	uint8_t packed[HEAD_BYTES];
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "INSERT INTO meta (name, value) VALUES ('audit_head', ?) "
		"ON CONFLICT (name) DO UPDATE SET value = excluded.value", &b.st, err);

	if (st != DC_OK)
		return st;
	pack_head(s, head, packed);
	sql_blob(&b, packed, sizeof packed);
	st = sql_run(&b, err);
	sql_finalize(b.st);
	return st;
}

static enum dc_status append(struct db_store *s, const struct record *r, const uint8_t hash[HASH], struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "INSERT INTO audit (seq, at_ns, uid, action, detail, hash) VALUES (?, ?, ?, ?, ?, ?)",
		&b.st, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, r->seq);
	sql_int(&b, r->at_ns);
	sql_int(&b, r->uid);
	sql_text(&b, r->action);
	sql_text(&b, r->detail);
	sql_blob(&b, hash, HASH);
	st = sql_run(&b, err);
	sql_finalize(b.st);
	return st;
}

enum dc_status db_audit(struct dc_store *store, const char *action, const char *detail, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct timespec now;
	struct head head;
	bool entered;
	enum dc_status st = db_enter(s, &entered, err);

	if (st != DC_OK)
		return st;
	clock_gettime(CLOCK_REALTIME, &now);
	st = read_head(s, &head, err);
	if (st == DC_OK) {
		const struct record r = {
			(int64_t)head.records + 1, (int64_t)now.tv_sec * 1000000000 + now.tv_nsec, (int64_t)getuid(), action, detail
		};
		uint8_t hash[HASH];

		hash_record(head.hash, &r, hash);
		memcpy(head.hash, hash, HASH);
		head.records++;
		st = append(s, &r, hash, err);
	}
	if (st == DC_OK)
		st = write_head(s, &head, err);
	return db_leave(s, entered, st, err);
}

/* ---- checking */

struct telling {
	void (*tell)(void *, const char *);
	void *ctx;
	uint64_t *problems;
};

static void DC_PRINTF(2, 3) problem(const struct telling *t, const char *fmt, ...)
{
	char line[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	++*t->problems;
	t->tell(t->ctx, line);
}

static enum dc_status check_chain(struct db_store *s, const struct telling *t, struct head *reached, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT seq, at_ns, uid, action, detail, hash FROM audit ORDER BY seq", &b.st, err);

	*reached = (struct head){ 0 };
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row row = { b.st, 0 };
		struct record r;
		struct dc_span kept;
		uint8_t hash[HASH];

		r.seq = sql_get_int(&row);
		r.at_ns = sql_get_int(&row);
		r.uid = sql_get_int(&row);
		r.action = sql_get_text(&row);
		r.detail = sql_get_text(&row);
		kept = sql_get_blob(&row);
		if (r.seq != (int64_t)++reached->records) {
			problem(t, "audit: record %llu is missing", (unsigned long long)reached->records);
			reached->records = (uint64_t)r.seq;
		}
		hash_record(reached->hash, &r, hash);
		if (kept.n != HASH || memcmp(kept.p, hash, HASH) != 0)
			problem(t, "audit: record %lld does not follow from the one before: it or that one was changed", (long long)r.seq);
		memcpy(reached->hash, kept.p, kept.n < HASH ? kept.n : HASH);
	}
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

enum dc_status db_audit_check(struct db_store *s, void (*tell)(void *, const char *), void *ctx, uint64_t *problems, struct dc_error *err)
{
	const struct telling t = { tell, ctx, problems };
	struct head head, reached;
	enum dc_status st = read_head(s, &head, err);

	if (st == DC_OK)
		st = check_chain(s, &t, &reached, err);
	if (st != DC_OK)
		return st;
	if (!head.signed_)
		problem(&t, "audit: the head of the chain was not written with this inventory's key");
	if (head.records != reached.records)
		problem(&t, "audit: %llu records are there, %llu were written", (unsigned long long)reached.records,
			(unsigned long long)head.records);
	else if (memcmp(head.hash, reached.hash, HASH) != 0)
		problem(&t, "audit: the last record is not the one that was written");
	return DC_OK;
}
