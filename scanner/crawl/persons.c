/* persons.c -- tokens and records, joined. A hit leaves one entry in a list (met.h), or none where its value was just met; what is equal is
 * brought together once all are there. All numbers given out depend on the order of the hits alone, which is a function of the input. */
#include "persons.h"

#include "graph.h"
#include "met.h"

#include "daicho/category.h"

#include <stdlib.h>
#include <string.h>

#define RECENT 4096u			/* values that are known to have been met; a power of two */
#define COMPOSED (UINT32_C(1) << 31)	/* in met.finding: of a name and a date of birth */
#define FINDINGS_MOST COMPOSED
#define KINDS_MOST 64u			/* with a token for each person, in one object */
#define IN_FILE (1u << 20)		/* bytes of tokens to store, from which on they are no memory of ours */

enum role { LINKS = 1, ONE_EACH = 2, STORED = 4 };

/* Counters of one finding. */
struct count {
	uint64_t hits, weak;
	bool looked, name, born;	/* what its category is, once looked */
	uint8_t role;
};

/* A value met before; of two that want the slot the newer stays. */
struct recent {
	uint8_t token[DC_TOKEN_BYTES];
	uint32_t finding, epoch;	/* epoch: of the object it is of */
	uint32_t number;		/* in the list */
	uint32_t node;			/* of a value that links: one that it is joined to */
};

struct persons {
	struct met_list met;
	struct graph graph;
	struct count *counts; size_t cap_counts;
	uint32_t epoch;
	bool born;			/* a date of birth was met */
	bool over;			/* more than is held */
	struct recent recent[RECENT];
};

struct persons *persons_new(const char *folder)
{
	struct persons *p = calloc(1, sizeof *p);

	if (p == NULL)
		return NULL;
	met_init(&p->met, folder, MET_MOST);
	p->epoch = 1;
	return p;
}

void persons_reset(struct persons *p)
{
	met_clear(&p->met);
	graph_clear(&p->graph);
	if (p->counts != NULL)
		memset(p->counts, 0, p->cap_counts * sizeof *p->counts);
	if (++p->epoch == 0) {
		memset(p->recent, 0, sizeof p->recent);
		p->epoch = 1;
	}
	p->born = p->over = false;
}

void persons_free(struct persons *p)
{
	if (p == NULL)
		return;
	met_done(&p->met);
	graph_done(&p->graph);
	free(p->counts);
	free(p);
}

/* ---- what hits say */

static bool room_for(struct persons *p, uint32_t finding)
{
	size_t cap = p->cap_counts == 0 ? 64 : p->cap_counts;
	struct count *more;

	while (cap <= finding)
		cap *= 2;
	if (cap == p->cap_counts)
		return true;
	more = realloc(p->counts, cap * sizeof *more);
	if (more == NULL)
		return false;
	memset(more + p->cap_counts, 0, (cap - p->cap_counts) * sizeof *more);
	p->counts = more;
	p->cap_counts = cap;
	return true;
}

static void look(struct count *c, const struct person_hit *h)
{
	c->looked = true;
	c->name = strcmp(h->category, "person.name") == 0;
	c->born = strcmp(h->category, "person.birth_date") == 0;
	c->role = h->stored ? STORED : 0;
	if ((h->kind->flags & (DC_KIND_LINKS | DC_KIND_ONE_EACH)) != 0)
		c->role |= LINKS;
	if ((h->kind->flags & DC_KIND_ONE_EACH) != 0)
		c->role |= ONE_EACH;
}

/* Into the list. No room on the disk: what was met is counted, and hi is unknown. */
static enum dc_status list(struct persons *p, const struct met *m)
{
	enum dc_status st = met_add(&p->met, m);

	if (st != DC_EIO)
		return st;
	p->over = true;
	return DC_OK;
}

/* A value that was not met of late. */
static enum dc_status first_time(struct persons *p, const struct person_hit *h, uint32_t node, struct recent *r)
{
	struct met m = { .finding = h->finding, .node = node };

	if ((p->counts[h->finding].role & LINKS) != 0 && node == GRAPH_NONE && graph_alone(&p->graph, &m.node) != DC_OK)
		return DC_ENOMEM;
	*r = (struct recent){ .finding = h->finding, .epoch = p->epoch, .number = p->met.n, .node = m.node };
	memcpy(m.token, h->token, DC_TOKEN_BYTES);
	memcpy(r->token, h->token, DC_TOKEN_BYTES);
	return list(p, &m);
}

