/* batch.h -- candidates of table rows with their places, kept until their columns are decided. Not public. */
#ifndef EVIDENCE_BATCH_H
#define EVIDENCE_BATCH_H

#include "emit.h"

struct batch {
	struct candidates list;		/* copies; offsets are those of the text they came from */
	struct spot *spots;		/* one for each */
	size_t cap;
};

void batch_init(struct batch *b);
void batch_done(struct batch *b);
void batch_clear(struct batch *b);
enum dc_status batch_add(struct batch *b, const struct candidate *c, struct dc_span value, const struct spot *spot);
static inline struct dc_span batch_value(const struct batch *b, size_t i)
{
	return (struct dc_span){ b->list.values.p + b->list.at[i].value, b->list.at[i].value_len };
}

#endif
