/* markup.c -- finds tags, text and comments; a tag or comment that does not fit the window is text. */
#include "markup.h"

#include "utf8.h"

#include <strings.h>

#define LOOKAHEAD 16			/* bytes that tell what a < begins */
#define LONGEST_ENTITY 12

static const struct { const char *name; uint32_t c; } entities[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", 0xa0 }, { "copy", 0xa9 },
	{ "reg", 0xae }, { "yen", 0xa5 }, { "middot", 0xb7 }, { "ensp", 0x2002 }, { "emsp", 0x2003 }, { "thinsp", 0x2009 },
	{ "ndash", 0x2013 }, { "mdash", 0x2014 }, { "hyphen", 0x2010 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 },
	{ "ldquo", 0x201c }, { "rdquo", 0x201d }, { "hellip", 0x2026 }, { "commat", '@' }, { "period", '.' }, { "num", '#' },
	{ "eacute", 0xe9 }, { "uuml", 0xfc }, { "ouml", 0xf6 }, { "auml", 0xe4 }, { "szlig", 0xdf }, { "plus", '+' }, { "colon", ':' },
};

size_t markup_entity(const uint8_t *p, size_t n, uint32_t *c)
{
	const uint8_t *end = memchr(p, ';', n < LONGEST_ENTITY ? n : LONGEST_ENTITY);
	size_t len = end == NULL ? 0 : (size_t)(end - p), i = 2;
	bool hex = len > 3 && (p[2] | 0x20) == 'x';

	if (len < 2)
		return 0;
	if (p[1] != '#') {
		for (size_t k = 0; k < DC_ARRAY_LEN(entities); k++) {
			if (strlen(entities[k].name) == len - 1 && memcmp(entities[k].name, p + 1, len - 1) == 0) {
				*c = entities[k].c;
				return len + 1;
			}
		}
		return 0;
	}
	*c = 0;
	for (i += hex; i < len; i++) {
		uint8_t b = p[i] | 0x20;
		unsigned digit = p[i] >= '0' && p[i] <= '9' ? p[i] - (unsigned)'0' : b >= 'a' && b <= 'f' ? b - 'a' + 10u : 99;

		if (digit >= (hex ? 16u : 10u) || *c > 0x10ffff)
			return 0;
		*c = *c * (hex ? 16 : 10) + digit;
	}
	if (len < 3 || *c == 0 || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
		return 0;
	return len + 1;
}

bool markup_blank(struct dc_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\t')
			return false;
	return true;
}

bool markup_number(struct dc_span s, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || *out > UINT64_MAX / 20)
			return false;
		*out = *out * 10 + (s.p[i] - '0');
	}
	return s.n > 0;
}

enum dc_status markup_add(const struct markup *m, struct dc_span piece, struct built *b, struct dc_error *err)
{
	size_t base = (size_t)(piece.p - m->s->text.p), i = 0;
	enum dc_status st = DC_OK;

	while (i < piece.n && st == DC_OK) {
		const uint8_t *amp = m->cdata ? NULL : memchr(piece.p + i, '&', piece.n - i);
		size_t end = amp == NULL ? piece.n : (size_t)(amp - piece.p), len;
		uint32_t c;

		st = built_add_mapped(b, dc_span_cut(piece, i, end), &m->s->map, base + i, err);
		i = end;
		if (i == piece.n || st != DC_OK)
			break;
		len = markup_entity(piece.p + i, piece.n - i, &c);
		if (len == 0) {
			st = built_add_mapped(b, dc_span_cut(piece, i, i + 1), &m->s->map, base + i, err);
			i++;
			continue;
		}
		st = built_char(b, c, dc_map_stored(&m->s->map, base + i),
			(size_t)(dc_map_stored_end(&m->s->map, base + i + len) - dc_map_stored(&m->s->map, base + i)), err);
		i += len;
	}
	return st;
}

enum dc_status markup_plain(const struct markup *m, struct dc_span piece, struct dc_buf *out)
{
	enum dc_status st = DC_OK;
	uint8_t u[4];
	uint32_t c;

	for (size_t i = 0; i < piece.n && st == DC_OK;) {
		const uint8_t *amp = m->cdata ? NULL : memchr(piece.p + i, '&', piece.n - i);
		size_t end = amp == NULL ? piece.n : (size_t)(amp - piece.p), len;

		st = dc_buf_add(out, piece.p + i, end - i);
		i = end;
		if (i == piece.n || st != DC_OK)
			break;
		len = markup_entity(piece.p + i, piece.n - i, &c);
		st = len == 0 ? dc_buf_addc(out, '&') : dc_buf_add(out, u, utf8_write(c, u));
		i += len == 0 ? 1 : len;
	}
	return st;
}

