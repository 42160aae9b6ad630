/* cmd_report.c -- `daicho report NAME`: the inventory for people and machines. */
#include "cli.h"
#include "declared.h"
#include "steps.h"

#include "daicho/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum dc_status pick_run(const struct cli_values *v, struct dc_store *store, int64_t *run, struct dc_error *err)
{
	struct dc_arena *arena = dc_arena_new(0);
	struct dc_run last;
	enum dc_status st;
	char *end;

	if (arena == NULL)
		return dc_fail(err, DC_ENOMEM, "report");
	if (v->run != NULL) {
		*run = strtoll(v->run, &end, 10);
		dc_arena_free(arena);
		return *end == '\0' && *run > 0 ? DC_OK : dc_fail(err, DC_EUSAGE, T("--run takes a number, not '%s'", "--run は数です: '%s'"), v->run);
	}
	st = dc_store_run_last(store, &last, arena, err);
	*run = st == DC_OK ? last.id : 0;
	dc_arena_free(arena);
	return st == DC_END ? dc_fail(err, DC_EUSAGE, T("the inventory holds no run yet: scan first", "台帳に走査がまだありません。先に scan をしてください")) : st;
}

static const char *format_of(const struct cli_values *v)
{
	const char *dot = v->output == NULL ? NULL : strrchr(v->output, '.');

	if (v->format != NULL)
		return v->format;
	if (dot != NULL && strcmp(dot, ".json") != 0 && strchr(dot, '/') == NULL)
		return strcmp(dot, ".htm") == 0 ? "html" : dot + 1;
	return "html";
}

static enum dc_status write_report(const struct cli_values *v, struct dc_report_request *req, struct dc_error *err)
{
	struct cli_output out;
	enum dc_status st = pick_run(v, req->store, &req->run, err);

	if (st != DC_OK)
		return st;
	st = cli_output_open(&out, v->output, err);
	if (st == DC_OK)
		st = dc_report_write(req, out.fd, err);
	if (cli_output_done(&out, st == DC_OK, err) != DC_OK)
		st = err->status;
	if (st == DC_OK && v->output != NULL && !v->quiet)
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

int report_run(const struct cli_values *v, const char *name)
{
	struct dc_report_request req = { .report = name, .format = format_of(v), .lang = cli_lang(), .masks = v->masks,
		.mask_paths = v->mask_paths, .version = DAICHO_VERSION, .cause = v->cause };
	struct dc_declaration *decl = NULL;
	struct dc_error err = { 0 };
	const char *path = cli_inventory(v, false);
	int code = CLI_DONE;

	if (path == NULL)
		return CLI_USAGE;
	if (v->known_at != NULL && !cli_time(v->known_at, &req.known_at_ns))
		return cli_usage(T("--known-at takes a time such as 2026-11-20T09:30, not '%s'", "--known-at は 2026-11-20T09:30 のような時刻です: '%s'"), v->known_at);
	if (v->declaration != NULL)
		code = declared_load(v->declaration, &decl, &(struct declared_count){ .quiet = v->quiet });
	if (code != CLI_DONE)
		return code;
	req.declaration = decl;
	if (dc_store_open(path, DC_STORE_WRITE, &req.store, &err) == DC_OK && write_report(v, &req, &err) == DC_OK)
		tell_audit(&req, &err);
	if (err.status != DC_OK)
		code = cli_fail(&err);
	dc_store_close(req.store);
	dc_declaration_free(decl);
	return code;
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	(void)argc;
	return report_run(v, argv[0]);
}

const struct cli_command command_report = {
	.name = "report", .args = "NAME", .options = "inventory purposes format output run masks mask-paths known-at cause quiet", .least = 1, .most = 1, .run = run,
	.en = "write a report of the inventory", .ja = "台帳の報告書を書く",
	.more_en = "Reports: overview ledger violations coverage findings columns triage. Formats: html csv jsonl md (and what the error lists).\n"
		"The format is taken from -f, else from the ending of -o. Masked values are shown with --masks alone.",
	.more_ja = "報告書: overview ledger violations coverage findings columns triage。形式: html csv jsonl md ほか。\n"
		"形式は -f、なければ -o の拡張子で決まります。伏せた値は --masks のときだけ出ます。",
};
