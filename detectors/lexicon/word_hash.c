/* word_hash.c -- the hash of the word bitmap: the reader and the packer must agree. */
#include "lexicon.h"

uint32_t lexicon_word_hash(const uint8_t *word, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++) {
		uint8_t c = word[i];

		h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 16777619u;
	}
	return (h ^ h >> LEXICON_WORD_BITS) & ((1u << LEXICON_WORD_BITS) - 1);
}
