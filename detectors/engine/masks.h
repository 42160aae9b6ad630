/* masks.h -- what the vector pass sees in 64 bytes: one bit a byte, bit 0 the first. A character of more bytes has its bit at
 * its lead byte. Three classifiers give the same masks; engine.c picks the best the processor has. */
#ifndef MASKS_H
#define MASKS_H

#include <stddef.h>
#include <stdint.h>

#define BLOCK 64

struct masks {
	uint64_t digit, upper, lower;
	uint64_t at;			/* '@' */
	uint64_t dash, join;		/* '-'; - . / ( ) : what may stand between the digits of one number */
	uint64_t stop;			/* , - . : what may end a word before a space */
	uint64_t space, colon, equals, plus, chevron, under;
	uint64_t high;			/* bytes of 0x80 and more; the masks below are empty where this is */
	uint64_t kanji;			/* lead of U+4000..9FFF, or of the iteration mark and small ke */
	uint64_t kana;			/* lead of full-width katakana */
	uint64_t half_kana;		/* lead of half-width katakana */
	uint64_t wide_digit;		/* lead of U+FF10..FF19 */
	uint64_t wide_at;		/* lead of U+FF20 */
	uint64_t wide_colon;		/* lead of U+FF1A */
	uint64_t wide_sep;		/* lead of a character that may be a separator: E2, EF, E3 80, E3 83 */
	uint64_t latin_sep;		/* C2: no-break space, soft hyphen */
	uint64_t kana_gap;		/* lead of what a kana name goes on behind: U+3000, middle dot U+30FB, voicing marks U+3099..309C */
};

/* Masks of n blocks from p on; reads two bytes beyond the last. */
typedef void classify_fn(const uint8_t *p, size_t n, struct masks *m);

/* Keeps those of at[0..n) whose six bytes at base + at[i] have their bit set in the bitmap over lexicon_pair_hash; returns
 * how many. Eight bytes behind every position must be readable. */
typedef size_t pairs_fn(const uint8_t *base, uint32_t *at, size_t n, const uint8_t *bitmap);

struct cpu {
	const char *name;
	classify_fn *classify;
	pairs_fn *pairs;
};

extern const struct cpu cpu_avx512, cpu_avx2, cpu_portable;

/* The best this processor has, or what DAICHO_CPU names; NULL if it names one that is unknown or missing here. */
const struct cpu *cpu_choose(const char *forced);

#endif
