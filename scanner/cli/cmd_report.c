/* cmd_report.c -- `daicho report NAME`: the inventory for people and machines. */
#include "cli.h"
#include "declared.h"
#include "evidence.h"
#include "steps.h"

#include "daicho/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum dc_status number_of(const char *text, int64_t *run, struct dc_error *err)
{
	char *end;

	*run = strtoll(text, &end, 10);
	return *end == '\0' && *run > 0 ? DC_OK
		: dc_fail(err, DC_EUSAGE, T("a scan is named by its number, not '%s'", "走査は番号で指定します: '%s'"), text);
}

struct last_two { int64_t before, last, until; };	/* until: later ones do not count; 0: all do */

static enum dc_status keep_two(void *ctx, const struct dc_run *run, struct dc_error *err)
{
	struct last_two *two = ctx;

	(void)err;
	if (two->until != 0 && run->id > two->until)
		return DC_END;
	two->before = two->last;
	two->last = run->id;
	return DC_OK;
}

/* The scan that the report is of, and for a comparison the one before: as said, else the last two there are. */
static enum dc_status pick_runs(const struct cli_values *v, char **names, int n_names, struct dc_report_request *req, struct dc_error *err)
{
	struct last_two two = { 0 };
	enum dc_status st = DC_OK;

	if (v->run != NULL)
		st = number_of(v->run, &two.until, err);
	if (st == DC_OK && n_names == 2)
		st = number_of(names[1], &two.until, err);
	if (st == DC_OK)
		st = dc_store_each_run(req->store, keep_two, &two, err);
	if (st == DC_OK && two.last == 0)
		return dc_fail(err, DC_EUSAGE, T("the inventory holds no run yet: scan first", "台帳に走査がまだありません。先に scan をしてください"));
	req->run = two.until != 0 ? two.until : two.last;
	req->run_before = two.before;
	return st == DC_OK && n_names > 0 ? number_of(names[0], &req->run_before, err) : st;
}

const char *cli_format_of(const char *output, const char *otherwise)
{
	const char *dot = output == NULL ? NULL : strrchr(output, '.');

	if (dot != NULL && strcmp(dot, ".json") != 0 && strchr(dot, '/') == NULL)
		return strcmp(dot, ".htm") == 0 ? "html" : dot + 1;
	return otherwise;
}

static enum dc_status write_report(const struct cli_values *v, struct dc_report_request *req, struct dc_error *err)
{
	struct cli_output out;
	enum dc_status st;

	st = cli_output_open(&out, v->output, err);
	if (st == DC_OK)
		st = dc_report_write(req, out.fd, err);
	if (cli_output_done(&out, st == DC_OK, err) != DC_OK)
		st = err->status;
	if (st == DC_OK && v->output != NULL && strcmp(v->output, "-") != 0 && !v->quiet)
		cli_note(T("written: %s (only you can read it)", "書き出しました: %s(本人だけが読めます)"), v->output);
	return st;
}

static enum dc_status tell_audit(const struct dc_report_request *req, struct dc_error *err)
{
	struct dc_buf detail;
	enum dc_status st;

	dc_buf_init(&detail, 0);
	dc_buf_adds(&detail, "{\"report\":");
	dc_json_string(&detail, dc_span_of(req->report));
	dc_buf_adds(&detail, ",\"format\":");
	dc_json_string(&detail, dc_span_of(req->format));
	st = dc_buf_printf(&detail, ",\"run\":%lld,\"masks\":%s}", (long long)req->run, req->masks ? "true" : "false");
	st = st == DC_OK ? dc_store_audit(req->store, "report", dc_buf_cstr(&detail), err) : dc_fail(err, DC_ENOMEM, "audit");
	dc_buf_done(&detail);
	return st;
}

static enum dc_status take_evidence(const struct cli_values *v, struct dc_report_request *req, struct dc_manifest *e, struct dc_arena **arena,
	struct dc_error *err)
{
	if (!v->evidence)
		return DC_OK;
	*arena = dc_arena_new(0);
	req->evidence = e;
	return *arena == NULL ? dc_fail(err, DC_ENOMEM, "evidence") : evidence_make(req->store, req->run, *arena, e, err);
}

