/* words.h -- all label and context words of all kinds, found in one pass. Not public. */
#ifndef EVIDENCE_WORDS_H
#define EVIDENCE_WORDS_H

#include "fold.h"

/* For whom a word speaks. Kinds are numbered as the engine numbers them; the rest are groups of general words. */
enum {
	OWNER_SAMPLE = 0xff00,		/* 見本, dummy: nothing here is real */
	OWNER_NUMBER,			/* 注文番号, serial: another kind of number */
	OWNER_PARCEL,			/* 追跡番号: a courier's slip */
	OWNER_ORGANISATION,		/* 株式会社, 本社: not a person's */
	OWNER_HINT			/* OWNER_HINT + i: row i of the table of file-name hints */
};

struct word_owner {
	uint16_t owner;
	int8_t speaks;			/* 1 for, -1 against */
};

struct word_hit {
	uint32_t start, end;		/* bytes of the text */
	uint16_t word;
};

struct words;

struct words *words_new(void);				/* NULL when memory is out */
void words_free(struct words *w);
enum dc_status words_add(struct words *w, const char *word, uint16_t owner, int speaks);
enum dc_status words_seal(struct words *w);		/* after the last word, before the first search */
/* Leftmost, longest, not overlapping. ASCII words end at a letter's edge (or where case turns: phoneNumber); Japanese ones
 * need no edge. text is what was folded. Returns how many stand in out, at most cap. */
size_t words_find(const struct words *w, const struct folded *f, struct dc_span text, struct word_hit *out, size_t cap);
/* The word that is exactly these folded bytes; SIZE_MAX if there is none. */
size_t words_exact(const struct words *w, struct dc_span folded);
const struct word_owner *words_owners(const struct words *w, uint16_t word, size_t *n);
/* How word speaks for owner: 1, -1, 0. */
int words_speaks(const struct words *w, uint16_t word, uint16_t owner);
size_t words_memory(const struct words *w);

#endif
