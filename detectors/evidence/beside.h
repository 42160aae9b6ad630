/* beside.h -- what is said of a person right beside the name: the age, 山本花江さん（45）, Emma Johnson, 34. Not public. */
#ifndef EVIDENCE_BESIDE_H
#define EVIDENCE_BESIDE_H

#include "profile.h"

/* Adds the ages beside names that are likelier than not, in order of start. Does nothing where ages are not asked for. */
enum dc_status beside_names(const struct profiles *profiles, const struct dc_text *text, struct candidates *found);

#endif
