/* bench_scale.c -- one large inventory, made of results that nobody read: bench_scale make|night|open FILE OBJECTS
 *
 * make: a first scan of OBJECTS files, a finding in every second. night: the next one, 1 % of them written since, each met as the walk
 * would, in the order of the first. open: opens and asks for the last scan. Each says how long it took, and the most memory it had.
 */
#include "made_result.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define BATCH 1000			/* results in a transaction, as the crawl's */
#define NOTED 250000			/* files met between two writings of what was met: a second's */
#define FOLDER 200			/* files in one */

static struct dc_error err;

static void must(enum dc_status st)
{
	if (st != DC_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
}

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void set_path(struct made *m, uint64_t i)
{
	static char path[96];

	m->r.path_len = (size_t)snprintf(path, sizeof path, "/srv/share/%05llu/%02llu/file-%08llu.csv", (unsigned long long)(i / FOLDER / 20),
		(unsigned long long)(i / FOLDER % 20), (unsigned long long)i);
	m->r.path = path;
}

/* A file as the walk sees it; written: how often since the first scan. */
static void set_seen(struct made *m, uint64_t i, unsigned written)
{
	set_path(m, i);
	m->r.dev = 5;
	m->r.ino = i + 11;
	m->r.size = 1000 + i % 977 + written;
	m->r.bytes_read = m->r.size;
	m->r.btime_ns = 1700000000000000000;
	m->r.mtime_ns = m->r.ctime_ns = 1700000000000000000 + (int64_t)i * 1000 + written;
}

/* Every second file has a finding: one address in three stands in others too. */
static void set_found(struct made *m, uint64_t i, unsigned written)
{
	static const struct dc_weight weights[] = { { DC_E_form, 1.5f }, { DC_E_label, 0.25f }, { DC_E_heading, -0.5f } };

	m->r.n_findings = m->r.n_hits = m->r.n_tokens = i % 2 == 0;
	m->r.persons = (struct dc_persons){ 0, m->r.n_findings, m->r.n_findings };
	if (i % 2 != 0)
		return;
	made_set_finding(m, 0, &made_email, 1 + written * 20);
	made_finding(m, 0)->sample = 0;
	*made_hit(m, 0) = (struct dc_result_hit){ .start = i % 500, .end = i % 500 + 20, .line = 1, .field = "", .column = DC_NO_COLUMN, .confidence = 0.95f,
		.band = DC_BAND_HIGH, .masked = "***@example.co.jp", .weights = weights, .n_weights = 3 };
	made_set_token(m, 0, 0, 0, (i % 3 == 0 ? i / 8 : i) * 0x9E3779B97F4A7C15ull, false);
}

static int64_t begin(struct dc_store *s)
{
	struct dc_run run = { .targets = "/srv/share", .declaration_sha256 = "", .rule_pack = "", .tool_version = "1", .detector_version = "1", .options = "{}",
		.started_ns = (int64_t)time(NULL) * 1000000000 };

	must(dc_store_run_begin(s, &run, &err));
	return run.id;
}

static void end(struct dc_store *s, int64_t id, uint64_t read, uint64_t carried)
{
	struct dc_run run = { .id = id, .ended_ns = (int64_t)time(NULL) * 1000000000, .sandboxed = true, .atime_kept = true, .complete = true,
		.objects = { [DC_COMPLETE] = read, [DC_SKIPPED] = carried }, .carried = carried };
	double t = seconds(CLOCK_PROCESS_CPUTIME_ID);

	must(dc_store_sweep(s, id, (struct dc_shard){ 0 }, &err));
	printf("%-10s %9.1f s\n", "  sweep", seconds(CLOCK_PROCESS_CPUTIME_ID) - t);
	t = seconds(CLOCK_PROCESS_CPUTIME_ID);
	must(dc_store_run_persons(s, id, true, &run.persons, &err));
	printf("%-10s %9.1f s    %llu / %llu / %llu\n", "  persons", seconds(CLOCK_PROCESS_CPUTIME_ID) - t, (unsigned long long)run.persons.lo,
		(unsigned long long)run.persons.best, (unsigned long long)run.persons.hi);
	must(dc_store_run_end(s, &run, &err));
}

static struct made *model(void)
{
	struct made *m = made_new("/srv/share", "");

	made_room(m, 1, 1, 1, 1);
	return m;
}

/* Puts within batches of their own. */
static void put(struct dc_store *s, int64_t run, const struct made *m, uint64_t *in_batch)
{
	if (*in_batch == 0)
		must(dc_store_begin(s, &err));
	must(dc_store_put(s, run, &m->r, &err));
	if (++*in_batch == BATCH) {
		must(dc_store_commit(s, &err));
		*in_batch = 0;
	}
}

static void make(struct dc_store *s, uint64_t n)
{
	struct made *m = model();
	int64_t run = begin(s);
	uint64_t in_batch = 0;

	for (uint64_t i = 0; i < n; i++) {
		set_seen(m, i, 0);
		set_found(m, i, 0);
		put(s, run, m, &in_batch);
	}
	if (in_batch != 0)
		must(dc_store_commit(s, &err));
	end(s, run, n, 0);
	made_free(m);
}

static void write_down(struct dc_store *s, int64_t run, struct dc_recall *r, uint64_t *in_batch)
{
	if (*in_batch == 0)
		must(dc_store_begin(s, &err));
	must(dc_store_put_recalled(s, run, r, &err));
	must(dc_store_commit(s, &err));
	*in_batch = 0;
}

static void night(struct dc_store *s, uint64_t n)
{
	struct made *m = model();
	int64_t run = begin(s);
	struct dc_recall *r;
	uint64_t in_batch = 0, same = 0;
	double t = seconds(CLOCK_PROCESS_CPUTIME_ID);

	must(dc_store_recall(s, run, "1", &r, &err));
	printf("%-10s %9.1f s\n", "  recall", seconds(CLOCK_PROCESS_CPUTIME_ID) - t);
	t = seconds(CLOCK_PROCESS_CPUTIME_ID);
	for (uint64_t i = 0; i < n; i++) {
		bool written = i % 200 == 0 || i % 200 == 101;

		set_seen(m, i, written);
		if (dc_recall_meet(r, &m->r) == DC_RECALL_SAME) {
			same++;
		} else {
			set_found(m, i, written);
			put(s, run, m, &in_batch);
		}
		if (i % NOTED == 0)
			write_down(s, run, r, &in_batch);
	}
	write_down(s, run, r, &in_batch);
	dc_recall_free(r);
	printf("%-10s %9.1f s    %llu unchanged\n", "  walk", seconds(CLOCK_PROCESS_CPUTIME_ID) - t, (unsigned long long)same);
	end(s, run, n - same, same);
	made_free(m);
}

int main(int argc, char **argv)
{
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
	const char *what = argc == 4 ? argv[1] : "";
	struct dc_arena *a = dc_arena_new(0);
	struct dc_run last;
	struct dc_store *s;
	struct rusage use;

	if (strcmp(what, "make") != 0 && strcmp(what, "night") != 0 && strcmp(what, "open") != 0) {
		fprintf(stderr, "usage: bench_scale make|night|open FILE OBJECTS\n");
		return 2;
	}
	must(dc_store_open(argv[2], what[0] == 'm' ? DC_STORE_CREATE : DC_STORE_WRITE, &s, &err));
	if (what[0] == 'm')
		make(s, strtoull(argv[3], NULL, 10));
	else if (what[0] == 'n')
		night(s, strtoull(argv[3], NULL, 10));
	else
		must(dc_store_run_last(s, &last, a, &err));
	dc_store_close(s);
	dc_arena_free(a);
	getrusage(RUSAGE_SELF, &use);
	printf("%-10s %9.1f s of CPU, %.1f s, %.1f MB\n", what, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, seconds(CLOCK_MONOTONIC) - wall,
		(double)use.ru_maxrss / 1000);
	return 0;
}
