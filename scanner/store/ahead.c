/* ahead.c -- what will be put next, asked for ahead: a server is asked once for a thousand paths which of them are new, and gives out the
 * numbers of their objects. Such an object needs no question of its own, so its rows can go in bulk.
 *
 * What was learnt holds within the batch, which no other writer shares (pg_begin). A path is told by its BLAKE2b: 24 bytes each.
 */
#include "db.h"

#include <sodium.h>
#include <stdlib.h>

#define ASK 1000			/* paths of one question */
#define OID_BYTEA 17

struct ahead { uint8_t hash[16]; int64_t id; };		/* id 0: it was put meanwhile */

static void hash_path(struct dc_span path, uint8_t out[16])
{
	crypto_generichash(out, 16, path.p, path.n, NULL, 0);
}

static int by_hash(const void *a, const void *b)
{
	return memcmp(a, b, sizeof ((struct ahead *)NULL)->hash);
}

static struct ahead *find(struct db_store *s, struct dc_span path)
{
	struct ahead key = { .hash = { 0 } };
	struct ahead *all = (struct ahead *)(void *)s->ahead.p;

	if (s->ahead.n == 0)
		return NULL;
	hash_path(path, key.hash);
	return bsearch(&key, all, s->ahead.n / sizeof key, sizeof key, by_hash);
}

bool ahead_is_new(struct db_store *s, struct dc_span path)
{
	const struct ahead *a = find(s, path);

	return a != NULL && a->id != 0;
}

int64_t ahead_take(struct db_store *s, struct dc_span path)
{
	struct ahead *a = find(s, path);
	int64_t id = a == NULL ? 0 : a->id;

	if (a != NULL)
		a->id = 0;
	return id;
}

void ahead_forget(struct db_store *s)
{
	dc_buf_done(&s->ahead);
	dc_buf_init(&s->ahead, 0);
}

/* ---- asking */

struct asking {
	struct db_store *s;
	struct sql_bind which;
	struct dc_buf array, hashes;	/* of the paths at hand */
	uint32_t n;
};

static enum dc_status add_word(struct dc_buf *out, uint32_t v)
{
	const uint8_t word[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };

	return dc_buf_add(out, word, sizeof word);
}

/* An array of bytea as the server takes it (array_recv): dimensions, NULLs, type, length, first index; then the elements. */
static enum dc_status begin_array(struct asking *a)
{
	const uint32_t words[] = { 1, 0, OID_BYTEA, 0, 1 };
	enum dc_status st = DC_OK;

	a->n = 0;
	dc_buf_clear(&a->array);
	dc_buf_clear(&a->hashes);
	for (size_t i = 0; i < DC_ARRAY_LEN(words) && st == DC_OK; i++)
		st = add_word(&a->array, words[i]);
	return st;
}

static enum dc_status add_path(struct asking *a, struct dc_span path)
{
	uint8_t hash[16];
	enum dc_status st = add_word(&a->array, (uint32_t)path.n);

	hash_path(path, hash);
	if (st == DC_OK)
		st = dc_buf_add(&a->array, path.p, path.n);
	if (st == DC_OK)
		st = dc_buf_add(&a->hashes, hash, sizeof hash);
	a->n++;
	return st;
}

static enum dc_status ask(struct asking *a, struct dc_error *err)
{
	enum dc_status st;

	for (unsigned i = 0; i < 4; i++)
		a->array.p[12 + i] = (uint8_t)(a->n >> 8 * (3 - i));
	a->which.at = 0;
	sql_blob(&a->which, a->array.p, a->array.n);
	while ((st = sql_step(&a->which, err)) == DC_OK) {
		struct ahead e = { .id = 0 };
		int64_t n = sql_get_int(&(struct sql_row){ a->which.st, 0 });

		if (n < 1 || n > a->n)
			return dc_fail(err, DC_EBUG, "%s: an answer to nothing that was asked", a->s->path);
		memcpy(e.hash, a->hashes.p + (size_t)(n - 1) * sizeof e.hash, sizeof e.hash);
		if (dc_buf_add(&a->s->ahead, &e, sizeof e) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "%s: out of memory", a->s->path);
	}
	sql_reset(a->which.st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status ask_all(struct asking *a, struct sql_bind *paths, uint64_t *all, struct dc_error *err)
{
	enum dc_status st = DC_OK, more = DC_OK;

	while (st == DC_OK && more == DC_OK) {
		if (begin_array(a) != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "%s: out of memory", a->s->path);
		while (st == DC_OK && a->n < ASK && (more = sql_step(paths, err)) == DC_OK)
			if (add_path(a, sql_get_blob(&(struct sql_row){ paths->st, 0 })) != DC_OK)
				st = dc_fail(err, DC_ENOMEM, "%s: out of memory", a->s->path);
		if (st == DC_OK && more > DC_END)
			st = more;
		if (st == DC_OK && a->n != 0)
			st = ask(a, err);
		*all += a->n;
	}
	return st;
}

/* In the order of the input, so that objects put one after another have numbers one after another. */
static enum dc_status number(struct db_store *s, struct dc_error *err)
{
	struct ahead *all = (struct ahead *)(void *)s->ahead.p;
	size_t n = s->ahead.n / sizeof *all, i = 0;
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT nextval(pg_get_serial_sequence('object', 'id')) FROM generate_series(1, ?)", &b.st, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, (int64_t)n);
	while ((st = sql_step(&b, err)) == DC_OK && i < n)
		all[i++].id = sql_get_int(&(struct sql_row){ b.st, 0 });
	sql_finalize(b.st);
	qsort(all, n, sizeof *all, by_hash);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status prepare(struct asking *a, struct db_store *from, int64_t run, struct sql_bind *paths, struct dc_error *err)
{
	enum dc_status st = sql_prepare(a->s->db, "SELECT t.n FROM unnest(CAST(? AS bytea[])) WITH ORDINALITY AS t(path, n) "
		"WHERE NOT EXISTS (SELECT 1 FROM object o WHERE o.path = t.path) ORDER BY t.n", &a->which.st, err);

	if (st == DC_OK)
		st = sql_prepare_walk(from->db, "SELECT path FROM object o WHERE " MET_LAST_RUN("o") " = ? AND gone_run IS NULL ORDER BY path",
			&paths->st, err);
	if (st == DC_OK)
		sql_int(paths, run);
	return st;
}

enum dc_status db_expect(struct dc_store *store, struct dc_store *from, int64_t run, struct dc_error *err)
{
	struct asking a = { .s = db_of(store) };
	struct sql_bind paths = { 0 };
	uint64_t all = 0;
	enum dc_status st;

	ahead_forget(a.s);
	if (!a.s->db->driver->far)
		return DC_OK;
	dc_buf_init(&a.array, 0);
	dc_buf_init(&a.hashes, 0);
	st = prepare(&a, db_of(from), run, &paths, err);
	if (st == DC_OK)
		st = ask_all(&a, &paths, &all, err);
	sql_finalize(a.which.st);
	sql_finalize(paths.st);
	dc_buf_done(&a.array);
	dc_buf_done(&a.hashes);
	if (st == DC_OK && a.s->ahead.n != 0)
		st = number(a.s, err);
	/* an object that is there is asked for, and what is held would go in at each question */
	if (st == DC_OK && a.s->ahead.n / sizeof(struct ahead) * 16 >= all * 15)
		sql_bulk(a.s->db);
	return st;
}
