/* graph.c -- records mostly come in the order of their numbers: then a binary search finds one again, and no table is kept. */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

static bool grow(void **p, size_t *cap, size_t n, size_t size)
{
	size_t want = *cap == 0 ? 64 : *cap * 2;
	void *q;

	if (n < *cap)
		return true;
	q = realloc(*p, want * size);
	if (q == NULL)
		return false;
	*p = q;
	*cap = want;
	return true;
}

void graph_clear(struct graph *g)
{
	free(g->cells);
	if (g->cap > 4096) {		/* one large object does not keep its room for all small ones */
		free(g->at);
		g->at = NULL;
		g->cap = 0;
	}
	g->cells = NULL;
	g->n = 0;
	g->n_runs = g->n_cells = 0;
	g->last_number = 0;
}

void graph_done(struct graph *g)
{
	free(g->at);
	free(g->runs);
	free(g->cells);
	*g = (struct graph){ 0 };
}

static int compare(const struct graph_run *r, uint32_t part, uint32_t high)
{
	if (r->part != part)
		return r->part < part ? -1 : 1;
	return (r->high > high) - (r->high < high);
}

/* Among the nodes of a run. */
static uint32_t in_run(const struct graph *g, const struct graph_run *r, uint32_t low)
{
	uint32_t from = r->first, to = r->first + r->n;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;

		if (g->at[middle].low == low)
			return middle;
		if (g->at[middle].low < low)
			from = middle + 1;
		else
			to = middle;
	}
	return GRAPH_NONE;
}

/* The last run that does not begin behind the record, while all are in order; NULL: none. */
static const struct graph_run *run_before(const struct graph *g, uint32_t part, uint32_t high, uint32_t low)
{
	size_t from = 0, to = g->n_runs;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int c = compare(&g->runs[middle], part, high);

		if (c < 0 || (c == 0 && g->at[g->runs[middle].first].low <= low))
			from = middle + 1;
		else
			to = middle;
	}
	return from == 0 ? NULL : &g->runs[from - 1];
}

static uint32_t known_in_order(const struct graph *g, uint32_t part, uint32_t high, uint32_t low)
{
	const struct graph_run *r = run_before(g, part, high, low);

	return r == NULL || compare(r, part, high) != 0 ? GRAPH_NONE : in_run(g, r, low);
}

/* Behind all there are? */
static bool is_next(const struct graph *g, uint32_t part, uint32_t high, uint32_t low)
{
	const struct graph_run *r = g->n_runs == 0 ? NULL : &g->runs[g->n_runs - 1];
	int c = r == NULL ? -1 : compare(r, part, high);

	return c < 0 || (c == 0 && g->at[r->first + r->n - 1].low < low);
}

/* ---- out of order */

static uint64_t hash_of(uint32_t part, uint32_t high, uint32_t low)
{
	uint64_t h = ((uint64_t)high << 32 | low) * UINT64_C(0x9e3779b97f4a7c15) ^ part * UINT64_C(0xc2b2ae3d27d4eb4f);

	h ^= h >> 29;
	h *= UINT64_C(0xbf58476d1ce4e5b9);
	return h ^ h >> 32;
}

/* The run that a node stands in: they ascend by their nodes. */
static const struct graph_run *run_of(const struct graph *g, uint32_t node)
{
	size_t from = 0, to = g->n_runs;

	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;

		if (g->runs[middle].first <= node)
			from = middle;
		else
			to = middle;
	}
	return &g->runs[from];
}

static struct graph_cell *cell_of(const struct graph *g, uint32_t part, uint32_t high, uint32_t low)
{
	uint64_t h = hash_of(part, high, low);
	size_t i = (size_t)h & (g->n_cells - 1);
	uint32_t tag = (uint32_t)(h >> 32);

	for (; g->cells[i].node != GRAPH_NONE; i = (i + 1) & (g->n_cells - 1)) {
		const struct graph_cell *c = &g->cells[i];

		if (c->tag == tag && g->at[c->node].low == low && compare(run_of(g, c->node), part, high) == 0)
			break;
	}
	return &g->cells[i];
}

