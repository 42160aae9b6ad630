/* cells.c -- delimiters and row ends by bit masks of 64 bytes, quotes only where a cell begins with one.
 *
 * What is met: doubled quotes; line ends inside quotes; a quote inside an unquoted cell (text); text behind a closing
 * quote (then it closed nothing); a quote that is never closed (text, and the row is noted); ="0123" and '0123, which
 * spreadsheets write to keep zeros. */
#include "cells.h"

#include <stdlib.h>
#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#define LINES 100			/* lines looked at to find the delimiter */
#define MOST_FIELDS 255

/* Walks the places of two byte values. */
struct scan {
	const uint8_t *p;
	size_t n, base;			/* base: place of bit 0 */
	uint64_t bits;			/* places not yet told, from base on */
	uint8_t a, b;
};

static uint64_t mask64(const struct scan *s, size_t at)
{
	uint64_t bits = 0;
	size_t n = s->n - at < 64 ? s->n - at : 64;

#if defined(__x86_64__)
	if (n == 64) {
		const __m128i a = _mm_set1_epi8((char)s->a), b = _mm_set1_epi8((char)s->b);

		for (unsigned k = 0; k < 4; k++) {
			__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s->p + at + k * 16));
			__m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, a), _mm_cmpeq_epi8(v, b));

			bits |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << (k * 16);
		}
		return bits;
	}
#endif
	for (size_t i = 0; i < n; i++)
		bits |= (uint64_t)(s->p[at + i] == s->a || s->p[at + i] == s->b) << i;
	return bits;
}

static void scan_from(struct scan *s, size_t at)
{
	s->base = at;
	s->bits = at < s->n ? mask64(s, at) : 0;
}

/* The next place, or n. */
static inline size_t scan_next(struct scan *s)
{
	size_t at;

	while (s->bits == 0) {
		if (s->n - s->base <= 64)
			return s->n;
		s->base += 64;
		s->bits = mask64(s, s->base);
	}
	at = s->base + (size_t)__builtin_ctzll(s->bits);
	s->bits &= s->bits - 1;
	return at;
}

static bool grow(struct cells *c)
{
	size_t cap = c->cap == 0 ? 4096 : c->cap * 2;
	struct dc_cell *p = realloc(c->p, cap * sizeof *p);

	if (p == NULL)
		return false;
	c->p = p;
	c->cap = cap;
	return true;
}

void cells_done(struct cells *c)
{
	free(c->p);
	*c = (struct cells){ 0 };
}

/* The place of the quote that closes a cell whose content begins at i; n if none does. */
static size_t closing_quote(struct dc_span t, const struct cells_form *f, size_t i, bool last)
{
	while (i < t.n) {
		const uint8_t *q = memchr(t.p + i, '"', t.n - i);

		if (q == NULL)
			return t.n;
		i = (size_t)(q - t.p) + 1;
		if (i == t.n)
			return last ? i - 1 : t.n;
		if (t.p[i] == '"') {
			i++;
			continue;
		}
		if (t.p[i] == f->delimiter || t.p[i] == f->end || t.p[i] == '\r' || t.p[i] == ' ')
			return i - 1;
	}
	return t.n;
}

/* Takes off ="0123" (also with its quotes doubled) and the ' in front of digits. */
static void trim(const uint8_t *p, size_t *from, size_t *to)
{
	size_t a = *from, b = *to;

	if (b - a >= 3 && p[a] == '=' && p[a + 1] == '"' && p[b - 1] == '"') {
		bool twice = b - a >= 5 && p[a + 2] == '"' && p[b - 2] == '"';

		*from = a + (twice ? 3 : 2);
		*to = b - (twice ? 2 : 1);
		if (*to < *from)
			*to = *from;
	} else if (b - a >= 2 && p[a] == '\'' && ((p[a + 1] >= '0' && p[a + 1] <= '9') || p[a + 1] == '+' || p[a + 1] == '-')) {
		*from = a + 1;
	}
}

static inline bool add(struct cells *c, const uint8_t *p, size_t from, size_t to, uint32_t column)
{
	if (from < to && (p[from] == '=' || p[from] == '\''))
		trim(p, &from, &to);
	if (from >= to)
		return true;
	if (c->n == c->cap && !grow(c))
		return false;
	c->p[c->n++] = (struct dc_cell){ (uint32_t)from, (uint32_t)to, column, c->rows };
	return true;
}

static void row_done(struct cells *c, size_t done, uint32_t columns)
{
	c->rows++;
	c->done = done;
	c->done_cells = c->n;
	if (columns > c->widest)
		c->widest = columns;
}

