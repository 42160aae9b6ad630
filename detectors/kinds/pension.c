/* pension.c -- the basic pension number: four and six digits, no check digit; a label must speak for it. */
#include "propose.h"

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	struct candidate *c;
	enum dc_status st;

	if (run == NULL)
		return DC_OK;
	if (run == &own && run->n < 10 && run->groups == 1)
		run_pad(&own, 10);		/* a numeric column lost its zeros */
	if (run->n != 10 || run_number(run, 0, 4) == 0 || check_all_equal(run->digit, 10) ||
	    (run->groups > 1 && (run->group[0] != 4 || run->separator[0] != '-')) || run->groups > 2)
		return DC_OK;
	if (!at->labelled && (run->groups == 1 || !fills_its_cell(at, run->start, run->end)))
		return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	if (at->labelled && run->groups > 1)
		candidate_weigh(c, DC_E_form, -0.9f);
	else
		candidate_weigh(c, DC_E_form_weak, at->labelled ? -1.6f : -1.8f);
	return DC_OK;
}

const struct detector detector_pension = {
	.kind = {
		.id = "jp.pension",
		.category = "govid.pension",
		.ja = "基礎年金番号", .en = "basic pension number",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "基礎年金番号 1234-567890", "基礎年金番号：2101-000001", "年金番号 １２３４－５６７８９０",
			"基礎年金番号 1234567890", NULL },
		.decoys = (const char *const[]){ "基礎年金番号 123-4567890", "基礎年金番号 1234-56789", "12345-67890", "1234-567890",
			NULL },
		.near = (const char *const[]){ "基礎年金番号", "年金手帳", "年金番号", "厚生年金", "国民年金", "pension number",
			"basic pension", NULL },
		.near_not = (const char *const[]){ "注文", "電話", NULL },
		.columns = (const char *const[]){ "kisonenkinbango", "kisonenkinno", "nenkinno", "nenkinbango",
			"pensionno", "pensionnumber", "basicpensionnumber", "基礎年金番号", "年金番号", NULL },
		.sources = "National Pension Act art. 14; Order for the APPI art. 1(iv)",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.shapes = (const char *const[]){ "4-6", NULL },
	.labelled_shapes = (const char *const[]){ "4-6", "10", NULL },
	.propose = propose,
};
