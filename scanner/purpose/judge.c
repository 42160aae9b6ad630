/* judge.c -- scope, ruling (worked out once for each scope and category), then what the finding itself adds. */
#include "ruling.h"

#include "daicho/category.h"
#include "shapes.h"

#include <stdlib.h>
#include <string.h>

enum dc_status judge_new(const struct dc_declaration *d, int today, struct judge **out)
{
	struct judge *j = calloc(1, sizeof *j);

	if (j == NULL)
		return DC_ENOMEM;
	j->d = d;
	j->today = today;
	j->arena = dc_arena_new(0);
	locator_init(&j->locator);
	if (j->arena == NULL) {
		judge_free(j);
		return DC_ENOMEM;
	}
	*out = j;
	return DC_OK;
}

void judge_free(struct judge *j)
{
	if (j == NULL)
		return;
	locator_done(&j->locator);
	dc_arena_free(j->arena);
	free(j);
}

struct locator *judge_locator(struct judge *j)
{
	return &j->locator;
}

bool closure_has(const struct words *list, const char *category)
{
	for (size_t i = 0; i < list->n; i++)
		if (dc_category_within(category, list->v[i].s))
			return true;
	return false;
}

/* ---- rulings */

void ruling_add(struct ruling *r, enum verdict_kind kind, enum why why, const struct cited *cited, const char *note)
{
	if (r->n_fixed < DC_ARRAY_LEN(r->fixed))
		r->fixed[r->n_fixed++] = (struct verdict){ .kind = (uint8_t)kind, .why = (uint8_t)why,
			.level = (uint8_t)verdict_level(kind), .cited = cited, .note = note };
}

static unsigned flags_of(const struct dc_declaration *d, const char *category)
{
	const struct dc_category *c = dc_category_find(category);
	const struct defined *own = c != NULL ? NULL : shapes_find(d->ids, d->n_ids, ID_CATEGORY, category);

	return c != NULL ? c->flags : own != NULL ? ((const struct category *)own->record)->bits : 0;
}

static enum dc_status rule_category(struct judge *j, struct ruling *r)
{
	const struct scope *s = r->scope;
	const struct binding **silent = dc_arena_array(j->arena, s->bindings.n + 1, sizeof *silent);
	const struct cited *cited;
	size_t n_silent = 0;
	enum dc_status st;

	r->admitted = dc_arena_array(j->arena, s->bindings.n + 1, sizeof *r->admitted);
	if (silent == NULL || r->admitted == NULL)
		return DC_ENOMEM;
	for (size_t i = 0; i < s->bindings.n; i++) {
		const struct binding *b = s->bindings.v[i];

		if (binding_admits(b, r->category))
			r->admitted[r->n_admitted++] = b;
		else if (b->eff == NULL || binding_vague(b))
			silent[n_silent++] = b;
	}
	if (r->n_admitted != 0) {
		st = cite_purposes(j, r->admitted, r->n_admitted, &cited);
		ruling_add(r, V_declared, W_none, cited, NULL);
	} else if (n_silent != 0) {
		st = cite_purposes(j, silent, n_silent, &cited);
		ruling_add(r, V_policy_silent, silent[0]->eff == NULL ? W_items : W_purpose, cited, NULL);
	} else {
		const char *other = cite_candidates(j, s, r->category, NULL);

		st = other == NULL ? DC_ENOMEM : DC_OK;
		ruling_add(r, other == NULL || other[0] == '\0' ? V_undeclared_category : V_other_purpose, W_none, r->cited, NULL);
		r->fixed[r->n_fixed - 1].candidates = other;
	}
	return st;
}

static enum dc_status gather_waivers(struct judge *j, struct ruling *r)
{
	const struct records *all = &j->d->root.waivers;

	r->waivers = dc_arena_array(j->arena, all->n + 1, sizeof *r->waivers);
	if (r->waivers == NULL)
		return DC_ENOMEM;
	for (size_t i = 0; i < all->n; i++) {
		const struct waiver *w = all->v[i];

		if (w->in == r->scope && (w->category.s == NULL || dc_category_within(r->category, w->category.s)))
			r->waivers[r->n_waivers++] = w;
	}
	return DC_OK;
}

static enum dc_status make_ruling(struct judge *j, struct ruling *r)
{
	const struct scope *s = r->scope;
	enum dc_status st = DC_OK;

	r->flags = flags_of(j->d, r->category);
	r->my_number = dc_category_within(r->category, "govid.my_number");
	if (s != NULL) {
		st = cite_purposes(j, (const struct binding *const *)s->bindings.v, s->bindings.n, &r->cited);
		r->shared = cite_sharing(j, s, r->cited);
	}
	if (st != DC_OK)
		return st;
	special_rules(j->d, r);
	if (s == NULL) {
		ruling_add(r, V_undeclared_location, W_none, NULL, NULL);
		return DC_OK;
	}
	st = rule_category(j, r);
	return st != DC_OK ? st : gather_waivers(j, r);
}

static enum dc_status ruling_of(struct judge *j, const struct scope *s, const char *category, const struct ruling **out)
{
	uint64_t hash = PLACE_HASH_START ^ (s == NULL ? 0 : s->index + 1) * 0x9e3779b97f4a7c15u;
	struct ruling *r;
	enum dc_status st;

