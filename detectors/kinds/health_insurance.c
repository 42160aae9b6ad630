/* health_insurance.c -- symbol and number of a health insurance certificate: free form, so the two labels together make it.
 * "記号 12345678 番号 1234 枝番 00", "記号・番号 東１２－３４・５６７". */
#include "propose.h"

#define SYMBOL_MOST 60			/* bytes: 20 characters */

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
	for (;;) {
		struct folded f = fold_at(text, *p);

		if (f.c != ' ' && f.c != ':' && f.c != '/' && f.c != ',' && f.c != '.' && f.c != '\t')
			return;
		*p += f.bytes;
	}
}

static bool eat_digits(struct dc_span text, uint32_t *p, size_t most)
{
	size_t n = 0;

	for (struct folded f = fold_at(text, *p); fold_is_digit(f.c); f = fold_at(text, *p)) {
		*p += f.bytes;
		n++;
	}
	return n > 0 && n <= most;
}

/* A symbol: anything without a space, with at least one digit or kanji. */
static bool eat_symbol(struct dc_span text, uint32_t *p)
{
	uint32_t start = *p;
	bool digit = false;

	while (*p < text.n && *p - start < SYMBOL_MOST) {
		struct folded f = fold_at(text, *p);

		if (f.c == ' ' || f.c == '\t' || f.c == '\n' || f.c == '\r' || f.c == ',' || f.c == '/' || f.c == '.')
			break;
		digit |= fold_is_digit(f.c);
		*p += f.bytes;
	}
	return *p > start && digit;
}

static void branch(struct dc_span text, uint32_t *end)
{
	uint32_t p = *end;

	eat_blank(text, &p);
	if (!eat(text, &p, "枝番"))
		return;
	eat_blank(text, &p);
	if (eat_digits(text, &p, 2))
		*end = p;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	uint32_t p = at->anchor, start;
	bool together = text.n - at->label >= 6 && memcmp(text.p + at->label, "記号番号", 12 < text.n - at->label ? 12 : 6) == 0;
	struct candidate *c;
	enum dc_status st;

	eat_blank(text, &p);
	together |= eat(text, &p, "番号");
	eat_blank(text, &p);
	start = p;
	if (start == at->anchor || !eat_symbol(text, &p))
		return DC_OK;
	eat_blank(text, &p);
	if (!eat(text, &p, "番号") && !together)
		return DC_OK;
	eat_blank(text, &p);
	if (!eat_digits(text, &p, 8))
		return DC_OK;
	branch(text, &p);
	st = add_bytes(self, at, start, p, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_label, 1.0f);
	candidate_weigh(c, DC_E_form, 0.2f);
	return DC_OK;
}

const struct detector detector_health_insurance = {
	.kind = {
		.id = "jp.health_insurance",
		.category = "govid.health_insurance",
		.ja = "健康保険の記号・番号", .en = "health insurance symbol and number",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "健康保険証 記号 12345678 番号 1234 枝番 00", "被保険者証 記号・番号 東１２－３４・５６７",
			"被保険者記号 123 / 番号 45", NULL },
		.decoys = (const char *const[]){ "番号 1234", "電話番号 1234", "記号 ①", "記号の意味", NULL },
		.near = (const char *const[]){ "記号", "被保険者記号", "記号番号", NULL },
		.near_not = (const char *const[]){ "ゆうちょ", "口座", NULL },
		.columns = (const char *const[]){ "hihokenshakigo", "hihokenshabango", "insuredno", "被保険者記号", "被保険者番号", "保険証番号", NULL },
		.sources = "Health Insurance Act; Rules for the APPI art. 4(i)",
	},
	.triggers = ON_LABEL,
	.propose = propose,
};
