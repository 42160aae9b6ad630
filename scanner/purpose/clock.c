/* clock.c -- see clock.h. Holidays are rules in holidays.def; periods and their sources are the rule pack's. */
#include "clock.h"

#include "when.h"

#include <stdio.h>
#include <string.h>

enum rule_kind { RULE_FIXED, RULE_MONDAY, RULE_EQUINOX };

static const struct rule {
	enum rule_kind kind;
	int month, number;		/* day, which Monday, or the constant */
} rules[] = {
#define FIXED(month, day, name) { RULE_FIXED, month, day },
#define MONDAY(month, which, name) { RULE_MONDAY, month, which },
#define EQUINOX(month, constant, name) { RULE_EQUINOX, month, constant },
#include "holidays.def"
#undef FIXED
#undef MONDAY
#undef EQUINOX
};

#define N_RULES (sizeof rules / sizeof rules[0])

static int rule_day(const struct rule *r, int year)
{
	int first = year * 10000 + r->month * 100 + 1;
	int years = year - 1980;

	switch (r->kind) {
	case RULE_FIXED:
		return first - 1 + r->number;
	case RULE_MONDAY:
		return first + (8 - when_weekday(first)) % 7 + (r->number - 1) * 7;
	default:	/* in millionths, since 0.242194 a year does not fit the constant's ten thousandths */
		return first - 1 + (int)(((int64_t)r->number * 100 + (int64_t)242194 * years) / 1000000) - years / 4;
	}
}

static bool named(int day)
{
	for (size_t i = 0; i < N_RULES; i++)
		if (rule_day(&rules[i], day / 10000) == day)
			return true;
	return false;
}

bool clock_holiday(int day)
{
	if (named(day))
		return true;
	/* art. 3(2): a holiday on a Sunday is made up for on the next day that is none */
	for (int d = when_add_days(day, -1); named(d); d = when_add_days(d, -1))
		if (when_weekday(d) == 0)
			return true;
	/* art. 3(3): a day between two holidays */
	return named(when_add_days(day, -1)) && named(when_add_days(day, 1));
}

static bool year_end(int day)
{
	int in_year = day % 10000;

	return in_year >= 1229 || in_year <= 103;
}

bool clock_business(int day)
{
	int weekday = when_weekday(day);

	return weekday != 0 && weekday != 6 && !year_end(day) && !clock_holiday(day);
}

static const struct pack_number *number(const struct pack *pack, const char *family, const char *name)
{
	char id[64];

	snprintf(id, sizeof id, "%s.%s", family, name);
	for (size_t i = 0; i < pack->n_numbers; i++)
		if (strcmp(pack->numbers[i].id, id) == 0)
			return &pack->numbers[i];
	return NULL;
}

bool clock_dues(const struct clock_case *c, struct clock_due out[CLOCK_DUES])
{
	static const struct { const char *id, *ja, *en; } lines[CLOCK_DUES] = {
		{ "preliminary_first", "速報(目安の始め)", "preliminary report, from" },
		{ "preliminary_last", "速報(目安の終わり)", "preliminary report, to" },
		{ "final", "確報", "final report" },
	};
	const struct pack *pack = pack_in_force(c->known_on);

	if (pack == NULL || !when_valid(c->known_on) || c->known_on < CLOCK_FIRST_DAY || c->known_on > CLOCK_LAST_DAY - 10000)
		return false;
	for (size_t i = 0; i < CLOCK_DUES; i++) {
		const char *name = i + 1 == CLOCK_DUES && c->wrongful ? "final_wrongful" : lines[i].id;
		const struct pack_number *n = number(pack, c->my_number ? "mynumber" : "breach", name);

		if (n == NULL)
			return false;
		out[i] = (struct clock_due){ .id = lines[i].id, .ja = lines[i].ja, .en = lines[i].en, .day_number = n->value,
			.last = when_add_days(c->known_on, n->value - 1), .source = n->source };
		out[i].business = out[i].last;
		while (!clock_business(out[i].business))
			out[i].business = when_add_days(out[i].business, 1);
	}
	return true;
}

enum clock_answer clock_above(struct dc_persons persons, uint64_t threshold)
{
	if (persons.lo > threshold)
		return CLOCK_YES;
	if (persons.hi != DC_PERSONS_UNKNOWN && persons.hi <= threshold)
		return CLOCK_NO;
	return CLOCK_UNDETERMINED;
}
