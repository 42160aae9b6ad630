/* kept.h -- remembers the lines of the registers, so that one gone before its period is noticed (PURPOSES 2.3, 2.8). */
#ifndef PURPOSE_KEPT_H
#define PURPOSE_KEPT_H

#include "declaration.h"

/* Within an open batch. Registers that the declaration does not name are left as they were. */
enum dc_status kept_remember(const struct dc_declaration *d, struct dc_store *store, int64_t run, int today, struct dc_error *err);

#endif
