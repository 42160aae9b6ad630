/* limits.h -- the limits that options set. */
#ifndef CLI_LIMITS_H
#define CLI_LIMITS_H

#include "cli.h"

#include "daicho/budget.h"

/* The default ones, but for what the options say. */
struct dc_budget cli_limits(const struct cli_values *v);

#endif
