/* drivers_license.c -- the number of a driver's licence: commission, year, serial, check digit, reissues. The check digit is
 * known from published examples alone, so a wrong one weakens and does not refuse. */
#include "propose.h"

static bool is_commission(unsigned code)
{
	static const struct { uint8_t from, to; } codes[] = { { 10, 14 }, { 20, 25 }, { 30, 30 }, { 40, 49 }, { 50, 55 }, { 60, 65 },
		{ 70, 74 }, { 80, 83 }, { 90, 97 } };

	for (size_t i = 0; i < DC_ARRAY_LEN(codes); i++)
		if (code >= codes[i].from && code <= codes[i].to)
			return true;
	return false;
}

/* Two digits of the first year of issue: it is not in the future, nor more than 80 years back. */
static bool year_fits(unsigned yy, int today)
{
	int year = today / 10000 / 100 * 100 + (int)yy;

	if (year > today / 10000)
		year -= 100;
	return today / 10000 - year <= 80;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	struct candidate *c;
	enum dc_status st;
	bool right;

	if (run == NULL || run->n != 12 || run->groups != 1 || !is_commission((unsigned)run_number(run, 0, 2)) ||
	    !year_fits((unsigned)run_number(run, 2, 4), at->today))
		return DC_OK;
	right = check_licence(run->digit);
	if (!right && !at->labelled)
		return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	c->checked = right;
	candidate_weigh(c, DC_E_form_weak, -4.0f);
	candidate_weigh(c, DC_E_range, 0.6f);
	candidate_weigh(c, right ? DC_E_check_digit : DC_E_check_digit_wrong, right ? 2.0f : -1.0f);
	return DC_OK;
}

const struct detector detector_drivers_license = {
	.kind = {
		.id = "jp.drivers_license",
		.category = "govid.drivers_license",
		.ja = "運転免許証番号", .en = "Japanese driver's licence number",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "運転免許証番号 309012345620", "免許証番号：459803358720", "免許証の番号 第302412345640号",
			"driver license: 628888888830", NULL },
		.decoys = (const char *const[]){ "309012345620", "免許証番号 388012345620", "免許証番号 3090123456201", NULL },
		.near = (const char *const[]){ "運転免許", "免許証番号", "免許証", "運転免許証番号", "公安委員会", "運転経歴証明書",
			"driver license", "drivers license", "driver's license", "DL no", NULL },
		.near_not = (const char *const[]){ "個人番号", "マイナンバー", "伝票", "追跡", "注文", NULL },
		.columns = (const char *const[]){ "menkyono", "menkyobango", "menkyobangou", "licenseno", "driverslicense", "driverlicense",
			"免許証番号", "運転免許証番号", NULL },
		.sources = "Road Traffic Act; number structure as published by prefectural police",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.shapes = (const char *const[]){ "12", NULL },
	.propose = propose,
};
