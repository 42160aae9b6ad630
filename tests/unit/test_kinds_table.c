/* test_kinds_table.c -- every kind finds its own examples and none of its look-alikes, through the whole session. */
#include "table.h"

#include "daicho/detector.h"

#include <stdio.h>
#include <stdlib.h>

#define FOUND_FROM 0.30f		/* band low */

struct seen {
	struct dc_hit_sink sink;	/* first */
	const struct dc_kind *kind;
	float best;
};

static enum dc_status on_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	struct seen *seen = (struct seen *)sink;

	(void)err;
	if (hit->kind == seen->kind && hit->confidence > seen->best)
		seen->best = hit->confidence;
	return DC_OK;
}

static enum dc_status on_column(struct dc_hit_sink *sink, const struct dc_column_finding *column, struct dc_error *err)
{
	(void)sink;
	(void)column;
	(void)err;
	return DC_OK;
}

/* The best confidence with which the kind is found in the text as prose; -1 if it is not. */
static float find(struct dc_session *session, const struct dc_kind *kind, const char *text)
{
	struct seen seen = { { on_hit, on_column }, kind, -1 };
	struct dc_error err = { 0 };
	size_t n = strlen(text);
	uint8_t *padded = calloc(1, n + 2 * DC_TEXT_PAD);
	struct dc_text t = { .form = DC_PROSE, .page_end = n, .first_line = 1 };

	assert_non_null(padded);
	memcpy(padded + DC_TEXT_PAD, text, n);
	t.bytes = (struct dc_span){ padded + DC_TEXT_PAD, n };
	assert_int_equal(dc_session_begin(session, &(struct dc_document){ 0 }, &err), DC_OK);
	assert_int_equal(dc_session_text(session, &t, &seen.sink, &err), DC_OK);
	assert_int_equal(dc_session_end(session, &seen.sink, &err), DC_OK);
	free(padded);
	return seen.best;
}

static void test_examples_and_decoys(void **state)
{
	struct dc_engine_options opt = { .today = 20261122 };
	struct dc_error err = { 0 };
	struct dc_engine *engine;
	struct dc_session *session;
	int wrong = 0;

	(void)state;
	assert_int_equal(dc_engine_new(&opt, &engine, &err), DC_OK);
	assert_int_equal(dc_session_new(engine, &session, &err), DC_OK);
	for (size_t i = 0; i < dc_engine_kinds(engine); i++) {
		const struct dc_kind *k = dc_engine_kind(engine, i);

		for (const char *const *s = k->examples; s != NULL && *s != NULL; s++) {
			float best = find(session, k, *s);

			if (best < FOUND_FROM) {
				print_error("%s: %.3f: not found in \"%s\"\n", k->id, (double)best, *s);
				wrong++;
			}
		}
		for (const char *const *s = k->decoys; s != NULL && *s != NULL; s++) {
			float best = find(session, k, *s);

			if (best >= FOUND_FROM) {
				print_error("%s: %.3f: found in \"%s\"\n", k->id, (double)best, *s);
				wrong++;
			}
		}
	}
	dc_session_free(session);
	dc_engine_free(engine);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_examples_and_decoys) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