/* The first name and the first birth date of a record. */
static void note_parts(struct persons *p, uint32_t node, const struct count *c, uint32_t number)
{
	struct node *n = node == GRAPH_NONE ? NULL : &p->graph.at[node];

	if (n != NULL && c->name && n->name == GRAPH_NO_NAME)
		n->name = number & GRAPH_NO_NAME;
	if (n != NULL && c->born && n->birth == UINT32_MAX) {
		n->birth = number;
		p->born = true;
	}
}

static enum dc_status value(struct persons *p, const struct person_hit *h, uint32_t node)
{
	const struct count *c = &p->counts[h->finding];
	struct recent *r;
	uint32_t at;
	enum dc_status st = DC_OK;

	memcpy(&at, h->token + DC_TOKEN_BYTES - sizeof at, sizeof at);
	r = &p->recent[(at + h->finding) & (RECENT - 1)];
	if (r->epoch != p->epoch || r->finding != h->finding || memcmp(r->token, h->token, DC_TOKEN_BYTES) != 0)
		st = first_time(p, h, node, r);
	else if ((c->role & LINKS) != 0 && node != GRAPH_NONE)
		graph_join(&p->graph, r->node, node);
	if (st != DC_OK)
		return st;
	if ((c->role & LINKS) != 0 && node != GRAPH_NONE)
		p->graph.at[node].linked = 1;
	note_parts(p, node, c, r->number);
	return DC_OK;
}

enum dc_status persons_add(struct persons *p, const struct person_hit *h)
{
	uint32_t node = GRAPH_NONE;
	enum dc_status st = DC_OK;

	if (!room_for(p, h->finding))
		return DC_ENOMEM;
	p->counts[h->finding].hits++;
	if (!p->counts[h->finding].looked)
		look(&p->counts[h->finding], h);
	p->over |= p->graph.n >= PERSONS_RECORDS_MOST || p->met.n >= PERSONS_VALUES_MOST || h->finding >= FINDINGS_MOST;
	if (p->over)
		return DC_OK;
	if (h->record != 0)
		st = graph_record(&p->graph, h->part, h->record, &node);
	return st == DC_OK ? value(p, h, node) : st;
}

void persons_add_weak(struct persons *p, uint32_t finding)
{
	if (room_for(p, finding))
		p->counts[finding].weak++;
}

/* ---- what they come to */

/* Working numbers of one finding while values are counted. */
struct sum { uint64_t one_each, linked, components, bare, bare_uncovered; };

struct work {
	struct persons *p;
	const struct dc_result_finding *findings;
	size_t n_findings;
	struct sum *sums;
	uint8_t *kind;			/* of each finding: which of those with a token for each person; KINDS_MOST: none */
	uint64_t *first;		/* bits: this one of the list is the first of its value and finding */
	uint64_t distinct[KINDS_MOST];	/* tokens of each such kind */
	uint64_t linked, stored;	/* distinct tokens that link; values to be stored */
	uint64_t tops;			/* components */
};

/* The tokens of names with dates of birth, record by record. */
static enum dc_status compose_records(struct persons *p, void (*compose)(void *, const uint8_t *, uint8_t *), void *ctx, struct met_list *made)
{
	const struct met *all = met_all(&p->met);
	enum dc_status st = all == NULL ? DC_ENOMEM : DC_OK;

	for (uint32_t i = 0; i < p->graph.n && st == DC_OK; i++) {
		struct node *n = &p->graph.at[i];
		uint8_t pair[2 * DC_TOKEN_BYTES];
		struct met m = { .node = i };

		if (n->name >= p->met.n || n->birth >= p->met.n)
			continue;
		memcpy(pair, all[n->name].token, DC_TOKEN_BYTES);
		memcpy(pair + DC_TOKEN_BYTES, all[n->birth].token, DC_TOKEN_BYTES);
		m.finding = all[n->name].finding | COMPOSED;
		compose(ctx, pair, m.token);
		n->linked = 1;
		st = met_add(made, &m);
	}
	return st;
}

/* Name and birth date of one record together are a token (PURPOSES §1.6). */
static enum dc_status compose_all(struct persons *p, void (*compose)(void *, const uint8_t *, uint8_t *), void *ctx)
{
	const struct met *all = NULL;
	struct met_list made;
	enum dc_status st;

	if (!p->born)
		return DC_OK;
	met_init(&made, p->met.folder, MET_MOST);
	st = compose_records(p, compose, ctx, &made);
	if (st == DC_OK && (all = met_all(&made)) == NULL)
		st = DC_ENOMEM;
	for (uint32_t i = 0; st == DC_OK && i < made.n; i++)
		st = list(p, &all[i]);
	met_done(&made);
	return st;
}

