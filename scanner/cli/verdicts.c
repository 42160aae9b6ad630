/* verdicts.c -- one line a level, worst first; never a word like "compliant". */
#include "verdicts.h"

#include "cli.h"

#include <unistd.h>

void verdicts_print(FILE *out, const struct dc_judgement *j)
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
	if (j->scopes_without_match != 0)
		fprintf(out, T("  %9s  declared scopes match nothing that was scanned\n", "  %9s  走査した場所のどこにも当たらない区画\n"),
			cli_number(j->scopes_without_match));
}
