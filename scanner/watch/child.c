/* child.c -- starting, ending and quoting the processes of the steps. */
#include "child.h"

#include "daicho/log.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_MOST (1u << 20)		/* a log that has grown so is begun anew */
#define TAIL 4096

extern char **environ;

static int open_log(const char *log)
{
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct stat s;

	if (fd >= 0 && fstat(fd, &s) == 0 && s.st_size > LOG_MOST && ftruncate(fd, 0) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

enum dc_status child_start(struct child *c, const char *const *argv, const char *log, struct dc_error *err)
{
	posix_spawn_file_actions_t actions;
	int out = open_log(log), code;

	if (out < 0)
		return dc_fail(err, DC_EIO, "%s: %s", log, strerror(errno));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_adddup2(&actions, out, 2);
	code = posix_spawn(&c->pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(out);
	if (code != 0) {
		c->pid = 0;
		return dc_fail(err, DC_EIO, "%s: %s", argv[0], strerror(code));
	}
	c->pidfd = pidfd_open(c->pid, 0);
	return DC_OK;
}

bool child_ended(struct child *c, int *code)
{
	int status;
	pid_t got = waitpid(c->pid, &status, WNOHANG);

	if (got == 0 || (got < 0 && errno == EINTR))
		return false;
	*code = got < 0 ? -SIGKILL : WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	if (c->pidfd >= 0)
		close(c->pidfd);
	*c = (struct child){ .pidfd = -1 };
	return true;
}

void child_signal(const struct child *c, int number)
{
	if (c->pid != 0)
		kill(c->pid, number);
}

/* {"level":..,"text":"..."} -> its text */
static const char *text_of(json_t *o)
{
	const char *s = json_string_value(json_object_get(o, "text"));

	return s != NULL ? s : json_string_value(json_object_get(o, "message"));
}

static void quote(const char *line, char *out, size_t cap)
{
	json_t *o = json_loads(line, 0, NULL);
	const char *text = o == NULL ? NULL : text_of(o);
	struct dc_buf b;

	dc_buf_init(&b, 0);
	if (dc_escape(&b, dc_span_of(text == NULL ? line : text)) == DC_OK)
		snprintf(out, cap, "%s", dc_buf_cstr(&b));
	dc_buf_done(&b);
	json_decref(o);
}

void child_last_words(const char *log, char *out, size_t cap)
{
	int fd = open(log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char tail[TAIL + 1];
	struct stat s;
	ssize_t n;
	char *line;

	out[0] = '\0';
	if (fd < 0)
		return;
	n = fstat(fd, &s) != 0 ? -1 : pread(fd, tail, TAIL, s.st_size > TAIL ? s.st_size - TAIL : 0);
	close(fd);
	if (n <= 0)
		return;
	tail[n] = '\0';
	while (n > 0 && tail[n - 1] == '\n')
		tail[--n] = '\0';
	line = strrchr(tail, '\n');
	quote(line == NULL ? tail : line + 1, out, cap);
}
