/* exit.c -- the exit code of a judged run (DESIGN 5): violations outrank incompleteness. */
#include "verdict.h"

#include <string.h>

int dc_judge_exit(const struct dc_judgement *j, const char *fail_on, bool complete, bool require_complete)
{
	static const struct { const char *name; int worst; } levels[] = {
		{ "error", LEVEL_ERROR }, { "warning", LEVEL_WARNING }, { "note", LEVEL_NOTE }, { "never", -1 },
	};
	int worst = LEVEL_ERROR;

	for (size_t i = 0; i < DC_ARRAY_LEN(levels); i++)
		if (strcmp(levels[i].name, fail_on) == 0)
			worst = levels[i].worst;
	for (int level = 0; level <= worst; level++)
		if (j->by_level[level] != 0)
			return 1;
	return require_complete && !complete ? 3 : 0;
}
