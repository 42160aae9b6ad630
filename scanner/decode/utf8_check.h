/* utf8_check.h -- how far bytes are ASCII, and how far they are well-formed UTF-8 (Unicode 15, table 3-7). */
#ifndef DECODE_UTF8_CHECK_H
#define DECODE_UTF8_CHECK_H

#include <stddef.h>
#include <stdint.h>

/* Bytes before the first that is not ASCII or is ESC. */
size_t ascii_prefix(const uint8_t *p, size_t n);
/* Bytes of the longest prefix made of whole characters. Picks the fastest way this processor has. */
size_t utf8_prefix(const uint8_t *p, size_t n);
/* The same, one character after the other: what the fast one is tested against. */
size_t utf8_prefix_plain(const uint8_t *p, size_t n);

#endif
