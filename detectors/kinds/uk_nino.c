/* uk_nino.c -- UK national insurance numbers: two letters, six digits, A to D. */
#include "propose.h"

static bool prefix_used(char a, char b)
{
	static const char unused[] = "BG GB KN NK NT TN ZZ";

	if (!fold_is_upper((uint8_t)a) || !fold_is_upper((uint8_t)b))
		return false;
	for (const char *p = unused; *p != '\0'; p += p[2] == '\0' ? 2 : 3)
		if (p[0] == a && p[1] == b)
			return false;
	return strchr("DFIQUV", a) == NULL && strchr("DFIQUVO", b) == NULL;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct folding f;
	char text[10] = { 0 };
	struct candidate *c;
	enum dc_status st;
	size_t n = 0, i;

	if (at->ceiling - at->anchor < 9 || !prefix_used((char)at->text->bytes.p[at->anchor], (char)at->text->bytes.p[at->anchor + 1]))
		return DC_OK;
	fold_text((struct dc_span){ at->text->bytes.p, at->ceiling }, at->anchor, 14, &f);
	for (i = 0; i < f.n && n < 9; i++) {
		if (f.c[i] == ' ' && n >= 2 && n % 2 == 0)
			continue;
		if (n < 2 || n == 8 ? !fold_is_upper((uint8_t)f.c[i]) : !fold_is_digit((uint8_t)f.c[i]))
			return DC_OK;
		text[n++] = f.c[i];
	}
	if (n != 9 || text[8] > 'D' || !prefix_used(text[0], text[1]) ||
	    (i < f.n && (fold_is_letter((uint8_t)f.c[i]) || fold_is_digit((uint8_t)f.c[i]) || f.c[i] == '_')))
		return DC_OK;
	st = candidates_add(out, &self->kind, f.at[0], f.at[i], (struct dc_span){ (const uint8_t *)text, 9 }, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form, -1.0f);
	candidate_weigh(c, DC_E_range, 0.4f);
	return DC_OK;
}

const struct detector detector_uk_nino = {
	.kind = {
		.id = "uk.nino",
		.category = "govid.foreign",
		.ja = "英国国民保険番号", .en = "UK national insurance number",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "NINO: AB123456C", "NI number JG103759A", "national insurance CE654321D",
			"National Insurance: AB 12 34 56 C", NULL },
		.decoys = (const char *const[]){ "NINO QQ123456C", "NINO BG123456A", "NINO AO123456B", "NINO AB123456E", "NINO AB1234567C", NULL },
		.near = (const char *const[]){ "NI number", "NINO", "national insurance", "national insurance number", "payroll", NULL },
		.near_not = (const char *const[]){ "part no", "品番", "型番", NULL },
		.columns = (const char *const[]){ "nino", "ninumber", "nationalinsuranceno", "nationalinsurancenumber", NULL },
		.sources = "HMRC National Insurance Manual NIM39110",
	},
	.triggers = ON_LETTER_DIGIT | ON_CELL,
	.propose = propose,
};
