/* employment_insurance.c -- the insured number of employment insurance: 4-6-1. Offices are numbered alike, so a label decides. */
#include "propose.h"

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	struct candidate *c;
	enum dc_status st;

	if (run == NULL)
		return DC_OK;
	if (run == &own && run->n < 11 && run->groups == 1)
		run_pad(&own, 11);		/* a numeric column lost its zeros */
	if (run->n != 11 || (run->groups != 1 && !(run->groups == 3 && run->group[0] == 4 && run->group[1] == 6 &&
	    run_separator_in(run, "-"))) || (run->groups == 1 && !at->labelled))
		return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, run->groups > 1 ? DC_E_form : DC_E_form_weak, run->groups > 1 ? -1.6f : -2.0f);
	return DC_OK;
}

const struct detector detector_employment_insurance = {
	.kind = {
		.id = "jp.employment_insurance",
		.category = "govid.employment_insurance",
		.ja = "雇用保険被保険者番号", .en = "employment insurance number",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "雇用保険被保険者番号 1234-567890-1", "雇用保険番号：5001-123456-0",
			"被保険者番号 １３０１－１２３４５６－７ 雇用保険", NULL },
		.decoys = (const char *const[]){ "1234-567890-1", "雇用保険 123-4567890-1", "雇用保険 1234-56789-01",
			"雇用保険 1234-567890", NULL },
		.near = (const char *const[]){ "雇用保険", "被保険者番号", "被保険者証", "雇用保険番号", "雇用保険被保険者番号", "離職票", "資格取得",
			"employment insurance", NULL },
		.near_not = (const char *const[]){ "事業所番号", "労働保険番号", NULL },
		.columns = (const char *const[]){ "koyohokenno", "kohono", "koyohokenbango", "employmentinsurancenumber",
			"雇用保険番号", "雇用保険被保険者番号", NULL },
		.sources = "Employment Insurance Act; Rules for the APPI art. 4(viii)",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.shapes = (const char *const[]){ "4-6-1", NULL },
	.labelled_shapes = (const char *const[]){ "11", NULL },
	.propose = propose,
};
