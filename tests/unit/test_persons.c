/* test_persons.c -- how many persons the hits of an object concern. Expected intervals are counted by hand from PURPOSES §1.6, or by
 * looking at all pairs. */
#include "table.h"

#include "met.h"
#include "persons.h"

/* ---- persons */

static const struct dc_kind email = { .id = "email", .category = "contact.email", .flags = DC_KIND_LINKS };
static const struct dc_kind phone = { .id = "phone", .category = "contact.phone", .flags = DC_KIND_LINKS };
static const struct dc_kind staff = { .id = "staff", .category = "work.employee_id", .flags = DC_KIND_LINKS | DC_KIND_ONE_EACH };
static const struct dc_kind name = { .id = "name", .category = "person.name" };
static const struct dc_kind birth = { .id = "birth", .category = "person.birth_date" };
static const struct dc_kind number = { .id = "number", .category = "govid.my_number", .flags = DC_KIND_NO_VALUE | DC_KIND_ONE_EACH };

static const struct dc_kind *const kinds[] = { &email, &phone, &staff, &name, &birth, &number };

/* A hit: kind, value (one character), record; upper-case 'W' before the value: weak. */
struct said { int kind; const char *value; uint64_t record; };

static void compose(void *ctx, const uint8_t pair[2 * DC_TOKEN_BYTES], uint8_t out[DC_TOKEN_BYTES])
{
	(void)ctx;
	for (size_t i = 0; i < DC_TOKEN_BYTES; i++)
		out[i] = (uint8_t)(pair[i] * 3 + pair[DC_TOKEN_BYTES + i] * 7 + 1);
}

static void test_persons(void **state)
{
	static const struct { const char *why; struct said said[8]; bool cut; uint64_t lo, best, hi; size_t tokens; } rows[] = {
		{ "nobody", { { -1, NULL, 0 } }, false, 0, 0, 0, 0 },
		{ "two addresses", { { 0, "a", 0 }, { 0, "b", 0 }, { -1, NULL, 0 } }, false, 0, 2, 2, 2 },
		{ "the same twice", { { 0, "a", 0 }, { 0, "a", 0 }, { -1, NULL, 0 } }, false, 0, 1, 1, 1 },
		{ "linked by a row", { { 0, "a", 1 }, { 1, "p", 1 }, { -1, NULL, 0 } }, false, 0, 1, 2, 2 },
		{ "linked over two rows", { { 0, "a", 1 }, { 1, "p", 1 }, { 0, "b", 2 }, { 1, "p", 2 }, { -1, NULL, 0 } }, false, 0, 1, 3, 3 },
		{ "columns come one after the other", { { 0, "a", 1 }, { 0, "b", 2 }, { 1, "p", 1 }, { 1, "q", 2 }, { -1, NULL, 0 } }, false, 0, 2, 4, 4 },
		{ "one for each person", { { 2, "1", 1 }, { 2, "2", 2 }, { -1, NULL, 0 } }, false, 2, 2, 2, 2 },
		{ "a name alone has no token", { { 3, "n", 0 }, { 3, "m", 0 }, { 3, "n", 0 }, { -1, NULL, 0 } }, false, 0, 2, 3, 0 },
		{ "a name in a row with an address", { { 3, "n", 1 }, { 0, "a", 1 }, { -1, NULL, 0 } }, false, 0, 1, 1, 1 },
		{ "name and birth date", { { 3, "n", 1 }, { 4, "d", 1 }, { 3, "n", 2 }, { 4, "e", 2 }, { -1, NULL, 0 } }, false, 2, 2, 2, 2 },
		{ "same name and birth date twice", { { 3, "n", 1 }, { 4, "d", 1 }, { 3, "n", 2 }, { 4, "d", 2 }, { -1, NULL, 0 } }, false, 1, 1, 1, 1 },
		{ "My Number: counted, not kept", { { 5, "x", 1 }, { 5, "y", 2 }, { 5, "x", 3 }, { -1, NULL, 0 } }, false, 2, 2, 2, 0 },
		{ "weak hits raise hi alone", { { 0, "a", 0 }, { 0, "Wb", 0 }, { -1, NULL, 0 } }, false, 0, 1, 2, 1 },
		{ "not read to the end", { { 0, "a", 0 }, { -1, NULL, 0 } }, true, 0, 1, DC_PERSONS_UNKNOWN, 1 },
	};
	struct persons *p = persons_new(NULL);

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_arena *a = dc_arena_new(0);
		struct dc_result_finding f[6] = { 0 };
		struct dc_result r = { 0 };

		for (size_t k = 0; k < 6; k++)
			f[k].kind = kinds[k];
		persons_reset(p);
		for (size_t k = 0; k < 8 && rows[i].said[k].kind >= 0 && rows[i].said[k].value != NULL; k++) {
			const struct said *s = &rows[i].said[k];
			struct person_hit h = { .kind = kinds[s->kind], .category = kinds[s->kind]->category, .finding = (uint32_t)s->kind,
						.record = s->record, .stored = s->kind != 5 };

			memset(h.token, s->value[0], sizeof h.token);
			h.token[0] = (uint8_t)s->kind;
			if (s->value[0] == 'W')
				persons_add_weak(p, h.finding);
			else
				assert_int_equal(persons_add(p, &h), DC_OK);
		}
		assert_int_equal(persons_finish(p, compose, NULL, !rows[i].cut, a, f, 6, &r), DC_OK);
		if (r.persons.lo != rows[i].lo || r.persons.best != rows[i].best || r.persons.hi != rows[i].hi || r.n_tokens != rows[i].tokens)
			fail_msg("%s: %llu/%llu/%llu and %zu tokens", rows[i].why, (unsigned long long)r.persons.lo,
				 (unsigned long long)r.persons.best, (unsigned long long)r.persons.hi, r.n_tokens);
		dc_arena_free(a);
	}
	persons_free(p);
}

