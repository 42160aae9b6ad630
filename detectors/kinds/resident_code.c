/* resident_code.c -- the resident record code: eleven digits. Its check digit is not enforced (no public text of the rule); without a
 * label eleven digits are a mobile phone. */
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
	if (run->n != 11 || run->groups != 1 || !at->labelled || check_all_equal(run->digit, 11))
		return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form_weak, -0.4f);
	return DC_OK;
}

const struct detector detector_resident_code = {
	.kind = {
		.id = "jp.resident_code",
		.category = "govid.resident_code",
		.ja = "住民票コード", .en = "resident record code",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "住民票コード 12345678901", "住民票コード：１２３４５６７８９０１",
			"juminhyo_code=01234567890", NULL },
		.decoys = (const char *const[]){ "12345678901", "住民票コード 1234567890", "123-4567-8901", NULL },
		.near = (const char *const[]){ "住民票コード", "juminhyo code", "jumin code", "resident record code", NULL },
		.near_not = (const char *const[]){ "電話", "携帯", NULL },
		.columns = (const char *const[]){ "juminhyocode", "jumincode", "residentcode", "住民票コード", NULL },
		.sources = "Basic Resident Register Act art. 7; Order for the APPI art. 1(vi)",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.labelled_shapes = (const char *const[]){ "11", NULL },
	.propose = propose,
};
