/* commands.c -- the command table, filled from the one list. */
#include "commands.h"

#include <string.h>

#define COMMAND(name) extern const struct cli_command command_##name;
#include "commands.def"
#undef COMMAND

static const struct cli_command *const all[] = {
#define COMMAND(name) &command_##name,
#include "commands.def"
#undef COMMAND
};

size_t command_count(void)
{
	return DC_ARRAY_LEN(all);
}

const struct cli_command *command_at(size_t i)
{
	return all[i];
}

const struct cli_command *command_find(const char *name)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(all); i++) {
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	}
	return NULL;
}
