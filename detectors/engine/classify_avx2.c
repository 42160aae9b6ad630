/* classify_avx2.c -- two halves of 32 bytes. Blocks of ASCII and blocks without any, which most are, have half of the masks empty. */
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

static inline uint64_t bits_of(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

static inline uint64_t eq(struct half2 v, uint8_t c)
{
	__m256i x = _mm256_set1_epi8((char)c);

	return bits_of(_mm256_cmpeq_epi8(v.a, x), _mm256_cmpeq_epi8(v.b, x));
}

/* Bytes of [from, from + count): moved to the lowest of the signed ones, so that one comparison tells them. */
static inline uint64_t between(struct half2 v, uint8_t from, uint8_t count)
{
	__m256i move = _mm256_set1_epi8((char)(0x80 - from)), top = _mm256_set1_epi8((char)(0x80 + count));

	return bits_of(_mm256_cmpgt_epi8(top, _mm256_add_epi8(v.a, move)), _mm256_cmpgt_epi8(top, _mm256_add_epi8(v.b, move)));
}

/* '(' and ')' differ in their last bit. */
static inline uint64_t brackets(struct half2 v)
{
	__m256i bit = _mm256_set1_epi8(1), close = _mm256_set1_epi8(')');

	return bits_of(_mm256_cmpeq_epi8(_mm256_or_si256(v.a, bit), close), _mm256_cmpeq_epi8(_mm256_or_si256(v.b, bit), close));
}

static void no_ascii_masks(struct masks *m, size_t at)
{
	m->digit[at] = m->upper[at] = m->lower[at] = m->space[at] = m->under[at] = 0;
	m->dash[at] = m->join[at] = m->stop[at] = m->at[at] = m->colon[at] = m->equals[at] = m->plus[at] = m->chevron[at] = 0;
}

/* Each loop below compares with so few values that they all stay in registers, and reads the stride anew: it is in the cache. */
static void letters(const uint8_t *p, size_t n, struct masks *m, size_t at)
{
	for (size_t i = 0; i < n; i++, at++) {
		struct half2 v = load(p + i * BLOCK);

		m->high[at] = bits_of(v.a, v.b);
		if (~m->high[at] == 0) {
			no_ascii_masks(m, at);
			continue;
		}
		m->digit[at] = between(v, '0', 10);
		m->upper[at] = between(v, 'A', 26);
		m->lower[at] = between(v, 'a', 26);
		m->space[at] = eq(v, ' ');
		m->under[at] = eq(v, '_');
	}
}

static void marks(const uint8_t *p, size_t n, struct masks *m, size_t at)
{
	for (size_t i = 0; i < n; i++, at++) {
		struct half2 v = load(p + i * BLOCK);
		uint64_t dot, dash;

		if (~m->high[at] == 0)
			continue;
		dot = eq(v, '.');
		dash = eq(v, '-');
		m->dash[at] = dash;
		m->join[at] = dash | dot | eq(v, '/') | brackets(v);
		m->stop[at] = dash | dot | eq(v, ',');
		m->at[at] = eq(v, '@');
		m->colon[at] = eq(v, ':');
		m->equals[at] = eq(v, '=');
		m->plus[at] = eq(v, '+');
		m->chevron[at] = eq(v, '<');
	}
}

/* Half-width kana and full-width ASCII begin with EF, and most Japanese has none. */
static void ef_masks(const uint8_t *p, uint64_t ef, struct masks *m, size_t at)
{
	struct half2 v1, v2;
	uint64_t bc;

	m->half_kana[at] = m->wide_digit[at] = m->wide_at[at] = m->wide_colon[at] = 0;
	if (ef == 0)
		return;
	v1 = load(p + 1);
	v2 = load(p + 2);
	bc = ef & eq(v1, 0xbc);
	m->half_kana[at] = ef & ((eq(v1, 0xbd) & between(v2, 0xa6, 0x1a)) | (eq(v1, 0xbe) & between(v2, 0x80, 0x20)));
	m->wide_digit[at] = bc & between(v2, 0x90, 10);
	m->wide_at[at] = bc & eq(v2, 0xa0);
	m->wide_colon[at] = bc & eq(v2, 0x9a);
}

static void no_wide_masks(struct masks *m, size_t at)
{
	m->kanji[at] = m->kana[at] = m->wide_sep[at] = m->latin_sep[at] = m->kana_gap[at] = 0;
	m->half_kana[at] = m->wide_digit[at] = m->wide_at[at] = m->wide_colon[at] = 0;
}

static void kanji_and_signs(const uint8_t *p, size_t n, struct masks *m, size_t at)
{
	for (size_t i = 0; i < n; i++, at++, p += BLOCK) {
		struct half2 v, v1, v2;
		uint64_t e3, ef, k80, k83;

		if (m->high[at] == 0) {
			no_wide_masks(m, at);
			continue;
		}
		v = load(p);
		v1 = load(p + 1);
		v2 = load(p + 2);
		e3 = eq(v, 0xe3);
		ef = eq(v, 0xef);
		k80 = e3 & eq(v1, 0x80);
		k83 = e3 & eq(v1, 0x83);
		m->kanji[at] = between(v, 0xe4, 6) | (k80 & eq(v2, 0x85)) | (k83 & eq(v2, 0xb6));
		m->wide_sep[at] = eq(v, 0xe2) | ef | k80 | k83;
		m->latin_sep[at] = eq(v, 0xc2);
		ef_masks(p, ef, m, at);
	}
}

static void kana(const uint8_t *p, size_t n, struct masks *m, size_t at)
{
	for (size_t i = 0; i < n; i++, at++, p += BLOCK) {
		struct half2 v1, v2;
		uint64_t e3, k82, k83, dot;

		if (m->high[at] == 0)
			continue;
		e3 = eq(load(p), 0xe3);
		v1 = load(p + 1);
		v2 = load(p + 2);
		k82 = e3 & eq(v1, 0x82);
		k83 = e3 & eq(v1, 0x83);
		dot = k83 & eq(v2, 0xbb);
		m->kana[at] = (k83 & ~dot) | (k82 & between(v2, 0xa1, 0x1f));
		m->kana_gap[at] = (e3 & eq(v1, 0x80) & eq(v2, 0x80)) | dot | (k82 & between(v2, 0x99, 4));
	}
}

static void classify(const uint8_t *p, size_t n, struct masks *m, size_t at)
{
	letters(p, n, m, at);
	marks(p, n, m, at);
	kanji_and_signs(p, n, m, at);
	kana(p, n, m, at);
}

/* A 64-bit product does not exist in AVX2, and gathers gain little: independent scalar chains keep the loads busy. */
static void pairs(const uint8_t *p, size_t n, uint64_t *pair, const uint8_t *bitmap)
{
	for (size_t b = 0; b < n; b++, p += BLOCK) {
		uint64_t kept = 0;

		for (uint64_t bits = pair[b]; bits != 0; bits &= bits - 1) {
			unsigned at = (unsigned)__builtin_ctzll(bits);
			uint64_t six;
			uint32_t h;

			memcpy(&six, p + at, sizeof six);
			h = lexicon_pair_hash(six);
			kept |= (uint64_t)(bitmap[h >> 3] >> (h & 7) & 1) << at;
		}
		pair[b] = kept;
	}
}

const struct cpu cpu_avx2 = { "avx2", classify, pairs, sieve, sum_up };
