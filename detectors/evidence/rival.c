/* rival.c -- one row for each reading, by its number of digits. Rules: facts/detectors §5.1, §5.2, §8.2. */
#include "rival.h"

struct digits {
	uint8_t d[32];
	size_t n;
};

static unsigned number(const struct digits *v, size_t from, size_t to)
{
	unsigned x = 0;

	for (size_t i = from; i < to; i++)
		x = x * 10 + v->d[i];
	return x;
}

static bool is_date(const struct digits *v)
{
	static const uint8_t days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	unsigned y = number(v, 0, 4), m = number(v, 4, 6), d = number(v, 6, 8);

	return y >= 1990 && y <= 2069 && m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1];
}

static bool is_minute(const struct digits *v)		/* yyyymmddHHMM */
{
	return is_date(v) && number(v, 8, 10) < 24 && number(v, 10, 12) < 60;
}

static bool is_second(const struct digits *v)		/* yyyymmddHHMMSS and further digits of the second */
{
	return is_minute(v) && number(v, 12, 14) < 60;
}

static bool is_short_second(const struct digits *v)	/* yymmddHHMMSS of this century */
{
	unsigned m = number(v, 2, 4), d = number(v, 4, 6);

	return number(v, 0, 2) >= 10 && number(v, 0, 2) <= 40 && m >= 1 && m <= 12 && d >= 1 && d <= 31 && number(v, 6, 8) < 24 &&
		number(v, 8, 10) < 60 && number(v, 10, 12) < 60;
}

static bool is_epoch(const struct digits *v)		/* seconds or milliseconds, 2001 to 2033 */
{
	return v->d[0] == 1 && (v->n == 10 || v->n == 13);
}

static bool is_article(const struct digits *v)		/* EAN-13 of Japan or a book: GS1 General Specifications §7.9 */
{
	unsigned sum = 0, head = number(v, 0, 2);

	for (size_t i = 0; i < 13; i++)
		sum += v->d[i] * (i % 2 == 1 ? 3u : 1u);
	return sum % 10 == 0 && (head == 45 || head == 49 || number(v, 0, 3) == 978 || number(v, 0, 3) == 979);
}

static bool is_slip(const struct digits *v)		/* Yamato, Sagawa, Yu-Pack: eleven digits mod 7 */
{
	unsigned r = 0;

	for (size_t i = 0; i < 11; i++)
		r = (r * 10 + v->d[i]) % 7;
	return r == v->d[11];
}

static const struct { uint8_t least, most; bool parcel; float logodds; bool (*is)(const struct digits *); } rows[] = {
	{ 8, 8, false, -1.2f, is_date },
	{ 10, 10, false, -1.0f, is_epoch },
	{ 12, 12, false, -2.5f, is_minute },
	{ 12, 12, false, -1.0f, is_short_second },
	{ 12, 12, true, -4.0f, is_slip },
	{ 13, 13, false, -1.5f, is_epoch },
	{ 13, 13, false, -2.5f, is_article },
	{ 14, 20, false, -3.0f, is_second },
};

float rival_logodds(struct dc_span value, bool parcel)
{
	struct digits v = { .n = 0 };
	float worst = 0;

	if (value.n > sizeof v.d)
		return 0;
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] < '0' || value.p[i] > '9')
			return 0;
		v.d[v.n++] = (uint8_t)(value.p[i] - '0');
	}
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (v.n >= rows[i].least && v.n <= rows[i].most && (!rows[i].parcel || parcel) && rows[i].logodds < worst &&
		    rows[i].is(&v))
			worst = rows[i].logodds;
	return worst;
}
