/* enqueue.c -- `daicho scan --enqueue`: the targets become a job of the shared inventory, to be scanned by `daicho worker`. */
#include "enqueue.h"

#include "daicho/fleet.h"

#include <stdio.h>
#include <string.h>

#define UNITS 16
#define PRIORITY 10
#define READERS 4

/* The words of the command line that a unit is scanned with, one a line. */
static enum dc_status words_of(const struct cli_values *v, struct dc_buf *out)
{
	const struct { const char *name, *value; } texts[] = {
		{ "--profile", v->profile }, { "--kinds", v->kinds }, { "--password-file", v->password_file }, { "--sample", v->sample },
		{ "--min-confidence", v->min_confidence }, { "--allow-list", v->allow_list },
	};
	const struct { const char *name; uint64_t value; } numbers[] = {
		{ "--max-size", v->max_size }, { "--max-rows", v->max_rows }, { "--max-rows-per-second", v->max_rows_s },
		{ "--max-mbps", v->max_mbps }, { "--max-opens", v->max_opens }, { "--ocr-pages", (uint64_t)v->ocr_pages }, { "--ocr-seconds", (uint64_t)v->ocr_seconds },
		{ "--ocr-pixels", v->ocr_pixels },
	};
	enum dc_status st = v->cross_mounts ? dc_buf_adds(out, "--cross-mounts\n") : DC_OK;

	if (v->ocr && st == DC_OK)
		st = dc_buf_adds(out, "--ocr\n");
	if (v->idle && st == DC_OK)
		st = dc_buf_adds(out, "--idle\n");
	for (size_t i = 0; i < DC_ARRAY_LEN(texts) && st == DC_OK; i++)
		if (texts[i].value != NULL)
			st = dc_buf_printf(out, "%s\n%s\n", texts[i].name, texts[i].value);
	for (size_t i = 0; i < DC_ARRAY_LEN(numbers) && st == DC_OK; i++)
		if (numbers[i].value != 0)
			st = dc_buf_printf(out, "%s\n%llu\n", numbers[i].name, (unsigned long long)numbers[i].value);
	for (size_t i = 0; i < v->exclude.n && st == DC_OK; i++)
		st = dc_buf_printf(out, "--exclude\n%s\n", v->exclude.at[i]);
	for (size_t i = 0; i < v->include.n && st == DC_OK; i++)
		st = dc_buf_printf(out, "--include\n%s\n", v->include.at[i]);
	return st == DC_OK && dc_buf_cstr(out) == NULL ? DC_ENOMEM : st;
}

/* Another host knows no folder that we are in. */
static enum dc_status join_targets(char **targets, int n, struct dc_buf *out, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	for (int i = 0; i < n && st == DC_OK; i++) {
		if ((targets[i][0] != '/' && strstr(targets[i], "://") == NULL) || strchr(targets[i], '\n') != NULL)
			return dc_fail(err, DC_EUSAGE, T("%s: workers on other hosts need the whole path, from / on, or a URI",
				"%s: 他の計算機の worker には / からの完全なパスか URI が必要です"), targets[i]);
		st = dc_buf_printf(out, "%s%s", i == 0 ? "" : "\n", targets[i]);
	}
	return st == DC_OK && dc_buf_cstr(out) != NULL ? DC_OK : dc_fail(err, DC_ENOMEM, "targets");
}

static enum dc_status enqueue(const struct cli_values *v, const char *inventory, const struct dc_job *job, struct dc_error *err)
{
	struct dc_store *store = NULL;
	int64_t id;
	enum dc_status st = dc_store_open(inventory, DC_STORE_CREATE, &store, err);

	if (st == DC_OK)
		st = dc_fleet_enqueue(store, job, &id, err);
	dc_store_close(store);
	if (st == DC_OK && !v->quiet)
		printf(T("job %lld: %u units wait for 'daicho worker'; 'daicho status' shows how far it is\n",
			"ジョブ %lld: %u 単位を登録しました。'daicho worker' が処理し、'daicho status' で進み具合が分かります\n"), (long long)id, job->units);
	return st;
}

int enqueue_run(const struct cli_values *v, int n, char **targets)
{
	const char *inventory = cli_inventory(v, false);
	struct dc_buf all, words;
	struct dc_error err = { 0 };
	enum dc_status st;

	if (inventory == NULL)
		return CLI_USAGE;
	if (v->declaration != NULL || v->findings != NULL || v->shard != NULL)
		return cli_usage(T("--enqueue goes without -p, --findings and --shard: judge when the job is done, with 'daicho judge -p FILE -i INVENTORY'",
			"--enqueue は -p、--findings、--shard とは使えません。ジョブの完了後に 'daicho judge -p ファイル -i 台帳' で判定します"));
	dc_buf_init(&all, 0);
	dc_buf_init(&words, 0);
	st = join_targets(targets, n, &all, &err);
	if (st == DC_OK && words_of(v, &words) != DC_OK)
		st = dc_fail(&err, DC_ENOMEM, "options");
	if (st == DC_OK) {
		const struct dc_job job = { .targets = dc_buf_cstr(&all), .options = dc_buf_cstr(&words), .program = DAICHO_VERSION,
			.site = v->site != NULL ? v->site : "", .priority = v->priority != 0 ? v->priority : PRIORITY,
			.readers = v->readers != 0 ? v->readers : READERS, .units = v->units != 0 ? (uint32_t)v->units : UNITS };

		st = enqueue(v, inventory, &job, &err);
	}
	dc_buf_done(&all);
	dc_buf_done(&words);
	return st == DC_OK ? CLI_DONE : cli_fail(&err);
}
