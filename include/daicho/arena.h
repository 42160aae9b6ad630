/* arena.h -- memory for what dies together. Not thread-safe: an arena has one holder. */
#ifndef DAICHO_ARENA_H
#define DAICHO_ARENA_H

#include "daicho/span.h"

struct dc_arena;

/* NULL when memory is out. Blocks grow as needed; limit is the most bytes it will ever hold (0: no limit). */
struct dc_arena *dc_arena_new(size_t limit);
void dc_arena_free(struct dc_arena *arena);		/* NULL is fine */
void dc_arena_reset(struct dc_arena *arena);		/* forgets all, keeps the first block */

/* Zeroed, aligned for any type; NULL when memory or the limit is out. */
void *dc_arena_alloc(struct dc_arena *arena, size_t size);
void *dc_arena_array(struct dc_arena *arena, size_t count, size_t size);	/* checks the product */
/* The first `size` bytes of a file, made that long: the system may keep them on disk. Takes the descriptor. NULL: memory, the limit or the
 * disk is out. */
void *dc_arena_file(struct dc_arena *arena, int fd, size_t size);
/* Copies n bytes and adds a NUL. */
char *dc_arena_strndup(struct dc_arena *arena, const void *p, size_t n);
char *dc_arena_strdup(struct dc_arena *arena, const char *s);
char *dc_arena_printf(struct dc_arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
size_t dc_arena_used(const struct dc_arena *arena);

#endif
