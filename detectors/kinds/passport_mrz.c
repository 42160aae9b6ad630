/* passport_mrz.c -- the machine-readable zone of passports (TD3): two lines of 44 characters, with check digits. Any country's
 * passport number is an identification code. */
#include "propose.h"

#define LINE 44

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

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	uint32_t first, second, n = 9;
	const uint8_t *p = at->text->bytes.p;
	struct candidate *c;
	enum dc_status st;

	if (!find_lines(at, &first, &second) || !second_line((const char *)p + second))
		return DC_OK;
	while (n > 1 && p[second + n - 1] == '<')
		n--;
	st = candidates_add(out, &self->kind, second, second + n, (struct dc_span){ p + second, n }, &c);
	if (st != DC_OK)
		return st;
	c->checked = true;
	candidate_weigh(c, DC_E_form, 1.5f);
	candidate_weigh(c, DC_E_check_digit, 4.0f);
	return DC_OK;
}

const struct detector detector_passport_mrz = {
	.kind = {
		.id = "passport.mrz",
		.category = "govid.passport",
		.ja = "旅券の機械読取領域", .en = "passport, machine-readable zone",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n",
			NULL },
		.decoys = (const char *const[]){ "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C35UTO7408122F1204159ZE184226B<<<<<10\n",
			"a << b", NULL },
		.sources = "ICAO Doc 9303-4, 4.2; specimen of appendix B",
	},
	.triggers = ON_CHEVRON,
	.propose = propose,
};
