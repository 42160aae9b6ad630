/* plain.h -- names from outside, one safe character at a time: what every format's escaping stands on. */
#ifndef REPORT_PLAIN_H
#define REPORT_PLAIN_H

#include "daicho/buf.h"

/* Takes the next character of s from *at on: its code point, or UINT32_MAX for a byte that is no UTF-8 (then *byte). */
uint32_t plain_next(struct dc_span s, size_t *at, uint8_t *byte);
/* False for controls, bidi controls, zero-width characters, line separators and noncharacters: shown as \u{202E}. */
bool plain_shown(uint32_t c);
/* Bytes from `at` on that are printable ASCII and none of `special`: they need no escaping and can be written at once. */
size_t plain_run(struct dc_span s, size_t at, const char *special);
bool plain_utf8(struct dc_span s);
/* Adds s with all that must not be shown made visible: \xNN a bad byte, \u{N} the rest. No format's escaping. */
enum dc_status plain_add(struct dc_buf *out, struct dc_span s);

#endif
