/* cmd_purposes.c -- `daicho purposes check FILE`: the declaration's lints, each with its place and what to do. */
#include "cli.h"
#include "declared.h"

#include <stdio.h>
#include <string.h>

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct dc_declaration *decl;
	struct declared_count seen = { .every = true };
	int code;

	(void)v;
	(void)argc;
	if (strcmp(argv[0], "check") != 0)
		return cli_usage(T("usage: daicho purposes check FILE", "使い方: daicho purposes check FILE"));
	code = declared_load(argv[1], &decl, &seen);
	if (code != CLI_DONE)
		return code;
	printf(T("%s: good: %zu purposes, %zu scopes; %u warnings\nsha256 %s\n", "%s: 正しい宣言です。利用目的 %zu、区画 %zu、注意 %u\nsha256 %s\n"),
		argv[1], dc_declaration_purposes(decl), dc_declaration_scopes(decl), seen.warnings, dc_declaration_sha256(decl));
	dc_declaration_free(decl);
	return CLI_DONE;
}

const struct cli_command command_purposes = {
	.name = "purposes", .args = "check FILE", .options = "rule-pack", .least = 2, .most = 2, .run = run,
	.en = "check a declaration of purposes of use", .ja = "利用目的の宣言を検査する",
	.more_en = "Errors (E_) end with exit code 2; warnings (L_) say what the declaration or the policy leaves open.\nThe file's form: daicho.yaml(5).",
	.more_ja = "誤り(E_)があれば終了コード2。注意(L_)は宣言や方針が定めていないことを示します。\nファイルの形は daicho.yaml(5)。",
};
