/* passport.c -- Japanese passport numbers: two letters and seven digits. The form is that of any part number, so a label or
 * heading must speak for it. */
#include "propose.h"

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct folding f;
	struct candidate *c;
	enum dc_status st;

	if (!at->labelled && at->cell == UINT32_MAX)
		return DC_OK;
	fold_text((struct dc_span){ at->text->bytes.p, at->ceiling }, at->anchor, 10, &f);
	for (size_t i = 0; i < 9; i++)
		if (i >= f.n || (i < 2 ? !fold_is_letter((uint8_t)f.c[i]) : !fold_is_digit((uint8_t)f.c[i])))
			return DC_OK;
	if (f.n > 9 && (fold_is_letter((uint8_t)f.c[9]) || fold_is_digit((uint8_t)f.c[9]) || f.c[9] == '_'))
		return DC_OK;
	if (!at->labelled && !fills_its_cell(at, f.at[0], f.at[9]))
		return DC_OK;
	for (size_t i = 0; i < 2; i++)
		f.c[i] = (char)(f.c[i] & ~0x20);
	st = candidates_add(out, &self->kind, f.at[0], f.at[9], (struct dc_span){ (const uint8_t *)f.c, 9 }, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form_weak, at->labelled ? -1.4f : -2.4f);
	if (f.c[0] == 'M' || f.c[0] == 'T')
		candidate_weigh(c, DC_E_range, 0.7f);
	return DC_OK;
}

const struct detector detector_passport = {
	.kind = {
		.id = "jp.passport",
		.category = "govid.passport",
		.ja = "旅券番号", .en = "passport number",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "旅券番号 TK1234567", "パスポート番号：MU7654321", "passport no: TZ0001234",
			"旅券番号 ＴＺ０００１２３４", NULL },
		.decoys = (const char *const[]){ "旅券番号 T12345678", "旅券番号 TK123456", "旅券番号 TKA123456", "TK1234567",
			"旅券番号 TK12345678", NULL },
		.near = (const char *const[]){ "旅券", "旅券番号", "パスポート", "パスポート番号", "有効期間満了日", "passport", "passport no",
			"passport number", NULL },
		.near_not = (const char *const[]){ "品番", "型番", "便名", "flight", "注文", "order", "予約番号", NULL },
		.columns = (const char *const[]){ "ryokenno", "ryokenbango", "passportno", "passport", "passportnumber", "ppno", "旅券番号",
			"パスポート番号", NULL },
		.sources = "Ministry of Foreign Affairs; Rules for the APPI art. 4(iii)",
	},
	.triggers = ON_LETTER_DIGIT | ON_CELL,
	.propose = propose,
};
