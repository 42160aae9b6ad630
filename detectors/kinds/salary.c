/* salary.c -- pay, by label or heading alone: an amount says nothing by itself. */
#include "propose.h"

static const char *const units[] = { "万円", "千円", "円", "yen", "JPY" };

/* The amount's digits, commas taken for what they are; *end behind the last. */
static unsigned read_amount(const struct probe *at, uint32_t from, uint32_t *end)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	unsigned digits = 0;

	*end = from;
	for (uint32_t p = from; p < at->ceiling && digits <= 12;) {
		struct folded f = fold_at(text, p);

		if (!fold_is_digit(f.c) && !(f.c == ',' && digits != 0))
			break;
		digits += fold_is_digit(f.c);
		p += f.bytes;
		if (fold_is_digit(f.c))
			*end = p;
	}
	return digits;
}

static size_t read_unit(const struct probe *at, uint32_t from)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(units); i++) {
		size_t n = strlen(units[i]);

		if (at->ceiling - from >= n && memcmp(at->text->bytes.p + from, units[i], n) == 0)
			return n;
	}
	return 0;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const char *const signs[] = { "¥", "￥", "\\" };
	uint32_t start = value_start(at), from = start, end;
	struct candidate *c;
	enum dc_status st;
	unsigned digits;
	size_t unit;

	for (size_t i = 0; i < DC_ARRAY_LEN(signs); i++)
		if (at->ceiling - from > strlen(signs[i]) && memcmp(at->text->bytes.p + from, signs[i], strlen(signs[i])) == 0)
			from += (uint32_t)strlen(signs[i]);
	digits = read_amount(at, from, &end);
	unit = digits == 0 ? 0 : read_unit(at, end);
	if (!value_set_off(at, start) || digits < (unit != 0 ? 2u : 4u) || digits > 10 || !value_ends(at, end + (uint32_t)unit))
		return DC_OK;
	st = add_bytes(self, at, start, end, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, unit != 0 || from != start ? DC_E_form : DC_E_form_weak, unit != 0 || from != start ? -0.2f : -0.8f);
	return DC_OK;
}

const struct detector detector_salary = {
	.kind = {
		.id = "salary",
		.category = "work.salary",
		.ja = "給与", .en = "pay",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "基本給：285,000円", "年収 450万円", "支給額 ￥312,400", "salary: 5200000", NULL },
		.decoys = (const char *const[]){ "285,000円", "給与計算 2026", "年収の壁", "salary: 12", "給与 30%増", NULL },
		.near = (const char *const[]){ "給与", "給料", "年収", "月収", "月給", "基本給", "支給額", "総支給額", "差引支給額", "賞与", "手取り", "salary",
			"annual income", NULL },
		.columns = (const char *const[]){ "kyuyo", "kyuuyo", "nenshu", "kihonkyu", "shikyugaku", "shoyo", "salary", "annualsalary", "monthlysalary", "basepay",
			"wage", "給与", "給料", "年収", "月給", "基本給", "支給額", "総支給額", "差引支給額", "賞与", NULL },
		.sources = "none: an amount behind a word for pay",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
