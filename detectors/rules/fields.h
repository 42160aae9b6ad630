/* fields.h -- one entry of `kinds:` -> struct rule. Not public. */
#ifndef RULES_FIELDS_H
#define RULES_FIELDS_H

#include "rule.h"

#include <libfyaml.h>

/* Reads one map. DC_EUSAGE: a fault, named with line and column. */
enum dc_status fields_read(struct rules *rules, struct fy_node *map, struct rule *out, struct dc_error *err);
/* "kinds.yaml:3:5: ..." where the node or key stands. */
enum dc_status fields_fault(const struct rules *rules, struct fy_node *at, struct dc_error *err, const char *fmt, ...)
	DC_PRINTF(4, 5);

#endif
