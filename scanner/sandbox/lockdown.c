/* lockdown.c -- the layers around a worker, each of which is to hold alone. What a worker still can do: compute, allocate,
 * read and seek the descriptors it is sent, talk on its socket, end. */
#include "lockdown.h"

#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOBODY 65534

static void granted(char *layers, size_t cap, const char *fmt, ...) DC_PRINTF(3, 4);

static void granted(char *layers, size_t cap, const char *fmt, ...)
{
	size_t n = strlen(layers);
	va_list args;

	if (n != 0 && n + 1 < cap) {
		layers[n++] = ' ';
		layers[n] = '\0';
	}
	va_start(args, fmt);
	vsnprintf(layers + n, cap - n, fmt, args);
	va_end(args);
}

#ifndef FILTER_SANITIZED
/* Address space in use now, in bytes; proc(5): the first number of statm, in pages. */
static uint64_t address_space(void)
{
	char text[32];
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f != NULL) {
		if (fgets(text, sizeof text, f) != NULL)
			pages = strtoul(text, NULL, 10);
		fclose(f);
	}
	return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}
#endif

static bool limit(int what, uint64_t most)
{
	struct rlimit r = { .rlim_cur = (rlim_t)most, .rlim_max = (rlim_t)most }, now;

	if (getrlimit((__rlimit_resource_t)what, &now) == 0 && now.rlim_max < r.rlim_max)
		r.rlim_cur = r.rlim_max = now.rlim_max;
	return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

/* Memory: what is loaded by now, shared dictionary and compiled patterns included, and the budget on top. CPU time is
 * watched object by object from outside; this one is for a worker whose controller has gone. */
static bool limits(const struct dc_budget *b, uint64_t file_bytes)
{
	bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, file_bytes) && limit(RLIMIT_NOFILE, 16) &&
		  limit(RLIMIT_CPU, (uint64_t)b->cpu_seconds * LOCKDOWN_CPU_OBJECTS);

#ifndef FILTER_SANITIZED
	ok = ok && limit(RLIMIT_AS, address_space() + b->memory_bytes);
#endif
	return ok;
}

/* An empty folder as root, for the one call that takes paths for good reasons (newfstatat: see filter.c). Root's alone. */
static bool empty_root(void)
{
	return chroot("/proc/self/fdinfo") == 0 && chdir("/") == 0;
}

static bool no_privileges(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { { 0 } };

	for (int cap = 0; cap < 64; cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);		/* allowed to root alone */
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (geteuid() == 0 && setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0 &&
	    setresuid(NOBODY, NOBODY, NOBODY) != 0)
		return false;
	return syscall(SYS_capset, &head, none) == 0;
}

/* linux/landlock.h of Debian 12 knows ABI 3; these are of later ones. A kernel takes a longer struct if what it does not
 * know is zero. */
struct ruleset { uint64_t files, net, scoped; };

/* Everything Landlock can refuse is refused: no rule allows anything. Returns the ABI, 0 where there is none. */
static int landlock(void)
{
	static const uint64_t files[] = { 0, 0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff };	/* by ABI: refer 2, truncate 3, ioctl 5 */
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);	/* LANDLOCK_CREATE_RULESET_VERSION */
	struct ruleset all;
	int fd;

	if (abi < 1)
		return 0;
	all = (struct ruleset){ files[abi > 5 ? 5 : abi], abi >= 4 ? 3 : 0, abi >= 6 ? 3 : 0 };
	fd = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	if (fd < 0)
		return 0;
	if (syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		abi = 0;
	close(fd);
	return (int)abi;
}

/* 0 to 2 go too: nothing is printed from inside. A sanitizer's report needs 2. */
static bool close_others(int keep, const int also[2])
{
#ifdef FILTER_SANITIZED
	bool ok = close_range(0, 1, 0) == 0 && (keep == 3 || close_range(3, (unsigned)keep - 1, 0) == 0);
#else
	bool ok = close_range(0, (unsigned)keep - 1, 0) == 0;
#endif
	for (int i = 0; i < 2; i++) {
		if (also[i] <= keep)
			continue;
		ok = ok && (also[i] == keep + 1 || close_range((unsigned)keep + 1, (unsigned)also[i] - 1, 0) == 0);
		keep = also[i];
	}
	return ok && close_range((unsigned)keep + 1, ~0u, 0) == 0;
}

enum dc_status lockdown(const struct lockdown *l, char *layers, size_t cap, struct dc_error *err)
{
	int abi;

	layers[0] = '\0';
	if (!limits(l->budget, l->file_bytes))
		return dc_fail(err, DC_EUSAGE, "the worker's resource limits cannot be set: %s", strerrordesc_np(errno));
	granted(layers, cap, "rlimits");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return dc_fail(err, DC_EUSAGE, "no-new-privs cannot be set: %s", strerrordesc_np(errno));
	granted(layers, cap, "no-new-privs");
	if (empty_root())
		granted(layers, cap, "empty-root");
	if (!no_privileges())
		return dc_fail(err, DC_EUSAGE, "the worker cannot drop its capabilities: %s", strerrordesc_np(errno));
	granted(layers, cap, "no-caps");
	/* After the change of user, which resets both. The signal comes when the thread ends that started us: a connector goes from
	 * thread to thread, and ends by itself when its socket or pipe closes. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || (l->also == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0))
		return dc_fail(err, DC_EUSAGE, "the worker cannot be made undumpable: %s", strerrordesc_np(errno));
	if (!close_others(l->keep, (const int[2]){ l->also, l->second }))
		return dc_fail(err, DC_EUSAGE, "the worker's descriptors cannot be closed: %s", strerrordesc_np(errno));
	abi = landlock();
	if (abi > 0)
		granted(layers, cap, "landlock-%d", abi);
	if (!l->no_seccomp && filter_load(l->keep, l->also == 0 ? FILTER_WORKER : l->events ? FILTER_EVENTS : FILTER_TALK)) {
		granted(layers, cap, "seccomp");
		return DC_OK;
	}
	return l->unsafe ? DC_OK : dc_fail(err, DC_EUSAGE, "this kernel or container has no seccomp, so hostile files cannot be read "
		"safely; allow seccomp, or take the risk with --unsafe-no-sandbox (it is recorded)");
}
