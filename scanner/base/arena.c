/* arena.c -- a list of blocks; each new one is at least twice the last, up to a megabyte. */
#include "daicho/arena.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define FIRST_BLOCK 4096
#define MOST_BLOCK (1u << 20)
#define ALIGN _Alignof(max_align_t)

struct block {
	struct block *next;
	size_t size, used;
	max_align_t data[];
};

struct mapped { struct mapped *next; void *p; size_t size; };	/* stands in a block */

struct dc_arena {
	struct block *now;		/* the block that is being filled; older ones behind it */
	struct mapped *mapped;
	size_t limit, held, used;
};

static struct block *block_new(struct dc_arena *a, size_t size)
{
	struct block *b;

	if (size > SIZE_MAX - sizeof *b || (a->limit != 0 && (size > a->limit || a->held > a->limit - size)))
		return NULL;
	b = malloc(sizeof *b + size);
	if (b == NULL)
		return NULL;
	b->next = a->now;
	b->size = size;
	b->used = 0;
	a->held += size;
	a->now = b;
	return b;
}

struct dc_arena *dc_arena_new(size_t limit)
{
	struct dc_arena *a = calloc(1, sizeof *a);

	if (a != NULL)
		a->limit = limit;
	return a;
}

static void unmap(struct dc_arena *arena)
{
	for (struct mapped *m = arena->mapped; m != NULL; m = m->next)
		munmap(m->p, m->size);
	arena->mapped = NULL;
}

void dc_arena_free(struct dc_arena *arena)
{
	if (arena == NULL)
		return;
	unmap(arena);
	for (struct block *b = arena->now, *next; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	free(arena);
}

void dc_arena_reset(struct dc_arena *arena)
{
	struct block *b = arena->now;

	unmap(arena);
	while (b != NULL && b->next != NULL) {
		struct block *next = b->next;

		arena->held -= b->size;
		free(b);
		b = next;
	}
	if (b != NULL)
		b->used = 0;
	arena->now = b;
	arena->used = 0;
}

void *dc_arena_alloc(struct dc_arena *arena, size_t size)
{
	struct block *b = arena->now;
	size_t want = size == 0 ? ALIGN : (size + ALIGN - 1) / ALIGN * ALIGN;
	void *p;

	if (want < size)
		return NULL;
	if (b == NULL || b->size - b->used < want) {
		size_t grow = b == NULL ? FIRST_BLOCK : b->size * 2;

		if (grow > MOST_BLOCK)
			grow = MOST_BLOCK;
		b = block_new(arena, want > grow ? want : grow);
		if (b == NULL && want < grow)
			b = block_new(arena, want);
		if (b == NULL)
			return NULL;
	}
	p = (char *)b->data + b->used;
	b->used += want;
	arena->used += want;
	return memset(p, 0, want);
}

void *dc_arena_array(struct dc_arena *arena, size_t count, size_t size)
{
	size_t all;

	if (__builtin_mul_overflow(count, size, &all))
		return NULL;
	return dc_arena_alloc(arena, all);
}

void *dc_arena_file(struct dc_arena *arena, int fd, size_t size)
{
	struct mapped *m = dc_arena_alloc(arena, sizeof *m);
	bool room = m != NULL && (arena->limit == 0 || arena->used + size <= arena->limit) && posix_fallocate(fd, 0, (off_t)size) == 0;
	void *p = room ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;

	close(fd);
	if (p == MAP_FAILED)
		return NULL;
	*m = (struct mapped){ arena->mapped, p, size };
	arena->mapped = m;
	return p;
}

char *dc_arena_strndup(struct dc_arena *arena, const void *p, size_t n)
{
	char *s = n == SIZE_MAX ? NULL : dc_arena_alloc(arena, n + 1);

	if (s != NULL && n != 0)
		memcpy(s, p, n);
	return s;
}

char *dc_arena_strdup(struct dc_arena *arena, const char *s)
{
	return dc_arena_strndup(arena, s, strlen(s));
}

char *dc_arena_printf(struct dc_arena *arena, const char *fmt, ...)
{
	va_list ap;
	int n;
	char *s;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return NULL;
	s = dc_arena_alloc(arena, (size_t)n + 1);
	if (s == NULL)
		return NULL;
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

size_t dc_arena_used(const struct dc_arena *arena)
{
	return arena->used;
}
