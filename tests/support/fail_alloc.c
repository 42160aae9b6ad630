/* fail_alloc.c -- fails the n-th allocation; fail_alloc.h says how to use it. The linker sends calls of malloc to
 * __wrap_malloc, and calls of __real_malloc to malloc (ld, option --wrap). */
#include "fail_alloc.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);
void __wrap_free(void *p);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);

static atomic_long seen, first, last, failed, live;

void fail_alloc_from(long n, long times)
{
	atomic_store(&first, 0);
	atomic_store(&seen, 0);
	atomic_store(&failed, 0);
	atomic_store(&last, n > 0 && times <= __LONG_MAX__ - n ? n + times - 1 : __LONG_MAX__);
	atomic_store(&first, n);
}

bool fail_alloc_stop(void)
{
	atomic_store(&first, 0);
	return atomic_load(&failed) > 0;
}

long fail_alloc_live(void)
{
	return atomic_load(&live);
}

static bool fails(void)
{
	long from = atomic_load(&first), now;

	if (from == 0)
		return false;
	now = atomic_fetch_add(&seen, 1) + 1;
	if (now < from || now > atomic_load(&last))
		return false;
	atomic_fetch_add(&failed, 1);
	errno = ENOMEM;
	return true;
}

static void *counted(void *p)
{
	if (p != NULL)
		atomic_fetch_add(&live, 1);
	return p;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *p, size_t size)
{
	if (fails())
		return NULL;
	return p == NULL ? counted(__real_realloc(p, size)) : __real_realloc(p, size);
}

void __wrap_free(void *p)
{
	if (p != NULL)
		atomic_fetch_sub(&live, 1);
	__real_free(p);
}

char *__wrap_strndup(const char *s, size_t n)
{
	size_t length = strnlen(s, n);
	char *copy = __wrap_malloc(length + 1);

	if (copy != NULL) {
		memcpy(copy, s, length);
		copy[length] = '\0';
	}
	return copy;
}

char *__wrap_strdup(const char *s)
{
	return __wrap_strndup(s, strlen(s));
}
