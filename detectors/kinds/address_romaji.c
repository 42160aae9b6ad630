/* address_romaji.c -- Japanese addresses in Latin letters: 1-2-3 Jinnan, Shibuya-ku, Tokyo 150-0041. They run from the block to
 * the prefecture, in words with capitals; the ending of the municipality (-ku, -shi, City) and the prefecture tell them from
 * other numbers with words behind. No labelled text has them: the weights are set by hand. */
#include "address.h"
#include "kind.h"

#include <string.h>

#include "daicho/status.h"

#define PRIOR -0.8f
#define MUNICIPALITY 1.3f
#define PREFECTURE 1.2f
#define POSTAL_CODE 0.8f
#define COUNTRY 0.5f
#define THREE_NUMBERS 0.8f
#define WORDS_MOST 10
#define BYTES_MOST 120

static const char *const prefecture_ends[] = { "-to", "-fu", "-ken", NULL };
static const char *const municipality_ends[] = { "-ku", "-shi", "-gun", "-cho", "-machi", "-mura", "-son", NULL };
static const char *const municipality_words[] = { "city", "ward", "ku", "shi", "gun", NULL };

struct reading {
	const struct probe *at;
	uint32_t end;			/* behind the last part that belongs */
	unsigned words, places;		/* towns before the first place; municipalities, prefecture, country */
	bool municipality, prefecture, postal, country;
};

struct word {
	char text[32];			/* lower case, letters and hyphens; long vowels as one letter */
	size_t n;
	uint32_t end;
};

/* The ASCII letter for a vowel with a macron or circumflex (two bytes of UTF-8), lower case; 0: none. */
static char long_vowel(const uint8_t *p)
{
	static const struct { char utf8[3]; char letter; } vowels[] = { { "ā", 'a' }, { "ē", 'e' }, { "ī", 'i' }, { "ō", 'o' },
		{ "ū", 'u' }, { "Ō", 'o' }, { "Ū", 'u' }, { "ô", 'o' }, { "û", 'u' }, { "Ô", 'o' } };

	for (size_t i = 0; i < DC_ARRAY_LEN(vowels); i++) {
		if (memcmp(vowels[i].utf8, p, 2) == 0)
			return vowels[i].letter;
	}
	return 0;
}

static bool is_letter(uint8_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 0x80;
}

/* A word with a capital at pos. */
static bool word_read(const struct probe *at, uint32_t pos, struct word *w)
{
	const uint8_t *p = at->text->bytes.p;
	bool capital = pos < at->ceiling && ((p[pos] >= 'A' && p[pos] <= 'Z') || p[pos] == 0xc5 || p[pos] == 0xc3);

	*w = (struct word){ .n = 0 };
	while (capital && pos < at->ceiling && w->n + 1 < sizeof w->text) {
		char vowel = at->ceiling - pos >= 2 && p[pos] >= 0xc3 && p[pos] <= 0xc5 ? long_vowel(p + pos) : 0;

		if (vowel != 0)
			w->text[w->n++] = vowel;
		else if (is_letter(p[pos]))
			w->text[w->n++] = (char)(p[pos] | 0x20);
		else if ((p[pos] == '-' || p[pos] == '\'') && pos + 1 < at->ceiling && is_letter(p[pos + 1]))
			w->text[w->n++] = '-';
		else
			break;
		pos += vowel != 0 ? 2 : 1;
	}
	w->text[w->n] = '\0';
	w->end = pos;
	return w->n >= 2;
}

static bool one_of(const char *word, size_t n, const char *const *list)
{
	for (; *list != NULL; list++) {
		if ((*list)[0] == word[0] && strncmp(word, *list, n) == 0 && (*list)[n] == '\0')
			return true;
	}
	return false;
}

static size_t ending(const struct word *w, const char *const *ends)
{
	if (memchr(w->text, '-', w->n) == NULL)
		return 0;			/* most words, and every capital of a prose comes by here */
	for (; *ends != NULL; ends++) {
		size_t n = strlen(*ends);

		if (w->n > n + 1 && memcmp(w->text + w->n - n, *ends, n) == 0)
			return n;
	}
	return 0;
}

static bool is_prefecture(const struct word *w)
{
	return address_romaji_prefecture((struct dc_span){ (const uint8_t *)w->text, w->n - ending(w, prefecture_ends) });
}

