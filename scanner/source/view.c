/* view.c -- a private mount view: a clone of the mounts below a folder that is read-only, moves no access time and opens
 * no device. It hangs nowhere: it is reached through its descriptor alone, so that neither other processes nor our own
 * writes to the inventory meet it, and it vanishes with the descriptor. Needs CAP_SYS_ADMIN while it is made. */
#include "fs.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

int fs_view_open(const char *path)
{
	/* No new mount of the host appears in the view; a mount inside stays visible, so that the ledger can tell of it. */
	struct mount_attr attr = {
		.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOATIME,
		.attr_clr = MOUNT_ATTR__ATIME,
		.propagation = MS_PRIVATE,
	};
	int fd = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW);

	if (fd < 0)
		return -1;
	if (mount_setattr(fd, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr) == 0)
		return fd;
	close(fd);
	return -1;
}
