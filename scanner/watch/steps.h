/* steps.h -- the supervisor's inside: a target's steps one after the other, each a child. */
#ifndef WATCH_STEPS_H
#define WATCH_STEPS_H

#include "child.h"
#include "config.h"
#include "state.h"

#include "daicho/watch.h"

enum phase { PHASE_IDLE, PHASE_SCAN, PHASE_REPORTS, PHASE_PRUNE, PHASE_TELL };

struct runner {				/* a target at work */
	struct target *target;
	enum phase phase;
	struct child child;
	size_t report;			/* the one being written */
	int jobs;			/* worker processes it has */
	bool stopping;			/* was asked to stop */
	int64_t deadline;		/* of the step, by steps_clock; 0: none */
	struct state state;
	char state_path[4096], log[4096], folder[4096];
};

struct supervisor {
	struct dc_watch *w;
	const struct dc_watch_options *opt;
	struct runner *runners;		/* one for each target, in their order */
	int slots;			/* worker processes for all */
	int lock;			/* descriptor of the lock of the state folder */
};

enum dc_status steps_open(struct supervisor *s, struct dc_watch *w, const struct dc_watch_options *opt, struct dc_error *err);
void steps_close(struct supervisor *s);
/* Begins a scan of an idle target with so many worker processes. */
void steps_scan(struct supervisor *s, struct runner *r, int jobs);
/* Asks for an early, clean end. */
void steps_stop(struct supervisor *s, struct runner *r);
/* Looks after the child: goes on to the next step when it has ended, kills it when its time is over. */
void steps_look(struct supervisor *s, struct runner *r);
/* The files of a target. */
enum dc_status steps_paths(const struct dc_watch *w, struct target *t, struct runner *r, struct dc_error *err);
int64_t steps_clock(void);		/* seconds that nobody sets back or ahead */
void steps_say(const struct supervisor *s, const char *fmt, ...) DC_PRINTF(2, 3);

#endif
