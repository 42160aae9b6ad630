/* command.c -- a program of the operator's: the event as JSON on its standard input, the line as DAICHO_EVENT. */
#include "channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS 60			/* unless the channel says otherwise */

static const char *lacks(const struct channel *c)
{
	return c->command.n == 0 || c->command.v[0].s[0] != '/' ? "command: [/path/of/program, argument ...]" : NULL;
}

/* The JSON in a file without a name: the program may read it or not, at its own pace. */
static int input_of(const struct notice *m)
{
	int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	size_t n = strlen(m->json);

	if (fd >= 0 && (write(fd, m->json, n) != (ssize_t)n || write(fd, "\n", 1) != 1 || lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

static enum dc_status start(const struct channel *c, const struct notice *m, pid_t *pid, struct dc_error *err)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t group;
	char *argv[64] = { 0 }, line[1024], why[64], *env[] = { "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", line, why, NULL };
	int in, code;

	if (c->command.n == 0)		/* lacks() has seen to that */
		return dc_fail(err, DC_EUSAGE, "a command is wanted");
	in = input_of(m);
	if (in < 0)
		return dc_fail(err, DC_EIO, "the program's input: %s", strerror(errno));
	for (size_t i = 0; i < c->command.n && i < DC_ARRAY_LEN(argv) - 1; i++)
		argv[i] = (char *)(uintptr_t)c->command.v[i].s;
	snprintf(line, sizeof line, "DAICHO_EVENT=%s", m->line);
	snprintf(why, sizeof why, "DAICHO_SEVERITY=%d", event_severity(m->event));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, 0);
	posix_spawnattr_init(&group);
	posix_spawnattr_setflags(&group, POSIX_SPAWN_SETPGROUP);
	code = posix_spawn(pid, argv[0], &actions, &group, argv, env);
	posix_spawnattr_destroy(&group);
	posix_spawn_file_actions_destroy(&actions);
	close(in);
	return code == 0 ? DC_OK : dc_fail(err, DC_EUSAGE, "%s: %s", argv[0], strerror(code));
}

static enum dc_status send_event(const struct channel *c, const struct notice *m, struct dc_error *err)
{
	pid_t pid;
	int status = 0, fd;
	enum dc_status st = start(c, m, &pid, err);

	if (st != DC_OK)
		return st;
	fd = pidfd_open(pid, 0);
	if (fd < 0 || poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, (int)c->limit * 1000) <= 0) {
		kill(-pid, SIGKILL);	/* with all that it has started */
		st = dc_fail(err, DC_EIO, "%s: not done after %ld s", c->command.v[0].s, c->limit);
	}
	if (fd >= 0)
		close(fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (st == DC_OK && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
		st = dc_fail(err, DC_EIO, "%s: ended with %d", c->command.v[0].s, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return st;
}

const struct channel_ops channel_command = { .kind = "command", .seconds = SECONDS, .lacks = lacks, .send = send_event };
