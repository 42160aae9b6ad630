/* persons.c -- how many persons a set of findings concerns: an interval (PURPOSES §1.6), never a number of hits.
 *
 * Tokens are joined with the components their object linked them to; equal tokens of different objects join these:
 * what hangs together is one person (best). The most distinct tokens of one one-per-person key are persons for certain (lo);
 * all tokens counted apart are the most there can be (hi). Findings without tokens (names alone, My Number) bring the
 * interval of their own: within an object that has tokens they are taken for the same persons as far as these reach.
 *
 * Memory: 24 bytes for each token of one object, and some MiB: all tokens, and which component hangs together with which, stand in files
 * without a name where they are many.
 */
#include "put.h"
#include "scratch.h"
#include "sorter.h"

struct entry {
	uint8_t token[DC_TOKEN_BYTES];
	uint32_t node;			/* component, numbered over all objects */
	uint16_t kind;			/* index into kinds */
	uint16_t one_each;
};

struct census {
	struct store_person_sink sink;
	char *folder;
	struct sorter *all;		/* struct entry, by token */
	struct dc_buf entries;		/* struct entry, of the object at hand */
	struct dc_buf kinds;		/* names, NUL-terminated, one behind the other */
	uint16_t n_kinds, kind;		/* kind: of the finding at hand */
	int64_t object;			/* at hand; 0: none */
	uint32_t nodes;			/* given out before this object */
	bool whole;
	bool bare;			/* the finding at hand has brought no token so far */
	struct dc_persons alone;	/* of the finding at hand */
	struct dc_persons bare_most;	/* most of the findings without tokens of the object at hand */
	struct dc_persons extra;	/* what findings without tokens add, and the most any is sure of */
};

static uint64_t add(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static struct entry *entries(const struct census *c)
{
	return (struct entry *)(void *)c->entries.p;
}

static size_t n_entries(const struct census *c)
{
	return c->entries.n / sizeof(struct entry);
}

static int by_node(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->node > y->node) - (x->node < y->node);
}

static int by_token(const void *a, const void *b)
{
	return memcmp(((const struct entry *)a)->token, ((const struct entry *)b)->token, DC_TOKEN_BYTES);
}

/* The finding at hand is done: without tokens it counts by its own interval. */
static void end_finding(struct census *c)
{
	if (c->object == 0 || !c->bare)
		return;
	c->extra.lo = most(c->extra.lo, c->alone.lo);
	c->bare_most.best = most(c->bare_most.best, c->alone.best);
	c->bare_most.hi = most(c->bare_most.hi, c->alone.hi == DC_PERSONS_UNKNOWN ? c->alone.best : c->alone.hi);
	if (c->alone.hi == DC_PERSONS_UNKNOWN)
		c->whole = false;
}

/* The object at hand is done: its components get numbers of their own among all objects'. */
static enum dc_status end_object(struct census *c, struct dc_error *err)
{
	size_t n = n_entries(c);
	uint32_t before = 0, next = c->nodes;
	enum dc_status st = DC_OK;

	end_finding(c);
	if (n > 0) {
		struct entry *e = entries(c);

		qsort(e, n, sizeof *e, by_node);
		for (size_t i = 0; i < n; i++) {
			uint32_t component = e[i].node;

			if (i > 0 && component != before)
				next++;
			before = component;
			e[i].node = next;
		}
		next++;
	}
	c->extra.best = add(c->extra.best, c->bare_most.best > next - c->nodes ? c->bare_most.best - (next - c->nodes) : 0);
	c->extra.hi = add(c->extra.hi, c->bare_most.hi > n ? c->bare_most.hi - n : 0);
	c->bare_most = (struct dc_persons){ 0 };
	c->nodes = next;
	if (n > 0)
		st = sorter_add(c->all, entries(c), n, err);
	dc_buf_clear(&c->entries);
	return st;
}

static enum dc_status kind_index(struct census *c, const char *name, uint16_t *out, struct dc_error *err)
{
	const char *at = (const char *)c->kinds.p;

