/* formats.h -- what libraries must load before the worker is locked down, and the locale they read names in. */
#ifndef EXTRACT_FORMATS_H
#define EXTRACT_FORMATS_H

#include "daicho/status.h"

#include <locale.h>

enum dc_status formats_init(struct dc_error *err);
void formats_done(void);
/* Sets this thread's locale to one whose charset is UTF-8, so that libarchive gives names as UTF-8 or as they stand.
 * Returns the one before, for uselocale. */
locale_t formats_locale(void);

#endif
