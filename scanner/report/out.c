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

void out_bytes(struct out *o, const void *p, size_t n)
{
	if (n > sizeof o->bytes - o->n)
		out_flush(o);
	if (n > sizeof o->bytes) {
		write_all(o, p, n);
		return;
	}
	if (n != 0)
		memcpy(o->bytes + o->n, p, n);
	o->n += n;
}

void out_str(struct out *o, const char *s)
{
	out_bytes(o, s, strlen(s));
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
