/* source.c -- the table of sources, and what all of them share. */
#include "daicho/source.h"

#include <unistd.h>

#define SOURCE(name) extern const struct dc_source_ops source_##name;
#include "sources.def"
#undef SOURCE

static const struct dc_source_ops *const sources[] = {
#define SOURCE(name) &source_##name,
#include "sources.def"
#undef SOURCE
};

/* The length of "scheme" in "scheme:rest" or "scheme://rest"; 0: a plain path. A scheme has two letters or more, letters
 * and digits alone, so that "C:x" and "a-b:c" stay names of files. */
static size_t scheme_length(const char *target)
{
	size_t n = strspn(target, "abcdefghijklmnopqrstuvwxyz0123456789+");

	if (n < 2 || target[n] != ':')
		return 0;
	return strncmp(target + n, "://", 3) == 0 || strncmp(target, "sqlite:", 7) == 0 ? n : 0;
}

const struct dc_source_ops *dc_source_find(const char *target)
{
	size_t n = scheme_length(target);

	for (size_t i = 0; i < DC_ARRAY_LEN(sources); i++) {
		const char *scheme = sources[i]->scheme;

		if (n == 0 ? strcmp(scheme, "file") == 0 : strlen(scheme) == n && strncmp(scheme, target, n) == 0)
			return sources[i];
	}
	return NULL;
}

void dc_object_free(struct dc_object *object)
{
	if (object == NULL)
		return;
	if (object->fd >= 0)
		close(object->fd);
	dc_arena_free(object->arena);
}
