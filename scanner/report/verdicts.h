/* verdicts.h -- the primary verdict of each finding, by the finding's id. */
#ifndef REPORT_VERDICTS_H
#define REPORT_VERDICTS_H

#include "page.h"

struct verdict {
	int64_t finding;
	/* in the page's arena, each word once */
	const char *verdict, *reason, *level, *scope, *waiver, *suggested, *clause, *clause_text;
};

struct verdicts {
	struct verdict *rows;		/* by finding id; 72 bytes a judged finding, whatever its text */
	size_t n, cap;
	const char **words;
	size_t n_words, cap_words;
	const char *last[8];
	struct page *page;
};

/* Empty where nothing was judged. */
enum dc_status verdicts_load(struct verdicts *v, struct page *p, struct dc_error *err);
const struct verdict *verdicts_of(const struct verdicts *v, int64_t finding);	/* NULL: not judged */
void verdicts_done(struct verdicts *v);

/* "high", "medium", "low"; "placeholder" where there is nothing else. */
const char *finding_band(const struct dc_stored_finding *f);

#endif
