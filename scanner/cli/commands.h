/* commands.h -- the table of commands. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "cli.h"

size_t command_count(void);
const struct cli_command *command_at(size_t i);
const struct cli_command *command_find(const char *name);	/* NULL: none */

#endif
