/* ledger.c -- names of outcomes and reasons, from the one list. */
#include "daicho/ledger.h"
#include "daicho/budget.h"
#include "daicho/status.h"

#include <string.h>

static const struct {
	const char *name;
	enum dc_outcome outcome;
} reasons[DC_N_REASONS] = {
	[DC_R_none] = { "", DC_COMPLETE },
#define REASON(status, id) [DC_R_##id] = { #id, DC_##status },
#include "daicho/reasons.def"
#undef REASON
};

const char *dc_outcome_name(enum dc_outcome outcome)
{
	static const char *const names[DC_N_OUTCOMES] = { "complete", "partial", "skipped", "failed" };

	return names[outcome];
}

const char *dc_reason_name(enum dc_reason reason)
{
	return reasons[reason].name;
}

enum dc_outcome dc_reason_outcome(enum dc_reason reason)
{
	return reasons[reason].outcome;
}

bool dc_reason_parse(const char *name, enum dc_reason *out)
{
	for (unsigned i = 0; i < DC_N_REASONS; i++) {
		if (strcmp(reasons[i].name, name) == 0) {
			*out = (enum dc_reason)i;
			return true;
		}
	}
	return false;
}

const struct dc_budget dc_budget_default = {
	.object_bytes = 4ull << 30,
	.output_bytes = 16ull << 30,
	.ratio = 200,
	.ratio_from = 64ull << 20,
	.depth = 10,
	.markup_depth = 256,
	.members = 1000000,
	.memory_bytes = 512ull << 20,
	.cpu_seconds = 60,
	.wall_seconds = 120,
	.cell_bytes = 16u << 20,
	.hits = 1000000,
	.recycle_objects = 4000,
	.recycle_bytes = 1ull << 30,
};

bool dc_reason_kills(enum dc_reason reason)
{
	switch (reason) {
	case DC_R_parser_crash:
	case DC_R_parser_timeout:
	case DC_R_parser_memory:
	case DC_R_sandbox_violation:
	case DC_R_protocol_error:
	case DC_R_poison:
		return true;
	default:
		return false;
	}
}
