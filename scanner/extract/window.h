/* window.h -- the memory a text stands in while it is read: DC_TEXT_MOST bytes with DC_TEXT_PAD readable on both sides.
 *
 * A buffer of a window never moves: growing beyond its end is DC_ELIMIT. Some windows are kept for the next object. */
#ifndef EXTRACT_WINDOW_H
#define EXTRACT_WINDOW_H

#include "daicho/buf.h"
#include "daicho/map.h"

bool window_open(struct dc_buf *b);			/* false: out of memory */
void window_close(struct dc_buf *b);			/* NULL pointer inside is fine */
void window_free_kept(void);
/* Forgets the first n bytes of text and what the map says of them. n: start of a character. */
void window_drop(struct dc_buf *b, struct dc_map *map, size_t n);
/* The start of the character that `at` falls in. */
size_t window_char(const struct dc_buf *b, size_t at);
uint64_t window_lines(const uint8_t *p, size_t n);	/* line ends in n bytes */

#endif
