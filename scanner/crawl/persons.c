/* persons.c -- union-find over tokens and records. Hits of a table come column by column, so a record's tokens are brought
 * together by its number and not by their order; all numbers given out depend on the order of the hits alone, which is a
 * function of the input. */
#include "persons.h"

#include "daicho/category.h"

#include <stdlib.h>

enum role { LINKS = 1, ONE_EACH = 2, STORED = 4 };

/* A distinct value of a finding. */
struct entry {
	uint8_t token[DC_TOKEN_BYTES];
	uint32_t parent;		/* union-find; itself at the top */
	uint32_t finding;
	uint32_t record;		/* index into records, where first met; UINT32_MAX: none */
	uint8_t role;
};

/* What is known of a record (row, form, signature). */
struct record {
	uint32_t part;
	uint64_t number;
	uint32_t entry;			/* one of its linking entries; UINT32_MAX: none so far */
	uint32_t name_finding;		/* UINT32_MAX: no name so far */
	bool born;
	uint8_t name[DC_TOKEN_BYTES], birth[DC_TOKEN_BYTES];
};

struct key { uint64_t a, b, c; };
struct cell { struct key key; uint32_t value; bool used; };

/* key -> index, open addressing. */
struct table { struct cell *cells; size_t cap, n; };

/* Counters of one finding beside its entries. */
struct count { uint64_t hits, weak; bool looked, name, born; };	/* what its category is, once looked */

struct persons {
	struct entry *entries; size_t n_entries, cap_entries;
	struct record *records; size_t n_records, cap_records;
	struct count *counts; size_t cap_counts;
	struct table values, tokens;	/* (token, finding) -> entry; token -> first entry */
	struct table rows;		/* (part, record) -> record; empty while records stand in the order of their numbers */
	struct key last; uint32_t last_record;	/* the row of the hit before: most often the same again */
	bool over;			/* more than PERSONS_MOST */
};

/* ---- memory */

static bool grow(void **p, size_t *cap, size_t n, size_t size)
{
	size_t want = *cap == 0 ? 64 : *cap;
	void *q;

	while (want < n)
		want *= 2;
	if (want == *cap)
		return true;
	q = realloc(*p, want * size);
	if (q == NULL)
		return false;
	memset((char *)q + *cap * size, 0, (want - *cap) * size);
	*p = q;
	*cap = want;
	return true;
}

static uint64_t mix(const struct key *k)
{
	uint64_t h = k->a * UINT64_C(0x9e3779b97f4a7c15) ^ k->b * UINT64_C(0xc2b2ae3d27d4eb4f) ^ k->c * UINT64_C(0x165667b19e3779f9);

	h ^= h >> 29;
	h *= UINT64_C(0xbf58476d1ce4e5b9);
	return h ^ h >> 32;
}

static struct cell *slot(const struct table *t, const struct key *k)
{
	size_t i = (size_t)mix(k) & (t->cap - 1);

	while (t->cells[i].used && memcmp(&t->cells[i].key, k, sizeof *k) != 0)
		i = (i + 1) & (t->cap - 1);
	return &t->cells[i];
}

static bool widen(struct table *t)
{
	struct table wider = { .cap = t->cap == 0 ? 64 : t->cap * 2 };

	wider.cells = calloc(wider.cap, sizeof *wider.cells);
	if (wider.cells == NULL)
		return false;
	for (size_t i = 0; i < t->cap; i++)
		if (t->cells[i].used)
			*slot(&wider, &t->cells[i].key) = t->cells[i];
	wider.n = t->n;
	free(t->cells);
	*t = wider;
	return true;
}

/* The value at k, made with `fresh` where it is new (*is_new). UINT32_MAX: memory is out. */
static uint32_t find(struct table *t, struct key k, uint32_t fresh, bool *is_new)
{
	struct cell *c;

	if (t->n * 2 >= t->cap && !widen(t))
		return UINT32_MAX;
	c = slot(t, &k);
	*is_new = !c->used;
	if (!c->used) {
		*c = (struct cell){ .key = k, .value = fresh, .used = true };
		t->n++;
	}
	return c->value;
}

