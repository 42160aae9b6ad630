/* try.h -- one text through the detectors in this process: for texts of our own (examples), never for foreign bytes. */
#ifndef TRY_H
#define TRY_H

#include "daicho/detector.h"

struct try;

struct try *try_new(const struct dc_engine *engine, struct dc_error *err);	/* NULL: err says why */
void try_free(struct try *t);
/* True if the text, as prose, gives a hit of the kind in any band. */
bool try_finds(struct try *t, const char *text, const char *kind);

#endif
