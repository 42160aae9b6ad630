/* rule.h -- what a user's kind is made of. Not public. */
#ifndef RULES_RULE_H
#define RULES_RULE_H

#include "rules.h"

#include "daicho/arena.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <hs.h>
#include <pcre2.h>

#define RULES_MOST 256
#define CHECKS_MOST 8
#define MATCH_MOST 512u			/* bytes of a match; a longer one is none */

typedef bool check_fn(struct dc_span value);	/* the value's characters, widths folded, blanks and hyphens out */

struct rule {
	struct detector detector;
	const char *pattern;
	int line, col;			/* of the pattern, for what a compiler says of it */
	pcre2_code *code;
	uint32_t group;			/* that is the value; 0: the whole match */
	check_fn *checks[CHECKS_MOST];
	size_t n_checks;
	float logodds;			/* of a bare match */
};

struct rules {
	struct dc_arena *arena;
	const char *name;		/* of the file */
	struct rule at[RULES_MOST];
	size_t n;
	hs_database_t *db;
};

check_fn *check_find(const char *name);		/* NULL: no such check */

#endif
