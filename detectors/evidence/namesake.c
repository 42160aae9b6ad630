/* namesake.c -- see namesake.h. Letters of the text are compared by their base letter, for addresses have no others. */
#include "namesake.h"

#include "lexicon.h"
#include "utf8.h"

#include <stdlib.h>

#define AROUND 400u			/* bytes before and behind an address, up to the next address */
#define PART_LEAST 3			/* letters of a word; initials say nothing */
#define PART_MOST 24
#define BETWEEN_MOST 3			/* bytes between the words: a blank, a comma and a blank */
#define MENTIONS_MOST 4			/* of one address */
#define BEARS 3.0f

struct part { uint8_t letter[PART_MOST]; size_t n; };

/* A word of the text: where, and its base letters in lower case. */
struct word { uint32_t start, end; struct part base; bool capital; };

/* Latin-1 and Latin Extended-A; 0: no letter. ß, æ and the like have two letters in an address, so such names are not told. */
static uint8_t base_of(uint32_t c)
{
	static const char latin1[] = "aaaaaa\1ceeeeiiii\1nooooo\1ouuuuy\1\1aaaaaa\1ceeeeiiii\1nooooo\1ouuuuy\1y";
	static const char extended[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii\1\1jjkkkllllllllllnnnnnn\1\1\1oooooo\1\1rrrrrrssssssss"
		"ttttttuuuuuuuuuuuuwwyyyzzzzzz";

	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
		return (uint8_t)(c | 0x20);
	if (c >= 0xc0 && c <= 0xff)
		return (uint8_t)latin1[c - 0xc0];
	return c >= 0x100 && c - 0x100 < sizeof extended - 1 ? (uint8_t)extended[c - 0x100] : 0;
}

static bool is_capital(uint32_t c)
{
	bool odd = (c >= 0x139 && c <= 0x148) || c >= 0x179;	/* Latin Extended-A has its pairs the other way round there */

	return c < 0x80 ? c < 'a' : c < 0x100 ? c < 0xe0 : (c % 2 == 1) == odd;
}

/* An English word that nobody is called: budapest.office@ is a place's. */
static bool is_word(const struct part *p)
{
	struct lexicon_entry e[8];
	size_t n = lexicon_match(lexicon_get(), (struct dc_span){ p->letter, p->n }, e, DC_ARRAY_LEN(e));
	unsigned classes = n > 0 && e[n - 1].bytes == p->n ? e[n - 1].classes : 0;

	return classes & LEX_ENGLISH && !(classes & (LEX_WEST_GIVEN | LEX_WEST_SURNAME | LEX_ROMAJI_SURNAME | LEX_ROMAJI_GIVEN));
}

/* The two words of an address before its @; false if it has not two, or a digit. */
static bool parts_of(struct dc_span mail, struct part two[2])
{
	size_t k = 0;

	memset(two, 0, 2 * sizeof *two);
	for (size_t i = 0; i < mail.n && mail.p[i] != '@'; i++) {
		uint8_t c = mail.p[i];

		if (c == '.' || c == '_' || c == '-') {
			if (++k == 2)
				return false;
		} else if (base_of(c) == 0 || c >= 0x80 || two[k].n == PART_MOST) {
			return false;
		} else {
			two[k].letter[two[k].n++] = base_of(c);
		}
	}
	return k == 1 && two[0].n >= PART_LEAST && two[1].n >= PART_LEAST && !is_word(&two[0]) && !is_word(&two[1]);
}

static bool word_from(struct dc_span t, uint32_t at, uint32_t until, struct word *w)
{
	uint32_t c;
	size_t step;

	while (at < until && ((step = utf8_read(t.p + at, until - at, &c)) == 0 || base_of(c) == 0))
		at += step == 0 ? 1 : (uint32_t)step;
	*w = (struct word){ .start = at };
	for (; at < until && (step = utf8_read(t.p + at, until - at, &c)) > 0 && base_of(c) != 0; at += (uint32_t)step) {
		if (w->base.n == 0)
			w->capital = is_capital(c);
		if (w->base.n < PART_MOST)
			w->base.letter[w->base.n++] = base_of(c);
	}
	w->end = at;
	return w->end > w->start;
}

static bool same(const struct part *a, const struct part *b)
{
	return a->n == b->n && memcmp(a->letter, b->letter, a->n) == 0;
}

/* A blank, or a comma and a blank. */
static bool adjoin(struct dc_span t, const struct word *a, const struct word *b)
{
	uint32_t n = b->start - a->end;

	return n >= 1 && n <= BETWEEN_MOST && t.p[b->start - 1] == ' ' && (n == 1 || t.p[a->end] == ',');
}

/* Raises what stands there; *taken: another reading of the same bytes is likelier than not. */
static bool raised(struct candidates *found, size_t n, const struct dc_kind *kind, uint32_t start, uint32_t end, bool *taken)
{
	*taken = false;
	for (size_t i = 0; i < n; i++) {
		struct candidate *c = &found->at[i];

		if (c->start >= end)
			break;
		if (c->dropped || c->end <= start)
			continue;
		if (c->start == start && c->end == end && category_is(c->category != NULL ? c->category : c->kind->category, kind->category)) {
			if (candidate_logodds(c) < BEARS)
				candidate_weigh(c, DC_E_mailbox, BEARS - candidate_logodds(c));
			return true;
		}
		*taken = *taken || candidate_logodds(c) > BEARS;
	}
	return false;
}

static enum dc_status mention(struct candidates *found, size_t n, const struct dc_kind *kind, struct dc_span t, const struct word *a,
	const struct word *b)
{
	uint8_t value[2 * PART_MOST + 1];
	size_t k = 0;
	struct candidate *c;
	enum dc_status st;
	bool taken;

	if (raised(found, n, kind, a->start, b->end, &taken) || taken)
		return DC_OK;
	for (uint32_t i = a->start; i < b->end && k < sizeof value; i++) {
		if (t.p[i] != ',')
			value[k++] = (uint8_t)(t.p[i] >= 'A' && t.p[i] <= 'Z' ? t.p[i] + 32 : t.p[i]);
	}
	st = candidates_add(found, kind, a->start, b->end, (struct dc_span){ value, k }, &c);
	if (st == DC_OK) {
		c->cell = UINT32_MAX;
		candidate_weigh(c, DC_E_mailbox, BEARS);
	}
	return st;
}

/* [at, until): what is searched for the words of one address. */
static enum dc_status around(struct candidates *found, size_t n, const struct dc_kind *kind, const struct dc_text *text,
	uint32_t at, uint32_t until, const struct part two[2])
{
	struct word a = { 0 }, b;
	unsigned mentions = 0;
	enum dc_status st = DC_OK;

	for (; st == DC_OK && mentions < MENTIONS_MOST && word_from(text->bytes, at, until, &b); at = b.end, a = b) {
		bool order = same(&a.base, &two[0]) && same(&b.base, &two[1]), other = same(&a.base, &two[1]) && same(&b.base, &two[0]);

		if ((!order && !other) || !a.capital || !b.capital || !adjoin(text->bytes, &a, &b))
			continue;
		mentions++;
		st = mention(found, n, kind, text->bytes, &a, &b);
	}
	return st;
}

static const struct dc_kind *kind_of_names(const struct profiles *profiles)
{
	for (size_t i = 0; i < profiles->n; i++) {
		if (profiles->at[i].traits & KIND_NAME && profiles->at[i].kind->flags & DC_KIND_LATIN)
			return profiles->at[i].kind;
	}
	return NULL;
}

static int by_start(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static bool is_mail(const struct profiles *profiles, const struct candidate *c)
{
	uint16_t profile = profile_of(profiles, c->kind);

	return !c->dropped && profile != NO_PROFILE && profiles->at[profile].traits & KIND_MAIL && candidate_logodds(c) > 0;
}

/* Where the search for candidate i ends on either side: no byte is looked at for more than two addresses. */
static uint32_t from_before(const struct profiles *profiles, const struct candidates *found, size_t i)
{
	uint32_t least = found->at[i].start > AROUND ? found->at[i].start - AROUND : 0;

	for (size_t k = i; k-- > 0 && found->at[k].end > least; ) {
		if (is_mail(profiles, &found->at[k]))
			return found->at[k].end;
	}
	return least;
}

static uint32_t until_behind(const struct profiles *profiles, const struct candidates *found, size_t n, size_t i, size_t text_n)
{
	uint32_t end = found->at[i].end, most = text_n - end > AROUND ? end + AROUND : (uint32_t)text_n;

	for (size_t k = i + 1; k < n && found->at[k].start < most; k++) {
		if (is_mail(profiles, &found->at[k]))
			return found->at[k].start;
	}
	return most;
}

enum dc_status namesakes(const struct profiles *profiles, const struct dc_text *text, struct candidates *found)
{
	const struct dc_kind *kind = kind_of_names(profiles);
	size_t n = found->n;
	enum dc_status st = DC_OK;

	for (size_t i = 0; kind != NULL && i < n && st == DC_OK; i++) {
		struct part two[2];

		if (!is_mail(profiles, &found->at[i]) || !parts_of(dc_span_cut(text->bytes, found->at[i].start, found->at[i].end), two))
			continue;
		st = around(found, n, kind, text, from_before(profiles, found, i), found->at[i].start, two);
		if (st == DC_OK)
			st = around(found, n, kind, text, found->at[i].end, until_behind(profiles, found, n, i, text->bytes.n), two);
	}
	if (st != DC_OK)
		return st;
	qsort(found->at + n, found->n - n, sizeof *found->at, by_start);
	return candidates_merge(found, n);
}
