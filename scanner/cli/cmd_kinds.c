/* cmd_kinds.c -- `daicho kinds list | explain ID | test`: what is looked for, why, and that it works. */
#include "cli.h"
#include "try.h"

#include "daicho/category.h"
#include "daicho/detector.h"

#include <stdio.h>
#include <string.h>

static void list(const struct dc_engine *engine)
{
	for (size_t i = 0; i < dc_engine_kinds(engine); i++) {
		const struct dc_kind *k = dc_engine_kind(engine, i);

		printf("%-26s %-28s %s%s\n", k->id, k->category, T(k->en, k->ja), (k->flags & DC_KIND_USER) != 0 ? T(" (your own)", "(独自)") : "");
	}
}

static void words(const char *title, const char *const *w)
{
	if (w == NULL || w[0] == NULL)
		return;
	printf("%s\n ", title);
	for (; *w != NULL; w++)
		printf(" %s%s", *w, w[1] != NULL ? "," : "\n");
}

static int explain(const struct dc_engine *engine, const char *id)
{
	for (size_t i = 0; i < dc_engine_kinds(engine); i++) {
		const struct dc_kind *k = dc_engine_kind(engine, i);

		if (strcmp(k->id, id) != 0)
			continue;
		printf("%s  %s\n%s: %s\n", k->id, T(k->en, k->ja), T("category", "種別"), k->category);
		words(T("words that speak for it:", "裏付ける語:"), k->near);
		words(T("words that speak against it:", "否定する語:"), k->near_not);
		words(T("column names:", "列名:"), k->columns);
		words(T("examples (made up):", "例(架空):"), k->examples);
		words(T("look-alikes that are not it:", "似て非なる例:"), k->decoys);
		if (k->sources != NULL)
			printf("%s: %s\n", T("sources", "出典"), k->sources);
		return CLI_DONE;
	}
	return cli_usage(T("no kind '%s'; 'daicho kinds list' names them", "'%s' という種類はありません。'daicho kinds list' を見てください"), id);
}

/* One example or decoy; true if it came out as it must. */
static bool one(struct try *t, const struct dc_kind *k, const char *text, bool want)
{
	bool found = try_finds(t, text, k->id);

	if (found != want)
		printf("%s: %s: %s\n", k->id, want ? T("not found", "見つからない") : T("found, but must not be", "見つかってはならない"), text);
	return found == want;
}

static int test(const struct dc_engine *engine, struct dc_error *err)
{
	struct try *t = try_new(engine, err);
	unsigned good = 0, bad = 0;

	if (t == NULL)
		return cli_fail(err);
	for (size_t i = 0; i < dc_engine_kinds(engine); i++) {
		const struct dc_kind *k = dc_engine_kind(engine, i);

		for (const char *const *e = k->examples; e != NULL && *e != NULL; e++)
			*(one(t, k, *e, true) ? &good : &bad) += 1;
		for (const char *const *e = k->decoys; e != NULL && *e != NULL; e++)
			*(one(t, k, *e, false) ? &good : &bad) += 1;
	}
	try_free(t);
	printf(T("%u as they must be, %u not\n", "正しい %u、誤り %u\n"), good, bad);
	return bad == 0 ? CLI_DONE : CLI_INTERNAL;
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct dc_engine_options opt = { .profile = DC_PROFILE_THOROUGH, .kinds_file = v->kinds, .today = cli_today(),
		.table_only = strcmp(argv[0], "test") != 0 };
	struct dc_engine *engine;
	struct dc_error err = { 0 };
	int code = CLI_DONE;

	if (dc_engine_new(&opt, &engine, &err) != DC_OK)
		return cli_fail(&err);
	if (strcmp(argv[0], "list") == 0 && argc == 1)
		list(engine);
	else if (strcmp(argv[0], "explain") == 0 && argc == 2)
		code = explain(engine, argv[1]);
	else if (strcmp(argv[0], "test") == 0 && argc == 1)
		code = test(engine, &err);
	else
		code = cli_usage(T("usage: daicho kinds list | explain ID | test", "使い方: daicho kinds list | explain ID | test"));
	dc_engine_free(engine);
	return code;
}

const struct cli_command command_kinds = {
	.name = "kinds", .args = "list | explain ID | test", .options = "kinds", .least = 1, .most = 2, .run = run,
	.en = "what is looked for, and that it works", .ja = "何を探すかを示し、試す",
	.more_en = "test runs every kind's examples and look-alikes; with --kinds FILE your own are among them.",
	.more_ja = "test は各種類の例と似て非なる例を試します。--kinds FILE で独自の種類も加わります。",
};
