/* my_number.c -- the Individual Number: 12 digits, the last a check digit. The digit passes one random number in ten, so a
 * bare number stays low until a label, a heading or its whole column speaks for it. */
#include "propose.h"

/* yyyyMMddHHmm of these years is a time stamp, not a number. */
static bool is_time_stamp(const struct digit_run *run)
{
	int year = (int)run_number(run, 0, 4);

	return year >= 1950 && year <= 2079 && check_date(year, (int)run_number(run, 4, 6), (int)run_number(run, 6, 8)) &&
		run_number(run, 8, 10) < 24 && run_number(run, 10, 12) < 60;
}

/* One digit a cell, as tax forms print it: twelve groups of one. */
static bool known_grouping(const struct digit_run *run)
{
	static const uint8_t fours[] = { 4, 4, 4, 0 };

	if (run->groups == 1 || run_groups_are(run, fours))
		return run_separator_in(run, "- ");
	for (unsigned g = 0; g < run->groups; g++)
		if (run->group[g] != 1)
			return false;
	return run->groups == 12 && run_separator_in(run, " ");
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	struct candidate *c;
	enum dc_status st;

	if (run == NULL)
		return DC_OK;
	if (run->n == 11 && run == &own && !run_pad(&own, 12))	/* the column lost a leading zero */
		return DC_OK;
	if (run->n != 12 || !known_grouping(run) || !check_my_number(run->digit) || check_all_equal(run->digit, 11))
		return DC_OK;
	if (!at->labelled && is_time_stamp(run))
		return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	c->checked = true;
	candidate_weigh(c, run->groups > 1 ? DC_E_form : DC_E_form_weak, run->groups > 1 ? -2.2f : -3.2f);
	candidate_weigh(c, DC_E_check_digit, 2.0f);
	if (check_parcel(run->digit))
		candidate_weigh(c, DC_E_competing, -0.9f);
	return DC_OK;
}

const struct detector detector_my_number = {
	.kind = {
		.id = "jp.my_number",
		.category = "govid.my_number",
		.ja = "個人番号(マイナンバー)", .en = "Individual Number (My Number)",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_NO_VALUE | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "個人番号：621498320257", "マイナンバー 6214 9832 0257", "個人番号 6214-9832-0257",
			"マイナンバー：６２１４　９８３２　０２５７", "my number: 641717601551", "個人番号は023456789013です", NULL },
		.decoys = (const char *const[]){ "個人番号 621498320258", "621498320257", "6214983202571", "1621498320257", "個人番号 0621498320257",
			"4111621498320257", "111111111118", "000000000000", "202404010010", "伝票番号 6214-9832-0257",
			"A621498320257", "1.621498320257", NULL },
		.near = (const char *const[]){ "個人番号", "マイナンバー", "12桁", "通知カード", "個人番号カード", "源泉徴収", "扶養控除等",
			"支払調書", "本人確認", "特定個人情報", "my number", "mynumber", "individual number", "social security and tax number",
			"tax id", NULL },
		.near_not = (const char *const[]){ "法人番号", "伝票", "追跡", "注文", "免許", "会員番号", "JAN", "お問い合わせ番号", "送り状",
			"tracking", NULL },
		.columns = (const char *const[]){ "kojinbango", "kojinbangou", "kojinno", "mynumber", "mynum", "mn", "individualnumber",
			"tokuteikojin", "個人番号", "マイナンバー", NULL },
		.sources = "Ministry of Internal Affairs and Communications Order no. 85 of 2014, article 5",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.shapes = (const char *const[]){ "12", "4-4-4", NULL },
	.labelled_shapes = (const char *const[]){ "1-1-1-1-1-1-1-1-1-1-1-1", NULL },
	.propose = propose,
};
