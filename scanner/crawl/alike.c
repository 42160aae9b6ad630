/* alike.c -- a row is the sum of its cells' hashes, so that columns may come one behind the other. Two different rows of a part are
 * taken for equal once in 2^64 pairs. */
#include "alike.h"

#include "daicho/category.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SPREAD UINT64_C(0x9e3779b97f4a7c15)

/* The rows of one part. */
struct rows {
	uint32_t part;
	bool more;
	uint64_t *sum;			/* by row - 1; 0: nothing so far */
	size_t n, cap;
};

struct alike {
	uint8_t key[crypto_shorthash_KEYBYTES];	/* never leaves */
	struct rows *parts; size_t n_parts, cap_parts;
	size_t last;			/* most often the same part again */
};

struct alike *alike_new(void)
{
	struct alike *a = calloc(1, sizeof *a);

	if (a != NULL)
		crypto_shorthash_keygen(a->key);
	return a;
}

void alike_reset(struct alike *a)
{
	for (size_t i = 0; i < a->n_parts; i++)
		free(a->parts[i].sum);
	a->n_parts = a->last = 0;
}

void alike_free(struct alike *a)
{
	if (a == NULL)
		return;
	alike_reset(a);
	free(a->parts);
	sodium_memzero(a->key, sizeof a->key);
	free(a);
}

/* NULL: memory is out. */
static struct rows *rows_of(struct alike *a, uint32_t part)
{
	struct rows *more;

	if (a->last < a->n_parts && a->parts[a->last].part == part)
		return &a->parts[a->last];
	for (a->last = 0; a->last < a->n_parts; a->last++)
		if (a->parts[a->last].part == part)
			return &a->parts[a->last];
	if (a->n_parts == a->cap_parts) {
		more = reallocarray(a->parts, a->cap_parts + 16, sizeof *more);
		if (more == NULL)
			return NULL;
		a->parts = more;
		a->cap_parts += 16;
	}
	a->parts[a->n_parts] = (struct rows){ .part = part };
	return &a->parts[a->n_parts++];
}

static bool reach(struct rows *r, size_t n)
{
	size_t cap = r->cap == 0 ? 64 : r->cap;
	uint64_t *more;

	while (cap < n)
		cap *= 2;
	if (cap != r->cap) {
		more = reallocarray(r->sum, cap, sizeof *more);
		if (more == NULL)
			return false;
		memset(more + r->cap, 0, (cap - r->cap) * sizeof *more);
		r->sum = more;
		r->cap = cap;
	}
	r->n = n > r->n ? n : r->n;
	return true;
}

bool alike_add(struct alike *a, uint32_t part, uint32_t column, uint64_t row, struct dc_span value)
{
	struct rows *r = rows_of(a, part);
	uint8_t hash[crypto_shorthash_BYTES];
	uint64_t cell;

	if (r == NULL)
		return false;
	if (row == 0 || row > ALIKE_ROWS) {
		r->more = r->more || row != 0;
		return true;
	}
	if (!reach(r, (size_t)row))
		return false;
	crypto_shorthash(hash, value.p, value.n, a->key);
	memcpy(&cell, hash, sizeof cell);
	cell = (cell ^ (column + 1) * SPREAD) * SPREAD;
	r->sum[row - 1] += cell ^ cell >> 32;
	return true;
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

struct alike_count alike_of(struct alike *a, uint32_t part)
{
	struct alike_count c = { 0 };
	struct rows *r = NULL;
	size_t at = 0;

	for (size_t i = 0; i < a->n_parts; i++)
		r = a->parts[i].part == part ? &a->parts[i] : r;
	if (r == NULL || r->n == 0)
		return c;
	c.more = r->more;
	qsort(r->sum, r->n, sizeof *r->sum, by_size);
	while (at < r->n && r->sum[at] == 0)
		at++;
	c.rows = r->n - at;
	while (at < r->n) {
		size_t from = at;

		while (at < r->n && r->sum[at] == r->sum[from])
			at++;
		c.least = c.least == 0 || at - from < c.least ? at - from : c.least;
		c.alone += at - from == 1;
	}
	free(r->sum);
	*r = a->parts[--a->n_parts];
	a->last = 0;
	return c;
}

/* ---- of an object */

bool alike_tells(const char *category)
{
	const struct dc_category *c = dc_category_find(category);

	return c != NULL && (c->flags & DC_CAT_QUASI) != 0;
}

/* First the categories by which a part's rows were told apart, each once, then what was counted. */
bool alike_list(struct alike *a, const struct dc_result_finding *f, size_t n, struct dc_result_part *parts, size_t n_parts, struct dc_arena *arena)
{
	for (size_t i = 0; i < n; i++) {
		struct dc_result_part *p = &parts[f[i].part];

		if (f[i].column == DC_NO_COLUMN || !alike_tells(f[i].category) || strstr(p->alike, f[i].category) != NULL)
			continue;
		p->alike = dc_arena_printf(arena, "%s%s%s", p->alike, p->alike[0] == '\0' ? "" : ",", f[i].category);
		if (p->alike == NULL)
			return false;
	}
	for (size_t i = 0; i < n_parts; i++) {
		struct alike_count c = { 0 };

		if (parts[i].alike[0] == '\0')
			continue;
		c = alike_of(a, (uint32_t)i);
		parts[i].alike = c.rows == 0 ? "" : dc_arena_printf(arena, "%llu\t%llu\t%llu\t%d\t%s", (unsigned long long)c.rows,
			(unsigned long long)c.least, (unsigned long long)c.alone, c.more, parts[i].alike);
		if (parts[i].alike == NULL)
			return false;
	}
	return true;
}
