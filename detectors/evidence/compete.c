/* compete.c -- overlapping candidates: the most probable reading wins, ties go to the longer, then to the earlier.
 *
 * Readings of the same characters exclude each other, so their odds share one total: with the losers' odds o_j the winner's
 * log-odds l becomes l - ln(1 + sum of o_j). A reading that merely touches or contains the other is dropped, no more. */
#include "compete.h"

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

/* Winner and loser of two that overlap; the loser's odds, and those it had taken over, go to *rest if they are rivals. */
static struct candidate *duel(struct candidate *a, struct candidate *b, float *rest)
{
	float la = candidate_logodds(a), lb = candidate_logodds(b);
	struct candidate *won = better(b, lb, a, la) ? b : a, *lost = won == a ? b : a;

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

		if (c->dropped)
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
