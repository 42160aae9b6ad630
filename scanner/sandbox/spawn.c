/* spawn.c -- posix_spawn of our own program, with a socket and a page; watched and reaped through a pidfd, so that no
 * other process can be meant by mistake. */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "filter.h"

extern char **environ;

#define ABANDONED_MOST 256

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;	/* of the two below */
static int abandoned[ABANDONED_MOST];				/* pidfds */
static unsigned n_abandoned;

static struct page *page_new(int *fd, struct dc_error *err)
{
	struct page *p = MAP_FAILED;

	*fd = memfd_create("daicho-worker", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*fd >= 0 && ftruncate(*fd, PAGE_BYTES) == 0 &&
	    fcntl(*fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
		p = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
	if (p != MAP_FAILED)
		return p;
	dc_fail(err, DC_EIO, "no page to share with a worker: %s", strerrordesc_np(errno));
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return NULL;
}

static bool begins(const char *variable, const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (strncmp(variable, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* Of our environment a worker sees what steers ours and the sanitizers' code: no secret, no path of others. A connector sees
 * where client libraries look for service and password files and certificates, but no password: what is in an environment,
 * others can read. */
static bool passes(const char *variable, bool connector)
{
	static const char *const ours[] = { "DAICHO_", "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "TSAN_OPTIONS=", "LSAN_OPTIONS=",
					    "LD_LIBRARY_PATH=", "MAGIC=", NULL };
	static const char *const clients[] = { "HOME=", "USER=", "PGSERVICE", "PGPASSFILE=", "PGSSL", "PGREQUIRE", "PGKRB", "PGGSS", "PGSYSCONFDIR=",
					       "KRB5", "SSL_CERT_", "MYSQL_HOME=", "MARIADB_", NULL };

	return begins(variable, ours) || (connector && begins(variable, clients));
}

static char **environment(bool connector)
{
	size_t n = 0, k = 0;
	char **out;

	while (environ != NULL && environ[n] != NULL)
		n++;
	out = calloc(n + 1, sizeof(char *));
	for (size_t i = 0; out != NULL && i < n; i++)
		if (passes(environ[i], connector))
			out[k++] = environ[i];
	return out;
}

/* 0 to 2 to /dev/null, the socket and the page where the worker looks for them, nothing else. A session of its own: Ctrl-C
 * on the terminal is the controller's to answer. */
static int prepare(posix_spawn_file_actions_t *files, posix_spawnattr_t *attr, int sock, int page)
{
	sigset_t none;
	int rc = 0;

	sigemptyset(&none);
	for (int fd = 0; rc == 0 && fd < 3; fd++) {
#ifdef FILTER_SANITIZED
		if (fd == 2)
			continue;
#endif
		rc = posix_spawn_file_actions_addopen(files, fd, "/dev/null", O_RDWR, 0);
	}
	/* Both are 5 or more (spawn_start), so neither is overwritten before it is used. */
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(files, sock, SPAWN_SOCKET);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(files, page, SPAWN_PAGE);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(files, SPAWN_PAGE + 1);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attr, &none);
	if (rc == 0)
		rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
	return rc;
}

static int spawn_process(const char *program, const char *argument, int sock, int page, pid_t *pid)
{
	char *argv[] = { (char *)"daicho", (char *)(uintptr_t)argument, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	char **env = environment(strcmp(argument, SPAWN_CONNECTOR) == 0);
	int rc = env == NULL ? ENOMEM : posix_spawn_file_actions_init(&files);

	if (rc == 0) {
		rc = posix_spawnattr_init(&attr);
		if (rc == 0) {
			rc = prepare(&files, &attr, sock, page);
			if (rc == 0)
				rc = posix_spawn(pid, program, &files, &attr, argv, env);
			posix_spawnattr_destroy(&attr);
		}
		posix_spawn_file_actions_destroy(&files);
	}
	free(env);
	return rc;
}

/* A descriptor beyond those a worker starts with. */
static int lift(int fd)
{
	int up = fd > SPAWN_PAGE || fd < 0 ? fd : fcntl(fd, F_DUPFD_CLOEXEC, SPAWN_PAGE + 1);

	if (up != fd)
		close(fd);
	return up;
}

enum dc_status spawn_start(const char *program, const char *argument, struct spawned *out, struct dc_error *err)
{
	int ends[2] = { -1, -1 }, page = -1, rc;

	*out = (struct spawned){ .pidfd = -1, .socket = -1 };
	out->page = page_new(&page, err);
	if (out->page == NULL)
		return err->status;
	page = lift(page);
	rc = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0 ? 0 : errno;
	if (rc == 0) {
		ends[1] = lift(ends[1]);
		rc = spawn_process(program, argument, ends[1], page, &out->pid);
	}
	if (rc == 0) {
		out->pidfd = (int)syscall(SYS_pidfd_open, out->pid, 0);
		out->socket = ends[0];
	} else if (ends[0] >= 0) {
		close(ends[0]);
	}
	if (ends[1] >= 0)
		close(ends[1]);
	close(page);
	if (rc == 0 && out->pidfd >= 0)
		return DC_OK;
	dc_fail(err, DC_EIO, "a worker cannot be started from %s: %s", program, strerrordesc_np(rc == 0 ? errno : rc));
	if (rc == 0) {
		kill(out->pid, SIGKILL);
		waitpid(out->pid, NULL, 0);
		close(out->socket);
	}
	munmap(out->page, PAGE_BYTES);
	return err->status;
}

static bool reap(int pidfd, struct spawn_end *how)
{
	siginfo_t info = { 0 };

	if (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG) != 0)
		return errno == ECHILD;		/* someone else has */
	if (info.si_pid == 0)
		return false;
	if (how != NULL) {
		how->exited = info.si_code == CLD_EXITED;
		how->code = how->exited ? info.si_status : 0;
		how->signal = how->exited ? 0 : info.si_status;
	}
	return true;
}

/* Looks after those left behind, and adds one. */
static void abandon(int pidfd)
{
	pthread_mutex_lock(&lock);
	for (unsigned i = 0; i < n_abandoned;) {
		if (reap(abandoned[i], NULL)) {
			close(abandoned[i]);
			abandoned[i] = abandoned[--n_abandoned];
		} else {
			i++;
		}
	}
	if (pidfd >= 0 && n_abandoned < ABANDONED_MOST)
		abandoned[n_abandoned++] = pidfd;
	pthread_mutex_unlock(&lock);
}

unsigned spawn_abandoned(void)
{
	unsigned n;

	abandon(-1);
	pthread_mutex_lock(&lock);
	n = n_abandoned;
	pthread_mutex_unlock(&lock);
	return n;
}

void spawn_end(struct spawned *s, bool kill_it, int wait_ms, struct spawn_end *how)
{
	struct pollfd p = { .fd = s->pidfd, .events = POLLIN };

	*how = (struct spawn_end){ 0 };
	if (kill_it)
		syscall(SYS_pidfd_send_signal, s->pidfd, SIGKILL, NULL, 0);
	while (poll(&p, 1, wait_ms) < 0 && errno == EINTR)
		;
	how->reaped = reap(s->pidfd, how);
	if (!how->reaped && !kill_it) {
		syscall(SYS_pidfd_send_signal, s->pidfd, SIGKILL, NULL, 0);
		while (poll(&p, 1, wait_ms) < 0 && errno == EINTR)
			;
		how->reaped = reap(s->pidfd, how);
	}
	if (how->reaped)
		close(s->pidfd);
	else
		abandon(s->pidfd);
	close(s->socket);
	munmap(s->page, PAGE_BYTES);
}

uint64_t spawn_cpu_ns(const struct spawned *s)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(s->pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
		return 0;
	return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

uint64_t spawn_resident(const struct spawned *s)
{
	char path[40], text[128], *second, *end;
	unsigned long resident;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/statm", (int)s->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	second = strchr(text, ' ');
	if (second == NULL)
		return 0;
	resident = strtoul(second, &end, 10);
	return end == second ? 0 : (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE);
}
