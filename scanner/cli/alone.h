/* alone.h -- one scan at a time on an inventory. */
#ifndef CLI_ALONE_H
#define CLI_ALONE_H

#include "daicho/store.h"

/* Held until the store is closed. DC_EUSAGE: another scan is at it. */
enum dc_status alone_take(struct dc_store *store, const char *inventory, struct dc_error *err);

#endif
