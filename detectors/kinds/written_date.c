/* written_date.c -- see written_date.h. */
#include "written_date.h"

#include <string.h>

#include "daicho/status.h"

static const char *const months[] = { "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
	"november", "december" };

struct reader {
	struct dc_span text;
	uint32_t at;
};

static uint8_t peek(const struct reader *r)
{
	return r->at < r->text.n ? r->text.p[r->at] : 0;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(uint8_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Digits at the reader, at most `most`; -1: none, or more than that. */
static int number(struct reader *r, unsigned least, unsigned most)
{
	unsigned n = 0;
	int v = 0;

	while (n <= most && is_digit(peek(r))) {
		v = v * 10 + (peek(r) - '0');
		r->at++;
		n++;
	}
	return n < least || n > most ? -1 : v;
}

/* Blanks, hyphens, commas, stops and slashes between the parts. */
static bool joint(struct reader *r)
{
	uint32_t from = r->at;

	while (r->at - from < 3 && peek(r) != 0 && strchr(" -,./", peek(r)) != NULL)
		r->at++;
	return r->at > from;
}

static bool word(struct reader *r, const char *w)
{
	size_t n = strlen(w);

	if (r->text.n - r->at < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((r->text.p[r->at + i] | 0x20) != w[i])
			return false;
	r->at += (uint32_t)n;
	return true;
}

static int month(struct reader *r)
{
	for (int m = 0; m < (int)DC_ARRAY_LEN(months); m++) {
		char brief[4] = { months[m][0], months[m][1], months[m][2], 0 };
		struct reader probe = *r;

		if (!word(&probe, months[m]) && !word(&probe, brief))
			continue;
		if (m == 8 && peek(&probe) == 't')
			probe.at++;		/* Sept */
		if (is_letter(peek(&probe)))
			continue;
		*r = probe;
		return m + 1;
	}
	return -1;
}

static int day(struct reader *r)
{
	static const char *const ordinals[] = { "st", "nd", "rd", "th" };
	int d = number(r, 1, 2);

	for (size_t i = 0; d > 0 && i < DC_ARRAY_LEN(ordinals); i++)
		if (word(r, ordinals[i]))
			break;
	return d;
}

bool written_date_read(struct dc_span text, uint32_t at, struct written_date *out)
{
	struct reader r = { text, at };

	*out = (struct written_date){ 0 };
	if (is_digit(peek(&r))) {
		out->day = day(&r);
		if (out->day < 0 || !joint(&r) || (word(&r, "of ") && peek(&r) == 0))
			return false;
		out->month = month(&r);
	} else {
		out->month = month(&r);
		if (out->month < 0 || !joint(&r))
			return false;
		out->day = day(&r);
	}
	if (out->month < 0 || out->day < 0 || !joint(&r))
		return false;
	out->year = number(&r, 4, 4);
	out->end = r.at;
	return out->year > 0 && !is_letter(peek(&r)) && !is_digit(peek(&r));
}
