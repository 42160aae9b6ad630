/* faulty_job.h -- a worker's job for tests: ours, but for objects that a fault names ("crash:NAME", "spin:", "allocate:",
 * "sleep:", "lie:", "abort:", "socket:",
 * "limit:", "obey:"). A test program with this job is its own worker: the program that is delivered holds no fault. */
#ifndef TESTS_FAULTY_JOB_H
#define TESTS_FAULTY_JOB_H

#include "job.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static void *faulty_kept;		/* so that no allocation is optimised away */

static inline enum dc_status faulty_limit(enum dc_reason reason, struct record_out *out, struct dc_error *err)
{
	enum dc_status st = record_part_open(out, 0, UINT32_MAX, "", "text", "", err);

	return st == DC_OK ? record_part_close(out, 0, &(struct dc_part_end){ .reason = reason }, err) : st;
}

static inline enum dc_status faulty_allocate(struct record_out *out, struct dc_error *err)
{
	faulty_limit(DC_R_limit_memory, out, err);
	for (;;) {
		size_t n = 1 << 20;
		void *p = malloc(n);

		if (p == NULL)
			return dc_fail(err, DC_ENOMEM, "out of memory");
		memset(p, 1, n);
		faulty_kept = p;
	}
}

/* Records that no honest worker writes. */
static inline enum dc_status faulty_lie(struct record_out *out, struct dc_error *err)
{
	struct dc_part_end end = { .reason = (enum dc_reason)(DC_N_REASONS + 7) };
	enum dc_status st = record_part_open(out, 0, UINT32_MAX, "", "text", "", err);

	if (st == DC_OK)
		st = record_part_close(out, 0, &end, err);
	return st;
}

static inline enum dc_status faulty_run(void *state, const struct serve_task *task, struct record_out *out, struct serve_done *done,
	struct dc_error *err)
{
	const char *fault = task->config->test_fault, *colon = strchr(fault, ':');
	const char *slash = strrchr(task->name, '/'), *name = slash == NULL ? task->name : slash + 1;
	volatile unsigned long turns = 0;

	if (colon == NULL || strcmp(colon + 1, name) != 0 || task->raw_only)
		return job_scan.run(state, task, out, done, err);
	if (strncmp(fault, "crash:", 6) == 0)
		raise(SIGSEGV);
	else if (strncmp(fault, "abort:", 6) == 0)
		abort();
	else if (strncmp(fault, "socket:", 7) == 0)
		socket(AF_INET, SOCK_STREAM, 0);
	else if (strncmp(fault, "lie:", 4) == 0)
		return faulty_lie(out, err);
	else if (strncmp(fault, "limit:", 6) == 0)
		return faulty_limit(DC_R_limit_memory, out, err) == DC_OK ? dc_fail(err, DC_ENOMEM, "out of memory, it says") : err->status;
	else if (strncmp(fault, "obey:", 5) == 0) {
		while (task->page->stop == 0)
			turns++;
		done->reason = DC_R_limit_time;
		return faulty_limit(DC_R_limit_time, out, err);
	}
	else if (strncmp(fault, "allocate:", 9) == 0)
		return faulty_allocate(out, err);
	else if (strncmp(fault, "sleep:", 6) == 0)
		for (;;)
			nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL);
	for (;;)
		turns++;
}

static inline enum dc_status faulty_prepare(const struct wire_config *config, void **state, const struct dc_engine **engine, struct dc_error *err)
{
	return job_scan.prepare(config, state, engine, err);
}

static const struct serve_job faulty_job = { .prepare = faulty_prepare, .run = faulty_run };

#endif
