/* file.c -- files of the inventory: made 0600 under any umask, refused when others may read them. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum dc_status file_failed(struct dc_error *err, const char *path, const char *doing, int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
		return dc_fail(err, DC_EIO, "%s: %s: the disk is full: make room, then run again", path, doing);
	case EROFS:
		return dc_fail(err, DC_EUSAGE, "%s: %s: the disk is read-only: put the inventory elsewhere (-i)", path, doing);
	case EACCES:
	case EPERM:
		return dc_fail(err, DC_EUSAGE, "%s: %s: permission denied: run as the owner of the inventory, or put it elsewhere (-i)",
			path, doing);
	case ENOENT:
	case ENOTDIR:
		return dc_fail(err, DC_EUSAGE, "%s: %s: no such file or folder", path, doing);
	case ENOMEM:
		return dc_fail(err, DC_ENOMEM, "%s: %s: out of memory", path, doing);
	default:
		return dc_fail(err, DC_EIO, "%s: %s: %s", path, doing, strerrordesc_np(number));
	}
}

enum dc_status file_resolve(const char *path, char **out, struct dc_error *err)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash == NULL ? path : slash + 1;
	size_t folder_n = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char folder[PATH_MAX], real[PATH_MAX], *whole;
	size_t n;

	if (base[0] == '\0' || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
		return dc_fail(err, DC_EUSAGE, "%s: names no file: give the inventory's file name", path);
	if (folder_n >= sizeof folder)
		return dc_fail(err, DC_EUSAGE, "%.200s...: the path is too long", path);
	memcpy(folder, folder_n == 0 ? "." : path, folder_n == 0 ? 1 : folder_n);
	folder[folder_n == 0 ? 1 : folder_n] = '\0';
	if (realpath(folder, real) == NULL)
		return file_failed(err, path, "looking for its folder", errno);
	n = strlen(real) + 1 + strlen(base) + 1;
	whole = malloc(n);
	if (whole == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", path);
	snprintf(whole, n, "%s/%s", strcmp(real, "/") == 0 ? "" : real, base);
	*out = whole;
	return DC_OK;
}

enum dc_status file_look(const char *path, enum file_state *state, struct dc_error *err)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		if (errno != ENOENT)
			return file_failed(err, path, "looking at it", errno);
		*state = FILE_MISSING;
		return DC_OK;
	}
	if (!S_ISREG(st.st_mode))
		return dc_fail(err, DC_EUSAGE, "%s: is no regular file", path);
	if (st.st_uid != geteuid() && geteuid() != 0)
		return dc_fail(err, DC_EUSAGE, "%s: belongs to user %u: run as that user", path, (unsigned)st.st_uid);
	if ((st.st_mode & 077) != 0)
		return dc_fail(err, DC_EUSAGE, "%s: others may use it (mode %04o): chmod 600 '%s', and find out who read it", path,
			(unsigned)(st.st_mode & 07777), path);
	*state = FILE_PRESENT;
	return DC_OK;
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return -1;
		p += w;
		n -= (size_t)w;
	}
	return 0;
}

/* A name that was made is on disk once its folder is. */
static int sync_folder(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, r;

	snprintf(folder, sizeof folder, "%.*s", slash == NULL || slash == path ? 1 : (int)(slash - path), slash == NULL ? "." : path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	r = fsync(fd);
	close(fd);
	return r;
}

/* Writes the content under a passing name, then links it: another process sees all of it or nothing. */
static enum dc_status fill_and_name(int fd, const char *passing, const char *path, const void *content, size_t n, struct dc_error *err)
{
	if (fchmod(fd, 0600) != 0)
		return file_failed(err, path, "setting mode 600", errno);
	if (write_all(fd, content, n) != 0 || fsync(fd) != 0)
		return file_failed(err, path, "writing it", errno);
	if (link(passing, path) != 0)
		return errno == EEXIST ? dc_fail(err, DC_EUSAGE, "%s: another program has just made it: run again", path) :
			file_failed(err, path, "naming it", errno);
	if (sync_folder(path) != 0)
		return file_failed(err, path, "writing its folder", errno);
	return DC_OK;
}

enum dc_status file_create(const char *path, const void *content, size_t n, struct dc_error *err)
{
	char passing[PATH_MAX];
	enum dc_status st;
	int fd;

	if (snprintf(passing, sizeof passing, "%s.new-%ld", path, (long)getpid()) >= (int)sizeof passing)
		return dc_fail(err, DC_EUSAGE, "%.200s...: the path is too long", path);
	fd = open(passing, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return file_failed(err, path, "making it", errno);
	st = fill_and_name(fd, passing, path, content, n, err);
	close(fd);
	unlink(passing);
	return st;
}

enum dc_status file_make_folders(const char *path, struct dc_error *err)
{
	char folder[PATH_MAX];

	for (const char *p = strchr(path + 1, '/'); p != NULL && (size_t)(p - path) < sizeof folder; p = strchr(p + 1, '/')) {
		snprintf(folder, sizeof folder, "%.*s", (int)(p - path), path);
		if (mkdir(folder, 0700) != 0 && errno != EEXIST)
			return file_failed(err, folder, "making it", errno);
	}
	return DC_OK;
}

bool file_folder_read_only(const char *path)
{
	struct statvfs v;

	return statvfs(path, &v) == 0 && (v.f_flag & ST_RDONLY) != 0;
}