/* Puts the end of an unquoted cell before a carriage return. */
static inline size_t before_cr(const uint8_t *p, size_t start, size_t at, bool row_ends)
{
	return row_ends && at > start && p[at - 1] == '\r' ? at - 1 : at;
}

bool cells_find(struct cells *c, struct dc_span t, const struct cells_form *f, bool last)
{
	struct scan s = { .p = t.p, .n = t.n, .a = f->delimiter, .b = f->end };
	size_t start = 0, at;
	uint32_t column = c->first_column;

	c->n = c->done = c->done_cells = 0;
	c->rows = c->widest = 0;
	c->open_quote = false;
	scan_from(&s, 0);
	for (;;) {
		bool is_quoted = f->quotes && start < t.n && t.p[start] == '"', row_ends;
		size_t close = 0;

		c->open = start;
		c->open_column = column;
		if (is_quoted) {
			close = closing_quote(t, f, start + 1, last);
			c->open_quote = close == t.n;
			if (c->open_quote)
				break;
			scan_from(&s, close + 1);
		}
		at = scan_next(&s);
		if (at == t.n && !last)
			break;
		row_ends = at == t.n || t.p[at] == f->end;
		if (!(is_quoted ? add(c, t.p, start + 1, close, column)
				: add(c, t.p, start, before_cr(t.p, start, at, row_ends), column)))
			return false;
		column++;
		if (row_ends) {
			if (at < t.n || c->done < t.n)
				row_done(c, at < t.n ? at + 1 : t.n, column);
			column = 0;
		}
		if (at == t.n)
			break;
		start = at + 1;
	}
	return true;
}

uint8_t cells_row_end(struct dc_span head)
{
	if (memchr(head.p, '\n', head.n) == NULL && memchr(head.p, '\r', head.n) != NULL)
		return '\r';
	return '\n';
}

/* Fields of the line at i by delimiter d; *next: behind the line, 0 if its end is not there. */
static unsigned fields_of(struct dc_span t, size_t i, uint8_t d, bool cp932, size_t *next)
{
	unsigned fields = 1;
	bool quoted = i < t.n && t.p[i] == '"';

	*next = 0;
	for (i += quoted; i < t.n; i++) {
		uint8_t b = t.p[i];

		if (quoted) {
			if (b == '"' && i + 1 < t.n && t.p[i + 1] == '"')
				i++;
			else
				quoted = b != '"';
		} else if (b == '\n' || (b == '\r' && i + 1 < t.n && t.p[i + 1] != '\n')) {
			*next = i + 1;
			break;
		} else if (b == d) {
			fields++;
			quoted = i + 1 < t.n && t.p[i + 1] == '"';
			i += quoted;
		} else if (cp932 && b >= 0x81 && (b <= 0x9f || (b >= 0xe0 && b <= 0xfc))) {
			i++;
		}
	}
	return fields;
}

static bool is_blank(struct dc_span t, size_t from, size_t to)
{
	while (from < to && (t.p[from] == '\n' || t.p[from] == '\r'))
		from++;
	return from == to;
}

static struct cells_guess guess_by(struct dc_span head, uint8_t d, bool cp932)
{
	struct cells_guess g = { .delimiter = d, .fields = 1 };
	unsigned count[MOST_FIELDS + 1] = { 0 };

	for (size_t i = 0, next; i < head.n && g.lines < LINES; i = next) {
		unsigned f = fields_of(head, i, d, cp932, &next);
		size_t end = next == 0 ? head.n : next;

		if (next == 0 && g.lines > 0)
			break;		/* cut off */
		if (!is_blank(head, i, end)) {
			g.lines++;
			count[f < MOST_FIELDS ? f : MOST_FIELDS]++;
		}
		if (next == 0)
			break;
	}
	for (unsigned f = 2; f <= MOST_FIELDS; f++)
		if (count[f] > 0 && (g.fields == 1 || count[f] >= count[g.fields]))
			g.fields = f;
	g.share = g.fields == 1 ? 0 : count[g.fields] * 100 / g.lines;
	return g;
}

struct cells_guess cells_guess(struct dc_span head, bool cp932)
{
	static const uint8_t tried[] = { ',', '\t', ';', '|' };
	struct cells_guess best = { 0 };
	unsigned most = 0;

	for (size_t k = 0; k < sizeof tried; k++) {
		struct cells_guess g;
		unsigned value;

		if (memchr(head.p, tried[k], head.n) == NULL)	/* most heads have three of the four not at all */
			continue;
		g = guess_by(head, tried[k], cp932);
		value = g.share * (g.fields > 8 ? 8 : g.fields);
		if (g.share >= 30 && value > most) {
			best = g;
			most = value;
		}
	}
	return best;
}
