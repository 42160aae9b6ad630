/* out.h -- buffered bytes to a descriptor. The first failure sticks and later writes do nothing, so a writer may go on
 * and look once a row. */
#ifndef REPORT_OUT_H
#define REPORT_OUT_H

#include "daicho/span.h"
#include "daicho/status.h"

struct out {
	int fd;
	size_t n;
	enum dc_status status;
	struct dc_error *err;
	char bytes[32768];
};

void out_init(struct out *o, int fd, struct dc_error *err);
void out_bytes_slow(struct out *o, const void *p, size_t n);	/* flushes first */
void out_number(struct out *o, int64_t n);
void out_fmt(struct out *o, const char *fmt, ...) DC_PRINTF(2, 3);	/* at most 255 bytes: numbers and markup, never foreign text */
enum dc_status out_flush(struct out *o);

static inline void out_bytes(struct out *o, const void *p, size_t n)
{
	if (n > sizeof o->bytes - o->n) {
		out_bytes_slow(o, p, n);
		return;
	}
	if (n != 0)
		memcpy(o->bytes + o->n, p, n);
	o->n += n;
}

static inline void out_str(struct out *o, const char *s)
{
	out_bytes(o, s, strlen(s));
}

#endif
