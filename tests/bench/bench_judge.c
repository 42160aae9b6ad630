/* bench_judge.c -- not a test: an inventory of a million findings judged, and judged anew, in seconds and MiB.
 * bench_judge [FOLDER [SCOPES [OBJECTS [hints]]]]  (default: /tmp, 5,000, 200,000 of five findings each). hints: the subjects have words
 * that name them, every tenth scope is declared anonymised, and every value has a token. */
#include "declaration.h"

#include "daicho/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define EACH 5

static struct dc_error err;

static double now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(enum dc_status st)
{
	if (st != DC_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
}

static void tell(void *ctx, const struct dc_lint *lint)
{
	(void)ctx;
	if (lint->code[0] == 'E')
		printf("%d:%d %s %s\n", lint->line, lint->column, lint->code, lint->message);
}

static struct dc_declaration *declare(size_t scopes, const char *second, bool hints)
{
	struct dc_declaration *d = NULL;
	struct dc_buf b;

	dc_buf_init(&b, 0);
	dc_buf_adds(&b, "daicho: 1\ncontroller: {name: {en: x}}\npolicies: [{id: w}]\n");
	dc_buf_adds(&b, hints ? "subjects: [{id: cu, hints: [customer, 顧客, kokyaku]}, {id: em, hints: [salary, 社員]}, {id: ap, hints: [applicant, 応募]}]\n"
		: "subjects: [{id: cu}]\n");
	dc_buf_adds(&b, "purposes:\n"
		"- {id: p, text: {en: For the reasons that the first clause gives}, source: {policy: w, clause: '1'}, categories: [person.name, contact]}\n"
		"- {id: q, text: {en: q}, source: {policy: w, clause: '2'}, categories: [work]}\nscopes:\n");
	for (size_t i = 0; i < scopes; i++)
		dc_buf_printf(&b, "- {id: s%zu, match: {files: ['/srv/s/d%zu/**']}, owner: {manager: m, reviewed_on: 2026-01-01}, "
			"bindings: [{purpose: p, subjects: [cu], categories: [person.name%s]}], retention: {max: P3Y}%s}\n", i, i, second,
			hints && i % 10 == 0 ? ", claims: {processing: anonymised, published_items: [person.age], published_method: web}" : "");
	must(declaration_load_bytes((struct dc_span){ b.p, b.n }, "/d", 20261122, &d, tell, NULL, &err));
	dc_buf_done(&b);
	return d;
}

static int64_t fill(struct dc_store *s, size_t scopes, size_t objects, bool hints)
{
	static const struct dc_kind kinds[EACH] = { { .id = "name", .category = "person.name" }, { .id = "email", .category = "contact.email" },
		{ .id = "phone", .category = "contact.phone" }, { .id = "salary", .category = "work.salary" },
		{ .id = "card", .category = "finance.card_number" } };
	static const char *const links[] = { NULL };
	struct dc_run run = { .targets = "/srv/s", .declaration_sha256 = "", .rule_pack = "", .tool_version = "", .detector_version = "", .options = "" };

	must(dc_store_run_begin(s, &run, &err));
	for (size_t i = 0; i < objects; i++) {
		struct dc_result_part part = { .inner = "", .table = "Sheet1", .format = "xlsx", .charset = "", .detail = "" };
		struct dc_result_finding f[EACH];
		struct dc_result_token tokens[EACH * 3] = { 0 };	/* each value, as the three hits say */
		struct dc_result r = { .asset = "/srv/s", .parts = &part, .n_parts = 1, .findings = f, .n_findings = EACH,
			.mtime_ns = 1577836800000000000, .mode = 0640, .detail = "", .links = links };
		char path[128];

		r.path_len = (size_t)snprintf(path, sizeof path, "/srv/s/d%zu/folder/list-%zu.xlsx", i * 7919 % (scopes + 100), i);
		r.path = path;
		for (size_t k = 0; k < EACH; k++) {
			for (size_t t = 0; t < 3; t++) {
				uint64_t value = (i * 3 + t) % 100000 * EACH + k;

				memcpy(tokens[k * 3 + t].token, &value, sizeof value);
				tokens[k * 3 + t].token[15] = 1;
				tokens[k * 3 + t].component = (uint32_t)t;
				tokens[k * 3 + t].finding = (uint32_t)k;
			}
			f[k] = (struct dc_result_finding){ .column = (uint32_t)k, .field = kinds[k].category,
				.category = kinds[k].category, .kind = &kinds[k], .high = 3, .confidence = 0.97f, .sample = UINT32_MAX };
		}
		if (hints) {
			r.tokens = tokens;
			r.n_tokens = DC_ARRAY_LEN(tokens);
		}
		if (i % 1000 == 0)
			must(dc_store_begin(s, &err));
		must(dc_store_put(s, run.id, &r, &err));
		if (i % 1000 == 999 || i + 1 == objects)
			must(dc_store_commit(s, &err));
	}
	must(dc_store_run_end(s, &run, &err));
	return run.id;
}

int main(int argc, char **argv)
{
	size_t scopes = argc > 2 ? strtoul(argv[2], NULL, 10) : 5000, objects = argc > 3 ? strtoul(argv[3], NULL, 10) : 200000;
	bool hints = argc > 4 && strcmp(argv[4], "hints") == 0;
	static const char *const rounds[] = { "", ", contact.email", ", contact" };
	struct dc_store *s = NULL;
	char folder[4096], path[4200], key[4210];
	int64_t run;

	snprintf(folder, sizeof folder, "%s/daicho-bench.XXXXXX", argc > 1 ? argv[1] : "/tmp");
	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(path, sizeof path, "%s/inv.db", folder);
	snprintf(key, sizeof key, "%s.key", path);
	must(dc_store_open(path, DC_STORE_CREATE, &s, &err));
	run = fill(s, scopes, objects, hints);
	for (size_t i = 0; i < DC_ARRAY_LEN(rounds); i++) {
		struct dc_declaration *d = declare(scopes, rounds[i], hints);
		struct dc_judgement j;
		struct rusage use;
		struct stat db;
		double t = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);

		must(dc_judge(d, s, run, 20261122, &j, &err));
		t = now(CLOCK_MONOTONIC) - t;
		cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		getrusage(RUSAGE_SELF, &use);
		stat(path, &db);
		printf("round %zu: %llu findings, %llu errors, %zu scopes: %.2f s (%.2f s of a core); peak %ld MiB; inventory %lld MiB\n", i + 1,
			(unsigned long long)j.findings, (unsigned long long)j.by_level[0], scopes, t, cpu, use.ru_maxrss / 1024, (long long)db.st_size >> 20);
		dc_declaration_free(d);
	}
	dc_store_close(s);
	unlink(path);
	unlink(key);
	rmdir(folder);
	return 0;
}
