/* out.c -- buffered bytes to a descriptor; whole writes, EINTR retried. */
#include "out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void out_init(struct out *o, int fd, struct dc_error *err)
{
	o->fd = fd;
	o->n = 0;
	o->status = DC_OK;
	o->err = err;
}

static void write_all(struct out *o, const char *p, size_t n)
{
	while (n > 0 && o->status == DC_OK) {
		ssize_t done = write(o->fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			o->status = dc_fail(o->err, DC_EIO, "writing the report: %s", strerror(errno));
			return;
		}
		p += done;
		n -= (size_t)done;
	}
}

enum dc_status out_flush(struct out *o)
{
	write_all(o, o->bytes, o->n);
	o->n = 0;
	return o->status;
}

void out_bytes_slow(struct out *o, const void *p, size_t n)
{
	out_flush(o);
	if (n > sizeof o->bytes)
		write_all(o, p, n);
	else
		out_bytes(o, p, n);
}

void out_number(struct out *o, int64_t n)
{
	uint64_t v = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char digits[24], *at = digits + sizeof digits;

	do {
		*--at = (char)('0' + v % 10);
		v /= 10;
	} while (v != 0);
	if (n < 0)
		*--at = '-';
	out_bytes(o, at, (size_t)(digits + sizeof digits - at));
}

void out_fmt(struct out *o, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof text) {
		if (o->status == DC_OK)
			o->status = dc_fail(o->err, DC_EBUG, "report: a formatted piece is too long");
		return;
	}
	out_bytes(o, text, (size_t)n);
}
