/* vocabulary.h -- what exports in other vocabularies share: a row's list of categories, in which a parent stands for its children. */
#ifndef REPORT_VOCABULARY_H
#define REPORT_VOCABULARY_H

#include "page.h"

/* The terms of the listed categories, each once, in the catalogue's order; put gets term by term. term_of: "" for none. */
void vocabulary_terms(struct dc_span categories, const char *(*term_of)(size_t category), void (*put)(void *ctx, const char *term, bool first),
	void *ctx);

#endif
