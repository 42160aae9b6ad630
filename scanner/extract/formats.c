/* formats.c -- loads what libraries would otherwise open later, when a worker may open nothing. */
#include "formats.h"

enum dc_status formats_init(struct dc_error *err)
{
	(void)err;
	return DC_OK;
}

void formats_done(void)
{
}