bool markup_is(const struct markup *m, const char *name)
{
	size_t n = strlen(name);

	return m->name.n == n && (m->html ? strncasecmp((const char *)m->name.p, name, n) == 0 : memcmp(m->name.p, name, n) == 0);
}

static bool is_space(uint8_t b)
{
	return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '/';
}

static struct dc_span without_prefix(struct dc_span s)
{
	const uint8_t *colon = s.n == 0 ? NULL : memchr(s.p, ':', s.n);

	return colon == NULL ? s : (struct dc_span){ colon + 1, s.n - (size_t)(colon + 1 - s.p) };
}

bool markup_each(const struct markup *m, size_t *from, struct dc_span *name, struct dc_span *value)
{
	struct dc_span a = m->attributes;
	size_t i = *from, start;

	while (i < a.n && is_space(a.p[i]))
		i++;
	for (start = i; i < a.n && a.p[i] != '=' && !is_space(a.p[i]); i++)
		;
	if (i == start && i >= a.n)
		return false;
	*name = without_prefix(dc_span_cut(a, start, i));
	*value = dc_span_cut(a, i, i);
	while (i < a.n && is_space(a.p[i]))
		i++;
	if (i < a.n && a.p[i] == '=') {
		for (i++; i < a.n && is_space(a.p[i]); i++)
			;
		start = i;
		if (i < a.n && (a.p[i] == '"' || a.p[i] == '\'')) {
			const uint8_t *end = memchr(a.p + i + 1, a.p[i], a.n - i - 1);

			start = i + 1;
			i = end == NULL ? a.n : (size_t)(end - a.p);
			*value = dc_span_cut(a, start, i);
			i += end != NULL;
		} else {
			while (i < a.n && !is_space(a.p[i]))
				i++;
			*value = dc_span_cut(a, start, i);
		}
	}
	*from = i;
	return true;
}

bool markup_attribute(const struct markup *m, const char *name, struct dc_span *value)
{
	struct dc_span one;
	size_t from = 0, n = strlen(name);

	while (markup_each(m, &from, &one, value))
		if (one.n == n && strncasecmp((const char *)one.p, name, n) == 0)
			return true;
	return false;
}

/* Where what begins at `at` ends behind `end`; 0: not in the window. */
static size_t find(const struct markup *m, size_t at, const char *end)
{
	const uint8_t *p = memmem(m->s->text.p + at, m->s->text.n - at, end, strlen(end));

	return p == NULL ? 0 : (size_t)(p - m->s->text.p) + strlen(end);
}

/* Behind the > of a tag, quotes respected; 0: not in the window. */
static size_t tag_end(const struct markup *m, size_t at)
{
	const uint8_t *p = m->s->text.p;
	uint8_t quote = 0;

	for (size_t i = at; i < m->s->text.n; i++) {
		if (quote != 0)
			quote = p[i] == quote ? 0 : quote;
		else if (p[i] == '>')
			return i + 1;
		else if ((p[i] == '"' || p[i] == '\'') && p[i - 1] == '=')
			quote = p[i];
	}
	return 0;
}

static void tag(struct markup *m, size_t end)
{
	const uint8_t *p = m->s->text.p + m->at;
	size_t n = end - m->at - 1, i = p[1] == '/' ? 2 : 1, start = i;

	m->kind = p[1] == '/' ? MARKUP_END : MARKUP_START;
	while (i < n && !is_space(p[i]))
		i++;
	m->name = without_prefix((struct dc_span){ p + start, i - start });
	m->attributes = (struct dc_span){ p + i, n - i };
	m->empty = m->kind == MARKUP_START && n > 1 && p[n - 1] == '/';
	m->at = end;
	if (m->kind == MARKUP_START && !m->empty)
		m->depth++;
	else if (m->kind == MARKUP_END && m->depth > 0)
		m->depth--;
	if (m->html && m->kind == MARKUP_START && !m->empty && (markup_is(m, "script") || markup_is(m, "style"))) {
		memcpy(m->raw, m->name.p, m->name.n);
		m->raw_n = m->name.n;
	}
}

