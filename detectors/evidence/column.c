/* column.c -- from counts over distinct values to a verdict, per kind.
 *
 * Kinds with a check digit are tested against chance: a random number passes 1 time in 10, a column of real ones nearly
 * always (facts §4). Other kinds only gain by agreement, for one process may have made all the cells. */
#include "column.h"

#include <math.h>

#include "group.h"

#define DISTINCT_ENOUGH 20
#define CONFIRMED 6.0f
#define REJECTED (-6.5f)
#define REJECTED_NAMED (-4.5f)		/* the heading names the kind, yet the check digits are chance's */
#define ALIKE 2.5f			/* nearly all cells have the form of the kind */
#define ALIKE_SOME 1.9f			/* ten distinct values or more */
#define ALIKE_FEW 1.2f
#define SCATTERED (-1.5f)		/* few cells have the form */
#define REPEATED (-1.5f)		/* one value over and over */
#define HEADS_ENOUGH 5u		/* different pairs of letters in ten values or more */
#define MANY_HEADS 1.2f
#define FEW_HEADS (-1.5f)
#define WINDOW_CELLS 4096u
#define PART_MEAN 0.72f		/* of the classifier, over single words that nothing but "name" calls a person's */

void column_done(struct column *c)
{
	distinct_done(&c->seen);
	ready_done(&c->ready);
}

const struct tally *column_find(const struct column *c, uint16_t kind)
{
	for (size_t i = 0; i < c->n_tallies; i++)
		if (c->tally[i].kind == kind)
			return &c->tally[i];
	return NULL;
}

struct tally *column_tally(struct column *c, uint16_t kind)
{
	for (size_t i = 0; i < c->n_tallies; i++)
		if (c->tally[i].kind == kind)
			return &c->tally[i];
	if (c->n_tallies == DISTINCT_KINDS)
		return NULL;
	c->tally[c->n_tallies] = (struct tally){ .kind = kind };
	return &c->tally[c->n_tallies++];
}

static bool is_checked(const struct tally *t)
{
	return t->checked * 2 >= t->cells && t->checked > 0;
}

static float verdict_checked(float rate, uint64_t match, uint64_t all, bool named)
{
	float few = 0.6f * group_logodds(match > 0 ? (size_t)match - 1 : 0, (size_t)(all - match));

	if (all < 5)
		return 0;
	if (all < DISTINCT_ENOUGH)
		return few;
	if (rate >= 0.9f)
		return CONFIRMED;
	if (rate <= 0.25f)
		return named ? REJECTED_NAMED : REJECTED;
	return rate >= 0.5f ? 1.0f : -1.0f;	/* mixed: each value speaks for itself */
}

static float verdict_form(float rate, uint64_t all, bool number)
{
	if (rate >= 0.9f && all >= DISTINCT_ENOUGH)
		return ALIKE;
	if (rate >= 0.9f && all >= 10)
		return ALIKE_SOME;
	if (rate >= 0.9f && all >= 5)
		return ALIKE_FEW;
	if (rate >= 0.6f && all >= 5)
		return ALIKE_FEW / 2;
	return number && all >= DISTINCT_ENOUGH && rate < 0.1f ? SCATTERED : 0;
}

/* Of kinds that nothing names: what the values have in common as a column. */
static float verdict_spread(const struct column *c, const struct tally *t, unsigned traits, float form)
{
	if (c->heading.flags & HEADING_OTHER_NUMBER)
		return traits & KIND_BORN ? 0 : form;
	if (traits & KIND_BORN)
		return form <= 0 ? 0 : spread_of_births(&t->spread);
	if (traits & KIND_PREFIXED && form >= ALIKE_SOME)
		return spread_heads(&t->spread) >= HEADS_ENOUGH ? form + MANY_HEADS : FEW_HEADS;
	return form;
}

static void decide_tally(struct column *c, size_t i, const struct profiles *profiles)
{
	struct tally *t = &c->tally[i];
	uint64_t all = distinct_count(&c->seen), match = distinct_of(&c->seen, (unsigned)i);
	float rate = all == 0 ? 0 : (float)match / (float)all;
	bool named = heading_score(&c->heading, t->kind) >= 0.6f;

	if (all == 1 && t->cells >= DISTINCT_ENOUGH) {
		t->verdict = REPEATED;
		t->why = DC_E_repeated;
		return;
	}
	t->verdict = is_checked(t) ? verdict_checked(rate, match, all, named) :
		verdict_form(rate, all, profiles->at[t->kind].traits & KIND_NUMBER);
	if (!named && !is_checked(t))
		t->verdict = verdict_spread(c, t, profiles->at[t->kind].traits, t->verdict);
	if (c->heading.flags & HEADING_FREE_TEXT && t->verdict < 0)
		t->verdict = 0;			/* one true number among remarks stays one */
	t->why = t->verdict < 0 ? DC_E_column_rejects : DC_E_column_confirms;
}

