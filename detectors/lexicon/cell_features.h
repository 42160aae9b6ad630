/* cell_features.h -- what the cell classifier looks at; shared by cell.c and its trainer. */
#ifndef LEXICON_CELL_FEATURES_H
#define LEXICON_CELL_FEATURES_H

#include "cell.h"

#define CELL_FEATURES 20
#define CELL_TRAINED 4			/* full name, surname, given name, kana: the kinds with learned weights */

/* All 0 with only out[0] = 1 where the cell is nothing like the kind. Returns false for cells that cannot be of the kind. */
bool cell_features(struct dc_span cell, enum lexicon_cell what, float out[CELL_FEATURES]);

#endif
