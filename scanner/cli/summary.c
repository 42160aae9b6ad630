/* summary.c -- coverage first, then what was found by kind of data, then the verdicts: nothing is said to be absent
 * without what was read beside it. */
#include "summary.h"

#include "cli.h"
#include "verdicts.h"

#include "daicho/category.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KINDS_MOST 256

struct kind_line {
	char category[64];
	uint64_t high, medium, low, places;
	int64_t last_object;
};

struct kinds {
	struct kind_line at[KINDS_MOST];
	size_t n;
};

static enum dc_status count(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct kinds *k = ctx;
	size_t i = 0;

	(void)err;
	while (i < k->n && strcmp(k->at[i].category, f->category) != 0)
		i++;
	if (i == KINDS_MOST)
		return DC_OK;
	if (i == k->n)
		snprintf(k->at[k->n++].category, sizeof k->at[0].category, "%s", f->category);
	k->at[i].high += f->high;
	k->at[i].medium += f->medium;
	k->at[i].low += f->low;
	if (f->high + f->medium != 0 && k->at[i].last_object != f->object_id) {
		k->at[i].places++;
		k->at[i].last_object = f->object_id;
	}
	return DC_OK;
}

static int by_weight(const void *a, const void *b)
{
	const struct kind_line *x = a, *y = b;
	uint64_t p = x->high + x->medium, q = y->high + y->medium;

	return p != q ? (p < q ? 1 : -1) : strcmp(x->category, y->category);
}

static void coverage(const struct dc_coverage *c)
{
	uint64_t n[DC_N_OUTCOMES] = { 0 }, bytes[DC_N_OUTCOMES] = { 0 }, all = 0, all_bytes = 0;
	static const char *const ja[DC_N_OUTCOMES] = { "完了", "一部", "除外", "失敗" };

	for (unsigned r = 0; r < DC_N_REASONS; r++) {
		n[dc_reason_outcome(r)] += c->objects[r];
		bytes[dc_reason_outcome(r)] += c->bytes[r];
	}
	for (unsigned o = 0; o < DC_N_OUTCOMES; o++) {
		all += n[o];
		all_bytes += bytes[o];
	}
	printf(T("Coverage: %s objects, %s\n", "読取り範囲: %s 件、%s\n"), cli_number(all), cli_bytes(all_bytes));
	for (unsigned o = 0; o < DC_N_OUTCOMES; o++) {
		if (n[o] != 0)
			printf("  %9s  %-9s %10s\n", cli_number(n[o]), T(dc_outcome_name(o), ja[o]), cli_bytes(bytes[o]));
		for (unsigned r = DC_R_none + 1; r < DC_N_REASONS; r++) {
			if (dc_reason_outcome(r) == o && c->objects[r] != 0)
				printf("  %9s    %-22s %s\n", "", dc_reason_name(r), cli_number(c->objects[r]));
		}
	}
}

static void found(struct kinds *k)
{
	bool colour = cli_colour(STDOUT_FILENO);

	if (k->n == 0) {
		printf("%s\n", T("Nothing was found in what was read. This is no proof of absence in what was not.",
			"読んだ範囲では何も見つかりませんでした。読んでいない範囲に無いことを示すものではありません。"));
		return;
	}
	qsort(k->at, k->n, sizeof k->at[0], by_weight);
	printf("%s%9s %9s %9s %9s%s\n", T("Found       ", "見つけたもの"), T("high", "高"), T("medium", "中"), T("low", "低"), T("places", "場所"), "");
	for (size_t i = 0; i < k->n; i++) {
		const struct kind_line *l = &k->at[i];
		const struct dc_category *c = dc_category_find(l->category);
		bool grave = c != NULL && (c->flags & (DC_CAT_CODE | DC_CAT_FIN | DC_CAT_SPECIAL)) != 0 && l->high + l->medium != 0;

		printf("            %9s %9s %9s %9s  %s%s%s  %s\n", cli_number(l->high), cli_number(l->medium), cli_number(l->low), cli_number(l->places),
			colour && grave ? "\033[1;31m" : "", l->category, colour && grave ? "\033[0m" : "", c == NULL ? "" : T(c->en, c->ja));
	}
}

enum dc_status summary_print(const struct dc_scan_summary *s, struct dc_store *store, const struct dc_judgement *judged, size_t scopes,
	struct dc_error *err)
{
	struct kinds *k = calloc(1, sizeof *k);
	enum dc_status st = k == NULL ? dc_fail(err, DC_ENOMEM, "summary") : dc_store_each_finding(store, s->run, count, k, err);

	if (st == DC_OK) {
		coverage(&s->coverage);
		found(k);
		if (judged != NULL)
			verdicts_print(stdout, judged, scopes);
		printf(T("Read %s in %.1f s (%s/s), sandbox: %s, access times %s\n", "%s を %.1f 秒で読みました(毎秒%s)。隔離: %s、参照時刻: %s\n"),
			cli_bytes(s->bytes_read), s->seconds, cli_bytes(s->seconds > 0 ? (uint64_t)((double)s->bytes_read / s->seconds) : 0),
			s->sandboxed ? s->layers : T("none", "なし"), s->atime_kept ? T("kept", "保護") : T("not protected", "保護なし"));
		if (s->stopped)
			printf("%s\n", T("Stopped before the end; go on with --resume.", "途中で止めました。--resume で続けられます。"));
	}
	free(k);
	return st;
}