static uint8_t role_of(const struct persons *p, uint32_t finding)
{
	return (finding & COMPOSED) != 0 ? LINKS | ONE_EACH | STORED : p->counts[finding].role;
}

/* The first of its value and finding, which is of that role. */
static void count_value(struct work *w, const struct met_equal *e, uint8_t role, uint64_t *kinds)
{
	uint32_t f = e->met.finding & ~COMPOSED;
	uint8_t kind = w->kind[f];

	w->first[e->number / 64] |= UINT64_C(1) << e->number % 64;
	w->sums[f].one_each += (role & ONE_EACH) != 0;
	w->sums[f].linked += (role & LINKS) != 0;
	w->sums[f].bare += (role & LINKS) == 0;
	w->stored += (role & (LINKS | STORED)) == (LINKS | STORED);
	if ((role & ONE_EACH) != 0 && kind < KINDS_MOST && (*kinds >> kind & 1) == 0) {
		*kinds |= UINT64_C(1) << kind;
		w->distinct[kind]++;
	}
}

static void on_group(void *ctx, const struct met_equal *at, size_t n)
{
	struct work *w = ctx;
	uint32_t node = GRAPH_NONE;
	uint64_t kinds = 0;

	for (size_t i = 0; i < n; i++) {
		uint8_t role = role_of(w->p, at[i].met.finding);

		if (i == 0 || at[i].met.finding != at[i - 1].met.finding)
			count_value(w, &at[i], role, &kinds);
		if ((role & LINKS) == 0)
			continue;
		if (node != GRAPH_NONE)
			graph_join(&w->p->graph, node, at[i].met.node);
		node = at[i].met.node;
	}
	w->linked += node != GRAPH_NONE;
}

/* Kinds with a token for each person, in the order of the findings. */
static void number_kinds(struct work *w)
{
	const struct dc_kind *kinds[KINDS_MOST];
	size_t n = 0;

	for (size_t f = 0; f < w->n_findings; f++) {
		const struct count *c = f < w->p->cap_counts ? &w->p->counts[f] : NULL;
		size_t k = 0;

		while (k < n && kinds[k] != w->findings[f].kind)
			k++;
		if (k == n && c != NULL && (c->name || (c->role & ONE_EACH) != 0) && n < KINDS_MOST)
			kinds[n++] = w->findings[f].kind;
		w->kind[f] = (uint8_t)(k < n ? k : KINDS_MOST);
	}
}

static bool is_first(const struct work *w, uint32_t i)
{
	return (w->first[i / 64] >> i % 64 & 1) != 0;
}

/* From here on a node's name tells whether its component was met, birth the finding it was met for, low the component's number. */
static void begin_tops(struct graph *g)
{
	for (uint32_t i = 0; i < g->n; i++) {
		g->at[i].low = g->at[i].birth = UINT32_MAX;
		g->at[i].name = 0;
	}
}

/* The top of each value that links, findings one after the other: those of f end at end[f]. */
static bool list_tops(struct work *w, uint32_t **tops, size_t *end)
{
	const struct met *all = met_all(&w->p->met);
	size_t n = 0;

	for (size_t f = 0; f < w->n_findings; f++) {
		end[f] = n;
		n += w->sums[f].linked;
	}
	*tops = calloc(n + 1, sizeof **tops);
	if (*tops == NULL || all == NULL)
		return false;
	for (uint32_t i = 0; i < w->p->met.n; i++) {
		uint32_t f = all[i].finding & ~COMPOSED;
		struct graph *g = &w->p->graph;

		met_passed(&w->p->met, i);
		if (!is_first(w, i))
			continue;
		if ((role_of(w->p, all[i].finding) & LINKS) != 0)
			(*tops)[end[f]++] = graph_top(g, all[i].node);
		else
			w->sums[f].bare_uncovered += all[i].node == GRAPH_NONE || g->at[all[i].node].linked == 0;
	}
	return true;
}

/* Components, of each finding and of all. */
static enum dc_status components(struct work *w)
{
	size_t *end = calloc(w->n_findings + 1, sizeof *end), at = 0;
	uint32_t *tops = NULL;
	bool ok = end != NULL && list_tops(w, &tops, end);

	begin_tops(&w->p->graph);
	for (size_t f = 0; f < w->n_findings && ok; f++)
		for (; at < end[f]; at++) {
			struct node *n = &w->p->graph.at[tops[at]];

			w->sums[f].components += n->birth != (uint32_t)f;
			w->tops += n->name == 0;
			n->birth = (uint32_t)f;
			n->name = 1;
		}
	free(end);
	free(tops);
	return ok ? DC_OK : DC_ENOMEM;
}

