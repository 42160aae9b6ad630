/* card.c -- payment card numbers: Luhn, a brand's prefix and length, and the grouping that is printed. */
#include "propose.h"

/* Prefixes as ranges of their first six digits; lengths as bits. Ordered as met; the first that fits counts. */
static const struct brand {
	uint32_t from, to;		/* first six digits */
	uint32_t lengths;		/* bit n: n digits */
	bool weak;			/* taken with context alone */
} brands[] = {
	{ 400000, 499999, 1u << 13 | 1u << 16 | 1u << 19, false },	/* Visa */
	{ 510000, 559999, 1u << 16, false },			/* Mastercard */
	{ 222100, 272099, 1u << 16, false },
	{ 340000, 349999, 1u << 15, false },			/* American Express */
	{ 370000, 379999, 1u << 15, false },
	{ 352800, 358999, 1u << 16, false },			/* JCB */
	{ 352800, 358999, 1u << 17 | 1u << 18 | 1u << 19, true },
	{ 300000, 305999, 1u << 14 | 1u << 16 | 1u << 19, false },	/* Diners Club */
	{ 360000, 369999, 1u << 14 | 1u << 16 | 1u << 19, false },
	{ 380000, 399999, 1u << 14 | 1u << 16 | 1u << 19, false },
	{ 601100, 601199, 1u << 16, false },			/* Discover */
	{ 644000, 659999, 1u << 16, false },
	{ 620000, 629999, 1u << 16 | 1u << 17 | 1u << 18 | 1u << 19, false },	/* UnionPay */
	{ 810000, 817199, 1u << 16 | 1u << 17 | 1u << 18 | 1u << 19, false },
	{ 220000, 220499, 1u << 16 | 1u << 17 | 1u << 18 | 1u << 19, true },	/* Mir */
	{ 979200, 979299, 1u << 16, true },			/* Troy */
	{ 500000, 509999, 0xff000u, true },			/* Maestro, Elo, Verve */
	{ 560000, 599999, 0xff000u, true },
	{ 600000, 609999, 1u << 16, true },			/* Hipercard, RuPay */
	{ 630000, 639999, 0xff000u, true },
	{ 670000, 679999, 0xff000u, true },
};

/* Numbers that payment services publish for tests. */
static const char *const test_numbers[] = { "4111111111111111", "4242424242424242", "4000056655665556", "4012888888881881",
	"4222222222222", "5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222", "2223000048400011",
	"378282246310005", "371449635398431", "378734493671000", "3530111333300000", "3566002020360505", "30569309025904",
	"36227206271667", "38520000023237", "6011111111111117", "6011000990139424", "6200000000000005", "6759649826438453",
	"4000000000000002", "4917610000000000", "5454545454545454" };

static const struct brand *brand_of(const struct digit_run *run)
{
	uint32_t six = (uint32_t)run_number(run, 0, 6);

	for (size_t i = 0; i < DC_ARRAY_LEN(brands); i++)
		if (six >= brands[i].from && six <= brands[i].to && (brands[i].lengths >> run->n & 1) != 0)
			return &brands[i];
	return NULL;
}

static bool printed_groups(const struct digit_run *run)
{
	static const uint8_t groups[][6] = { { 4, 4, 4, 4 }, { 4, 6, 5 }, { 4, 6, 4 }, { 4, 4, 4, 4, 3 }, { 4, 4, 4, 3 }, { 4, 4, 4, 1 } };

	for (size_t i = 0; i < DC_ARRAY_LEN(groups); i++)
		if (run_groups_are(run, groups[i]))
			return run_separator_in(run, "- ");
	return false;
}

static bool is_test_number(const struct digit_run *run)
{
	char text[RUN_DIGITS_MOST + 1];

	run_text(run, text);
	for (size_t i = 0; i < DC_ARRAY_LEN(test_numbers); i++)
		if (strcmp(text, test_numbers[i]) == 0)
			return true;
	return false;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	const struct brand *brand;
	struct candidate *c;
	enum dc_status st;

	if (run == NULL || run->n < 12 || run->n > 19 || (run->groups > 1 && !printed_groups(run)))
		return DC_OK;
	brand = brand_of(run);
	if (brand == NULL || !check_luhn(run->digit, run->n))
		return DC_OK;
	if (check_all_equal(run->digit + 1, run->n - 1u) && !is_test_number(run))	/* 4111111111111111 is published */
		return DC_OK;
	if (brand->weak && run->groups == 1 && !at->labelled)
		return DC_OK;
	st = add_run(self, run, out, &c);
	if (st != DC_OK)
		return st;
	c->checked = true;
	candidate_weigh(c, run->groups > 1 ? DC_E_form : DC_E_form_weak, run->groups > 1 ? -0.9f : -2.6f);
	candidate_weigh(c, DC_E_check_digit, 2.0f);
	candidate_weigh(c, DC_E_range, brand->weak ? -0.8f : run->n == 13 ? -0.7f : 0.6f);
	if (is_test_number(run)) {
		c->flags |= DC_HIT_TEST;
		candidate_weigh(c, DC_E_test_number, 0);
	}
	return DC_OK;
}

const struct detector detector_card = {
	.kind = {
		.id = "card",
		.category = "finance.card_number",
		.ja = "クレジットカード番号", .en = "payment card number",
		.mask = DC_MASK_LAST4,
		.examples = (const char *const[]){ "4539-1488-0343-6467", "カード番号：4539148803436467", "3566 0020 2036 0505",
			"カード番号 ３５６６００２０２０３６０５０５", "カード 4539148803436467 で支払い", "card: 4539148803436467",
			"カード番号 4111 1111 1111 1111", "Amex 3782 822463 10005", "card no: 36227206271667", NULL },
		.decoys = (const char *const[]){ "4111111111111112", "3530111333300001", "378282246310006", "49927398716",
			"0000000000000000", "20240101120000", "0.4539148803436467", "order a4539148803436467b", "490154203237518",
			"89811234567890123456", "4539-148803-436467", NULL },
		.near = (const char *const[]){ "カード番号", "カード", "カードNo", "card", "クレジット", "クレジットカード", "有効期限", "カード名義", "セキュリティコード",
			"card number", "card no", "credit card", "creditcard", "cc number", "PAN", "expiry", "cvv", "Visa", "Mastercard", "JCB",
			"Amex", NULL },
		.near_not = (const char *const[]){ "IMEI", "ICCID", "注文番号", "伝票番号", "会員番号", "ポイントカード", "order", "tracking", NULL },
		.columns = (const char *const[]){ "cardno", "cardnumber", "ccnum", "ccnumber", "pan", "creditcard", "creditcardno",
			"creditcardnumber", "kaadobango", "カード番号", "クレジットカード番号", "クレカ番号", NULL },
		.sources = "ISO/IEC 7812-1; credit-card-type 10.3.0 (ranges)",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.shapes = (const char *const[]){ "4-4-4-4", "4-6-5", "4-6-4", "4-4-4-4-3", "13", "14", "15", "16", "17", "18", "19", NULL },
	.labelled_shapes = (const char *const[]){ "12", "4-4-4-3", "4-4-4-1", NULL },
	.propose = propose,
};
