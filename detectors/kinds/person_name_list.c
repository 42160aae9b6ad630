/* person_name_list.c -- see person_name_list.h. A list is 出席者：佐藤、鈴木（営業）、高橋様 or one name a line. The dictionary alone
 * judges: the model has seen few lists, and between commas a surname has nothing around it to be known by. */
#include "person_name_list.h"

#include "chain.h"
#include "daicho/status.h"
#include "utf8.h"

#define ITEMS_MOST 24
#define LIST_BYTES_MOST 600
#define BETWEEN_MOST 6			/* separators between two items */
#define SPACED_MOST 6			/* characters of a name with spaces between */
#define NOTE_BYTES_MOST 48

#define WITH_GIVEN 0.8f
#define SURNAME 0.4f
#define ONE_CHARACTER -0.6f		/* 東、西 */
#define LISTED 2.2f			/* less than a label right before */
#define ALONE -0.5f			/* a common surname behind a label that the model does not see; the label is yet to come */
#define ALONE_COST_MOST 120
#define SPACED 1.2f
#define HONOURED -0.6f			/* 星さん, 東様 */
#define HONORIFIC 1.7f
#define DOTTED -0.5f			/* products and firms have dots too; the label is yet to come */
#define DOTTED_BYTES_MOST 120
#define DOTS_MOST 4

struct item {
	uint32_t start, end;
	bool given, one_character;
	uint8_t cost;
};

bool person_name_known(const struct candidates *out, const struct dc_kind *kind, uint32_t start, uint32_t end)
{
	for (size_t i = out->n, back = 0; i-- > 0 && back < 8; back++) {
		if (out->at[i].kind == kind && out->at[i].start < end && start < out->at[i].end)
			return true;
	}
	return false;
}

static struct dc_span rest_of(const struct probe *at, uint32_t pos)
{
	return (struct dc_span){ at->text->bytes.p + pos, at->ceiling - pos };
}

static bool stands(struct dc_span text, const char *word)
{
	size_t n = strlen(word);

	return text.n >= n && memcmp(text.p, word, n) == 0;
}

/* Bytes of a separator, a bullet or a line end; 0: none. */
static uint32_t separator(struct dc_span text)
{
	static const char *const words[] = { "、", "，", "・", "･", "／", "　", "及び", "○", "◎", "※" };

	if (text.n > 0 && text.p[0] < 0x80)
		return text.p[0] != '\0' && strchr(",/ \t\r\n-*;", text.p[0]) != NULL;
	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (stands(text, words[i]))
			return (uint32_t)strlen(words[i]);
	}
	return 0;
}

/* *firm: more than spaces stood there. */
static uint32_t skip_separators(const struct probe *at, uint32_t pos, bool *firm)
{
	for (unsigned n = 0; n < BETWEEN_MOST; n++) {
		uint32_t step = separator(rest_of(at, pos));

		if (step == 0)
			break;
		*firm = *firm || chain_gap(rest_of(at, pos)) == 0;
		pos += step;
	}
	return pos;
}

/* A note in brackets behind a name: （営業）. */
static uint32_t skip_note(const struct probe *at, uint32_t pos)
{
	struct dc_span rest = rest_of(at, pos);
	bool wide = stands(rest, "（");

	if (!wide && !stands(rest, "("))
		return pos;
	for (uint32_t i = 1; i < rest.n && i < NOTE_BYTES_MOST && rest.p[i] != '\n'; i++) {
		if (stands(dc_span_cut(rest, i, rest.n), wide ? "）" : ")"))
			return pos + i + (wide ? 3 : 1);
	}
	return pos;
}

/* A surname, perhaps with a given name, an honorific and a note, and nothing else up to the next separator. *next: behind it. */
static bool item_read(const struct probe *at, uint32_t pos, struct item *item, uint32_t *next)
{
	struct chain c;

	if (pos >= at->ceiling || at->text->bytes.p[pos] < 0xe3 || !chain_at(at->lexicon, rest_of(at, pos), &c) || chain_in_word(&c))
		return false;
	*item = (struct item){ pos, pos + c.surname + c.gap + c.given, c.given > 0, c.surname_chars == 1 && c.given == 0, c.surname_cost };
	*next = item->end + (uint32_t)honorific_at(rest_of(at, item->end));
	*next = skip_note(at, *next);
	return *next >= at->ceiling || separator(rest_of(at, *next)) > 0;
}

