/* corporate_number.c -- the Corporate Number: 13 digits, the first checks. Public, so never reported: it stands here to win
 * its digits from cards and other readings. */
#include "propose.h"

static bool grouping_fits(const struct digit_run *run)
{
	static const uint8_t printed[] = { 1, 4, 4, 4, 0 };

	return run->groups == 1 || (run_groups_are(run, printed) && run_separator_in(run, "- "));
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	struct candidate *c;
	enum dc_status st;

	if (run == NULL || run->n != 13 || !grouping_fits(run) || run->digit[0] == 0 || !check_corporate(run->digit))
		return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	c->checked = true;
	candidate_weigh(c, DC_E_form_weak, -2.2f);
	candidate_weigh(c, DC_E_check_digit, 2.0f);
	return DC_OK;
}

const struct detector detector_corporate_number = {
	.kind = {
		.id = "jp.corporate_number",
		.category = "",
		.ja = "法人番号(個人情報ではない)", .en = "Corporate Number (no personal data)",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_SILENT,
		.near = (const char *const[]){ "法人番号", "適格請求書", "登録番号", "corporate number", NULL },
		.columns = (const char *const[]){ "houjinbangou", "hojinno", "corporatenumber", "法人番号", "登録番号", NULL },
		.sources = "Ministry of Finance Order no. 70 of 2014, article 2",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.shapes = (const char *const[]){ "13", "1-4-4-4", NULL },
	.propose = propose,
};