static void put(struct graph *g, uint32_t node, const struct graph_run *r)
{
	struct graph_cell *c = cell_of(g, r->part, r->high, g->at[node].low);

	*c = (struct graph_cell){ node, (uint32_t)(hash_of(r->part, r->high, g->at[node].low) >> 32) };
}

static bool hash_all(struct graph *g, size_t n_cells)
{
	struct graph_cell *cells = malloc(n_cells * sizeof *cells);

	if (cells == NULL)
		return false;
	memset(cells, 0xff, n_cells * sizeof *cells);
	free(g->cells);
	g->cells = cells;
	g->n_cells = n_cells;
	for (size_t i = 0; i < g->n_runs; i++)
		for (uint32_t k = 0; k < g->runs[i].n; k++)
			put(g, g->runs[i].first + k, &g->runs[i]);
	return true;
}

/* ---- nodes */

enum dc_status graph_alone(struct graph *g, uint32_t *node)
{
	if (!grow((void **)&g->at, &g->cap, g->n, sizeof *g->at))
		return DC_ENOMEM;
	*node = g->n;
	g->at[g->n] = (struct node){ .parent = g->n, .name = GRAPH_NO_NAME, .birth = UINT32_MAX };
	g->n++;
	return DC_OK;
}

static enum dc_status add_record(struct graph *g, uint32_t part, uint32_t high, uint32_t low, uint32_t *node)
{
	struct graph_run *r = g->n_runs == 0 ? NULL : &g->runs[g->n_runs - 1];
	bool goes_on = r != NULL && compare(r, part, high) == 0 && r->first + r->n == g->n && g->at[g->n - 1].low < low;
	enum dc_status st;

	if ((!goes_on && !grow((void **)&g->runs, &g->cap_runs, g->n_runs, sizeof *g->runs)) || g->runs == NULL)
		return DC_ENOMEM;
	st = graph_alone(g, node);
	if (st != DC_OK)
		return st;
	g->at[*node].low = low;
	if (!goes_on)
		g->runs[g->n_runs++] = (struct graph_run){ .part = part, .high = high, .first = *node };
	r = &g->runs[g->n_runs - 1];
	r->n++;
	if (g->n_cells == 0)
		return DC_OK;
	if ((size_t)g->n * 2 > g->n_cells)
		return hash_all(g, g->n_cells * 2) ? DC_OK : DC_ENOMEM;
	put(g, *node, r);
	return DC_OK;
}

/* GRAPH_NONE: it is not there. DC_ENOMEM. */
static enum dc_status find(struct graph *g, uint32_t part, uint32_t high, uint32_t low, uint32_t *node)
{
	size_t n_cells = 1024;

	if (g->n_cells == 0) {
		*node = is_next(g, part, high, low) ? GRAPH_NONE : known_in_order(g, part, high, low);
		if (*node != GRAPH_NONE || is_next(g, part, high, low))
			return DC_OK;
		while (n_cells < (size_t)g->n * 2 + 2)
			n_cells *= 2;
		if (!hash_all(g, n_cells))
			return DC_ENOMEM;
	}
	*node = cell_of(g, part, high, low)->node;
	return DC_OK;
}

enum dc_status graph_record(struct graph *g, uint32_t part, uint64_t number, uint32_t *node)
{
	enum dc_status st;

	if (g->last_number == number && g->last_part == part) {
		*node = g->last;
		return DC_OK;
	}
	st = find(g, part, (uint32_t)(number >> 32), (uint32_t)number, node);
	if (st == DC_OK && *node == GRAPH_NONE)
		st = add_record(g, part, (uint32_t)(number >> 32), (uint32_t)number, node);
	if (st == DC_OK) {
		g->last_number = number;
		g->last_part = part;
		g->last = *node;
	}
	return st;
}

uint32_t graph_top(struct graph *g, uint32_t node)
{
	while (g->at[node].parent != node) {
		g->at[node].parent = g->at[g->at[node].parent].parent;
		node = g->at[node].parent;
	}
	return node;
}

void graph_join(struct graph *g, uint32_t a, uint32_t b)
{
	a = graph_top(g, a);
	b = graph_top(g, b);
	g->at[a > b ? a : b].parent = a > b ? b : a;
}