/* Three digits, a hyphen, four digits; returns their end or pos. */
static uint32_t postal_code(const struct probe *at, uint32_t pos)
{
	const uint8_t *p = at->text->bytes.p + pos;

	for (unsigned i = 0; i < 8; i++) {
		if (pos + i >= at->ceiling || (i == 3 ? p[i] != '-' : p[i] < '0' || p[i] > '9'))
			return pos;
	}
	return pos + 8 < at->ceiling && p[8] >= '0' && p[8] <= '9' ? pos : pos + 8;
}

/* Over ", " and one line end. */
static uint32_t skip_gap(const struct probe *at, uint32_t pos)
{
	unsigned lines = 0;

	for (uint32_t from = pos; pos < at->ceiling && pos - from < 6; pos++) {
		uint8_t c = at->text->bytes.p[pos];

		lines += c == '\n';
		if ((c != ' ' && c != ',' && c != '\n' && c != '\r') || lines > 1)
			break;
	}
	return pos;
}

/* Takes a word for what it says; false if it cannot belong to an address. */
static bool take_word(struct reading *r, const struct word *w)
{
	if (is_prefecture(w)) {
		r->prefecture = true;
	} else if (ending(w, municipality_ends) > 0 || one_of(w->text, w->n, municipality_words)) {
		r->municipality = true;
	} else if (strcmp(w->text, "japan") == 0) {
		r->country = true;
	} else if (r->municipality && r->prefecture) {
		return false;			/* the address has ended: what follows is another word */
	} else {
		r->words += r->places == 0;
		return true;
	}
	r->places++;
	r->end = w->end;
	return true;
}

static void read_on(struct reading *r, uint32_t from)
{
	uint32_t pos = skip_gap(r->at, from);
	struct word w;

	for (unsigned n = 0; n < WORDS_MOST && pos - from < BYTES_MOST; n++) {
		uint32_t code = postal_code(r->at, pos);

		if (code > pos) {
			r->postal = r->prefecture || r->municipality;
			r->end = r->postal ? code : r->end;
			pos = skip_gap(r->at, code);
			continue;
		}
		if (!word_read(r->at, pos, &w) || !take_word(r, &w))
			return;
		pos = skip_gap(r->at, w.end);
	}
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* The numbers of the block at pos: 1-2-3, 12-3; no postal code, no date, no part of another word. 0: no block. */
static unsigned block_read(const struct probe *at, uint32_t pos, uint32_t *end)
{
	const uint8_t *p = at->text->bytes.p;
	uint8_t before = pos > at->floor ? p[pos - 1] : ' ';
	unsigned numbers = 0, digits = 0, first = 0;

	if (p[pos] == '0' || postal_code(at, pos) > pos || strchr(" ,\n\t\"(:", before) == NULL)
		return 0;
	for (; pos < at->ceiling && numbers < 5; pos++) {
		if (is_digit(p[pos]) && digits < 4) {
			numbers += digits++ == 0;
			continue;
		}
		if (p[pos] != '-' || digits == 0)
			break;
		first = numbers == 1 ? digits : first;
		digits = 0;
	}
	*end = pos;
	if (first == 4 && numbers == 3 && digits == 2)
		return 0;			/* a date */
	return numbers >= 2 && numbers <= 4 && digits > 0 && pos < at->ceiling && (p[pos] == ' ' || p[pos] == ',') ? numbers : 0;
}

static bool in_address(uint8_t c)
{
	return is_letter(c) || is_digit(c) || c >= 0xc3 || (c >= 0x80 && c < 0xc0) || (c != '\0' && strchr(" ,-'\n\r", c) != NULL);
}

/* The block nearest before the anchor, on its line or the one above. */
static unsigned block_before(const struct probe *at, uint32_t *start, uint32_t *end)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t least = at->anchor - at->floor > BYTES_MOST ? at->anchor - BYTES_MOST : at->floor;

	for (uint32_t pos = at->anchor, lines = 0; pos > least && in_address(p[pos - 1]); pos--) {
		unsigned numbers = is_digit(p[pos - 1]) ? block_read(at, pos - 1, end) : 0;

		lines += p[pos - 1] == '\n';
		if (lines > 1)
			break;
		if (numbers > 0) {
			*start = pos - 1;
			return numbers;
		}
	}
	return 0;
}

/* Behind a label or in a cell: the block is the first number, or stands behind one word. */
static unsigned block_behind(const struct probe *at, uint32_t *start, uint32_t *end)
{
	const uint8_t *p = at->text->bytes.p;

	for (uint32_t pos = at->anchor; pos < at->ceiling && pos - at->anchor < 40 && p[pos] != '\n'; pos++) {
		if (is_digit(p[pos])) {
			*start = pos;
			return block_read(at, pos, end);
		}
	}
	return 0;
}