static uint64_t most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static void interval(const struct sum *s, const struct count *c, bool whole, struct dc_persons *out)
{
	uint64_t values = most(s->components, s->bare);

	out->lo = s->one_each;
	out->best = most(out->lo, values);
	out->hi = whole ? most(out->best, most(s->linked, s->bare == 0 ? 0 : c->hits) + c->weak) : DC_PERSONS_UNKNOWN;
}

/* The object as a whole: components of all its tokens; beside them, of the kinds that link nobody, the one with the most. */
static void whole_object(const struct work *w, bool whole, struct dc_persons *out)
{
	const struct persons *p = w->p;
	uint64_t alone = 0, apart = 0;

	for (size_t f = 0; f < w->n_findings; f++) {
		alone = most(alone, w->sums[f].bare_uncovered);
		if (f < p->cap_counts)
			apart += p->counts[f].weak + (w->sums[f].bare_uncovered != 0 ? p->counts[f].hits : 0);
	}
	for (size_t k = 0; k < KINDS_MOST; k++)
		out->lo = most(out->lo, w->distinct[k]);
	out->best = most(out->lo, w->tops + alone);
	out->hi = whole ? most(out->best, w->linked + apart) : DC_PERSONS_UNKNOWN;
}

/* Room in the arena for so many tokens; many are in a file. NULL: there is none. */
static struct dc_result_token *room_of(const struct persons *p, struct dc_arena *arena, size_t n)
{
	size_t bytes = (n + 1) * sizeof(struct dc_result_token);
	int fd = bytes < IN_FILE ? -1 : nameless_new(p->met.folder);

	return fd < 0 ? dc_arena_alloc(arena, bytes) : dc_arena_file(arena, fd, bytes);
}

/* The tokens to store, components numbered in the order they are met. */
static enum dc_status tokens(struct work *w, struct dc_arena *arena, struct dc_result *out)
{
	struct graph *g = &w->p->graph;
	const struct met *all = met_all(&w->p->met);
	struct dc_result_token *t = room_of(w->p, arena, w->stored);
	uint32_t next = 0;

	if (t == NULL || all == NULL)
		return DC_ENOMEM;
	for (uint32_t i = 0; i < w->p->met.n; i++) {
		uint8_t role = role_of(w->p, all[i].finding);
		struct node *n;

		met_passed(&w->p->met, i);
		if (!is_first(w, i) || (role & (LINKS | STORED)) != (LINKS | STORED))
			continue;
		n = &g->at[graph_top(g, all[i].node)];
		if (n->low == UINT32_MAX)
			n->low = next++;
		t[out->n_tokens] = (struct dc_result_token){ .component = n->low, .finding = all[i].finding & ~COMPOSED,
							     .one_each = (role & ONE_EACH) != 0 };
		memcpy(t[out->n_tokens++].token, all[i].token, DC_TOKEN_BYTES);
	}
	out->tokens = t;
	return DC_OK;
}

static enum dc_status sum_up(struct work *w)
{
	number_kinds(w);
	if (met_groups(&w->p->met, on_group, w) != DC_OK)
		return DC_ENOMEM;
	return components(w);
}

enum dc_status persons_finish(struct persons *p, void (*compose)(void *ctx, const uint8_t pair[2 * DC_TOKEN_BYTES], uint8_t out[DC_TOKEN_BYTES]),
	void *ctx, bool whole, struct dc_arena *arena, struct dc_result_finding *findings, size_t n_findings, struct dc_result *out)
{
	struct work w = { .p = p, .findings = findings, .n_findings = n_findings, .sums = calloc(n_findings + 1, sizeof *w.sums),
		.kind = calloc(n_findings + 1, 1) };
	enum dc_status st = w.sums == NULL || w.kind == NULL ? DC_ENOMEM : compose_all(p, compose, ctx);

	w.first = calloc(p->met.n / 64 + 1, sizeof *w.first);
	if (w.first == NULL)
		st = DC_ENOMEM;
	if (st == DC_OK)
		st = sum_up(&w);
	if (st == DC_OK) {
		whole = whole && !p->over;
		for (size_t f = 0; f < n_findings; f++)
			interval(&w.sums[f], f < p->cap_counts ? &p->counts[f] : &(struct count){ 0 }, whole, &findings[f].persons);
		whole_object(&w, whole, &out->persons);
		st = tokens(&w, arena, out);
	}
	free(w.sums);
	free(w.kind);
	free(w.first);
	return st;
}
