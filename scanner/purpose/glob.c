/* glob.c -- patterns as tokens of code points; a byte that is not UTF-8 is a code point of its own beyond Unicode.
 *
 * Matching keeps the set of tokens it may stand at (one bit each), so a pattern of many stars costs its length times the
 * text's, never more.
 */
#include "glob.h"

#include "utf8.h"

#include <stdlib.h>

#define STRAY 0x110000			/* + byte: a malformed byte */

static uint32_t next_point(struct dc_span t, size_t *i)
{
	uint32_t c = 0;
	size_t n = utf8_read(t.p + *i, t.n - *i, &c);

	if (n == 0) {
		c = STRAY + t.p[*i];
		n = 1;
	}
	*i += n;
	return c;
}

/* ---- what a pattern may look like */

/* The byte behind the closing bracket of the set that begins at i; 0: it is not closed or holds nothing. */
static size_t set_end(struct dc_span t, size_t i)
{
	size_t j = i + 1;

	if (j < t.n && (t.p[j] == '!' || t.p[j] == '^'))
		j++;
	for (size_t k = j; k < t.n; k++)
		if (t.p[k] == ']' && k > j)
			return k + 1;
		else if (t.p[k] == '/')
			return 0;
	return 0;
}

static bool sets_closed(struct dc_span t)
{
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] != '[')
			continue;
		i = set_end(t, i);
		if (i-- == 0)
			return false;
	}
	return true;
}

size_t glob_scheme(const char *s, size_t n)
{
	static const char *const schemes[] = {
		"file:", "smb:", "nfs:", "mbox:", "s3:", "pg:", "postgres:", "postgresql:", "mysql:", "mariadb:", "sqlite:",
	};

	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
		size_t len = strlen(schemes[i]);

		if (n >= len && memcmp(s, schemes[i], len) == 0)
			return len;
	}
	return 0;
}

/* No segment is "..": it would lead out of the folder. */
static bool stays_inside(const char *s)
{
	for (const char *p = s; p != NULL; p = strchr(p, '/')) {
		p += *p == '/';
		if (p[0] == '.' && p[1] == '.' && (p[2] == '/' || p[2] == '\0'))
			return false;
	}
	return true;
}

bool glob_file_valid(const char *s)
{
	size_t n = strlen(s), scheme = glob_scheme(s, n);
	const char *colon = strstr(s, "://");

	if (n == 0 || n > GLOB_TOKENS_MOST / 2 || !sets_closed(dc_span_of(s)) || !stays_inside(s))
		return false;
	if (scheme == 0)
		return colon == NULL;	/* a scheme that no source has */
	if (strncmp(s, "file:", 5) == 0)
		return s[5] == '/';
	return s[scheme] != '\0';
}

bool glob_dsn_valid(const char *s)
{
	static const char *const databases[] = { "pg:", "postgres:", "postgresql:", "mysql:", "mariadb:", "sqlite:" };

	for (size_t i = 0; i < sizeof databases / sizeof databases[0]; i++) {
		size_t len = strlen(databases[i]);

		if (strncmp(s, databases[i], len) == 0)
			return s[len] != '\0' && strlen(s) <= GLOB_TOKENS_MOST / 4;
	}
	return false;
}

/* ---- tokens */

static bool compile_set(struct dc_span t, size_t from, size_t end, struct dc_arena *arena, struct glob_token *out)
{
	struct glob_range *ranges = dc_arena_array(arena, end - from, sizeof *ranges);
	size_t i = from + 1;

	if (ranges == NULL)
		return false;
	*out = (struct glob_token){ .kind = GLOB_SET, .ranges = ranges };
	if (t.p[i] == '!' || t.p[i] == '^') {
		out->negated = true;
		i++;
	}
	while (i < end - 1) {
		uint32_t c = next_point(t, &i), last = c;

		if (i + 1 < end - 1 && t.p[i] == '-') {
			i++;
			last = next_point(t, &i);
		}
		ranges[out->n++] = (struct glob_range){ c, last };
	}
	return true;
}

static bool compile_text(struct dc_span t, struct dc_arena *arena, struct glob_token *tokens, uint32_t *n)
{
	for (size_t i = 0; i < t.n;) {
		struct glob_token *k = &tokens[*n];
		size_t end;

		if (*n == GLOB_TOKENS_MOST)
			return false;
		if (t.p[i] == '*') {
			size_t stars = i;

			while (i < t.n && t.p[i] == '*')
				i++;
			k->kind = i - stars > 1 ? GLOB_STARS : GLOB_STAR;
		} else if (t.p[i] == '?') {
			k->kind = GLOB_ANY;
			i++;
		} else if (t.p[i] == '[' && (end = set_end(t, i)) != 0) {
			if (!compile_set(t, i, end, arena, k))
				return false;
			i = end;
		} else {
			k->c = next_point(t, &i);
		}
		(*n)++;
	}
	return true;
}

