/* nameless.c -- O_TMPFILE, else a file of memory. */
#include "nameless.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int nameless_new(const char *folder)
{
	int fd = folder == NULL ? -1 : open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 ? fd : memfd_create("daicho-spool", MFD_CLOEXEC);
}

enum dc_status nameless_append(struct nameless *f, const void *p, size_t n, struct dc_error *err)
{
	const uint8_t *at = p;

	while (n != 0) {
		ssize_t k = pwrite(f->fd, at, n, (off_t)f->length);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return dc_fail(err, DC_EIO, "a file beside the inventory cannot be written: %s", strerrordesc_np(errno));
		at += k;
		n -= (size_t)k;
		f->length += (uint64_t)k;
	}
	return DC_OK;
}