static void clear(struct table *t)
{
	if (t->cap > 4096) {		/* one large object does not make all small ones slow */
		free(t->cells);
		*t = (struct table){ 0 };
	} else if (t->n != 0) {
		memset(t->cells, 0, t->cap * sizeof *t->cells);
		t->n = 0;
	}
}

struct persons *persons_new(void)
{
	return calloc(1, sizeof(struct persons));
}

void persons_reset(struct persons *p)
{
	clear(&p->values);
	clear(&p->tokens);
	clear(&p->rows);
	if (p->counts != NULL)
		memset(p->counts, 0, p->cap_counts * sizeof *p->counts);
	p->n_entries = p->n_records = 0;
	p->last = (struct key){ 0 };
	p->over = false;
}

void persons_free(struct persons *p)
{
	if (p == NULL)
		return;
	free(p->entries);
	free(p->records);
	free(p->counts);
	free(p->values.cells);
	free(p->tokens.cells);
	free(p->rows.cells);
	free(p);
}

/* ---- what hits say */

static uint32_t top(struct entry *e, uint32_t i)
{
	while (e[i].parent != i) {
		e[i].parent = e[e[i].parent].parent;
		i = e[i].parent;
	}
	return i;
}

static void join(struct entry *e, uint32_t a, uint32_t b)
{
	a = top(e, a);
	b = top(e, b);
	e[a > b ? a : b].parent = a > b ? b : a;
}

static struct key key_of(const uint8_t token[DC_TOKEN_BYTES], uint64_t c)
{
	struct key k = { .c = c };

	memcpy(&k.a, token, 8);
	memcpy(&k.b, token + 8, 8);
	return k;
}

static int record_compare(const struct record *r, uint32_t part, uint64_t number)
{
	if (r->part != part)
		return r->part < part ? -1 : 1;
	return r->number < number ? -1 : r->number > number;
}

