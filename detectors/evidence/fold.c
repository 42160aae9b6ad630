/* fold.c -- one pass over code points; tables for what is not arithmetic. */
#include "fold.h"

#include "utf8.h"

#include <stdlib.h>

/* U+FF61..U+FF9D: half-width katakana and their marks, as offsets into U+3000. */
static const uint8_t half_kana[] = {
	0x02, 0x0c, 0x0d, 0x01, 0xfb, 0xf2, 0xa1, 0xa3, 0xa5, 0xa7, 0xa9, 0xe3, 0xe5, 0xe7, 0xc3, 0xfc,
	0xa2, 0xa4, 0xa6, 0xa8, 0xaa, 0xab, 0xad, 0xaf, 0xb1, 0xb3, 0xb5, 0xb7, 0xb9, 0xbb, 0xbd, 0xbf,
	0xc1, 0xc4, 0xc6, 0xc8, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xd2, 0xd5, 0xd8, 0xdb, 0xde, 0xdf,
	0xe0, 0xe1, 0xe2, 0xe4, 0xe6, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xef, 0xf3,
};

void folded_done(struct folded *f)
{
	free(f->p);
	free(f->at);
	*f = (struct folded){ 0 };
}

void folded_clear(struct folded *f)
{
	f->n = 0;
	f->kana = SIZE_MAX;
	f->blank = false;
}

static enum dc_status reserve(struct folded *f, size_t more)
{
	size_t need = f->n + more + 1, cap = f->cap;
	uint8_t *p;
	uint32_t *at;

	if (need <= cap)
		return DC_OK;
	while (cap < need)
		cap = cap == 0 ? 1024 : cap * 2;
	p = realloc(f->p, cap);
	if (p == NULL)
		return DC_ENOMEM;
	f->p = p;
	at = realloc(f->at, cap * sizeof *at);
	if (at == NULL)
		return DC_ENOMEM;
	f->at = at;
	f->cap = cap;
	return DC_OK;
}

static void put(struct folded *f, uint8_t byte, uint32_t at)
{
	f->p[f->n] = byte;
	f->at[f->n++] = at;
}

static void put_ascii(struct folded *f, uint32_t c, uint32_t at)
{
	if (c == ' ' || c == '\t' || c == '_' || c == '-' || c == '\r') {
		f->blank = true;
		return;
	}
	if (f->blank && f->n > 0 && f->p[f->n - 1] < 0x80 && f->p[f->n - 1] != '\n' && c != '\n')
		put(f, ' ', at);
	f->blank = false;
	f->kana = SIZE_MAX;
	put(f, (uint8_t)(c >= 'A' && c <= 'Z' ? c + 32 : c), at);
}

static bool has_half_voiced(uint32_t c)
{
	return c >= 0x30cf && c <= 0x30db && (c - 0x30cf) % 3 == 0;	/* ハ ヒ フ ヘ ホ */
}

static bool has_voiced(uint32_t c)
{
	return (c >= 0x30ab && c <= 0x30c1 && c % 2 == 1) || c == 0x30c4 || c == 0x30c6 || c == 0x30c8 || has_half_voiced(c);
}

/* Gives the kana before its voiced (1) or half-voiced (2) mark. Katakana are ordered plain, voiced, half-voiced. */
static void mark_kana(struct folded *f, unsigned mark)
{
	uint32_t c;

	if (f->kana == SIZE_MAX || utf8_read(f->p + f->kana, f->n - f->kana, &c) == 0)
		return;
	if (c == 0x30a6 && mark == 1)		/* ウ has its voiced form far away */
		c = 0x30f4;
	else if (mark == 2 ? has_half_voiced(c) : has_voiced(c))
		c += mark;
	utf8_write(c, f->p + f->kana);
	f->kana = SIZE_MAX;
}

static void put_wide(struct folded *f, uint32_t c, uint32_t at)
{
	uint8_t utf8[4];
	size_t n = utf8_write(c, utf8);

	f->blank = false;
	f->kana = c >= 0x30a1 && c <= 0x30fa ? f->n : SIZE_MAX;
	for (size_t i = 0; i < n; i++)
		put(f, utf8[i], at);
}

static bool invisible(uint32_t c)
{
	return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || c == 0x2060 ||
		(c >= 0x2066 && c <= 0x2069) || c == 0xfeff || (c >= 0xfe00 && c <= 0xfe0f) ||
		(c >= 0xe0100 && c <= 0xe01ef);
}

static void put_string(struct folded *f, const char *s, uint32_t at)
{
	for (; *s != '\0'; s++)
		put_ascii(f, (uint8_t)*s, at);
}

static void put_point(struct folded *f, uint32_t c, uint32_t at)
{
	if (c < 0x80) {
		put_ascii(f, c, at);
	} else if (c >= 0xff01 && c <= 0xff5e) {
		put_ascii(f, c - 0xfee0, at);
	} else if (c == 0x3000 || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f) {
		f->blank = true;
	} else if (c == 0xff9e || c == 0x3099) {
		mark_kana(f, 1);
	} else if (c == 0xff9f || c == 0x309a) {
		mark_kana(f, 2);
	} else if (c >= 0xff61 && c <= 0xff9d) {
		put_wide(f, 0x3000u + half_kana[c - 0xff61], at);
	} else if (c >= 0x3041 && c <= 0x3096) {
		put_wide(f, c + 0x60, at);
	} else if (c == 0x2121) {
		put_string(f, "tel", at);
	} else if (c == 0x2116) {
		put_string(f, "no", at);
	} else if (!invisible(c)) {
		put_wide(f, c, at);
	}
}

enum dc_status fold_add(struct folded *f, struct dc_span text, uint32_t from, uint32_t to)
{
	uint32_t i = from;

	if (reserve(f, (size_t)(to - from) + 8) != DC_OK)
		return DC_ENOMEM;
	while (i < to) {
		uint32_t c;
		size_t n;

		if (text.p[i] < 0x80) {
			put_ascii(f, text.p[i], i);
			i++;
			continue;
		}
		n = utf8_read(text.p + i, to - i, &c);
		if (n == 0) {
			n = 1;			/* a malformed byte or a character that the window cuts: a wall */
			f->kana = SIZE_MAX;
			put(f, 0xff, i);
		} else {
			put_point(f, c, i);
		}
		i += (uint32_t)n;
	}
	f->at[f->n] = to;
	return DC_OK;
}
