/* bank_account.c -- Japanese bank accounts: type and seven digits, with bank and branch before them where they stand; postal
 * savings by symbol and number. No check digit, so the words around make the account. */
#include "propose.h"

#define BEFORE_MOST 60			/* bytes in which bank and branch may stand before the type */

static bool eat(struct dc_span text, uint32_t *p, const char *word)
{
	size_t n = strlen(word);

	if (text.n - *p < n || memcmp(text.p + *p, word, n) != 0)
		return false;
	*p += (uint32_t)n;
	return true;
}

static void eat_blank(struct dc_span text, uint32_t *p)
{
	for (struct folded f = fold_at(text, *p); f.c == ' ' || f.c == ':' || f.c == '\t' || f.c == FOLD_NOTHING; f = fold_at(text, *p))
		*p += f.bytes;
}

/* Digits of any width, at most most; n of them. Touching a further digit, letter or hyphen they are none. */
static size_t eat_digits(struct dc_span text, uint32_t *p, char *digits, size_t most)
{
	size_t n = 0;
	struct folded f;

	for (f = fold_at(text, *p); fold_is_digit(f.c) && n < most; f = fold_at(text, *p)) {
		digits[n++] = (char)f.c;
		*p += f.bytes;
	}
	return fold_is_digit(f.c) || fold_is_letter(f.c) || f.c == '-' ? 0 : n;
}

/* "0001-001" before the type: its start, and the seven digits; or a bank or branch by name: UINT32_MAX with *named set. */
static uint32_t bank_before(const struct probe *at, char codes[8], bool *named)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t q = at->label, floor = q - at->floor > BEFORE_MOST ? q - BEFORE_MOST : at->floor;

	*named = memmem(p + floor, q - floor, "銀行", 6) != NULL || memmem(p + floor, q - floor, "支店", 6) != NULL ||
		memmem(p + floor, q - floor, "信用金庫", 12) != NULL || memmem(p + floor, q - floor, "農協", 6) != NULL;
	while (q > floor && p[q - 1] == ' ')
		q--;
	if (q - floor < 8 || (q - 8 > floor && fold_is_digit(p[q - 9])) || (p[q - 4] != '-' && p[q - 4] != ' '))
		return UINT32_MAX;
	for (uint32_t i = 0, n = 0; i < 8; i++) {
		if (i == 4)
			continue;
		if (!fold_is_digit(p[q - 8 + i]))
			return UINT32_MAX;
		codes[n++] = (char)p[q - 8 + i];
	}
	return q - 8;
}

static enum dc_status add(const struct detector *self, uint32_t start, uint32_t end, const char *value, float form,
	struct candidates *out)
{
	struct candidate *c;
	enum dc_status st = candidates_add(out, &self->kind, start, end, dc_span_of(value), &c);

	if (st == DC_OK)
		candidate_weigh(c, form >= 0 ? DC_E_form : DC_E_form_weak, form);
	return st;
}

/* Behind "普通", "当座", "貯蓄", "口座番号" ... */
static enum dc_status by_type(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	bool number_label = at->anchor - at->label >= 12 && memcmp(text.p + at->label, "口座番号", 12) == 0, named = false;
	char value[24] = { 0 }, codes[8] = { 0 }, digits[8] = { 0 };
	uint32_t p = at->anchor, start, bank;
	size_t n;

	eat(text, &p, "預金");
	eat(text, &p, "口座");
	eat(text, &p, "番号");
	eat_blank(text, &p);
	start = p;
	n = eat_digits(text, &p, digits, 7);
	if (n < 4 || (n < 7 && !number_label) || (start == at->anchor && !number_label))
		return DC_OK;
	bank = bank_before(at, codes, &named);
	snprintf(value, sizeof value, "%s%s%.*s%s", codes, codes[0] == 0 ? "" : "-", (int)(7 - n), "0000000", digits);
	return add(self, bank != UINT32_MAX ? bank : start, p, value,
		bank != UINT32_MAX ? 2.4f : named ? 1.6f : number_label ? -0.3f : 0.2f, out);
}

