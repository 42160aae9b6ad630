/* unitdir.c -- a folder of a worker's own. A lock on it tells whether its worker lives: what nobody holds is removed. */
#include "unitdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "daicho-worker-"

static const char *base(void)
{
	const char *t = getenv("TMPDIR");

	return t != NULL && *t == '/' ? t : "/var/tmp";
}

static void empty(int fd)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			unlinkat(fd, e->d_name, 0);
	if (d != NULL)
		closedir(d);
}

/* True if it is a folder of ours whose worker is gone. */
static bool is_left(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_uid == geteuid() && (st.st_mode & 077) == 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static void sweep(void)
{
	DIR *d = opendir(base());
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		int fd;

		if (strncmp(e->d_name, PREFIX, sizeof PREFIX - 1) != 0)
			continue;
		fd = openat(dirfd(d), e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (fd < 0)
			continue;
		if (is_left(fd)) {
			empty(fd);
			unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
		}
		close(fd);
	}
	if (d != NULL)
		closedir(d);
}

/* Between its making and its lock another worker may take it for left: then it is gone, and the next try makes another. */
enum dc_status unitdir_make(struct unitdir *d, struct dc_error *err)
{
	struct stat st;

	sweep();
	for (unsigned tries = 0; tries < 10; tries++) {
		snprintf(d->path, sizeof d->path, "%s/" PREFIX "XXXXXX", base());
		if (mkdtemp(d->path) == NULL)
			return dc_fail(err, DC_EIO, "%s: %s", base(), strerror(errno));
		d->fd = open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (d->fd >= 0 && flock(d->fd, LOCK_EX) == 0 && fstat(d->fd, &st) == 0 && st.st_nlink > 0 && access(d->path, F_OK) == 0)
			return DC_OK;
		if (d->fd >= 0)
			close(d->fd);
	}
	d->fd = -1;
	return dc_fail(err, DC_EIO, "%s: no folder can be kept there", base());
}

void unitdir_empty(const struct unitdir *d)
{
	if (d->fd >= 0)
		empty(d->fd);
}

void unitdir_remove(struct unitdir *d)
{
	if (d->fd < 0)
		return;
	empty(d->fd);
	rmdir(d->path);
	close(d->fd);
	d->fd = -1;
}