/* A table of 200,000 rows, two links each, all the same number of persons; tables grow and shrink again. */
static void test_persons_many(void **state)
{
	enum { ROWS = 200000 };
	struct persons *p = persons_new("/tmp");
	struct dc_arena *a = dc_arena_new(0);
	struct dc_result_finding f[2] = { { .kind = &email }, { .kind = &phone } };
	struct dc_result r = { 0 };

	(void)state;
	for (uint32_t k = 0; k < 2; k++)
		for (uint32_t i = 0; i < ROWS; i++) {
			struct person_hit h = { .kind = kinds[k], .category = kinds[k]->category, .finding = k, .record = i + 1, .stored = true };

			memcpy(h.token, &i, sizeof i);
			h.token[8] = (uint8_t)k;
			assert_int_equal(persons_add(p, &h), DC_OK);
		}
	assert_int_equal(persons_finish(p, compose, NULL, true, a, f, 2, &r), DC_OK);
	assert_int_equal(r.persons.best, ROWS);
	assert_int_equal(r.persons.hi, 2 * ROWS);
	assert_int_equal(r.n_tokens, 2 * ROWS);
	persons_reset(p);
	r = (struct dc_result){ 0 };
	assert_int_equal(persons_finish(p, compose, NULL, true, a, f, 2, &r), DC_OK);
	assert_int_equal(r.persons.hi, 0);
	dc_arena_free(a);
	persons_free(p);
}

/* ---- the same, counted plainly: all pairs looked at, as PURPOSES §1.6 says it */

enum { PLAIN_MOST = 256, PLAIN_FINDINGS = 12 };

struct plain_value { uint8_t token[DC_TOKEN_BYTES]; uint32_t finding; bool links, one_each, stored; uint64_t record; unsigned label; };

struct plain {
	struct plain_value v[PLAIN_MOST];
	size_t n;
	struct { uint64_t record; int value; int name, birth; } r[PLAIN_MOST];	/* value: one that links; -1 */
	size_t n_records;
	uint64_t hits[PLAIN_FINDINGS], weak[PLAIN_FINDINGS];
};

