/* config.h -- a watch's configuration as it stands in memory. Lives in the watch's arena. Words keep their text and place;
 * what is computed of them stands behind them in each record. */
#ifndef WATCH_CONFIG_H
#define WATCH_CONFIG_H

#include "calendar.h"
#include "shapes.h"

#define SCHEDULES_MOST 16		/* of one target */

struct channel_ops;

struct report_wish {			/* a report to write after each run */
	struct place at;
	struct word name, format, file, lang;
};

struct target {
	struct place at;
	struct word id, purposes, kinds, inventory, window, keep, fail_on;
	struct words paths, schedule, exclude, options, notify, on;
	struct records reports;
	/* computed */
	struct calendar calendars[SCHEDULES_MOST];
	size_t n_calendars;
	struct hours hours;
	bool has_hours;
	struct span_of_time kept;
	unsigned wakes;			/* enum wake bits */
	const char *database;		/* path of its inventory */
	const struct channel **channels;
	size_t n_channels;
};

struct channel {
	struct place at;
	struct word id, kind, to, from, secret_file, user, password_file, ca_file, attach, format, facility, tls, seconds;
	struct words recipients, command;
	/* computed */
	const struct channel_ops *ops;
	long limit;			/* seconds for one try */
};

struct metrics_wish {
	struct place at;
	struct word textfile, listen;
};

struct config {
	struct place at;
	struct word watch, state, jobs, mask_paths;
	struct metrics_wish *metrics;
	struct records targets, channels;
};

/* What is worth a message; a target's "on" names some, else all. */
enum wake { WAKE_VIOLATIONS = 1, WAKE_LOST_SIGHT = 2, WAKE_COVERAGE = 4, WAKE_TRIAGE = 8, WAKE_FAILURE = 16 };
extern const char *const wake_names[];	/* in the order of the bits; NULL at the end */

struct dc_watch {
	struct dc_arena *arena;
	const char *files[1];
	struct config config;
	const char *state;		/* folder of inventories, states and reports */
	struct target **targets;
	size_t n_targets;
	long jobs;			/* worker processes for all targets together; 0: one per core */
};

#endif
