/* name_west.h -- Western and romanised names: runs of capitalised words, weighed by a logistic model over what the word
 * lists say of each and what stands around. */
#ifndef LEXICON_NAME_WEST_H
#define LEXICON_NAME_WEST_H

#include "lexicon.h"

#define WEST_TOKENS_MOST 8		/* of a run of capitalised words; longer ones are headlines */
#define WEST_SPAN_MOST 4		/* words of a name */
#define WEST_FEATURES 32
#define WEST_FEATURE_BITS 15
#define WEST_MAGIC 0x31545357u		/* "WST1" */

struct west_model {
	uint32_t magic, bits;
	float slope, shift;		/* calibration of the sum of weights */
	float weight[1u << WEST_FEATURE_BITS];
};

struct west_token {
	uint32_t start, end;		/* bytes of the text */
	uint16_t classes;		/* of lexicon.h, for ASCII keys */
	uint8_t letters;
	bool initial;			/* "J." or "J" */
	bool capitals;			/* all of two and more letters */
};

struct west_run {
	struct west_token token[WEST_TOKENS_MOST];
	unsigned n;
	bool comma;			/* between the first and the second: "Yamada, Taro" */
	bool cut;			/* there were more words than fit */
};

struct west_hit {
	uint32_t start, end;
	float logodds;
	bool romaji;			/* both parts are Japanese readings */
	bool dictionary;		/* its words are of some list, of names or of proper names */
	bool person;			/* its first word is of a list of persons' names */
	bool title;
	unsigned tokens;
};

/* The run of capitalised words around pos, within one line; false if there is none. */
bool west_run_at(const struct lexicon *lx, struct dc_span text, uint32_t pos, struct west_run *out);
/* Rows of the weight table for words [from, to) of a run. */
unsigned west_features(
	struct dc_span text, const struct west_run *run, unsigned from, unsigned to, uint32_t out[WEST_FEATURES]);
/* The best name of a run by this model. */
bool west_judge(const struct west_model *model, struct dc_span text, const struct west_run *run, bool asked,
	struct west_hit *out);
/* The best name in the run around pos, by the program's model. asked: a label or heading says that a name stands here; a
 * single word will do. */
bool name_west_at(const struct lexicon *lx, struct dc_span text, uint32_t pos, bool asked, struct west_hit *out);

/* The last answer, for two kinds that ask the same one after the other. Whoever holds it clears it (all zero) for a new
 * text: bytes may change where they lie. */
struct west_memo {
	const uint8_t *text;		/* NULL: nothing is held */
	size_t n;
	uint32_t pos;
	bool asked, found;
	uint32_t cut_from, cut_until;	/* of the text: the run around every word that begins here has more words than fit */
	struct west_hit hit;
};

/* As name_west_at; memo may be NULL. */
bool name_west_again(struct west_memo *memo, const struct lexicon *lx, struct dc_span text, uint32_t pos, bool asked,
	struct west_hit *out);

#endif
