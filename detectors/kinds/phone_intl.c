/* phone_intl.c -- telephone numbers behind '+': ITU-T E.164, country code assigned, 8 to 15 digits. */
#include "propose.h"

/* Country codes of one and two digits; the rest of an assigned zone has three. ITU-T E.164 Annex (2016). */
static unsigned country_digits(const struct digit_run *run)
{
	static const char two[] = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 "
		"81 82 84 86 90 91 92 93 94 95 98 ";
	static const char not_assigned[] = "210 214 215 217 219 28 292 293 294 295 296 384 388 693 694 695 696 697 698 699 801 802 803 "
		"804 805 806 807 809 83 871 872 873 874 875 876 877 879 884 885 887 889 89 969 978 990 997 999 ";
	char lead[5] = { 0 };

	if (run->digit[0] == 1 || run->digit[0] == 7)
		return 1;
	if (run->digit[0] == 0)
		return 0;
	for (int i = 0; i < 2; i++)
		lead[i] = (char)('0' + run->digit[i]);
	lead[2] = ' ';
	if (strstr(two, lead) != NULL)
		return 2;
	if (strstr(not_assigned, lead) != NULL && (lead[0] == '2' || lead[0] == '8'))
		return 0;
	lead[2] = (char)('0' + run->digit[2]);
	lead[3] = ' ';
	return strstr(not_assigned, lead) != NULL ? 0 : 3;
}

/* A North American number: area and exchange begin with 2 to 9. */
static bool plausible(const struct digit_run *run, unsigned country)
{
	if (run->digit[0] == 1)
		return run->n == 11 && run->digit[1] >= 2 && run->digit[4] >= 2;
	if (run->digit[0] == 7)
		return run->n == 11 && run->digit[1] >= 3;
	return run->n >= country + 6 && run->n <= 15;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	const struct digit_run *run = at->run;
	struct candidate *c;
	enum dc_status st;
	unsigned country;
	uint32_t start;

	if (run->n < 8 || run->n > 15 || run->touches_after || (run->digit[0] == 8 && run->digit[1] == 1))
		return DC_OK;			/* +81: phone_jp.c */
	country = country_digits(run);
	if (country == 0 || !plausible(run, country))
		return DC_OK;
	for (unsigned g = 0; g + 1 < run->groups; g++)
		if (strchr("-. ()", run->separator[g]) == NULL)
			return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	start = c->start;
	for (int i = 0; i < 2 && start > at->floor && c->start == run->start; i++) {
		start = (uint32_t)fold_back(at->text->bytes, start);
		if (fold_at(at->text->bytes, start).c == '+')
			c->start = start;
	}
	candidate_weigh(c, run->groups > 1 ? DC_E_form : DC_E_form_weak, run->groups > 1 ? 1.2f : 0.2f);
	candidate_weigh(c, DC_E_range, run->digit[0] == 1 ? 1.3f : 0.9f);
	return DC_OK;
}

const struct detector detector_phone_intl = {
	.kind = {
		.id = "intl.phone",
		.category = "contact.phone",
		.ja = "電話番号(国際)", .en = "international telephone number",
		.mask = DC_MASK_FIRST3,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "+1 202-555-0123", "+44 20 7946 0958", "+49 30 123456", "phone: +33 1 23 45 67 89",
			"tel +12025550123", NULL },
		.decoys = (const char *const[]){ "+0123456789", "+1234", "a+12025550123", "+999 12345678", "1+12025550123", NULL },
		.near = (const char *const[]){ "phone", "tel", "mobile", "cell", "telephone", "fax", "電話", "国際電話", NULL },
		.columns = (const char *const[]){ "intlphone", "e164", "phonenumber", "phone", "mobile", "tel", NULL },
		.sources = "ITU-T E.164 and its list of assigned codes",
	},
	.triggers = ON_PLUS,
	.propose = propose,
};
