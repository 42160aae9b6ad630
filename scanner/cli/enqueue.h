/* enqueue.h -- a scan for others to do. */
#ifndef CLI_ENQUEUE_H
#define CLI_ENQUEUE_H

#include "cli.h"

int enqueue_run(const struct cli_values *v, int n, char **targets);

#endif
