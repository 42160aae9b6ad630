/* summary.c -- coverage first, then what was found by kind of data, then the verdicts: nothing is said to be absent
 * without what was read beside it. */
#include "summary.h"

#include "cli.h"
#include "verdicts.h"

#include "daicho/arena.h"
#include "daicho/category.h"
#include "daicho/log.h"

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

#define ERRORS_SHOWN 8

/* The first errors, one line each: what, which kind of data, where. */
static enum dc_status show_error(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f, const struct dc_stored_object *o,
	struct dc_error *err)
{
	uint64_t *seen = ctx;
	struct dc_buf place;
	const char *path = f != NULL ? f->path : o != NULL ? o->path : "";
	size_t n = f != NULL ? f->path_len : o != NULL ? o->path_len : 0;
	bool colour = cli_colour(STDOUT_FILENO);

	(void)err;
	if (!v->primary || strcmp(v->level, "error") != 0 || *v->waiver != '\0' || (*seen)++ >= ERRORS_SHOWN)
		return DC_OK;
	dc_buf_init(&place, 0);
	dc_escape(&place, (struct dc_span){ (const uint8_t *)path, n });
	if (f != NULL && *f->inner != '\0') {
		dc_buf_adds(&place, "!/");
		dc_escape(&place, dc_span_of(f->inner));
	}
	printf("  %s%s%s%s%s  %s\n    %s\n", colour ? "\033[31m" : "", v->verdict, *v->reason != '\0' ? "/" : "", v->reason,
		colour ? "\033[0m" : "", f != NULL ? f->category : "", dc_buf_cstr(&place));
	dc_buf_done(&place);
	return DC_OK;
}

static enum dc_status errors(struct dc_store *store, int64_t run, struct dc_error *err)
{
	uint64_t n = 0;
	enum dc_status st = dc_store_each_verdict(store, run, show_error, &n, err);

	if (st == DC_OK && n > ERRORS_SHOWN)
		printf(T("  ... and %s more: daicho report violations\n", "  ほか %s 件: daicho report violations\n"), cli_number(n - ERRORS_SHOWN));
	return st;
}

static void persons(struct dc_store *store)
{
	struct dc_arena *arena = dc_arena_new(0);
	struct dc_error err = { 0 };
	struct dc_run run;

	if (arena != NULL && dc_store_run_last(store, &run, arena, &err) == DC_OK && run.persons.hi != 0)
		printf(T("Persons: at least %s, about %s, at most %s\n", "本人の数: 少なくとも %s、推定 %s、多くても %s\n"), cli_number(run.persons.lo),
			cli_number(run.persons.best), run.persons.hi == DC_PERSONS_UNKNOWN ? T("unknown (not everything was read)", "不明(読み残しあり)") :
			cli_number(run.persons.hi));
	if (arena != NULL)
		dc_arena_free(arena);
}

/* What the operator wants no finding of is counted here at the least. */
static void left_out(const struct dc_scan_summary *s)
{
	if (s->below != 0)
		printf(T("Left out: %s hits below --min-confidence (a My Number never is)\n", "--min-confidence 未満で除いた発見: %s 件(個人番号は除かない)\n"),
			cli_number(s->below));
	if (s->known != 0)
		printf(T("Known by the allow-list, counted as sample values: %s hits\n", "除外リストにより見本扱いとした発見: %s 件\n"), cli_number(s->known));
}

static uint64_t in_a_second(uint64_t n, double seconds)
{
	return seconds > 0 ? (uint64_t)((double)n / seconds) : 0;
}

/* What was read and how fast; the line goes on. */
static void speed(const struct dc_scan_summary *s)
{
	char rows[48] = "", pace[48] = "";

	if (s->rows_read != 0) {
		snprintf(rows, sizeof rows, T(", %s rows", "、%s 行"), cli_number(s->rows_read));
		snprintf(pace, sizeof pace, T(", %s rows/s", "、%s 行"), cli_number(in_a_second(s->rows_read, s->seconds)));
	}
	printf(T("Read %s%s in %.1f s (%s/s%s), ", "%s%s を %.1f 秒で読みました(毎秒%s%s)。"), cli_bytes(s->bytes_read), rows, s->seconds,
		cli_bytes(in_a_second(s->bytes_read, s->seconds)), pace);
}

static void verified(const struct dc_scan_summary *s)
{
	if (s->verified != 0)
		printf(T("Read again: %s of the unchanged files, %s of them with another result\n", "読み直した未変更ファイル: %s 件(結果が異なるもの %s 件)\n"),
			cli_number(s->verified), cli_number(s->differ));
}

enum dc_status summary_print(const struct dc_scan_summary *s, struct dc_store *store, const struct dc_judgement *judged, size_t scopes,
	struct dc_error *err)
{
	struct kinds *k = calloc(1, sizeof *k);
	enum dc_status st = k == NULL ? dc_fail(err, DC_ENOMEM, "summary") : dc_store_each_fact(store, s->run, count, k, err);

	if (st == DC_OK) {
		coverage(&s->coverage);
		found(k);
		left_out(s);
		verified(s);
		persons(store);
		if (judged != NULL) {
			verdicts_print(stdout, judged, scopes);
			st = errors(store, s->run, err);
		}
		speed(s);
		printf(T("sandbox: %s, access times %s\n", "隔離: %s、参照時刻: %s\n"), s->sandboxed ? s->layers : T("none", "なし"), s->atime_kept ? T("kept", "保護") : T("not protected", "保護なし"));
		if (s->note[0] != '\0')
			printf("%s\n", s->note);
		if (s->stopped)
			printf("%s\n", T("Stopped before the end; go on with --resume.", "途中で止めました。--resume で続けられます。"));
	}
	free(k);
	return st;
}
