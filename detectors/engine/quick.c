/* quick.c -- cells of settled columns: one look by the kind that its column holds, in place of everybody's.
 *
 * A cell passes only if it is one value of that kind from its first byte to its last; nothing else can then stand in it. What
 * is lost is the duel with other readings of the same characters, which the column has decided already. */
#include "session.h"

#include "evidence.h"

#define NAME_LEAST 2			/* characters of a name in kanji, blank aside */
#define NAME_MOST 8

/* Takes back what was proposed unless it is one candidate that fills the cell. */
static bool keep_whole(struct dc_session *s, size_t before)
{
	const struct candidate *c = &s->found.at[before];
	bool whole = s->found.n == before + 1 && c->start == s->floor && c->end == s->ceiling;

	if (!whole)
		s->found.n = before;
	return whole;
}

static bool propose(struct dc_session *s, const struct settled *column, struct probe at)
{
	size_t before = s->found.n;

	at.text = s->text;
	at.floor = s->floor;
	at.ceiling = s->ceiling;
	at.cell = s->cell;
	at.lexicon = s->engine->lexicon;
	at.today = s->engine->today;
	at.profile = s->engine->profile;
	s->status = column->kind->propose(column->kind, &at, &s->found);
	if (s->status != DC_OK || !keep_whole(s, before))
		return false;
	s->found.at[before].cell = s->cell;
	return true;
}

static bool quick_at(struct dc_session *s, const struct settled *column)
{
	const uint8_t *p = s->text->bytes.p, *sign = memchr(p + s->floor, '@', s->ceiling - s->floor);

	return sign != NULL && memchr(sign + 1, '@', (size_t)(p + s->ceiling - sign) - 1) == NULL &&
		propose(s, column, (struct probe){ .anchor = (uint32_t)(sign - p), .trigger = ON_AT });
}

/* The shapes a kind takes unlabelled or labelled are asked for as when an anchor brings a run. */
static bool quick_run(struct dc_session *s, const struct settled *column)
{
	const struct kind_list *kinds = &s->engine->digit_kinds;
	const struct shape *shape;
	struct digit_reading r;
	unsigned bit = 0;

	if (!digits_read(s->text->bytes, s->floor, s->floor, s->ceiling, false, &r) || r.run.end != s->ceiling || r.run.plus ||
	    r.run.touches_before || r.run.touches_after || r.shape == 0)
		return false;
	shape = shapes_find(s->engine->shapes, r.shape);
	while (bit < kinds->n && s->engine->kinds[kinds->at[bit]] != column->kind)
		bit++;
	if (shape == NULL || bit == kinds->n ||
	    !((shape->strong >> bit & 1) != 0 || ((shape->weak >> bit & 1) != 0 && column->labelled)))
		return false;
	return propose(s, column, (struct probe){ .anchor = r.run.start, .trigger = ON_DIGITS, .run = &r.run,
		.labelled = column->labelled });
}

/* Kanji, kana and their marks, in UTF-8 of three bytes: E3 81..83, E4..E9; the ideographic space and marks of repetition. */
static bool is_name_character(const uint8_t *p)
{
	if (p[0] == 0xe3)
		return (p[1] >= 0x81 && p[1] <= 0x83 && memcmp(p, "・", 3) != 0) || memcmp(p, "々", 3) == 0 || memcmp(p, "〆", 3) == 0;
	return p[0] >= 0xe4 && p[0] <= 0xe9;
}

/* Titles behind a name are no part of it. */
static bool has_title(const uint8_t *end)
{
	static const char titles[] = "様殿氏君宛中さんま";	/* ... 様, さま, さん, 御中 */

	for (size_t i = 0; i + 1 < sizeof titles; i += 3)
		if (memcmp(end - 3, titles + i, 3) == 0)
			return true;
	return false;
}

