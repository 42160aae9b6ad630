/* tld.c -- the root zone as a sorted table. */
#include "tld.h"

#include <string.h>

static const char *const tlds[] = {
#include "tlds.inc"
};

static const char *const file_names[] = { "app", "cc", "cs", "java", "mk", "ml", "mov", "md", "pl", "ps", "py", "rs", "sh", "so",
	"st", "zip" };

bool tld_delegated(const char *name, size_t n)
{
	size_t lo = 0, hi = sizeof tlds / sizeof tlds[0];

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = strncmp(tlds[mid], name, n);

		if (c == 0 && tlds[mid][n] == '\0')
			return true;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

bool tld_like_file(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof file_names / sizeof file_names[0]; i++)
		if (strlen(file_names[i]) == n && memcmp(file_names[i], name, n) == 0)
			return true;
	return false;
}
