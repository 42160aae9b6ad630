/* plan.h -- triage of a big share: what to read first, and what a first look at a few hundred objects says of all of them. */
#ifndef PLAN_H
#define PLAN_H

#include "daicho/arena.h"
#include "daicho/store.h"

#define PLAN_TELLING 200		/* read first: names, forms, times and sizes that promise the most */
#define PLAN_DRAWN 300			/* drawn at random, for an estimate with a known error */
#define PLAN_SECONDS 20			/* listing stops here; what is not listed by then is told and read all the same */

struct plan_file { const char *path; int score; bool drawn; };

struct plan {
	struct dc_arena *arena;
	uint64_t objects, bytes;	/* listed: regular files with content */
	double seconds;			/* that listing took */
	bool cut;			/* time was over: objects is a lower bound */
	struct plan_file telling[PLAN_TELLING], random[PLAN_DRAWN];
	size_t n_telling, n_random;
	uint64_t draw;			/* state of the generator: the same tree, the same draw */
};

/* Lists the targets that are folders or files here (others are left to the scan). now_ns: of the breach, for "recent". */
enum dc_status plan_make(struct plan *p, char **targets, int n, int64_t now_ns, struct dc_error *err);
void plan_done(struct plan *p);
/* Whether a first look is worth its time: there is much more than it would read. */
bool plan_worth(const struct plan *p);
/* The chosen paths, each once; *n of them, in the plan's arena. NULL: memory is out. */
char **plan_first(struct plan *p, int *n);

/* What the first look found, of the run that read it. */
struct plan_estimate {
	uint64_t drawn, with_data;	/* of the random draw: read; holding personal data of medium or high confidence */
	double share, low, high;	/* of all objects, with its 95 % interval (Wilson) */
	struct dc_persons persons;	/* in what was read */
	uint64_t special, card, login, my_number;	/* hits of medium or high confidence */
};
enum dc_status plan_estimate(struct plan *p, struct dc_store *store, int64_t run, struct plan_estimate *out, struct dc_error *err);

#endif
