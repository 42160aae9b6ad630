/* age.c -- ages, by label or heading alone. */
#include "propose.h"

#define AGE_MOST 120

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	uint32_t start = value_start(at), p = start;
	int age = 0, n = 0;
	bool unit;
	struct candidate *c;
	enum dc_status st;

	for (struct folded f = fold_at(text, p); fold_is_digit(f.c) && n < 4; f = fold_at(text, p)) {
		age = age * 10 + (int)(f.c - '0');
		p += f.bytes;
		n++;
	}
	unit = at->ceiling - p >= 3 && (memcmp(text.p + p, "歳", 3) == 0 || memcmp(text.p + p, "才", 3) == 0);
	if (n == 0 || n > 3 || age > AGE_MOST || (!unit && p < at->ceiling && (fold_is_letter(fold_at(text, p).c) ||
	    strchr("-./%:", fold_at(text, p).c) != NULL)))
		return DC_OK;
	if (at->trigger == ON_LABEL && start == at->anchor && !unit)
		return DC_OK;
	if (at->trigger == ON_CELL && p + (unit ? 3 : 0) != at->ceiling && text.p[p] != '"')
		return DC_OK;
	st = add_bytes(self, at, start, p, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, unit ? DC_E_form : DC_E_form_weak, unit ? -0.2f : -0.9f);
	return DC_OK;
}

const struct detector detector_age = {
	.kind = {
		.id = "age",
		.category = "person.age",
		.ja = "年齢", .en = "age",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "年齢：34歳", "年齢 ５２", "満年齢 61歳", NULL },
		.decoys = (const char *const[]){ "34歳以上", "年齢 1990", "年齢制限なし", "page: 34", NULL },
		.near = (const char *const[]){ "年齢", "満年齢", "age", NULL },
		.columns = (const char *const[]){ "nenrei", "age", "年齢", NULL },
		.sources = "none: a number up to 120",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
