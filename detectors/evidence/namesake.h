/* namesake.h -- a person whose mailbox bears the name: Zsófia Horváth and zsofia.horvath@example.hu. Not public. */
#ifndef EVIDENCE_NAMESAKE_H
#define EVIDENCE_NAMESAKE_H

#include "profile.h"

/* Looks around each likely e-mail address of two words for these words as a name, in either order; adds it if no candidate stands there,
 * and makes it likelier if one does. No list of names has them all, but nobody's address is that of a place. Keeps the order of start. */
enum dc_status namesakes(const struct profiles *profiles, const struct dc_text *text, struct candidates *found);

#endif
