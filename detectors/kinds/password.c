/* password.c -- passwords and PINs behind their label: "password=...", "暗証番号 1234". Hashes, variables and masks are no
 * passwords in clear. */
#include "propose.h"

#define WORD_MOST 72

/* What stands where a password should but is none: variables, masks, prompts, hashes with their scheme. */
static bool stands_for_none(struct dc_span v)
{
	static const char *const words[] = { "null", "NULL", "none", "None", "nil", "true", "false", "True", "False", "changeme",
		"password", "Password", "PASSWORD", "required", "string", "str", "text", "example", "xxx", "xxxx", "secret", "undefined",
		"self", "this", "the", "is", "are", "and", "or", "for", "to", "must", "が", "の", "を", "は", NULL };
	static const char openers[] = "*$%{[<&@#(\\!?";

	if (v.n < 4 || span_is_one_of(v, words))
		return true;
	if (v.p[0] < 0x80 && memchr(openers, v.p[0], sizeof openers - 1) != NULL)
		return true;
	for (size_t i = 1; i < v.n; i++)
		if (v.p[i] != v.p[0])
			return false;
	return true;
}

/* Characters of one kind in a password: a plain word is more often prose or code. */
static unsigned variety(struct dc_span v)
{
	unsigned kinds = 0;

	for (size_t i = 0; i < v.n; i++)
		kinds |= fold_is_digit(v.p[i]) ? 1u : fold_is_upper(v.p[i]) ? 2u : fold_is_lower(v.p[i]) ? 4u : 8u;
	return (unsigned)__builtin_popcount(kinds);
}

static bool is_pin_label(const struct probe *at)
{
	return at->trigger == ON_LABEL && at->anchor - at->label >= 12 &&
		memcmp(at->text->bytes.p + at->label, "暗証番号", 12) == 0;
}

/* A value follows a sign, not a blank alone: "password policy" is prose. */
static bool has_sign(const struct probe *at, uint32_t start)
{
	const uint8_t *p = at->text->bytes.p;

	if (at->anchor > at->label && (p[at->anchor - 1] == ':' || p[at->anchor - 1] == '='))
		return start < at->ceiling;
	for (uint32_t i = at->anchor; i < start; i++)
		if (p[i] == ':' || p[i] == '=' || (p[i] == 0xef && start - i >= 3 && p[i + 1] == 0xbc && (p[i + 2] == 0x9a || p[i + 2] == 0x9d)))
			return true;
	return false;
}

static bool ascii_graph(struct dc_span v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] <= ' ' || v.p[i] > '~')
			return false;
	return true;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	uint32_t start = value_start(at);
	struct dc_span v;
	struct candidate *c;
	enum dc_status st;
	unsigned kinds;
	bool pin = false;

	if (at->ceiling - start < 4 || strncasecmp((const char *)at->text->bytes.p + start, "pass", 4) == 0)
		return DC_OK;			/* "password: password" and its like */
	v = word_at(at, start, WORD_MOST);
	if (is_pin_label(at) && start > at->anchor) {
		while (pin = v.n >= 4 && v.n <= 6, v.n > 0 && pin && !fold_is_digit(v.p[v.n - 1]))
			v.n--;
		for (size_t i = 0; i < v.n; i++)
			pin &= fold_is_digit(v.p[i]);
	} else if (at->trigger == ON_LABEL && !has_sign(at, start)) {
		return DC_OK;
	}
	if (!ascii_graph(v) || stands_for_none(v) || memchr(v.p, '(', v.n) != NULL || memchr(v.p, '[', v.n) != NULL)
		return DC_OK;
	kinds = variety(v);
	if (!pin && at->trigger == ON_LABEL && (v.n < 6 || kinds < 2))
		return DC_OK;
	st = add_bytes(self, at, start, start + (uint32_t)v.n, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_label, 1.2f);
	candidate_weigh(c, kinds >= 3 || pin ? DC_E_form : DC_E_form_weak, kinds >= 3 || pin ? 0.2f : -1.2f);
	return DC_OK;
}

const struct detector detector_password = {
	.kind = {
		.id = "password",
		.category = "auth.password",
		.ja = "パスワード・暗証番号", .en = "password or PIN",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_NO_VALUE,
		.examples = (const char *const[]){ "password=Hanae#2026x", "パスワード：kT9!bb2q", "\"passwd\": \"q7#Lmo-22\"", "暗証番号 4725", NULL },
		.decoys = (const char *const[]){ "password=********", "password=${DB_PASS}", "password: required", "パスワードの変更方法",
			"password=$2b$12$abcdefghijklmnopqrstuv", "password = os.environ['PW']", NULL },
		.near = (const char *const[]){ "パスワード", "暗証番号", "password", "passwd", "pwd", NULL },
		.near_not = (const char *const[]){ "example", "changeme", "placeholder", "例", "ポリシー", NULL },
		.columns = (const char *const[]){ "password", "passwd", "pwd", "pass", "pin", "cardpin", "パスワード", "暗証番号", NULL },
		.sources = "Rules for the APPI art. 7(ii)",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