/* What stands at a <. False: the window does not hold all of it. */
static bool markup_at(struct markup *m, bool *token)
{
	const uint8_t *p = m->s->text.p + m->at;
	size_t n = m->s->text.n - m->at, end;
	struct dc_span here = { p, n };
	bool letter = n > 1 && ((p[1] | 0x20) >= 'a' ? (p[1] | 0x20) <= 'z' || p[1] >= 0x80 : p[1] == '/' || p[1] == '_');

	*token = true;
	if (head_has(here, 0, "<!--", 4)) {
		end = find(m, m->at + 4, "-->");
		m->kind = MARKUP_COMMENT;
		m->text = dc_span_cut(here, 4, end == 0 ? 4 : end - 3 - m->at);
	} else if (head_has(here, 0, "<![CDATA[", 9)) {
		end = find(m, m->at + 9, "]]>");
		m->kind = MARKUP_TEXT;
		m->cdata = true;
		m->text = dc_span_cut(here, 9, end == 0 ? 9 : end - 3 - m->at);
	} else if (n > 1 && p[1] == '?') {
		end = find(m, m->at, "?>");
		*token = false;
	} else if (n > 1 && p[1] == '!') {
		const uint8_t *close = memchr(p, '>', n), *subset = memchr(p, '[', n);

		end = close == NULL ? 0 : (size_t)(close - m->s->text.p) + 1;
		if (subset != NULL && close != NULL && subset < close)
			end = find(m, m->at, "]>");
		*token = false;
	} else if (letter) {
		end = tag_end(m, m->at);
		if (end != 0)
			tag(m, end);
	} else {
		end = m->at + 1;	/* a < that begins nothing */
		m->kind = MARKUP_TEXT;
		m->text = dc_span_cut(here, 0, 1);
	}
	if (end != 0)
		m->at = end;
	return end != 0;
}

/* Text up to the next <, or to what of the window cannot belong to a cut entity. False: nothing yet. */
static bool text_at(struct markup *m)
{
	const uint8_t *p = m->s->text.p + m->at, *lt, *amp;
	size_t n = m->s->text.n - m->at;

	lt = memchr(p, '<', n);
	if (lt != NULL)
		n = (size_t)(lt - p);
	amp = lt != NULL || m->s->eof ? NULL : memrchr(p, '&', n);
	if (amp != NULL && (size_t)(p + n - amp) < LONGEST_ENTITY)
		n = (size_t)(amp - p);
	m->kind = MARKUP_TEXT;
	m->text = (struct dc_span){ p, n };
	m->at += n;
	return n > 0;
}

/* Content of script or style: passed over up to its end tag. False: that is not in the window. */
static bool raw_at(struct markup *m)
{
	const uint8_t *p = m->s->text.p;

	for (; m->at + 2 + m->raw_n < m->s->text.n; m->at++) {
		if (p[m->at] == '<' && p[m->at + 1] == '/' &&
		    strncasecmp((const char *)p + m->at + 2, (const char *)m->raw, m->raw_n) == 0) {
			m->raw_n = 0;
			return true;
		}
	}
	return false;
}

/* More text behind the cursor. DC_END: there is none, or the window is full. */
static enum dc_status more(struct markup *m, struct dc_error *err)
{
	enum dc_status st;

	stream_drop(m->s, m->at);
	m->at = 0;
	if (m->s->eof)
		return DC_END;
	st = stream_more(m->s, err);
	return st == DC_ELIMIT && err->status == DC_OK ? DC_END : st;
}

enum dc_status markup_next(struct markup *m, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	bool token;

	m->cdata = false;
	m->empty = false;
	for (;;) {
		size_t n = m->s->text.n - m->at;
		bool stuck = st == DC_END;

		if (st != DC_OK && st != DC_END)
			return st;
		st = DC_OK;
		if (n == 0 && m->s->eof) {
			m->kind = MARKUP_EOF;
			return DC_OK;
		}
		if (m->raw_n != 0) {
			if (!raw_at(m) && stuck)
				m->at = m->s->text.n;
			else if (m->raw_n != 0)
				st = more(m, err);
			continue;
		}
		if (n == 0 || (n < LOOKAHEAD && !m->s->eof && !stuck)) {
			st = more(m, err);
			continue;
		}
		if (m->s->text.p[m->at] != '<') {
			if (text_at(m))
				return DC_OK;
		} else if (markup_at(m, &token)) {
			if (token)
				return DC_OK;
			continue;
		}
		if (stuck) {		/* too long or cut off: its first byte is text */
			m->kind = MARKUP_TEXT;
			m->text = (struct dc_span){ m->s->text.p + m->at, 1 };
			m->at++;
			return DC_OK;
		}
		st = more(m, err);
	}
}
