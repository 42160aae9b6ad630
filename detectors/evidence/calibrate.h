/* calibrate.h -- from the sum of weights to a probability that keeps its word. Not public. */
#ifndef EVIDENCE_CALIBRATE_H
#define EVIDENCE_CALIBRATE_H

#include "profile.h"

/* Adds the calibration of the candidate's category, so that the weights add up to the final log-odds. */
void calibrate(struct candidate *c, const struct profiles *profiles);
/* The line of a category: calibrated log-odds = slope * raw + shift. */
void calibration_of(const char *category, float *slope, float *shift);
/* The calibrated log-odds of a raw sum. */
float calibrated(const char *category, float raw);

#endif
