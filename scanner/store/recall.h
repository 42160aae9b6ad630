/* recall.h -- what a back end fills a struct dc_recall with, and takes out of it. */
#ifndef STORE_RECALL_H
#define STORE_RECALL_H

#include "ops.h"

#define RECALL_CHUNK 256		/* objects whose bits are written together */
#define RECALL_KEY_BYTES 16
#define RECALL_NONE 0			/* no mark: there is no such object */
#define RECALL_ASK 1			/* no mark: it was not read whole */

/* The key of marks of a detector version: another version's reading makes another mark. */
void recall_key(const struct token_key *key, const char *detector_version, uint8_t out[RECALL_KEY_BYTES]);
/* Never NONE or ASK. Of seen: path, device, inode, size, times. */
uint64_t recall_mark(const uint8_t key[RECALL_KEY_BYTES], const struct dc_result *seen);

/* For ids below most; folder as for marktable_new. NULL: memory is out. */
struct dc_recall *recall_new(uint64_t most, const uint8_t key[RECALL_KEY_BYTES], const char *folder);
/* False: the table's file cannot be written; make another in memory. */
bool recall_add(struct dc_recall *r, uint64_t id, uint64_t mark);
bool recall_ready(struct dc_recall *r);			/* after the last */
void recall_note(struct dc_recall *r, uint64_t id);	/* as met before; not to be written again */
/* The bits of the next chunk from *chunk on that has new notes, which then are not new any more. False: there is none. */
bool recall_take(struct dc_recall *r, uint64_t *chunk, uint8_t bits[RECALL_CHUNK / 8]);

#endif
