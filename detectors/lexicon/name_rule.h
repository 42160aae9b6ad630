/* name_rule.h -- persons that a rule tells in a line: by a title behind, by how they introduce themselves, alone on the line. The model
 * has seen too few of them, for its labelled text is encyclopaedia and news. */
#ifndef LEXICON_NAME_RULE_H
#define LEXICON_NAME_RULE_H

#include "line.h"

#define RULE_SPANS_MOST 24		/* of one line */

struct rule_span {
	size_t from, to;		/* characters */
	float least;			/* log-odds that the rule vouches for */
	bool honorific;
};

/* text: the line's bytes, as line_read took them; the dictionary need not be looked up. Returns how many stand in out, in order. */
size_t name_rules(const struct lexicon *lx, struct dc_span text, const struct line *l, struct rule_span out[RULE_SPANS_MOST]);

/* True if words of the dictionary leave two characters of [from, to) and more, or a given name ends there that is no word. */
bool name_unexplained(const struct lexicon *lx, struct dc_span text, const struct line *l, size_t from, size_t to);
#define UNEXPLAINED_MOST 12		/* characters asked for at most */

#endif
