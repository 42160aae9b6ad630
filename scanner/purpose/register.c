/* register.c -- a small reader of CSV: the columns "date" (日付) and "scope" (スコープ) are all that is looked at. */
#include "register.h"

#include "when.h"

#define FIELD_MOST 256			/* bytes of a field that are kept; longer ones are cut and match nothing */
#define COLUMNS_MOST 256

struct cursor {
	struct dc_span csv;
	size_t at;
	char field[FIELD_MOST + 1];
	bool last;			/* this field ended its line */
};

static void keep(struct cursor *c, size_t *n, uint8_t byte)
{
	if (*n < FIELD_MOST)
		c->field[(*n)++] = (char)byte;
}

/* The next field; false at the end of the text. */
static bool next_field(struct cursor *c)
{
	bool quoted = false;
	size_t n = 0;

	if (c->at >= c->csv.n)
		return false;
	for (; c->at < c->csv.n; c->at++) {
		uint8_t b = c->csv.p[c->at];

		if (b == '"' && quoted && c->at + 1 < c->csv.n && c->csv.p[c->at + 1] == '"')
			keep(c, &n, c->csv.p[++c->at]);
		else if (b == '"')
			quoted = !quoted;
		else if (!quoted && (b == ',' || b == '\n'))
			break;
		else if (quoted || b != '\r')
			keep(c, &n, b);
	}
	c->field[n] = '\0';
	c->last = c->at >= c->csv.n || c->csv.p[c->at] == '\n';
	c->at++;
	return true;
}

static bool one_of(const char *s, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(s, *names) == 0)
			return true;
	return false;
}

/* The columns of the heading; -1: not there. */
static void read_heading(struct cursor *c, long *date, long *scope)
{
	static const char *const dates[] = { "date", "Date", "日付", "年月日", NULL }, *const scopes[] = { "scope", "Scope", "スコープ", NULL };

	*date = *scope = -1;
	for (long i = 0; i < COLUMNS_MOST && next_field(c); i++) {
		if (*date < 0 && one_of(c->field, dates))
			*date = i;
		if (*scope < 0 && one_of(c->field, scopes))
			*scope = i;
		if (c->last)
			break;
	}
}

const char *register_read(struct dc_span csv, const char *scope, struct register_facts *out)
{
	struct cursor c = { .csv = csv };
	long date_at, scope_at, i = 0;
	int day = 0;
	bool ours;

	*out = (struct register_facts){ 0 };
	if (csv.n >= 3 && memcmp(csv.p, "\xef\xbb\xbf", 3) == 0)
		c.at = 3;
	read_heading(&c, &date_at, &scope_at);
	if (date_at < 0)
		return "no column date";
	for (ours = scope_at < 0; next_field(&c); i++) {
		if (i == scope_at)
			ours = strcmp(c.field, scope) == 0;
		if (i == date_at && c.field[0] != '\0' && !when_parse(c.field, &day))
			return "a date that is not written as 2026-04-01";
		if (!c.last)
			continue;
		out->lines += ours && day != 0;
		out->latest = ours && day > out->latest ? day : out->latest;
		day = 0;
		i = -1;
		ours = scope_at < 0;
	}
	return NULL;
}
