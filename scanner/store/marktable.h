/* marktable.h -- marks of objects -> their ids: in memory while that is little, else in a file without a name, so that memory does not
 * grow with the share. Filled once, then only looked into, by any thread. */
#ifndef STORE_MARKTABLE_H
#define STORE_MARKTABLE_H

#include <stdbool.h>
#include <stdint.h>

struct marktable;

/* For up to so many marks. folder: where the file may be made; NULL, or no file can be made there: in memory, 22 bytes a mark. NULL:
 * memory is out. */
struct marktable *marktable_new(uint64_t most, const char *folder);
void marktable_free(struct marktable *t);	/* NULL is fine */
/* Not 0 each, by rising ids below most. False: the file cannot be written; then another in memory serves. */
bool marktable_add(struct marktable *t, uint64_t mark, uint64_t id);
bool marktable_ready(struct marktable *t);	/* after the last one, before the first look; false: as above */
/* False: it is not there, or the file cannot be read: then the object is asked for by its path. */
bool marktable_find(const struct marktable *t, uint64_t mark, uint64_t *id);

#endif
