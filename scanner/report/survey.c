/* survey.c -- sums the inventory up in memory of fixed size. What does not fit the tables is added to the last row. */
#include "survey.h"

#include "place.h"
#include "verdicts.h"

#include <stdlib.h>

const char *const level_names[N_LEVELS + 1] = { "error", "warning", "note", "pass", "open", NULL };
const char *const survey_steps[] = { "move", "delete_after_check", "declare", "restrict_acl", "mask", "ask", NULL };

enum level level_of(const char *word)
{
	for (int l = 0; l < N_LEVELS; l++) {
		if (strcmp(level_names[l], word) == 0)
			return (enum level)l;
	}
	return LEVEL_NOTE;
}

/* "/srv/share/hr/list.csv" under target "/srv/share" is in "hr"; what lies in the target itself is in the target. */
static struct dc_span folder_of(const struct dc_stored_finding *f)
{
	size_t n = strlen(f->asset), from;
	const char *slash;

	if (f->path_len <= n || memcmp(f->path, f->asset, n) != 0)
		return dc_span_of(f->asset);
	from = n + (f->path[n] == '/');
	slash = memchr(f->path + from, '/', f->path_len - from);
	if (slash == NULL || from == f->path_len)
		return dc_span_of(f->asset);
	return (struct dc_span){ (const uint8_t *)f->path + from, (size_t)(slash - f->path) - from };
}

static size_t place_named(struct survey *s, struct dc_span label, long scope)
{
	char room[PLACE_MASK_MOST];
	struct cell c = { .text = label };

	if (scope < 0 && s->page->req->declaration == NULL)
		c = place_path(s->page, (const char *)label.p, label.n, room);
	for (size_t i = 0; i < s->n_places; i++) {
		if (s->places[i].scope == scope && dc_span_eq(dc_span_of(s->places[i].label), c.text))
			return i;
	}
	if (s->n_places == SURVEY_PLACES)
		return SURVEY_PLACES - 1;
	if (s->n_places == SURVEY_PLACES - 1)
		c.text = dc_span_of(page_word(s->page, W_other_places));
	s->places[s->n_places].label = dc_arena_strndup(s->page->arena, c.text.p, c.text.n);
	s->places[s->n_places].scope = scope;
	return s->places[s->n_places].label == NULL ? SURVEY_PLACES : s->n_places++;
}

static size_t place_of_scope(struct survey *s, long scope)
{
	struct dc_declared_scope d;

	if (scope < 0)
		return place_named(s, dc_span_of(page_word(s->page, W_outside)), -1);
	dc_declaration_scope(s->page->req->declaration, (size_t)scope, s->page->lang == LANG_JA ? "ja" : "en", &d);
	return place_named(s, dc_span_of(d.title[0] != '\0' ? d.title : d.id), scope);
}

static size_t kind_of(struct survey *s, const char *category)
{
	for (size_t i = 0; i < s->n_kinds; i++) {
		if (strcmp(s->kinds[i].category, category) == 0)
			return i;
	}
	if (s->n_kinds == SURVEY_KINDS)
		return SURVEY_KINDS - 1;
	s->kinds[s->n_kinds].category = dc_arena_strdup(s->page->arena, category);
	return s->kinds[s->n_kinds].category == NULL ? SURVEY_KINDS : s->n_kinds++;
}

/* Keeps the heaviest; of equals the one that came first. */
static void keep_best(struct survey_kind *k, int64_t finding, uint64_t rank)
{
	size_t at = k->n_best;

	while (at > 0 && k->best[at - 1].rank < rank)
		at--;
	if (at == SURVEY_BEST)
		return;
	if (k->n_best < SURVEY_BEST)
		k->n_best++;
	memmove(&k->best[at + 1], &k->best[at], (k->n_best - at - 1) * sizeof k->best[0]);
	k->best[at] = (struct survey_best){ finding, rank };
}

static uint64_t weight_of(const struct dc_stored_finding *f)
{
	uint64_t band = f->high != 0 ? 3 : f->medium != 0 ? 2 : f->low != 0 ? 1 : 0;
	uint64_t hits = f->high + f->medium + f->low;

	return band << 40 | (hits < 1ull << 40 ? hits : (1ull << 40) - 1);
}

struct walk {
	struct survey *s;
	struct verdicts verdicts;
};

static enum dc_status take_finding(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	static const uint64_t weights[N_LEVELS] = { [LEVEL_ERROR] = 4, [LEVEL_WARNING] = 3, [LEVEL_OPEN] = 2, [LEVEL_NOTE] = 2,
		[LEVEL_PASS] = 1 };
	struct walk *w = ctx;
	struct survey *s = w->s;
	const struct dc_declaration *d = s->page->req->declaration;
	const struct verdict *v = verdicts_of(&w->verdicts, f->id);
	size_t kind = kind_of(s, f->category), place;
	uint64_t hits = f->high + f->medium + f->low;

	place = d == NULL ? place_named(s, folder_of(f), -1) : place_of_scope(s, dc_declaration_scope_of(d, f->path, f->path_len));
	if (kind == SURVEY_KINDS || place == SURVEY_PLACES)
		return dc_fail(err, DC_ENOMEM, "report %s", s->page->report->id);
	s->kinds[kind].high += f->high;
	s->kinds[kind].medium += f->medium;
	s->kinds[kind].low += f->low;
	s->kinds[kind].hits += hits;
	s->kinds[kind].findings++;
	s->kinds[kind].at[place] += hits;
	s->places[place].hits += hits;
	keep_best(&s->kinds[kind], f->id, (v == NULL ? 0 : weights[level_of(v->level)]) << 56 | weight_of(f));
	if (hits != 0 && f->object_id != s->last_object)	/* findings of an object come together */
		s->objects++;
	if (hits != 0)
		s->last_object = f->object_id;
	return DC_OK;
}

