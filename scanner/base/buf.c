/* buf.c -- growing bytes; doubling, with the ceiling checked before anything is added. */
#include "daicho/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void dc_buf_init(struct dc_buf *b, size_t limit)
{
	*b = (struct dc_buf){ .limit = limit };
}

void dc_buf_done(struct dc_buf *b)
{
	if (b->p != NULL)
		explicit_bzero(b->p, b->cap);
	free(b->p);
	*b = (struct dc_buf){ .limit = b->limit };
}

void dc_buf_clear(struct dc_buf *b)
{
	b->n = 0;
}

enum dc_status dc_buf_reserve(struct dc_buf *b, size_t more)
{
	size_t need, cap;
	uint8_t *p;

	if (__builtin_add_overflow(b->n, more, &need) || need == SIZE_MAX)
		return DC_ENOMEM;
	if (b->limit != 0 && need > b->limit)
		return DC_ELIMIT;
	if (need < b->cap)
		return DC_OK;
	cap = b->cap < 256 ? 256 : b->cap > SIZE_MAX / 2 ? need + 1 : b->cap * 2;
	if (cap <= need)
		cap = need + 1;		/* one over, so that dc_buf_cstr needs no memory */
	p = malloc(cap);
	if (p == NULL)
		return DC_ENOMEM;
	if (b->p != NULL) {		/* not realloc: what it leaves behind may be content */
		memcpy(p, b->p, b->n);
		explicit_bzero(b->p, b->cap);
	}
	free(b->p);
	b->p = p;
	b->cap = cap;
	return DC_OK;
}

enum dc_status dc_buf_add(struct dc_buf *b, const void *p, size_t n)
{
	enum dc_status st = dc_buf_reserve(b, n);

	if (st != DC_OK)
		return st;
	if (n != 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	return DC_OK;
}

enum dc_status dc_buf_adds(struct dc_buf *b, const char *s)
{
	return dc_buf_add(b, s, strlen(s));
}

enum dc_status dc_buf_addc(struct dc_buf *b, char c)
{
	return dc_buf_add(b, &c, 1);
}

enum dc_status dc_buf_printf(struct dc_buf *b, const char *fmt, ...)
{
	enum dc_status st;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return DC_EBUG;
	st = dc_buf_reserve(b, (size_t)n);
	if (st != DC_OK)
		return st;
	va_start(ap, fmt);
	vsnprintf((char *)b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
	return DC_OK;
}

const char *dc_buf_cstr(struct dc_buf *b)
{
	if (b->p == NULL)
		dc_buf_reserve(b, 0);
	if (b->p == NULL)
		return NULL;
	b->p[b->n] = '\0';
	return (const char *)b->p;
}
