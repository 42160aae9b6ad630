/* tld.h -- is this a delegated top-level domain? */
#ifndef TLD_H
#define TLD_H

#include <stdbool.h>
#include <stddef.h>

/* name: lower-case ASCII (xn-- for others), without the dot. */
bool tld_delegated(const char *name, size_t n);
/* Delegated, but met far more often as the end of a file name (.zip .md .py ...). */
bool tld_like_file(const char *name, size_t n);

#endif
