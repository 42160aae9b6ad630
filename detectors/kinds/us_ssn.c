/* us_ssn.c -- US social security numbers (3-2-4) and individual taxpayer numbers; no check digit, but areas that are never
 * issued. Nine digits without hyphens need a label. */
#include "propose.h"

/* Numbers printed in advertisements. */
static bool advertised(uint64_t number)
{
	return number == 78051120 || number == 219099999 || number == 457555462;
}

static bool may_be_issued(const struct digit_run *run)
{
	unsigned area = (unsigned)run_number(run, 0, 3), group = (unsigned)run_number(run, 3, 5);

	if (area >= 900)			/* taxpayer numbers */
		return group >= 70 && group != 89 && group != 93;
	return area != 0 && area != 666 && group != 0 && run_number(run, 5, 9) != 0 && !advertised(run_number(run, 0, 9)) &&
		run_number(run, 0, 9) != 123456789;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	struct candidate *c;
	enum dc_status st;

	if (run == NULL)
		return DC_OK;
	if (run == &own && run->n < 9 && run->groups == 1)
		run_pad(&own, 9);		/* a numeric column lost its zeros */
	if (run->n != 9 || (run->groups > 1 && !(run->groups == 3 && run->group[0] == 3 && run->group[1] == 2 && run_separator_in(run, "- "))) ||
	    (run->groups == 1 && !at->labelled) || !may_be_issued(run))
		return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, run->groups > 1 ? DC_E_form : DC_E_form_weak, run->groups > 1 ? 0.2f : -1.4f);
	return DC_OK;
}

const struct detector detector_us_ssn = {
	.kind = {
		.id = "us.ssn",
		.category = "govid.foreign",
		.ja = "米国社会保障番号", .en = "US social security or taxpayer number",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "SSN: 536-90-4399", "social security 001-01-0001", "536-90-4399",
			"SSN 899-99-9999", "ITIN: 912-70-1234", "SSN 536904399", NULL },
		.decoys = (const char *const[]){ "000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567",
			"123-45-0000", "219-09-9999", "12345-6789", "536904399", "912-89-1234", NULL },
		.near = (const char *const[]){ "SSN", "social security", "social security number", "ITIN", "taxpayer",
			"W-2", "W-9", "社会保障番号", NULL },
		.near_not = (const char *const[]){ "part no", "invoice", "品番", "型番", NULL },
		.columns = (const char *const[]){ "ssn", "ssno", "socialsecuritynumber", "itin", "tin", NULL },
		.sources = "Social Security Administration, POMS RM 10201; IRS Publication 1915",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.shapes = (const char *const[]){ "3-2-4", NULL },
	.labelled_shapes = (const char *const[]){ "9", NULL },
	.propose = propose,
};
