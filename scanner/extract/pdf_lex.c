/* pdf_lex.c -- tokens of PDF syntax. Anything is some token: what is damaged is passed over a byte at a time. */
#include "pdf_lex.h"

#include <string.h>

/* What a byte is (ISO 32000-1, 7.2.2); hexadecimal digits as their value and one. */
enum { SPACE = 1, DELIMITER = 2 };
static const uint8_t classes[256] = {
	[' '] = SPACE, ['\n'] = SPACE, ['\r'] = SPACE, ['\t'] = SPACE, ['\f'] = SPACE, [0] = SPACE, ['('] = DELIMITER, [')'] = DELIMITER,
	['<'] = DELIMITER, ['>'] = DELIMITER, ['['] = DELIMITER, [']'] = DELIMITER, ['{'] = DELIMITER, ['}'] = DELIMITER, ['/'] = DELIMITER,
	['%'] = DELIMITER,
};
static const uint8_t digits[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

bool pdf_space(uint8_t b)
{
	return classes[b] == SPACE;
}

static bool delimiter(uint8_t b)
{
	return classes[b] == DELIMITER;
}

int pdf_hex(uint8_t b)
{
	return (int)digits[b] - 1;
}

static void skip_blank(struct pdf_lex *l)
{
	while (l->at < l->in.n) {
		if (l->in.p[l->at] == '%') {
			while (l->at < l->in.n && l->in.p[l->at] != '\n' && l->in.p[l->at] != '\r')
				l->at++;
		} else if (pdf_space(l->in.p[l->at])) {
			l->at++;
		} else {
			return;
		}
	}
}

/* What a backslash stands for; -1: nothing. */
static int escaped(struct pdf_lex *l)
{
	uint8_t b = l->at < l->in.n ? l->in.p[l->at++] : '\n';
	int v = 0;

	switch (b) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case '\r':
		l->at += l->at < l->in.n && l->in.p[l->at] == '\n';
		return -1;
	case '\n':
		return -1;
	}
	if (b < '0' || b > '7')
		return b;
	v = b - '0';
	for (int i = 0; i < 2 && l->at < l->in.n && l->in.p[l->at] >= '0' && l->in.p[l->at] <= '7'; i++)
		v = v * 8 + (l->in.p[l->at++] - '0');
	return v & 0xff;
}

static enum dc_status literal(struct pdf_lex *l)
{
	enum dc_status st = DC_OK;
	unsigned depth = 1;

	dc_buf_clear(&l->string);
	l->kind = PDF_STRING;
	while (l->at < l->in.n && st == DC_OK) {
		int b = l->in.p[l->at++];

		if (b == '(')
			depth++;
		if (b == ')' && --depth == 0)
			break;
		if (b == '\\')
			b = escaped(l);
		if (b >= 0)
			st = dc_buf_addc(&l->string, (char)b);
	}
	return st;
}

static enum dc_status hex_string(struct pdf_lex *l)
{
	const uint8_t *from = l->in.p + l->at, *end = memchr(from, '>', l->in.n - l->at);
	size_t n = end == NULL ? l->in.n - l->at : (size_t)(end - from);
	enum dc_status st;
	int high = -1;
	uint8_t *to;

	dc_buf_clear(&l->string);
	l->kind = PDF_STRING;
	l->at += n + (end != NULL);
	st = dc_buf_reserve(&l->string, n / 2 + 1);
	if (st != DC_OK)
		return st;
	to = l->string.p;
	for (size_t i = 0; i < n; i++) {
		int v = pdf_hex(from[i]);

		if (v >= 0 && high >= 0)
			*to++ = (uint8_t)(high << 4 | v);
		if (v >= 0)
			high = high >= 0 ? -1 : v;
	}
	if (high >= 0)
		*to++ = (uint8_t)(high << 4);
	l->string.n = (size_t)(to - l->string.p);
	return DC_OK;
}

/* Reads digits with a point; false: it is no number. */
static bool number(struct dc_span w, double *out)
{
	bool minus = w.n > 0 && w.p[0] == '-', point = false, any = false;
	double v = 0, step = 1;

	for (size_t i = minus || (w.n > 0 && w.p[0] == '+'); i < w.n; i++) {
		if (w.p[i] == '.' && !point) {
			point = true;
		} else if (w.p[i] >= '0' && w.p[i] <= '9') {
			any = true;
			step = point ? step / 10 : 1;
			v = point ? v + step * (w.p[i] - '0') : v * 10 + (w.p[i] - '0');
		} else if (w.p[i] != '-' || i == 0) {	/* writers put a sign within: the rest does not count */
			return false;
		} else {
			break;
		}
	}
	v = v < 1e15 ? v : 1e15;
	*out = minus ? -v : v;
	return any;
}

static void plain_word(struct pdf_lex *l)
{
	size_t from = l->at;

	while (l->at < l->in.n && classes[l->in.p[l->at]] == 0)
		l->at++;
	l->word = (struct dc_span){ l->in.p + from, l->at - from };
}

enum dc_status pdf_next(struct pdf_lex *l)
{
	uint8_t b, c;

	skip_blank(l);
	if (l->at >= l->in.n) {
		l->kind = PDF_END;
		return DC_OK;
	}
	b = l->in.p[l->at];
	c = l->at + 1 < l->in.n ? l->in.p[l->at + 1] : 0;
	if (!delimiter(b)) {
		plain_word(l);
		l->kind = number(l->word, &l->number) ? PDF_NUMBER : PDF_WORD;
		return DC_OK;
	}
	l->at += (b == '<' || b == '>') && b == c ? 2 : 1;
	l->word = (struct dc_span){ 0 };
	if (b == '(')
		return literal(l);
	if (b == '<' && c != '<')
		return hex_string(l);
	if (b == '/')
		plain_word(l);
	l->kind = b == '/' ? PDF_NAME : b == '[' ? PDF_OPEN : b == ']' ? PDF_CLOSE : b == '<' ? PDF_DICT :
		b == '>' && c == '>' ? PDF_DICT_END : PDF_WORD;
	return DC_OK;
}

void pdf_skip_image(struct pdf_lex *l)
{
	const uint8_t *p = l->in.p;

	for (size_t i = l->at + 1; i + 2 < l->in.n; i++) {
		if (pdf_space(p[i - 1]) && p[i] == 'E' && p[i + 1] == 'I' && pdf_space(p[i + 2])) {
			l->at = i + 2;
			return;
		}
	}
	l->at = l->in.n;
}
