/* persons.c -- how many persons a set of findings concerns: an interval (PURPOSES §1.6), never a number of hits.
 *
 * Tokens are joined with the components their object linked them to; equal tokens of different objects join these:
 * what hangs together is one person (best). The most distinct tokens of one one-per-person key are persons for certain (lo);
 * all tokens counted apart are the most there can be (hi). Findings without tokens (names alone, My Number) bring the
 * interval of their own: within an object that has tokens they are taken for the same persons as far as these reach.
 *
 * Memory: 24 bytes for each token and 4 for each component.
 */
#include "ops.h"
#include "put.h"

struct entry {
	uint8_t token[DC_TOKEN_BYTES];
	uint32_t node;			/* component, numbered over all objects */
	uint16_t kind;			/* index into kinds */
	uint16_t one_each;
};

struct census {
	struct store_person_sink sink;
	struct dc_buf entries;		/* struct entry */
	struct dc_buf kinds;		/* names, NUL-terminated, one behind the other */
	uint16_t n_kinds, kind;		/* kind: of the finding at hand */
	int64_t object;			/* at hand; 0: none */
	size_t object_entries;		/* where its entries begin */
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

static int by_kind_and_token(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->one_each != y->one_each)
		return x->one_each > y->one_each ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return by_token(a, b);
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
static void end_object(struct census *c)
{
	size_t n = n_entries(c) - c->object_entries;
	uint32_t before = 0, next = c->nodes;

	end_finding(c);
	if (n > 0) {
		struct entry *e = entries(c) + c->object_entries;

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
	c->object_entries = n_entries(c);
	c->nodes = next;
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

	if (f->object_id != c->object)
		end_object(c);
	else
		end_finding(c);
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

	if (packed.n % PUT_TOKEN_BYTES != 0 || n_entries(c) + n >= UINT32_MAX)
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

static uint32_t root(uint32_t *parent, uint32_t x)
{
	while (parent[x] != x) {
		parent[x] = parent[parent[x]];
		x = parent[x];
	}
	return x;
}

/* Joins the components of equal tokens. *distinct: tokens that differ. Returns how many components are left. */
static uint64_t join(struct entry *e, size_t n, uint32_t *parent, uint32_t nodes, uint64_t *distinct)
{
	uint64_t left = nodes;

	for (uint32_t i = 0; i < nodes; i++)
		parent[i] = i;
	qsort(e, n, sizeof *e, by_token);
	*distinct = n > 0;
	for (size_t i = 1; i < n; i++) {
		uint32_t a, b;

		if (by_token(&e[i - 1], &e[i]) != 0) {
			++*distinct;
			continue;
		}
		a = root(parent, e[i - 1].node);
		b = root(parent, e[i].node);
		left -= a != b;
		parent[a > b ? a : b] = a > b ? b : a;
	}
	return left;
}

/* The most distinct tokens of one one-per-person kind. */
static uint64_t surest(struct entry *e, size_t n)
{
	uint64_t best = 0, now = 0;

	qsort(e, n, sizeof *e, by_kind_and_token);
	for (size_t i = 0; i < n && e[i].one_each; i++) {
		if (i > 0 && e[i].kind != e[i - 1].kind)
			now = 0;
		if (now == 0 || by_token(&e[i - 1], &e[i]) != 0)
			now++;
		best = most(best, now);
	}
	return best;
}

static enum dc_status count(struct census *c, struct dc_persons *out, struct dc_error *err)
{
	uint32_t *parent = calloc((size_t)c->nodes + 1, sizeof *parent);
	uint64_t distinct = 0, components = 0, sure = 0;

	if (parent == NULL)
		return dc_fail(err, DC_ENOMEM, "persons: out of memory");
	if (n_entries(c) > 0) {
		components = join(entries(c), n_entries(c), parent, c->nodes, &distinct);
		sure = surest(entries(c), n_entries(c));
	}
	free(parent);
	out->lo = most(sure, c->extra.lo);
	out->best = most(out->lo, add(components, c->extra.best));
	out->hi = c->whole ? most(out->best, add(distinct, c->extra.hi)) : DC_PERSONS_UNKNOWN;
	return DC_OK;
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
	struct census c = { .sink = { on_finding, on_tokens }, .whole = true };
	int64_t *sorted;
	enum dc_status st;

	*out = (struct dc_persons){ 0 };
	if (n == 0)
		return DC_OK;
	sorted = calloc(n, sizeof *sorted);
	if (sorted == NULL)
		return dc_fail(err, DC_ENOMEM, "persons: out of memory");
	memcpy(sorted, ids, n * sizeof *sorted);
	dc_buf_init(&c.entries, 0);
	dc_buf_init(&c.kinds, 0);
	st = store->ops->each_token(store, sorted, sort_ids(sorted, n), &c.sink, err);
	if (st == DC_OK) {
		end_object(&c);
		st = count(&c, out, err);
	}
	dc_buf_done(&c.entries);
	dc_buf_done(&c.kinds);
	free(sorted);
	return st;
}

/* ---- of a run */

static enum dc_status gather(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	return dc_buf_add(ctx, &f->id, sizeof f->id) == DC_OK ? DC_OK : dc_fail(err, DC_ENOMEM, "persons of the run");
}

enum dc_status store_run_persons(struct dc_store *store, int64_t run, bool complete, struct dc_persons *out, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	bool same = false;
	struct dc_buf ids;

	*out = (struct dc_persons){ 0 };
	if (store->ops->persons_before != NULL)
		st = store->ops->persons_before(store, run, complete, &same, out, err);
	if (st != DC_OK || same)
		return st;
	dc_buf_init(&ids, 0);
	st = store->ops->each_fact(store, run, gather, &ids, err);
	if ((st == DC_OK || st == DC_END) && ids.n != 0)
		st = store_persons(store, (const int64_t *)(const void *)ids.p, ids.n / sizeof(int64_t), out, err);
	dc_buf_done(&ids);
	return st == DC_END ? DC_OK : st;
}
