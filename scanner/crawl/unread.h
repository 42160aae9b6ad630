/* unread.h -- an object as the ledger knows it before anything was read of it. */
#ifndef CRAWL_UNREAD_H
#define CRAWL_UNREAD_H

#include "daicho/source.h"
#include "daicho/store.h"

/* Its place, size, times and rights, copied into the arena; NULL: memory is out. */
struct dc_result *unread_result(struct dc_arena *arena, const struct dc_object *object);
/* The whole result of one that no worker saw, in an arena of its own (result->arena). */
enum dc_status result_of_unread(const struct dc_object *object, struct dc_result **out, struct dc_error *err);

#endif
