/* card_security_code.c -- the three or four digits beside a card number, by label or heading alone. PCI DSS forbids keeping
 * them after authorisation, so one stored anywhere matters. */
#include "propose.h"

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	uint32_t start = value_start(at), p = start;
	char digits[5];
	size_t n = 0;
	struct candidate *c;
	enum dc_status st;

	for (struct folded f = fold_at(text, p); fold_is_digit(f.c) && n < 5; f = fold_at(text, p)) {
		digits[n++] = (char)f.c;
		p += f.bytes;
	}
	if (n < 3 || n > 4 || (at->trigger == ON_LABEL && start == at->anchor && at->text->bytes.p[at->anchor - 1] >= 0x80))
		return DC_OK;
	if (p < at->ceiling && (fold_is_letter(fold_at(text, p).c) || strchr("-./:", fold_at(text, p).c) != NULL))
		return DC_OK;
	st = candidates_add(out, &self->kind, start, p, (struct dc_span){ (const uint8_t *)digits, n }, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form_weak, -0.3f);
	return DC_OK;
}

const struct detector detector_card_security_code = {
	.kind = {
		.id = "card.security_code",
		.category = "finance.card_security_code",
		.ja = "カードのセキュリティコード", .en = "card security code",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_NO_VALUE,
		.examples = (const char *const[]){ "セキュリティコード：427", "CVV: 835", "cvc=4275", NULL },
		.decoys = (const char *const[]){ "427", "CVV: 12", "CVV: 12345", "セキュリティコードの入力", NULL },
		.near = (const char *const[]){ "セキュリティコード", "cvv", "cvc", "cvv2", "cvc2", "security code", NULL },
		.near_not = (const char *const[]){ "エラーコード", "error", NULL },
		.columns = (const char *const[]){ "cvv", "cvc", "cvv2", "cvc2", "securitycode", "セキュリティコード", NULL },
		.sources = "PCI DSS 4.0, 3.3.1",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
