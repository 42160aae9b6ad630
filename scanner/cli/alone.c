/* alone.c -- one scan at a time on an inventory: two would take each other's files for gone, and either run would be the
 * last. The lock lies on the key beside the inventory, which SQLite has no locks on. */
#include "alone.h"

#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

enum dc_status alone_take(const char *inventory, int *fd, struct dc_error *err)
{
	char key[4096 + 8];

	snprintf(key, sizeof key, "%s.key", inventory);
	*fd = open(key, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (*fd < 0)
		*fd = open(inventory, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return dc_fail(err, DC_EIO, "%s: %s", inventory, strerror(errno));
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return DC_OK;
	if (errno != EWOULDBLOCK)
		return dc_fail(err, DC_EIO, "%s: cannot be locked: %s", inventory, strerror(errno));
	return dc_fail(err, DC_EUSAGE, "%s: %s", inventory, T("another scan is writing to it: wait for its end, or name another inventory with -i",
		"別の走査が書き込んでいます。終わりを待つか、-i で別の台帳を指定してください"));
}
