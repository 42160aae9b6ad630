/* opened.c -- opening what others can rename, replace and truncate while we look: always beneath the root, through no
 * symbolic link and no magic link, and never anything but a regular file for reading. */
#include "fs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#define TRIES 64			/* of an open that a rename or a lease disturbed, or that found no free descriptor */
#define STEP 3072			/* bytes of a path given to the kernel at once; PATH_MAX is 4096 */

int fs_openat(const struct fs_source *s, int dir, const char *name, uint64_t flags, bool same_mount)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	int fd = -1;

	if (same_mount && !s->opt.cross_mounts)
		how.resolve |= RESOLVE_NO_XDEV;
	for (int i = 0; i < TRIES; i++) {
		fd = (int)syscall(SYS_openat2, dir, name, &how, sizeof how);
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR && errno != EMFILE && errno != ENFILE))
			break;
		if (errno == EMFILE || errno == ENFILE || i > TRIES / 2)
			nanosleep(&(struct timespec){ .tv_nsec = 5 * 1000 * 1000 }, NULL);
	}
	return fd;
}

/* The bytes of rel up to the last "/" within STEP, or all; a single name is never longer than NAME_MAX. */
static size_t step_length(const char *rel, size_t n)
{
	const char *slash;

	if (n <= STEP)
		return n;
	slash = memrchr(rel, '/', STEP);
	return slash == NULL ? n : (size_t)(slash - rel);
}

int fs_open_below(const struct fs_source *s, int from, const char *rel, size_t n, uint64_t flags, bool same_mount)
{
	int dir = from, fd = -1;

	while (n != 0) {
		char step[STEP + 1];
		size_t k = step_length(rel, n);
		bool last = k == n;

		if (k > STEP) {
			errno = ENAMETOOLONG;
			break;
		}
		memcpy(step, rel, k);
		step[k] = '\0';
		fd = fs_openat(s, dir, step, last ? flags : O_PATH | O_DIRECTORY, same_mount);
		if (dir != from)
			close(dir);
		dir = fd;
		if (fd < 0 || last)
			return fd;
		rel += k + 1;
		n -= k + 1;
	}
	if (dir != from && dir >= 0)
		close(dir);
	return -1;
}

/* O_NOATIME is for the owner and CAP_FOWNER alone; a view needs none. */
static int open_keeping_atime(struct fs_source *s, int dir, const char *name, uint64_t flags)
{
	int fd;

	if (s->view)
		return fs_openat(s, dir, name, flags, true);
	fd = fs_openat(s, dir, name, flags | O_NOATIME, true);
	if (fd < 0 && errno == EPERM) {
		fd = fs_openat(s, dir, name, flags, true);
		if (fd >= 0)
			atomic_store_explicit(&s->atime_lost, true, memory_order_relaxed);
	}
	return fd;
}

int fs_open_dir(struct fs_source *s, int dir, const char *name)
{
	return open_keeping_atime(s, dir, name, O_RDONLY | O_DIRECTORY);
}

bool fs_stat(int dir, const char *name, struct statx *st)
{
	return statx(dir, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (name[0] == '\0' ? AT_EMPTY_PATH : 0),
		     STATX_BASIC_STATS | STATX_BTIME, st) == 0;
}

void fs_reason_of_errno(int error, struct fs_opened *out)
{
	static const struct { int error; enum dc_reason reason; } rows[] = {
		{ EACCES, DC_R_access_denied }, { EPERM, DC_R_access_denied }, { ENOENT, DC_R_vanished },
		{ ENOTDIR, DC_R_vanished }, { ESTALE, DC_R_vanished }, { ELOOP, DC_R_symlink }, { EXDEV, DC_R_other_mount },
		{ ENXIO, DC_R_special_file }, { ENODEV, DC_R_special_file }, { ENAMETOOLONG, DC_R_name_too_long },
		{ ETIMEDOUT, DC_R_io_timeout },
	};

	out->reason = DC_R_io_error;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (rows[i].error == error)
			out->reason = rows[i].reason;
	if (out->detail[0] == '\0')
		snprintf(out->detail, sizeof out->detail, "%s", strerrorname_np(error) != NULL ? strerrorname_np(error) : "?");
}

/* statfs(2) and linux/magic.h; some stand in the kernel's source alone. */
static const struct { uint64_t magic; bool network; } special_fs[] = {
	{ 0x9fa0, false },	/* proc */		{ 0x62656572, false },	/* sysfs */
	{ 0x1cd1, false },	/* devpts */		{ 0x27e0eb, false },	/* cgroup */
	{ 0x63677270, false },	/* cgroup2 */		{ 0x64626720, false },	/* debugfs */
	{ 0x74726163, false },	/* tracefs */		{ 0x73636673, false },	/* securityfs */
	{ 0x6165676c, false },	/* pstore */		{ 0xcafe4a11, false },	/* bpf */
	{ 0x62656570, false },	/* configfs */		{ 0xde5e81e4, false },	/* efivarfs */
	{ 0x19800202, false },	/* mqueue */		{ 0x958458f6, false },	/* hugetlbfs */
	{ 0xf97cff8c, false },	/* selinuxfs */		{ 0x42494e4d, false },	/* binfmt_misc */
	{ 0x6e736673, false },	/* nsfs */		{ 0x65735543, false },	/* fusectl */
	{ 0x67596969, false },	/* rpc_pipefs */	{ 0x187, false },	/* autofs */
	{ 0x50494446, false },	/* pidfs */		{ 0x6969, true },	/* nfs */
	{ 0xff534d42, true },	/* cifs */		{ 0xfe534d42, true },	/* smb2 */
	{ 0x517b, true },	/* smb */		{ 0xc36400, true },	/* ceph */
	{ 0x0bd00bd0, true },	/* lustre */		{ 0x47504653, true },	/* gpfs */
	{ 0x5346414f, true },	/* afs */		{ 0xaad7aaea, true },	/* panfs */
};

