/* verdicts.c -- one line a level, worst first; never a word like "compliant". */
#include "verdicts.h"

#include "cli.h"

#include <unistd.h>

void verdicts_print(FILE *out, const struct dc_judgement *j, size_t scopes)
{
	static const struct { const char *en, *ja, *colour; } levels[5] = {
		{ "errors", "違反(error)", "\033[31m" }, { "warnings", "警告(warning)", "\033[33m" }, { "notes", "注記(note)", "" },
		{ "declared", "宣言あり(pass)", "\033[32m" }, { "open", "未確定(open)", "\033[36m" },
	};
	bool colour = cli_colour(fileno(out));

	fprintf(out, "%s\n", T("Verdicts (by place and kind of data)", "判定(場所と種類ごと)"));
	for (size_t i = 0; i < DC_ARRAY_LEN(levels); i++) {
		if (j->by_level[i] != 0)
			fprintf(out, "  %s%9s%s  %s\n", colour ? levels[i].colour : "", cli_number(j->by_level[i]), colour ? "\033[0m" : "",
				T(levels[i].en, levels[i].ja));
	}
	if (scopes != 0 && j->scopes_without_match == scopes)
		fprintf(out, T("%sNone of the %s declared scopes matches a place that was scanned: check 'match' in the declaration (patterns\n"
			"without a leading slash are taken from its folder) and the targets.%s\n",
			"%s宣言された区画 %s 件のどれも、走査した場所に当たりません。宣言の match (先頭が / でないパターンは宣言ファイルの\n"
			"フォルダから数えます)と、走査の対象を確かめてください。%s\n"), colour ? "\033[31m" : "", cli_number(scopes), colour ? "\033[0m" : "");
	else if (j->scopes_without_match != 0)
		fprintf(out, T("  %9s  declared scopes match nothing that was scanned\n", "  %9s  走査した場所のどこにも当たらない区画\n"),
			cli_number(j->scopes_without_match));
}
