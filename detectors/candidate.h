/* candidate.h -- what stands between the rooms of detectors/: kinds propose candidates, evidence weighs them. Not public. */
#ifndef DETECTORS_CANDIDATE_H
#define DETECTORS_CANDIDATE_H

#include "daicho/detector.h"

/* A proposed value. Offsets are bytes of the dc_text it was found in. */
struct candidate {
	const struct dc_kind *kind;
	const char *category;		/* NULL: the kind's own */
	uint32_t start, end;
	uint32_t cell;			/* index into dc_text.cells; UINT32_MAX in prose */
	uint32_t value;			/* offset into candidates.values */
	uint16_t value_len;
	uint16_t shown;			/* DC_MASK_PLACE */
	uint16_t flags;			/* enum dc_hit_flag */
	uint8_t n_weights;
	bool checked;			/* a check digit was there and is right: the group test counts these */
	bool dropped;			/* lost to a competing reading */
	struct dc_weight weights[DC_WEIGHTS_MOST];
};

/* The candidates of one dc_text, in order of start. */
struct candidates {
	struct candidate *at;
	size_t n, cap;
	struct dc_buf values;		/* normalised values, one behind the other */
};

void candidates_init(struct candidates *c);
void candidates_done(struct candidates *c);		/* wipes the values */
void candidates_clear(struct candidates *c);
/* Adds one with its normalised value; *out (may be NULL) is valid until the next add. DC_ENOMEM or DC_OK. */
enum dc_status candidates_add(struct candidates *c, const struct dc_kind *kind, uint32_t start, uint32_t end,
	struct dc_span value, struct candidate **out);
/* Brings the candidates from the n-th on, in order of start themselves, to their places among the others, which are. */
enum dc_status candidates_merge(struct candidates *c, size_t n);
/* Adds a weight; the last slot collects what does not fit. */
void candidate_weigh(struct candidate *c, enum dc_evidence why, float logodds);
float candidate_logodds(const struct candidate *c);

#endif
