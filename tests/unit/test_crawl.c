/* test_crawl.c -- persons, the findings list, the queue of two levels. Expected intervals are counted by hand from
 * PURPOSES §1.6. */
#include "table.h"

#include "persons.h"
#include "spool.h"
#include "alike.h"
#include "tally.h"
#include "worklist.h"

#include <stdlib.h>

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

/* Adds the k-th hit; a value that was said before comes by the number it was given. */
static void add_hit(struct persons *p, const struct said *said, size_t k, const struct person_hit *h, uint32_t *entries)
{
	size_t first = 0;

	while (said[first].kind != said[k].kind || strcmp(said[first].value, said[k].value) != 0)
		first++;
	if (first < k)
		assert_int_equal(persons_again(p, h, entries[first]), DC_OK);
	else
		assert_int_equal(persons_add(p, h, &entries[k]), DC_OK);
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
	struct persons *p = persons_new();
	uint32_t entries[8];

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
				add_hit(p, rows[i].said, k, &h, entries);
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
	struct persons *p = persons_new();
	struct dc_arena *a = dc_arena_new(0);
	struct dc_result_finding f[2] = { { .kind = &email }, { .kind = &phone } };
	struct dc_result r = { 0 };

	(void)state;
	for (uint32_t k = 0; k < 2; k++)
		for (uint32_t i = 0; i < ROWS; i++) {
			struct person_hit h = { .kind = kinds[k], .category = kinds[k]->category, .finding = k, .record = i + 1, .stored = true };

			memcpy(h.token, &i, sizeof i);
			h.token[8] = (uint8_t)k;
			assert_int_equal(persons_add(p, &h, NULL), DC_OK);
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

/* ---- the findings list */

static void add(struct dc_findings *f, const char *path, size_t hits)
{
	struct dc_weight weights[2] = { { 3, 1.5f }, { 4, -0.5f } };
	struct dc_result_part part = { .inner = "", .table = "", .format = "text", .charset = "utf-8", .detail = "" };
	struct dc_result_finding finding = { .field = "", .category = "contact.email", .kind = &email };
	struct dc_result_hit *h = calloc(hits, sizeof *h);
	struct dc_result r = { .asset = "target", .path = path, .path_len = strlen(path), .parts = &part, .n_parts = 1,
			       .findings = &finding, .n_findings = 1, .hits = h, .n_hits = hits };
	struct dc_error err = { 0 };

	for (size_t i = 0; i < hits; i++)
		h[i] = (struct dc_result_hit){ .start = i, .end = i + 5, .field = "", .column = DC_NO_COLUMN, .confidence = 0.75f,
					       .band = DC_BAND_MEDIUM, .masked = "***@example.jp", .weights = weights, .n_weights = i % 3 };
	assert_int_equal(spool_add(f, &r, &err), DC_OK);
	free(h);
}

struct seen { char last[256]; uint64_t n, next; };

static enum dc_status in_order(void *ctx, const struct dc_listed_finding *f, struct dc_error *err)
{
	struct seen *s = ctx;

	(void)err;
	if (strcmp(s->last, f->path) != 0)
		s->next = 0;
	assert_true(strcmp(s->last, f->path) <= 0);
	assert_int_equal(f->start, s->next++);
	assert_string_equal(f->masked, "***@example.jp");
	assert_string_equal(f->category, "contact.email");
	assert_string_equal(f->asset, "target");
	assert_int_equal(f->n_weights, f->start % 3);
	if (f->n_weights == 2)
		assert_int_equal(f->weights[1].why, 4);
	snprintf(s->last, sizeof s->last, "%s", f->path);
	s->n++;
	return DC_OK;
}

/* More paths than one run holds, and an object with more hits than a buffer; in any order. */
static void test_findings_list(void **state)
{
	enum { OBJECTS = 60000 };
	struct dc_findings *f;
	struct dc_error err = { 0 };
	struct seen s = { .n = 0 };

	(void)state;
	assert_int_equal(spool_new("/tmp", &f, &err), DC_OK);
	for (unsigned i = 0; i < OBJECTS; i++) {
		char path[160];

		snprintf(path, sizeof path, "/a/path/that/is/rather/long/so/that/the/runs/fill/up/and/more/than/one/has/to/be/merged/%05u", i * 7919u % OBJECTS);
		add(f, path, 1 + i % 3);
	}
	add(f, "/a/many", 5000);
	assert_int_equal(dc_findings_each(f, in_order, &s, &err), DC_OK);
	assert_int_equal(s.n, dc_findings_count(f));
	assert_int_equal(s.n, OBJECTS * 2 + 5000);
	s = (struct seen){ .n = 0 };
	assert_int_equal(dc_findings_each(f, in_order, &s, &err), DC_OK);	/* and once more */
	assert_int_equal(s.n, OBJECTS * 2 + 5000);
	dc_findings_free(f);
}

/* ---- the queue */

static struct dc_object *sized(uint64_t size)
{
	struct dc_arena *a = dc_arena_new(0);
	struct dc_object *o = dc_arena_alloc(a, sizeof *o);

	*o = (struct dc_object){ .arena = a, .size = size, .fd = -1 };
	return o;
}

static void test_big_first(void **state)
{
	static const uint64_t in[] = { 10, 5u << 20, 20, 9u << 20, 30, 7u << 20 }, want[] = { 9u << 20, 7u << 20, 5u << 20, 10, 20, 30 };
	struct sched *s = sched_new();
	struct work w;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(in); i++)
		assert_int_equal(sched_push(s, (struct work){ NULL, sized(in[i]) }), DC_OK);
	for (size_t i = 0; i < DC_ARRAY_LEN(want); i++) {
		assert_int_equal(sched_pop(s, &w), DC_OK);
		assert_int_equal(w.object->size, want[i]);
		dc_object_free(w.object);
	}
	assert_int_equal(sched_push(s, (struct work){ NULL, sized(1) }), DC_OK);
	sched_close(s);
	assert_int_equal(sched_pop(s, &w), DC_OK);	/* what is there is still served */
	dc_object_free(w.object);
	assert_int_equal(sched_pop(s, &w), DC_END);
	sched_free(s);
}

/* ---- the best hits of a finding */

#define TALLIED 3000

static void tally_many(struct tally *t, uint64_t seed, struct dc_result **out)
{
	struct dc_record r = { .type = DC_REC_PART_OPEN, .parent = UINT32_MAX, .name = "", .format = "csv", .table = "", .field = "" };
	struct dc_object object = { .asset = "a", .path = "/a.csv", .path_len = 6, .detail = "" };
	struct dc_error err = { 0 };

	tally_reset(t);
	assert_int_equal(tally_record(t, &r, &err), DC_OK);
	r.type = DC_REC_HIT;
	for (uint64_t i = 0; i < TALLIED; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		r.hit = (struct dc_hit){ .kind = kinds[seed >> 33 & 1], .category = kinds[seed >> 33 & 1]->category, .start = i * 10,
			.end = i * 10 + 5, .row = i / 2 + 1, .column = 0, .band = DC_BAND_LOW, .value = dc_span_of("v"),
			.confidence = 0.3f + (float)(seed >> 34 & 15) * 0.01f + (float)i * 0.00001f * (float)(seed >> 40 & 1),
			.flags = (seed >> 41 & 7) == 0 ? 0 : DC_HIT_PLACEHOLDER };
		assert_int_equal(tally_record(t, &r, &err), DC_OK);
	}
	assert_int_equal(tally_result(t, &object, DC_R_none, NULL, 1, out, &err), DC_OK);
}

static bool sham(const struct dc_result_hit *h)
{
	return (h->flags & DC_HIT_PLACEHOLDER) != 0;
}

/* How many of the list go before h: the sample first, then persons, then the surest, then as they stand. */
static size_t before(const struct dc_result *r, const struct dc_result_hit *h)
{
	const struct dc_result_hit *sample = &r->hits[r->findings[h->finding].sample];
	size_t n = 0;

	for (size_t i = 0; i < r->n_hits && h != sample; i++) {
		const struct dc_result_hit *x = &r->hits[i];

		if (x->finding != h->finding || x == h)
			continue;
		if (x == sample || (sham(x) != sham(h) ? sham(h) : x->confidence != h->confidence ? x->confidence > h->confidence :
		    x->start < h->start))
			n++;
	}
	return n;
}

/* Without a list of all hits a result has the same best ones. */
static void test_best_hits(void **state)
{
	struct dc_budget budget = dc_budget_default;
	struct tally *all = tally_new(NULL, &budget, true, NULL), *few = tally_new(NULL, &budget, false, NULL);

	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct dc_result *a, *b;
		size_t stored = 0;

		tally_many(all, seed, &a);
		tally_many(few, seed, &b);
		assert_int_equal(a->n_hits, TALLIED);
		assert_int_equal(b->n_hits, 2 * DC_HITS_STORED);
		for (size_t f = 0; f < 2; f++)
			assert_int_equal(a->hits[a->findings[f].sample].start, b->hits[b->findings[f].sample].start);
		for (size_t i = 0; i < a->n_hits; i++) {
			size_t k = 0;

			if (before(a, &a->hits[i]) >= DC_HITS_STORED)
				continue;
			while (k < b->n_hits && (b->hits[k].start != a->hits[i].start || b->hits[k].finding != a->hits[i].finding))
				k++;
			assert_true(k < b->n_hits);
			stored++;
		}
		assert_int_equal(stored, b->n_hits);
		dc_arena_free(a->arena);
		dc_arena_free(b->arena);
	}
	tally_free(all);
	tally_free(few);
}

