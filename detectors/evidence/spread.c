/* spread.c -- days of birth and days of business, told apart as a column.
 *
 * People of one list are born over decades, on all days of the week and of the month. Business (contracts, entries into a firm,
 * payments) keeps to working days, likes the first of a month, and lies in the last years. */
#include "spread.h"

#include <math.h>
#include <string.h>

#define FEWEST 10u
#define WEEKEND_BORN (2.0f / 7)
#define WEEKEND_BUSINESS 0.04f		/* what business dates keep, typing errors and shops included */
#define FIRST_BORN (12.0f / 365)
#define FIRST_BUSINESS 0.3f		/* entries and contracts */
#define DECADE_MOST 0.5f		/* of all in one decade: a class of a school, or a few years of business */
#define RECENT_MOST 0.2f		/* of all in the decade that runs and the one before */
#define MOST 6.2f
#define LEAST (-3.0f)

static unsigned digits(const uint8_t *p, unsigned n)
{
	unsigned v = 0;

	while (n-- > 0)
		v = v * 10 + (unsigned)(*p++ - '0');
	return v;
}

/* 0: Sunday (Sakamoto's method, Gregorian). */
static unsigned weekday(unsigned y, unsigned m, unsigned d)
{
	static const uint8_t t[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };

	y -= m < 3;
	return (y + y / 4 - y / 100 + y / 400 + t[m - 1] + d) % 7;
}

void spread_date(struct spread *s, struct dc_span v)
{
	unsigned y, m, d, day;

	if (v.n != 10)
		return;
	y = digits(v.p, 4);
	m = digits(v.p + 5, 2);
	d = digits(v.p + 8, 2);
	if (y < 1900 || y >= 1900 + 10 * SPREAD_DECADES || m < 1 || m > 12)
		return;
	day = weekday(y, m, d);
	s->dates++;
	s->decades[(y - 1900) / 10]++;
	s->weekends += day == 0 || day == 6;
	s->firsts += d == 1;
}

void spread_head(struct spread *s, struct dc_span v)
{
	if (v.n >= 2)
		s->heads |= 1ull << ((v.p[0] * 31u + v.p[1] * 7u) & 63);
}

unsigned spread_heads(const struct spread *s)
{
	return (unsigned)__builtin_popcountll(s->heads);
}

static bool over_decades(const struct spread *s)
{
	unsigned filled = 0, last = SPREAD_DECADES;
	float n = (float)s->dates, recent;

	for (unsigned i = 0; i < SPREAD_DECADES; i++) {
		filled += (float)s->decades[i] >= 0.04f * n && s->decades[i] > 0;
		if ((float)s->decades[i] > DECADE_MOST * n)
			return false;
		last = s->decades[i] > 0 ? i : last;
	}
	recent = last < SPREAD_DECADES ? (float)s->decades[last] : 0;
	return filled >= 4 && (last < 12 || recent <= RECENT_MOST * n);
}

static float rate_logodds(uint32_t hits, uint32_t all, float born, float business)
{
	return (float)hits * logf(born / business) + (float)(all - hits) * logf((1 - born) / (1 - business));
}

float spread_of_births(const struct spread *s)
{
	float llr;

	if (s->dates < FEWEST)
		return 0;
	if (!over_decades(s))
		return LEAST;
	llr = 2.0f + 0.7f * rate_logodds(s->weekends, s->dates, WEEKEND_BORN, WEEKEND_BUSINESS) +
		0.7f * rate_logodds(s->firsts, s->dates, FIRST_BORN, FIRST_BUSINESS);
	return llr > MOST ? MOST : llr < LEAST ? LEAST : llr;
}
