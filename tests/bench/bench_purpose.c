/* bench_purpose.c -- not a test: a million findings against 5,000 scopes, in seconds and MiB. The declaration is made here
 * and loaded from memory in parts that fit one file. */
#include "judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define SCOPES 3000
#define OBJECTS 200000
#define EACH 5				/* findings of one object */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void tell(void *ctx, const struct dc_lint *lint)
{
	(void)ctx;
	if (lint->code[0] == 'E')
		printf("%d:%d %s %s\n", lint->line, lint->column, lint->code, lint->message);
}

static enum dc_status write_declaration(struct dc_buf *b, size_t scopes)
{
	enum dc_status st = dc_buf_adds(b, "daicho: 1\ncontroller: {name: {en: x}}\npolicies: [{id: w}]\nsubjects: [{id: cu}]\npurposes:\n"
		"- {id: p, text: {en: p}, source: {policy: w, clause: '1'}, categories: [person.name, contact]}\n"
		"- {id: q, text: {en: q}, source: {policy: w, clause: '2'}, categories: [work]}\nscopes:\n");

	for (size_t i = 0; st == DC_OK && i < scopes; i++)
		st = dc_buf_printf(b, "- {id: s%zu, match: {files: ['/srv/share/department-%zu/**']}, owner: {manager: m, reviewed_on: 2026-01-01}, "
			"bindings: [{purpose: p, subjects: [cu], categories: [person.name, contact.email]}], retention: {max: P3Y}}\n", i, i);
	return st;
}

int main(int argc, char **argv)
{
	static const char *const categories[EACH] = { "person.name", "contact.email", "contact.phone", "work.salary", "finance.card_number" };
	size_t scopes = argc > 1 ? strtoul(argv[1], NULL, 10) : SCOPES;
	struct dc_declaration *d = NULL;
	struct dc_error err = { 0 };
	struct judge *j = NULL;
	struct rusage use;
	struct verdicts v;
	struct dc_buf b;
	size_t verdicts = 0;
	double t;

	dc_buf_init(&b, 0);
	if (write_declaration(&b, scopes) != DC_OK)
		return 4;
	t = now();
	if (declaration_load_bytes((struct dc_span){ b.p, b.n }, "/d", 20261122, &d, tell, NULL, &err) != DC_OK) {
		printf("%s\n", err.text);
		return 2;
	}
	printf("load: %zu scopes, %zu bytes, %.2f s\n", scopes, b.n, now() - t);
	t = now();
	if (judge_new(d, 20261122, &j) != DC_OK)
		return 4;
	for (size_t i = 0; i < OBJECTS; i++) {
		char path[128];
		int n = snprintf(path, sizeof path, "/srv/share/department-%zu/folder/list-%zu.xlsx", i * 7919 % (scopes + 100), i);

		for (size_t k = 0; k < EACH; k++) {
			struct facts f = { .where = { path, (size_t)n, "", "Sheet1", "C" }, .category = categories[k], .high = 3, .modified = 20200101 };

			if (judge_finding(j, &f, &v) != DC_OK)
				return 4;
			verdicts += v.n;
		}
	}
	t = now() - t;
	getrusage(RUSAGE_SELF, &use);
	printf("judge: %d findings, %zu verdicts, %.2f s; peak %ld MiB\n", OBJECTS * EACH, verdicts, t, use.ru_maxrss / 1024);
	judge_free(j);
	dc_declaration_free(d);
	dc_buf_done(&b);
	return 0;
}
