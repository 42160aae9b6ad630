/* formats.h -- what libraries must load before the worker is locked down. */
#ifndef EXTRACT_FORMATS_H
#define EXTRACT_FORMATS_H

#include "daicho/status.h"

enum dc_status formats_init(struct dc_error *err);
void formats_done(void);

#endif
