/* classify_avx2.c -- two halves of 32 bytes; unsigned ranges by a saturating subtraction. */
#include "sieve.h"

#include "lexicon.h"
#include "sieve_rows.h"

#include <immintrin.h>
#include <string.h>

struct half2 {
	__m256i a, b;
};

static inline struct half2 load(const uint8_t *p)
{
	return (struct half2){ _mm256_loadu_si256((const __m256i *)p), _mm256_loadu_si256((const __m256i *)(p + 32)) };
}

static inline uint64_t bits(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

static inline uint64_t eq(struct half2 v, uint8_t c)
{
	__m256i x = _mm256_set1_epi8((char)c);

	return bits(_mm256_cmpeq_epi8(v.a, x), _mm256_cmpeq_epi8(v.b, x));
}

static inline uint64_t between(struct half2 v, uint8_t from, uint8_t count)
{
	__m256i f = _mm256_set1_epi8((char)from), top = _mm256_set1_epi8((char)(count - 1));
	__m256i a = _mm256_sub_epi8(v.a, f), b = _mm256_sub_epi8(v.b, f);

	return bits(_mm256_cmpeq_epi8(_mm256_min_epu8(a, top), a), _mm256_cmpeq_epi8(_mm256_min_epu8(b, top), b));
}

static void wide_masks(const uint8_t *p, struct half2 v, struct masks *m, size_t at)
{
	struct half2 v1 = load(p + 1), v2 = load(p + 2);
	uint64_t e3 = eq(v, 0xe3), ef = eq(v, 0xef), k80 = eq(v1, 0x80), k83 = eq(v1, 0x83), bc = ef & eq(v1, 0xbc);

	m->kanji[at] = between(v, 0xe4, 6) | (e3 & ((k80 & eq(v2, 0x85)) | (k83 & eq(v2, 0xb6))));
	m->kana[at] = e3 & ((k83 & ~eq(v2, 0xbb)) | (eq(v1, 0x82) & between(v2, 0xa1, 0x1f)));
	m->half_kana[at] = ef & ((eq(v1, 0xbd) & between(v2, 0xa6, 0x1a)) | (eq(v1, 0xbe) & between(v2, 0x80, 0x20)));
	m->wide_digit[at] = bc & between(v2, 0x90, 10);
	m->wide_at[at] = bc & eq(v2, 0xa0);
	m->wide_colon[at] = bc & eq(v2, 0x9a);
	m->wide_sep[at] = eq(v, 0xe2) | ef | (e3 & (k80 | k83));
	m->latin_sep[at] = eq(v, 0xc2);
	m->kana_gap[at] = e3 & ((k80 & eq(v2, 0x80)) | (k83 & eq(v2, 0xbb)) | (eq(v1, 0x82) & between(v2, 0x99, 4)));
}

static inline void classify_one(const uint8_t *p, struct masks *m, size_t at)
{
	struct half2 v = load(p);
	uint64_t dot = eq(v, '.');

	m->digit[at] = between(v, '0', 10);
	m->upper[at] = between(v, 'A', 26);
	m->lower[at] = between(v, 'a', 26);
	m->at[at] = eq(v, '@');
	m->dash[at] = eq(v, '-');
	m->join[at] = m->dash[at] | dot | eq(v, '/') | between(v, '(', 2);
	m->stop[at] = m->dash[at] | dot | eq(v, ',');
	m->space[at] = eq(v, ' ');
	m->colon[at] = eq(v, ':');
	m->equals[at] = eq(v, '=');
	m->plus[at] = eq(v, '+');
	m->chevron[at] = eq(v, '<');
	m->under[at] = eq(v, '_');
	m->high[at] = bits(v.a, v.b);
	if (m->high[at] != 0)
		wide_masks(p, v, m, at);
	else
		m->kanji[at] = m->kana[at] = m->half_kana[at] = m->wide_digit[at] = m->wide_at[at] = m->wide_colon[at] = m->wide_sep[at] = m->latin_sep[at] = m->kana_gap[at] = 0;
}

static void classify(const uint8_t *p, size_t n, struct masks *m, size_t at)
{
	for (size_t i = 0; i < n; i++)
		classify_one(p + i * BLOCK, m, at + i);
}

/* A 64-bit product does not exist in AVX2, and gathers gain little: eight independent scalar chains keep the loads busy. */
static size_t pairs(const uint8_t *base, uint32_t *at, size_t n, const uint8_t *bitmap)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t six;
		uint32_t h, pos = at[i];

		memcpy(&six, base + pos, sizeof six);
		h = lexicon_pair_hash(six);
		at[kept] = pos;
		kept += bitmap[h >> 3] >> (h & 7) & 1;
	}
	return kept;
}

const struct cpu cpu_avx2 = { "avx2", classify, pairs, sieve, sum_up };
