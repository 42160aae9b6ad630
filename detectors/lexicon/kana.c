/* kana.c -- see kana.h. Half-width katakana are JIS X 0201's row, U+FF66..FF9F. */
#include "kana.h"

#include "utf8.h"

/* Full-width katakana for U+FF66..FF9D, by number from U+3000. */
static const uint8_t wide[] = { 0xf2, 0xa1, 0xa3, 0xa5, 0xa7, 0xa9, 0xe3, 0xe5, 0xe7, 0xc3, 0xfc, 0xa2, 0xa4, 0xa6,
	0xa8, 0xaa, 0xab, 0xad, 0xaf, 0xb1, 0xb3, 0xb5, 0xb7, 0xb9, 0xbb, 0xbd, 0xbf, 0xc1, 0xc4, 0xc6, 0xc8, 0xca,
	0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xd2, 0xd5, 0xd8, 0xdb, 0xde, 0xdf, 0xe0, 0xe1, 0xe2, 0xe4, 0xe6, 0xe8, 0xe9,
	0xea, 0xeb, 0xec, 0xed, 0xef, 0xf3 };

static bool takes_voice(uint32_t c)
{
	return (c >= 0x30ab && c <= 0x30c1 && (c & 1)) || c == 0x30c4 || c == 0x30c6 || c == 0x30c8 ||
		(c >= 0x30cf && c <= 0x30db && (c - 0x30cf) % 3 == 0);
}

/* 0: no kana; 1: a voiced mark, 2: a semi-voiced mark; else the full-width katakana. */
static uint32_t folded(uint32_t c, struct kana_run *run)
{
	if (c == 0xff9e || c == 0x3099 || c == 0x309b)
		return 1;
	if (c == 0xff9f || c == 0x309a || c == 0x309c)
		return 2;
	if (c >= 0xff66 && c <= 0xff9d) {
		run->half = true;
		return 0x3000 + wide[c - 0xff66];
	}
	if (c >= 0x3041 && c <= 0x3096) {
		run->hiragana = true;
		return c + 0x60;
	}
	return (c >= 0x30a1 && c <= 0x30fa) || c == 0x30fc ? c : 0;
}

bool kana_read(struct dc_span text, struct kana_run *out)
{
	uint32_t last = 0, c;
	size_t at = 0;

	*out = (struct kana_run){ 0 };
	while (at < text.n && out->n + 3u <= KANA_RUN_MOST) {
		size_t step = utf8_read(text.p + at, text.n - at, &c);
		uint32_t k = step == 0 ? 0 : folded(c, out);

		if (k == 0 || (k <= 2 && last == 0))
			break;
		if (k <= 2) {
			if (k == 1 ? !takes_voice(last) && last != 0x30a6 :
				     last < 0x30cf || last > 0x30db || (last - 0x30cf) % 3 != 0)
				break;
			last = last == 0x30a6 ? 0x30f4 : last + k;
			out->n -= 3;
			out->chars--;
		} else {
			last = k;
		}
		out->n += (uint16_t)utf8_write(last, out->text + out->n);
		out->chars++;
		at += step;
	}
	out->taken = (uint16_t)at;
	return out->n > 0;
}
