/* syslog.c -- one message by RFC 5424, with structured data or as ArcSight's Common Event Format; over a local socket, UDP
 * (RFC 5426) or TCP with octet counting (RFC 6587 3.4.1). Transport security is a relay's on this machine. */
#include "channel.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define FACILITY_LOCAL0 16		/* RFC 5424 6.2.1 */
#define FACILITY_AUTHPRIV 10

struct packet {
	const struct channel *c;
	struct dc_buf text;
};

static int facility_of(const struct channel *c)
{
	const char *f = c->facility.s == NULL ? "local0" : c->facility.s;

	return strcmp(f, "authpriv") == 0 ? FACILITY_AUTHPRIV : FACILITY_LOCAL0 + (f[5] - '0');
}

static bool facility_valid(const char *f)
{
	return f == NULL || strcmp(f, "authpriv") == 0 || (strncmp(f, "local", 5) == 0 && f[5] >= '0' && f[5] <= '7' && f[6] == '\0');
}

/* What ends a value in structured data (RFC 5424 6.3.3), or a field of CEF, is escaped. */
static enum dc_status add_escaped(struct dc_buf *out, const char *s, const char *special)
{
	enum dc_status st = DC_OK;

	for (; *s != '\0' && st == DC_OK; s++) {
		if (strchr(special, *s) != NULL)
			st = dc_buf_addc(out, '\\');
		if (st == DC_OK)
			st = dc_buf_addc(out, *s == '\n' ? ' ' : *s);
	}
	return st;
}

/* 32473 is the enterprise number set apart for examples and documentation (RFC 5612): we have none of our own. */
static enum dc_status add_structured(const struct event *e, struct dc_buf *out)
{
	enum dc_status st = dc_buf_adds(out, "[daicho@32473 target=\"");

	if (st == DC_OK)
		st = add_escaped(out, e->target, "\"\\]");
	if (st == DC_OK)
		st = dc_buf_printf(out, "\" run=\"%lld\" exit=\"%d\" violations=\"%llu\" lost_sight=\"%llu\" coverage=\"%.4f\" special_care=\"%llu\" "
			"financial=\"%llu\" my_number=\"%llu\"]", (long long)e->run, e->code, (unsigned long long)e->violations,
			(unsigned long long)e->changes[DC_CHANGE_LOST_SIGHT], e->coverage, (unsigned long long)e->special,
			(unsigned long long)e->financial, (unsigned long long)e->my_number);
	return st;
}

static enum dc_status add_cef(const struct notice *m, struct dc_buf *out)
{
	const struct event *e = m->event;
	enum dc_status st = dc_buf_printf(out, "CEF:0|daicho|daicho|%s|watch|", DAICHO_VERSION);

	if (st == DC_OK)
		st = add_escaped(out, m->line, "|\\");
	if (st == DC_OK)
		st = dc_buf_printf(out, "|%d|externalId=%lld cs1Label=target cs1=", 10 - event_severity(e), (long long)e->run);
	if (st == DC_OK)
		st = add_escaped(out, e->target, "=\\");
	if (st == DC_OK)
		st = dc_buf_printf(out, " cn1Label=violations cn1=%llu cn2Label=lostSight cn2=%llu cn3Label=myNumber cn3=%llu outcome=%s",
			(unsigned long long)e->violations, (unsigned long long)e->changes[DC_CHANGE_LOST_SIGHT], (unsigned long long)e->my_number,
			*e->failure == '\0' ? "success" : "failure");
	return st;
}

static enum dc_status build(const struct channel *c, const struct notice *m, struct dc_buf *out)
{
	char host[256] = "-", stamp[40];
	time_t now = time(NULL);
	struct tm t;
	enum dc_status st;

	gmtime_r(&now, &t);
	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &t);
	gethostname(host, sizeof host - 1);
	st = dc_buf_printf(out, "<%d>1 %s %s daicho %d watch ", facility_of(c) * 8 + event_severity(m->event), stamp, host, (int)getpid());
	if (c->format.s != NULL && strcmp(c->format.s, "cef") == 0) {
		st = st == DC_OK ? dc_buf_adds(out, "- ") : st;
		return st == DC_OK ? add_cef(m, out) : st;
	}
	if (st == DC_OK)
		st = add_structured(m->event, out);
	return st == DC_OK ? dc_buf_printf(out, " \xef\xbb\xbf%s", m->line) : st;	/* MSG-UTF8 begins with a BOM (6.4) */
}

