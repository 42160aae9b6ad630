/* scratch.h -- where what does not fit into memory may go while a call lasts. */
#ifndef STORE_SCRATCH_H
#define STORE_SCRATCH_H

#include "ops.h"

/* The folder of the key, which is on this host wherever the inventory is; to be freed. NULL: memory is out. */
char *scratch_folder(const struct dc_store *store);

/* Numbers below n, each at first its own index: 4 bytes each, in memory while that is little, else in a file without a name there; in
 * memory too where none can be made. */
struct scratch;
struct scratch *scratch_new(uint32_t n, const char *folder);	/* NULL: memory is out */
void scratch_free(struct scratch *s);				/* NULL is fine */
/* False: the file cannot be read or written. */
bool scratch_get(const struct scratch *s, uint32_t i, uint32_t *out);
bool scratch_set(struct scratch *s, uint32_t i, uint32_t v);

#endif
