/* passport_mrz.c -- the machine-readable zone of passports (TD3): two lines of 44 characters, with check digits. Any country's
 * passport number is an identification code. Of identity cards (TD1) too: three lines of 30, the names in the last. */
#include "propose.h"

#define LINE 44
#define CARD_LINE 30

static bool zone_character(uint8_t c)
{
	return fold_is_upper(c) || fold_is_digit(c) || c == '<';
}

static bool checks(const char *s, size_t n, char digit)
{
	int want = check_mrz(s, n);

	return want >= 0 && (digit == '0' + want || (digit == '<' && want == 0));
}

/* Number, birth, expiry and the composite of the second line. */
static bool second_line(const char *s)
{
	char all[39];

	memcpy(all, s, 10);
	memcpy(all + 10, s + 13, 7);
	memcpy(all + 17, s + 21, 22);
	return checks(s, 9, s[9]) && checks(s + 13, 6, s[19]) && checks(s + 21, 6, s[27]) && checks(all, 39, s[43]);
}

/* anchor: the "<<" behind the surname in the first line; the line begins with P at most 40 characters before. */
static bool find_lines(const struct probe *at, uint32_t *first, uint32_t *second)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t start = at->anchor, q;

	while (start > at->floor && at->anchor - start < LINE && zone_character(p[start - 1]))
		start--;
	if (at->ceiling - start < 2 * LINE || p[start] != 'P')
		return false;
	q = start + LINE;
	while (q < at->ceiling && q - start < LINE + 4 && (p[q] == '\n' || p[q] == '\r' || p[q] == ' '))
		q++;
	if (at->ceiling - q < LINE)
		return false;
	for (uint32_t i = 0; i < LINE; i++)
		if (!zone_character(p[start + i]) || !zone_character(p[q + i]))
			return false;
	*first = start;
	*second = q;
	return true;
}

/* Number, birth, expiry and the composite of a card's first two lines (ICAO Doc 9303-5, 4.2.2). */
static bool card_lines(const char *a, const char *b)
{
	char all[50];

	memcpy(all, a + 5, 25);
	memcpy(all + 25, b, 7);
	memcpy(all + 32, b + 8, 7);
	memcpy(all + 39, b + 18, 11);
	return checks(a + 5, 9, a[14]) && checks(b, 6, b[6]) && checks(b + 8, 6, b[14]) && checks(all, 50, b[29]);
}

/* The line of a card that ends before `end`, or false. */
static bool card_line_before(const struct probe *at, uint32_t end, uint32_t *start)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t q = end;

	while (q > at->floor && end - q < 4 && (p[q - 1] == '\n' || p[q - 1] == '\r' || p[q - 1] == ' '))
		q--;
	if (q == end || q - at->floor < CARD_LINE)
		return false;
	for (uint32_t i = 1; i <= CARD_LINE; i++)
		if (!zone_character(p[q - i]))
			return false;
	*start = q - CARD_LINE;
	return true;
}

/* anchor: the "<<" behind the surname in the third line. */
static bool find_card(const struct probe *at, uint32_t *first)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t start = at->anchor, second;

	while (start > at->floor && at->anchor - start < CARD_LINE && zone_character(p[start - 1]))
		start--;
	return card_line_before(at, start, &second) && card_line_before(at, second, first) && strchr("IAC", p[*first]) != NULL &&
		card_lines((const char *)p + *first, (const char *)p + second);
}

static enum dc_status add_number(const struct detector *self, const struct probe *at, uint32_t start, const char *category,
	struct candidates *out)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t n = 9;
	struct candidate *c;
	enum dc_status st;

	while (n > 1 && p[start + n - 1] == '<')
		n--;
	st = candidates_add(out, &self->kind, start, start + n, (struct dc_span){ p + start, n }, &c);
	if (st != DC_OK)
		return st;
	c->category = category;
	c->checked = true;
	candidate_weigh(c, DC_E_form, 1.5f);
	candidate_weigh(c, DC_E_check_digit, 4.0f);
	return DC_OK;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	uint32_t first, second;

	if (find_lines(at, &first, &second))
		return second_line((const char *)at->text->bytes.p + second) ? add_number(self, at, second, NULL, out) : DC_OK;
	return find_card(at, &first) ? add_number(self, at, first + 5, "govid.foreign", out) : DC_OK;
}

const struct detector detector_passport_mrz = {
	.kind = {
		.id = "passport.mrz",
		.category = "govid.passport",
		.ja = "旅券の機械読取領域", .en = "passport, machine-readable zone",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n",
			"I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<\n", NULL },
		.decoys = (const char *const[]){ "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C35UTO7408122F1204159ZE184226B<<<<<10\n",
			"I<UTOD231458917<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<\n", "a << b", NULL },
		.sources = "ICAO Doc 9303-4, 4.2, and 9303-5, 4.2; specimens of their appendices B",
	},
	.triggers = ON_CHEVRON,
	.propose = propose,
};
