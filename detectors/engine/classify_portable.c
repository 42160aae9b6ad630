/* classify_portable.c -- the same masks on any processor: eight bytes in a word, compared by carry-free arithmetic. */
#include "sieve.h"

#include "lexicon.h"
#include "sieve_rows.h"

#include <string.h>

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* Eight words that hold the block, byte 0 lowest. */
struct words {
	uint64_t w[8];
};

static inline uint64_t word_at(const uint8_t *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof w);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	w = __builtin_bswap64(w);
#endif
	return w;
}

static inline struct words load(const uint8_t *p)
{
	struct words v;

	for (int i = 0; i < 8; i++)
		v.w[i] = word_at(p + 8 * i);
	return v;
}

/* 0x80 in each byte -> one bit each, byte 0 in bit 0. */
static inline uint64_t squeeze(uint64_t highs)
{
	return (highs >> 7) * 0x0102040810204080u >> 56;
}

static inline uint64_t eq(struct words v, uint8_t c)
{
	uint64_t out = 0;

	for (int i = 0; i < 8; i++) {
		uint64_t x = v.w[i] ^ ONES * c;

		out |= squeeze(~(((x & ~HIGHS) + ~HIGHS) | x) & HIGHS) << 8 * i;
	}
	return out;
}

/* Bytes of [from, from + count), both below 0x80 (high == 0) or both at least 0x80 (high == HIGHS). */
static inline uint64_t within(struct words v, uint8_t from, unsigned count, uint64_t high)
{
	uint64_t low7 = from & 0x7f, out = 0;

	for (int i = 0; i < 8; i++) {
		uint64_t x = v.w[i] & ~HIGHS;
		uint64_t from_on = x + ONES * (0x80 - low7);		/* 0x80 set where x >= low7 */
		uint64_t beyond = low7 + count > 0x7f ? 0 : x + ONES * (0x80 - low7 - count);

		out |= squeeze(from_on & ~beyond & ~(v.w[i] ^ high) & HIGHS) << 8 * i;
	}
	return out;
}

static void wide_masks(const uint8_t *p, struct words v, struct masks *m, size_t at)
{
	struct words v1 = load(p + 1), v2 = load(p + 2);
	uint64_t e3 = eq(v, 0xe3), ef = eq(v, 0xef), k80 = eq(v1, 0x80), k83 = eq(v1, 0x83), bc = ef & eq(v1, 0xbc);

	m->kanji[at] = within(v, 0xe4, 6, HIGHS) | (e3 & ((k80 & eq(v2, 0x85)) | (k83 & eq(v2, 0xb6))));
	m->kana[at] = e3 & ((k83 & ~eq(v2, 0xbb)) | (eq(v1, 0x82) & within(v2, 0xa1, 0x1f, HIGHS)));
	m->half_kana[at] = ef & ((eq(v1, 0xbd) & within(v2, 0xa6, 0x1a, HIGHS)) | (eq(v1, 0xbe) & within(v2, 0x80, 0x20, HIGHS)));
	m->wide_digit[at] = bc & within(v2, 0x90, 10, HIGHS);
	m->wide_at[at] = bc & eq(v2, 0xa0);
	m->wide_colon[at] = bc & eq(v2, 0x9a);
	m->wide_sep[at] = eq(v, 0xe2) | ef | (e3 & (k80 | k83));
	m->latin_sep[at] = eq(v, 0xc2);
	m->kana_gap[at] = e3 & ((k80 & eq(v2, 0x80)) | (k83 & eq(v2, 0xbb)) | (eq(v1, 0x82) & within(v2, 0x99, 4, HIGHS)));
}

static inline void classify_one(const uint8_t *p, struct masks *m, size_t at)
{
	struct words v = load(p);
	uint64_t dot = eq(v, '.');

	m->digit[at] = within(v, '0', 10, 0);
	m->upper[at] = within(v, 'A', 26, 0);
	m->lower[at] = within(v, 'a', 26, 0);
	m->at[at] = eq(v, '@');
	m->dash[at] = eq(v, '-');
	m->join[at] = m->dash[at] | dot | eq(v, '/') | within(v, '(', 2, 0);
	m->stop[at] = m->dash[at] | dot | eq(v, ',');
	m->space[at] = eq(v, ' ');
	m->colon[at] = eq(v, ':');
	m->equals[at] = eq(v, '=');
	m->plus[at] = eq(v, '+');
	m->chevron[at] = eq(v, '<');
	m->under[at] = eq(v, '_');
	m->high[at] = 0;
	for (int i = 0; i < 8; i++)
		m->high[at] |= squeeze(v.w[i] & HIGHS) << 8 * i;
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

static void pairs(const uint8_t *p, size_t n, uint64_t *pair, const uint8_t *bitmap)
{
	for (size_t b = 0; b < n; b++, p += BLOCK) {
		uint64_t kept = 0;

		for (uint64_t bits = pair[b]; bits != 0; bits &= bits - 1) {
			unsigned at = (unsigned)__builtin_ctzll(bits);
			uint64_t six;
			uint32_t h;

			six = word_at(p + at);
			h = lexicon_pair_hash(six);
			kept |= (uint64_t)(bitmap[h >> 3] >> (h & 7) & 1) << at;
		}
		pair[b] = kept;
	}
}

const struct cpu cpu_portable = { "portable", classify, pairs, sieve, sum_up };
