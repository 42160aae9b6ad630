/* run.h -- one scan from targets to inventory: walkers -> bounded queue -> one driver per worker process -> one writer.
 *
 * The command line fills the options, calls dc_scan_run, judges, and reads the findings list back in canonical order. A
 * run that was stopped or killed is resumed by the same call with resume set. Results do not depend on the number of
 * workers, on their order, or on an interruption.
 */
#ifndef DAICHO_RUN_H
#define DAICHO_RUN_H

#include "daicho/budget.h"
#include "daicho/detector.h"
#include "daicho/known.h"
#include "daicho/shard.h"
#include "daicho/store.h"

#include <stdatomic.h>

/* Where a scan stands; handed to the progress callback about four times a second. */
struct dc_scan_progress {
	uint64_t discovered, discovered_bytes;	/* met by the walkers so far */
	uint64_t objects, bytes;	/* of those, done (any outcome); bytes: sizes of the done */
	uint64_t findings;		/* hits of band low and above, placeholders left out */
	uint64_t failed;
	uint64_t rows;			/* of databases' tables that were read to their end */
	double seconds;			/* since the start */
	double bytes_per_second;	/* read in the last seconds */
	double seconds_left;		/* estimate; negative while the walk still goes on */
	bool walked;			/* every target was walked to its end */
};

struct dc_scan_options {
	const char *const *targets;	/* as typed; a path, scheme://..., or "-" (standard input) */
	size_t n_targets;
	struct dc_store *store;		/* open for writing; stays the caller's */
	const char *inventory;		/* path of the store's file: never scanned, and its folder takes the findings spool; or NULL */
	struct dc_shard shard;		/* this part of the targets alone; options_json names it as "shard":"2/3" */
	const char *const *exclude;	/* globs on the path below the target's root, NULL-terminated; or NULL */
	const char *const *include;	/* the same: what to read alone; or NULL */
	bool cross_mounts;
	enum dc_profile profile;
	const char *kinds_file;		/* or NULL */
	int today;			/* yyyymmdd; 0: the clock */
	struct dc_budget budget;
	int jobs;			/* worker processes; 0: one per core that this process may use */
	const char *program;		/* our own executable, started again as worker; NULL: /proc/self/exe */
	bool unsafe_no_sandbox;		/* runs even where seccomp is missing; recorded in the run */
	bool findings;			/* keep the list of hits for dc_findings_each: those of this call, not of a run that is resumed */
	bool resume;			/* go on with the last run of these targets if it never ended */
	double verify;			/* 0 to 1: this share of the unchanged files, drawn at random, is read all the same and compared */
	bool full;			/* read everything, also what is the same as in an earlier run */
	const char *password_file;	/* of databases, 0600; NULL: what the client library finds by itself */
	const char *sample;		/* of tables: "5%", "1000rows"; NULL: everything is read */
	const char *changed_since;	/* "updated_at=2026-11-01": of tables with that column; NULL: all rows */
	uint64_t max_rows, rows_per_second;	/* of a table; 0: no limit */
	uint64_t bytes_per_second;	/* of a table, and of all files together; 0: no limit */
	uint64_t opens_per_second;	/* files begun; 0: no limit */
	double min_confidence;		/* hits below it are counted alone, but for a My Number's; 0: all are kept */
	const struct dc_known *known;	/* allow-list; or NULL */
	const char *declaration_sha256;	/* hex, for the run record; NULL or "" without a declaration */
	const char *rule_pack;		/* or NULL */
	const char *options_json;	/* options in force, for the run record; NULL: "{}" */
	const atomic_int *stop;		/* set by SIGINT and SIGTERM: end cleanly, the run can be resumed; or NULL */
	void (*progress)(void *ctx, const struct dc_scan_progress *);	/* from a thread of its own; or NULL */
	void *progress_ctx;
	const char *test_fault;		/* struct dc_worker_options.test_fault; NULL but in tests */
};

struct dc_findings;

