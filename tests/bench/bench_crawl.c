/* bench_crawl.c -- what the hand-over to a sandboxed worker costs, beside opening and reading the same files here.
 *   bench_crawl            one worker: start, empty round trip, small files
 *   bench_crawl FOLDER     the walk and the open-read-close floor of a folder's files */
#include "job.h"

#include "daicho/source.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static enum dc_status nothing(void *ctx, const struct dc_record *r, struct dc_error *err)
{
	(void)ctx;
	(void)r;
	(void)err;
	return DC_OK;
}

/* A job that does nothing: the round trip alone. */
static enum dc_status empty_run(void *state, const struct serve_task *task, struct record_out *out, struct serve_done *done, struct dc_error *err)
{
	enum dc_status st;

	if (strcmp(task->config->test_fault, "empty") != 0)
		return job_scan.run(state, task, out, done, err);
	st = record_part_open(out, 0, UINT32_MAX, "", "", "", err);
	return st == DC_OK ? record_part_close(out, 0, &(struct dc_part_end){ 0 }, err) : st;
}

static enum dc_status prepare(const struct wire_config *config, void **state, const struct dc_engine **engine, struct dc_error *err)
{
	return job_scan.prepare(config, state, engine, err);
}

static const struct serve_job job = { .prepare = prepare, .run = empty_run };

static int round_trips(const struct dc_engine *engine, const char *fault, const char *what, size_t bytes)
{
	enum { N = 20000 };
	struct dc_worker_options opt = { .program = "/proc/self/exe", .engine = engine, .profile = DC_PROFILE_FAST, .today = 20260101,
					 .budget = dc_budget_default, .test_fault = fault };
	struct dc_error err = { 0 };
	struct dc_worker *w;
	enum dc_reason died;
	uint64_t t = now_ns();
	char *text = malloc(bytes + 1);
	int fd = memfd_create("bench", MFD_CLOEXEC);

	opt.budget.recycle_objects = N + 1;
	if (text == NULL || dc_worker_start(&opt, &w, &err) != DC_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	printf("%-32s %8.2f ms\n", "start of a worker", (double)(now_ns() - t) / 1e6);
	memset(text, 'x', bytes);
	for (size_t i = 79; i < bytes; i += 80)
		text[i] = '\n';
	if (write(fd, text, bytes) != (ssize_t)bytes)
		return 1;
	t = now_ns();
	for (int i = 0; i < N; i++) {
		lseek(fd, 0, SEEK_SET);
		if (dc_worker_run(w, &(struct dc_job){ .fd = fd, .size = bytes, .name = "x.txt" }, nothing, NULL, &died, &err) != DC_OK)
			return 1;
	}
	printf("%-32s %8.2f us\n", what, (double)(now_ns() - t) / 1e3 / N);
	dc_worker_close(w);
	close(fd);
	free(text);
	return 0;
}

static int folder(const char *target)
{
	const struct dc_source_ops *ops = dc_source_find(target);
	struct dc_source_options opt = { .threads = 1 };
	struct dc_source *s;
	struct dc_object *o;
	struct dc_error err = { 0 };
	static char block[256 * 1024];
	uint64_t t = now_ns(), n = 0, bytes = 0;

	for (int reading = 0; reading < 2; reading++) {
		n = bytes = 0;
		t = now_ns();
		if (ops->open(target, &opt, &s, &err) != DC_OK)
			return 1;
		while (ops->next(s, &o, &err) == DC_OK) {
			ssize_t k;

			n++;
			while (reading && o->fd >= 0 && (k = read(o->fd, block, sizeof block)) > 0)
				bytes += (uint64_t)k;
			dc_object_free(o);
		}
		ops->close(s);
		printf("%-32s %8.2f us an object (%llu objects, %llu bytes)\n", reading ? "walk, open, read" : "walk, open",
		       (double)(now_ns() - t) / 1e3 / (double)(n == 0 ? 1 : n), (unsigned long long)n, (unsigned long long)bytes);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct dc_engine_options eo = { .table_only = true, .today = 20260101 };
	struct dc_engine *engine;
	struct dc_error err = { 0 };
	int rc;

	if (dc_worker_is(argc, argv))
		_exit(serve(&job));
	if (argc == 2)
		return folder(argv[1]);
	if (dc_engine_new(&eo, &engine, &err) != DC_OK)
		return 1;
	rc = round_trips(engine, "empty", "empty round trip", 0) || round_trips(engine, "", "4 KiB of text, whole", 4096) ||
	     round_trips(engine, "", "empty file, whole", 0);
	dc_engine_free(engine);
	return rc;
}