bool glob_compile(struct dc_span literal, struct dc_span text, struct dc_arena *arena, struct glob *out)
{
	size_t most = literal.n + text.n < GLOB_TOKENS_MOST ? literal.n + text.n : GLOB_TOKENS_MOST;
	struct glob_token *tokens = dc_arena_array(arena, most == 0 ? 1 : most, sizeof *tokens);
	struct glob g = { .token = tokens };

	if (tokens == NULL)
		return false;
	for (size_t i = 0; i < literal.n; g.n++) {
		if (g.n == GLOB_TOKENS_MOST)
			return false;
		tokens[g.n].c = next_point(literal, &i);
	}
	if (!compile_text(text, arena, tokens, &g.n))
		return false;
	while (g.literal < g.n && tokens[g.literal].kind == GLOB_CHAR)
		g.literal++;
	*out = g;
	return true;
}

/* ---- matching */

static bool in_set(const struct glob_token *k, uint32_t c)
{
	for (uint16_t i = 0; i < k->n; i++)
		if (c >= k->ranges[i].from && c <= k->ranges[i].to)
			return !k->negated;
	return k->negated;
}

/* True if the token takes the code point; stars take it and stay. */
static bool takes(const struct glob_token *k, uint32_t c)
{
	switch (k->kind) {
	case GLOB_CHAR:
		return k->c == c;
	case GLOB_ANY:
		return c != '/';
	case GLOB_SET:
		return c != '/' && in_set(k, c);
	case GLOB_STAR:
		return c != '/';
	default:
		return true;
	}
}

static bool star(const struct glob_token *k)
{
	return k->kind == GLOB_STAR || k->kind == GLOB_STARS;
}

#define WORDS(n) (((n) + 64) / 64)

static void stand(uint64_t *at, const struct glob *g, size_t i)
{
	at[i / 64] |= (uint64_t)1 << i % 64;
	while (i < g->n && star(&g->token[i])) {	/* a star may take nothing */
		i++;
		at[i / 64] |= (uint64_t)1 << i % 64;
	}
}

/* All that follows is literal: the common end of a pattern, and the whole of one without wildcards. */
static bool matches_literal(const struct glob *g, size_t from, struct dc_span text)
{
	size_t i = 0;

	for (; from < g->n; from++)
		if (i >= text.n || next_point(text, &i) != g->token[from].c)
			return false;
	return i == text.n;
}

bool glob_matches(const struct glob *g, size_t from, struct dc_span text)
{
	uint64_t now[WORDS(GLOB_TOKENS_MOST)] = { 0 }, then[WORDS(GLOB_TOKENS_MOST)];
	size_t words = WORDS(g->n);

	if (from == g->n - 1 && g->token[from].kind == GLOB_STARS)
		return true;
	if (from >= g->literal && from == g->n)
		return text.n == 0;
	if (g->literal == g->n)
		return matches_literal(g, from, text);
	stand(now, g, from);
	for (size_t t = 0; t < text.n;) {
		uint32_t c = next_point(text, &t);
		uint64_t any = 0;

		memset(then, 0, words * sizeof then[0]);
		for (size_t w = from / 64; w < words; w++) {
			for (uint64_t bits = now[w]; bits != 0; bits &= bits - 1) {
				size_t i = w * 64 + (size_t)__builtin_ctzll(bits);

				if (i < g->n && takes(&g->token[i], c))
					stand(then, g, star(&g->token[i]) ? i : i + 1);
			}
		}
		for (size_t w = from / 64; w < words; w++)
			any |= now[w] = then[w];
		if (any == 0)
			return false;
	}
	return (now[g->n / 64] >> g->n % 64 & 1) != 0;
}

/* ---- do two patterns share a text? */

/* True if some code point is taken by both tokens. */
static bool share(const struct glob_token *a, const struct glob_token *b)
{
	if (a->kind == GLOB_CHAR)
		return takes(b, a->c);
	if (b->kind == GLOB_CHAR)
		return takes(a, b->c);
	if (a->kind != GLOB_SET || b->kind != GLOB_SET || a->negated || b->negated)
		return true;		/* a set is never everything but '/' in practice: near enough, on the safe side */
	for (uint16_t i = 0; i < a->n; i++)
		for (uint16_t j = 0; j < b->n; j++)
			if (a->ranges[i].from <= b->ranges[j].to && b->ranges[j].from <= a->ranges[i].to)
				return true;
	return false;
}

bool glob_meet(const struct glob *a, const struct glob *b, size_t from, size_t *steps)
{
	size_t n = a->n - from + 1, m = b->n - from + 1;
	uint8_t *can;
	bool meet;

	if (*steps < n * m) {
		*steps = 0;
		return true;
	}
	*steps -= n * m;
	can = calloc(n * m, 1);		/* can[i * m + j]: what follows token i and token j shares a text */
	if (can == NULL) {
		*steps = 0;
		return true;
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t j = m; j-- > 0;) {
			const struct glob_token *x = &a->token[from + i], *y = &b->token[from + j];
			bool more_x = i + 1 < n, more_y = j + 1 < m, yes = !more_x && !more_y;

			yes = yes || (more_x && star(x) && can[(i + 1) * m + j]) || (more_y && star(y) && can[i * m + j + 1]);
			if (!yes && more_x && more_y && share(x, y))
				yes = (!star(x) || !star(y)) && can[(star(x) ? i : i + 1) * m + (star(y) ? j : j + 1)];
			can[i * m + j] = yes;
		}
	}
	meet = can[0];
	free(can);
	return meet;
}