int report_run(const struct cli_values *v, const char *name, char **runs, int n_runs)
{
	struct dc_report_request req = { .report = name, .format = v->format != NULL ? v->format : cli_format_of(v->output, "html"), .lang = cli_lang(), .masks = v->masks,
		.mask_paths = v->mask_paths, .version = DAICHO_VERSION, .cause = v->cause };
	struct dc_declaration *decl = NULL;
	struct dc_manifest evidence;
	struct dc_arena *arena = NULL;
	struct dc_error err = { 0 };
	const char *path = cli_inventory(v, false);
	int code = CLI_DONE;

	if (path == NULL)
		return CLI_USAGE;
	if (v->encoding != NULL && strcmp(v->encoding, "utf-8") != 0 && strcmp(v->encoding, "cp932") != 0)
		return cli_usage(T("--encoding is utf-8 or cp932, not '%s'", "--encoding は utf-8 か cp932 です: '%s'"), v->encoding);
	req.cp932 = v->encoding != NULL && strcmp(v->encoding, "cp932") == 0;
	if (req.cp932 && strcmp(req.format, "csv") != 0)
		return cli_usage(T("--encoding cp932 is for CSV: -f csv", "--encoding cp932 は CSV 用です: -f csv"));
	if (v->known_at != NULL && !cli_time(v->known_at, &req.known_at_ns))
		return cli_usage(T("--known-at takes a time such as 2026-11-20T09:30, not '%s'", "--known-at は 2026-11-20T09:30 のような時刻です: '%s'"), v->known_at);
	if (v->min_confidence != NULL && strcmp(name, "findings") == 0 && !cli_confidence(v->min_confidence, &req.min_confidence))
		return cli_usage(T("--min-confidence %s: low, medium, high or a number from 0 to 1 is wanted",
			"--min-confidence %s: low、medium、high か 0〜1 の数を指定してください"), v->min_confidence);
	if (v->declaration != NULL)
		code = declared_load(v->declaration, &decl, &(struct declared_count){ .quiet = v->quiet });
	if (code != CLI_DONE)
		return code;
	req.declaration = decl;
	if (dc_store_open(path, DC_STORE_WRITE, &req.store, &err) == DC_OK && pick_runs(v, runs, n_runs, &req, &err) == DC_OK &&
	    take_evidence(v, &req, &evidence, &arena, &err) == DC_OK && write_report(v, &req, &err) == DC_OK)
		tell_audit(&req, &err);
	if (err.status != DC_OK)
		code = cli_fail(&err);
	dc_store_close(req.store);
	dc_declaration_free(decl);
	dc_arena_free(arena);
	return code;
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	if (v->min_confidence != NULL && strcmp(argv[0], "findings") != 0)
		return cli_usage(T("--min-confidence is for 'report findings'; verdicts go by min_confidence of their scope in the declaration",
			"--min-confidence は report findings 用です。判定は宣言のスコープの min_confidence によります"));
	if (argc > 1 && strcmp(argv[0], "diff") != 0)
		return cli_usage(T("only 'report diff' takes two scans; for another report say --run %s", "走査を二つ取るのは report diff だけです。ほかの報告書には --run %s を使います"),
			argv[1]);
	return report_run(v, argv[0], argv + 1, argc - 1);
}

const struct cli_command command_report = {
	.name = "report", .args = "NAME [RUN [RUN]]", .options = "inventory purposes rule-pack format encoding output run min-confidence masks mask-paths known-at cause quiet", .least = 1, .most = 3, .run = run,
	.en = "write a report of the inventory", .ja = "台帳の報告書を書く",
	.more_en = "Reports: overview ledger violations diff trend coverage findings columns triage eu records catalog. Formats: html csv jsonl md (and what the error lists).\n"
		"The format is taken from -f, else from the ending of -o. Masked values are shown with --masks alone.\n"
		"diff compares the last two scans, or those whose numbers are given, and names the cause of each change.",
	.more_ja = "報告書: overview ledger violations diff trend coverage findings columns triage eu records catalog。形式: html csv jsonl md ほか。\n"
		"形式は -f、なければ -o の拡張子で決まります。伏せた値は --masks のときだけ出ます。\n"
		"diff は直近二回の走査、または番号で指定した二つを比べ、変化ごとに原因を示します。",
};
