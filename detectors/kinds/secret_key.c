/* secret_key.c -- keys that open something: PEM private keys, access keys, tokens, by how they begin. */
#include "propose.h"

static bool is_word(uint8_t c)
{
	return fold_is_letter(c) || fold_is_digit(c) || c == '_' || c == '-';
}

static uint32_t word_end(const struct probe *at, uint32_t p, uint32_t most)
{
	uint32_t end = p;

	while (end < at->ceiling && end - p < most && is_word(at->text->bytes.p[end]))
		end++;
	return end;
}

/* "AKIA" or "ASIA" and 16 capitals or digits. */
static uint32_t access_key(const struct probe *at)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t end = word_end(at, at->anchor, 24);

	if (end - at->anchor != 20 || p[at->anchor + 3] != 'A')
		return 0;
	for (uint32_t i = at->anchor + 4; i < end; i++)
		if (!fold_is_upper(p[i]) && !fold_is_digit(p[i]))
			return 0;
	return end;
}

/* "ghp_" and its like with 36 letters or digits. */
static uint32_t forge_token(const struct probe *at)
{
	uint32_t end = word_end(at, at->anchor, 64);

	return end - at->anchor == 40 && strchr("pousr", at->text->bytes.p[at->anchor + 2]) != NULL ? end : 0;
}

/* A JSON Web Token: three parts of base64url with dots, each object beginning "eyJ" (RFC 7519). */
static uint32_t web_token(const struct probe *at)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t one = word_end(at, at->anchor, 2048), two, three;

	if (one - at->anchor < 16 || at->ceiling - one < 8 || p[one] != '.' || memcmp(p + one + 1, "eyJ", 3) != 0)
		return 0;
	two = word_end(at, one + 1, 4096);
	if (two >= at->ceiling || p[two] != '.')
		return 0;
	three = word_end(at, two + 1, 1024);
	return three - two > 16 ? three : 0;
}

/* "-BEGIN ... PRIVATE KEY-----"; the anchor is the last hyphen before. */
static uint32_t private_key(const struct probe *at)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t limit = at->ceiling - at->anchor < 64 ? at->ceiling : at->anchor + 64;
	const uint8_t *found = memmem(p + at->anchor, limit - at->anchor, "PRIVATE KEY-----", 16);

	if (limit - at->anchor < 22 || memcmp(p + at->anchor, "-BEGIN ", 7) != 0 || found == NULL)
		return 0;
	return (uint32_t)(found - p) + 16;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	const uint8_t *p = at->text->bytes.p;
	struct candidate *c;
	uint32_t end;
	enum dc_status st;

	if (at->ceiling - at->anchor < 20)
		return DC_OK;
	end = p[at->anchor] == 'A' ? access_key(at) : p[at->anchor] == 'g' ? forge_token(at) :
		p[at->anchor] == 'e' ? web_token(at) : private_key(at);
	if (end == 0)
		return DC_OK;
	st = add_bytes(self, at, at->anchor, end, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form, 3.0f);
	return DC_OK;
}

const struct detector detector_secret_key = {
	.kind = {
		.id = "secret_key",
		.category = "auth.password",
		.ja = "秘密鍵・アクセスキー", .en = "private key, access key or token",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_NO_VALUE,
		.examples = (const char *const[]){ "-----BEGIN RSA PRIVATE KEY-----", "AKIA" "Q3EGRIWXHZT7LMNP",
			"ghp_" "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
			"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.dBjftJeZ4CVPmB92K27uhbUJU1p1r", NULL },
		.decoys = (const char *const[]){ "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", "AKIAab", "eyJ", "ghp_abc",
			"xAKIAQ3EGRIWXHZT7LMNP", NULL },
		.near_not = (const char *const[]){ "example", "placeholder", NULL },
		.sources = "RFC 7468, RFC 7519; issuers' documentation",
	},
	.triggers = ON_SECRET,
	.propose = propose,
};
