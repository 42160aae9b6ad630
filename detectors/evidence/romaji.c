/* romaji.c -- one spelling for Hepburn, Kunrei and what people type: applied to both sides, so English words only have
 * to stay distinct, not readable. */
#include "heading.h"

/* None grows; longest first where one begins another. */
static const struct { const char *from, *to; } rows[] = {
	{ "sha", "sya" }, { "shu", "syu" }, { "sho", "syo" }, { "shi", "si" },
	{ "cha", "tya" }, { "chu", "tyu" }, { "cho", "tyo" }, { "chi", "ti" }, { "tsu", "tu" }, { "fu", "hu" },
	{ "jya", "ja" }, { "jyu", "ju" }, { "jyo", "jo" }, { "zya", "ja" }, { "zyu", "ju" }, { "zyo", "jo" }, { "zi", "ji" },
	{ "mb", "nb" }, { "mp", "np" },
};

static size_t replace(uint8_t *p, size_t n, size_t i, uint8_t *to)
{
	for (size_t r = 0; r < DC_ARRAY_LEN(rows); r++) {
		size_t k = strlen(rows[r].from);

		if (k <= n - i && memcmp(p + i, rows[r].from, k) == 0) {
			memcpy(to, rows[r].to, strlen(rows[r].to));
			return k;
		}
	}
	to[0] = p[i];
	return 1;
}

/* Does p[i] lengthen the vowel before it? kept: letters that stay so far, the last of them is the one before. */
static bool lengthens(const uint8_t *p, size_t n, size_t i, size_t kept)
{
	uint8_t before = kept == 0 ? 0 : p[kept - 1];

	if (before == 'o')
		return p[i] == 'u' || p[i] == 'o' || (p[i] == 'h' && (i + 1 == n || strchr("aiueo", p[i + 1]) == NULL));
	return before == 'u' && p[i] == 'u';
}

size_t romaji_fold(uint8_t *p, size_t n)
{
	size_t i = 0, k = 0, m = 0;

	while (i < n) {
		uint8_t piece[4] = { 0 };

		i += replace(p, n, i, piece);
		for (size_t j = 0; piece[j] != 0; j++)
			p[k++] = piece[j];	/* never ahead of i */
	}
	for (i = 0; i < k; i++)
		if (!lengthens(p, k, i, m))
			p[m++] = p[i];
	return m;
}
