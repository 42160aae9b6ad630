/* scratch.c -- see scratch.h. A file is asked for 4 bytes at a time: it is for what is wanted now and then, in no order. */
#include "scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMORY_MOST (1u << 19)		/* numbers: 2 MiB */
#define AT_ONCE 4096

struct scratch {
	uint32_t *all;			/* NULL: fd has them */
	int fd;
};

char *scratch_folder(const struct dc_store *store)
{
	const char *key = store->ops->key_path(store), *slash = strrchr(key, '/');

	return slash == NULL ? strdup(".") : strndup(key, slash == key ? 1 : (size_t)(slash - key));
}

/* False: the disk is full. */
static bool fill(int fd, uint32_t n)
{
	uint32_t some[AT_ONCE];

	for (uint64_t from = 0; from < n; from += AT_ONCE) {
		for (uint32_t i = 0; i < AT_ONCE; i++)
			some[i] = (uint32_t)from + i;
		if (pwrite(fd, some, sizeof some, (off_t)(from * sizeof *some)) != (ssize_t)sizeof some)
			return false;
	}
	return true;
}

struct scratch *scratch_new(uint32_t n, const char *folder)
{
	struct scratch *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->fd = folder == NULL || n <= MEMORY_MOST ? -1 : open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (s->fd >= 0 && fill(s->fd, n))
		return s;
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->all = calloc((size_t)n + 1, sizeof *s->all);
	for (uint32_t i = 0; s->all != NULL && i < n; i++)
		s->all[i] = i;
	if (s->all != NULL)
		return s;
	free(s);
	return NULL;
}

void scratch_free(struct scratch *s)
{
	if (s == NULL)
		return;
	if (s->fd >= 0)
		close(s->fd);
	free(s->all);
	free(s);
}

bool scratch_get(const struct scratch *s, uint32_t i, uint32_t *out)
{
	if (s->all == NULL)
		return pread(s->fd, out, sizeof *out, (off_t)i * (off_t)sizeof *out) == (ssize_t)sizeof *out;
	*out = s->all[i];
	return true;
}

bool scratch_set(struct scratch *s, uint32_t i, uint32_t v)
{
	if (s->all == NULL)
		return pwrite(s->fd, &v, sizeof v, (off_t)i * (off_t)sizeof v) == (ssize_t)sizeof v;
	s->all[i] = v;
	return true;
}
