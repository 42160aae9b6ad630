/* folding.h -- characters as number detectors read them: width, hyphens and spaces folded to ASCII, invisible ones dropped. */
#ifndef FOLDING_H
#define FOLDING_H

#include "daicho/span.h"

#define FOLD_OTHER 0x100		/* a character that is no ASCII in any width */
#define FOLD_NOTHING 0x101		/* zero-width, soft hyphen, variation selector, bidi mark: as if it were not there */

struct folded {
	uint16_t c;			/* an ASCII character, FOLD_OTHER, FOLD_NOTHING; 0x102 at the end of the text */
	uint8_t bytes;
};

#define FOLD_END 0x102

/* The character at text.p[at]. Malformed bytes are FOLD_OTHER, one by one. */
struct folded fold_wide(struct dc_span text, size_t at);

static inline struct folded fold_at(struct dc_span text, size_t at)
{
	if (at >= text.n)
		return (struct folded){ FOLD_END, 0 };
	if (text.p[at] < 0x80)
		return (struct folded){ text.p[at], 1 };
	return fold_wide(text, at);
}

/* Where the character that ends at `at` begins (at > 0); a malformed byte counts as a character. */
size_t fold_back(struct dc_span text, size_t at);

static inline bool fold_is_digit(unsigned c)
{
	return c - '0' < 10u;
}

static inline bool fold_is_upper(unsigned c)
{
	return c - 'A' < 26u;
}

static inline bool fold_is_lower(unsigned c)
{
	return c - 'a' < 26u;
}

static inline bool fold_is_letter(unsigned c)
{
	return (c | 0x20) - 'a' < 26u && c < 0x80;
}

static inline bool fold_is_hex(unsigned c)
{
	return fold_is_digit(c) || (c | 0x20) - 'a' < 6u;
}

/* Folded text with the way back: out[i] came from the bytes [at[i], at[i + 1]). */
#define FOLD_MOST 128
struct folding {
	char c[FOLD_MOST + 1];		/* NUL-terminated */
	uint32_t at[FOLD_MOST + 1];
	size_t n;
};

/* Folds from `from` on, at most `most` characters (<= FOLD_MOST), up to the first that is FOLD_OTHER, a control or the end. */
void fold_text(struct dc_span text, size_t from, size_t most, struct folding *out);

#endif
