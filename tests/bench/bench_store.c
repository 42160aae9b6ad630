/* bench_store.c -- how fast the inventory takes results: bench_store [FOLDER]  (default: /tmp)
 *
 * Measures in batches of 1,000 objects: small new objects, the same again, findings in bulk, persons of a
 * million tokens. Prints rates by the time of one core (waiting for the disk and for other programs left out) and the peak of memory.
 */
#include "made_result.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SMALL 100000
#define BULK 20
#define BULK_FINDINGS 20000
#define TOKENS 1000000

static struct dc_error err;

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(enum dc_status st)
{
	if (st != DC_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
}

static int64_t begin_run(struct dc_store *s)
{
	struct dc_run run = { .targets = "/share", .declaration_sha256 = "", .rule_pack = "", .tool_version = "", .detector_version = "", .options = "" };

	must(dc_store_run_begin(s, &run, &err));
	return run.id;
}

static void small_objects(struct dc_store *s, const char *name)
{
	int64_t run = begin_run(s);
	uint64_t findings = 0;
	double spent = 0;

	for (uint64_t seed = 0; seed < SMALL; seed += 1000) {
		struct made *batch[1000];
		double t;

		for (size_t i = 0; i < 1000; i++)
			batch[i] = made_object("/share", (seed + i) * 7919 % SMALL);
		t = seconds();
		must(dc_store_begin(s, &err));
		for (size_t i = 0; i < 1000; i++)
			must(dc_store_put(s, run, &batch[i]->r, &err));
		must(dc_store_commit(s, &err));
		spent += seconds() - t;
		for (size_t i = 0; i < 1000; i++) {
			findings += batch[i]->r.n_findings;
			made_free(batch[i]);
		}
	}
	printf("%-24s %9.0f objects/s  (%.1f findings each)\n", name, SMALL / spent, (double)findings / SMALL);
}

static void bulk_findings(struct dc_store *s)
{
	static const struct dc_weight weights[] = { { DC_E_form, 1.5f }, { DC_E_label, 0.25f }, { DC_E_heading, -0.5f } };
	int64_t run = begin_run(s);
	double spent = 0;

	for (unsigned i = 0; i < BULK; i++) {
		char path[64];
		struct made *m;
		double t;

		snprintf(path, sizeof path, "/share/bulk-%02u.zip", i);
		m = made_new("/share", path);
		made_room(m, 1, BULK_FINDINGS, BULK_FINDINGS, 0);
		for (size_t k = 0; k < BULK_FINDINGS; k++) {
			made_set_finding(m, k, &made_email, 1);
			made_finding(m, k)->column = (uint32_t)k;
			made_finding(m, k)->sample = (uint32_t)k;
			*made_hit(m, k) = (struct dc_result_hit){ .finding = (uint32_t)k, .start = k, .confidence = 0.9f, .masked = "***@example.co.jp",
				.weights = weights, .n_weights = 3 };
		}
		t = seconds();
		must(dc_store_begin(s, &err));
		must(dc_store_put(s, run, &m->r, &err));
		must(dc_store_commit(s, &err));
		spent += seconds() - t;
		made_free(m);
	}
	printf("%-24s %9.0f findings/s (a hit and 3 weights each)\n", "findings in bulk", BULK * BULK_FINDINGS / spent);
}

static enum dc_status take_id(void *ctx, const struct dc_stored_finding *f, struct dc_error *e)
{
	(void)e;
	*(int64_t *)ctx = f->id;
	return DC_OK;
}

static void persons(struct dc_store *s)
{
	int64_t run = begin_run(s), id = 0;
	struct made *m = made_new("/share", "/share/table.csv");
	struct dc_persons p;
	double t;

	made_room(m, 1, 1, 0, TOKENS);
	made_set_finding(m, 0, &made_email, TOKENS);
	for (size_t i = 0; i < TOKENS; i++)
		made_set_token(m, i, 0, (uint32_t)(i / 2), i * 0x9E3779B97F4A7C15ull, false);
	t = seconds();
	must(dc_store_begin(s, &err));
	must(dc_store_put(s, run, &m->r, &err));
	must(dc_store_commit(s, &err));
	printf("%-24s %9.0f tokens/s\n", "tokens in bulk", TOKENS / (seconds() - t));
	made_free(m);
	must(dc_store_each_finding(s, run, take_id, &id, &err));
	t = seconds();
	must(dc_store_persons(s, &id, 1, &p, &err));
	printf("%-24s %9.2f s        (%llu / %llu / %llu)\n", "persons of 1,000,000", seconds() - t, (unsigned long long)p.lo,
		(unsigned long long)p.best, (unsigned long long)p.hi);
}

static enum dc_status count(void *ctx, const struct dc_stored_finding *f, struct dc_error *e)
{
	(void)f;
	(void)e;
	++*(uint64_t *)ctx;
	return DC_OK;
}

int main(int argc, char **argv)
{
	char folder[256], path[300];
	struct dc_store *s;
	struct rusage use;
	uint64_t n = 0;
	double t;

	snprintf(folder, sizeof folder, "%s/bench-store-XXXXXX", argc > 1 ? argv[1] : "/tmp");
	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(path, sizeof path, "%s/inventory", folder);
	must(dc_store_open(path, DC_STORE_CREATE, &s, &err));
	small_objects(s, "small objects, new");
	small_objects(s, "small objects, again");
	bulk_findings(s);
	persons(s);
	t = seconds();
	must(dc_store_each_finding(s, 0, count, &n, &err));
	printf("%-24s %9.0f findings/s\n", "each_finding", (double)n / (seconds() - t));
	dc_store_close(s);
	getrusage(RUSAGE_SELF, &use);
	printf("%-24s %9.1f MiB\n", "peak memory", (double)use.ru_maxrss / 1024);
	for (const char *const *tail = (const char *const[]){ "", "-wal", "-shm", ".key", NULL }; *tail != NULL; tail++) {
		char name[320];
		struct stat st;

		snprintf(name, sizeof name, "%s%s", path, *tail);
		if (**tail == '\0' && stat(name, &st) == 0)
			printf("%-24s %9.1f MiB\n", "inventory", (double)st.st_size / (1 << 20));
		unlink(name);
	}
	rmdir(folder);
	return 0;
}
