/* changes.h -- what judging a run anew changed: each finding's primary verdict before against the one now. */
#ifndef PURPOSE_CHANGES_H
#define PURPOSE_CHANGES_H

#include "verdict.h"

struct scope;

#define CHANGES_PAIRS 64		/* before x now, told apart; the rest is counted as others */
#define CHANGES_NAMES 4096

struct changes {
	struct dc_buf before;		/* struct was, by finding */
	struct dc_buf names;		/* NUL-terminated, one behind the other; numbered from 0 */
	uint16_t n_names;
	uint16_t now[N_VERDICTS][N_WHYS];	/* number of the name and 1; 0: not looked up yet */
	char last_verdict[48], last_reason[64];	/* the name looked up last */
	uint16_t last;
	size_t at;			/* the first of before that was not met yet */
	struct pair {
		uint16_t before, now;
		uint64_t findings;
		const struct scope *scope;	/* of the first one */
		bool scoped;
	} pairs[CHANGES_PAIRS];
	size_t n_pairs;
	uint64_t others, judged_before;
};

void changes_init(struct changes *c);
void changes_done(struct changes *c);
/* What the run's verdicts are now: before they are cleared. */
enum dc_status changes_read(struct changes *c, struct dc_store *store, int64_t run, struct dc_error *err);
/* Findings come by their ids. DC_ENOMEM. */
enum dc_status changes_note(struct changes *c, int64_t finding, const struct verdict *v, const struct scope *scope);
/* The most frequent first. */
void changes_tell(const struct changes *c, struct dc_judgement *out);

#endif
