/* shard.h -- one of n disjoint parts of whatever has paths: the same split on every host, in every version.
 *
 * A path belongs to part 1 + hash(path) mod n; the hash is FNV-1a of 64 bits over the raw bytes of the whole path
 * (draft-eastlake-fnv-21), its bits mixed once more, because the low ones of FNV-1a alone follow the last byte.
 */
#ifndef DAICHO_SHARD_H
#define DAICHO_SHARD_H

#include "daicho/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DC_SHARDS_MOST 1024

struct dc_shard { uint32_t i, n; };	/* i from 1 to n; n 0: not split */

/* "2/3". False: not of that form, i out of 1..n, or n beyond DC_SHARDS_MOST. */
bool dc_shard_parse(const char *text, struct dc_shard *out);
/* Always true where nothing is split. */
bool dc_shard_has(struct dc_shard shard, const char *path, size_t path_len);

#endif
