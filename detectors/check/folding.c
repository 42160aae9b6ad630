/* folding.c -- look-alikes of digits, letters, hyphens and spaces. NFKC alone is wrong for numbers: enclosed digits are no
 * digits, and most of the hyphens below it leaves alone. */
#include "folding.h"

/* Ranges of code points and what they fold to; '+' with the offset keeps the order of a range. Sorted. */
static const struct { uint32_t from, to; uint16_t c; } look_alikes[] = {
	{ 0x00a0, 0x00a0, ' ' },	{ 0x00ad, 0x00ad, FOLD_NOTHING },
	{ 0x02d7, 0x02d7, '-' },	{ 0x1680, 0x1680, ' ' },
	{ 0x2000, 0x200a, ' ' },	{ 0x200b, 0x200f, FOLD_NOTHING },
	{ 0x2010, 0x2015, '-' },	{ 0x202a, 0x202e, FOLD_NOTHING },
	{ 0x202f, 0x202f, ' ' },	{ 0x2043, 0x2043, '-' },
	{ 0x205f, 0x205f, ' ' },	{ 0x2060, 0x2060, FOLD_NOTHING },
	{ 0x2066, 0x2069, FOLD_NOTHING }, { 0x207b, 0x207b, '-' },
	{ 0x208b, 0x208b, '-' },	{ 0x2212, 0x2212, '-' },
	{ 0x2500, 0x2501, '-' },	{ 0x2796, 0x2796, '-' },
	{ 0x3000, 0x3000, ' ' },	{ 0x301c, 0x301c, '-' },
	{ 0x3030, 0x3030, '-' },	{ 0x30fb, 0x30fb, '.' },
	{ 0x30fc, 0x30fc, '-' },	{ 0xfe00, 0xfe0f, FOLD_NOTHING },
	{ 0xfe31, 0xfe32, '-' },	{ 0xfe58, 0xfe58, '-' },
	{ 0xfe63, 0xfe63, '-' },	{ 0xfeff, 0xfeff, FOLD_NOTHING },
	{ 0xff5e, 0xff5e, '-' },	{ 0xff65, 0xff65, '.' },
	{ 0xff70, 0xff70, '-' },	{ 0xe0100, 0xe01ef, FOLD_NOTHING },
};

static uint16_t fold_point(uint32_t c)
{
	size_t lo = 0, hi = sizeof look_alikes / sizeof look_alikes[0];

	if (c >= 0x3041 && c <= 0x9fff && c != 0x30fb && c != 0x30fc)
		return FOLD_OTHER;		/* kana and kanji: most of what is asked */
	if (c >= 0xff01 && c <= 0xff5d)
		return (uint16_t)(c - 0xff01 + 0x21);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c > look_alikes[mid].to)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < sizeof look_alikes / sizeof look_alikes[0] && c >= look_alikes[lo].from)
		return look_alikes[lo].c;
	return FOLD_OTHER;
}

struct folded fold_wide(struct dc_span text, size_t at)
{
	const uint8_t *p = text.p + at;
	size_t n = text.n - at;
	uint32_t c;

	if (p[0] >= 0xc2 && p[0] < 0xe0 && n >= 2 && (p[1] & 0xc0) == 0x80) {
		c = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
		return (struct folded){ fold_point(c), 2 };
	}
	if (p[0] >= 0xe0 && p[0] < 0xf0 && n >= 3 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
		c = (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
		return (struct folded){ fold_point(c), 3 };
	}
	if (p[0] >= 0xf0 && p[0] < 0xf5 && n >= 4 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 && (p[3] & 0xc0) == 0x80) {
		c = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 | (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
		return (struct folded){ fold_point(c), 4 };
	}
	return (struct folded){ FOLD_OTHER, 1 };
}

size_t fold_back(struct dc_span text, size_t at)
{
	for (size_t k = 1; k <= 4 && k <= at; k++) {
		if ((text.p[at - k] & 0xc0) == 0x80)
			continue;
		return fold_at(text, at - k).bytes == k ? at - k : at - 1;
	}
	return at - 1;
}

void fold_text(struct dc_span text, size_t from, size_t most, struct folding *out)
{
	size_t at = from;

	out->n = 0;
	while (out->n < most && out->n < FOLD_MOST) {
		struct folded f = fold_at(text, at);

		if (f.c == FOLD_OTHER || f.c == FOLD_END || f.c < 0x20)
			break;
		if (f.c != FOLD_NOTHING) {
			out->at[out->n] = (uint32_t)at;
			out->c[out->n++] = (char)f.c;
		}
		at += f.bytes;
	}
	out->at[out->n] = (uint32_t)at;
	out->c[out->n] = '\0';
}
