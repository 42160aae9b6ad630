/* lexicon.h -- the compiled dictionary and the name model: readers. Built by build/, linked as read-only data that all
 * processes share. Everything here is const and any thread's. */
#ifndef LEXICON_H
#define LEXICON_H

#include "daicho/span.h"

struct lexicon;

/* The one lexicon of the program; never NULL. Costs nothing: the data is mapped with the program. */
const struct lexicon *lexicon_get(void);

/* What an entry is; bits. */
enum lexicon_class {
	LEX_SURNAME = 1,
	LEX_GIVEN = 2,
	LEX_FULL = 4, /* kanji, with kana where names have it */
	LEX_SURNAME_KANA = 8,
	LEX_GIVEN_KANA = 16,
	LEX_PREFECTURE = 32,
	LEX_MUNICIPALITY = 64,
	LEX_TOWN = 128,
	LEX_WORD = 256, /* a common word that is no name */
	LEX_PLACE = 512,
	LEX_ORG = 1024,
	LEX_PROPER = 2048,  /* other proper names */
	LEX_FOREIGN = 4096, /* a foreign person's name in katakana */

	/* Keys of ASCII letters (looked up in any case) use the same bits in their own sense. */
	LEX_WEST_SURNAME = 1,
	LEX_WEST_GIVEN = 2,
	LEX_ROMAJI_SURNAME = 8,
	LEX_ROMAJI_GIVEN = 16,    /* from the readings, Hepburn and Kunrei, ou/oh/o */
	LEX_ENGLISH = 256,        /* an English word; its cost is its rarity, 10 to 60 */
	LEX_ENGLISH_PROPER = 2048 /* a proper name of an English word list, of people or places */
};

struct lexicon_entry {
	uint16_t bytes;			/* of UTF-8, from the start that was asked */
	uint16_t classes;
	uint8_t cost;			/* 0 common .. 255 rare; of the commonest class */
};

/* True if the 7-digit postal code (9800000 for 980-0000) is assigned. */
bool lexicon_postal_known(const struct lexicon *lx, uint32_t code);

/* All entries that begin at text.p, shortest first; returns how many of them stand in out (at most cap). Variants
 * of a character are one (fold.h): a key is found however it is written. */
size_t lexicon_match(const struct lexicon *lx, struct dc_span text, struct lexicon_entry *out, size_t cap);

/* A bitmap over hashes of the first two characters (6 bytes of UTF-8, kanji or 々ヶ) of every surname, prefecture and
 * municipality: the vector pass tests pairs against it. Bit i is bitmap[i / 8] >> i % 8. */
#define LEXICON_PAIR_BITS 21
const uint8_t *lexicon_pairs(const struct lexicon *lx);		/* 1 << LEXICON_PAIR_BITS bits, 8 readable bytes behind */
/* six: the 6 bytes, little-endian, in the low 48 bits. */
static inline uint32_t lexicon_pair_hash(uint64_t six)
{
	return (uint32_t)((six & 0xffffffffffffu) * 0x9E3779B97F4A7C15u >> (64 - LEXICON_PAIR_BITS));
}

/* A bitmap over hashes of lower-case ASCII words (3..20 letters) of the Western and romaji name lists. */
#define LEXICON_WORD_BITS 19
const uint8_t *lexicon_words(const struct lexicon *lx);
uint32_t lexicon_word_hash(const uint8_t *word, size_t n);	/* letters of any case; FNV-1a over lower case, folded */

#endif
