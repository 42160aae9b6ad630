/* cmd_judge.c -- `daicho judge`: judges an inventory anew without reading any data. */
#include "cli.h"
#include "declared.h"
#include "verdicts.h"

#include <stdio.h>
#include <string.h>

static enum dc_status tell_audit(const struct dc_declaration *decl, struct dc_store *store, int64_t run, struct dc_error *err)
{
	char detail[160];

	snprintf(detail, sizeof detail, "{\"run\":%lld,\"declaration\":\"%s\"}", (long long)run, dc_declaration_sha256(decl));
	return dc_store_audit(store, "judge", detail, err);
}

/* What became of the verdicts there were, and why: what else can have changed, the data being as it was. */
static void print_changes(FILE *out, const struct dc_judgement *j, const struct dc_run *run, const struct dc_declaration *decl)
{
	const char *now = dc_declaration_sha256(decl);

	if (j->judged_before == 0)
		return;
	if (strcmp(run->judged_by, now) == 0)
		fprintf(out, "%s\n", T("Changed since it was judged before (the declaration is the same: the day has changed, or this program's rules)",
			"前回の判定からの変化(宣言は同じ。日付またはプログラムの規則によるもの)"));
	else
		fprintf(out, T("Changed since it was judged before (by another declaration: %.12s, now %.12s)\n",
			"前回の判定からの変化(宣言の変更によるもの: %.12s から %.12s)\n"), run->judged_by, now);
	for (size_t i = 0; i < j->n_changes; i++) {
		const struct dc_judge_change *c = &j->changes[i];

		fprintf(out, "  %9s  %s -> %s", cli_number(c->findings), c->before, c->now);
		fprintf(out, c->scope[0] == '\0' ? "\n" : T("  (first in scope %s)\n", "  (最初は範囲 %s)\n"), c->scope);
	}
	if (j->changed_others != 0)
		fprintf(out, T("  %9s  in other ways\n", "  %9s  その他の変化\n"), cli_number(j->changed_others));
	if (j->n_changes == 0)
		fprintf(out, "  %9s  %s\n", "0", T("no verdict has changed", "判定の変化はありません"));
}

static int judge(const struct cli_values *v, const struct dc_declaration *decl, struct dc_store *store, struct dc_error *err)
{
	struct dc_arena *arena = dc_arena_new(0);
	struct dc_judgement j;
	struct dc_run run;
	enum dc_status st;

	if (arena == NULL)
		return CLI_INTERNAL;
	st = dc_store_run_last(store, &run, arena, err);
	if (st == DC_END)
		st = dc_fail(err, DC_EUSAGE, T("the inventory holds no run yet: scan first", "台帳に走査がまだありません。先に scan をしてください"));
	if (st == DC_OK)
		st = dc_judge(decl, store, run.id, cli_today(), &j, err);
	if (st == DC_OK)
		st = tell_audit(decl, store, run.id, err);
	if (st == DC_OK && !v->quiet)
		verdicts_print(stdout, &j, dc_declaration_scopes(decl));
	if (st == DC_OK && !v->quiet)
		print_changes(stdout, &j, &run, decl);
	dc_arena_free(arena);
	if (st != DC_OK)
		return cli_fail(err);
	return dc_judge_exit(&j, v->fail_on != NULL ? v->fail_on : "error", run.complete, v->require_complete);
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct dc_declaration *decl = NULL;
	struct dc_store *store = NULL;
	struct dc_error err = { 0 };
	const char *path = cli_inventory(v, false);
	int code;

	(void)argc;
	(void)argv;
	if (v->declaration == NULL)
		return cli_usage(T("judge needs a declaration: -p daicho.yaml", "judge には宣言が要ります: -p daicho.yaml"));
	if (path == NULL)
		return CLI_USAGE;
	code = declared_load(v->declaration, &decl, NULL);
	if (code != CLI_DONE)
		return code;
	if (dc_store_open(path, DC_STORE_WRITE, &store, &err) == DC_OK)
		code = judge(v, decl, store, &err);
	else
		code = cli_fail(&err);
	dc_store_close(store);
	dc_declaration_free(decl);
	return code;
}

const struct cli_command command_judge = {
	.name = "judge", .args = "-p FILE", .options = "purposes rule-pack inventory fail-on require-complete quiet", .least = 0, .most = 0, .run = run,
	.en = "judge the inventory again, reading no data", .ja = "データを読まずに台帳を判定し直す",
};