/* Among records in order; n_records: it comes behind all. UINT32_MAX: it would have to stand among them. */
static uint32_t record_in_order(const struct persons *p, uint32_t part, uint64_t number)
{
	size_t from = 0, to = p->n_records;

	if (to == 0 || record_compare(&p->records[to - 1], part, number) < 0)
		return (uint32_t)to;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int c = record_compare(&p->records[middle], part, number);

		if (c == 0)
			return (uint32_t)middle;
		if (c < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return UINT32_MAX;
}

/* Order is over: from here on records are found by their hash. */
static bool hash_records(struct persons *p)
{
	bool is_new;

	for (uint32_t i = 0; i < p->n_records; i++)
		if (find(&p->rows, (struct key){ p->records[i].part, p->records[i].number, 0 }, i, &is_new) == UINT32_MAX)
			return false;
	return true;
}

/* Where the record is or will be. UINT32_MAX: memory is out. */
static uint32_t record_at(struct persons *p, uint32_t part, uint64_t number)
{
	uint32_t at = p->rows.n == 0 ? record_in_order(p, part, number) : UINT32_MAX;
	bool is_new;

	if (at != UINT32_MAX)
		return at;
	if (p->rows.n == 0 && !hash_records(p))
		return UINT32_MAX;
	return find(&p->rows, (struct key){ part, number, 0 }, (uint32_t)p->n_records, &is_new);
}

/* The record's index; UINT32_MAX: none. */
static enum dc_status record_of(struct persons *p, uint32_t part, uint64_t number, uint32_t *out)
{
	*out = UINT32_MAX;
	if (number == 0)
		return DC_OK;
	if (p->last.a == part && p->last.b == number) {
		*out = p->last_record;
		return DC_OK;
	}
	if (!grow((void **)&p->records, &p->cap_records, p->n_records + 1, sizeof *p->records))
		return DC_ENOMEM;
	*out = record_at(p, part, number);
	if (*out == UINT32_MAX)
		return DC_ENOMEM;
	if (*out == p->n_records)
		p->records[p->n_records++] = (struct record){ .part = part, .number = number, .entry = UINT32_MAX, .name_finding = UINT32_MAX };
	p->last = (struct key){ part, number, 0 };
	p->last_record = *out;
	return DC_OK;
}

/* The record's values are one person's. */
static void link_record(struct persons *p, uint32_t entry, uint32_t record)
{
	if (record == UINT32_MAX || (p->entries[entry].role & LINKS) == 0)
		return;
	if (p->records[record].entry != UINT32_MAX)
		join(p->entries, p->records[record].entry, entry);
	else
		p->records[record].entry = entry;
}

/* Adds a value of a finding, linked to its equals and its record as its role says. */
static enum dc_status entry_add(struct persons *p, const uint8_t token[DC_TOKEN_BYTES], uint32_t finding, uint32_t record, uint8_t role,
	uint32_t *out)
{
	uint32_t i, first;
	bool is_new;

	if (!grow((void **)&p->entries, &p->cap_entries, p->n_entries + 1, sizeof *p->entries))
		return DC_ENOMEM;
	i = find(&p->values, key_of(token, finding), (uint32_t)p->n_entries, &is_new);
	if (i == UINT32_MAX)
		return DC_ENOMEM;
	*out = i;
	if (is_new) {
		p->entries[p->n_entries++] = (struct entry){ .parent = i, .finding = finding, .record = record, .role = role };
		memcpy(p->entries[i].token, token, DC_TOKEN_BYTES);
	}
	if ((role & LINKS) == 0)
		return DC_OK;
	first = find(&p->tokens, key_of(token, 0), i, &is_new);
	if (first == UINT32_MAX)
		return DC_ENOMEM;
	join(p->entries, first, i);
	link_record(p, i, record);
	return DC_OK;
}

/* Counts the hit and finds its record. *over: no more is taken in. */
static enum dc_status count_hit(struct persons *p, const struct person_hit *h, uint32_t *record, bool *over)
{
	struct count *c;

	*record = UINT32_MAX;
	*over = true;
	if (!grow((void **)&p->counts, &p->cap_counts, (size_t)h->finding + 1, sizeof *p->counts))
		return DC_ENOMEM;
	c = &p->counts[h->finding];
	c->hits++;
	if (!c->looked) {
		c->looked = true;
		c->name = strcmp(h->category, "person.name") == 0;
		c->born = strcmp(h->category, "person.birth_date") == 0;
	}
	*over = p->n_entries >= PERSONS_MOST || p->n_records >= PERSONS_MOST;
	p->over |= *over;
	return *over ? DC_OK : record_of(p, h->part, h->record, record);
}

/* The first name and the first birth date of a record. */
static void note_parts(struct persons *p, uint32_t record, uint32_t finding, const uint8_t token[DC_TOKEN_BYTES])
{
	struct record *r = record == UINT32_MAX ? NULL : &p->records[record];

	if (r != NULL && p->counts[finding].name && r->name_finding == UINT32_MAX) {
		r->name_finding = finding;
		memcpy(r->name, token, DC_TOKEN_BYTES);
	}
	if (r != NULL && p->counts[finding].born && !r->born) {
		r->born = true;
		memcpy(r->birth, token, DC_TOKEN_BYTES);
	}
}

enum dc_status persons_add(struct persons *p, const struct person_hit *h, uint32_t *entry)
{
	uint32_t record, made = UINT32_MAX;
	uint8_t role = h->stored ? STORED : 0;
	bool over;
	enum dc_status st = count_hit(p, h, &record, &over);

	if ((h->kind->flags & (DC_KIND_LINKS | DC_KIND_ONE_EACH)) != 0)
		role |= LINKS;
	if ((h->kind->flags & DC_KIND_ONE_EACH) != 0)
		role |= ONE_EACH;
	if (st == DC_OK && !over) {
		note_parts(p, record, h->finding, h->token);
		st = entry_add(p, h->token, h->finding, record, role, &made);
	}
	if (entry != NULL)
		*entry = made;
	return st;
}

enum dc_status persons_again(struct persons *p, const struct person_hit *h, uint32_t entry)
{
	uint32_t record;
	bool over;
	enum dc_status st = count_hit(p, h, &record, &over);

	if (st != DC_OK || over)
		return st;
	note_parts(p, record, h->finding, p->entries[entry].token);
	link_record(p, entry, record);
	return DC_OK;
}

void persons_add_weak(struct persons *p, uint32_t finding)
{
	if (grow((void **)&p->counts, &p->cap_counts, (size_t)finding + 1, sizeof *p->counts))
		p->counts[finding].weak++;
}

/* ---- what they come to */

/* Name and birth date of one record together are a token (PURPOSES §1.6). */
static enum dc_status compose_all(struct persons *p, void (*compose)(void *, const uint8_t *, uint8_t *), void *ctx)
{
	enum dc_status st = DC_OK;

	for (uint32_t i = 0; i < p->n_records && st == DC_OK; i++) {
		const struct record *r = &p->records[i];
		uint8_t pair[2 * DC_TOKEN_BYTES], token[DC_TOKEN_BYTES];
		uint32_t made;

		if (r->name_finding == UINT32_MAX || !r->born)
			continue;
		memcpy(pair, r->name, DC_TOKEN_BYTES);
		memcpy(pair + DC_TOKEN_BYTES, r->birth, DC_TOKEN_BYTES);
		compose(ctx, pair, token);
		st = entry_add(p, token, r->name_finding, i, LINKS | ONE_EACH | STORED, &made);
	}
	return st;
}

static uint64_t most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Working numbers of one finding while entries are counted. */
struct sum { uint64_t one_each, linked, components, bare, bare_uncovered; };

static int by_finding_and_top(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	if (x[0] != y[0])
		return x[0] < y[0] ? -1 : 1;
	return x[1] < y[1] ? -1 : x[1] > y[1];
}

/* Distinct components of each finding: sorted pairs (finding, top). */
static bool components(struct persons *p, struct sum *sums)
{
	uint32_t (*pairs)[2] = malloc((p->n_entries + 1) * sizeof *pairs);
	size_t n = 0;

	if (pairs == NULL)
		return false;
	for (uint32_t i = 0; i < p->n_entries; i++)
		if (p->entries[i].role & LINKS) {
			pairs[n][0] = p->entries[i].finding;
			pairs[n++][1] = top(p->entries, i);
		}
	qsort(pairs, n, sizeof *pairs, by_finding_and_top);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || by_finding_and_top(pairs[i], pairs[i - 1]) != 0)
			sums[pairs[i][0]].components++;
	free(pairs);
	return true;
}