/* Sending waits while the receiver's queue is full. */
static int connect_local(const char *path, const struct timeval *limit)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, limit, sizeof *limit);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) != 0) {
		int e = errno;

		close(fd);
		errno = e;
		return -1;
	}
	return fd;
}

/* "host:port", "[::1]:port"; port 514 unless given. */
static bool split(const char *text, char host[256], char port[8])
{
	const char *colon = strrchr(text, ':'), *end = strchr(text, ']');
	size_t n = colon == NULL || (end != NULL && colon < end) ? strlen(text) : (size_t)(colon - text);

	snprintf(port, 8, "%s", text[n] == ':' ? text + n + 1 : "514");
	if (text[0] == '[' && end != NULL) {
		text++;
		n = (size_t)(end - text);
	}
	snprintf(host, 256, "%.*s", (int)n, text);
	return n != 0 && n < 256;
}

static int connect_net(const char *where, int type, const struct timeval *limit)
{
	struct addrinfo hints = { .ai_socktype = type }, *list = NULL;
	char host[256], port[8];
	int fd = -1;

	if (!split(where, host, port) || getaddrinfo(host, port, &hints, &list) != 0) {
		errno = EHOSTUNREACH;
		return -1;
	}
	for (struct addrinfo *a = list; a != NULL && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
		if (fd >= 0)
			setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, limit, sizeof *limit);	/* for connect, too: socket(7) */
		if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
			int e = errno;

			close(fd);
			errno = e;
			fd = -1;
		}
	}
	freeaddrinfo(list);
	return fd;
}

static enum dc_status post(void *ctx, struct dc_error *err)
{
	struct packet *p = ctx;
	const char *to = p->c->to.s;
	bool tcp = strncmp(to, "tcp://", 6) == 0;
	struct timeval limit = { p->c->limit, 0 };
	int fd = strncmp(to, "unix:", 5) == 0 ? connect_local(to + 5, &limit) : connect_net(to + 6, tcp ? SOCK_STREAM : SOCK_DGRAM, &limit);
	char count[32] = "";
	enum dc_status st = DC_OK;

	if (fd < 0)
		return dc_fail(err, DC_EIO, "%s: %s", to, strerror(errno));
	if (tcp)
		snprintf(count, sizeof count, "%zu ", p->text.n);
	if (tcp && send(fd, count, strlen(count), MSG_NOSIGNAL | MSG_MORE) < 0)
		st = dc_fail(err, DC_EIO, "%s: %s", to, strerror(errno));
	if (st == DC_OK && send(fd, p->text.p, p->text.n, MSG_NOSIGNAL) != (ssize_t)p->text.n)
		st = dc_fail(err, DC_EIO, "%s: %s", to, errno == EAGAIN ? "it takes nothing" : strerror(errno));
	close(fd);
	return st;
}

static const char *lacks(const struct channel *c)
{
	if (c->to.s == NULL || (strncmp(c->to.s, "unix:", 5) != 0 && strncmp(c->to.s, "udp://", 6) != 0 && strncmp(c->to.s, "tcp://", 6) != 0))
		return "to: unix:/dev/log, udp://host:514 or tcp://host:601";
	return facility_valid(c->facility.s) ? NULL : "facility: local0 .. local7 or authpriv";
}

static enum dc_status send_event(const struct channel *c, const struct notice *m, struct dc_error *err)
{
	struct packet p = { .c = c };
	enum dc_status st;

	dc_buf_init(&p.text, 0);
	st = build(c, m, &p.text);
	st = st == DC_OK ? channel_try(post, &p, err) : dc_fail(err, st, "syslog");
	dc_buf_done(&p.text);
	return st;
}

const struct channel_ops channel_syslog = { .kind = "syslog", .seconds = CHANNEL_SECONDS, .lacks = lacks, .send = send_event };
