/* group.c -- numbers of one length and one layout near each other are taken for one list; its rate of right check digits is
 * tested. The layout is what stands before the number in its line: sentences that happen to hold numbers are no list. */
#include "group.h"

#include <math.h>
#include <stdlib.h>

#define REACH 1024u			/* bytes on each side that belong to the same list */
#define WINDOW_MOST (64u << 10)
#define RUNS_MOST 4096
#define VERDICTS_MOST 12
#define FEWEST 4			/* other numbers: fewer prove nothing */
#define CHANCE 0.1f			/* random digits pass a mod-10 or mod-11 check (facts §4, measured) */
#define REAL 0.97f			/* of real numbers, as people type them */
#define EACH_CONFIRMS 0.25f		/* a list of twenty gives all there is to give */
#define CONFIRMS_MOST 5.0f
#define REJECTS_MOST 5.0f

#define LAYOUT_BYTES 9u			/* three characters of Japanese */

struct number {
	uint32_t digits;
	uint32_t layout;
	uint32_t hash;
};

float group_logodds(size_t pass, size_t fail)
{
	float llr = (float)pass * logf(REAL / CHANCE) + (float)fail * logf((1 - REAL) / (1 - CHANCE));

	return llr > CONFIRMS_MOST ? CONFIRMS_MOST : llr < -REJECTS_MOST ? -REJECTS_MOST : llr;
}

/* The digit at byte i, any width: bytes taken and its value; 0 if there is none. */
static uint32_t digit_at(struct dc_span t, uint32_t i, uint32_t to, uint8_t *value)
{
	if (t.p[i] >= '0' && t.p[i] <= '9') {
		*value = (uint8_t)(t.p[i] - '0');
		return 1;
	}
	if (to - i >= 3 && t.p[i] == 0xef && t.p[i + 1] == 0xbc && t.p[i + 2] >= 0x90 && t.p[i + 2] <= 0x99) {
		*value = (uint8_t)(t.p[i + 2] - 0x90);
		return 3;
	}
	return 0;
}

/* Up to LAYOUT_BYTES before byte i in its line, every digit alike, blanks left out. */
static uint32_t layout_before(struct dc_span t, uint32_t i)
{
	uint32_t hash = 2166136261u;

	for (unsigned n = 0; i > 0 && n < LAYOUT_BYTES && t.p[i - 1] != '\n'; i--) {
		uint8_t c = t.p[i - 1];

		if (c == ' ' || c == '\t')
			continue;
		hash = (hash ^ (c >= '0' && c <= '9' ? '0' : c)) * 16777619u;
		n++;
	}
	return hash;
}

/* Reads the number that begins at i, single blanks and hyphens between groups left out; returns its end. */
static uint32_t read_number(struct dc_span t, uint32_t i, uint32_t to, struct number *out)
{
	uint32_t n;
	uint8_t v;

	*out = (struct number){ 0, layout_before(t, i), 2166136261u };
	while (i < to) {
		n = digit_at(t, i, to, &v);
		if (n == 0 && (t.p[i] == '-' || t.p[i] == ' ') && i + 1 < to && digit_at(t, i + 1, to, &v) > 0) {
			i++;
			continue;
		}
		if (n == 0)
			break;
		out->digits++;
		out->hash = (out->hash ^ v) * 16777619u;
		i += n;
	}
	return i;
}

