/* name_rules.h -- what the files of rules share (name_rule.c, name_roster.c): the line and the spans found in it. */
#ifndef LEXICON_NAME_RULES_H
#define LEXICON_NAME_RULES_H

#include "name_rule.h"

#include "chain.h"
#include "daicho/status.h"

#define NAME_MOST 5			/* kanji of a name before a title */
#define KANA_GIVEN_MOST 4		/* characters of a given name in kana */
#define LINE_SPACED 1.6f		/* 渡部 健太郎 on a line of its own */
#define NOT_A_NAME (LEX_WORD | LEX_PLACE | LEX_ORG | LEX_PROPER | LEX_PREFECTURE | LEX_MUNICIPALITY)
#define PLACE (LEX_PLACE | LEX_PREFECTURE | LEX_MUNICIPALITY | LEX_ORG)

struct rules {
	const struct lexicon *lx;
	struct dc_span text;
	const struct line *l;
	struct rule_span *out;
	size_t n;
};

static inline struct dc_span bytes_of(const struct rules *r, size_t from, size_t to)
{
	return dc_span_cut(r->text, r->l->at[from], r->l->at[to]);
}

static inline struct dc_span rest_of(const struct rules *r, size_t from)
{
	return dc_span_cut(r->text, r->l->at[from], r->text.n);
}

static inline bool stands(struct dc_span text, const char *word)
{
	size_t n = strlen(word);

	return text.n >= n && memcmp(text.p, word, n) == 0;
}

/* What the dictionary says of exactly these bytes. */
static inline struct lexicon_entry entry_of(const struct lexicon *lx, struct dc_span text)
{
	struct lexicon_entry e[8];
	size_t n = lexicon_match(lx, text, e, DC_ARRAY_LEN(e));

	for (size_t i = 0; i < n; i++) {
		if (e[i].bytes == text.n)
			return e[i];
	}
	return (struct lexicon_entry){ 0 };
}

static inline unsigned classes_of(const struct lexicon *lx, struct dc_span text)
{
	return entry_of(lx, text).classes;
}

static inline size_t chars_in(const struct line *l, size_t i, size_t bytes)
{
	size_t n = 0;

	while (i + n < l->n && l->at[i + n] < l->at[i] + bytes)
		n++;
	return n;
}

/* Of spans that overlap the surest stays, the first of equals; the others keep their order. */
void rule_add(struct rules *r, size_t from, size_t to, float least, bool honorific);

/* name_roster.c: several persons on the line; then, for a run of kanji [from, to), a reading behind it, a given name in kana, an office
 * before it. */
void roster_listed(struct rules *r);
void roster_run(struct rules *r, size_t from, size_t to);

#endif
