/* progress.h -- the line that moves on a terminal; nothing elsewhere. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "daicho/run.h"

void progress_show(void *ctx, const struct dc_scan_progress *p);	/* for dc_scan_options.progress; ctx unused */
void progress_clear(void);					/* takes the line away before anything else is printed */

#endif
