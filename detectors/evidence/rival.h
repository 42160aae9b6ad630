/* rival.h -- readings of a number that are nobody's data: a courier's slip, a date with time, an article code. Not public. */
#ifndef EVIDENCE_RIVAL_H
#define EVIDENCE_RIVAL_H

#include "candidate.h"

/* Log-odds that the digits of an unlabelled number are something else speak against it: a value <= 0. parcel: a word of
 * parcels stands near. */
float rival_logodds(struct dc_span value, bool parcel);

#endif
