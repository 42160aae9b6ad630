/* engine.c -- makes the engine: which kinds, what wakes them, tables of shapes and labels. */
#include "engine.h"

#include "daicho/category.h"

#include <stdlib.h>
#include <time.h>

static const struct detector *const builtin[] = {
#define KIND(name) &detector_##name,
#include "kinds/kinds.def"
#undef KIND
};

_Static_assert(DC_ARRAY_LEN(builtin) <= KINDS_MOST, "a set of kinds holds them all");

size_t dc_engine_kinds(const struct dc_engine *engine)
{
	return engine->n_kinds + rules_count(engine->rules);
}

const struct dc_kind *dc_engine_kind(const struct dc_engine *engine, size_t i)
{
	if (i < engine->n_kinds)
		return &engine->kinds[i]->kind;
	i -= engine->n_kinds;
	return i < rules_count(engine->rules) ? &rules_kind(engine->rules, i)->kind : NULL;
}

const char *dc_engine_cpu(const struct dc_engine *engine)
{
	return engine->cpu == NULL ? "" : engine->cpu->name;
}

static bool asked_for(const struct dc_kind *kind, const char *const *only)
{
	if (only == NULL)
		return true;
	for (; *only != NULL; only++)
		if (strcmp(kind->id, *only) == 0 || dc_category_within(kind->category, *only))
			return true;
	return false;
}

static enum dc_status check_only(const struct dc_engine *e, const char *const *only, struct dc_error *err)
{
	for (; only != NULL && *only != NULL; only++) {
		bool known = dc_category_known(*only);

		for (size_t i = 0; i < dc_engine_kinds(e) && !known; i++)
			known = asked_for(dc_engine_kind(e, i), (const char *const[]){ *only, NULL });
		if (!known)
			return dc_fail(err, DC_EUSAGE, "\"%s\" is no kind and no category; see `daicho kinds list`", *only);
	}
	return DC_OK;
}

static enum dc_status add_shapes(struct dc_engine *e, unsigned i, struct dc_error *err)
{
	const struct detector *d = e->kinds[i];
	unsigned bit = e->digit_kinds.n;

	for (const char *const *s = d->shapes; s != NULL && *s != NULL; s++)
		if (shapes_add(e->shapes, *s, bit, false) != DC_OK)
			return dc_fail(err, DC_EBUG, "%s: shape %s", d->kind.id, *s);
	for (const char *const *s = d->labelled_shapes; s != NULL && *s != NULL; s++)
		if (shapes_add(e->shapes, *s, bit, true) != DC_OK)
			return dc_fail(err, DC_EBUG, "%s: shape %s", d->kind.id, *s);
	e->digit_kinds.at[e->digit_kinds.n++] = (uint8_t)i;
	return DC_OK;
}

static enum dc_status list_triggers(struct dc_engine *e, struct dc_error *err)
{
	for (unsigned i = 0; i < e->n_kinds; i++) {
		if (!e->wanted[i])
			continue;
		for (unsigned t = 0; t < N_TRIGGERS; t++)
			if (e->kinds[i]->triggers >> t & 1)
				e->by_trigger[t].at[e->by_trigger[t].n++] = (uint8_t)i;
		if ((e->kinds[i]->triggers & ON_LABEL) != 0)
			kind_set_add(&e->label_kinds, i);
		if ((e->kinds[i]->triggers & ON_DIGITS) != 0 && add_shapes(e, i, err) != DC_OK)
			return err->status;
	}
	return DC_OK;
}

/* Anchors nobody asked for are not made. Labels gate digits and years, so pairs and signs go with them. */
static unsigned anchors_for(const struct dc_engine *e)
{
	static const struct { unsigned triggers, anchors; } rows[] = {
		{ ON_AT, 1u << A_AT | 1u << A_WIDE_AT },
		{ ON_DIGITS, 1u << A_DIGITS | 1u << A_PLUS | 1u << A_WIDE_DIGITS | 1u << A_WIDE_JOIN | 1u << A_PAIR | 1u << A_SIGN },
		{ ON_LETTER_DIGIT, 1u << A_LETTER_DIGIT | 1u << A_WIDE_DIGITS | 1u << A_PAIR | 1u << A_SIGN },
		{ ON_YEAR, 1u << A_YEAR | 1u << A_ERA | 1u << A_WIDE_DIGITS | 1u << A_PAIR | 1u << A_SIGN },
		{ ON_LABEL, 1u << A_PAIR | 1u << A_SIGN },
		{ ON_KANJI_NAME | ON_PLACE, 1u << A_PAIR },
		{ ON_KANA, 1u << A_KANA },
		{ ON_CAPITAL, 1u << A_CAPITAL },
		{ ON_HEX, 1u << A_HEX },
		{ ON_CHEVRON, 1u << A_CHEVRON },
		{ ON_PLUS, 1u << A_PLUS },
		{ ON_SECRET, 1u << A_SECRET },
	};
	unsigned all = 0;

	for (size_t r = 0; r < DC_ARRAY_LEN(rows); r++)
		for (size_t i = 0; i < e->n_kinds; i++)
			if (e->wanted[i] && (e->kinds[i]->triggers & rows[r].triggers) != 0)
				all |= rows[r].anchors;
	return all;
}

