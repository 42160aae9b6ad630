/* shard.c -- one of n disjoint parts of a tree. */
#include "daicho/shard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool dc_shard_parse(const char *text, struct dc_shard *out)
{
	const char *slash = strchr(text, '/');
	unsigned long i = strtoul(text, NULL, 10), n = slash == NULL ? 0 : strtoul(slash + 1, NULL, 10);
	char again[48];

	if (i < 1 || i > n || n > DC_SHARDS_MOST)
		return false;
	snprintf(again, sizeof again, "%lu/%lu", i, n);
	if (strcmp(again, text) != 0)		/* signs, blanks, zeros in front, something behind */
		return false;
	*out = (struct dc_shard){ (unsigned)i, (unsigned)n };
	return true;
}

bool dc_shard_has(struct dc_shard shard, const char *path, size_t path_len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	if (shard.n < 2)
		return true;
	for (size_t k = 0; k < path_len; k++)
		h = (h ^ (uint8_t)path[k]) * UINT64_C(0x100000001b3);
	h = (h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return (h >> 32) % shard.n == shard.i - 1;
}