static bool covered(const struct persons *p, const struct entry *e)
{
	return e->record != UINT32_MAX && p->records[e->record].entry != UINT32_MAX;
}

static void add_up(const struct persons *p, struct sum *sums)
{
	for (size_t i = 0; i < p->n_entries; i++) {
		const struct entry *e = &p->entries[i];
		struct sum *s = &sums[e->finding];

		s->one_each += (e->role & ONE_EACH) != 0;
		s->linked += (e->role & LINKS) != 0;
		s->bare += (e->role & LINKS) == 0;
		s->bare_uncovered += (e->role & LINKS) == 0 && !covered(p, e);
	}
}

static void interval(const struct sum *s, const struct count *c, bool whole, struct dc_persons *out)
{
	uint64_t values = most(s->components, s->bare);

	out->lo = s->one_each;
	out->best = most(out->lo, values);
	out->hi = whole ? most(out->best, most(s->linked, s->bare == 0 ? 0 : c->hits) + c->weak) : DC_PERSONS_UNKNOWN;
}

/* Distinct tokens of one kind that has one for each person, over all findings of the kind; the largest such kind. */
static uint64_t surest(const struct persons *p, const struct dc_result_finding *findings)
{
	const struct dc_kind *kinds[64];
	uint64_t counts[64] = { 0 }, best = 0;
	struct table seen = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < p->n_entries; i++) {
		const struct entry *e = &p->entries[i];
		const struct dc_kind *kind = findings[e->finding].kind;
		size_t k = 0;
		bool is_new = false;

		if ((e->role & ONE_EACH) == 0)
			continue;
		while (k < n && kinds[k] != kind)
			k++;
		if (k == 64 || find(&seen, key_of(e->token, (uint64_t)(uintptr_t)kind), 0, &is_new) == UINT32_MAX)
			continue;
		if (k == n)
			kinds[n++] = kind;
		counts[k] += is_new;
		best = most(best, counts[k]);
	}
	free(seen.cells);
	return best;
}

