/* echo.c -- see echo.h. A few names of a text are looked for, a stretch from their last mention on: a list of persons needs no echo, and
 * a text of many would take long. */
#include "echo.h"

#include "chain.h"
#include "daicho/status.h"
#include "utf8.h"

#include <stdlib.h>

#define PARTS_MOST 24			/* of one text */
#define STRETCH 6144			/* bytes looked at behind a mention */
#define SURE 1.2f			/* log-odds of a name that may echo */
#define NEAR 6				/* candidates around a mention that may overlap it */
#define MENTIONS_MOST 4096		/* of one text */

#define SURNAME 1.7f
#define SURNAME_ALONE 0.8f
#define PLACE_TOO 0.8f			/* 山口, 宮崎 */
#define KATAKANA 1.6f
#define LATIN 1.4f
#define WORD_TOO 0.3f			/* Brown, Will */
#define ENOUGH 2.4f			/* what a mention seen already is raised to */

enum script { KANJI, KATAKANA_PART, LATIN_PART };

struct part {
	uint8_t text[48];
	size_t n;
	enum script script;
	float worth;
	uint32_t from;			/* where to look from */
	size_t whole;			/* the candidate it is part of */
	uint32_t before;		/* bytes of the whole before it */
};

struct echo {
	const struct dc_text *text;
	struct candidates *found;
	size_t n;			/* those that were there */
	struct part part[PARTS_MOST];
	size_t parts, mentions;
};

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* s: lies within the candidate `whole`. */
static void add_part(struct echo *e, struct dc_span s, enum script script, float worth, uint32_t from, size_t whole)
{
	struct part *p = &e->part[e->parts];

	if (s.n > sizeof p->text || e->parts == PARTS_MOST)
		return;
	for (size_t i = 0; i < e->parts; i++) {
		if (e->part[i].n == s.n && memcmp(e->part[i].text, s.p, s.n) == 0)
			return;			/* another person of that name, or the same one again */
	}
	*p = (struct part){ .n = s.n, .script = script, .worth = worth, .from = from, .whole = whole,
		.before = (uint32_t)(s.p - (e->text->bytes.p + e->found->at[whole].start)) };
	memcpy(p->text, s.p, s.n);
	e->parts++;
}

static unsigned classes_of(struct dc_span text)
{
	struct lexicon_entry e[8];
	size_t n = lexicon_match(lexicon_get(), text, e, DC_ARRAY_LEN(e));

	return n > 0 && e[n - 1].bytes == text.n ? e[n - 1].classes : 0;
}

/* 佐藤 of 佐藤健一: two characters or three; or 佐藤 itself, where it is sure (佐藤様). */
static void kanji_part(struct echo *e, struct dc_span name, uint32_t end, size_t whole)
{
	struct lexicon_entry entry[8];
	size_t n = lexicon_match(lexicon_get(), name, entry, DC_ARRAY_LEN(entry)), best = 0;
	struct chain c;
	unsigned classes = 0;

	if (chain_at(lexicon_get(), name, &c) && c.given > 0 && (size_t)c.surname + c.gap + c.given == name.n) {
		best = c.surname;
	} else {
		for (size_t i = 0; i < n; i++)
			best = entry[i].classes & LEX_SURNAME && entry[i].bytes + 3u <= name.n ? entry[i].bytes : best;
	}
	if (best < 6 || best > 9)
		return;
	classes = classes_of((struct dc_span){ name.p, best });
	if (classes & LEX_WORD || (best == name.n && classes & (LEX_PLACE | LEX_PREFECTURE | LEX_MUNICIPALITY)))
		return;
	add_part(e, (struct dc_span){ name.p, best }, KANJI,
		classes & (LEX_PREFECTURE | LEX_MUNICIPALITY) ? PLACE_TOO : best == name.n ? SURNAME_ALONE : SURNAME, end, whole);
}

/* スミス of ジョン・スミス: behind the last dot, three characters or more. */
static void katakana_part(struct echo *e, struct dc_span name, uint32_t end, size_t whole)
{
	size_t at = name.n;

	while (at >= 3 && memcmp(name.p + at - 3, "・", 3) != 0)
		at -= 3;
	if (at >= 9 && name.n - at >= 9 && !(classes_of(dc_span_cut(name, at, name.n)) & LEX_WORD))
		add_part(e, dc_span_cut(name, at, name.n), KATAKANA_PART, KATAKANA, end, whole);
}

