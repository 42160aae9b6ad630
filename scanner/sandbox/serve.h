/* serve.h -- the worker process: prepare, lock down, serve objects until the socket closes. What is done with an object
 * is the job's, so that this room knows no format; tests bring jobs of their own that misbehave. */
#ifndef SANDBOX_SERVE_H
#define SANDBOX_SERVE_H

#include "page.h"
#include "records.h"

struct serve_task {
	int fd;				/* closed by the caller of run */
	int beside;			/* a file that belongs to it, closed likewise; -1: none */
	uint64_t size;
	const char *name;		/* borrowed */
	bool raw_only, rows, text_only;
	struct page *page;		/* stop word; phase and bytes for the watchdog */
	const struct wire_config *config;
};

/* How the object ended: the last record. */
struct serve_done {
	enum dc_reason reason;
	char detail[256];
	uint64_t bytes;			/* read of the object */
};

struct serve_job {
	/* Before the lockdown: everything that opens a file, compiles, or starts a thread. */
	enum dc_status (*prepare)(const struct wire_config *config, void **state, const struct dc_engine **engine, struct dc_error *err);
	/* Locked in: writes the object's records but the last. A failure ends the process, DC_ENOMEM excepted: that is the
	 * object's, its parts are closed by then, and the worker is replaced after it. */
	enum dc_status (*run)(void *state, const struct serve_task *task, struct record_out *out, struct serve_done *done, struct dc_error *err);
};

bool serve_is(int argc, char **argv);
/* Returns the exit code. */
int serve(const struct serve_job *job);

#endif
