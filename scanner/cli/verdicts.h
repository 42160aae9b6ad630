/* verdicts.h -- the verdicts of a judgement in a few lines. */
#ifndef VERDICTS_H
#define VERDICTS_H

#include "daicho/purpose.h"

#include <stdio.h>

/* scopes: how many are declared. */
void verdicts_print(FILE *out, const struct dc_judgement *j, size_t scopes);

#endif