/* Words wake this kind often, and mostly for nothing: a prefecture or a municipality must stand there. */
static bool worth_a_look(const struct probe *at)
{
	struct word w;

	return word_read(at, at->anchor, &w) && w.n >= 3 &&
		(is_prefecture(&w) || ending(&w, municipality_ends) > 0 || one_of(w.text, w.n, municipality_words));
}

static bool already(const struct candidates *out, const struct dc_kind *kind, uint32_t start)
{
	for (size_t i = out->n, back = 0; i-- > 0 && back < 8; back++) {
		if (out->at[i].kind == kind && out->at[i].start <= start && start < out->at[i].end)
			return true;
	}
	return false;
}

/* Jinnan 1-2-3, Shibuya-ku: the town stands before its block. Returns where the address begins. */
static uint32_t town_before(const struct probe *at, uint32_t block)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t pos = block;

	if (pos < at->floor + 4 || p[pos - 1] != ' ')
		return block;
	for (pos--; pos > at->floor && (is_letter(p[pos - 1]) || p[pos - 1] == '-' || p[pos - 1] >= 0xc3); pos--)
		;
	return p[pos] >= 'A' && p[pos] <= 'Z' && block - pos >= 4 ? pos : block;
}

static float weight(const struct reading *r, unsigned numbers)
{
	return PRIOR + (r->municipality ? MUNICIPALITY : 0) + (r->prefecture ? PREFECTURE : 0) +
		(r->postal ? POSTAL_CODE : 0) + (r->country ? COUNTRY : 0) + (numbers >= 3 ? THREE_NUMBERS : 0);
}

/* Letters and digits in lower case, hyphens between digits kept: one address however it is set. */
static size_t value_of(struct dc_span s, uint8_t *value, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < cap; i++) {
		if (is_letter(s.p[i]))
			value[n++] = s.p[i] | 0x20;
		else if ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] >= 0x80 ||
			 (s.p[i] == '-' && i + 1 < s.n && s.p[i + 1] >= '0' && s.p[i + 1] <= '9'))
			value[n++] = s.p[i];
	}
	return n;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	bool asked = at->trigger == ON_LABEL || at->trigger == ON_CELL;
	uint32_t start = 0, end = 0, block;
	struct reading r = { .at = at };
	uint8_t value[DC_VALUE_MOST];
	struct candidate *c;
	enum dc_status st;
	unsigned numbers;
	size_t n;

	if (at->trigger == ON_CAPITAL && !worth_a_look(at))
		return DC_OK;
	numbers = asked ? block_behind(at, &start, &end) : block_before(at, &start, &end);
	if (numbers == 0 || already(out, &self->kind, start))
		return DC_OK;
	read_on(&r, end);
	block = start;
	if (r.words == 0 || at->text->bytes.p[end] == ',')
		start = town_before(at, start);
	if (r.end == 0 || (r.words == 0 && r.places < 2 && start == block) || !(r.municipality || (r.prefecture && (r.postal || r.country || numbers >= 3))))
		return DC_OK;
	n = value_of(dc_span_cut(at->text->bytes, start, r.end), value, sizeof value);
	st = candidates_add(out, &self->kind, start, r.end, (struct dc_span){ value, n }, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form, weight(&r, numbers));
	return DC_OK;
}

const struct detector detector_address_romaji = {
	.kind = {
		.id = "jp.address_romaji",
		.category = "contact.address",
		.ja = "住所(ローマ字)", .en = "Japanese address in Latin letters",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "1-2-3 Jinnan, Shibuya-ku, Tokyo 150-0041", "4-5 Honcho, Naka-ku, Yokohama-shi, Kanagawa",
			"Jinnan 1-2-3, Shibuya City, Tokyo", NULL },
		.decoys = (const char *const[]){ "1-2-3 Go", "Version 4-5 Tokyo", "2024-05-06 Tokyo", "10-20 City Hall visitors", NULL },
		.near = (const char *const[]){ "address", "Address", "住所", "Japan", "ship to", NULL },
		.near_not = (const char *const[]){ "Inc", "Ltd", "Co.", "Corporation", "Office", NULL },
		.columns = (const char *const[]){ "address", "address1", "address2", "addressen", "streetaddress", "英文住所", "住所英字", "住所",
			NULL },
		.sources = "ISO 3166-2:JP; Japan Post's leaflet on addresses in Latin letters",
	},
	.triggers = ON_DIGITS | ON_CAPITAL | ON_LABEL | ON_CELL,
	.shapes = (const char *const[]){ "3-4", NULL },		/* the postal code: blocks are too short for runs of their own */
	.propose = propose,
};
