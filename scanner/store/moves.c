/* moves.c -- the same file under another path: one that went and one that came. By its bytes where their hash is known, else by device,
 * inode, birth, size and time of writing, which a rename within a file system leaves as they are; else, for what was copied elsewhere and
 * removed, by its size and all that was found in it: the digest of places, weights and tokens of an object (digest.c). */
#include "diff.h"
#include "put.h"

#include <sodium.h>

#define KEY_BYTES 16
enum way { BY_BYTES, BY_IDENTITY, BY_EVIDENCE, N_WAYS };

/* How far the digest of what was found tells files apart. */
enum telling {
	TELLS_NOTHING,			/* nothing was found: nothing is told of it either */
	TELLS_PLACES,			/* masks and places alone: two forms filled in alike, unless written at the same time */
	TELLS_VALUES			/* tokens too */
};

struct candidate {
	uint8_t key[N_WAYS][KEY_BYTES];	/* zero: that way it is not to be told from others */
	int64_t id;			/* 0: has its match */
	size_t place;			/* by path */
};

static void hash_of(const void *p, size_t n, uint8_t key[KEY_BYTES])
{
	crypto_generichash(key, KEY_BYTES, p, n, NULL, 0);
}

static void read_keys(struct sql_row *r, struct candidate *c)
{
	struct dc_span content, digest;
	struct { uint64_t dev, ino, btime, size, mtime; } file = { 0 };
	struct { uint64_t size, mtime; uint8_t digest[PUT_DIGEST_BYTES]; } found = { 0 };
	int64_t tells;

	c->id = sql_get_int(r);
	content = sql_get_blob(r);
	if (content.n != 0)
		hash_of(content.p, content.n, c->key[BY_BYTES]);
	file.dev = sql_get_u64(r);
	file.ino = sql_get_u64(r);
	file.btime = sql_get_u64(r);
	file.size = sql_get_u64(r);
	file.mtime = sql_get_u64(r);
	if (file.ino != 0)
		hash_of(&file, sizeof file, c->key[BY_IDENTITY]);
	digest = sql_get_blob(r);
	tells = sql_get_int(r);
	found.size = file.size;
	found.mtime = tells == TELLS_PLACES ? file.mtime : 0;
	memcpy(found.digest, digest.p, digest.n < sizeof found.digest ? digest.n : sizeof found.digest);
	if (tells != TELLS_NOTHING)
		hash_of(&found, sizeof found, c->key[BY_EVIDENCE]);
}