/* ---- rows by items that point at nobody alone */

struct cell { uint32_t column; uint64_t row; const char *value; };

static void test_alike(void **state)
{
	static const struct { const char *why; struct cell cells[8]; struct alike_count want; } rows[] = {
		{ "no row", { { 0, 0, NULL } }, { 0, 0, 0, false } },
		{ "one row is alone", { { 1, 1, "34" } }, { 1, 1, 1, false } },
		{ "two equal rows are not", { { 1, 2, "34" }, { 1, 3, "34" } }, { 2, 2, 0, false } },
		{ "two and one", { { 1, 2, "34" }, { 1, 3, "34" }, { 1, 4, "35" } }, { 3, 1, 1, false } },
		{ "columns one behind the other", { { 1, 1, "34" }, { 1, 2, "34" }, { 2, 1, "f" }, { 2, 2, "f" } }, { 2, 2, 0, false } },
		{ "a second column parts them", { { 1, 1, "34" }, { 1, 2, "34" }, { 2, 1, "f" }, { 2, 2, "m" } }, { 2, 1, 2, false } },
		{ "an empty cell is a value too", { { 1, 1, "34" }, { 1, 2, "34" }, { 2, 1, "f" } }, { 2, 1, 2, false } },
		{ "the same value in another column", { { 1, 1, "34" }, { 2, 2, "34" } }, { 2, 1, 2, false } },
		{ "values changed over columns", { { 1, 1, "a" }, { 2, 1, "b" }, { 1, 2, "b" }, { 2, 2, "a" } }, { 2, 1, 2, false } },
		{ "rows beyond the last looked at", { { 1, 1, "34" }, { 1, ALIKE_ROWS + 1, "35" } }, { 1, 1, 1, true } },
	};
	struct alike *a = alike_new();

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct alike_count got;

		for (size_t k = 0; k < 8 && rows[i].cells[k].value != NULL; k++) {
			assert_true(alike_add(a, 7, rows[i].cells[k].column, rows[i].cells[k].row, dc_span_of(rows[i].cells[k].value)));
			assert_true(alike_add(a, 8, 1, k + 1, dc_span_of("another part")));
		}
		got = alike_of(a, 7);
		if (got.rows != rows[i].want.rows || got.least != rows[i].want.least || got.alone != rows[i].want.alone || got.more != rows[i].want.more)
			fail_msg("%s: %llu rows, the smallest group %llu, %llu alone", rows[i].why, (unsigned long long)got.rows,
				 (unsigned long long)got.least, (unsigned long long)got.alone);
		alike_reset(a);
	}
	alike_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_persons), cmocka_unit_test(test_persons_many), cmocka_unit_test(test_findings_list),
		cmocka_unit_test(test_big_first), cmocka_unit_test(test_best_hits), cmocka_unit_test(test_alike),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
