/* dialect.c -- the table of dialects, and pacing. */
#include "dialect.h"

#include <string.h>
#include <time.h>

#define DIALECT(id) extern const struct dialect dialect_##id;
#include "dialects.def"
#undef DIALECT

static const struct dialect *const all[] = {
#define DIALECT(id) &dialect_##id,
#include "dialects.def"
#undef DIALECT
};

static bool among(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; *p != '\0'; p += strcspn(p, " "), p += strspn(p, " "))
		if (strncmp(p, word, n) == 0 && (p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

const struct dialect *dialect_find(const char *scheme)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(all); i++)
		if (strcmp(all[i]->scheme, scheme) == 0 || among(all[i]->aliases, scheme))
			return all[i];
	return NULL;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

void pace_keep(struct pace *p, uint64_t rows, uint64_t rows_per_second)
{
	uint64_t now, due;

	if (rows_per_second == 0)
		return;
	now = now_ns();
	if (p->began_ns == 0)
		p->began_ns = now;
	due = p->began_ns + rows * 1000000000 / rows_per_second;
	if (due > now)
		nanosleep(&(struct timespec){ (time_t)((due - now) / 1000000000), (long)((due - now) % 1000000000) }, NULL);
}
