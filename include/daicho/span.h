/* span.h -- borrowed bytes: never owned, never NUL-terminated. */
#ifndef DAICHO_SPAN_H
#define DAICHO_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct dc_span {
	const uint8_t *p;
	size_t n;
};

static inline struct dc_span dc_span_of(const char *s)
{
	return (struct dc_span){ (const uint8_t *)s, s == NULL ? 0 : strlen(s) };
}

static inline struct dc_span dc_span_cut(struct dc_span s, size_t from, size_t to)
{
	/* Nothing is added to the null pointer of an empty span: C 6.5.6 leaves that undefined. */
	return (struct dc_span){ from == 0 ? s.p : s.p + from, to - from };
}

static inline bool dc_span_eq(struct dc_span a, struct dc_span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

#endif
