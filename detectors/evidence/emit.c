/* emit.c -- log-odds to a probability, a band and a call of the sink. */
#include "emit.h"

#include <math.h>

float logistic(float logodds)
{
	return 1 / (1 + expf(-logodds));
}

enum dc_status emit_hit(struct candidate *c, struct dc_span value, const struct spot *spot, struct dc_hit_sink *out,
	struct dc_error *err)
{
	struct dc_hit hit = {
		.kind = c->kind, .category = c->category != NULL ? c->category : c->kind->category,
		.start = spot->start, .end = spot->end, .line = spot->line, .col = spot->col,
		.column = spot->column, .row = spot->row, .record = spot->record,
		.confidence = logistic(candidate_logodds(c)), .flags = c->flags,
		.value = value, .shown = c->shown, .weights = c->weights, .n_weights = c->n_weights,
	};

	hit.band = dc_band_of(hit.confidence);
	if (hit.band == DC_BAND_NONE)
		return DC_OK;
	return out->hit(out, &hit, err);
}
