/* readers.c -- who but the owner may read a file: its group, and what an access list adds (POSIX.1e draft 17; the layout of the
 * attribute is that of linux/posix_acl_xattr.h). Read in the controller from the open descriptor: numbers alone, no content. */
#include "fs.h"

#include <endian.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>

#define LIST_MOST 4096			/* bytes of an access list; longer ones are cut and said so */
#define VERSION 2
#define READ 4

enum tag { USER_OBJ = 1, USER = 2, GROUP_OBJ = 4, GROUP = 8, MASK = 16, OTHER = 32 };

struct entry { uint16_t tag, perm; uint32_t id; };

static void add(char *out, size_t cap, const char *name)
{
	size_t n = strlen(out);

	snprintf(out + n, cap - n, "%s%s", n == 0 ? "" : "\n", name);
}

static void add_user(char *out, size_t cap, uint32_t uid)
{
	char room[1024], name[32];
	struct passwd pw, *found = NULL;

	snprintf(name, sizeof name, "uid:%u", (unsigned)uid);
	getpwuid_r(uid, &pw, room, sizeof room, &found);
	add(out, cap, found == NULL ? name : found->pw_name);
}

static void add_group(char *out, size_t cap, uint32_t gid)
{
	char room[4096], name[32];
	struct group gr, *found = NULL;

	snprintf(name, sizeof name, "gid:%u", (unsigned)gid);
	getgrgid_r(gid, &gr, room, sizeof room, &found);
	add(out, cap, found == NULL ? name : found->gr_name);
}

/* The same group for file after file: asked for once a thread. */
static void add_group_kept(char *out, size_t cap, uint32_t gid)
{
	static _Thread_local uint32_t last;
	static _Thread_local char name[128];

	if (name[0] == '\0' || last != gid) {
		name[0] = '\0';
		add_group(name, sizeof name, gid);
		last = gid;
	}
	add(out, cap, name);
}

static unsigned mask_of(const struct entry *e, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (le16toh(e[i].tag) == MASK)
			return le16toh(e[i].perm);
	return 7;
}

const char *fs_readers(int fd, uint32_t mode, uint32_t gid, struct dc_arena *arena)
{
	union { uint32_t version; uint8_t bytes[LIST_MOST]; } list;
	struct entry entries[(LIST_MOST - 4) / sizeof(struct entry)];
	ssize_t got = fgetxattr(fd, "system.posix_acl_access", &list, sizeof list);
	size_t n = got < 4 || le32toh(list.version) != VERSION ? 0 : ((size_t)got - 4) / sizeof(struct entry);
	bool group = (mode & 0040) != 0;
	char out[4096] = "";
	unsigned mask;

	memcpy(entries, list.bytes + 4, n * sizeof *entries);
	mask = mask_of(entries, n);
	for (size_t i = 0; i < n; i++)
		if (le16toh(entries[i].tag) == GROUP_OBJ)
			group = (le16toh(entries[i].perm) & mask & READ) != 0;
	if (group && gid != 0)		/* the group of root is root's own */
		add_group_kept(out, sizeof out, gid);
	for (size_t i = 0; i < n; i++) {
		if ((le16toh(entries[i].perm) & mask & READ) == 0)
			continue;
		if (le16toh(entries[i].tag) == USER)
			add_user(out, sizeof out, le32toh(entries[i].id));
		else if (le16toh(entries[i].tag) == GROUP)
			add_group(out, sizeof out, le32toh(entries[i].id));
	}
	return out[0] == '\0' ? "" : dc_arena_strdup(arena, out);
}
