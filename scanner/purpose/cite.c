/* cite.c -- the words of a verdict: the clauses it rests on, and who else admits the category. Made once for each ruling. */
#include "ruling.h"

#include "daicho/category.h"

#include <string.h>

#define CITED_MOST 4			/* purposes named in one clause */
#define CANDIDATES_MOST 8

/* ---- what is cited */

static const struct cited *cite_clause(struct judge *j, const struct clause *c, const char *id)
{
	struct cited *cited = dc_arena_alloc(j->arena, sizeof *cited);

	if (cited == NULL)
		return NULL;
	cited->clause = dc_arena_printf(j->arena, "%s (%s %s)", id, c->policy.s, c->clause.s);
	cited->text = "";
	return cited->clause == NULL ? NULL : cited;
}

/* The purposes of the bindings, each once. */
enum dc_status cite_purposes(struct judge *j, const struct binding *const *b, size_t n, const struct cited **out)
{
	struct cited *cited = dc_arena_alloc(j->arena, sizeof *cited);
	const char *all = "";
	size_t named = 0;

	if (cited == NULL)
		return DC_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct purpose *p = b[i]->to;
		bool twice = false;

		for (size_t k = 0; k < i; k++)
			twice = twice || b[k]->to == p;
		if (twice || ++named > CITED_MOST)
			continue;
		all = dc_arena_printf(j->arena, "%s%s%s (%s %s)", all, named == 1 ? "" : ", ", p->id.s, p->source->policy.s,
			p->source->clause.s);
		if (all == NULL)
			return DC_ENOMEM;
		if (named == 1)
			cited->text = text_in(p->text, "ja");
	}
	if (named > CITED_MOST)
		all = dc_arena_printf(j->arena, "%s, +%zu", all, named - CITED_MOST);
	cited->clause = all;
	*out = named == 0 ? NULL : cited;
	return all == NULL ? DC_ENOMEM : DC_OK;
}

/* The clause of the joint use or of the first recipient that has one. */
const struct cited *cite_sharing(struct judge *j, const struct scope *s, const struct cited *otherwise)
{
	const struct sharing *sharing = s->sharing;
	const struct cited *cited = NULL;

	if (sharing == NULL)
		return otherwise;
	if (sharing->joint != NULL && sharing->joint->source != NULL)
		cited = cite_clause(j, sharing->joint->source, sharing->joint->id.s);
	for (size_t i = 0; cited == NULL && i < sharing->recipients.n; i++)
		if (sharing->to[i]->source != NULL)
			cited = cite_clause(j, sharing->to[i]->source, sharing->to[i]->id.s);
	return cited == NULL ? otherwise : cited;
}

/* ---- who else admits a category */

bool binding_vague(const struct binding *b)
{
	return b->to->is_vague && !b->categories.given;
}

bool binding_admits(const struct binding *b, const char *category)
{
	return b->eff != NULL && !binding_vague(b) && closure_has(b->eff, category);
}

static bool scope_admits(const struct scope *s, const char *category)
{
	for (size_t i = 0; i < s->bindings.n; i++)
		if (binding_admits(s->bindings.v[i], category))
			return true;
	return false;
}

static struct admitters *admitters_of(struct judge *j, const char *category)
{
	const struct root *r = &j->d->root;
	struct admitters *a;

	for (a = j->admitters; a != NULL; a = a->next)
		if (strcmp(a->category, category) == 0)
			return a;
	a = dc_arena_alloc(j->arena, sizeof *a);
	if (a == NULL)
		return NULL;
	a->category = dc_arena_strdup(j->arena, category);
	a->purpose = dc_arena_array(j->arena, r->purposes.n + 1, sizeof(struct purpose *));
	a->scope = dc_arena_array(j->arena, r->scopes.n + 1, sizeof(struct scope *));
	if (a->category == NULL || a->purpose == NULL || a->scope == NULL)
		return NULL;
	for (size_t i = 0; i < r->purposes.n; i++) {
		const struct purpose *p = r->purposes.v[i];

		if (p->eff != NULL && !p->is_vague && closure_has(p->eff, category))
			a->purpose[a->n_purposes++] = p;
	}
	for (size_t i = 0; i < r->scopes.n; i++)
		if (scope_admits(scope_at(j->d, i), category))
			a->scope[a->n_scopes++] = scope_at(j->d, i);
	a->next = j->admitters;
	j->admitters = a;
	return a;
}

static bool binds(const struct scope *s, const struct purpose *p)
{
	for (size_t i = 0; i < s->bindings.n; i++)
		if (((const struct binding *)s->bindings.v[i])->to == p)
			return true;
	return false;
}

bool binding_subject(const struct words *subjects, const char *subject)
{
	if (!subjects->given)
		return true;		/* unspecified admits any */
	for (size_t i = 0; i < subjects->n; i++)
		if (strcmp(subjects->v[i].s, subject) == 0)
			return true;
	return false;
}

static bool scope_takes(const struct scope *s, const char *category, const char *subject)
{
	for (size_t i = 0; i < s->bindings.n; i++) {
		const struct binding *b = s->bindings.v[i];

		if (binding_admits(b, category) && binding_subject(&b->subjects, subject))
			return true;
	}
	return false;
}

/* "recruit, scope:recruiting, +3"; "" if there are none; NULL when memory is out. subject NULL: any. */
const char *cite_candidates(struct judge *j, const struct scope *s, const char *category, const char *subject)
{
	const struct admitters *a = admitters_of(j, category);
	const char *all = "";
	size_t n = 0;

	if (a == NULL)
		return NULL;
	for (size_t i = 0; all != NULL && i < a->n_purposes; i++) {
		const struct purpose *p = a->purpose[i];

		if (binds(s, p) || (subject != NULL && !binding_subject(&p->subjects, subject)))
			continue;
		if (++n <= CANDIDATES_MOST)
			all = dc_arena_printf(j->arena, "%s%s%s", all, n == 1 ? "" : ", ", p->id.s);
	}
	for (size_t i = 0; all != NULL && i < a->n_scopes; i++) {
		if (a->scope[i] == s || (subject != NULL && !scope_takes(a->scope[i], category, subject)))
			continue;
		if (++n <= CANDIDATES_MOST)
			all = dc_arena_printf(j->arena, "%s%sscope:%s", all, n == 1 ? "" : ", ", a->scope[i]->id.s);
	}
	if (all != NULL && n > CANDIDATES_MOST)
		all = dc_arena_printf(j->arena, "%s, +%zu", all, n - CANDIDATES_MOST);
	return all;
}