/* The object as a whole: components of all its tokens; beside them, of the kinds that link nobody, the one with the most. */
static void whole_object(struct persons *p, const struct sum *sums, const struct dc_result_finding *findings, size_t n, bool whole,
	struct dc_persons *out)
{
	uint64_t tops = 0, linked = p->tokens.n, alone = 0, apart = 0;

	for (uint32_t i = 0; i < p->n_entries; i++)
		tops += (p->entries[i].role & LINKS) != 0 && top(p->entries, i) == i;
	for (size_t f = 0; f < n; f++) {
		alone = most(alone, sums[f].bare_uncovered);
		if (f < p->cap_counts)
			apart += p->counts[f].weak + (sums[f].bare_uncovered != 0 ? p->counts[f].hits : 0);
	}
	out->lo = surest(p, findings);
	out->best = most(out->lo, tops + alone);
	out->hi = whole ? most(out->best, linked + apart) : DC_PERSONS_UNKNOWN;
}

/* The tokens to store, components numbered in the order they are met. */
static enum dc_status tokens(struct persons *p, struct dc_arena *arena, struct dc_result *out)
{
	uint32_t *number = malloc((p->n_entries + 1) * sizeof *number), next = 0;
	struct dc_result_token *t = dc_arena_array(arena, p->n_entries + 1, sizeof *t);

	if (number == NULL || t == NULL) {
		free(number);
		return DC_ENOMEM;
	}
	memset(number, 0xff, (p->n_entries + 1) * sizeof *number);
	for (uint32_t i = 0; i < p->n_entries; i++) {
		const struct entry *e = &p->entries[i];
		uint32_t at = top(p->entries, i);

		if ((e->role & (LINKS | STORED)) != (LINKS | STORED))
			continue;
		if (number[at] == UINT32_MAX)
			number[at] = next++;
		t[out->n_tokens] = (struct dc_result_token){ .component = number[at], .finding = e->finding,
							     .one_each = (e->role & ONE_EACH) != 0 };
		memcpy(t[out->n_tokens++].token, e->token, DC_TOKEN_BYTES);
	}
	free(number);
	out->tokens = t;
	return DC_OK;
}

enum dc_status persons_finish(struct persons *p, void (*compose)(void *ctx, const uint8_t pair[2 * DC_TOKEN_BYTES], uint8_t out[DC_TOKEN_BYTES]),
	void *ctx, bool whole, struct dc_arena *arena, struct dc_result_finding *findings, size_t n_findings, struct dc_result *out)
{
	struct sum *sums = calloc(n_findings + 1, sizeof *sums);
	enum dc_status st = sums == NULL ? DC_ENOMEM : compose_all(p, compose, ctx);

	whole = whole && !p->over;
	if (st == DC_OK && !components(p, sums))
		st = DC_ENOMEM;
	if (st == DC_OK) {
		add_up(p, sums);
		for (size_t f = 0; f < n_findings; f++)
			interval(&sums[f], f < p->cap_counts ? &p->counts[f] : &(struct count){ 0 }, whole, &findings[f].persons);
		whole_object(p, sums, findings, n_findings, whole, &out->persons);
		st = tokens(p, arena, out);
	}
	free(sums);
	return st;
}
