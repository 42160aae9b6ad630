/* checks.c -- check digits. */
#include "checks.h"

bool check_luhn(const uint8_t *d, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned x = d[n - 1 - i];

		if (i % 2 == 1)
			x = x * 2 > 9 ? x * 2 - 9 : x * 2;
		sum += x;
	}
	return n > 0 && sum % 10 == 0;
}

static unsigned weighted(const uint8_t *d, const uint8_t *weight, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (unsigned)d[i] * weight[i];
	return sum;
}

bool check_my_number(const uint8_t *d)
{
	static const uint8_t weight[11] = { 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };
	unsigned r = weighted(d, weight, 11) % 11;

	return d[11] == (r <= 1 ? 0 : 11 - r);
}

bool check_corporate(const uint8_t *d)
{
	static const uint8_t weight[12] = { 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1 };

	return d[0] == 9 - weighted(d + 1, weight, 12) % 9;
}

bool check_licence(const uint8_t *d)
{
	static const uint8_t weight[10] = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };

	return d[10] == (11 - weighted(d, weight, 10) % 11) % 10;
}

bool check_municipality(const uint8_t *d)
{
	static const uint8_t weight[5] = { 6, 5, 4, 3, 2 };

	return d[5] == (11 - weighted(d, weight, 5) % 11) % 10;
}

bool check_parcel(const uint8_t *d)
{
	unsigned r = 0;

	for (size_t i = 0; i < 11; i++)
		r = (r * 10 + d[i]) % 7;
	return d[11] == r;
}

int check_mrz(const char *s, size_t n)
{
	static const uint8_t weight[3] = { 7, 3, 1 };
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned v;

		if (s[i] >= '0' && s[i] <= '9')
			v = (unsigned)(s[i] - '0');
		else if (s[i] >= 'A' && s[i] <= 'Z')
			v = (unsigned)(s[i] - 'A') + 10;
		else if (s[i] == '<')
			v = 0;
		else
			return -1;
		sum += v * weight[i % 3];
	}
	return (int)(sum % 10);
}

bool check_iban(const char *s, size_t n)
{
	unsigned r = 0;

	if (n < 5)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s[(i + 4) % n];

		if (c >= '0' && c <= '9')
			r = (r * 10 + (unsigned)(c - '0')) % 97;
		else if (c >= 'A' && c <= 'Z')
			r = (r * 100 + (unsigned)(c - 'A') + 10) % 97;
		else
			return false;
	}
	return r == 1;
}

bool check_all_equal(const uint8_t *d, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (d[i] != d[0])
			return false;
	return true;
}

bool check_date(int year, int month, int day)
{
	static const uint8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}
