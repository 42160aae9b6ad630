/* alone.h -- one scan at a time on an inventory. */
#ifndef CLI_ALONE_H
#define CLI_ALONE_H

#include "daicho/status.h"

/* Takes the inventory for this process; DC_EUSAGE if another has it. The lock goes with the process, however it ends.
 * *fd: close it after the store (a descriptor of the database that is closed earlier would drop the store's own locks). */
enum dc_status alone_take(const char *inventory, int *fd, struct dc_error *err);

#endif