static enum dc_status collect(struct db_store *s, const char *text, const int64_t bounds[3], struct dc_buf *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare_walk(s->db, text, &b.st, err);

	for (int i = 0; st == DC_OK && i < 3; i++)
		sql_int(&b, bounds[i]);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct candidate c = { .place = out->n };

		read_keys(&(struct sql_row){ b.st, 0 }, &c);
		if (dc_buf_add(out, &c, sizeof c) != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	}
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int by_later(const void *a, const void *b)
{
	return by_id(&((const struct move *)a)->to, &((const struct move *)b)->to);
}

static int by_key(const struct candidate *a, const struct candidate *b, enum way way)
{
	return memcmp(a->key[way], b->key[way], KEY_BYTES);
}

static int by_key_and_path(const void *a, const void *b, void *way)
{
	const struct candidate *x = a, *y = b;
	int c = by_key(x, y, *(const enum way *)way);

	return c != 0 ? c : (x->place > y->place) - (x->place < y->place);
}

/* Sorts by key, equal ones by path, and returns the first that has one. */
static size_t sort(struct candidate *all, size_t n, enum way way)
{
	static const uint8_t none[KEY_BYTES];
	size_t i = 0;

	if (n > 1)
		qsort_r(all, n, sizeof *all, by_key_and_path, &way);
	while (i < n && memcmp(all[i].key[way], none, KEY_BYTES) == 0)
		i++;
	return i;
}

/* The first that went is the first that came. */
static void pair(struct candidate *went, size_t n_went, struct candidate *came, size_t n_came, enum way way, struct moves *out)
{
	size_t i = sort(went, n_went, way), k = sort(came, n_came, way);

	while (i < n_went && k < n_came) {
		int c = went[i].id == 0 ? -1 : came[k].id == 0 ? 1 : by_key(&went[i], &came[k], way);

		if (c == 0) {
			out->left[out->n] = went[i].id;
			out->all[out->n++] = (struct move){ went[i].id, came[k].id };
			went[i++].id = came[k++].id = 0;
		} else if (c < 0) {
			i++;
		} else {
			k++;
		}
	}
}

static enum dc_status pair_all(struct db_store *s, struct dc_buf *went, struct dc_buf *came, struct moves *out, struct dc_error *err)
{
	size_t n_went = went->n / sizeof(struct candidate), n_came = came->n / sizeof(struct candidate);
	size_t most = n_went < n_came ? n_went : n_came;

	out->all = calloc(most + 1, sizeof *out->all);
	out->left = calloc(most + 1, sizeof *out->left);
	if (out->all == NULL || out->left == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	for (enum way way = 0; most != 0 && way < N_WAYS; way++)
		pair((struct candidate *)(void *)went->p, n_went, (struct candidate *)(void *)came->p, n_came, way, out);
	if (out->n > 1) {
		qsort(out->left, out->n, sizeof *out->left, by_id);
		qsort(out->all, out->n, sizeof *out->all, by_later);
	}
	return DC_OK;
}

enum dc_status moves_find(struct db_store *s, int64_t from, int64_t to, int64_t least, struct moves *out, struct dc_error *err)
{
	/* the last column: enum telling */
#define KEYS "SELECT o.id, o.content, o.dev, o.ino, o.btime_ns, o.size, o.mtime_ns, o.digest, CASE WHEN EXISTS (SELECT 1 FROM token t " \
	"WHERE t.object_id = o.id) THEN 2 WHEN EXISTS (SELECT 1 FROM hit h WHERE h.object_id = o.id) THEN 1 ELSE 0 END " \
	"FROM object o WHERE o.directory = 0 AND "
	static const char went_text[] = KEYS "o.first_run <= ?1 AND o.gone_run > ?1 AND o.gone_run <= ?2 AND ?3 >= 0 ORDER BY o.path";
	static const char came_text[] = KEYS "o.first_run > ?1 AND o.first_run <= ?2 AND (o.gone_run IS NULL OR o.gone_run > ?2) AND o.id >= ?3 "
		"ORDER BY o.path";
	const int64_t bounds[3] = { from, to, least };
	struct dc_buf went, came;
	enum dc_status st;

	*out = (struct moves){ 0 };
	dc_buf_init(&went, 0);
	dc_buf_init(&came, 0);
	st = collect(s, went_text, bounds, &went, err);
	if (st == DC_OK && went.n != 0)
		st = collect(s, came_text, bounds, &came, err);
	if (st == DC_OK)
		st = pair_all(s, &went, &came, out, err);
	dc_buf_done(&went);
	dc_buf_done(&came);
	return st;
}

void moves_done(struct moves *m)
{
	free(m->all);
	free(m->left);
}

int64_t moves_before(const struct moves *m, int64_t id)
{
	const struct move key = { 0, id };
	const struct move *found = m->n == 0 ? NULL : bsearch(&key, m->all, m->n, sizeof key, by_later);

	return found == NULL ? 0 : found->from;
}

bool moves_left(const struct moves *m, int64_t id)
{
	return m->n != 0 && bsearch(&id, m->left, m->n, sizeof id, by_id) != NULL;
}

/* A finding that came with its file was seen before: at the same place within it, of the same kind. */
enum dc_status moves_carry(struct db_store *s, int64_t run, int64_t least, struct dc_error *err)
{
	static const char text[] = "UPDATE finding SET first_run = coalesce((SELECT min(w.first_run) FROM finding w "
		"JOIN part a ON a.object_id = w.object_id AND a.number = w.part JOIN part b ON b.object_id = finding.object_id AND b.number = finding.part "
		"WHERE w.object_id = ?1 AND a.inner = b.inner AND a.tbl = b.tbl AND w.field = finding.field AND w.col IS NOT DISTINCT FROM finding.col "
		"AND w.category = finding.category AND w.kind = finding.kind), first_run) WHERE object_id = ?2";
	struct moves m;
	struct sql_bind b = { 0 };
	enum dc_status st = moves_find(s, run - 1, run, least, &m, err);

	if (st == DC_OK && m.n != 0)
		st = sql_prepare(s->db, text, &b.st, err);
	for (size_t i = 0; st == DC_OK && i < m.n; i++) {
		b.at = 0;
		sql_int(&b, m.all[i].from);
		sql_int(&b, m.all[i].to);
		st = sql_run(&b, err);
	}
	sql_finalize(b.st);
	moves_done(&m);
	return st;
}
