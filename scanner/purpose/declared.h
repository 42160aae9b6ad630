/* declared.h -- the flat form of a declaration, made when it is loaded. */
#ifndef PURPOSE_DECLARED_H
#define PURPOSE_DECLARED_H

#include "declaration.h"

enum dc_status declared_flatten(struct dc_declaration *d);
enum dc_status handling_flatten(struct dc_declaration *d);
/* NULL: there is none of that id. */
const struct subject *declaration_subject(const struct dc_declaration *d, const char *id);
const struct recipient *declaration_recipient(const struct dc_declaration *d, const char *id);
const struct purpose *declaration_purpose(const struct dc_declaration *d, const char *id);
const struct policy *declaration_policy(const struct dc_declaration *d, const char *id);

#endif
