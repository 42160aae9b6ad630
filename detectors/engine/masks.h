/* masks.h -- what the vector pass sees in 64 bytes: one bit a byte, bit 0 the first. A character of more bytes has its bit at
 * its lead byte. Three classifiers give the same masks; engine.c picks the best the processor has.
 *
 * Each mask has a row, block beside block, so that what follows from masks (sieve.h) is told of four blocks at a time. */
#ifndef MASKS_H
#define MASKS_H

#include <stddef.h>
#include <stdint.h>

#define BLOCK 64
#define STRIDE_BLOCKS 64
#define LEAD 4				/* place of a stride's first block in its row: the block before it is looked at, and one before that */
#define MASK_ROWS (LEAD + STRIDE_BLOCKS + 8)	/* two blocks behind, and zeros to fill the last four */

struct masks {
	uint64_t digit[MASK_ROWS], upper[MASK_ROWS], lower[MASK_ROWS];
	uint64_t at[MASK_ROWS];			/* '@' */
	uint64_t dash[MASK_ROWS], join[MASK_ROWS];		/* '-'; - . / ( ) : what may stand between the digits of one number */
	uint64_t stop[MASK_ROWS];			/* , - . : what may end a word before a space */
	uint64_t space[MASK_ROWS], colon[MASK_ROWS], equals[MASK_ROWS], plus[MASK_ROWS], chevron[MASK_ROWS], under[MASK_ROWS];
	uint64_t high[MASK_ROWS];			/* bytes of 0x80 and more; the masks below are empty where this is */
	uint64_t kanji[MASK_ROWS];			/* lead of U+4000..9FFF, or of the iteration mark and small ke */
	uint64_t kana[MASK_ROWS];			/* lead of full-width katakana */
	uint64_t half_kana[MASK_ROWS];		/* lead of half-width katakana */
	uint64_t wide_digit[MASK_ROWS];		/* lead of U+FF10..FF19 */
	uint64_t wide_at[MASK_ROWS];		/* lead of U+FF20 */
	uint64_t wide_colon[MASK_ROWS];		/* lead of U+FF1A */
	uint64_t wide_sep[MASK_ROWS];		/* lead of a character that may be a separator: E2, EF, E3 80, E3 83 */
	uint64_t latin_sep[MASK_ROWS];		/* C2: no-break space, soft hyphen */
	uint64_t kana_gap[MASK_ROWS];		/* lead of what a kana name goes on behind: U+3000, middle dot U+30FB, voicing marks U+3099..309C */
};

/* Masks of n blocks from p on, in places [at, at + n) of their rows; reads two bytes beyond the last. */
typedef void classify_fn(const uint8_t *p, size_t n, struct masks *m, size_t at);

/* Takes bits away from the masks of n blocks from p on: those where the six bytes have no bit in the bitmap over lexicon_pair_hash.
 * Eight bytes behind every position must be readable. */
typedef void pairs_fn(const uint8_t *p, size_t n, uint64_t *pair, const uint8_t *bitmap);

struct sieve;

struct cpu {
	const char *name;
	classify_fn *classify;
	pairs_fn *pairs;
	void (*sieve)(struct sieve *s, size_t n);
	void (*sum_up)(struct sieve *s, size_t n);
};

extern const struct cpu cpu_avx512, cpu_avx2, cpu_portable;

/* The best this processor has, or what DAICHO_CPU names; NULL if it names one that is unknown or missing here. */
const struct cpu *cpu_choose(const char *forced);

#endif
