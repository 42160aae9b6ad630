/* corpus.h -- lines with the persons in them, as train.c learns from: read, multiplied, made up. */
#ifndef BUILD_CORPUS_H
#define BUILD_CORPUS_H

#include "daicho/span.h"

#define PERSONS_MOST 24			/* of one line */

struct person {
	uint32_t from, to;		/* bytes */
};

enum origin_of_line { LINE_REAL, LINE_SWAPPED, LINE_NAMELESS, LINE_FORM, LINE_ORIGINS };

struct sample {
	uint8_t *text;
	size_t n;
	struct person person[PERSONS_MOST];
	unsigned n_persons;
	enum origin_of_line origin;
	uint8_t fold;			/* 0..9, by the line's own text: 0 and 1 are held out */
};

struct corpus {
	struct sample *at;
	size_t n, cap;
};

/* What made-up lines are drawn from: sampling.tsv and words.tsv of gather.py. */
struct stock;
enum stock_list { STOCK_SURNAME, STOCK_GIVEN, STOCK_WORD, STOCK_PLACE, STOCK_ORG, STOCK_KATAKANA, STOCK_LISTS };
struct stock *stock_read(const char *sampling, const char *words);
void stock_free(struct stock *s);
/* One of a list, names by their cost; *reading (may be NULL) is its katakana, "" if it has none. Valid while s lives. */
const char *stock_draw(const struct stock *s, enum stock_list list, const char **reading);

void corpus_done(struct corpus *c);
/* {"text": ..., "persons": [[start, end], ...]}, offsets in code points. */
void corpus_read_jsonl(struct corpus *c, const char *path);
/* Lines of plain text, taken to hold no names; those that look like credits are left out. */
void corpus_read_nameless(struct corpus *c, const char *path);
/* Holds out another fifth of the lines read so far: the folds 2r and 2r + 1 become 0 and 1. */
void corpus_rotate(struct corpus *c, unsigned r);
/* For each line in training with kanji names: copies with other names in their places. */
void corpus_swap(struct corpus *c, struct stock *s, unsigned copies);
/* n made-up form lines, table rows, greetings, with names and without. */
void corpus_make_forms(struct corpus *c, struct stock *s, size_t n);

uint32_t draw(uint32_t below);		/* deterministic; below > 0 */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
