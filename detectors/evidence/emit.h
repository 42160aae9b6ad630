/* emit.h -- a weighed candidate leaves as a hit. Not public. */
#ifndef EVIDENCE_EMIT_H
#define EVIDENCE_EMIT_H

#include "candidate.h"

/* Where a hit stands, found out while its text was still there. */
struct spot {
	uint64_t start, end;		/* stored bytes */
	uint64_t line, row, record;
	uint32_t col, column;
	bool whole;			/* fills its cell */
};

/* Sets confidence and band from the weights and calls the sink; hits below the lowest band are no findings. c's weights
 * may get one more, the calibration. */
enum dc_status emit_hit(struct candidate *c, struct dc_span value, const struct spot *spot, struct dc_hit_sink *out,
	struct dc_error *err);
float logistic(float logodds);

#endif
