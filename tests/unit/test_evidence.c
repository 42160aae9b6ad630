/* test_evidence.c -- candidates in, hits out: places, bands, overlap. */
#include "table.h"

#include "calibrate.h"
#include "compete.h"
#include "evidence.h"

#include <math.h>

static const struct dc_kind phone = { .id = "test.phone", .category = "contact.phone" };
static const struct dc_kind pension = { .id = "test.pension", .category = "govid.pension" };

static const struct dc_kind own = { .id = "own.card", .category = "work.employee_id", .flags = DC_KIND_USER };

static const struct dc_kind *const kinds[] = { &phone, &pension, &own };

/* The engine's table of kinds, as small as the tests need it. */
size_t dc_engine_kinds(const struct dc_engine *engine)
{
	(void)engine;
	return DC_ARRAY_LEN(kinds);
}

const struct dc_kind *dc_engine_kind(const struct dc_engine *engine, size_t i)
{
	(void)engine;
	return kinds[i];
}

struct seen {
	struct dc_hit_sink sink;
	struct dc_hit hits[16];
	size_t n;
};

static enum dc_status see_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	struct seen *s = (struct seen *)sink;

	(void)err;
	assert_true(s->n < DC_ARRAY_LEN(s->hits));
	s->hits[s->n++] = *hit;
	return DC_OK;
}

struct found { const struct dc_kind *kind; uint32_t start, end; float logodds; };

static void run(struct seen *s, struct dc_text *text, const struct found *f, size_t n)
{
	struct evidence *ev = NULL;
	struct dc_error err = { 0 };
	struct dc_document doc = { 0 };
	struct candidates c;

	*s = (struct seen){ .sink = { .hit = see_hit } };
	candidates_init(&c);
	assert_int_equal(evidence_new(NULL, &ev, &err), DC_OK);
	assert_int_equal(evidence_begin(ev, &doc, &err), DC_OK);
	for (size_t i = 0; i < n; i++) {
		struct candidate *a;

		assert_int_equal(candidates_add(&c, f[i].kind, f[i].start, f[i].end,
			dc_span_cut(text->bytes, f[i].start, f[i].end), &a), DC_OK);
		candidate_weigh(a, DC_E_form, f[i].logodds);
	}
	assert_int_equal(evidence_text(ev, text, &c, &s->sink, &err), DC_OK);
	assert_int_equal(evidence_end(ev, &s->sink, &err), DC_OK);
	evidence_free(ev);
	candidates_done(&c);
}

static void test_places(void **state)
{
	static const struct { const char *why, *text; uint32_t start; uint64_t line; uint32_t col; } rows[] = {
		{ "first", "0312395678", 0, 1, 1 },
		{ "Japanese counts code points", "電話0398765432", 6, 1, 3 },
		{ "second line", "a\n電0398765432", 5, 2, 2 },
		{ "far down", "a\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nxx0398765432", 21, 19, 3 },
	};
	struct seen s;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_text t = { .form = DC_PROSE, .bytes = dc_span_of(rows[i].text), .first_line = 1 };
		struct found f = { &phone, rows[i].start, rows[i].start + 10, 3 };

		t.page_end = t.bytes.n;
		run(&s, &t, &f, 1);
		if (s.n != 1 || s.hits[0].line != rows[i].line || s.hits[0].col != rows[i].col)
			fail_msg("%s: %zu hits, %d:%d", rows[i].why, s.n, (int)s.hits[0].line, (int)s.hits[0].col);
	}
}

static void test_one_winner(void **state)
{
	struct dc_text t = { .form = DC_PROSE, .bytes = dc_span_of("0398765432 "), .page_end = 11 };
	struct found f[] = { { &phone, 0, 10, 3 }, { &pension, 0, 10, 1 } };
	struct seen s;

	(void)state;
	run(&s, &t, f, 2);
	assert_int_equal(s.n, 1);
	assert_ptr_equal(s.hits[0].kind, &phone);
	/* odds e^3 and e^1 share one total: 3 - ln(1 + e^1), then the calibration of the kind */
	assert_true(fabsf(logf(s.hits[0].confidence / (1 - s.hits[0].confidence)) -
		calibrated("contact.phone", 3 - logf(1 + expf(1)))) < 0.01f);
}

/* A user's own kind against a built-in reading of the same characters. */
static void test_own_kind(void **state)
{
	static const struct {
		const char *why;
		uint32_t from, to;		/* of the user's kind; the built-in reads 5..14 */
		float own, other;
		enum dc_evidence by;		/* what the built-in rests on */
		bool checked, own_wins;
	} rows[] = {
		{ "a label alone gives way", 5, 14, 0.8f, 3.0f, DC_E_form_weak, false, true },
		{ "also to a match that is longer", 2, 14, 0.8f, 3.0f, DC_E_form_weak, false, true },
		{ "a match inside it is no reading of it", 9, 13, 0.8f, 3.0f, DC_E_form_weak, false, false },
		{ "a form of its own is stronger", 5, 14, 0.8f, 3.0f, DC_E_form, false, false },
		{ "a right check digit is stronger", 5, 14, 0.8f, 3.0f, DC_E_form_weak, true, false },
		{ "the likelier wins as ever", 5, 14, 4.0f, 3.0f, DC_E_form, false, true },
	};
	static const struct dc_kind label = { .id = "built.in", .category = "work.employee_id" };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		for (unsigned own_first = 0; own_first < 2; own_first++) {
			struct candidate c[2] = { { .kind = &label, .start = 5, .end = 14, .checked = rows[i].checked },
				{ .kind = &own, .start = rows[i].from, .end = rows[i].to } }, swap;

			candidate_weigh(&c[0], rows[i].by, rows[i].other);
			candidate_weigh(&c[1], DC_E_form, rows[i].own);
			if (own_first != 0) {
				swap = c[0];
				c[0] = c[1];
				c[1] = swap;
			}
			compete(c, 2);
			if (c[0].dropped == c[1].dropped || (c[own_first].dropped != rows[i].own_wins))
				fail_msg("%s (order %u)", rows[i].why, own_first);
			if (rows[i].own_wins && rows[i].by == DC_E_form_weak && candidate_logodds(&c[1 - own_first]) != rows[i].own)
				fail_msg("%s: what gave way is no rival", rows[i].why);
		}
	}
}

static void test_bands(void **state)
{
	static const struct { float p; enum dc_band want; } rows[] = {
		{ 0.299f, DC_BAND_NONE }, { 0.30f, DC_BAND_LOW }, { 0.599f, DC_BAND_LOW }, { 0.60f, DC_BAND_MEDIUM },
		{ 0.899f, DC_BAND_MEDIUM }, { 0.90f, DC_BAND_HIGH }, { 1.0f, DC_BAND_HIGH },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		assert_int_equal(dc_band_of(rows[i].p), rows[i].want);
	assert_string_equal(dc_evidence_name(DC_E_check_digit), "check_digit");
	assert_string_equal(dc_evidence_text(DC_E_label, "ja"), "直前に項目名がある");
	assert_string_equal(dc_band_name(DC_BAND_HIGH), "high");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places), cmocka_unit_test(test_one_winner), cmocka_unit_test(test_own_kind),
		cmocka_unit_test(test_bands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
