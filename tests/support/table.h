/* table.h -- what every test file includes: cmocka with what it needs, and helpers for rows. */
#ifndef TESTS_TABLE_H
#define TESTS_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daicho/span.h"
#include "daicho/status.h"

#endif
