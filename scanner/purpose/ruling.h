/* ruling.h -- what the files of the judge share about a judge's memory; not for others. */
#ifndef PURPOSE_RULING_H
#define PURPOSE_RULING_H

#include "judge.h"

#define TABLE 32768			/* buckets of rulings; chains are short even with 50,000 of them */

/* Who admits a category, over the whole declaration: made once for each category. */
struct admitters {
	const char *category;
	const struct purpose **purpose;
	size_t n_purposes;
	const struct scope **scope;
	size_t n_scopes;
	struct admitters *next;
};

struct judge {
	const struct dc_declaration *d;
	struct dc_arena *arena;
	struct locator locator;
	struct ruling *table[TABLE];
	struct admitters *admitters;
	int today;
	char path[512];			/* of the finding before this one, and whether it is a left-over copy */
	size_t path_n;
	bool residual;
};

/* The purposes of the bindings, each once; NULL in *out if there are none. */
enum dc_status cite_purposes(struct judge *j, const struct binding *const *b, size_t n, const struct cited **out);
/* The clause of the joint use or of the first recipient that has one; else as given. */
const struct cited *cite_sharing(struct judge *j, const struct scope *s, const struct cited *otherwise);
/* "recruit, scope:recruiting, +3"; "" if there are none; NULL when memory is out. subject NULL: any. */
const char *cite_candidates(struct judge *j, const struct scope *s, const char *category, const char *subject);

bool binding_vague(const struct binding *b);			/* a vague purpose without a list of its own */
bool binding_admits(const struct binding *b, const char *category);
bool binding_subject(const struct words *subjects, const char *subject);	/* unspecified admits any */

#endif