static void latin_parts(struct echo *e, struct dc_span name, uint32_t end, size_t whole)
{
	size_t first = 0, last = name.n;

	while (first < name.n && is_letter(name.p[first]))
		first++;
	while (last > 0 && is_letter(name.p[last - 1]))
		last--;
	if (first == name.n || last < first || name.p[last > 0 ? last - 1 : 0] >= 0x80)
		return;
	if (name.n - last >= 3)
		add_part(e, dc_span_cut(name, last, name.n), LATIN_PART, classes_of(dc_span_cut(name, last, name.n)) & LEX_ENGLISH ? WORD_TOO : LATIN,
			end, whole);
	if (first >= 4)			/* Jan, May */
		add_part(e, dc_span_cut(name, 0, first), LATIN_PART, classes_of(dc_span_cut(name, 0, first)) & LEX_ENGLISH ? WORD_TOO : LATIN, end,
			whole);
}

static void collect(struct echo *e, const struct profiles *profiles)
{
	for (size_t i = 0; i < e->n && e->parts < PARTS_MOST; i++) {
		const struct candidate *c = &e->found->at[i];
		uint16_t profile = profile_of(profiles, c->kind);
		struct dc_span name = dc_span_cut(e->text->bytes, c->start, c->end);

		if (c->dropped || c->flags & DC_HIT_PLACEHOLDER || profile == NO_PROFILE || !(profiles->at[profile].traits & KIND_NAME) ||
		    name.n < 6 || candidate_logodds(c) < SURE)
			continue;
		if (is_letter(name.p[0]))
			latin_parts(e, name, c->end, i);
		else if (name.p[0] == 0xe3 && name.p[1] >= 0x82)
			katakana_part(e, name, c->end, i);
		else if (name.p[0] >= 0xe4 && name.p[0] <= 0xe9)
			kanji_part(e, name, c->end, i);
	}
}

/* The character that ends before `at`, and the one that begins there; 0 at the text's ends. */
static uint32_t before(const struct dc_text *text, uint32_t at)
{
	uint32_t from = at, c = 0;

	while (from > 0 && at - from < 4) {
		from--;
		if ((text->bytes.p[from] & 0xc0) != 0x80)
			break;
	}
	return from < at && utf8_read(text->bytes.p + from, at - from, &c) > 0 ? c : 0;
}

static uint32_t behind(const struct dc_text *text, uint32_t at)
{
	uint32_t c = 0;

	return at < text->bytes.n && utf8_read(text->bytes.p + at, text->bytes.n - at, &c) > 0 ? c : 0;
}

static bool is_kanji(uint32_t c)
{
	return c == 0x3005 || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff);
}

static bool is_katakana(uint32_t c)
{
	return (c >= 0x30a1 && c <= 0x30fc) || c == 0xff1d;	/* with the middle dot */
}

/* Whether a part that stands at [at, end) stands there as a word. */
static bool is_word(const struct echo *e, const struct part *p, uint32_t at, uint32_t end)
{
	uint32_t b = before(e->text, at), a = behind(e->text, end);
	const uint8_t *t = e->text->bytes.p;
	bool titled = honorific_at(dc_span_cut(e->text->bytes, end, e->text->bytes.n)) > 0;

	switch (p->script) {
	case KANJI:
		return !is_kanji(b) && !is_katakana(b) && ((!is_kanji(a) && !is_katakana(a)) || titled);
	case KATAKANA_PART:
		return !is_katakana(b) && !is_kanji(b) && ((!is_kanji(a) && !is_katakana(a)) || titled);
	default:
		if (b == '_' || a == '_' || a == '@' || b == '@' || b == '/' || b == '.' || b == '-' || a == '-' || (b < 0x80 && is_letter((uint8_t)b)) ||
		    (a < 0x80 && (is_letter((uint8_t)a) || (a >= '0' && a <= '9'))) || (b >= 0xc0 && b < 0x180) || (a >= 0xc0 && a < 0x180))
			return false;
		/* Johnson Street, Bank & Johnson: part of another name */
		return !(a == ' ' && end + 1 < e->text->bytes.n && ((t[end + 1] >= 'A' && t[end + 1] <= 'Z') || t[end + 1] == '&')) &&
			!(b == ' ' && at >= 2 && t[at - 2] == '&');
	}
}