struct dc_scan_summary {
	int64_t run;
	uint64_t discovered, discovered_bytes;	/* objects met by this call; those that a resumed run already held included */
	uint64_t resumed;		/* of them, done before the interruption */
	struct dc_coverage coverage;	/* of the whole run, from the store */
	uint64_t low, medium, high, placeholders;	/* hits of this call */
	uint64_t below, known;		/* hits left out by min_confidence; those the allow-list made placeholders */
	uint64_t bytes_read;
	uint64_t rows_read;		/* of databases' tables */
	uint64_t verified, differ;	/* unchanged files that were read all the same; of them, with another result than before */
	char differs[256];		/* path of the first of these, escaped and cut; "" for none */
	uint64_t clock_back_s;		/* the last run says to be this much later than now: the clock was set back, or was wrong then */
	uint64_t worker_deaths;
	double seconds;
	bool complete;			/* no partial, no failure, no unread directory, not stopped */
	bool stopped;			/* by the flag; the run can be resumed */
	bool sandboxed, atime_kept;
	char note[768];			/* what sources did without ("smb://h: the server offers no encryption ..."); "" for nothing */
	char layers[160];		/* what the kernel granted the workers: "rlimits no-new-privs landlock-7 seccomp" */
	struct dc_findings *findings;	/* the caller's: dc_findings_free; NULL unless asked for */
};

/* Scans. DC_OK also when stopped by the flag (summary->stopped) and when objects failed; DC_EUSAGE: a target is missing or
 * unreadable, an option is wrong, the sandbox is not to be had; DC_EIO: the inventory cannot be written; DC_EBUG: the
 * ledger does not balance. summary is filled as far as it goes in every case; free its findings. Not reentrant. */
enum dc_status dc_scan_run(const struct dc_scan_options *opt, struct dc_scan_summary *summary, struct dc_error *err);

/* An inventory that is merged: its name for messages, open for reading. */
struct dc_merge_input {
	const char *path;
	struct dc_store *store;
};

struct dc_merge_summary {
	int64_t run;			/* of the inventory merged into */
	uint64_t objects;
	uint64_t left;			/* objects that stand in the inputs from other scans than their last: not taken over */
	struct dc_coverage coverage;
	bool complete;
};

/* Takes what the last runs of the inputs met into one new run of `into` (open for writing, same key), as if one host had scanned it:
 * the same canonical dump, without verdicts. All or nothing. DC_EUSAGE: an input is of another key, another version, interrupted, a part
 * of a target is missing or there twice, or a path stands in two inputs. */
enum dc_status dc_merge(const struct dc_merge_input *from, size_t n, struct dc_store *into, struct dc_merge_summary *out, struct dc_error *err);

/* Parts that come one by one, each in a begun batch of `into`: what the last run of the input met goes to the run *run; 0: it begins with
 * this part and these targets. DC_EUSAGE: the part is of another key, version, kinds or limits, or was interrupted. */
enum dc_status dc_take_in(const struct dc_merge_input *part, const char *targets, struct dc_store *into, int64_t *run, struct dc_error *err);
/* All parts are in, but for what is lost ("": nothing): then the targets are told as folders that could not be read, and nothing below them
 * is taken for gone. Ends the run (0: no part came). */
enum dc_status dc_take_end(struct dc_store *into, int64_t *run, const char *targets, const char *lost, struct dc_merge_summary *out, struct dc_error *err);

/* One line of the findings list (DESIGN §5). Strings are UTF-8, NUL-terminated and borrowed until the callback returns;
 * path is raw bytes. No raw value. */
struct dc_listed_finding {
	const char *asset, *path;
	size_t path_len;
	const char *inner, *table, *format, *field;
	uint32_t column;		/* DC_NO_COLUMN outside tables */
	const char *category, *kind;
	uint64_t start, end, line, row;
	uint32_t col;
	float confidence;
	enum dc_band band;
	unsigned flags;			/* enum dc_hit_flag */
	const char *masked;
	const struct dc_weight *weights;
	size_t n_weights;
};

/* Every hit kept, in the order of path bytes, then as it stands in the object; memory does not grow with their number.
 * each() returning DC_END ends the walk well; another status is returned. May be called again. */
enum dc_status dc_findings_each(struct dc_findings *f,
	enum dc_status (*each)(void *ctx, const struct dc_listed_finding *, struct dc_error *), void *ctx, struct dc_error *err);
uint64_t dc_findings_count(const struct dc_findings *f);
void dc_findings_free(struct dc_findings *f);		/* NULL is fine; the spool has no name and vanishes */

#endif
