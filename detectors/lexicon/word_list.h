/* word_list.h -- short lists of words in one string, a space behind each: those of one first letter, so that nothing is compared with most. */
#ifndef LEXICON_WORD_LIST_H
#define LEXICON_WORD_LIST_H

#include "daicho/span.h"

/* Whether the word is one of the list. list may be NULL: an empty one. */
static inline bool words_has(const char *list, struct dc_span word)
{
	for (const char *space; list != NULL && (space = strchr(list, ' ')) != NULL; list = space + 1) {
		if ((size_t)(space - list) == word.n && memcmp(list, word.p, word.n) == 0)
			return true;
	}
	return false;
}

#endif
