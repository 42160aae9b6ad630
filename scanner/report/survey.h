/* survey.h -- the inventory in small: sums by kind, place and owner, of fixed size whatever the inventory's. */
#ifndef REPORT_SURVEY_H
#define REPORT_SURVEY_H

#include "page.h"

#define SURVEY_KINDS 128
#define SURVEY_PLACES 128		/* the last one takes what is beyond */
#define SURVEY_OWNERS 128
#define SURVEY_BEST 15			/* findings shown of a kind */

enum level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_NOTE, LEVEL_PASS, LEVEL_OPEN, N_LEVELS };
extern const char *const level_names[N_LEVELS + 1];	/* stored words; NULL at the end */
enum level level_of(const char *word);			/* LEVEL_NOTE for a word that is none */

struct survey_best {
	int64_t finding;
	uint64_t rank;
};

struct survey_kind {
	const char *category;
	uint64_t high, medium, low, findings, hits;
	uint64_t at[SURVEY_PLACES];
	struct survey_best best[SURVEY_BEST];	/* falling */
	size_t n_best;
};

struct survey_place {
	const char *label;
	long scope;			/* index in the declaration; -1: outside any, or no declaration */
	uint64_t hits, level[N_LEVELS];
};

struct survey_owner {
	const char *department, *manager;
	uint64_t level[N_LEVELS], steps[8];
	uint64_t worst_rank;
	const char *worst_verdict;	/* stored word */
	char worst_place[512];
};

struct survey {
	struct page *page;
	struct survey_kind kinds[SURVEY_KINDS];		size_t n_kinds;		/* by hits, falling */
	struct survey_place places[SURVEY_PLACES];	size_t n_places;
	struct survey_owner owners[SURVEY_OWNERS];	size_t n_owners;	/* by weight, falling */
	uint64_t level[N_LEVELS], objects;	/* objects with a finding */
	int64_t last_object;
	const char *scope_id;		/* the last one looked up: verdicts come by scope */
	long scope_index;
	struct dc_buf line;
};

extern const char *const survey_steps[];		/* stored words of suggested steps; NULL at the end */

/* One pass over the verdicts and one over the findings. Free with survey_free. */
enum dc_status survey_new(struct page *p, struct survey **out, struct dc_error *err);
void survey_free(struct survey *s);

#endif
