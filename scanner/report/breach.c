/* breach.c -- what the breach rules ask: special care, cards, log-ins, My Number, and how many persons. */
#include "breach.h"

#include "daicho/category.h"

#include <stdlib.h>

bool breach_in(enum breach_set set, const char *category)
{
	const struct dc_category *c = dc_category_find(category);

	switch (set) {
	case SET_ALL:
		return true;
	case SET_SPECIAL:
		return c != NULL && (c->flags & DC_CAT_SPECIAL) != 0;
	case SET_CARD:
		return strcmp(category, "finance.card_number") == 0;
	case SET_LOGIN:
		return strcmp(category, "auth.password") == 0;
	case SET_MY_NUMBER:
		return strcmp(category, "govid.my_number") == 0;
	case N_SETS:
		break;
	}
	return false;
}

static enum form_kind form_kind_of(const char *category)
{
	static const struct { const char *category; enum form_kind kind; } kinds[] = {
		{ "person.name", FORM_NAME }, { "person.name_kana", FORM_NAME }, { "person.birth_date", FORM_BIRTH },
		{ "person.sex", FORM_SEX }, { "contact.address", FORM_ADDRESS }, { "contact.phone", FORM_PHONE },
		{ "contact.email", FORM_EMAIL }, { "finance.card_number", FORM_CARD }, { "auth.password", FORM_PASSWORD },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(kinds); i++) {
		if (strcmp(kinds[i].category, category) == 0)
			return kinds[i].kind;
	}
	return FORM_OTHER;
}

static bool keep(struct breach_group *g, int64_t id)
{
	if (g->n == g->cap) {
		size_t cap = g->cap == 0 ? 64 : g->cap * 2;
		int64_t *more = reallocarray(g->findings, cap, sizeof *more);

		if (more == NULL)
			return false;
		g->findings = more;
		g->cap = cap;
	}
	g->findings[g->n++] = id;
	return true;
}

static enum dc_status take(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct breach *b = ctx;

	for (int s = 0; s < N_SETS; s++) {
		struct breach_group *g = &b->set[s];

		if (!breach_in((enum breach_set)s, f->category))
			continue;
		g->hits += f->high + f->medium;
		if (f->high + f->medium == 0)
			g->doubtful += f->low;
		else if (!keep(g, f->id))
			return dc_fail(err, DC_ENOMEM, "report triage");
	}
	if (f->high + f->medium != 0)
		b->kinds_seen |= 1ull << form_kind_of(f->category);
	return DC_OK;
}

enum dc_status breach_read(struct page *p, struct breach *b, struct dc_error *err)
{
	enum dc_status st;

	*b = (struct breach){ .page = p, .unread = p->unread != 0 || p->run.ended_ns == 0 };
	st = dc_store_each_finding(p->req->store, p->req->run, take, b, err);
	for (int s = 0; s < N_SETS && st == DC_OK; s++) {
		struct breach_group *g = &b->set[s];

		if (g->n != 0)
			st = dc_store_persons(p->req->store, g->findings, g->n, &g->persons, err);
		if (b->unread || g->doubtful != 0)
			g->persons.hi = DC_PERSONS_UNKNOWN;
	}
	return st;
}

void breach_done(struct breach *b)
{
	for (int s = 0; s < N_SETS; s++)
		free(b->set[s].findings);
}

enum answer breach_any(const struct breach *b, enum breach_set set)
{
	const struct breach_group *g = &b->set[set];

	if (g->n != 0)
		return ANSWER_YES;
	return g->doubtful != 0 || b->unread ? ANSWER_UNDETERMINED : ANSWER_NO;
}

enum answer breach_more_than(const struct breach *b, enum breach_set set, uint64_t most)
{
	const struct dc_persons *n = &b->set[set].persons;

	if (n->lo > most)
		return ANSWER_YES;
	return n->hi <= most ? ANSWER_NO : ANSWER_UNDETERMINED;
}