/* Postal savings: the symbol has five digits; savings begin with 1 and their number ends in 1. The account that other banks
 * see is 9900, the symbol's second and third digit with 8, and the number without its last digit. */
static enum dc_status by_symbol(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	char symbol[6] = { 0 }, number[9] = { 0 }, value[24];
	uint32_t p = at->anchor, start;
	size_t n;

	eat_blank(text, &p);
	start = p;
	if (eat_digits(text, &p, symbol, 5) != 5 || symbol[0] != '1')
		return DC_OK;
	eat_blank(text, &p);
	if (!eat(text, &p, "番号"))
		return DC_OK;
	eat_blank(text, &p);
	n = eat_digits(text, &p, number, 8);
	if (n < 2 || number[n - 1] != '1')
		return DC_OK;
	snprintf(value, sizeof value, "9900%c%c8-%.*s%.*s", symbol[1], symbol[2], (int)(8 - n), "0000000", (int)(n - 1), number);
	return add(self, start, p, value, 1.6f, out);
}

/* Transfer accounts of the postal bank as printed: "00123-4-567890", symbol 0...., a check digit, a number. */
static enum dc_status by_transfer(const struct detector *self, const struct probe *at, struct candidates *out)
{
	const struct digit_run *run = at->run;
	char text[RUN_DIGITS_MOST + 1];

	if (!at->labelled || run->digit[0] != 0 || !run_separator_in(run, "-"))
		return DC_OK;
	run_text(run, text);
	return add(self, run->start, run->end, text, 0.2f, out);
}

static enum dc_status by_cell(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run run;
	char value[RUN_DIGITS_MOST + 1];

	if (!cell_run(at, &run) || run.groups != 1 || run.n < 4 || run.n > 7 || !run_pad(&run, 7))
		return DC_OK;
	run_text(&run, value);
	return add(self, run.start, run.end, value, -0.8f, out);
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	if (at->trigger == ON_CELL)
		return by_cell(self, at, out);
	if (at->trigger == ON_DIGITS)
		return by_transfer(self, at, out);
	if (at->text->bytes.n - at->label >= 6 && memcmp(at->text->bytes.p + at->label, "記号", 6) == 0)
		return by_symbol(self, at, out);
	return by_type(self, at, out);
}

const struct detector detector_bank_account = {
	.kind = {
		.id = "jp.bank_account",
		.category = "finance.bank_account",
		.ja = "銀行口座", .en = "Japanese bank account",
		.mask = DC_MASK_LAST4,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "0001-001 普通 1234567", "みずほ銀行 丸の内支店 普通 ７６５４３２１", "記号 12345 番号 12345671",
			"口座番号：7654321", "振替口座 00123-4-567890", "三井住友銀行 本店 当座預金 0123456", NULL },
		.decoys = (const char *const[]){ "1234567", "記号 22345 番号 1", "001-0001 普通 12345678", "普通の人", "普通 1234", "00123-4-567890", "振替口座 12345-6-7", NULL },
		.near = (const char *const[]){ "口座番号", "普通", "普通預金", "当座", "当座預金", "貯蓄預金", "定期預金", "振替口座", "郵便振替", "記号", NULL },
		.near_not = (const char *const[]){ "株式会社", "請求書", "御中", NULL },
		.columns = (const char *const[]){ "kozano", "kouzano", "kouzabango", "kozabango", "bankaccount", "accountno", "accountnumber",
			"口座番号", NULL },
		.sources = "Zengin record layouts; Japan Post Bank, symbol and number",
	},
	.triggers = ON_LABEL | ON_CELL | ON_DIGITS,
	.labelled_shapes = (const char *const[]){ "5-1-1~7", NULL },
	.propose = propose,
};