static enum dc_status add_item(const struct detector *self, const struct probe *at, const struct item *item, bool listed,
	struct candidates *out)
{
	struct dc_span name = dc_span_cut(at->text->bytes, item->start, item->end);
	uint8_t value[DC_VALUE_MOST];
	struct candidate *c;
	enum dc_status st;
	size_t n = 0;

	if (person_name_known(out, &self->kind, item->start, item->end))
		return DC_OK;
	for (size_t i = 0; i < name.n && n < sizeof value; ) {
		size_t gap = chain_gap(dc_span_cut(name, i, name.n));

		if (gap == 0)
			value[n++] = name.p[i++];
		i += gap;
	}
	st = candidates_add(out, &self->kind, item->start, item->end, (struct dc_span){ value, n }, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_dictionary,
		!listed ? ALONE : item->given ? WITH_GIVEN : item->one_character ? ONE_CHARACTER : SURNAME);
	if (listed)
		candidate_weigh(c, DC_E_label, LISTED);
	return DC_OK;
}

enum dc_status person_names_listed(const struct detector *self, const struct probe *at, uint32_t from, struct candidates *out)
{
	struct item item[ITEMS_MOST];
	bool firm = false, below = false;
	uint32_t pos = skip_separators(at, from, &below), next;
	unsigned n = 0, plain = 0;
	enum dc_status st = DC_OK;

	while (n < ITEMS_MOST && pos - from < LIST_BYTES_MOST && item_read(at, pos, &item[n], &next)) {
		plain += !item[n++].one_character;
		if (n > 1)
			firm = firm || below;
		pos = skip_separators(at, next, &below);
	}
	if (plain == 0 || n < (firm ? 2 : 3))
		return DC_OK;			/* 佐藤 東 may be one person */
	for (unsigned i = 0; i < n && st == DC_OK; i++)
		st = add_item(self, at, &item[i], true, out);
	return st;
}

enum dc_status person_name_alone(const struct detector *self, const struct probe *at, uint32_t from, struct candidates *out)
{
	struct item item;
	uint32_t next;

	return !item_read(at, from, &item, &next) || item.given || item.one_character || item.cost > ALONE_COST_MOST ? DC_OK :
		add_item(self, at, &item, false, out);
}

/* Kanji and katakana: what would make the surname the end of a longer word. */
static bool is_letter_before(uint32_t c)
{
	return (c >= 0x30a1 && c <= 0x30fc) || c == 0x3005 || (c >= 0x3400 && c <= 0x9fff);
}

static bool is_katakana(uint32_t c)
{
	return (c >= 0x30a1 && c <= 0x30fa) || c == 0x30fc;
}

enum dc_status person_name_dotted(const struct detector *self, const struct probe *at, uint32_t from, struct candidates *out)
{
	unsigned dots = 0, part = 0;
	struct candidate *c;
	uint32_t pos = from, letter = 0;
	enum dc_status st;

	while (pos < at->ceiling && pos - from < DOTTED_BYTES_MOST) {
		size_t step = utf8_read(at->text->bytes.p + pos, at->ceiling - pos, &letter);
		bool dot = letter == 0x30fb || letter == 0xff1d;

		if (step != 3 || (dot && part < 2) || (!dot && !is_katakana(letter)))
			break;
		dots += dot;
		part = dot ? 0 : part + 1;
		pos += (uint32_t)step;
		letter = 0;
	}
	if (dots == 0 || dots > DOTS_MOST || part < 2 || is_letter_before(letter) || (letter >= 0x3041 && letter <= 0x3096) ||
	    person_name_known(out, &self->kind, from, pos))
		return DC_OK;
	st = candidates_add(out, &self->kind, from, pos, dc_span_cut(at->text->bytes, from, pos), &c);
	if (st == DC_OK)
		candidate_weigh(c, DC_E_form_weak, DOTTED);
	return st;
}