static int compare_numbers(const void *a, const void *b)
{
	const struct number *x = a, *y = b;

	if (x->digits != y->digits)
		return x->digits < y->digits ? -1 : 1;
	if (x->layout != y->layout)
		return x->layout < y->layout ? -1 : 1;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static size_t sort_distinct(struct number *at, size_t n)
{
	size_t k = 0;

	if (n > 0)
		qsort(at, n, sizeof *at, compare_numbers);
	for (size_t i = 0; i < n; i++)
		if (k == 0 || compare_numbers(&at[k - 1], &at[i]) != 0)
			at[k++] = at[i];
	return k;
}

static size_t read_numbers(struct dc_span t, uint32_t from, uint32_t to, struct number *out)
{
	size_t n = 0;
	uint8_t v;

	while (from < to && n < RUNS_MOST) {
		if (digit_at(t, from, to, &v) == 0) {
			from++;
			continue;
		}
		from = read_number(t, from, to, &out[n]);
		n += out[n].digits >= 6;
	}
	return sort_distinct(out, n);
}

/* A checked number that nothing names. */
static bool is_open(const struct candidate *c)
{
	return c->checked && !c->dropped && !weighed(c, DC_E_label) && !weighed(c, DC_E_heading);
}

/* Distinct checked values of this kind, length and layout in found[from, to). */
static size_t count_passing(const struct dc_text *text, const struct candidates *found, size_t from, size_t to,
	const struct dc_kind *kind, const struct number *like, struct number *room)
{
	size_t n = 0;

	for (size_t i = from; i < to && n < RUNS_MOST; i++) {
		const struct candidate *c = &found->at[i];

		if (c->kind != kind || !c->checked)
			continue;
		read_number(text->bytes, c->start, c->end, &room[n]);
		n += room[n].digits == like->digits && room[n].layout == like->layout;
	}
	return sort_distinct(room, n);
}

/* What was found for one kind and length in a stretch, so that it is counted once. */
struct verdict {
	const struct dc_kind *kind;
	struct number like;
	float logodds;
};

static float judge(const struct dc_text *text, const struct candidates *found, size_t from, size_t to, const struct verdict *v,
	struct number *room, size_t n)
{
	size_t all = 0, pass;
	float llr;

	for (size_t k = 0; k < n; k++)
		all += room[k].digits == v->like.digits && room[k].layout == v->like.layout;
	pass = count_passing(text, found, from, to, v->kind, &v->like, room + RUNS_MOST);
	if (pass == 0 || all < FEWEST + 1)
		return 0;
	llr = group_logodds(pass - 1, all > pass ? all - pass : 0);
	return llr > EACH_CONFIRMS * (float)pass ? EACH_CONFIRMS * (float)pass : llr;
}

/* Kinds, lengths and layouts beyond VERDICTS_MOST in one stretch go unweighed: no honest list has as many. */
static void weigh_range(const struct dc_text *text, struct candidates *found, size_t from, size_t to, uint32_t lo, uint32_t hi,
	struct number *room)
{
	size_t n = read_numbers(text->bytes, lo, hi, room), n_verdicts = 0;
	struct verdict verdicts[VERDICTS_MOST];

	for (size_t i = from; i < to; i++) {
		struct candidate *c = &found->at[i];
		struct number mine;
		size_t v = 0;

		if (!is_open(c))
			continue;
		read_number(text->bytes, c->start, c->end, &mine);
		while (v < n_verdicts && (verdicts[v].kind != c->kind || verdicts[v].like.digits != mine.digits ||
					  verdicts[v].like.layout != mine.layout))
			v++;
		if (v == VERDICTS_MOST)
			continue;
		if (v == n_verdicts) {
			verdicts[n_verdicts++] = (struct verdict){ c->kind, mine, 0 };
			verdicts[v].logodds = judge(text, found, from, to, &verdicts[v], room, n);
		}
		if (verdicts[v].logodds != 0)
			candidate_weigh(c, verdicts[v].logodds > 0 ? DC_E_group_confirms : DC_E_group_rejects,
				verdicts[v].logodds);
	}
}

/* The stretch of candidates from i on that are near each other; returns the one behind the last. */
static size_t stretch(const struct candidates *found, size_t i, size_t limit, uint32_t *lo, uint32_t *hi)
{
	size_t k = i + 1;
	uint32_t end = found->at[i].end;

	while (k < found->n && found->at[k].start - found->at[i].start < WINDOW_MOST &&
	       (!is_open(&found->at[k]) || found->at[k].start < end + 2 * REACH)) {
		if (is_open(&found->at[k]) && found->at[k].end > end)
			end = found->at[k].end;
		k++;
	}
	*lo = found->at[i].start > REACH ? found->at[i].start - REACH : 0;
	*hi = limit - end > REACH ? end + REACH : (uint32_t)limit;
	return k;
}

enum dc_status group_weigh(const struct dc_text *text, struct candidates *found)
{
	struct number *room = NULL;
	size_t i = 0;

	while (i < found->n) {
		uint32_t lo, hi;
		size_t behind;

		if (!is_open(&found->at[i])) {
			i++;
			continue;
		}
		if (room == NULL)
			room = malloc(2 * (RUNS_MOST + 1) * sizeof *room);
		if (room == NULL)
			return DC_ENOMEM;
		behind = stretch(found, i, text->bytes.n, &lo, &hi);
		weigh_range(text, found, i, behind, lo, hi, room);
		i = behind;
	}
	free(room);
	return DC_OK;
}
