/* fail_alloc.h -- fails the n-th allocation of the code under test.
 *
 * How to use it: add support/fail_alloc.c to the test's sources and FAIL_ALLOC_WRAP to its link options, in
 * tests/rooms/<room>.cmake:
 *
 *	dc_test(store_alloc ROOMS store)
 *	target_sources(test_unit_store_alloc PRIVATE support/fail_alloc.c)
 *	target_link_options(test_unit_store_alloc PRIVATE ${FAIL_ALLOC_WRAP})
 *
 * with  include(support/fail_alloc.cmake)  before it. Every malloc, calloc, realloc and strdup family call of objects linked
 * into the test (not of shared libraries) passes through here. Then:
 *
 *	for (long n = 1; ; n++) {
 *		fail_alloc_from(n, 1);		// the n-th fails, once
 *		st = what_is_tested(...);
 *		if (!fail_alloc_stop())		// it needed fewer than n: all have been failed in turn
 *			break;
 *		assert_int_equal(st, DC_ENOMEM);
 *	}
 *
 * Leaks show under the preset asan. fail_alloc_live() counts blocks that are not freed, for builds without it.
 */
#ifndef TESTS_FAIL_ALLOC_H
#define TESTS_FAIL_ALLOC_H

#include <stdbool.h>

/* From now on the n-th allocation fails, and the following ones up to `times` in all (LONG_MAX: from n on). n = 0: none. */
void fail_alloc_from(long n, long times);
/* Ends the failing; true if any allocation failed since fail_alloc_from. */
bool fail_alloc_stop(void);
/* Allocations minus frees of the code under test since the program began. */
long fail_alloc_live(void);

#endif
