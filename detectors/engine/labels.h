/* labels.h -- words that name a value: "個人番号", "date of birth", column headings. Made once from the kinds. */
#ifndef LABELS_H
#define LABELS_H

#include "kind.h"

#define KINDS_MOST 128

struct kind_set {
	uint64_t w[KINDS_MOST / 64];
};

static inline void kind_set_add(struct kind_set *s, unsigned i)
{
	s->w[i / 64] |= 1ull << i % 64;
}

static inline bool kind_set_has(const struct kind_set *s, unsigned i)
{
	return s->w[i / 64] >> i % 64 & 1;
}

static inline void kind_set_join(struct kind_set *s, const struct kind_set *t)
{
	for (unsigned i = 0; i < KINDS_MOST / 64; i++)
		s->w[i] |= t->w[i];
}

static inline bool kind_set_empty(const struct kind_set *s)
{
	return (s->w[0] | s->w[1]) == 0;
}

struct labels;

/* Both take the words of kinds[0..n): near for labels, columns for headings (and near, where it is no plain word). */
enum dc_status labels_new(const struct detector *const *kinds, size_t n, struct labels **out);
void labels_free(struct labels *l);

/* Sets the bits of a pair bitmap (lexicon_pair_hash) for the first two characters of every label that is not ASCII. */
void labels_mark(const struct labels *l, uint8_t *bitmap);

/* The longest label that begins at `at` (not ASCII): its length in bytes and kinds, or 0. */
size_t labels_match(const struct labels *l, struct dc_span text, size_t at, struct kind_set *kinds);

/* Whether a label's last word looks as this one does (length, first, middle and last letter): turns most away. */
bool labels_may_end(const struct labels *l, const uint8_t *word, size_t n);
/* The ASCII label that ends at `end`, no further back than floor: one to four words ("date of birth", "userPassword").
 * Returns its start and the kinds of the longest, or end. */
uint32_t labels_ending(const struct labels *l, struct dc_span text, uint32_t end, uint32_t floor, struct kind_set *kinds);

/* Kinds that ASCII labels in the bytes [from, to) name. */
void labels_in(const struct labels *l, struct dc_span text, uint32_t from, uint32_t to, struct kind_set *kinds);

/* Kinds a heading names. */
void labels_heading(const struct labels *l, const char *heading, struct kind_set *kinds);

#endif
