/* library.c -- the shared library's own name and version; all else in it are rooms. */
#include "daicho/status.h"

const char *dc_version(void);

/* "0.1.0" */
const char *dc_version(void)
{
	return DAICHO_VERSION;
}
