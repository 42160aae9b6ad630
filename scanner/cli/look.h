/* look.h -- one file through a sandboxed worker, without an inventory: what detect and text share. */
#ifndef LOOK_H
#define LOOK_H

#include "cli.h"

#include "daicho/arena.h"
#include "daicho/worker.h"

#define LOOK_PARTS_MOST 100000

struct look {
	const struct cli_values *values;
	const char *name;		/* as typed; "-": standard input */
	bool text_only;
	bool keep;			/* the arena stays, for what the caller put there: dc_arena_free(look.arena) */
	/* A hit, a column or a piece of text of parts[record->part]. */
	enum dc_status (*each)(struct look *, const struct dc_record *, struct dc_error *);
	void *ctx;
	/* filled while it runs */
	struct dc_arena *arena;
	struct look_part { const char *inner, *table, *format; } *parts;
	size_t n_parts;
};

/* Runs, tells what went wrong or was not read, returns the exit code. */
int look_run(struct look *l);

#endif
