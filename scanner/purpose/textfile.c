/* textfile.c -- a regular file, read whole up to a limit. */
#include "textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define STEP 65536

static enum dc_status read_all(int fd, struct dc_buf *out)
{
	for (;;) {
		enum dc_status st = dc_buf_reserve(out, STEP);
		ssize_t n;

		if (st != DC_OK)
			return st;
		n = read(fd, out->p + out->n, STEP);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 ? DC_OK : DC_EIO;
		out->n += (size_t)n;
	}
}

const char *textfile_read(const char *folder, const char *name, struct dc_buf *out)
{
	struct stat info;
	enum dc_status st = DC_EIO;
	int dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = dir < 0 ? -1 : openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd >= 0 && fstat(fd, &info) == 0 && !S_ISREG(info.st_mode))
		errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
	else if (fd >= 0)
		st = read_all(fd, out);
	if (fd >= 0)
		close(fd);
	if (dir >= 0)
		close(dir);
	if (st == DC_OK)
		return NULL;
	return st == DC_ELIMIT ? "larger than 16 MiB" : st == DC_ENOMEM ? "out of memory" : strerror(errno);
}
