/* propose.c -- what most kinds do alike. */
#include "propose.h"

static uint32_t skip_quotes(const struct probe *at, uint32_t p)
{
	static const uint8_t skipped[] = { ' ', '"', '\'', '=', '\t' };

	while (p < at->ceiling && memchr(skipped, at->text->bytes.p[p], sizeof skipped) != NULL)
		p++;
	return p;
}

static bool group_ends(struct digit_run *run, char separator)
{
	if (run->groups == RUN_GROUPS_MOST)
		return false;
	run->separator[run->groups - 1] = separator;
	run->groups++;
	return true;
}

bool cell_run(const struct probe *at, struct digit_run *run)
{
	struct dc_span cell = { at->text->bytes.p, at->ceiling };
	uint32_t p = skip_quotes(at, at->floor);
	char pending = 0;

	*run = (struct digit_run){ .start = p, .groups = 1 };
	for (;;) {
		struct folded f = fold_at(cell, p);

		if (fold_is_digit(f.c)) {
			if (pending != 0 && run->n > 0 && !group_ends(run, pending))
				return false;
			pending = 0;
			if (run->n == RUN_DIGITS_MOST)
				return false;
			if (run->n == 0)
				run->start = p;
			run->digit[run->n++] = (uint8_t)(f.c - '0');
			run->group[run->groups - 1]++;
			run->wide |= f.bytes > 1;
			run->end = p + f.bytes;
		} else if (f.c == '+' && run->n == 0) {
			run->plus = true;
		} else if (f.c < 0x80 && f.c != 0 && strchr("-./() ", f.c) != NULL) {
			pending = pending == ')' || (pending != 0 && f.c == ' ') ? pending : (char)f.c;
		} else if (f.c != FOLD_NOTHING) {
			break;
		}
		p += f.bytes;
	}
	return run->n > 0 && skip_quotes(at, p) == at->ceiling;
}

const struct digit_run *probe_run(const struct probe *at, struct digit_run *own)
{
	if (at->run != NULL)
		return at->run;
	return at->trigger == ON_CELL && cell_run(at, own) ? own : NULL;
}

bool run_pad(struct digit_run *run, unsigned n)
{
	unsigned missing;

	if (run->groups != 1 || run->n > n || n > RUN_DIGITS_MOST)
		return false;
	missing = n - run->n;
	memmove(run->digit + missing, run->digit, run->n);
	memset(run->digit, 0, missing);
	run->n = run->group[0] = (uint8_t)n;
	return true;
}

bool run_groups_are(const struct digit_run *run, const uint8_t *groups)
{
	unsigned g = 0;

	for (; g < run->groups && groups[g] != 0; g++)
		if (run->group[g] != groups[g])
			return false;
	return g == run->groups && groups[g] == 0;
}

bool run_separator_in(const struct digit_run *run, const char *set)
{
	for (unsigned g = 0; g + 1 < run->groups; g++)
		if (strchr(set, run->separator[g]) == NULL || run->separator[g] != run->separator[0])
			return false;
	return true;
}

size_t run_text(const struct digit_run *run, char out[RUN_DIGITS_MOST + 1])
{
	size_t n = run->n <= RUN_DIGITS_MOST ? run->n : RUN_DIGITS_MOST;

	for (size_t i = 0; i < n; i++)
		out[i] = (char)('0' + run->digit[i]);
	out[n] = '\0';
	return n;
}

enum dc_status add_run(const struct detector *self, const struct digit_run *run, struct candidates *out, struct candidate **c)
{
	char text[RUN_DIGITS_MOST + 1];
	size_t n = run_text(run, text);

	return candidates_add(out, &self->kind, run->start, run->end, (struct dc_span){ (const uint8_t *)text, n }, c);
}

uint64_t run_number(const struct digit_run *run, unsigned from, unsigned to)
{
	uint64_t v = 0;

	for (unsigned i = from; i < to; i++)
		v = v * 10 + run->digit[i];
	return v;
}

uint32_t skip_to_value(const struct probe *at, uint32_t from)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	uint32_t p = from;

	while (p - from < 24) {
		struct folded f = fold_at(text, p);

		if (f.c != FOLD_NOTHING && (f.c >= 0x80 || f.c == 0 || strchr(" :=\"'\t|>", f.c) == NULL))
			break;
		p += f.bytes;
	}
	return p;
}

bool span_is_one_of(struct dc_span s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == s.n && memcmp(*words, s.p, s.n) == 0)
			return true;
	return false;
}

/* A mark that ends a word: ASCII, or one of the CJK punctuation marks and full-width comma, brackets, space. */
static bool ends_word(const uint8_t *p, size_t n)
{
	static const char *const wide[] = { "\u3000", "、", "。", "，", "；", "（", "）", "「", "」", "・", "／" };

	if (p[0] < 0x80)
		return p[0] <= ' ' || strchr("\"',;<>()|", p[0]) != NULL;
	for (size_t i = 0; i < DC_ARRAY_LEN(wide); i++)
		if (n >= 3 && memcmp(p, wide[i], 3) == 0)
			return true;
	return false;
}

struct dc_span word_at(const struct probe *at, uint32_t from, size_t most)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t end = from;

	while (end < at->ceiling && end - from < most && !ends_word(p + end, at->ceiling - end))
		end++;
	while (end > from && end < at->ceiling && (p[end] & 0xc0) == 0x80)
		end--;			/* never within a character */
	return (struct dc_span){ p + from, end - from };
}

uint32_t value_start(const struct probe *at)
{
	return at->trigger == ON_CELL ? skip_quotes(at, at->floor) : skip_to_value(at, at->anchor);
}

enum dc_status add_bytes(const struct detector *self, const struct probe *at, uint32_t start, uint32_t end,
	struct candidates *out, struct candidate **c)
{
	return candidates_add(out, &self->kind, start, end, dc_span_cut(at->text->bytes, start, end), c);
}

bool value_set_off(const struct probe *at, uint32_t start)
{
	const uint8_t *p = at->text->bytes.p;

	if (at->trigger != ON_LABEL)
		return true;
	return !(start == at->anchor && p[start - 1] >= 0x80) && memchr(p + at->anchor, '\n', start - at->anchor) == NULL;
}

bool value_ends(const struct probe *at, uint32_t end)
{
	uint32_t c;

	if (end >= at->ceiling)
		return true;
	c = fold_at((struct dc_span){ at->text->bytes.p, at->ceiling }, end).c;
	return !fold_is_letter(c) && !fold_is_digit(c) && (c >= 0x80 || c == 0 || strchr("%_", (int)c) == NULL);
}

/* Blanks of any width and quotes alone stand in [from, to). */
static bool is_blank(const struct probe *at, uint32_t from, uint32_t to)
{
	struct dc_span text = { at->text->bytes.p, to };

	while (from < to) {
		struct folded f = fold_at(text, from);

		if (f.c != FOLD_NOTHING && (f.c >= 0x80 || f.c == 0 || strchr(" \"'=\t\r", f.c) == NULL))
			return false;
		from += f.bytes;
	}
	return true;
}

bool fills_its_cell(const struct probe *at, uint32_t start, uint32_t end)
{
	return at->cell != UINT32_MAX && is_blank(at, at->floor, start) && is_blank(at, end, at->ceiling);
}