/* The mean that a column needs. With a heading that names the kind a few agreeing cells suffice; single words in Latin letters are
 * places and brands too, also under "name". */
static float bar(const struct column *c, const struct profiles *profiles, size_t what)
{
	bool part = what == LEXICON_CELL_LATIN_PART, named = false;

	for (size_t i = 0; i < c->heading.n; i++) {
		const struct profile *p = &profiles->at[c->heading.kind[i]];

		named |= c->heading.score[i] >= 0.6f && (p->traits & KIND_NAME || category_is(p->kind->category, "person.name_kana") ||
			category_is(p->kind->category, "contact.address"));
	}
	if (named && c->vote.cells >= 1)
		return part && c->heading.flags & HEADING_ANY_NAME ? PART_MEAN : 0.3f;
	if (c->vote.cells < 5)
		return INFINITY;
	return (part ? PART_MEAN : 0.55f) + (c->vote.cells < 10 ? 0.2f : 0);
}

static void decide_vote(struct column *c, const struct profiles *profiles)
{
	struct vote *v = &c->vote;
	size_t best = 0;

	v->won = -1;
	if (v->cells == 0)
		return;
	for (size_t k = 1; k < LEXICON_CELL_KINDS; k++)
		if (v->sum[k] > v->sum[best])
			best = k;
	v->mean = v->sum[best] / (float)v->cells;
	v->names = 0;
	for (size_t k = 0; k < LEXICON_CELL_KINDS; k++)
		if (k != LEXICON_CELL_ADDRESS && k != LEXICON_CELL_KANA && v->sum[k] / (float)v->cells > v->names)
			v->names = v->sum[k] / (float)v->cells;
	if (v->mean >= bar(c, profiles, best))
		v->won = (int8_t)best;
}

bool column_vote_ended(struct column *c, const struct profiles *profiles)
{
	if (c->vote.cells == VOTES_ENOUGH)
		decide_vote(c, profiles);
	return c->vote.cells == VOTES_ENOUGH;
}

/* Worth counting to the end: some kind is likely, or a check digit may yet decide. */
static bool is_wanted(const struct column *c, const struct profiles *profiles)
{
	if (c->vote.won >= 0)
		return true;
	for (size_t i = 0; i < c->n_tallies; i++) {
		const struct tally *t = &c->tally[i];

		if (t->cells > 0 && t->sum / (float)t->cells + t->verdict + heading_logodds(&c->heading, profiles, t->kind) > -1)
			return true;
	}
	return false;
}

void column_decide(struct column *c, const struct profiles *profiles)
{
	for (size_t i = 0; i < c->n_tallies; i++)
		decide_tally(c, i, profiles);
	decide_vote(c, profiles);
	c->wanted = is_wanted(c, profiles);
	c->window = 0;
	c->stamp++;
	for (size_t i = 0; i < c->n_tallies; i++) {
		c->tally[i].window = 0;
		c->tested |= is_checked(&c->tally[i]);
	}
}

static void look_again(struct column *c, struct tally *t)
{
	float rate = (float)t->window / (float)c->window;

	if (is_checked(t) && t->why != DC_E_repeated)
		t->verdict = verdict_checked(rate, t->window, c->window, heading_score(&c->heading, t->kind) >= 0.6f);
	if (c->heading.flags & HEADING_FREE_TEXT && t->verdict < 0)
		t->verdict = 0;
	t->why = t->verdict < 0 && t->why != DC_E_repeated ? DC_E_column_rejects : t->verdict < 0 ? t->why : DC_E_column_confirms;
	t->window = 0;
}

void column_look_again(struct column *c, const struct profiles *profiles)
{
	if (c->window < WINDOW_CELLS)
		return;
	for (size_t i = 0; i < c->n_tallies; i++) {
		float verdict = c->tally[i].verdict;
		uint16_t why = c->tally[i].why;

		look_again(c, &c->tally[i]);
		c->stamp += c->tally[i].why != why || c->tally[i].verdict < verdict || c->tally[i].verdict > verdict;
	}
	c->window = 0;
	c->wanted = c->wanted || is_wanted(c, profiles);
}

float column_verdict(const struct column *c, uint16_t kind, enum dc_evidence *why)
{
	const struct tally *t = column_find(c, kind);

	if (t == NULL)
		return 0;
	*why = t->why;
	return t->verdict;
}
