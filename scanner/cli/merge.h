/* merge.h -- `daicho inventory merge A B... -o OUT`. */
#ifndef CLI_MERGE_H
#define CLI_MERGE_H

#include "cli.h"

int merge_run(const struct cli_values *v, int n, char **names);

#endif
