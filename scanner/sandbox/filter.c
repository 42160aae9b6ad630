/* filter.c -- the seccomp allow-list.
 *
 * What is not listed kills the process: a worker that asks for a socket is not running our code any more, must not get a
 * second try, and its death (SIGSYS) is recorded against the object that caused it. Only calls that libraries make in good
 * faith while they look for something (a character set module, a time zone, a terminal) are answered with an error, so
 * that a harmless file is not taken for an attack; they get nothing either. Checked by number and by argument: memory
 * is never executable, a mapping is never of a file, a signal reaches this process alone. */
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

/* Always allowed. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fstat),
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep), SCMP_SYS(getrusage), SCMP_SYS(times), SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getcpu),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(membarrier),
	SCMP_SYS(rseq), SCMP_SYS(set_robust_list), SCMP_SYS(mremap),
};

/* Answered with an error: questions that libraries ask in good faith. */
static const struct { int call, error; } refused[] = {
	{ SCMP_SYS(open), EACCES }, { SCMP_SYS(openat), EACCES }, { SCMP_SYS(access), EACCES }, { SCMP_SYS(faccessat), EACCES },
	{ SCMP_SYS(faccessat2), EACCES }, { SCMP_SYS(stat), EACCES }, { SCMP_SYS(lstat), EACCES }, { SCMP_SYS(statx), ENOSYS },
	{ SCMP_SYS(readlink), EACCES }, { SCMP_SYS(readlinkat), EACCES }, { SCMP_SYS(getcwd), ENOENT }, { SCMP_SYS(ioctl), ENOTTY },
	{ SCMP_SYS(write), EBADF }, { SCMP_SYS(writev), EBADF }, { SCMP_SYS(prctl), EPERM }, { SCMP_SYS(fadvise64), EINVAL },
};

#ifdef FILTER_SANITIZED
/* What the sanitizers' run-time needs beside. */
static const int sanitizers[] = {
	SCMP_SYS(write), SCMP_SYS(getppid), SCMP_SYS(prlimit64), SCMP_SYS(getrlimit), SCMP_SYS(mincore), SCMP_SYS(dup), SCMP_SYS(pipe2),
	SCMP_SYS(set_tid_address), SCMP_SYS(rt_sigtimedwait), SCMP_SYS(ppoll), SCMP_SYS(poll), SCMP_SYS(pselect6), SCMP_SYS(select),
	SCMP_SYS(process_vm_readv), SCMP_SYS(getdents64), SCMP_SYS(sigaltstack),	/* the last: at each longjmp (libpng) */
};
#endif

/* Allowed if (argument & mask) == value. Of two rules on one call either allows. */
static const struct { int call; unsigned arg; scmp_datum_t mask, value; } if_so[] = {
	{ SCMP_SYS(mprotect), 2, PROT_EXEC, 0 },
	{ SCMP_SYS(fcntl), 1, ~(scmp_datum_t)0, F_GETFL },
	{ SCMP_SYS(fcntl), 1, ~(scmp_datum_t)0, F_GETFD },
	{ SCMP_SYS(newfstatat), 3, ~(scmp_datum_t)0, AT_EMPTY_PATH },	/* glibc's fstat; a path given beside leads nowhere in the empty root */
	{ SCMP_SYS(prlimit64), 2, ~(scmp_datum_t)0, 0 },			/* to ask, not to set */
};

/* What talking to a server over an open connection needs beside: no call that makes one. */
static const int talking[] = {
	SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(poll),
	SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(getpeername),
	SCMP_SYS(getsockname), SCMP_SYS(shutdown),
};

/* What libsmbclient's event loop needs beside (Samba 4.17); a descriptor of epoll reaches nothing but what is open. */
static const int waiting[] = {
	SCMP_SYS(epoll_create), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2),
};

/* It looks for its configuration, for interfaces and for another way to the server: refused, and it says so in its own words. */
static const struct { int call, error; } refused_waiting[] = {
	{ SCMP_SYS(socket), EACCES }, { SCMP_SYS(connect), EACCES }, { SCMP_SYS(mkdir), EACCES }, { SCMP_SYS(umask), EPERM }, { SCMP_SYS(getgroups), EPERM },
	{ SCMP_SYS(getppid), EPERM }, { SCMP_SYS(eventfd2), EPERM }, { SCMP_SYS(pipe2), EPERM }, { SCMP_SYS(timerfd_create), EPERM },
};

