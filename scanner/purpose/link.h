/* link.h -- joins what the reader left as words: pointers between records, dates and periods as numbers, extends. */
#ifndef PURPOSE_LINK_H
#define PURPOSE_LINK_H

#include "declaration.h"

/* Only for a declaration whose reader had nothing to complain about. */
enum dc_status link_declaration(struct dc_declaration *d, struct complaints *complaints);
/* Lints of PURPOSES 1.3 that judge what is written; places are built already. */
void lint_declaration(const struct dc_declaration *d, int today, struct complaints *complaints);

#endif
