/* test_checks.c -- check digits, against numbers published as right or wrong by others (facts in corpora and standards). */
#include "table.h"

#include "checks.h"
#include "folding.h"
#include "tld.h"

static size_t digits(const char *s, uint8_t *d)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n; i++)
		d[i] = (uint8_t)(s[i] - '0');
	return n;
}

static bool luhn_any(const uint8_t *d, size_t n)
{
	return check_luhn(d, n);
}

static bool my_number_12(const uint8_t *d, size_t n)
{
	return n == 12 && check_my_number(d);
}

static bool corporate_13(const uint8_t *d, size_t n)
{
	return n == 13 && check_corporate(d);
}

static bool licence_12(const uint8_t *d, size_t n)
{
	return n == 12 && check_licence(d);
}

static bool municipality_6(const uint8_t *d, size_t n)
{
	return n == 6 && check_municipality(d);
}

static bool parcel_12(const uint8_t *d, size_t n)
{
	return n == 12 && check_parcel(d);
}

static void test_numbers(void **state)
{
	static const struct {
		bool (*check)(const uint8_t *, size_t);
		const char *good, *bad;		/* separated by spaces */
	} rows[] = {
		{ my_number_12, "123456789018 023456789013 621498320257 641717601551 987654321093 314159265352 271828182840 000000000000 "
			"111111111118 202404010010 202512312359", "123456789010 123456789012 621498320258 111111111111 222222222226 202401151230" },
		{ corporate_13, "5835678256246 7123456789012 1020281079130 7000012050002 8700110005901 4900111111038 4900172839384",
			"6123456789012 4835678256246 1111111111111 0123456789012" },
		{ licence_12, "309012345620 459803358720 302412345640 628888888830 970000000120 309900002190",
			"309012345610 459803358710 309212345610 309956789011" },
		{ luhn_any, "4111111111111111 4242424242424242 5555555555554444 2223003122003222 378282246310005 3530111333300000 "
			"3566002020360505 30569309025904 36227206271667 6011111111111117 6200000000000005 6759649826438453 49927398716 "
			"33120015 01130012 01040013 06139463 39131016 138016", "4111111111111112 3530111333300001 378282246310006 33120010 "
			"01130013 39131017 138017" },
		{ municipality_6, "131016 011002 131024", "131017 138016 011003" },
		{ parcel_12, "123456789013 200961185434", "123456789018" },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		for (int good = 0; good < 2; good++)
			for (const char *p = good ? rows[i].good : rows[i].bad; *p != '\0';) {
				char number[32] = { 0 };
				size_t n = strcspn(p, " ");
				uint8_t d[32];

				memcpy(number, p, n);
				if (rows[i].check(d, digits(number, d)) != (good == 1))
					fail_msg("row %zu: %s must be %s", i, number, good ? "right" : "wrong");
				p += n + (p[n] == ' ');
			}
}

static void test_mrz_and_iban(void **state)
{
	static const struct { const char *s; int want; } mrz[] = {
		{ "L898902C3", 6 }, { "740812", 2 }, { "120415", 9 }, { "TR1234567", 2 }, { "000101", 8 }, { "250101", 7 },
		{ "TK1234567", 1 }, { "a", -1 },
	};
	static const struct { const char *s; bool want; } iban[] = {
		{ "GB29NWBK60161331926819", true }, { "DE89370400440532013000", true }, { "FR1420041010050500013M02606", true },
		{ "NL91ABNA0417164300", true }, { "NO9386011117947", true }, { "DE89370400440532013001", false },
		{ "GB28NWBK60161331926819", false }, { "FR1420041010050500013M02607", false }, { "DE8", false },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(mrz); i++)
		if (check_mrz(mrz[i].s, strlen(mrz[i].s)) != mrz[i].want)
			fail_msg("%s", mrz[i].s);
	for (size_t i = 0; i < DC_ARRAY_LEN(iban); i++)
		if (check_iban(iban[i].s, strlen(iban[i].s)) != iban[i].want)
			fail_msg("%s", iban[i].s);
}

static void test_date(void **state)
{
	(void)state;
	assert_true(check_date(2000, 2, 29));
	assert_false(check_date(1900, 2, 29));
	assert_true(check_date(1988, 2, 29));
	assert_false(check_date(1987, 2, 29));
	assert_false(check_date(2024, 4, 31));
	assert_false(check_date(2024, 13, 1));
	assert_false(check_date(2024, 1, 0));
}

static void test_folding(void **state)
{
	static const struct { const char *why, *in, *want; } rows[] = {
		{ "full width", "ＡＢ１２＠．（）＋", "AB12@.()+" },
		{ "hyphens of all kinds", "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u207b\u208b\u02d7\ufe58\ufe63\uff0d\u30fc\uff70"
			"\u2500\u2501\u3030\u301c\uff5e\u2796\ufe31\ufe32", "------------------------" },
		{ "spaces of all kinds", "\u00a0\u2000\u200a\u202f\u205f\u3000\u1680", "       " },
		{ "invisible", "1\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202a\u2066\ufe0f\U000e0100" "2", "12" },
		{ "enclosed digits end it", "1①2", "1" },
		{ "kanji end it", "12年", "12" },
		{ "middle dot", "1・2", "1.2" },
		{ "malformed bytes end it", "1\xe3\x80", "1" },
	};
	struct folding f;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		fold_text(dc_span_of(rows[i].in), 0, FOLD_MOST, &f);
		if (strcmp(f.c, rows[i].want) != 0)
			fail_msg("%s: got \"%s\"", rows[i].why, f.c);
	}
	fold_text(dc_span_of("１\u200b２x"), 0, FOLD_MOST, &f);
	assert_int_equal(f.at[1], 6);		/* behind the invisible character */
	assert_int_equal(f.at[3], 10);
}

static void test_tlds(void **state)
{
	(void)state;
	assert_true(tld_delegated("com", 3) && tld_delegated("jp", 2) && tld_delegated("xn--q9jyb4c", 11));
	assert_false(tld_delegated("co", 1) || tld_delegated("png", 3) || tld_delegated("3", 1) || tld_delegated("", 0));
	assert_true(tld_like_file("zip", 3));
	assert_false(tld_like_file("com", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_mrz_and_iban), cmocka_unit_test(test_date),
		cmocka_unit_test(test_folding), cmocka_unit_test(test_tlds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
