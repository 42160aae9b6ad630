/* met.c -- tokens are keyed hashes, so their first bits spread them evenly over parts and places: what is left to sort is short. */
#include "met.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define HELD_FIRST 64u
#define PLACE_MEMBERS 4u		/* of a part that share their first bits */

void met_init(struct met_list *l, const char *folder, uint32_t most)
{
	*l = (struct met_list){ .folder = folder, .most = most, .file.fd = -1 };
}

static void unmap(struct met_list *l)
{
	if (l->map != NULL)
		munmap((void *)(uintptr_t)l->map, l->mapped);
	l->map = NULL;
	l->mapped = 0;
}

void met_clear(struct met_list *l)
{
	unmap(l);
	if (l->file.fd >= 0)
		close(l->file.fd);
	l->file = (struct nameless){ .fd = -1 };
	l->n = 0;
	l->n_held = 0;
	if (l->cap > 4096) {		/* one large object does not keep its room for all small ones */
		free(l->held);
		l->held = NULL;
		l->cap = 0;
	}
}

void met_done(struct met_list *l)
{
	met_clear(l);
	free(l->held);
	l->held = NULL;
	l->cap = 0;
}

/* What finds no room is forgotten. */
static enum dc_status to_file(struct met_list *l)
{
	struct dc_error err = { 0 };
	uint64_t before = l->file.length;
	enum dc_status st;

	if (l->file.fd < 0)
		l->file = (struct nameless){ .fd = nameless_new(l->folder) };
	st = l->file.fd < 0 ? DC_EIO : nameless_append(&l->file, l->held, l->n_held * sizeof *l->held, &err);
	if (st != DC_OK) {
		l->file.length = before;
		l->n -= (uint32_t)l->n_held;
	}
	l->n_held = 0;
	return st;
}

static bool widen(struct met_list *l)
{
	size_t cap = l->cap == 0 ? HELD_FIRST : l->cap * 2;	/* most is a power of two */
	struct met *more = realloc(l->held, cap * sizeof *more);

	if (more == NULL)
		return false;
	l->held = more;
	l->cap = cap;
	return true;
}

enum dc_status met_add(struct met_list *l, const struct met *m)
{
	if (l->n_held == l->most) {
		enum dc_status st = to_file(l);

		if (st != DC_OK)
			return st;
	}
	if (l->n_held == l->cap && !widen(l))
		return DC_ENOMEM;
	l->held[l->n_held++] = *m;
	l->n++;
	return DC_OK;
}

const struct met *met_all(struct met_list *l)
{
	void *p;

	if (l->file.fd < 0)
		return l->cap == 0 && !widen(l) ? NULL : l->held;
	if (l->n_held != 0 && to_file(l) != DC_OK)
		return NULL;
	if (l->map != NULL && l->mapped == l->file.length)
		return l->map;
	unmap(l);
	p = mmap(NULL, (size_t)l->file.length, PROT_READ, MAP_SHARED, l->file.fd, 0);
	if (p == MAP_FAILED)
		return NULL;
	l->map = p;
	l->mapped = (size_t)l->file.length;
	return l->map;
}

void met_let_go(const struct met_list *l, uint32_t from, uint32_t to)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1, a = (uintptr_t)(l->map + from) & ~page, b = (uintptr_t)(l->map + to) & ~page;

	if (a < b)
		madvise((void *)a, b - a, MADV_DONTNEED);
}

/* ---- equal ones together */

static uint32_t first_bits(const uint8_t token[DC_TOKEN_BYTES])
{
	return (uint32_t)token[0] << 24 | (uint32_t)token[1] << 16 | (uint32_t)token[2] << 8 | token[3];
}

/* Which of so many equal shares of all tokens it falls in. */
static size_t share_of(const uint8_t token[DC_TOKEN_BYTES], size_t shares)
{
	return (size_t)((uint64_t)first_bits(token) * shares >> 32);
}

static int compare(const void *a, const void *b)
{
	const struct met_equal *x = a, *y = b;
	int c = memcmp(x->met.token, y->met.token, DC_TOKEN_BYTES);

	if (c != 0)
		return c;
	if (x->met.finding != y->met.finding)
		return x->met.finding < y->met.finding ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* A handful: by insertion; more have the same token, mostly. */
static void sort(struct met_equal *at, size_t n)
{
	if (n > 64) {
		qsort(at, n, sizeof *at, compare);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct met_equal e = at[i];
		size_t k = i;

		for (; k > 0 && compare(&e, &at[k - 1]) < 0; k--)
			at[k] = at[k - 1];
		at[k] = e;
	}
}

/* The tokens of one part, and where each place of it begins. */
struct part {
	const struct met_list *list;
	const struct met *all;
	size_t number, parts, places;
	size_t *start;			/* of places + 1 */
	struct met_equal *at;
};

static size_t place_of(const struct part *p, const struct met *m)
{
	return share_of(m->token, p->parts * p->places) - p->number * p->places;
}

static bool is_of(const struct part *p, const struct met *m)
{
	return p->parts == 1 || share_of(m->token, p->parts) == p->number;
}

/* How many tokens each place has; *n: all of them. */
static void count_places(struct part *p, size_t *n)
{
	size_t sum = 0;

	memset(p->start, 0, (p->places + 1) * sizeof *p->start);
	for (uint32_t i = 0; i < p->list->n; i++) {
		met_passed(p->list, i);
		if (is_of(p, &p->all[i]))
			p->start[place_of(p, &p->all[i])]++;
	}
	for (size_t k = 0; k <= p->places; k++) {
		size_t here = p->start[k];

		p->start[k] = sum;
		sum += here;
	}
	*n = sum;
}

/* Fills the places; start[k] is then where place k ends. */
static void fill(struct part *p)
{
	for (uint32_t i = 0; i < p->list->n; i++) {
		met_passed(p->list, i);
		if (is_of(p, &p->all[i]))
			p->at[p->start[place_of(p, &p->all[i])]++] = (struct met_equal){ p->all[i], i };
	}
}

static void hand_out(const struct met_equal *at, size_t n, void (*each)(void *, const struct met_equal *, size_t), void *ctx)
{
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && memcmp(at[k].met.token, at[i].met.token, DC_TOKEN_BYTES) == 0; k++)
			;
		each(ctx, at + i, k - i);
	}
}

static bool one_part(struct part *p, void (*each)(void *, const struct met_equal *, size_t), void *ctx)
{
	size_t n, from = 0;

	count_places(p, &n);
	p->at = calloc(n + 1, sizeof *p->at);
	if (p->at == NULL)
		return false;
	fill(p);
	for (size_t k = 0; k < p->places; from = p->start[k++]) {
		sort(p->at + from, p->start[k] - from);
		hand_out(p->at + from, p->start[k] - from, each, ctx);
	}
	free(p->at);
	return true;
}

enum dc_status met_groups(struct met_list *l, void (*each)(void *ctx, const struct met_equal *group, size_t n), void *ctx)
{
	struct part p = { .list = l, .all = met_all(l), .parts = l->n / l->most + 1 };
	bool ok;

	p.places = l->n / p.parts / PLACE_MEMBERS + 1;
	p.start = malloc((p.places + 1) * sizeof *p.start);
	ok = p.all != NULL && p.start != NULL;
	for (; ok && p.number < p.parts; p.number++)
		ok = one_part(&p, each, ctx);
	free(p.start);
	return ok ? DC_OK : DC_ENOMEM;
}