static void plain_join(struct plain *p, unsigned a, unsigned b)
{
	for (size_t i = 0; i < p->n && a != b; i++)
		if (p->v[i].label == b)
			p->v[i].label = a;
}

static size_t plain_record(struct plain *p, uint64_t record)
{
	for (size_t i = 0; i < p->n_records; i++)
		if (p->r[i].record == record)
			return i;
	p->r[p->n_records].record = record;
	p->r[p->n_records].value = p->r[p->n_records].name = p->r[p->n_records].birth = -1;
	return p->n_records++;
}

static int plain_value(struct plain *p, const struct plain_value *v)
{
	size_t i = 0;

	while (i < p->n && (p->v[i].finding != v->finding || memcmp(p->v[i].token, v->token, DC_TOKEN_BYTES) != 0))
		i++;
	if (i == p->n) {
		p->v[i] = *v;
		p->v[i].label = (unsigned)p->n++;
	}
	for (size_t k = 0; k < p->n && v->links; k++)
		if (p->v[k].links && memcmp(p->v[k].token, v->token, DC_TOKEN_BYTES) == 0)
			plain_join(p, p->v[k].label, p->v[i].label);
	if (v->links && v->record != 0) {
		size_t r = plain_record(p, v->record);

		if (p->r[r].value < 0)
			p->r[r].value = (int)i;
		plain_join(p, p->v[p->r[r].value].label, p->v[i].label);
	}
	return (int)i;
}

static void plain_hit(struct plain *p, const struct person_hit *h)
{
	struct plain_value v = { .finding = h->finding, .links = h->kind->flags & (DC_KIND_LINKS | DC_KIND_ONE_EACH),
		.one_each = h->kind->flags & DC_KIND_ONE_EACH, .stored = h->stored, .record = h->record };
	size_t r;
	int i;

	memcpy(v.token, h->token, DC_TOKEN_BYTES);
	p->hits[h->finding]++;
	i = plain_value(p, &v);
	if (h->record == 0)
		return;
	r = plain_record(p, h->record);
	if (h->kind == &name && p->r[r].name < 0)
		p->r[r].name = i;
	if (h->kind == &birth && p->r[r].birth < 0)
		p->r[r].birth = i;
}

static void plain_compose(struct plain *p)
{
	for (size_t r = 0; r < p->n_records; r++) {
		struct plain_value v = { .links = true, .one_each = true, .stored = true, .record = p->r[r].record };
		uint8_t pair[2 * DC_TOKEN_BYTES];

		if (p->r[r].name < 0 || p->r[r].birth < 0)
			continue;
		v.finding = p->v[p->r[r].name].finding;
		memcpy(pair, p->v[p->r[r].name].token, DC_TOKEN_BYTES);
		memcpy(pair + DC_TOKEN_BYTES, p->v[p->r[r].birth].token, DC_TOKEN_BYTES);
		compose(NULL, pair, v.token);
		plain_value(p, &v);
	}
}

/* Is the i-th the first of those that `same` calls its equal? */
static bool plain_first(const struct plain *p, size_t i, bool (*same)(const struct plain_value *, const struct plain_value *))
{
	for (size_t k = 0; k < i; k++)
		if (same(&p->v[k], &p->v[i]))
			return false;
	return true;
}

static bool same_token(const struct plain_value *a, const struct plain_value *b)
{
	return a->links && memcmp(a->token, b->token, DC_TOKEN_BYTES) == 0;
}

static bool same_component(const struct plain_value *a, const struct plain_value *b)
{
	return a->links && a->label == b->label;
}

static bool same_here(const struct plain_value *a, const struct plain_value *b)
{
	return same_component(a, b) && a->finding == b->finding;
}

