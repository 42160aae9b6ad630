/* labelled.h -- kinds that a label or heading alone makes: "勤務先：...", a column of grades. The value only must not contradict. */
#ifndef LABELLED_H
#define LABELLED_H

#include "propose.h"

/* How a labelled value is read. */
struct labelled {
	bool (*fits)(struct dc_span value);	/* trimmed, not empty, none of the words for "none" */
	size_t most;				/* bytes; longer values are another thing */
	bool line;				/* behind a label the value goes to the end of its line; else to the end of a word */
	float form;				/* log-odds of its form, before label and person */
};

/* Proposes the cell, or what a sign (':', '=', a tab) sets off from its label. */
enum dc_status propose_labelled(const struct detector *self, const struct probe *at, const struct labelled *how,
	struct candidates *out);

/* A colon, an equals sign (any width) or a tab stands between the label and `start`: a blank alone is prose. */
bool label_has_sign(const struct probe *at, uint32_t start);

/* Forms that several kinds share. */
bool is_words(struct dc_span v);		/* two characters of a script or more; no bare number, path or markup */
bool is_text(struct dc_span v);			/* words, four characters or more */
bool is_count(struct dc_span v);		/* a number, commas and decimals allowed, with at most a short unit behind */
bool is_opaque(struct dc_span v, size_t least);	/* letters, digits, '-', '_', '.' of at least this length, with a digit: an identifier */

#endif
