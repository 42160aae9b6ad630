/* prose.h -- running text: its candidates are weighed, compete, are parted into records and leave at once. Not public. */
#ifndef EVIDENCE_PROSE_H
#define EVIDENCE_PROSE_H

#include "emit.h"
#include "heading.h"
#include "place.h"

struct prose {
	struct context *ctx;
	uint64_t records;		/* made so far in this part */
};

enum dc_status prose_text(struct prose *p, const struct dc_text *text, struct candidates *found, struct place *place,
	struct dc_hit_sink *out, struct dc_error *err);

#endif
