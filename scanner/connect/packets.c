/* packets.c -- packets of both ends of a connector's socket, and the secret that goes with the first of them. */
#include "packets.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLACE_STRING_MOST 1024		/* bytes of a key's column; a longer one begins anew */
#define TURN_MS 100			/* between two looks at the stop flag */

bool packet_send(int socket, const struct wire_out *o, int fd)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control = { 0 };
	struct iovec io = { o->p, o->n };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };
	ssize_t n;

	if (fd >= 0) {
		m.msg_control = &control;
		m.msg_controllen = sizeof control;
		control.head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof fd) };
		memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
		do
			n = sendmsg(socket, &m, MSG_NOSIGNAL);
		while (n < 0 && errno == EINTR);
	} else {			/* what a locked process may do */
		do
			n = send(socket, o->p, o->n, MSG_NOSIGNAL);
		while (n < 0 && errno == EINTR);
	}
	return n == (ssize_t)o->n;
}

enum dc_status packet_receive(int socket, uint8_t *room, const atomic_int *stop, int wait_ms, struct wire_in *in, struct dc_error *err)
{
	ssize_t n = -1;

	for (int left = wait_ms; left > 0 && n < 0; left -= TURN_MS) {
		if (stop != NULL && atomic_load(stop) != 0)
			return dc_fail(err, DC_ECANCEL, "stopped");
		if (poll(&(struct pollfd){ .fd = socket, .events = POLLIN }, 1, TURN_MS) > 0)
			n = recv(socket, room, WIRE_MOST, 0);
		if (n == 0)
			return dc_fail(err, DC_EIO, "the connector ended");
	}
	*in = (struct wire_in){ .p = room, .n = n < 0 ? 0 : (size_t)n };
	return n > 0 ? DC_OK : DC_END;
}

int packet_take(int socket, uint8_t *room, struct wire_in *in, int *fd)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control;
	struct iovec io = { room, WIRE_MOST };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
	struct cmsghdr *c;
	ssize_t n;

	*fd = -1;
	do
		n = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	*in = (struct wire_in){ .p = room, .n = n < 0 ? 0 : (size_t)n };
	if (n <= 0)
		return (int)n;
	c = CMSG_FIRSTHDR(&m);
	if (c != NULL && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof *fd))
		memcpy(fd, CMSG_DATA(c), sizeof *fd);
	return wire_get_u8(in);
}

bool connect_place_add(struct connect_place *p, const void *s, size_t n)
{
	if (p->n == CONNECT_PLACE_MOST || n > PLACE_STRING_MOST || memchr(s, 0, n) != NULL)
		return false;
	p->at[p->n] = strndup(s, n);
	return p->at[p->n] != NULL && ++p->n != 0;
}

void connect_place_clear(struct connect_place *p)
{
	for (size_t i = 0; i < p->n; i++) {
		explicit_bzero(p->at[i], strlen(p->at[i]));
		free(p->at[i]);
	}
	p->n = 0;
}

void packet_place(struct wire_out *o, const struct connect_place *p)
{
	size_t n = p == NULL ? 0 : p->n;

	wire_u8(o, (uint8_t)n);
	for (size_t i = 0; i < n; i++)
		wire_string(o, p->at[i], false);
}

bool packet_take_place(struct wire_in *in, struct connect_place *out)
{
	for (size_t n = wire_get_u8(in); n > 0 && !in->bad; n--) {
		struct dc_span s = wire_get_bytes(in, PLACE_STRING_MOST);

		if (in->bad || !connect_place_add(out, s.p, s.n))
			return false;
	}
	return !in->bad;
}

enum dc_status packet_secret(const char *file, char *out, size_t cap, struct dc_error *err)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat s;
	ssize_t n = -1;

	if (fd < 0)
		return dc_fail(err, DC_EUSAGE, "%s: %s", file, strerrordesc_np(errno));
	if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && (s.st_mode & 077) == 0)
		n = read(fd, out, cap - 1);
	close(fd);
	if (n < 0)
		return dc_fail(err, DC_EUSAGE, "%s: others can read this password: chmod 600", file);
	out[n] = '\0';
	return DC_OK;
}
