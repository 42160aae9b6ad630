/* moves.c -- the same file under another path: one that went and one that came. By its bytes where their hash is known, else by device,
 * inode, birth, size and time of writing, which a rename within a file system leaves as they are. */
#include "diff.h"

struct candidate {
	uint64_t key[6];
	int64_t id;
	size_t place;			/* by path */
};

static int by_key(const void *a, const void *b)
{
	return memcmp(((const struct candidate *)a)->key, ((const struct candidate *)b)->key, sizeof ((const struct candidate *)a)->key);
}

static int by_key_and_path(const void *a, const void *b)
{
	int c = by_key(a, b);
	size_t x = ((const struct candidate *)a)->place, y = ((const struct candidate *)b)->place;

	return c != 0 ? c : (x > y) - (x < y);
}

/* False: nothing tells it from others. */
static bool read_key(struct sql_row *r, struct candidate *c)
{
	struct dc_span content;

	c->id = sql_get_int(r);
	content = sql_get_blob(r);
	for (size_t i = 1; i < DC_ARRAY_LEN(c->key); i++)
		c->key[i] = sql_get_u64(r);	/* dev, ino, btime, size, mtime */
	if (content.n != 32)
		return c->key[2] != 0;
	c->key[0] = 1;
	memcpy(&c->key[1], content.p, 32);
	c->key[5] = 0;
	return true;
}

static enum dc_status collect(struct db_store *s, const char *text, const int64_t bounds[3], struct dc_buf *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare_walk(s->db, text, &b.st, err);

	for (int i = 0; st == DC_OK && i < 3; i++)
		sql_int(&b, bounds[i]);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct candidate c = { .place = out->n };

		if (read_key(&(struct sql_row){ b.st, 0 }, &c) && dc_buf_add(out, &c, sizeof c) != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	}
	sql_finalize(b.st);
	if (out->n > sizeof(struct candidate))
		qsort(out->p, out->n / sizeof(struct candidate), sizeof(struct candidate), by_key_and_path);
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

/* Both sorted by key, equal ones by path: the first that went is the first that came. */
static void pair(const struct candidate *went, size_t n_went, const struct candidate *came, size_t n_came, struct moves *out)
{
	size_t i = 0, k = 0;

	while (i < n_went && k < n_came) {
		int c = by_key(&went[i], &came[k]);

		if (c == 0) {
			out->left[out->n] = went[i].id;
			out->all[out->n++] = (struct move){ went[i++].id, came[k++].id };
		} else if (c < 0) {
			i++;
		} else {
			k++;
		}
	}
	if (out->n > 1) {
		qsort(out->left, out->n, sizeof *out->left, by_id);
		qsort(out->all, out->n, sizeof *out->all, by_later);
	}
}

enum dc_status moves_find(struct db_store *s, int64_t from, int64_t to, int64_t least, struct moves *out, struct dc_error *err)
{
#define KEYS "SELECT id, content, dev, ino, btime_ns, size, mtime_ns FROM object WHERE directory = 0 AND "
	static const char went_text[] = KEYS "first_run <= ?1 AND gone_run > ?1 AND gone_run <= ?2 AND ?3 >= 0 ORDER BY path";
	static const char came_text[] = KEYS "first_run > ?1 AND first_run <= ?2 AND (gone_run IS NULL OR gone_run > ?2) AND id >= ?3 ORDER BY path";
	const int64_t bounds[3] = { from, to, least };
	struct dc_buf went, came;
	enum dc_status st;

	*out = (struct moves){ 0 };
	dc_buf_init(&went, 0);
	dc_buf_init(&came, 0);
	st = collect(s, went_text, bounds, &went, err);
	if (st == DC_OK && went.n != 0)
		st = collect(s, came_text, bounds, &came, err);
	if (st == DC_OK) {
		size_t n_went = went.n / sizeof(struct candidate), n_came = came.n / sizeof(struct candidate);
		size_t most = n_went < n_came ? n_went : n_came;

		out->all = calloc(most + 1, sizeof *out->all);
		out->left = calloc(most + 1, sizeof *out->left);
		if (out->all == NULL || out->left == NULL)
			st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
		else
			pair((const struct candidate *)(const void *)went.p, n_went, (const struct candidate *)(const void *)came.p, n_came, out);
	}
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
