/* postal_code.c -- Japanese postal codes: three and four digits. Without a mark, label or heading seven digits are nothing. */
#include "propose.h"

/* U+3012 and U+3036 (its look-alike), spaces between. */
static uint32_t mark_before(const struct probe *at, uint32_t start)
{
	const uint8_t *p = at->text->bytes.p;

	while (start > at->floor && p[start - 1] == ' ')
		start--;
	if (start >= at->floor + 3 && (memcmp(p + start - 3, "〒", 3) == 0 || memcmp(p + start - 3, "〶", 3) == 0))
		return start - 3;
	return UINT32_MAX;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const uint8_t printed[] = { 3, 4, 0 };
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	struct candidate *c;
	enum dc_status st;
	bool grouped, mark;

	if (run == NULL)
		return DC_OK;
	if (run == &own && run->groups == 1 && (run->n == 6 || run->n == 5))
		run_pad(&own, 7);
	grouped = run_groups_are(run, printed) && run->separator[0] == '-';
	mark = mark_before(at, run->start) != UINT32_MAX;
	if (run->n != 7 || (!grouped && run->groups > 1) || run_number(run, 0, 3) == 0 || (!grouped && !mark && !at->labelled))
		return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, grouped ? DC_E_form : DC_E_form_weak, grouped ? -0.4f : -1.2f);
	if (mark)
		candidate_weigh(c, DC_E_label, 4.0f);
	return DC_OK;
}

const struct detector detector_postal_code = {
	.kind = {
		.id = "jp.postal_code",
		.category = "contact.postal_code",
		.ja = "郵便番号", .en = "Japanese postal code",
		.mask = DC_MASK_FIRST3,
		.examples = (const char *const[]){ "郵便番号 100-0001", "〒530-0001", "〒５３０－０００１", "〒 1000001", "郵便番号：1000001", NULL },
		.decoys = (const char *const[]){ "〒1000-001", "000-0000", "100-00012", "1000001", "03-1100-0001", "0467-100-0001", NULL },
		.near = (const char *const[]){ "郵便番号", "〒", "住所", "zip", "postal code", "postcode", NULL },
		.near_not = (const char *const[]){ "品番", "型番", "部品", "内線", NULL },
		.columns = (const char *const[]){ "yubinno", "yubinbango", "yubinbangou", "yuubin", "zip", "zipcode", "postalcode", "postcode",
			"郵便番号", "〒", NULL },
		.sources = "Japan Post: seven digits since 1998-02-02",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.shapes = (const char *const[]){ "3-4", "7", NULL },	/* "7" for the mark before it */
	.labelled_shapes = (const char *const[]){ "7", NULL },
	.propose = propose,
	.quick = QUICK_RUN,
};