	for (const char *p = category; *p != '\0'; p++)
		hash = place_hash(hash, (uint8_t)*p);
	hash ^= hash >> 32;
	for (r = j->table[hash % TABLE]; r != NULL; r = r->next) {
		if (r->scope == s && strcmp(r->category, category) == 0) {
			*out = r;
			return DC_OK;
		}
	}
	r = dc_arena_alloc(j->arena, sizeof *r);
	if (r == NULL)
		return DC_ENOMEM;
	r->scope = s;
	r->category = dc_arena_strdup(j->arena, category);
	st = r->category == NULL ? DC_ENOMEM : make_ruling(j, r);
	if (st != DC_OK)
		return st;
	r->next = j->table[hash % TABLE];
	j->table[hash % TABLE] = r;
	*out = r;
	return DC_OK;
}

/* ---- a finding */

void verdicts_add(struct verdicts *out, enum verdict_kind kind, enum why why, const struct ruling *r, const char *note)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].kind == kind && out->v[i].why == why) {
			out->v[i].note = note == NULL ? out->v[i].note : note;
			return;
		}
	if (out->n < VERDICTS_MOST)
		out->v[out->n++] = (struct verdict){ .kind = (uint8_t)kind, .why = (uint8_t)why,
			.level = (uint8_t)verdict_level(kind), .cited = r->cited, .note = note };
}

/* A subject that is known and that no admitting binding names: the data is another purpose's. */
static enum dc_status subject_rule(struct judge *j, const struct ruling *r, const struct facts *f, struct verdicts *out)
{
	const char *other;

	if (f->subject == NULL || r->n_admitted == 0)
		return DC_OK;
	for (size_t i = 0; i < r->n_admitted; i++)
		if (binding_subject(&r->admitted[i]->subjects, f->subject))
			return DC_OK;
	other = cite_candidates(j, r->scope, r->category, f->subject);
	if (other == NULL)
		return DC_ENOMEM;
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].kind == V_declared)
			out->v[i] = (struct verdict){ .kind = V_other_purpose, .why = W_subject, .level = LEVEL_WARNING,
				.cited = out->v[i].cited, .candidates = other, .note = f->subject };
	return DC_OK;
}

static enum strength strength_of(const struct facts *f)
{
	return f->high != 0 ? STRENGTH_HIGH : f->medium != 0 ? STRENGTH_MEDIUM : STRENGTH_LOW;
}

/* Verdicts that rest on too little become REVIEW and keep their name. */
static void soften(const struct ruling *r, const struct facts *f, struct verdicts *out)
{
	enum strength least = r->scope == NULL ? STRENGTH_MEDIUM : r->scope->strong;
	bool weak = strength_of(f) < least, roles = f->roles != 0 && f->roles >= f->low + f->medium + f->high;

	if (!weak && !roles && !r->ambiguous)
		return;
	for (size_t i = 0; i < out->n; i++) {
		struct verdict *v = &out->v[i];

		if (v->kind > V_control_gap)
			continue;
		v->would_be = v->kind;
		v->kind = V_review;
		v->level = LEVEL_NOTE;
		if (v->note == NULL)
			v->note = weak ? "below min_confidence" : r->ambiguous ? "ambiguous item" : "role addresses only";
	}
}

static void apply_waivers(const struct ruling *r, int today, struct verdicts *out)
{
	for (size_t i = 0; i < out->n; i++) {
		struct verdict *v = &out->v[i];

		for (size_t k = 0; k < r->n_waivers && v->waiver == NULL; k++) {
			const struct waiver *w = r->waivers[k];

			if (v->kind > V_control_gap || !verdict_named(v, w->verdict.s))
				continue;
			if (w->last_day >= today)
				v->waiver = w;
			else if (v->note == NULL)
				v->note = "waiver expired";
		}
	}
}

/* By the table's order; what became REVIEW among itself by what it stands for. */
static bool later(const struct verdict *a, const struct verdict *b)
{
	if (a->kind != b->kind)
		return a->kind > b->kind;
	return a->would_be != b->would_be ? a->would_be > b->would_be : a->why > b->why;
}

static void sort(struct verdicts *out)
{
	for (size_t i = 1; i < out->n; i++) {
		struct verdict v = out->v[i];
		size_t k = i;

		for (; k > 0 && later(&out->v[k - 1], &v); k--)
			out->v[k] = out->v[k - 1];
		out->v[k] = v;
	}
}

/* Findings of one file come one behind the other. */
static bool residual_of(struct judge *j, const struct facts *f)
{
	size_t n = f->where.path_n;

	if (n > sizeof j->path)
		return control_residual(f->where.path, n);
	if (n != j->path_n || memcmp(f->where.path, j->path, n) != 0) {
		memcpy(j->path, f->where.path, n);
		j->path_n = n;
		j->residual = control_residual(j->path, n);
	}
	return j->residual;
}

/* Of data said to be processed what was measured, where no verdict has a word of its own. */
static void measured(const struct ruling *r, const struct facts *f, struct verdicts *out)
{
	const char *note = f->joinability != NULL ? f->joinability : f->alike;

	if (r->scope == NULL || r->scope->claims == NULL || r->scope->claims->how == PROCESSING_NONE)
		return;
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].note == NULL)
			out->v[i].note = note;
}

enum dc_status judge_finding(struct judge *j, const struct facts *f, struct verdicts *out)
{
	const struct ruling *r;
	enum dc_status st = locator_find(&j->locator, j->d->places, &f->where, &out->scope);

	out->n = 0;
	if (st == DC_OK)
		st = ruling_of(j, out->scope, f->category, &r);
	if (st != DC_OK)
		return st;
	for (size_t i = 0; i < r->n_fixed; i++)
		out->v[out->n++] = r->fixed[i];
	st = subject_rule(j, r, f, out);
	if (st != DC_OK)
		return st;
	control_rules(r, f, residual_of(j, f), j->today, out);
	soften(r, f, out);
	sort(out);
	apply_waivers(r, j->today, out);
	measured(r, f, out);
	return DC_OK;
}