static bool rules_for_waiting(scmp_filter_ctx f)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof waiting / sizeof waiting[0]; i++)
		rc = waiting[i] < 0 ? 0 : seccomp_rule_add(f, SCMP_ACT_ALLOW, waiting[i], 0);
	for (size_t i = 0; rc == 0 && i < sizeof refused_waiting / sizeof refused_waiting[0]; i++) {
#ifdef FILTER_SANITIZED
		if (refused_waiting[i].call == SCMP_SYS(getppid) || refused_waiting[i].call == SCMP_SYS(pipe2))
			continue;
#endif
		rc = refused_waiting[i].call < 0 ? 0 : seccomp_rule_add(f, SCMP_ACT_ERRNO((unsigned)refused_waiting[i].error), refused_waiting[i].call, 0);
	}
	if (rc == 0)		/* close-on-exec of what epoll made */
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_CMP64(1, SCMP_CMP_EQ, F_SETFD, 0));
	return rc == 0;
}

static bool rules_for_talking(scmp_filter_ctx f)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof talking / sizeof talking[0]; i++)
		rc = talking[i] < 0 ? 0 : seccomp_rule_add(f, SCMP_ACT_ALLOW, talking[i], 0);
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_CMP64(1, SCMP_CMP_EQ, F_SETFL, 0));
	return rc == 0;
}

static bool rules(scmp_filter_ctx f, int socket)
{
	int rc = 0;
	scmp_datum_t self = (scmp_datum_t)getpid();

	for (size_t i = 0; rc == 0 && i < sizeof allowed / sizeof allowed[0]; i++)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
	for (size_t i = 0; rc == 0 && i < sizeof if_so / sizeof if_so[0]; i++)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, if_so[i].call, 1,
				      SCMP_CMP64(if_so[i].arg, SCMP_CMP_MASKED_EQ, if_so[i].mask, if_so[i].value));
	if (rc == 0)		/* memory without a file behind it, not executable */
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
				      SCMP_CMP64(3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
	if (rc == 0)		/* abort() */
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_CMP64(0, SCMP_CMP_EQ, self, 0));
	if (rc == 0)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(recvmsg), 1, SCMP_CMP64(0, SCMP_CMP_EQ, (scmp_datum_t)socket, 0));
	if (rc == 0)		/* to the controller: no address can be given */
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2, SCMP_CMP64(0, SCMP_CMP_EQ, (scmp_datum_t)socket, 0),
				      SCMP_CMP64(4, SCMP_CMP_EQ, 0, 0));
#ifdef FILTER_SANITIZED
	for (size_t i = 0; rc == 0 && i < sizeof sanitizers / sizeof sanitizers[0]; i++)
		rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, sanitizers[i], 0);
#endif
	return rc == 0;
}

static bool refusals(scmp_filter_ctx f, bool network)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof refused / sizeof refused[0]; i++) {
#ifdef FILTER_SANITIZED
		if (refused[i].call == SCMP_SYS(write))
			continue;
#endif
		if (network && (refused[i].call == SCMP_SYS(write) || refused[i].call == SCMP_SYS(writev)))
			continue;
		if (refused[i].call < 0)		/* not of this architecture: arm64 has no open, stat, access */
			continue;
		rc = seccomp_rule_add(f, SCMP_ACT_ERRNO((unsigned)refused[i].error), refused[i].call, 0);
	}
	if (rc == 0)		/* a path; glibc's fstat has none (see if_so) */
		rc = seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 1, SCMP_CMP64(3, SCMP_CMP_NE, AT_EMPTY_PATH, 0));
	return rc == 0;
}

bool filter_load(int socket, enum filter_use use)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = f != NULL, network = use != FILTER_WORKER;

	if (!ok)
		return false;
#ifdef FILTER_SANITIZED
	signal(SIGXFSZ, SIG_IGN);	/* write is allowed: what a library says on a standard error that is a file fails, as it does without */
#endif
	seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2);	/* a tree of comparisons in place of a list */
	seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);		/* a sanitizer's own thread included */
	ok = refusals(f, network) && (network ? rules_for_talking(f) : true) && (use == FILTER_EVENTS ? rules_for_waiting(f) : true) && rules(f, socket) && seccomp_load(f) == 0;
	seccomp_release(f);
	return ok;
}