static bool same_key(const struct plain_value *a, const struct plain_value *b)
{
	return a->one_each && a->finding % 6 == b->finding % 6 && memcmp(a->token, b->token, DC_TOKEN_BYTES) == 0;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static struct dc_persons plain_persons(struct plain *p, struct dc_persons of[PLAIN_FINDINGS])
{
	uint64_t tokens = 0, tops = 0, keys[6] = { 0 }, alone = 0, apart = 0;
	struct dc_persons all = { 0 };

	for (size_t i = 0; i < p->n; i++) {
		tokens += p->v[i].links && plain_first(p, i, same_token);
		tops += p->v[i].links && plain_first(p, i, same_component);
		keys[p->v[i].finding % 6] += p->v[i].one_each && plain_first(p, i, same_key);
	}
	for (uint32_t f = 0; f < PLAIN_FINDINGS; f++) {
		uint64_t linked = 0, components = 0, bare = 0, uncovered = 0;

		for (size_t i = 0; i < p->n; i++) {
			const struct plain_value *v = &p->v[i];

			if (v->finding != f)
				continue;
			of[f].lo += v->one_each;
			linked += v->links;
			components += v->links && plain_first(p, i, same_here);
			bare += !v->links;
			uncovered += !v->links && (v->record == 0 || p->r[plain_record(p, v->record)].value < 0);
		}
		of[f].best = larger(of[f].lo, larger(components, bare));
		of[f].hi = larger(of[f].best, larger(linked, bare == 0 ? 0 : p->hits[f]) + p->weak[f]);
		alone = larger(alone, uncovered);
		apart += p->weak[f] + (uncovered != 0 ? p->hits[f] : 0);
	}
	for (size_t k = 0; k < 6; k++)
		all.lo = larger(all.lo, keys[k]);
	all.best = larger(all.lo, tops + alone);
	all.hi = larger(all.best, tokens + apart);
	return all;
}

static void check_tokens(const struct plain *p, const struct dc_result *r, unsigned seed)
{
	int numbers[PLAIN_MOST];
	uint32_t next = 0;
	size_t at = 0;

	memset(numbers, 0xff, sizeof numbers);
	for (size_t i = 0; i < p->n; i++) {
		const struct plain_value *v = &p->v[i];

		if (!v->links || !v->stored)
			continue;
		if (numbers[v->label] < 0)
			numbers[v->label] = (int)next++;
		if (at >= r->n_tokens || memcmp(r->tokens[at].token, v->token, DC_TOKEN_BYTES) != 0 || r->tokens[at].finding != v->finding ||
		    r->tokens[at].one_each != v->one_each || r->tokens[at].component != (uint32_t)numbers[v->label])
			fail_msg("seed %u: token %zu", seed, at);
		at++;
	}
	assert_int_equal(at, r->n_tokens);
}

static unsigned drawn(unsigned *state, unsigned most)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % most;
}

