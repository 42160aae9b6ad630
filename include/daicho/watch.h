/* watch.h -- scans by the calendar: targets, windows, reports after each run, and who is told when something changed.
 *
 * The watch is a supervisor of one thread. Every step of a target (scan, reports, prune, telling) is a child process of
 * our own program, so that nothing that crashes or hangs in one takes the others along, and a receiver that does not
 * answer costs its own step's deadline alone.
 */
#ifndef DAICHO_WATCH_H
#define DAICHO_WATCH_H

#include "daicho/purpose.h"

#include <stdatomic.h>

struct dc_watch;

/* Reads a configuration; complaints are told with file, line and column, as those of a declaration. DC_EUSAGE: told. */
enum dc_status dc_watch_load(const char *path, struct dc_watch **out, void (*tell)(void *ctx, const struct dc_lint *), void *ctx,
	struct dc_error *err);
void dc_watch_free(struct dc_watch *w);			/* NULL is fine */

size_t dc_watch_targets(const struct dc_watch *w);
const char *dc_watch_target(const struct dc_watch *w, size_t i);	/* its id */
/* When the target is due next after a time (both seconds since 1970, UTC); 0: never again. */
int64_t dc_watch_next(const struct dc_watch *w, size_t i, int64_t after);

struct dc_watch_options {
	const char *program;		/* our own executable */
	const char *lang;		/* "ja", "en": of reports and messages */
	const char *only;		/* the one target to deal with; NULL: all */
	const atomic_int *stop;		/* SIGINT, SIGTERM: end the scans under way cleanly; they are resumed at the next start */
	void (*say)(void *ctx, const char *line);	/* what happens, a line each; no personal value */
	void *ctx;
};

/* Until stopped. DC_OK when stopped by the flag. DC_EUSAGE: another watch has the state folder, no such target. */
enum dc_status dc_watch_run(struct dc_watch *w, const struct dc_watch_options *opt, struct dc_error *err);
/* Runs what is asked for once, now, and returns; *worst: the worst exit code of its scans. */
enum dc_status dc_watch_once(struct dc_watch *w, const struct dc_watch_options *opt, int *worst, struct dc_error *err);
/* Tells the channels of opt->only what changed since they were last told; force: also if nothing did (a test of the
 * channels). Called in a child of the watch. DC_EIO: a channel could not be reached; it is told again after the next run. */
enum dc_status dc_watch_tell(struct dc_watch *w, const struct dc_watch_options *opt, bool force, struct dc_error *err);

#endif
