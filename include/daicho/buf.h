/* buf.h -- bytes that grow, with a ceiling. Not thread-safe. */
#ifndef DAICHO_BUF_H
#define DAICHO_BUF_H

#include "daicho/span.h"
#include "daicho/status.h"

struct dc_buf {
	uint8_t *p;
	size_t n;			/* bytes in use */
	size_t cap;
	size_t limit;			/* never grows beyond; 0: no limit */
};

void dc_buf_init(struct dc_buf *b, size_t limit);
void dc_buf_done(struct dc_buf *b);			/* wipes, frees, zeroes the struct */
void dc_buf_clear(struct dc_buf *b);			/* n = 0, memory kept */
/* DC_ENOMEM, or DC_ELIMIT where the ceiling would be crossed (nothing is added then). */
enum dc_status dc_buf_reserve(struct dc_buf *b, size_t more);
enum dc_status dc_buf_add(struct dc_buf *b, const void *p, size_t n);
enum dc_status dc_buf_adds(struct dc_buf *b, const char *s);
enum dc_status dc_buf_addc(struct dc_buf *b, char c);
enum dc_status dc_buf_printf(struct dc_buf *b, const char *fmt, ...) DC_PRINTF(2, 3);
/* The text with a NUL behind it (not counted in n); NULL when memory is out. Valid until the next change. */
const char *dc_buf_cstr(struct dc_buf *b);

#endif
