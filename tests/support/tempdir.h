/* tempdir.h -- a folder of its own for a test, removed with all that is in it, however deep. */
#ifndef TESTS_TEMPDIR_H
#define TESTS_TEMPDIR_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Empties the folder of fd without recursion: what lies deeper is first moved up, so that no path grows too long. */
static inline void tempdir_empty(int fd)
{
	bool again = true;
	static unsigned moved;

	while (again) {
		DIR *d = fdopendir(openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
		struct dirent *e;

		again = false;
		while (d != NULL && (e = readdir(d)) != NULL) {
			int sub;

			if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || unlinkat(fd, e->d_name, 0) == 0)
				continue;
			if (unlinkat(fd, e->d_name, AT_REMOVEDIR) == 0)
				continue;
			fchmodat(fd, e->d_name, 0700, 0);
			sub = openat(fd, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			if (sub >= 0) {
				DIR *in = fdopendir(sub);
				struct dirent *f;

				while (in != NULL && (f = readdir(in)) != NULL) {
					char to[64];

					if (strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0 || unlinkat(sub, f->d_name, 0) == 0)
						continue;
					fchmodat(sub, f->d_name, 0700, 0);
					snprintf(to, sizeof to, ".moved-%u", moved++);
					renameat(sub, f->d_name, fd, to);
				}
				closedir(in);
			}
			again = true;
		}
		closedir(d);
	}
}

static inline char *tempdir_make(void)
{
	const char *base = getenv("TMPDIR");
	char path[4096], *real;

	snprintf(path, sizeof path, "%s/daicho-test-XXXXXX", base == NULL ? "/tmp" : base);
	if (mkdtemp(path) == NULL)
		return NULL;
	real = realpath(path, NULL);
	return real;
}

static inline void tempdir_remove(char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		tempdir_empty(fd);
		close(fd);
	}
	rmdir(path);
	free(path);
}

/* Makes path below dir with this content; folders must be there. */
static inline int tempdir_file(int dir, const char *path, const void *content, size_t n)
{
	int fd = openat(dir, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ssize_t k = fd < 0 ? -1 : write(fd, content, n);

	if (fd >= 0)
		close(fd);
	return k == (ssize_t)n ? 0 : -1;
}

#endif
