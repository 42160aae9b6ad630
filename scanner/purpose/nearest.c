/* nearest.c -- the name that was probably meant. */
#include "shapes.h"

#include <string.h>

#define NEAREST_WORD 64			/* longer words are compared by their beginning */

/* Edits (insert, delete, change, swap neighbours) between the first NEAREST_WORD bytes. */
size_t shapes_distance(const char *a, const char *b)
{
	size_t rows[3][NEAREST_WORD + 1], n = strnlen(a, NEAREST_WORD), m = strnlen(b, NEAREST_WORD);
	size_t *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t j = 0; j <= m; j++)
		last[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *free_row = before;

		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);

			best = last[j] + 1 < best ? last[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		before = last;
		last = now;
		now = free_row;
	}
	return last[m];
}

const char *shapes_nearest(const char *s, const char *const *names)
{
	const char *best = "";
	size_t least = SIZE_MAX;

	for (size_t i = 0; names[i] != NULL; i++) {
		size_t d = shapes_distance(s, names[i]);

		if (d < least) {
			least = d;
			best = names[i];
		}
	}
	return best;
}