/* Raises what was seen at [at, end) already; *taken: another name stands there. */
static bool seen(struct echo *e, const struct part *p, uint32_t at, uint32_t end, const struct profiles *profiles, bool *taken)
{
	size_t lo = 0, hi = e->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (e->found->at[mid].start < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	*taken = false;
	for (size_t i = lo > NEAR ? lo - NEAR : 0; i < e->n && i < lo + NEAR; i++) {
		struct candidate *c = &e->found->at[i];
		uint16_t profile = profile_of(profiles, c->kind);

		if (c->start >= end || c->end <= at || c->dropped)
			continue;
		if (c->start == at && c->end == end && c->kind == e->found->at[p->whole].kind) {
			float sum = candidate_logodds(c);

			if (sum < ENOUGH)
				candidate_weigh(c, DC_E_named_before, ENOUGH - sum < p->worth ? ENOUGH - sum : p->worth);
			c->value = e->found->at[p->whole].value;
			c->value_len = e->found->at[p->whole].value_len;
			return true;
		}
		*taken = *taken || profile == NO_PROFILE || candidate_logodds(c) > 0;
	}
	return false;
}

static enum dc_status mention(struct echo *e, const struct part *p, uint32_t at, uint32_t end, const struct profiles *profiles)
{
	const struct candidate *whole = &e->found->at[p->whole];
	uint8_t value[DC_VALUE_MOST];
	size_t n = whole->value_len < sizeof value ? whole->value_len : sizeof value;
	struct candidate *c;
	enum dc_status st;
	bool taken;

	if (seen(e, p, at, end, profiles, &taken) || taken || e->mentions == MENTIONS_MOST)
		return DC_OK;
	e->mentions++;
	memcpy(value, e->found->values.p + whole->value, n);	/* adding may move it */
	st = candidates_add(e->found, whole->kind, at, end, (struct dc_span){ value, n }, &c);
	if (st == DC_OK)
		candidate_weigh(c, DC_E_named_before, p->worth);
	return st;
}

/* Where the whole name stands again around its part, that is what is named. */
static void widen(const struct echo *e, const struct part *p, uint32_t *at, uint32_t *end)
{
	const struct candidate *c = &e->found->at[p->whole];
	uint32_t n = c->end - c->start, from = *at - p->before;
	const uint8_t *t = e->text->bytes.p;

	if (*at < p->before || e->text->bytes.n - from < n || memcmp(t + from, t + c->start, n) != 0)
		return;
	*at = from;
	*end = from + n;
}

static enum dc_status follow(struct echo *e, struct part *p, const struct profiles *profiles)
{
	const struct dc_text *text = e->text;
	uint32_t from = p->from, until;
	enum dc_status st = DC_OK;

	while (st == DC_OK) {
		const uint8_t *hit;
		uint32_t at;

		until = from + STRETCH < text->bytes.n ? from + STRETCH : (uint32_t)text->bytes.n;
		hit = until > from ? memmem(text->bytes.p + from, until - from, p->text, p->n) : NULL;
		if (hit == NULL)
			return DC_OK;
		at = (uint32_t)(hit - text->bytes.p);
		from = at + (uint32_t)p->n;
		if (is_word(e, p, at, from)) {
			uint32_t end = from;

			widen(e, p, &at, &end);
			st = mention(e, p, at, end, profiles);
			from = end > from ? end : from;
		}
	}
	return st;
}

static int by_start(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

enum dc_status echo_names(const struct profiles *profiles, const struct dc_text *text, struct candidates *found)
{
	struct echo e = { .text = text, .found = found, .n = found->n };
	enum dc_status st = DC_OK;

	collect(&e, profiles);
	for (size_t i = 0; i < e.parts && st == DC_OK; i++)
		st = follow(&e, &e.part[i], profiles);
	if (st != DC_OK)
		return st;
	qsort(found->at + e.n, found->n - e.n, sizeof *found->at, by_start);
	return candidates_merge(found, e.n);
}
