/* group.h -- the group test: a check digit alone passes one random number in ten, a list of them does not. Not public. */
#ifndef EVIDENCE_GROUP_H
#define EVIDENCE_GROUP_H

#include "context.h"

/* Log-likelihood ratio of `pass` right and `fail` wrong check digits, real numbers against chance (p = 0.1), clipped. */
float group_logodds(size_t pass, size_t fail);
/* Weighs unlabelled candidates with a check digit by the numbers of the same length around them (prose). */
enum dc_status group_weigh(const struct dc_text *text, struct candidates *found);

#endif
