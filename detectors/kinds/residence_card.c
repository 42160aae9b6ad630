/* residence_card.c -- residence cards and special permanent resident certificates: two letters, eight digits, two letters.
 * The form is rare enough to mean something alone. */
#include "propose.h"

static bool has_form(const struct folding *f)
{
	for (size_t i = 0; i < 12; i++)
		if (i >= f->n || (i < 2 || i >= 10 ? !fold_is_letter((uint8_t)f->c[i]) : !fold_is_digit((uint8_t)f->c[i])))
			return false;
	return f->n == 12 || !(fold_is_letter((uint8_t)f->c[12]) || fold_is_digit((uint8_t)f->c[12]) || f->c[12] == '_');
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct folding f;
	struct candidate *c;
	enum dc_status st;
	bool lower = false;

	if (at->ceiling - at->anchor < 12 || (at->text->bytes.p[at->anchor] < 0x80 && fold_is_letter(at->text->bytes.p[at->anchor + 4])))
		return DC_OK;
	fold_text((struct dc_span){ at->text->bytes.p, at->ceiling }, at->anchor, 13, &f);
	if (!has_form(&f))
		return DC_OK;
	for (size_t i = 0; i < 12; i++) {
		lower |= fold_is_lower((uint8_t)f.c[i]);
		if (fold_is_letter((uint8_t)f.c[i]))
			f.c[i] = (char)(f.c[i] & ~0x20);
	}
	if (lower && !at->labelled)
		return DC_OK;
	st = candidates_add(out, &self->kind, f.at[0], f.at[12], (struct dc_span){ (const uint8_t *)f.c, 12 }, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, lower ? DC_E_form_weak : DC_E_form, lower ? -1.2f : -0.4f);
	return DC_OK;
}

const struct detector detector_residence_card = {
	.kind = {
		.id = "jp.residence_card",
		.category = "govid.residence_card",
		.ja = "在留カード番号", .en = "residence card number",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "在留カード番号 AB12345678CD", "在留カード ab12345678cd", "在留カード番号：ＡＢ１２３４５６７８ＣＤ",
			"特別永住者証明書番号 EF98765432GH", NULL },
		.decoys = (const char *const[]){ "在留カード AB1234567CD", "在留カード A123456789BC", "在留カード AB12345678C1", "ab12345678cd",
			"xAB12345678CD", "AB12345678CDE", NULL },
		.near = (const char *const[]){ "在留カード", "在留資格", "在留期間", "在留カード番号", "特別永住者", "residence card", "ARC", NULL },
		.near_not = (const char *const[]){ "品番", "型番", "ライセンスキー", "license key", NULL },
		.columns = (const char *const[]){ "zairyucardno", "zairyuno", "residencecardnumber", "residencecardno", "在留カード番号",
			"特別永住者証明書番号", NULL },
		.sources = "Immigration Services Agency",
	},
	.triggers = ON_LETTER_DIGIT | ON_CELL,
	.propose = propose,
};