static bool quick_name(struct dc_session *s, const struct settled *column)
{
	const uint8_t *p = s->text->bytes.p;
	uint8_t value[NAME_MOST * 3];
	size_t n = 0, blanks = 0, kanji = 0;
	struct candidate *c;

	for (uint32_t at = s->floor; at < s->ceiling;) {
		size_t gap = p[at] == ' ' ? 1 : s->ceiling - at >= 3 && memcmp(p + at, "\xe3\x80\x80", 3) == 0 ? 3 : 0;

		if (gap != 0) {
			if (blanks++ > 0 || n == 0 || at + gap == s->ceiling)
				return false;
			at += (uint32_t)gap;
			continue;
		}
		if (n == sizeof value || s->ceiling - at < 3 || !is_name_character(p + at))
			return false;
		memcpy(value + n, p + at, 3);
		kanji += p[at] != 0xe3;
		n += 3;
		at += 3;
	}
	if (n < NAME_LEAST * 3 || kanji == 0 || has_title(p + s->ceiling))
		return false;
	s->status = candidates_add(&s->found, &column->kind->kind, s->floor, s->ceiling, (struct dc_span){ value, n }, &c);
	if (s->status != DC_OK)
		return false;
	c->cell = s->cell;
	candidate_weigh(c, DC_E_model, column->own);
	return true;
}

static bool quick_way(struct dc_session *s, const struct settled *column)
{
	switch (column->kind->quick) {
	case QUICK_CELL:
		return column->labelled && propose(s, column, (struct probe){ .anchor = s->floor, .trigger = ON_CELL, .labelled = true });
	case QUICK_AT:
		return quick_at(s, column);
	case QUICK_RUN:
		return quick_run(s, column);
	case QUICK_NAME:
		return quick_name(s, column);
	case QUICK_NONE:
		break;
	}
	return false;
}

/* What is found is the last of s->found. False: it cannot be kept. */
static bool keep(struct dc_session *s, const struct settled *column, struct again_slot *slot, struct dc_span cell)
{
	struct candidate *c = &s->found.at[s->found.n - 1];
	uint16_t profile;
	uint64_t hash;

	if (!evidence_prepare(s->evidence, c, (struct dc_span){ s->found.values.p + c->value, c->value_len }, cell, &hash, &profile) ||
	    !again_put(s->again, slot, cell, s->text->cells[s->cell].column, column->kind, &s->found))
		return false;
	slot->hash = hash;
	slot->profile = profile;
	return true;
}

/* The slot that has the cell that is to be read; NULL: none has. *into: where it would be kept. */
static struct again_slot *known(struct dc_session *s, const struct settled *column, struct again_place place, struct again_slot **into)
{
	struct again_slot *slot = again_find(s->again, place, dc_span_cut(s->text->bytes, s->floor, s->ceiling),
		s->text->cells[s->cell].column, column->kind, into);

	if (slot != NULL && column->kind->quick == QUICK_NAME)	/* names weigh what their column's do by now */
		slot->weights[0].logodds = slot->logodds = column->own;
	return slot;
}

struct again_place session_place(const struct dc_session *s)
{
	return again_place(dc_span_cut(s->text->bytes, s->floor, s->ceiling), s->text->cells[s->cell].column);
}

const struct again_slot *session_slot(struct dc_session *s, const struct settled *column, struct again_place place)
{
	struct dc_span cell = dc_span_cut(s->text->bytes, s->floor, s->ceiling);
	struct again_slot *into, *slot = known(s, column, place, &into);
	size_t before = s->found.n, values = s->found.values.n;

	if (slot != NULL || !quick_way(s, column))
		return slot;
	slot = keep(s, column, into, cell) ? into : NULL;
	s->found.n = before;
	s->found.values.n = values;
	return slot;
}

bool session_quick(struct dc_session *s, const struct settled *column)
{
	struct dc_span cell = dc_span_cut(s->text->bytes, s->floor, s->ceiling);
	struct again_slot *into, *slot;

	if (s->again == NULL)
		return quick_way(s, column);
	slot = known(s, column, session_place(s), &into);
	if (slot == NULL) {
		if (!quick_way(s, column))
			return false;
		keep(s, column, into, cell);
		return true;
	}
	s->status = again_add(slot, s->floor, &s->found);
	if (s->status != DC_OK)
		return false;
	s->found.at[s->found.n - 1].cell = s->cell;
	return true;
}