static enum dc_status make_tables(struct dc_engine *e, struct dc_error *err)
{
	size_t bytes = (1u << LEXICON_PAIR_BITS) / 8;

	e->lexicon = lexicon_get();
	e->shapes = calloc(1, sizeof *e->shapes);
	e->bitmap = malloc(bytes + 8);
	if (e->shapes == NULL || e->bitmap == NULL)
		return dc_fail(err, DC_ENOMEM, "detector tables");
	memset(e->bitmap + bytes, 0, 8);
	memcpy(e->bitmap, lexicon_pairs(e->lexicon), bytes);
	if (list_triggers(e, err) != DC_OK)
		return err->status;
	if (labels_new(e->kinds, e->n_kinds, &e->labels) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "label tables");
	labels_mark(e->labels, e->bitmap);
	e->anchors = anchors_for(e);
	return DC_OK;
}

static enum dc_status load_rules(struct dc_engine *e, const struct dc_engine_options *opt, struct dc_error *err)
{
	size_t n;

	if (opt->kinds_file == NULL)
		return DC_OK;
	if (rules_load(opt->kinds_file, builtin, DC_ARRAY_LEN(builtin), &e->rules, err) != DC_OK)
		return err->status;
	n = rules_count(e->rules);
	e->rules_wanted = calloc(n + 1, sizeof *e->rules_wanted);
	if (e->rules_wanted == NULL)
		return dc_fail(err, DC_ENOMEM, "%s", opt->kinds_file);
	for (size_t i = 0; i < n; i++)
		e->rules_wanted[i] = asked_for(&rules_kind(e->rules, i)->kind, opt->only);
	return opt->table_only ? DC_OK : rules_compile(e->rules, err);
}

static enum dc_status choose_cpu(struct dc_engine *e, struct dc_error *err)
{
	const char *forced = getenv("DAICHO_CPU");

	e->cpu = cpu_choose(forced);
	if (e->cpu == NULL)
		return dc_fail(err, DC_EUSAGE, "DAICHO_CPU=%s: unknown, or this processor lacks it; use avx512, avx2, portable "
			"or leave it unset", forced);
	return DC_OK;
}

static int today_by_clock(void)
{
	time_t now = time(NULL);
	struct tm tm;

	if (now == (time_t)-1 || localtime_r(&now, &tm) == NULL)
		return 20000101;
	return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}

enum dc_status dc_engine_new(const struct dc_engine_options *opt, struct dc_engine **out, struct dc_error *err)
{
	struct dc_engine *e = calloc(1, sizeof *e);
	enum dc_status st;

	if (e == NULL)
		return dc_fail(err, DC_ENOMEM, "engine");
	e->profile = opt->profile;
	e->today = opt->today != 0 ? opt->today : today_by_clock();
	for (size_t i = 0; i < DC_ARRAY_LEN(builtin); i++) {
		e->wanted[i] = asked_for(&builtin[i]->kind, opt->only);
		e->kinds[e->n_kinds++] = builtin[i];
	}
	st = load_rules(e, opt, err);
	if (st == DC_OK)
		st = check_only(e, opt->only, err);
	if (st == DC_OK && !opt->table_only)
		st = choose_cpu(e, err);
	if (st == DC_OK && !opt->table_only)
		st = make_tables(e, err);
	if (st == DC_OK) {
		*out = e;
		e = NULL;
	}
	dc_engine_free(e);
	return st;
}

void dc_engine_free(struct dc_engine *engine)
{
	if (engine == NULL)
		return;
	labels_free(engine->labels);
	rules_free(engine->rules);
	free(engine->rules_wanted);
	free(engine->shapes);
	free(engine->bitmap);
	free(engine);
}
