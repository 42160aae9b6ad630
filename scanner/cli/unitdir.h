/* unitdir.h -- a folder of a worker's own, gone when the worker is, or found by the next one. */
#ifndef CLI_UNITDIR_H
#define CLI_UNITDIR_H

#include "daicho/status.h"

struct unitdir { char path[512]; int fd; };	/* fd: holds its lock; -1: none */

/* Makes it, 0700, in $TMPDIR or /var/tmp, and removes those of workers that were killed. */
enum dc_status unitdir_make(struct unitdir *d, struct dc_error *err);
void unitdir_empty(const struct unitdir *d);	/* of its files; there are no folders in it */
void unitdir_remove(struct unitdir *d);

#endif