/* Records in order, out of order, and none; few values, so that much hangs together. */
static void test_persons_plainly(void **state)
{
	struct persons *p = persons_new(NULL);

	(void)state;
	for (unsigned seed = 0; seed < 600; seed++) {
		struct plain plain = { .n = 0 };
		struct dc_persons of[PLAIN_FINDINGS] = { 0 }, all;
		struct dc_result_finding f[PLAIN_FINDINGS] = { 0 };
		struct dc_arena *a = dc_arena_new(0);
		struct dc_result r = { 0 };
		unsigned s = seed, n = drawn(&s, 80), values = 1 + drawn(&s, 20), order = drawn(&s, 3);
		uint64_t record = 0;

		for (size_t k = 0; k < PLAIN_FINDINGS; k++)
			f[k].kind = kinds[k % 6];
		persons_reset(p);
		for (unsigned i = 0; i < n; i++) {
			struct person_hit h = { .finding = drawn(&s, PLAIN_FINDINGS) };

			record = order == 0 ? 0 : order == 1 ? record + (drawn(&s, 3) == 0) : drawn(&s, 12) + ((uint64_t)drawn(&s, 2) << 33);
			h.kind = kinds[h.finding % 6];
			h.category = h.kind->category;
			h.record = record;
			h.stored = h.finding % 6 != 5;
			memset(h.token, (int)drawn(&s, values) + 1, sizeof h.token);
			h.token[0] = (uint8_t)(h.finding % 6);
			if (drawn(&s, 15) == 0) {
				plain.weak[h.finding]++;
				persons_add_weak(p, h.finding);
			} else {
				plain_hit(&plain, &h);
				assert_int_equal(persons_add(p, &h), DC_OK);
			}
		}
		plain_compose(&plain);
		all = plain_persons(&plain, of);
		assert_int_equal(persons_finish(p, compose, NULL, true, a, f, PLAIN_FINDINGS, &r), DC_OK);
		if (memcmp(&r.persons, &all, sizeof all) != 0)
			fail_msg("seed %u: %llu/%llu/%llu, plainly %llu/%llu/%llu", seed, (unsigned long long)r.persons.lo,
				 (unsigned long long)r.persons.best, (unsigned long long)r.persons.hi, (unsigned long long)all.lo,
				 (unsigned long long)all.best, (unsigned long long)all.hi);
		for (size_t k = 0; k < PLAIN_FINDINGS; k++)
			if (memcmp(&f[k].persons, &of[k], sizeof of[k]) != 0)
				fail_msg("seed %u: finding %zu", seed, k);
		check_tokens(&plain, &r, seed);
		dc_arena_free(a);
	}
	persons_free(p);
}

/* ---- the list of tokens */

struct groups { uint8_t last[DC_TOKEN_BYTES]; size_t n, members; };

static void on_group(void *ctx, const struct met_equal *at, size_t n)
{
	struct groups *g = ctx;

	assert_true(g->n == 0 || memcmp(g->last, at[0].met.token, DC_TOKEN_BYTES) < 0);
	memcpy(g->last, at[0].met.token, DC_TOKEN_BYTES);
	for (size_t i = 0; i < n; i++) {
		assert_memory_equal(at[i].met.token, at[0].met.token, DC_TOKEN_BYTES);
		assert_int_equal(at[i].met.node, at[i].number);
		assert_true(i == 0 || at[i - 1].met.finding < at[i].met.finding ||
			    (at[i - 1].met.finding == at[i].met.finding && at[i - 1].number < at[i].number));
	}
	g->n++;
	g->members += n;
}

/* In memory and in a file, in one part and in many: what came is there, in order and in groups. */
static void test_met(void **state)
{
	static const struct { uint32_t n, values, most; } rows[] = {
		{ 0, 1, 64 }, { 1, 1, 64 }, { 64, 64, 64 }, { 65, 65, 64 }, { 1000, 10, 64 }, { 1000, 1, 64 }, { 200000, 70000, 1024 }, { 200000, 70000, MET_MOST },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct groups g = { .n = 0 };
		const struct met *all;
		struct met_list l;

		met_init(&l, "/tmp", rows[i].most);
		for (uint32_t k = 0; k < rows[i].n; k++) {
			uint64_t x = (k % rows[i].values + 1) * UINT64_C(0x9e3779b97f4a7c15);
			struct met m = { .finding = k % 3, .node = k };

			memcpy(m.token, &x, sizeof x);
			assert_int_equal(met_add(&l, &m), DC_OK);
		}
		assert_int_equal(l.file.fd >= 0, rows[i].n > rows[i].most);
		assert_int_equal(met_groups(&l, on_group, &g), DC_OK);
		assert_int_equal(g.n, rows[i].n < rows[i].values ? rows[i].n : rows[i].values);
		assert_int_equal(g.members, rows[i].n);
		all = met_all(&l);
		for (uint32_t k = 0; k < rows[i].n; k++)
			assert_int_equal(all[k].node, k);
		met_done(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_persons), cmocka_unit_test(test_persons_many), cmocka_unit_test(test_persons_plainly),
		cmocka_unit_test(test_met),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