	for (uint16_t i = 0; i < c->n_kinds; i++, at += strlen(at) + 1) {
		if (strcmp(at, name) == 0) {
			*out = i;
			return DC_OK;
		}
	}
	if (c->n_kinds == UINT16_MAX)
		return dc_fail(err, DC_ELIMIT, "persons: more than %u kinds", UINT16_MAX);
	if (dc_buf_add(&c->kinds, name, strlen(name) + 1) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "persons: out of memory");
	*out = c->n_kinds++;
	return DC_OK;
}

static enum dc_status on_finding(struct store_person_sink *sink, const struct store_person_finding *f, struct dc_error *err)
{
	struct census *c = (struct census *)sink;
	enum dc_status st = DC_OK;

	if (f->object_id != c->object)
		st = end_object(c, err);
	else
		end_finding(c);
	if (st != DC_OK)
		return st;
	c->object = f->object_id;
	c->whole = c->whole && f->whole;
	c->alone = f->persons;
	c->bare = true;
	return kind_index(c, f->kind, &c->kind, err);
}

static enum dc_status on_tokens(struct store_person_sink *sink, struct dc_span packed, struct dc_error *err)
{
	struct census *c = (struct census *)sink;
	size_t n = packed.n / PUT_TOKEN_BYTES;

	if (packed.n % PUT_TOKEN_BYTES != 0 || c->nodes + n_entries(c) + n >= UINT32_MAX)
		return dc_fail(err, DC_EUSAGE, "the inventory is damaged (tokens): see 'daicho inventory verify'");
	if (dc_buf_reserve(&c->entries, n * sizeof(struct entry)) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "persons: out of memory");
	for (size_t i = 0; i < n; i++) {
		const uint8_t *p = packed.p + i * PUT_TOKEN_BYTES;
		struct entry *e = &entries(c)[n_entries(c)];

		memcpy(e->token, p, DC_TOKEN_BYTES);
		p += DC_TOKEN_BYTES;
		e->node = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
		e->kind = c->kind;
		e->one_each = p[4] != 0;
		c->entries.n += sizeof *e;
		c->bare = false;
	}
	return DC_OK;
}

/* ---- counting */

struct tally {
	struct scratch *parent;		/* of components: those that hang together */
	uint64_t *sure, *seen;		/* by kind: distinct tokens of one-per-person keys; the last of distinct that counted */
	uint64_t distinct, components;
};

static enum dc_status no_file(struct dc_error *err)
{
	return dc_fail(err, DC_EIO, "persons: the file beside the inventory's key cannot be read or written");
}

static enum dc_status root(struct scratch *parent, uint32_t x, uint32_t *out, struct dc_error *err)
{
	uint32_t up = x, above;

	if (!scratch_get(parent, x, &up))
		return no_file(err);
	while (up != x) {
		if (!scratch_get(parent, up, &above) || (above != up && !scratch_set(parent, x, above)))
			return no_file(err);
		x = up;
		up = above;
	}
	*out = x;
	return DC_OK;
}

/* Joins the components of two equal tokens. */
static enum dc_status join(struct tally *t, uint32_t x, uint32_t y, struct dc_error *err)
{
	uint32_t a = 0, b = 0;
	enum dc_status st = root(t->parent, x, &a, err);

	if (st == DC_OK)
		st = root(t->parent, y, &b, err);
	if (st != DC_OK || a == b)
		return st;
	t->components--;
	return scratch_set(t->parent, a > b ? a : b, a > b ? b : a) ? DC_OK : no_file(err);
}

/* All tokens in order: equal ones stand beside each other. */
static enum dc_status walk(struct census *c, struct tally *t, struct dc_error *err)
{
	struct entry before = { .node = 0 };
	const void *at;
	enum dc_status st;

