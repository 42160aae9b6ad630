/* classify_avx512.c -- one comparison, one mask: AVX-512 BW gives them without detours. */
#include "sieve.h"

#include "lexicon.h"
#include "sieve_rows.h"

#include <immintrin.h>

#define EQ(v, c) _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)(c)))

static inline uint64_t between(__m512i v, uint8_t from, uint8_t count)
{
	return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8((char)from)), _mm512_set1_epi8((char)count));
}

static void wide_masks(const uint8_t *p, __m512i v, struct masks *m, size_t at)
{
	__m512i v1 = _mm512_loadu_si512(p + 1), v2 = _mm512_loadu_si512(p + 2);
	uint64_t e3 = EQ(v, 0xe3), ef = EQ(v, 0xef), k80 = EQ(v1, 0x80), k83 = EQ(v1, 0x83), bc = ef & EQ(v1, 0xbc);

	m->kanji[at] = between(v, 0xe4, 6) | (e3 & ((k80 & EQ(v2, 0x85)) | (k83 & EQ(v2, 0xb6))));
	m->kana[at] = e3 & ((k83 & ~EQ(v2, 0xbb)) | (EQ(v1, 0x82) & between(v2, 0xa1, 0x1f)));
	m->half_kana[at] = ef & ((EQ(v1, 0xbd) & between(v2, 0xa6, 0x1a)) | (EQ(v1, 0xbe) & between(v2, 0x80, 0x20)));
	m->wide_digit[at] = bc & between(v2, 0x90, 10);
	m->wide_at[at] = bc & EQ(v2, 0xa0);
	m->wide_colon[at] = bc & EQ(v2, 0x9a);
	m->wide_sep[at] = EQ(v, 0xe2) | ef | (e3 & (k80 | k83));
	m->latin_sep[at] = EQ(v, 0xc2);
	m->kana_gap[at] = e3 & ((k80 & EQ(v2, 0x80)) | (k83 & EQ(v2, 0xbb)) | (EQ(v1, 0x82) & between(v2, 0x99, 4)));
}

static inline void classify_one(const uint8_t *p, struct masks *m, size_t at)
{
	__m512i v = _mm512_loadu_si512(p);
	uint64_t dot = EQ(v, '.');

	m->digit[at] = between(v, '0', 10);
	m->upper[at] = between(v, 'A', 26);
	m->lower[at] = between(v, 'a', 26);
	m->at[at] = EQ(v, '@');
	m->dash[at] = EQ(v, '-');
	m->join[at] = m->dash[at] | dot | EQ(v, '/') | between(v, '(', 2);
	m->stop[at] = m->dash[at] | dot | EQ(v, ',');
	m->space[at] = EQ(v, ' ');
	m->colon[at] = EQ(v, ':');
	m->equals[at] = EQ(v, '=');
	m->plus[at] = EQ(v, '+');
	m->chevron[at] = EQ(v, '<');
	m->under[at] = EQ(v, '_');
	m->high[at] = _mm512_movepi8_mask(v);
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

static __m256i hash8(const uint8_t *base, __m512i at64)
{
	__m512i six = _mm512_and_si512(_mm512_i64gather_epi64(at64, base, 1), _mm512_set1_epi64(0xffffffffffff));

	six = _mm512_mullo_epi64(six, _mm512_set1_epi64((long long)0x9E3779B97F4A7C15));
	return _mm512_cvtepi64_epi32(_mm512_srli_epi64(six, 64 - LEXICON_PAIR_BITS));
}

/* Of eight places of bits, those live, whose pair has its bit in the bitmap. */
static inline __mmask8 known(const uint8_t *p, __m256i at, __mmask8 live, const uint8_t *bitmap)
{
	__m256i h = hash8(p, _mm512_cvtepu32_epi64(at));
	__m256i word = _mm256_mmask_i32gather_epi32(_mm256_setzero_si256(), live, _mm256_srli_epi32(h, 3), bitmap, 1);
	__m256i bit = _mm256_sllv_epi32(_mm256_set1_epi32(1), _mm256_and_si256(h, _mm256_set1_epi32(7)));

	return _mm256_mask_test_epi32_mask(live, word, bit);
}

static void pairs(const uint8_t *p, size_t n, uint64_t *pair, const uint8_t *bitmap)
{
	for (size_t b = 0; b < n; b++, p += BLOCK) {
		uint32_t at[BLOCK];
		size_t listed = 0;
		uint64_t kept = 0;

		for (uint64_t bits = pair[b]; bits != 0; bits &= bits - 1)
			at[listed++] = (uint32_t)__builtin_ctzll(bits);
		for (size_t i = 0; i < listed; i += 8) {
			__mmask8 live = listed - i >= 8 ? 0xff : (__mmask8)((1u << (listed - i)) - 1);
			unsigned hit = known(p, _mm256_maskz_loadu_epi32(live, at + i), live, bitmap);	/* idle lanes read p[0..7] */

			for (; hit != 0; hit &= hit - 1)
				kept |= 1ull << at[i + (unsigned)__builtin_ctz(hit)];
		}
		pair[b] = kept;
	}
}

const struct cpu cpu_avx512 = { "avx512", classify, pairs, sieve, sum_up };
