/* checks.c -- check digits that a kinds file can name. */
#include "rule.h"

/* The digits of a value; SIZE_MAX if anything else stands in it. */
static size_t digits(struct dc_span v, uint8_t *out, size_t cap)
{
	for (size_t i = 0; i < v.n; i++) {
		if (i == cap || v.p[i] < '0' || v.p[i] > '9')
			return SIZE_MAX;
		out[i] = (uint8_t)(v.p[i] - '0');
	}
	return v.n;
}

/* ISO/IEC 7812-1 annex B. */
static bool luhn(struct dc_span v)
{
	uint8_t d[64];
	size_t n = digits(v, d, sizeof d);
	unsigned sum = 0;

	if (n == SIZE_MAX || n < 2)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned x = d[n - 1 - i] * (i % 2 == 1 ? 2u : 1u);

		sum += x > 9 ? x - 9 : x;
	}
	return sum % 10 == 0;
}

/* Weights 2..7 again and again from the right; the last digit is 11 less the rest, 0 for a rest of 0 or 1. */
static bool mod11(struct dc_span v)
{
	uint8_t d[64];
	size_t n = digits(v, d, sizeof d);
	unsigned sum = 0;

	if (n == SIZE_MAX || n < 2)
		return false;
	for (size_t i = 1; i < n; i++)
		sum += d[n - 1 - i] * (unsigned)(2 + (i - 1) % 6);
	return d[n - 1] == (sum % 11 <= 1 ? 0 : 11 - sum % 11);
}

/* GS1 General Specifications 7.9: weights 3 and 1 from the right. */
static bool ean(struct dc_span v)
{
	uint8_t d[64];
	size_t n = digits(v, d, sizeof d);
	unsigned sum = 0;

	if (n == SIZE_MAX || n < 2)
		return false;
	for (size_t i = 0; i < n; i++)
		sum += d[n - 1 - i] * (i % 2 == 1 ? 3u : 1u);
	return sum % 10 == 0;
}

/* The last digit is the rest of the number before it, divided by seven. */
static bool mod7(struct dc_span v)
{
	uint8_t d[64];
	size_t n = digits(v, d, sizeof d);
	unsigned rest = 0;

	if (n == SIZE_MAX || n < 2)
		return false;
	for (size_t i = 0; i + 1 < n; i++)
		rest = (rest * 10 + d[i]) % 7;
	return rest == d[n - 1];
}

/* ISO 7064 MOD 97-10 over digits and letters (A = 10), check characters at the end. */
static bool mod97(struct dc_span v)
{
	unsigned rest = 0;

	if (v.n < 3)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];

		if (c >= '0' && c <= '9')
			rest = (rest * 10 + (c - '0')) % 97;
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
			rest = (rest * 100 + (unsigned)((c | 0x20) - 'a') + 10) % 97;
		else
			return false;
	}
	return rest == 1;
}

static const struct { const char *name; check_fn *check; } rows[] = {
	{ "luhn", luhn }, { "mod11", mod11 }, { "mod97", mod97 }, { "mod7", mod7 }, { "ean", ean },
};

check_fn *check_find(const char *name)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].check;
	return NULL;
}

const char *const *rules_check_names(void)
{
	static const char *const names[] = { "luhn", "mod11", "mod97", "mod7", "ean", NULL };

	return names;
}
