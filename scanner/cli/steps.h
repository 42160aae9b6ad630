/* steps.h -- whole commands as steps of others: triage is a scan and a report. */
#ifndef STEPS_H
#define STEPS_H

#include "cli.h"

/* Each tells what went wrong itself and returns an exit code. */
int scan_run(const struct cli_values *v, int n_targets, char **targets);
/* runs: up to two numbers of scans, as typed. */
int report_run(const struct cli_values *v, const char *name, char **runs, int n_runs);

#endif