static long scope_index(struct survey *s, const char *id)
{
	const struct dc_declaration *d = s->page->req->declaration;
	struct dc_declared_scope scope;

	if (d == NULL || id[0] == '\0')
		return -1;
	if (s->scope_id != NULL && strcmp(s->scope_id, id) == 0)
		return s->scope_index;
	for (size_t i = 0; i < dc_declaration_scopes(d); i++) {
		dc_declaration_scope(d, i, "en", &scope);
		if (strcmp(scope.id, id) == 0) {
			s->scope_id = scope.id;
			s->scope_index = (long)i;
			return (long)i;
		}
	}
	return -1;
}

static struct survey_owner *owner_of(struct survey *s, long scope)
{
	struct dc_declared_scope d = { .department = "", .manager = "" };

	if (scope >= 0)
		dc_declaration_scope(s->page->req->declaration, (size_t)scope, s->page->lang == LANG_JA ? "ja" : "en", &d);
	for (size_t i = 0; i < s->n_owners; i++) {
		if (strcmp(s->owners[i].department, d.department) == 0)
			return &s->owners[i];
	}
	if (s->n_owners == SURVEY_OWNERS)
		return &s->owners[SURVEY_OWNERS - 1];
	s->owners[s->n_owners].department = d.department;
	s->owners[s->n_owners].manager = d.manager;
	return &s->owners[s->n_owners++];
}

static void take_worst(struct survey *s, struct survey_owner *o, const struct dc_verdict_row *v,
	const struct dc_stored_finding *f)
{
	uint64_t rank = (uint64_t)(level_of(v->level) == LEVEL_ERROR) << 56 | weight_of(f);
	const char *line;
	size_t n;

	if (rank <= o->worst_rank || !page_had(s->page, place_locator(s->page, f, &s->line) == DC_OK && dc_buf_cstr(&s->line) != NULL))
		return;
	o->worst_rank = rank;
	o->worst_verdict = page_str(s->page, dc_arena_strdup(s->page->arena, v->verdict));
	line = dc_buf_cstr(&s->line);
	n = s->line.n < sizeof o->worst_place - 1 ? s->line.n : sizeof o->worst_place - 1;
	memcpy(o->worst_place, line, n);
	o->worst_place[n] = '\0';
}

static enum dc_status take_verdict(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f,
	const struct dc_stored_object *object, struct dc_error *err)
{
	struct survey *s = ctx;
	enum level level = level_of(v->level);
	long scope = scope_index(s, v->scope);
	struct survey_owner *o;
	size_t place;

	(void)object;
	if (!v->primary || (v->finding_id == 0 && v->object_id == 0))	/* "declared, not found" is the ledger's */
		return DC_OK;
	if (v->waiver[0] != '\0' && (level == LEVEL_ERROR || level == LEVEL_WARNING))
		level = LEVEL_NOTE;		/* the verdict stands, a person has answered for it until a date */
	place = place_of_scope(s, scope);
	if (place == SURVEY_PLACES)
		return dc_fail(err, DC_ENOMEM, "report %s", s->page->report->id);
	s->level[level]++;
	s->places[place].level[level]++;
	o = owner_of(s, scope);
	o->level[level]++;
	if (level != LEVEL_ERROR && level != LEVEL_WARNING)
		return DC_OK;
	for (size_t i = 0; survey_steps[i] != NULL; i++)
		o->steps[i] += strcmp(survey_steps[i], v->suggested) == 0;
	if (f != NULL)
		take_worst(s, o, v, f);
	return DC_OK;
}

static int by_hits(const void *a, const void *b)
{
	const struct survey_kind *x = a, *y = b;

	if (x->hits != y->hits)
		return x->hits < y->hits ? 1 : -1;
	return strcmp(x->category, y->category);
}

static int by_weight(const void *a, const void *b)
{
	const struct survey_owner *x = a, *y = b;

	for (int l = 0; l <= LEVEL_NOTE; l++) {
		if (x->level[l] != y->level[l])
			return x->level[l] < y->level[l] ? 1 : -1;
	}
	return strcmp(x->department, y->department);
}

enum dc_status survey_new(struct page *p, struct survey **out, struct dc_error *err)
{
	struct walk w = { .s = calloc(1, sizeof *w.s) };
	enum dc_status st;

	if (w.s == NULL)
		return dc_fail(err, DC_ENOMEM, "report %s", p->report->id);
	w.s->page = p;
	dc_buf_init(&w.s->line, 1 << 20);
	st = verdicts_load(&w.verdicts, p, err);
	if (st == DC_OK && p->req->declaration != NULL)
		st = dc_store_each_verdict(p->req->store, p->req->run, take_verdict, w.s, err);
	if (st == DC_OK)
		st = dc_store_each_finding(p->req->store, p->req->run, take_finding, &w, err);
	verdicts_done(&w.verdicts);
	if (st != DC_OK) {
		survey_free(w.s);
		return st;
	}
	qsort(w.s->kinds, w.s->n_kinds, sizeof w.s->kinds[0], by_hits);
	qsort(w.s->owners, w.s->n_owners, sizeof w.s->owners[0], by_weight);
	*out = w.s;
	return DC_OK;
}

void survey_free(struct survey *s)
{
	if (s == NULL)
		return;
	dc_buf_done(&s->line);
	free(s);
}
