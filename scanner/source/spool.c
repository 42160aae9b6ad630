/* spool.c -- standard input: a pipe can be read once only, and a worker that dies has read it. So it is spooled to memory
 * (a file without a name, sealed), never to disk: it may hold what we look for. */
#include "fs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define SPOOL_MOST (UINT64_C(1) << 32)	/* 4 GiB: the most that is read of any object by default */

static enum dc_status copy(int from, int to, struct dc_error *err)
{
	static const size_t block = 256 * 1024;
	uint8_t *bytes = malloc(block);
	uint64_t total = 0;
	enum dc_status st = bytes == NULL ? dc_fail(err, DC_ENOMEM, "standard input") : DC_OK;

	while (st == DC_OK) {
		ssize_t n = read(from, bytes, block), done = 0;

		if (n == 0)
			break;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			st = dc_fail(err, DC_EUSAGE, "standard input cannot be read: %s", strerrordesc_np(errno));
		for (ssize_t k; st == DC_OK && done < n; done += k) {
			k = write(to, bytes + done, (size_t)(n - done));
			if (k < 0 && errno != EINTR)
				st = dc_fail(err, DC_EUSAGE, "standard input does not fit in memory: save it to a file and scan that");
			k = k < 0 ? 0 : k;
		}
		total += n > 0 ? (uint64_t)n : 0;
		if (total > SPOOL_MOST)
			st = dc_fail(err, DC_EUSAGE, "standard input is longer than 4 GiB: save it to a file and scan that");
	}
	if (bytes != NULL)
		explicit_bzero(bytes, block);
	free(bytes);
	return st;
}

enum dc_status fs_spool(int from, struct fs_opened *out, struct dc_error *err)
{
	int fd = memfd_create("daicho-stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	enum dc_status st;

	if (fd < 0)
		return dc_fail(err, DC_EUSAGE, "no memory file for standard input: %s", strerrordesc_np(errno));
	st = copy(from, fd, err);
	if (st == DC_OK && (lseek(fd, 0, SEEK_SET) != 0 ||
			    fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0 ||
			    !fs_stat(fd, "", &out->st)))
		st = dc_fail(err, DC_EBUG, "standard input: %s", strerrordesc_np(errno));
	if (st != DC_OK) {
		close(fd);
		return st;
	}
	out->fd = fd;
	return DC_OK;
}
