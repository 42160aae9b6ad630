/* test_shard.c -- the split of a tree: the same in every version, on every host. The parts were computed by another program, whose hash
 * gives the published FNV-1a vectors of "a" and "foobar" (draft-eastlake-fnv). */
#include "table.h"

#include "daicho/shard.h"

static void test_parts(void **state)
{
	static const struct { const char *path; size_t n; uint32_t of, part; } rows[] = {
		{ "a", 1, 3, 3 },
		{ "foobar", 6, 3, 3 },
		{ "/srv/share/a.txt", 16, 2, 1 },
		{ "/srv/share/b.txt", 16, 2, 2 },
		{ "/srv/share/c.txt", 16, 7, 7 },
		{ "\xe5""\x8f""\xb0""\xe5""\xb8""\xb3""/\x83""e", 9, 1024, 882 },
		{ "", 0, 5, 1 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		for (uint32_t k = 1; k <= rows[i].of; k++)
			if (dc_shard_has((struct dc_shard){ k, rows[i].of }, rows[i].path, rows[i].n) != (k == rows[i].part))
				fail_msg("row %zu: part %u", i, k);
}

static void test_even(void **state)
{
	unsigned count[3] = { 0 };

	(void)state;
	for (unsigned i = 0; i < 30000; i++) {
		char path[64];
		int n = snprintf(path, sizeof path, "/srv/share/%u/file %u.txt", i / 100, i);

		for (uint32_t k = 1; k <= 3; k++)
			count[k - 1] += dc_shard_has((struct dc_shard){ k, 3 }, path, (size_t)n);
	}
	for (unsigned k = 0; k < 3; k++)
		if (count[k] < 9500 || count[k] > 10500)
			fail_msg("part %u has %u of 30000", k + 1, count[k]);
	assert_true(dc_shard_has((struct dc_shard){ 0, 0 }, "x", 1) && dc_shard_has((struct dc_shard){ 1, 1 }, "x", 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_parts), cmocka_unit_test(test_even) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
