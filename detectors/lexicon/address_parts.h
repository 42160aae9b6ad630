/* address_parts.h -- the cursor that goes over an address, for address.c and address_block.c. */
#ifndef LEXICON_ADDRESS_PARTS_H
#define LEXICON_ADDRESS_PARTS_H

#include "address.h"
#include "utf8.h"

#define ENTRIES 16

struct cursor {
	const struct lexicon *lx;
	struct dc_span text;
	uint32_t at;
	struct address *out;
};

static inline struct dc_span rest(const struct cursor *c)
{
	return dc_span_cut(c->text, c->at, c->text.n);
}

static inline uint32_t peek(const struct cursor *c, size_t *step)
{
	uint32_t ch = 0;

	*step = utf8_read(c->text.p + c->at, c->text.n - c->at, &ch);
	return *step == 0 ? 0 : ch;
}

/* Byte by byte: nearly all of a list of words differ within the first character. */
static inline bool stands(struct dc_span text, const char *word)
{
	size_t i = 0;

	while (i < text.n && word[i] != '\0' && text.p[i] == (uint8_t)word[i])
		i++;
	return word[i] == '\0';
}

static inline void emit(struct address *a, const void *p, size_t n)
{
	if (n > sizeof a->value - a->n_value)
		n = 0;				/* a value is whole characters: what does not fit is left out */
	memcpy(a->value + a->n_value, p, n);
	a->n_value += (uint16_t)n;
}

static inline void take(struct cursor *c, size_t n)
{
	emit(c->out, c->text.p + c->at, n);
	c->at += (uint32_t)n;
}

static inline void skip_spaces(struct cursor *c)
{
	size_t step;
	uint32_t ch = peek(c, &step);

	for (unsigned n = 0; n < 3 && (ch == ' ' || ch == 0x3000 || ch == 0xa0); n++) {
		c->at += (uint32_t)step;
		ch = peek(c, &step);
	}
}

/* Longest entry of the classes at the cursor; 0: none. */
static inline size_t entry(const struct cursor *c, unsigned classes)
{
	struct lexicon_entry e[ENTRIES];
	size_t n = lexicon_match(c->lx, rest(c), e, ENTRIES);

	while (n > 0) {
		if (e[--n].classes & classes)
			return e[n].bytes;
	}
	return 0;
}

/* 0 to 9, either width; 100 to 109 for kanji digits, 110 ten, 111 a hundred; -1: no digit. */
int digit_of(uint32_t c);
bool is_hyphen(uint32_t c);
/* True if a block begins here: a number that is not part of a town's name (三条町, 一番町). */
bool at_block(const struct cursor *c);
/* True if the grid of Sapporo begins here: a direction and a number with 条. */
bool grid_begins(const struct cursor *c);
void read_block(struct cursor *c);

#endif
