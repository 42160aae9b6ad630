/* fail_sqlite.h -- SQLite's allocations go through malloc, so that they are failed in turn with ours (fail_alloc.h). */
#ifndef TESTS_FAIL_SQLITE_H
#define TESTS_FAIL_SQLITE_H

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* The size stands in front. */
#define LITE_FRONT 16

static inline void *lite_malloc(int n)
{
	char *p = malloc((size_t)n + LITE_FRONT);

	if (p == NULL)
		return NULL;
	memcpy(p, &n, sizeof n);
	return p + LITE_FRONT;
}

static inline void lite_free(void *p)
{
	if (p != NULL)
		free((char *)p - LITE_FRONT);
}

static inline void *lite_realloc(void *p, int n)
{
	char *q = realloc((char *)p - LITE_FRONT, (size_t)n + LITE_FRONT);

	if (q == NULL)
		return NULL;
	memcpy(q, &n, sizeof n);
	return q + LITE_FRONT;
}

static inline int lite_size(void *p)
{
	int n = 0;

	if (p != NULL)
		memcpy(&n, (char *)p - LITE_FRONT, sizeof n);
	return n;
}

static inline int lite_roundup(int n)
{
	return (n + 7) / 8 * 8;
}

static inline int lite_init(void *unused)
{
	(void)unused;
	return SQLITE_OK;
}

static inline void lite_shutdown(void *unused)
{
	(void)unused;
}

/* Before SQLite is used. */
static inline int fail_sqlite(void)
{
	static const sqlite3_mem_methods memory = { lite_malloc, lite_free, lite_realloc, lite_size, lite_roundup, lite_init, lite_shutdown, NULL };

	return sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
}

#endif
