/* cmd_watch.c -- `daicho watch`: scans by the calendar, reports after them, and tells who wants to know. */
#include "cli.h"
#include "signals.h"

#include "daicho/watch.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define CONFIG "/etc/daicho/watch.yaml"

static void tell(void *ctx, const struct dc_lint *lint)
{
	const char *hint = T(lint->hint, lint->hint_ja);

	(void)ctx;
	cli_note("%s:%d:%d: %s: %s%s%s%s", lint->file, lint->line, lint->column, lint->code, T(lint->message, lint->message_ja),
		hint != NULL && *hint != '\0' ? T(" (", "(") : "", hint != NULL ? hint : "", hint != NULL && *hint != '\0' ? ")" : "");
}

static void say(void *ctx, const char *line)
{
	(void)ctx;
	cli_note("%s", line);
}

/* What the configuration means: each target with its next three times. */
static int show(const struct dc_watch *w, const char *path)
{
	printf(T("%s: good\n", "%s: 問題ありません\n"), path);
	for (size_t i = 0; i < dc_watch_targets(w); i++) {
		int64_t at = (int64_t)time(NULL);

		printf("  %s\n", dc_watch_target(w, i));
		for (int k = 0; k < 3 && (at = dc_watch_next(w, i, at)) != 0; k++) {
			time_t t = (time_t)at;
			char text[40] = "";
			struct tm tm;

			localtime_r(&t, &tm);
			strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &tm);
			printf("    %s\n", text);
		}
		if (dc_watch_next(w, i, (int64_t)time(NULL)) == 0)
			printf("    %s\n", T("no schedule: with --once alone", "予定なし: --once のときだけ"));
	}
	return CLI_DONE;
}

static int go(struct dc_watch *w, const struct cli_values *v, struct dc_error *err)
{
	struct dc_watch_options opt = { .program = cli_program(), .lang = cli_lang(), .only = v->target, .stop = &cli_stop, .say = v->quiet ? NULL : say };
	int worst = CLI_DONE;
	enum dc_status st;

	if (v->tell != NULL)
		opt.only = v->tell;
	if (v->tell != NULL || v->test_tell != NULL) {
		opt.only = v->tell != NULL ? v->tell : v->test_tell;
		st = dc_watch_tell(w, &opt, v->test_tell != NULL, err);
	} else if (v->once) {
		st = dc_watch_once(w, &opt, &worst, err);
	} else {
		st = dc_watch_run(w, &opt, err);
	}
	return st == DC_OK ? worst : cli_fail(err);
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	const char *path = v->config != NULL ? v->config : CONFIG;
	struct dc_watch *w = NULL;
	struct dc_error err = { 0 };
	int code;

	(void)argc;
	(void)argv;
	cli_catch_signals();
	if (dc_watch_load(path, &w, tell, NULL, &err) != DC_OK)
		return cli_fail(&err);
	code = v->check ? show(w, path) : go(w, v, &err);
	dc_watch_free(w);
	return code;
}

const struct cli_command command_watch = {
	.name = "watch", .args = "", .options = "config target once check tell test-tell quiet", .least = 0, .most = 0, .run = run,
	.en = "scan by the calendar and tell who wants to know", .ja = "予定に従って走査し、変化を知らせる",
	.more_en = "The configuration (daicho-watch.yaml(5)) names targets, schedules, hours, reports and channels. Without --once it runs in the\n"
		"foreground until it is stopped; scans under way end cleanly and go on at the next start. Channels are told when something\n"
		"changed: new violations, lost sight of data, less coverage, data whose breach must be reported, a failed scan.",
	.more_ja = "設定(daicho-watch.yaml(5))には対象、予定、時間帯、報告書、通知先を書きます。--once がなければ止められるまで前面で動き、\n"
		"途中の走査は安全に止めて次の起動で続けます。知らせるのは変化があったときだけです(新しい違反、読めなくなった所、\n"
		"読取り範囲の低下、漏えい時に報告が要る情報、走査の失敗)。",
};
