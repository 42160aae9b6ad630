/* declared.h -- the flat form of a declaration, made when it is loaded. */
#ifndef PURPOSE_DECLARED_H
#define PURPOSE_DECLARED_H

#include "declaration.h"

enum dc_status declared_flatten(struct dc_declaration *d);
/* NULL: no such subject. */
const struct subject *declaration_subject(const struct dc_declaration *d, const char *id);

#endif
