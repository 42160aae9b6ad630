/* blob.h -- the shape of lexicon.bin: what build/pack.c writes and lexicon.c maps. Little-endian, sections aligned to 64.
 *
 * The trie is a double array over characters: a node's child by character code c stands at base + c and is its own if its
 * code is c (bases are distinct, so the code alone tells whose child it is). Codes come from the map after folding. */
#ifndef LEXICON_BLOB_H
#define LEXICON_BLOB_H

#include <stdint.h>

#define BLOB_MAGIC 0x3158454c4344u	/* "DCLEX1" */
#define BLOB_ROOT 1u

enum blob_section {
	BLOB_MAP,			/* uint16_t code[65536]: character of the BMP -> code, folded; 0: in no key */
	BLOB_NODES,			/* struct blob_node[] */
	BLOB_VALUES,			/* uint32_t[]: classes << 8 | cost */
	BLOB_PAIRS, BLOB_WORDS,		/* bitmaps of lexicon.h, 8 bytes of zero behind each */
	BLOB_POSTAL_INDEX,		/* uint32_t[10001]: where codes of each thousand begin in BLOB_POSTAL */
	BLOB_POSTAL,			/* uint16_t[]: the last three digits, ascending in their thousand */
	BLOB_SECTIONS
};

struct blob_node {
	uint32_t base;			/* 0: no children */
	uint16_t code;			/* of the character that leads here; 0: free */
	uint16_t value;			/* index into BLOB_VALUES; 0: no key ends here */
};

struct blob_header {
	uint64_t magic;
	struct {
		uint32_t at, bytes;	/* from the start of the blob */
	} section[BLOB_SECTIONS];
};

#endif
