/* nameless.h -- files without a name beside the inventory, 0600, gone with their descriptor: what a scan keeps for a while and memory need
 * not hold. Masks and tokens alone, no value. */
#ifndef CRAWL_NAMELESS_H
#define CRAWL_NAMELESS_H

#include "daicho/status.h"

#include <stddef.h>
#include <stdint.h>

struct nameless { int fd; uint64_t length; };

/* folder: the inventory's; NULL, or one whose file system has no nameless files: memory, never a file with a name. Negative: none is to be had. */
int nameless_new(const char *folder);
/* DC_EIO: the disk is full, or fails. */
enum dc_status nameless_append(struct nameless *f, const void *p, size_t n, struct dc_error *err);

#endif
