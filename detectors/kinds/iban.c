/* iban.c -- international bank account numbers: country, check digits, and the length the country has. */
#include "propose.h"

#define IBAN_MOST 33

/* Countries by the length of their IBAN: SWIFT IBAN registry, release 101. */
static const char *const countries[IBAN_MOST + 1] = {
	[15] = "NO", [16] = "BE", [18] = "DKFIFKFOGLNLSD", [19] = "MKSI", [20] = "ATBAEEKZLTLUMNXK", [21] = "CHHRLILV",
	[22] = "BGBHCRDEGBGEIEMERSVA", [23] = "AEGIILIQOMSOTL", [24] = "ADCZESMDPKROSASESKTNVG", [25] = "LYPTST", [26] = "ISTR",
	[27] = "BIDJFRGRITMCMRSM", [28] = "ALAZBYCYDOGTHNHULBNIPLSV", [29] = "BREGPSQAUA", [30] = "JOKWMUYE", [31] = "MTSC",
	[32] = "LC", [33] = "RU",
};

static unsigned length_of(const char *country)
{
	for (unsigned n = 15; n <= IBAN_MOST; n++)
		for (const char *c = countries[n]; c != NULL && *c != '\0'; c += 2)
			if (c[0] == country[0] && c[1] == country[1])
				return n;
	return 0;
}

/* Letters and digits in one piece or in groups of four with spaces; capitals. */
static unsigned squeeze(const struct folding *f, unsigned want, char *out, uint32_t *end)
{
	unsigned n = 0;

	for (size_t i = 0; i < f->n && n < want; i++) {
		char c = f->c[i];

		if (c == ' ' && n % 4 == 0 && n > 0)
			continue;
		if (!fold_is_digit((uint8_t)c) && !fold_is_upper((uint8_t)c))
			break;
		out[n++] = c;
		*end = f->at[i + 1];
	}
	return n;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct folding f;
	char text[IBAN_MOST + 1];
	struct dc_span whole = { at->text->bytes.p, at->ceiling };
	struct candidate *c;
	enum dc_status st;
	uint32_t end = at->anchor;
	unsigned n;

	if (at->ceiling - at->anchor < 15 || (at->text->bytes.p[at->anchor] < 0x80 &&
	    length_of((const char *)at->text->bytes.p + at->anchor) == 0))
		return DC_OK;
	fold_text(whole, at->anchor, 44, &f);
	n = f.n < 15 ? 0 : length_of(f.c);
	if (n == 0 || squeeze(&f, n, text, &end) != n || !check_iban(text, n) || fold_is_letter(fold_at(whole, end).c) ||
	    fold_is_digit(fold_at(whole, end).c))
		return DC_OK;
	st = candidates_add(out, &self->kind, at->anchor, end, (struct dc_span){ (const uint8_t *)text, n }, &c);
	if (st != DC_OK)
		return st;
	c->checked = true;
	candidate_weigh(c, DC_E_form, 0.2f);
	candidate_weigh(c, DC_E_range, 0.8f);
	candidate_weigh(c, DC_E_check_digit, 2.0f);
	return DC_OK;
}

const struct detector detector_iban = {
	.kind = {
		.id = "iban",
		.category = "finance.bank_account",
		.ja = "IBAN(国際銀行口座番号)", .en = "IBAN",
		.mask = DC_MASK_LAST4,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "GB29NWBK60161331926819", "IBAN: DE89 3704 0044 0532 0130 00", "FR1420041010050500013M02606",
			"NL91ABNA0417164300", "NO9386011117947", NULL },
		.decoys = (const char *const[]){ "DE89370400440532013001", "GB28NWBK60161331926819", "XX431234", "FR1420041010050500013M02607",
			"GB29NWBK60161331926819X", NULL },
		.near = (const char *const[]){ "IBAN", "SWIFT", "BIC", "beneficiary", "海外送金", "受取人口座", NULL },
		.near_not = (const char *const[]){ "VAT", "license key", NULL },
		.columns = (const char *const[]){ "iban", "ibanno", "beneficiaryaccount", "受取人口座番号", NULL },
		.sources = "ISO 13616-1; SWIFT IBAN registry release 101",
	},
	.triggers = ON_LETTER_DIGIT,
	.propose = propose,
};
