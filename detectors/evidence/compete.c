/* compete.c -- overlapping candidates: the most probable reading wins, ties go to the longer, then to the earlier.
 *
 * Readings of the same characters exclude each other, so their odds share one total: with the losers' odds o_j the winner's
 * log-odds l becomes l - ln(1 + sum of o_j). A reading that merely touches or contains the other is dropped, no more.
 *
 * A kind whose value is a whole text (an inquiry) takes no part: what stands in the text is found beside it.
 *
 * One exception: where a user's own kind matches its pattern, a built-in kind that takes any number behind its label
 * (a staff number: every firm has its own form) gives way. Both mean the same thing, and the user said which. */
#include "compete.h"

#include "context.h"

#include <math.h>

#define COMPETING_FLOOR 0.05f		/* odds of rivals that are worth a line in the explanation */

static bool overlap(const struct candidate *a, const struct candidate *b)
{
	return a->start < b->end && b->start < a->end;
}

/* Do a and b read (nearly) the same characters as different things? */
static bool same_stretch(const struct candidate *a, const struct candidate *b)
{
	uint32_t from = a->start > b->start ? a->start : b->start, to = a->end < b->end ? a->end : b->end;
	uint32_t longest = a->end - a->start > b->end - b->start ? a->end - a->start : b->end - b->start;

	return a->kind != b->kind && to > from && (to - from) * 10 >= longest * 8;
}

static bool better(const struct candidate *a, float la, const struct candidate *b, float lb)
{
	if (la != lb)
		return la > lb;
	return a->end - a->start > b->end - b->start;
}

static bool is_users(const struct candidate *c)
{
	return (c->kind->flags & DC_KIND_USER) != 0;
}

/* A built-in reading that rests on a label or heading alone: no form of its own, no check digit. */
static bool is_by_label(const struct candidate *c)
{
	return !is_users(c) && !c->checked && weighed(c, DC_E_form_weak) && !weighed(c, DC_E_check_digit);
}

/* Does a, a user's, take b's stretch by the exception above? It must cover what b claims, or nearly. */
static bool takes_over(const struct candidate *a, const struct candidate *b)
{
	return is_users(a) && is_by_label(b) && (same_stretch(a, b) || (a->start <= b->start && a->end >= b->end));
}

/* Winner and loser of two that overlap; the loser's odds, and those it had taken over, go to *rest if they are rivals. */
static struct candidate *duel(struct candidate *a, struct candidate *b, float *rest)
{
	float la = candidate_logodds(a), lb = candidate_logodds(b);
	struct candidate *won = better(b, lb, a, la) ? b : a, *lost = won == a ? b : a;

	if (takes_over(a, b) || takes_over(b, a)) {
		won = is_users(a) ? a : b;
		lost = won == a ? b : a;
		lost->dropped = true;
		*rest = won == a ? *rest : 0;
		return won;
	}
	lost->dropped = true;
	if (!same_stretch(a, b))
		*rest = won == a ? *rest : 0;
	else
		*rest += expf(won == a ? lb : la);
	return won;
}

static void settle(struct candidate *winner, float rest)
{
	if (winner != NULL && rest > COMPETING_FLOOR)
		candidate_weigh(winner, DC_E_competing, -log1pf(rest));
}

/* One pass: the standing winner meets each that follows. Linear whatever overlaps what. */
void compete(struct candidate *at, size_t n)
{
	struct candidate *holds = NULL;
	float rest = 0;

	for (size_t i = 0; i < n; i++) {
		struct candidate *c = &at[i];

		if (c->dropped || c->kind->flags & DC_KIND_TEXT)
			continue;
		if (holds != NULL && overlap(holds, c)) {
			holds = duel(holds, c, &rest);
			continue;
		}
		settle(holds, rest);
		holds = c;
		rest = 0;
	}
	settle(holds, rest);
}
