/* What the process that speaks SMB can still do once it is locked in: its library's questions are answered with an error, all else ends it. */
#include "table.h"

#include "lockdown.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 8192			/* bytes that may be written to a file */

static int one = -1, two = -1, keep = -1;

/* A file that is sent over the kept socket, as in life: none is open before. */
static int spool_sent(void)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control = { 0 };
	struct msghdr m = { .msg_iov = &(struct iovec){ &(char){ 0 }, 1 }, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
	int fd = -1;

	if (recvmsg(keep, &m, 0) == 1 && CMSG_FIRSTHDR(&m) != NULL)
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof fd);
	return fd;
}

static void send_spool(int socket)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control = { 0 };
	struct msghdr m = { .msg_iov = &(struct iovec){ &(char){ 0 }, 1 }, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
	int fd = memfd_create("spool", 0);

	control.head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof fd) };
	memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
	sendmsg(socket, &m, 0);
	close(fd);
}

static bool does_talk(void) { return send(one, "x", 1, 0) == 1 && send(two, "x", 1, 0) == 1 && send(keep, "x", 1, 0) == 1; }
static bool does_wait(void)
{
	struct epoll_event e = { .events = EPOLLIN };
	int fd = epoll_create1(0);

	return fd >= 0 && epoll_ctl(fd, EPOLL_CTL_ADD, one, &e) == 0 && epoll_wait(fd, &e, 1, 0) == 0;
}
static bool does_write(void) { static const uint8_t b[MOST]; return write(spool_sent(), b, MOST) == MOST; }
static bool does_write_more(void) 
{
	static const uint8_t b[MOST];
	int fd = spool_sent();

	return write(fd, b, MOST) != MOST || write(fd, b, 1) == 1;
}
static bool does_open(void) { return open("/etc/passwd", O_RDONLY) >= 0; }
static bool does_create(void) { return open("/x", O_WRONLY | O_CREAT, 0600) >= 0; }
static bool does_socket(void) { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }
static bool does_connect(void) { struct sockaddr a = { .sa_family = AF_UNSPEC }; return connect(one, &a, sizeof a) == 0; }
static bool does_mkdir(void) { return mkdir("/x", 0700) == 0; }
static bool does_interfaces(void) { char b[256] = ""; return ioctl(one, 0x8912 /* SIOCGIFCONF */, b) == 0; }
static bool does_bind(void) { struct sockaddr a = { .sa_family = AF_UNIX }; return bind(one, &a, sizeof a) == 0; }
static bool does_accept(void) { return accept4(one, NULL, NULL, 0) >= 0; }
static bool does_fork(void) { return fork() >= 0; }
static bool does_exec(void) { return execl("/bin/true", "true", (char *)NULL) == 0; }
static bool does_memfd(void) { return memfd_create("x", 0) >= 0; }
static bool does_kill(void) { return kill(1, 0) == 0; }
static bool does_code(void) { return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED; }

enum end { DOES, REFUSED, DIES };

static const struct { const char *why; bool (*does)(void); enum end want; } rows[] = {
	{ "talks on what is open", does_talk, DOES }, { "waits by epoll", does_wait, DOES }, { "writes as much as it may", does_write, DOES },
	{ "and no byte more", does_write_more, REFUSED }, { "opens a file", does_open, REFUSED }, { "makes a file", does_create, REFUSED },
	{ "makes a socket", does_socket, REFUSED }, { "connects elsewhere", does_connect, REFUSED }, { "makes a folder", does_mkdir, REFUSED },
	{ "looks at interfaces", does_interfaces, REFUSED }, { "binds", does_bind, DIES }, { "accepts", does_accept, DIES }, { "forks", does_fork, DIES },
	{ "runs a program", does_exec, DIES }, { "makes a file in memory", does_memfd, DIES }, { "signals others", does_kill, DIES }, { "maps code", does_code, DIES },
};

static void in_child(bool (*does)(void))
{
	struct dc_budget budget = dc_budget_default;
	int a[2], b[2], c[2];
	struct lockdown how = { .budget = &budget, .events = true, .file_bytes = MOST };
	struct dc_error err = { 0 };
	char layers[128];

	socketpair(AF_UNIX, SOCK_STREAM, 0, a);
	socketpair(AF_UNIX, SOCK_STREAM, 0, b);
	socketpair(AF_UNIX, SOCK_STREAM, 0, c);
	send_spool(a[1]);
	keep = fcntl(a[0], F_DUPFD, 20);
	one = fcntl(b[0], F_DUPFD, 30);
	two = fcntl(c[0], F_DUPFD, 40);
	if (fork() == 0) {		/* holds the other ends open until we have ended */
		char byte;

		close(keep);
		close(a[0]);
		while (read(a[1], &byte, 1) > 0)
			;
		_exit(0);
	}
	how.keep = keep;
	how.also = one;
	how.second = two;
	signal(SIGXFSZ, SIG_IGN);
	if (lockdown(&how, layers, sizeof layers, &err) != DC_OK)
		_exit(9);
	_exit(does() ? DOES : REFUSED);
}

static void test_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		int status = 0;
		pid_t pid;
		enum end got;

		pid = fork();
		if (pid == 0)
			in_child(rows[i].does);
		waitpid(pid, &status, 0);
		got = WIFSIGNALED(status) ? DIES : (enum end)WEXITSTATUS(status);
		if (got != rows[i].want)
			fail_msg("%s: %d (0 does, 1 refused, 2 dies), not %d", rows[i].why, (int)got, (int)rows[i].want);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(test_each) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
