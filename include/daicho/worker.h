/* worker.h -- a process that can read one descriptor and nothing else, seen from both sides.
 *
 * Controller: start a worker, hand it an object, take its records. Worker process: `main` calls dc_worker_main, which
 * prepares (the job's prepare: engine, libmagic), locks down, and serves objects until its socket closes.
 * Records are validated on arrival: a worker that lies is a worker that crashed.
 */
#ifndef DAICHO_WORKER_H
#define DAICHO_WORKER_H

#include "daicho/budget.h"
#include "daicho/detector.h"
#include "daicho/extractor.h"

#include <stdatomic.h>

/* ---- the records of one object, in this order: (part_open | hit | column | text | dates | part_close)... end */
enum dc_record_type { DC_REC_PART_OPEN, DC_REC_PART_CLOSE, DC_REC_HIT, DC_REC_COLUMN, DC_REC_TEXT, DC_REC_DATES, DC_REC_END,
	DC_REC_LIKE };			/* on the wire alone: a hit like one before it; seen as HIT */

struct dc_record {			/* as the controller sees it, validated; strings borrowed, UTF-8, NUL-terminated */
	enum dc_record_type type;
	uint32_t part;			/* number of the part, from 0 in the order opened */
	uint32_t parent;		/* PART_OPEN: number of the parent; UINT32_MAX for part 0 */
	const char *name, *format, *table;	/* PART_OPEN */
	enum dc_reason reason;		/* PART_CLOSE, END */
	const char *detail, *charset;	/* PART_CLOSE, END */
	uint64_t at, bytes;		/* PART_CLOSE, END (bytes read of the object) */
	/* HIT: kind points into the controller's engine; value in a buffer that is wiped after the call. For a kind that has
	 * no value (DC_KIND_NO_VALUE) it is 16 bytes of a hash whose key is made for this object and thrown away with it: good
	 * for counting equal values within the object, and for nothing else. */
	struct dc_hit hit;
	uint32_t value_points;		/* HIT: code points of the value itself, for its mask */
	/* HIT of a table's row, for who keeps what was worked out for the hit before: form, from 1, numbers hits that differ in value and
	 * place alone, held, from 1, numbers values. A number stands for the same until a record says that it is new. 0: no number. */
	uint16_t form, held;
	bool form_is_new, held_is_new;
	const char *field;		/* HIT, COLUMN, TEXT: heading of the column, "" if none */
	struct dc_column_finding column;	/* COLUMN */
	const char *text;		/* TEXT: a piece of what is read, UTF-8 without NUL; a line, or a cell */
	uint64_t text_line, text_row;	/* TEXT: from 1; 0: none */
	uint32_t text_column;		/* TEXT, DATES: DC_NO_COLUMN outside tables */
	int oldest, newest;		/* DATES: yyyymmdd of a column of dates (field: its heading) or of what is labelled in running text */
	bool telling;			/* DATES: label or heading means "made, received, changed": they tell the data's age */
};

struct dc_worker_options {
	const char *program;		/* our own executable (/proc/self/exe) */
	const struct dc_engine *engine;	/* table of kinds: records are checked against it */
	const char *kinds_file;
	enum dc_profile profile;
	int today;			/* yyyymmdd */
	struct dc_budget budget;
	bool unsafe_no_sandbox;
	const char *test_fault;		/* handed to the worker's job. Ours ignores it: faults are made by jobs of the tests */
	const atomic_int *stop;		/* not 0: end the object under way, DC_ECANCEL; or NULL */
};

struct dc_worker;

enum dc_status dc_worker_start(const struct dc_worker_options *opt, struct dc_worker **out, struct dc_error *err);
/* What the kernel granted, for the run record: "seccomp landlock-7 no-new-privs rlimits". */
const char *dc_worker_layers(const struct dc_worker *w);

struct dc_job {
	int fd;				/* stays the caller's */
	int beside;			/* a file that belongs to it (source.h), the caller's; 0: none */
	uint64_t size;
	const char *name;		/* file name with its folders, UTF-8 display; a hint for the extractor and content to scan */
	bool raw_only;
	bool rows;			/* fd gives a stream of rows (rows.h), not a file */
	bool text_only;			/* what is read, as TEXT records, instead of what is found in it */
	bool (*idle)(void *ctx);	/* now and then while no record comes, in the caller's thread; true: it did something that took time. Or NULL */
	void *idle_ctx;
};

/* Hands over an object before those given earlier are answered, at most DC_WORKER_AHEAD in all; it stays open until it is taken. Does
 * not wait. A worker that is gone is noticed by dc_worker_take. DC_EBUG: it was dead before. */
#define DC_WORKER_AHEAD 16
enum dc_status dc_worker_give(struct dc_worker *w, const struct dc_job *job, struct dc_error *err);

struct dc_worker_death {
	enum dc_reason how;		/* parser_crash, parser_timeout, parser_memory, sandbox_violation, protocol_error; DC_R_none: it lives */
	size_t behind;			/* which object it was in: so many behind the oldest */
};

/* Takes the oldest object that was given, as dc_worker_run does. DC_EIO with death->how: the worker is dead. If death->behind is 0 the
 * object killed it; else that one did, and this one has to be given again to another worker, as all that were given. DC_END: the same,
 * without a death: the worker met a limit in an object before, what it says of others is not believed. */
enum dc_status dc_worker_take(struct dc_worker *w, enum dc_status (*each)(void *ctx, const struct dc_record *, struct dc_error *), void *ctx,
	struct dc_worker_death *death, struct dc_error *err);

/* Hands over one object and calls each() for every record until END. Waits, with the watchdog on: CPU time, wall time,
 * progress. DC_OK: END came; DC_ECANCEL: stopped by the flag, the worker is dead. Otherwise the worker is dead and reaped, *died says how (parser_crash, parser_timeout,
 * parser_memory, sandbox_violation, protocol_error), and the caller starts a new one. each() failing also ends it. */
enum dc_status dc_worker_run(struct dc_worker *w, const struct dc_job *job,
	enum dc_status (*each)(void *ctx, const struct dc_record *, struct dc_error *), void *ctx, enum dc_reason *died, struct dc_error *err);
/* True when it served recycle_objects or recycle_bytes, or closed anything oddly: close it and start a new one. */
bool dc_worker_worn(const struct dc_worker *w);
void dc_worker_close(struct dc_worker *w);		/* ends and reaps; NULL is fine */

/* ---- inside the worker process. argv as dc_worker_start made it. Never returns to the caller's main but with an exit code. */
bool dc_worker_is(int argc, char **argv);
int dc_worker_main(int argc, char **argv);

#endif
