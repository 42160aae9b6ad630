/* calibrate.h -- from the sum of weights to a probability that keeps its word. Not public. */
#ifndef EVIDENCE_CALIBRATE_H
#define EVIDENCE_CALIBRATE_H

#include "candidate.h"

/* Adds the calibration of the candidate's category, so that the weights add up to the final log-odds. */
void calibrate(struct candidate *c);
/* The calibrated log-odds of a raw sum. */
float calibrated(const char *category, float raw);

#endif