/* The dictionary has given names for some honorifics (様), so no chain is asked for. */
static bool is_surname(const struct lexicon *lx, struct dc_span text)
{
	struct lexicon_entry e[4];
	size_t n = lexicon_match(lx, text, e, DC_ARRAY_LEN(e));

	for (size_t i = 0; i < n; i++) {
		if (e[i].bytes == text.n && e[i].classes & LEX_SURNAME)
			return true;
	}
	return false;
}

enum dc_status person_name_honoured(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct dc_span name = dc_span_cut(at->text->bytes, at->anchor, at->anchor + 3);
	uint32_t end = at->anchor + 3, before = 0;
	struct candidate *c;
	enum dc_status st;

	if (end > at->ceiling || honorific_at(rest_of(at, end)) == 0)
		return DC_OK;
	if (at->anchor >= at->floor + 3)
		utf8_read(name.p - 3, 3, &before);
	if (is_letter_before(before) || !is_surname(at->lexicon, name) || person_name_known(out, &self->kind, at->anchor, end))
		return DC_OK;
	st = candidates_add(out, &self->kind, at->anchor, end, name, &c);
	if (st == DC_OK) {
		candidate_weigh(c, DC_E_dictionary, HONOURED);
		candidate_weigh(c, DC_E_honorific, HONORIFIC);
	}
	return st;
}

bool person_mailbox_behind(const struct probe *at, uint32_t end)
{
	const uint8_t *p = at->text->bytes.p;

	while (end < at->ceiling && (p[end] == ' ' || p[end] == '"'))
		end++;
	if (end >= at->ceiling || p[end] != '<')
		return false;
	for (uint32_t i = end + 1; i < at->ceiling && i - end <= 64 && p[i] > ' ' && p[i] != '>' && p[i] != '<'; i++) {
		if (p[i] == '@')
			return i > end + 1;
	}
	return false;
}

static bool name_letter(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x30fa) || c == 0x3005 || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff);
}

/* Characters with a gap behind each, put together; returns bytes, *end behind the last. */
static size_t put_together(const struct probe *at, uint32_t pos, uint8_t *joined, unsigned *chars, uint32_t *end)
{
	size_t n = 0;

	for (*chars = 0; *chars <= SPACED_MOST; (*chars)++) {
		uint32_t c, next = 0;
		size_t step = utf8_read(at->text->bytes.p + pos, at->ceiling - pos, &c), gap = 0, more;

		if (step != 3 || !name_letter(c))
			break;
		memcpy(joined + n, at->text->bytes.p + pos, step);
		n += step;
		*end = pos += (uint32_t)step;
		while ((more = chain_gap(rest_of(at, pos + (uint32_t)gap))) > 0 && gap < 9)
			gap += more;
		if (gap == 0) {
			bool touches = utf8_read(at->text->bytes.p + pos, at->ceiling - pos, &next) > 0 && name_letter(next);

			*chars += 1;
			return touches ? 0 : n;
		}
		pos += (uint32_t)gap;
	}
	return n;
}

enum dc_status person_name_spaced(const struct detector *self, const struct probe *at, uint32_t from, struct candidates *out,
	bool *found)
{
	uint8_t joined[3 * (SPACED_MOST + 1)];
	struct candidate *cand;
	unsigned chars;
	uint32_t end = from;
	struct chain c;
	size_t n = put_together(at, from, joined, &chars, &end);
	enum dc_status st;

	*found = n > 0 && chars >= 3 && chars <= SPACED_MOST &&
		chain_at(at->lexicon, (struct dc_span){ joined, n }, &c) && c.given > 0 &&
		(size_t)c.surname + c.given == n;
	if (!*found || person_name_known(out, &self->kind, from, end))
		return DC_OK;
	st = candidates_add(out, &self->kind, from, end, (struct dc_span){ joined, n }, &cand);
	if (st == DC_OK)
		candidate_weigh(cand, DC_E_dictionary, SPACED);
	return st;
}