/* True for file systems whose files are made up by the kernel. *network: where a stub can stand for a file far away. */
bool fs_is_pseudo(int fd, bool *network)
{
	struct statfs fs;

	*network = false;
	if (fstatfs(fd, &fs) != 0)
		return false;
	for (size_t i = 0; i < DC_ARRAY_LEN(special_fs); i++)
		if ((uint64_t)(uint32_t)fs.f_type == special_fs[i].magic) {
			*network = special_fs[i].network;
			return !*network;
		}
	return false;
}

/* MS-FSCC 2.6: FILE_ATTRIBUTE_OFFLINE 0x1000, RECALL_ON_OPEN 0x40000, RECALL_ON_DATA_ACCESS 0x400000 */
#define OFFLINE_ATTRIBUTES 0x441000u

/* A file whose bytes would have to be fetched from tape or a cloud. Blocks of 0 alone say it on network file systems that
 * count blocks; elsewhere such a file is sparse or its bytes stand in the inode, and FUSE often counts no blocks at all:
 * there only the attribute decides. */
static bool is_offline(int fd, const struct statx *st)
{
	static const char *const names[] = { "user.cifs.dosattrib", "system.cifs_attrib", "system.ntfs_attrib" };
	bool network;

	if (st->stx_size == 0 || st->stx_blocks != 0)
		return false;
	for (size_t i = 0; i < DC_ARRAY_LEN(names); i++) {
		uint32_t attributes = 0;

		if (fgetxattr(fd, names[i], &attributes, sizeof attributes) == sizeof attributes)
			return (attributes & OFFLINE_ATTRIBUTES) != 0;
	}
	fs_is_pseudo(fd, &network);
	return network;
}

/* Opens for reading the inode that a path descriptor stands for: what was checked is what is read. */
static int reopen(struct fs_source *s, int path_fd)
{
	char link[32];
	int fd, flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

	snprintf(link, sizeof link, "/proc/self/fd/%d", path_fd);
	for (int i = 0; i < TRIES; i++) {
		fd = open(link, flags | (s->view ? 0 : O_NOATIME));
		if (fd < 0 && errno == EPERM) {
			fd = open(link, flags);
			if (fd >= 0)
				atomic_store_explicit(&s->atime_lost, true, memory_order_relaxed);
		}
		if (fd >= 0 || (errno != EINTR && errno != EAGAIN && errno != EMFILE && errno != ENFILE))
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 5 * 1000 * 1000 }, NULL);
	}
	return fd;
}

/* Why a file is not read though it could be opened. */
static void look(struct fs_source *s, int fd, struct fs_opened *out)
{
	bool network;

	if (!fs_stat(fd, "", &out->st)) {
		fs_reason_of_errno(errno, out);
		out->st.stx_mask = 0;
	} else if (S_ISLNK(out->st.stx_mode)) {
		out->reason = DC_R_symlink;
	} else if (S_ISDIR(out->st.stx_mode)) {
		out->reason = DC_R_vanished;
		snprintf(out->detail, sizeof out->detail, "became a folder while it was opened");
	} else if (!S_ISREG(out->st.stx_mode)) {
		out->reason = DC_R_special_file;
	} else if (s->opt.cross_mounts && fs_is_pseudo(fd, &network)) {
		out->reason = DC_R_pseudo_fs;
	}
}

/* With no device to be opened in the view, one open does; else the inode is looked at before it is opened for reading:
 * opening a device can wind a tape. */
void fs_open_file(struct fs_source *s, int dir, const char *name, struct fs_opened *out)
{
	int fd = fs_openat(s, dir, name, s->view ? O_RDONLY | O_NONBLOCK | O_NOCTTY : O_PATH | O_NOFOLLOW, true), path_fd = fd;

	*out = (struct fs_opened){ .fd = -1 };
	if (fd < 0) {
		fs_reason_of_errno(errno, out);
		if (!fs_stat(dir, name, &out->st))
			out->st.stx_mask = 0;
		return;
	}
	look(s, fd, out);
	if (out->reason == DC_R_none && !s->view) {
		fd = reopen(s, path_fd);
		if (fd < 0)
			fs_reason_of_errno(errno, out);
		close(path_fd);
		if (fd < 0)
			return;
	}
	if (out->reason == DC_R_none && is_offline(fd, &out->st))
		out->reason = DC_R_offline_stub;
	if (out->reason == DC_R_none)
		out->fd = fd;
	else
		close(fd);
}

void fs_open_file_below(struct fs_source *s, const char *rel, size_t n, struct fs_opened *out)
{
	const char *slash = memrchr(rel, '/', n);
	int dir = s->root;

	*out = (struct fs_opened){ .fd = -1 };
	if (slash != NULL)
		dir = fs_open_below(s, s->root, rel, (size_t)(slash - rel), O_PATH | O_DIRECTORY, true);
	if (dir < 0) {
		fs_reason_of_errno(errno, out);
		return;
	}
	fs_open_file(s, dir, slash == NULL ? rel : slash + 1, out);
	if (dir != s->root)
		close(dir);
}
