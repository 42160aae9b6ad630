/* event.h -- what a run changed, in numbers and places: what channels tell. Holds no value that was found; paths as they
 * are unless they are to be masked. */
#ifndef WATCH_EVENT_H
#define WATCH_EVENT_H

#include "config.h"

#include "daicho/store.h"

#define EVENT_PLACES 20			/* named one by one; the rest is counted */
#define EVENT_KINDS 128			/* the catalogue has fewer */

struct event_place {
	const char *change;		/* "new", "lost_sight" ... */
	const char *where;		/* printable, UTF-8 */
	const char *category;
	const char *verdict;		/* "PROHIBITED/listed" or "" */
};

struct event_kind { char category[64]; uint64_t hits; };	/* of medium and high confidence */

struct event {
	const char *target;
	int64_t run, since;		/* compared with the end of run `since`; 0: there was none */
	int64_t started_ns, ended_ns;	/* UTC; ended 0: interrupted */
	int code;			/* exit code of the scan */
	const char *failure;		/* what it said when it failed; "" */
	unsigned why;			/* enum wake bits: what of this is news */
	uint64_t changes[DC_N_CHANGES];
	uint64_t violations;		/* findings whose verdict became an error or a warning */
	uint64_t levels[5];		/* primary verdicts by level, as they stand: error warning note pass open */
	uint64_t special, financial, my_number;	/* new findings of kinds that make a breach reportable */
	uint64_t objects[DC_N_OUTCOMES], bytes[DC_N_OUTCOMES];
	double coverage, coverage_before;	/* share of bytes of complete objects, 0..1; before: negative if not known */
	struct dc_persons persons;
	struct event_kind kinds[EVENT_KINDS];
	size_t n_kinds;
	struct event_place places[EVENT_PLACES];
	size_t n_places;
	uint64_t places_left;
};

/* Compares the last run with run `since`. DC_END: the inventory holds no run. Strings are in the arena. */
enum dc_status event_gather(const char *database, int64_t since, double coverage_before, bool mask_paths, struct dc_arena *arena,
	struct event *out, struct dc_error *err);
/* One line, for subjects and logs. */
enum dc_status event_line(const struct event *e, const char *lang, struct dc_buf *out);
/* For people, some lines. */
enum dc_status event_text(const struct event *e, const char *lang, struct dc_buf *out);
/* One JSON object on one line, for machines. */
enum dc_status event_json(const struct event *e, struct dc_buf *out);
/* Syslog severity (RFC 5424 6.2.1): 2 critical, 4 warning, 5 notice, 6 informational. */
int event_severity(const struct event *e);

#endif
