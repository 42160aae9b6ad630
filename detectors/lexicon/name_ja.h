/* name_ja.h -- persons in Japanese text: the windows that may hold one, and the model's judgement of them. */
#ifndef LEXICON_NAME_JA_H
#define LEXICON_NAME_JA_H

#include "crf.h"

#define NAME_HITS_MOST 32		/* of one line; a line of 480 characters holds no more */

struct name_hit {
	uint32_t start, end;		/* bytes of the text */
	float logodds;			/* calibrated: 2.2 is right nine times in ten */
	enum crf_script script;
	bool dictionary;		/* surname and given name stand in the dictionary */
	bool honorific;			/* 様 さん 氏 ... follows */
};


/* Looks at the line around anchor alone (fast): the persons whose name covers or begins at the anchor. Text has no line
 * end between from and to. */
size_t name_ja_at(const struct lexicon *lx, struct dc_span text, uint32_t anchor, struct name_hit *out, size_t cap);

/* Looks at every line of [from, to) and calls found for each person, in order. Stops when found returns false. */
struct name_sink {
	bool (*found)(struct name_sink *, const struct name_hit *);
};
void name_ja_all(const struct lexicon *lx, struct dc_span text, uint32_t from, uint32_t to, struct name_sink *sink);

#endif
