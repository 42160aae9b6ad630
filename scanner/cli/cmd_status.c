/* cmd_status.c -- `daicho status`: how far the jobs of a shared inventory are; a job paused, resumed or cancelled. */
#include "cli.h"

#include "daicho/fleet.h"
#include "daicho/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *verb, *state; } verbs[] = { { "pause", "paused" }, { "resume", "open" }, { "cancel", "cancelled" } };

static const char *state_name(const char *state)
{
	static const struct { const char *state, *ja; } names[] = {
		{ "open", "実行中" }, { "paused", "一時停止" }, { "cancelled", "取消" }, { "done", "完了" },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(names) && cli_japanese; i++)
		if (strcmp(names[i].state, state) == 0)
			return names[i].ja;
	return state;
}

static void show_targets(const char *targets)
{
	struct dc_buf out;

	dc_buf_init(&out, 0);
	while (*targets != '\0') {
		size_t n = strcspn(targets, "\n");

		dc_buf_adds(&out, out.n == 0 ? "" : " ");
		dc_escape(&out, (struct dc_span){ (const uint8_t *)targets, n });
		targets += n;
		targets += *targets == '\n';
	}
	printf("  %s\n", dc_buf_cstr(&out) == NULL ? "" : dc_buf_cstr(&out));
	dc_buf_done(&out);
}

static enum dc_status show(void *ctx, const struct dc_job *j, struct dc_error *err)
{
	unsigned through = (unsigned)((j->done + j->failed) * 100 / (j->units == 0 ? 1 : j->units));

	(void)err;
	++*(unsigned *)ctx;
	printf(T("job %lld  %s  %u%%  %llu of %u units done, %llu under way, %llu delivered, %llu waiting, %llu failed, %llu tried again  %.0f s",
		"ジョブ %lld  %s  %u%%  %llu/%u 単位完了、処理中 %llu、取込み待ち %llu、待ち %llu、失敗 %llu、やり直し %llu  %.0f 秒"),
		(long long)j->id, state_name(j->state), through, (unsigned long long)j->done, j->units, (unsigned long long)j->leased,
		(unsigned long long)j->delivered, (unsigned long long)j->waiting, (unsigned long long)j->failed, (unsigned long long)j->again, j->seconds);
	if (j->run != 0)
		printf(T("  run %lld", "  走査 %lld"), (long long)j->run);
	putchar('\n');
	show_targets(j->targets);
	if (j->note[0] != '\0')
		show_targets(j->note);
	return DC_OK;
}

static int show_all(const char *inventory, struct dc_error *err)
{
	struct dc_store *store = NULL;
	unsigned n = 0;
	enum dc_status st = dc_store_open(inventory, DC_STORE_READ, &store, err);

	if (st == DC_OK)
		st = dc_fleet_each_job(store, show, &n, err);
	dc_store_close(store);
	if (st == DC_OK && n == 0)
		printf("%s\n", T("no jobs: 'daicho scan --enqueue TARGET' makes one", "ジョブはありません。'daicho scan --enqueue 対象' で登録します"));
	return st == DC_OK ? CLI_DONE : cli_fail(err);
}

static int change(const char *inventory, const char *state, const char *job, struct dc_error *err)
{
	struct dc_store *store = NULL;
	char *end;
	long long id = strtoll(job, &end, 10);
	enum dc_status st;

	if (end == job || *end != '\0')
		return cli_usage(T("'%s' is no number of a job; 'daicho status' lists them", "'%s' はジョブの番号ではありません。'daicho status' で確かめてください"), job);
	st = dc_store_open(inventory, DC_STORE_WRITE, &store, err);
	if (st == DC_OK)
		st = dc_fleet_set(store, id, state, err);
	dc_store_close(store);
	return st == DC_OK ? CLI_DONE : cli_fail(err);
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	const char *inventory = cli_inventory(v, false);
	struct dc_error err = { 0 };

	if (inventory == NULL)
		return CLI_USAGE;
	if (argc == 0)
		return show_all(inventory, &err);
	for (size_t i = 0; i < DC_ARRAY_LEN(verbs) && argc == 2; i++)
		if (strcmp(argv[0], verbs[i].verb) == 0)
			return change(inventory, verbs[i].state, argv[1], &err);
	return cli_usage(T("usage: daicho status [pause|resume|cancel JOB]", "使い方: daicho status [pause|resume|cancel ジョブ]"));
}

const struct cli_command command_status = {
	.name = "status", .args = "[pause|resume|cancel JOB]", .options = "inventory", .least = 0, .most = 2, .run = run,
	.en = "how far the jobs of a shared inventory are", .ja = "共有の台帳のジョブの進み具合",
	.more_en = "A paused job gives out no more units, and workers give back those under way; resume goes on. A cancelled one ends for good:\n"
		"what was taken in stays, its run stays open.",
	.more_ja = "一時停止したジョブは新しい単位を出さず、処理中の単位も戻されます。resume で続けます。取消したジョブは続けられません。\n"
		"取り込んだ分は残り、その走査は未完了のままです。",
};
