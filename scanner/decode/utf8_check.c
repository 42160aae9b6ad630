/* utf8_check.c -- ASCII and UTF-8 by vector.
 *
 * The fast check is the table method of Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2020):
 * every error shows in two neighbouring bytes, so three 16-entry tables (high and low nibble of the first byte, high nibble of
 * the second), ANDed, tell which errors the pair has; that two or three bytes back a longer lead stood is checked apart. It
 * only says that a block is sound; where a block is not, the plain check finds the byte. */
#include "utf8_check.h"

#include "utf8.h"

#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ESC 0x1b

size_t utf8_prefix_plain(const uint8_t *p, size_t n)
{
	size_t i = 0;
	uint32_t c;

	while (i < n) {
		uint64_t eight;
		size_t k;

		if (n - i >= sizeof eight) {	/* a cell is mostly a few bytes of ASCII */
			memcpy(&eight, p + i, sizeof eight);
			if ((eight & UINT64_C(0x8080808080808080)) == 0) {
				i += sizeof eight;
				continue;
			}
		}
		k = utf8_read(p + i, n - i, &c);
		if (k == 0)
			break;
		i += k;
	}
	return i;
}

size_t ascii_prefix(const uint8_t *p, size_t n)
{
	size_t i = 0;

#if defined(__x86_64__)
	const __m128i esc = _mm_set1_epi8(ESC);

	for (; i + 32 <= n; i += 32) {
		__m128i a = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i b = _mm_loadu_si128((const __m128i *)(const void *)(p + i + 16));
		unsigned lo = (unsigned)_mm_movemask_epi8(_mm_or_si128(a, _mm_cmpeq_epi8(a, esc)));
		unsigned hi = (unsigned)_mm_movemask_epi8(_mm_or_si128(b, _mm_cmpeq_epi8(b, esc)));

		if ((lo | hi) != 0)
			return i + (size_t)__builtin_ctz(lo | hi << 16);
	}
#endif
	while (i < n && p[i] < 0x80 && p[i] != ESC)
		i++;
	return i;
}

#if defined(__x86_64__)
/* Errors of a pair of bytes, one bit each. */
enum {
	TOO_SHORT = 1,			/* lead, then no continuation */
	TOO_LONG = 2,			/* ASCII, then a continuation */
	OVERLONG_3 = 4,			/* E0 80-9F */
	TOO_LARGE = 8,			/* F4 90-BF, F5-FF 90-BF */
	SURROGATE = 16,			/* ED A0-BF */
	OVERLONG_2 = 32,		/* C0, C1 */
	OVERLONG_4 = 64,		/* F0 80-8F; also F5-FF 80-8F */
	TWO_CONTS = 128			/* right only where a longer lead stands two or three bytes back */
};
#define CARRY (TOO_SHORT | TOO_LONG | TWO_CONTS)

#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
#define B(x) ((char)(x))

__attribute__((target("avx2"))) static inline __m256i before(__m256i now, __m256i last, int k)
{
	__m256i mid = _mm256_permute2x128_si256(last, now, 0x21);

	switch (k) {
	case 1:
		return _mm256_alignr_epi8(now, mid, 15);
	case 2:
		return _mm256_alignr_epi8(now, mid, 14);
	default:
		return _mm256_alignr_epi8(now, mid, 13);
	}
}

__attribute__((target("avx2"))) static inline __m256i block_errors(__m256i now, __m256i last)
{
	const __m256i first_high = TABLE(TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
		B(TWO_CONTS), B(TWO_CONTS), B(TWO_CONTS), B(TWO_CONTS), TOO_SHORT | OVERLONG_2, TOO_SHORT,
		TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | OVERLONG_4);
	const __m256i first_low = TABLE(B(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), B(CARRY | OVERLONG_2), B(CARRY), B(CARRY),
		B(CARRY | TOO_LARGE), B(CARRY | TOO_LARGE | OVERLONG_4), B(CARRY | TOO_LARGE | OVERLONG_4),
		B(CARRY | TOO_LARGE | OVERLONG_4), B(CARRY | TOO_LARGE | OVERLONG_4), B(CARRY | TOO_LARGE | OVERLONG_4),
		B(CARRY | TOO_LARGE | OVERLONG_4), B(CARRY | TOO_LARGE | OVERLONG_4), B(CARRY | TOO_LARGE | OVERLONG_4),
		B(CARRY | TOO_LARGE | OVERLONG_4 | SURROGATE), B(CARRY | TOO_LARGE | OVERLONG_4), B(CARRY | TOO_LARGE | OVERLONG_4));
	const __m256i second_high = TABLE(TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
		B(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | OVERLONG_4), B(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE),
		B(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE), B(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE),
		TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
	const __m256i nibble = _mm256_set1_epi8(0x0f);
	__m256i one = before(now, last, 1);
	__m256i pair = _mm256_and_si256(
		_mm256_and_si256(_mm256_shuffle_epi8(first_high, _mm256_and_si256(_mm256_srli_epi16(one, 4), nibble)),
			_mm256_shuffle_epi8(first_low, _mm256_and_si256(one, nibble))),
		_mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(now, 4), nibble)));
	/* the top bit is set where a third or fourth byte must stand */
	__m256i third = _mm256_subs_epu8(before(now, last, 2), _mm256_set1_epi8(B(0xe0 - 0x80)));
	__m256i fourth = _mm256_subs_epu8(before(now, last, 3), _mm256_set1_epi8(B(0xf0 - 0x80)));
	__m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(B(0x80)));

	return _mm256_xor_si256(must, pair);
}

/* Whole blocks from the start that hold no error; what the last characters of it lack is left to the plain check. */
__attribute__((target("avx2"))) static size_t sound_blocks(const uint8_t *p, size_t n)
{
	__m256i last = _mm256_setzero_si256();
	size_t i = 0;

	for (; i + 64 <= n; i += 64) {
		__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
		__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + i + 32));
		__m256i err;

		if (_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(a, b), last)) == 0) {
			last = b;
			continue;
		}
		err = _mm256_or_si256(block_errors(a, last), block_errors(b, a));
		if (!_mm256_testz_si256(err, err))
			break;
		last = b;
	}
	return i;
}

/* A short text or the end of a long one is sound: padded with zeros, before which no character may be cut off. */
static bool sound_rest(const uint8_t *p, size_t n)
{
	uint8_t block[64] = { 0 };

	memcpy(block, p, n);
	return sound_blocks(block, sizeof block) == sizeof block;
}
#endif

size_t utf8_prefix(const uint8_t *p, size_t n)
{
	size_t i = 0;

	if (n == 0)
		return 0;
#if defined(__x86_64__)
	if (n >= 64 && __builtin_cpu_supports("avx2"))
		i = sound_blocks(p, n);
	/* the last block may end within a character: go back to its lead, at most three bytes */
	for (int k = 0; k < 3 && i > 0 && (p[i - 1] & 0xc0) == 0x80; k++)
		i--;
	if (i > 0 && p[i - 1] >= 0xc0)
		i--;
	if (n - i >= 16 && n - i < 64 && __builtin_cpu_supports("avx2") && sound_rest(p + i, n - i))
		return n;
#endif
	return i + utf8_prefix_plain(p + i, n - i);
}
