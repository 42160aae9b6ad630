/* gender.c -- sex, by label or heading alone: "性別：男", a column of M and F, ISO/IEC 5218 codes. */
#include "propose.h"

static const char *const words[] = { "男", "女", "男性", "女性", "その他", "無回答", "不明", "M", "F", "m", "f", "male", "female", "Male",
	"Female", "MALE", "FEMALE", "other", "男子", "女子", NULL };
static const char *const codes[] = { "0", "1", "2", "9", "１", "２", NULL };

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	uint32_t start = value_start(at);
	struct dc_span value = word_at(at, start, 16);
	bool word = span_is_one_of(value, words), code = at->trigger == ON_CELL && span_is_one_of(value, codes);
	struct candidate *c;
	enum dc_status st;

	if (!value_set_off(at, start))
		return DC_OK;
	if (!word && !code)
		return DC_OK;
	st = add_bytes(self, at, start, start + (uint32_t)value.n, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, word ? DC_E_form : DC_E_form_weak, word ? -0.2f : -1.0f);
	return DC_OK;
}

const struct detector detector_gender = {
	.kind = {
		.id = "gender",
		.category = "person.sex",
		.ja = "性別", .en = "sex",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "性別：男", "gender=F", "性別 女性", "sex: male", NULL },
		.decoys = (const char *const[]){ "男性用", "M サイズ", "2", "性別を問わない", NULL },
		.near = (const char *const[]){ "性別", "gender", "sex", NULL },
		.columns = (const char *const[]){ "seibetsu", "seibetu", "sex", "gender", "性別", NULL },
		.sources = "ISO/IEC 5218",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
