/* channel.c -- the table of channels, and what they share. */
#include "channel.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECRET_MOST 4096

#define CHANNEL(id) extern const struct channel_ops channel_##id;
#include "channels.def"
#undef CHANNEL

static const struct channel_ops *const all[] = {
#define CHANNEL(id) &channel_##id,
#include "channels.def"
#undef CHANNEL
};

const char *const channel_names[] = {
#define CHANNEL(id) #id,
#include "channels.def"
#undef CHANNEL
	NULL
};

const struct channel_ops *channel_find(const char *kind)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(all); i++)
		if (strcmp(all[i]->kind, kind) == 0)
			return all[i];
	return NULL;
}

static enum dc_status read_line(int fd, const char *file, struct dc_buf *out, struct dc_error *err)
{
	ssize_t n;

	if (dc_buf_reserve(out, SECRET_MOST) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "%s", file);
	n = read(fd, out->p, SECRET_MOST);
	if (n < 0)
		return dc_fail(err, DC_EIO, "%s: %s", file, strerror(errno));
	out->n = (size_t)n;
	for (size_t i = 0; i < out->n; i++)
		if (out->p[i] == '\n' || out->p[i] == '\r' || out->p[i] == '\0')
			out->n = i;
	return out->n != 0 ? DC_OK : dc_fail(err, DC_EUSAGE, "%s: is empty: a secret is wanted in its first line", file);
}

enum dc_status channel_secret(const char *file, struct dc_buf *out, struct dc_error *err)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat s;
	enum dc_status st;

	if (fd < 0)
		return dc_fail(err, DC_EUSAGE, "%s: %s", file, strerror(errno));
	if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode) || (s.st_mode & 077) != 0)
		st = dc_fail(err, DC_EUSAGE, "%s: others can read this secret: chmod 600", file);
	else
		st = read_line(fd, file, out, err);
	close(fd);
	return st;
}

static void wake(int number)
{
	(void)number;
}

void channel_alarm(long seconds)
{
	const struct sigaction cut = { .sa_handler = wake };	/* without SA_RESTART */

	sigaction(SIGALRM, &cut, NULL);
	setitimer(ITIMER_REAL, &(struct itimerval){ .it_value = { .tv_sec = seconds } }, NULL);
}

enum dc_status channel_try(enum dc_status (*once)(void *ctx, struct dc_error *), void *ctx, struct dc_error *err)
{
	static const time_t pause[CHANNEL_TRIES] = { 0, 1, 5 };
	enum dc_status st = DC_EIO;

	for (int i = 0; i < CHANNEL_TRIES && st == DC_EIO; i++) {
		struct dc_error this = { 0 };

		nanosleep(&(struct timespec){ pause[i], 0 }, NULL);
		st = once(ctx, &this);
		*err = this;
	}
	return st;
}
