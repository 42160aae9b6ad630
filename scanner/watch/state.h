/* state.h -- what the watch remembers of a target between its runs: a JSON file beside the inventory, replaced whole. */
#ifndef WATCH_STATE_H
#define WATCH_STATE_H

#include "daicho/arena.h"
#include "daicho/status.h"

#include <stdbool.h>
#include <stdint.h>

struct state {
	int64_t started, ended;		/* of the last scan, seconds since 1970, UTC; 0: never */
	int64_t code;			/* its exit code; negative: killed by that signal */
	bool interrupted;		/* stopped by us: to be resumed */
	bool failed;			/* code 2, 4, or a signal */
	char failure[400];		/* the last thing it said then */
	int64_t told_run;		/* the end of this run is what channels know of */
	double told_coverage;		/* its share of bytes read whole; negative: none */
	bool told_failure;		/* of the failure channels know, too */
	int64_t scans, failures;	/* counters, for the metrics */
	int64_t untold;			/* messages that reached no one yet */
};

/* A state that is not there is one of a target never run. */
enum dc_status state_read(const char *path, struct state *out, struct dc_error *err);
enum dc_status state_write(const char *path, const struct state *s, struct dc_error *err);
/* Writes a file whole or not at all: 0600 unless open is true (0644, for collectors that run as another user). */
enum dc_status state_replace(const char *path, const void *p, size_t n, bool open, struct dc_error *err);

#endif