	while ((st = sorter_next(c->all, &at, err)) == DC_OK) {
		const struct entry *e = at;
		bool equal = t->distinct != 0 && by_token(e, &before) == 0;

		t->distinct += !equal;
		if (e->one_each && t->seen[e->kind] != t->distinct) {
			t->seen[e->kind] = t->distinct;
			t->sure[e->kind]++;
		}
		st = equal ? join(t, before.node, e->node, err) : DC_OK;
		if (st != DC_OK)
			return st;
		before = *e;
	}
	return st == DC_END ? DC_OK : st;
}

static enum dc_status count(struct census *c, struct dc_persons *out, struct dc_error *err)
{
	struct tally t = { .parent = scratch_new(c->nodes, c->folder), .sure = calloc(c->n_kinds + 1u, sizeof *t.sure),
		.seen = calloc(c->n_kinds + 1u, sizeof *t.seen), .components = c->nodes };
	enum dc_status st = t.parent == NULL || t.sure == NULL || t.seen == NULL ? dc_fail(err, DC_ENOMEM, "persons: out of memory") : walk(c, &t, err);
	uint64_t sure = 0;

	for (unsigned i = 0; st == DC_OK && i < c->n_kinds; i++)
		sure = most(sure, t.sure[i]);
	scratch_free(t.parent);
	free(t.sure);
	free(t.seen);
	if (st != DC_OK)
		return st;
	out->lo = most(sure, c->extra.lo);
	out->best = most(out->lo, add(t.components, c->extra.best));
	out->hi = c->whole ? most(out->best, add(t.distinct, c->extra.hi)) : DC_PERSONS_UNKNOWN;
	return DC_OK;
}

static enum dc_status census_new(struct census *c, const struct dc_store *store, struct dc_error *err)
{
	*c = (struct census){ .sink = { on_finding, on_tokens }, .whole = true, .folder = scratch_folder(store) };
	dc_buf_init(&c->entries, 0);
	dc_buf_init(&c->kinds, 0);
	c->all = sorter_new(sizeof(struct entry), by_token, c->folder);
	return c->folder == NULL || c->all == NULL ? dc_fail(err, DC_ENOMEM, "persons: out of memory") : DC_OK;
}

/* What is taken in is counted, if all went well, and let go. */
static enum dc_status census_end(struct census *c, enum dc_status st, struct dc_persons *out, struct dc_error *err)
{
	if (st == DC_OK)
		st = end_object(c, err);
	if (st == DC_OK)
		st = count(c, out, err);
	sorter_free(c->all);
	dc_buf_done(&c->entries);
	dc_buf_done(&c->kinds);
	free(c->folder);
	return st;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static size_t sort_ids(int64_t *ids, size_t n)
{
	size_t kept = 0;

	qsort(ids, n, sizeof *ids, by_id);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || ids[i] != ids[kept - 1])
			ids[kept++] = ids[i];
	return kept;
}

enum dc_status store_persons(struct dc_store *store, const int64_t *ids, size_t n, struct dc_persons *out, struct dc_error *err)
{
	struct census c;
	int64_t *sorted;
	enum dc_status st;

	*out = (struct dc_persons){ 0 };
	if (n == 0)
		return DC_OK;
	sorted = calloc(n, sizeof *sorted);
	if (sorted == NULL)
		return dc_fail(err, DC_ENOMEM, "persons: out of memory");
	memcpy(sorted, ids, n * sizeof *sorted);
	st = census_new(&c, store, err);
	if (st == DC_OK)
		st = store->ops->each_token(store, sorted, sort_ids(sorted, n), &c.sink, err);
	free(sorted);
	return census_end(&c, st, out, err);
}

/* ---- of a run */

enum dc_status store_run_persons(struct dc_store *store, int64_t run, bool complete, struct dc_persons *out, struct dc_error *err)
{
	struct census c;
	enum dc_status st = DC_OK;
	bool same = false;

	*out = (struct dc_persons){ 0 };
	if (store->ops->persons_before != NULL)
		st = store->ops->persons_before(store, run, complete, &same, out, err);
	if (st != DC_OK || same)
		return st;
	st = census_new(&c, store, err);
	if (st == DC_OK)
		st = store->ops->each_run_token(store, run, &c.sink, err);
	return census_end(&c, st, out, err);
}
