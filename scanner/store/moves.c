/* moves.c -- the same bytes under another path: a file that went and one that came. */
#include "diff.h"

struct candidate {
	uint8_t content[32];
	int64_t id;
};

static int by_content(const void *a, const void *b)
{
	return memcmp(((const struct candidate *)a)->content, ((const struct candidate *)b)->content, 32);
}

static enum dc_status collect(struct db_store *s, const char *text, int64_t from, int64_t to, struct dc_buf *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, text, &b.st, err);

	if (st == DC_OK) {
		sql_int(&b, from);
		sql_int(&b, to);
	}
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		struct candidate c = { .id = sql_get_int(&r) };
		struct dc_span content = sql_get_blob(&r);

		if (content.n != sizeof c.content)
			continue;
		memcpy(c.content, content.p, sizeof c.content);
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

/* Both sorted by content, equal ones by path as collected: the first that went is the first that came. */
static void pair(const struct candidate *went, size_t n_went, const struct candidate *came, size_t n_came, struct moves *out)
{
	size_t i = 0, k = 0;

	while (i < n_went && k < n_came) {
		int c = by_content(&went[i], &came[k]);

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

enum dc_status moves_find(struct db_store *s, int64_t from, int64_t to, struct moves *out, struct dc_error *err)
{
	static const char went_text[] = "SELECT id, content FROM object WHERE first_run <= ?1 AND gone_run > ?1 AND gone_run <= ?2 "
		"AND content IS NOT NULL ORDER BY content, path";
	static const char came_text[] = "SELECT id, content FROM object WHERE first_run > ?1 AND first_run <= ?2 "
		"AND (gone_run IS NULL OR gone_run > ?2) AND content IS NOT NULL ORDER BY content, path";
	struct dc_buf went, came;
	enum dc_status st;

	*out = (struct moves){ 0 };
	dc_buf_init(&went, 0);
	dc_buf_init(&came, 0);
	st = collect(s, went_text, from, to, &went, err);
	if (st == DC_OK)
		st = collect(s, came_text, from, to, &came, err);
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
