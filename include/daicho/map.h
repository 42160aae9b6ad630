/* map.h -- the way back: offsets of a text made from stored bytes, to the stored bytes.
 *
 * A map is a list of runs, ordered by text offset. Within a run the k-th character takes text_step bytes of text and
 * stored_step bytes in the store (ASCII 1:1, CP932 kanji 3:2, UTF-16 3:2). An empty map is the identity plus base.
 */
#ifndef DAICHO_MAP_H
#define DAICHO_MAP_H

#include "daicho/status.h"

#include <stddef.h>
#include <stdint.h>

struct dc_map_run {
	uint64_t stored;		/* first stored byte of the run */
	uint32_t text;			/* first text byte of the run */
	uint8_t text_step, stored_step;	/* bytes of one character; text_step is never 0 */
};

struct dc_map {
	struct dc_map_run *runs;
	size_t n, cap;
	uint64_t base;			/* stored offset of text offset 0 while n == 0 */
};

void dc_map_done(struct dc_map *map);			/* frees the runs, zeroes the struct */
void dc_map_clear(struct dc_map *map, uint64_t base);	/* identity from base on; memory kept */
/* Says that text from `text` on comes from `stored` on; extends the last run where it can. text never goes back. */
enum dc_status dc_map_add(struct dc_map *map, size_t text, uint64_t stored, unsigned text_step, unsigned stored_step);
/* The stored offset of a text offset (the first byte of the character it falls in). NULL map: identity. */
uint64_t dc_map_stored(const struct dc_map *map, size_t text);
/* The stored offset just behind the character that ends at text offset `text` (exclusive ends). */
uint64_t dc_map_stored_end(const struct dc_map *map, size_t text);

#endif
