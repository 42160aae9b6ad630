/* sorter.h -- records in order, in as little memory whether they are many or few: beyond some MiB they go to a file without a name. */
#ifndef STORE_SORTER_H
#define STORE_SORTER_H

#include "daicho/status.h"

#include <stdbool.h>

struct sorter;

/* Of records of that size, which may be moved byte by byte. folder: where the file may be made, borrowed as long as the
 * sorter lives; NULL, or none can be made there: all stay in memory. NULL: memory is out. */
struct sorter *sorter_new(size_t size, int (*compare)(const void *, const void *), const char *folder);
void sorter_free(struct sorter *s);		/* NULL is fine */
enum dc_status sorter_add(struct sorter *s, const void *records, size_t n, struct dc_error *err);
/* After the last sorter_add: the next record in order, equal ones in any; borrowed until the next call. DC_END: there is none. */
enum dc_status sorter_next(struct sorter *s, const void **record, struct dc_error *err);

#endif
