/* test_crawl.c -- the findings list, the queue of two levels, the best hits of a finding. */
#include "table.h"

#include "spool.h"
#include "alike.h"
#include "pace.h"
#include "tally.h"
#include "worklist.h"

#include <stdlib.h>

static const struct dc_kind email = { .id = "email", .category = "contact.email", .flags = DC_KIND_LINKS };
static const struct dc_kind phone = { .id = "phone", .category = "contact.phone", .flags = DC_KIND_LINKS };
static const struct dc_kind *const kinds[] = { &email, &phone };

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
	struct tally *all = tally_new(NULL, &budget, NULL, true, NULL), *few = tally_new(NULL, &budget, NULL, false, NULL);

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

/* ---- how fast files are read */

static void test_pace(void **state)
{
	static const uint64_t ms = 1000000, s = 1000 * ms;
	static const struct { const char *why; uint64_t opens, bytes; struct { uint64_t asked, size, given; } objects[5]; } rows[] = {
		{ "ten a second: the first ten catch up on the second before, then one each tenth", 10, 0,
			{ { 100 * s, 1, 100 * s }, { 100 * s + 900 * ms, 1, 100 * s + 900 * ms }, { 0 } } },
		{ "a file of two seconds is waited for by the next", 0, 1000000,
			{ { 100 * s, 2000000, 100 * s }, { 100 * s, 1, 101 * s }, { 103 * s, 1, 103 * s }, { 0 } } },
		{ "small files cost their opening", 1, 1000000,
			{ { 100 * s, 1, 100 * s }, { 100 * s, 1, 100 * s }, { 100 * s, 1, 101 * s }, { 100 * s, 1, 102 * s }, { 0 } } },
		{ "large ones their bytes", 1, 1000000, { { 100 * s, 3000000, 100 * s }, { 100 * s, 1, 102 * s }, { 100 * s, 1, 103 * s }, { 0 } } },
		{ "what was not used is not saved up", 1, 0, { { 100 * s, 1, 100 * s }, { 500 * s, 1, 500 * s }, { 500 * s, 1, 500 * s },
			{ 500 * s, 1, 501 * s }, { 0 } } },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct pace p;

		pace_init(&p, rows[i].opens, rows[i].bytes);
		for (size_t k = 0; k < 5 && rows[i].objects[k].asked != 0; k++) {
			uint64_t at = pace_take(&p, rows[i].objects[k].asked, rows[i].objects[k].size);

			if (at != rows[i].objects[k].given)
				fail_msg("%s: number %zu may be read at %.3f s", rows[i].why, k, (double)at / (double)s);
		}
		pace_done(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_findings_list),
		cmocka_unit_test(test_big_first), cmocka_unit_test(test_best_hits), cmocka_unit_test(test_alike), cmocka_unit_test(test_pace),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
