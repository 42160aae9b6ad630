/* drawn.c -- finds tables by the ruled line below their heading: |---|:--:|, ---+---, +----+----+.
 *
 * A line of rules alone is rare in text, so the search for two dashes is what most text costs. A line that is no row ends the table. */
#include "drawn.h"

#include <string.h>

#define RULE_BYTES_MOST 4096
#define COLUMNS_MOST 256

static size_t line_end(struct dc_span t, size_t at)
{
	const uint8_t *nl = at < t.n ? memchr(t.p + at, '\n', t.n - at) : NULL;

	return nl == NULL ? t.n : (size_t)(nl - t.p);
}

static size_t line_start(struct dc_span t, size_t at)
{
	const uint8_t *nl = at == 0 ? NULL : memrchr(t.p, '\n', at);

	return nl == NULL ? 0 : (size_t)(nl - t.p) + 1;
}

/* Only dashes, equals signs, colons and blanks between bars or crosses, and some of each. */
static bool is_rule(struct dc_span t, size_t from, size_t to)
{
	size_t joints = 0, dashes = 0;

	if (to - from > RULE_BYTES_MOST)
		return false;
	for (size_t i = from; i < to; i++) {
		uint8_t c = t.p[i];

		if (c == '|' || c == '+')
			joints++;
		else if (c == '-' || c == '=')
			dashes++;
		else if (c != ' ' && c != ':' && c != '\r')
			return false;
	}
	return joints > 0 && dashes >= 2;
}

static size_t bars(struct dc_span t, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += t.p[i] == '|' && (i == from || t.p[i - 1] != '\\');
	return n;
}

/* The line before the rule heads the table, or, under +---+, the rule before the heading begins it. */
static bool headed(struct dc_span t, size_t from, size_t rule, struct drawn *out)
{
	size_t at;

	if (rule == 0)
		return false;
	at = line_start(t, rule - 1);
	if (at < from || bars(t, at, rule - 1) == 0 || is_rule(t, at, rule - 1))
		return false;
	out->start = at;
	return true;
}

/* Behind the bar that opens a line, if one does. */
static size_t first_cell(struct dc_span t, size_t at, size_t end)
{
	size_t i = at;

	while (i < end && (t.p[i] == ' ' || t.p[i] == '\t' || t.p[i] == '>'))
		i++;
	return i < end && t.p[i] == '|' ? i + 1 : at;
}

/* As many bars as the heading has, or one that opens the line: Markdown lets cells at the end go. */
static bool is_row(struct dc_span t, size_t at, size_t end, size_t wanted)
{
	return bars(t, at, end) == wanted || first_cell(t, at, end) > at || is_rule(t, at, end);
}

static void find_end(struct dc_span t, bool last, struct drawn *d)
{
	size_t at = d->body, wanted = bars(t, d->start, line_end(t, d->start));

	while (at < t.n) {
		size_t end = line_end(t, at);

		if (end == t.n && !last)
			break;
		if (!is_row(t, at, end, wanted))
			break;
		at = end < t.n ? end + 1 : end;
	}
	d->end = at;
	d->open = !last && line_end(t, at) == t.n;
}

bool drawn_find(struct dc_span t, size_t from, bool last, struct drawn *out)
{
	size_t at = from;

	while (at < t.n) {
		const uint8_t *hit = memmem(t.p + at, t.n - at, "--", 2);
		size_t start, end;

		if (hit == NULL)
			return false;
		start = line_start(t, (size_t)(hit - t.p));
		end = line_end(t, (size_t)(hit - t.p));
		if (start >= from && is_rule(t, start, end) && headed(t, from, start, out)) {
			out->body = end < t.n ? end + 1 : end;
			find_end(t, last, out);
			if (out->end > out->body || out->open)
				return true;
		}
		at = end < t.n ? end + 1 : end;
	}
	return false;
}

/* The cell of a line that begins at *at: trimmed. Moves *at behind its bar; false behind the last. */
static bool next_cell(struct dc_span t, size_t *at, size_t end, size_t *from, size_t *to)
{
	size_t i = *at;

	if (i > end)
		return false;
	while (i < end && !(t.p[i] == '|' && (i == *at || t.p[i - 1] != '\\')))
		i++;
	*from = *at;
	*to = i;
	*at = i + 1;
	while (*from < *to && (t.p[*from] == ' ' || t.p[*from] == '\t'))
		(*from)++;
	while (*to > *from && (t.p[*to - 1] == ' ' || t.p[*to - 1] == '\t' || t.p[*to - 1] == '\r'))
		(*to)--;
	return true;
}

size_t drawn_cells(struct dc_span t, const struct drawn *d, struct dc_cell *cells, size_t room)
{
	size_t n = 0;
	uint32_t row = 0;

	for (size_t at = d->body; at < d->end; row++) {
		size_t end = line_end(t, at), next = end < t.n ? end + 1 : end, from, to;
		uint32_t column = 0;

		at = first_cell(t, at, end);
		while (!is_rule(t, at, end) && next_cell(t, &at, end, &from, &to)) {
			if (n == room)
				return n;
			if (to > from)
				cells[n++] = (struct dc_cell){ (uint32_t)from, (uint32_t)to, column, row };
			column++;
		}
		at = next;
	}
	return n;
}

struct dc_column *drawn_columns(struct dc_span t, const struct drawn *d, struct dc_arena *arena, size_t *n)
{
	size_t end = line_end(t, d->start), at = first_cell(t, d->start, end), from, to;
	struct dc_column *columns = dc_arena_array(arena, COLUMNS_MOST, sizeof *columns);

	*n = 0;
	while (columns != NULL && *n < COLUMNS_MOST && next_cell(t, &at, end, &from, &to)) {
		columns[*n] = (struct dc_column){ dc_arena_strndup(arena, t.p + from, to - from), "" };
		if (columns[(*n)++].name == NULL)
			return NULL;
	}
	*n -= *n > 0 && columns[*n - 1].name[0] == '\0';	/* behind the bar that closes the line */
	return columns;
}
