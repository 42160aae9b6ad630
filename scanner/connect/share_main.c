/* share_main.c -- daicho-smb: connect, lock in, serve. Ends by _exit. */
#include "share.h"

#include "lockdown.h"
#include "packets.h"
#include "process.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum exit_code { EXIT_CLEAN, EXIT_SOCKET, EXIT_REFUSED, EXIT_SERVER, EXIT_USAGE };

#define CONNECTIONS_MOST 2		/* to the share, and to the server's names of accounts */

static uint8_t packet_in[WIRE_MOST], packet_out[WIRE_MOST];

static bool refuse(enum dc_reason reason, const char *why)
{
	struct wire_out o = { .p = packet_out };

	wire_u8(&o, PACKET_REFUSED);
	wire_u16(&o, (uint16_t)reason);
	wire_string(&o, why, false);
	return packet_send(SPAWN_SOCKET, &o, -1);
}

static bool say(enum packet what, const char *text)
{
	struct wire_out o = { .p = packet_out };

	wire_u8(&o, (uint8_t)what);
	wire_string(&o, text, false);
	return packet_send(SPAWN_SOCKET, &o, -1);
}

/* The library keeps its sockets to itself: all that are connected to an address. */
static size_t connections(int out[CONNECTIONS_MOST])
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *e;
	size_t n = 0;

	while (d != NULL && (e = readdir(d)) != NULL) {
		int fd = (int)strtol(e->d_name, NULL, 10), family = 0;
		socklen_t len = sizeof family;

		if (fd <= SPAWN_SOCKET || getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &len) != 0 || (family != AF_INET && family != AF_INET6))
			continue;
		if (n < CONNECTIONS_MOST)
			out[n] = fd;
		n++;
	}
	if (d != NULL)
		closedir(d);
	if (n == 2 && out[0] > out[1]) {
		int t = out[0];

		out[0] = out[1];
		out[1] = t;
	}
	return n;
}

static enum dc_status lock_in(uint64_t most, bool is_unsafe, struct dc_error *err)
{
	struct dc_budget budget = { .memory_bytes = (uint64_t)1 << 30, .cpu_seconds = 7 * 24 * 3600 };
	int fd[CONNECTIONS_MOST] = { 0, 0 };
	size_t n = connections(fd);
	struct lockdown how = { .budget = &budget, .keep = SPAWN_SOCKET, .also = fd[0], .second = n > 1 ? fd[1] : 0, .unsafe = is_unsafe,
		.events = true, .file_bytes = most };
	char layers[128];

	if (n == 0 || n > CONNECTIONS_MOST)
		return dc_fail(err, DC_EBUG, "%zu connections where one was made", n);
	close(SPAWN_PAGE);
	signal(SIGXFSZ, SIG_IGN);
	return lockdown(&how, layers, sizeof layers, err);
}

static enum dc_status on_entry(const struct share_entry *e, struct dc_error *err)
{
	struct wire_out o = { .p = packet_out };

	wire_u8(&o, PACKET_ENTRY);
	wire_string(&o, e->name, false);
	wire_u8(&o, e->kind);
	wire_u32(&o, e->attributes);
	wire_u64(&o, e->size);
	wire_u64(&o, e->ino);
	wire_u64(&o, (uint64_t)e->btime_ns);
	wire_u64(&o, (uint64_t)e->mtime_ns);
	wire_u64(&o, (uint64_t)e->ctime_ns);
	return packet_send(SPAWN_SOCKET, &o, -1) ? DC_OK : dc_fail(err, DC_ECANCEL, "the controller is gone");
}

static enum dc_status list(struct smb *s, struct wire_in *in, struct dc_error *err)
{
	const char *folder = wire_get_string(in), *after = wire_get_string(in);
	struct wire_out o = { .p = packet_out };
	enum dc_reason reason = DC_R_none;
	enum dc_status st = in->bad ? dc_fail(err, DC_EBUG, "a folder is asked for wrongly") : smb_list(s, folder, after, on_entry, &reason, err);

	if (st != DC_OK)
		return st;
	wire_u8(&o, PACKET_DONE);
	wire_u16(&o, (uint16_t)reason);
	wire_string(&o, err->text, false);
	return packet_send(SPAWN_SOCKET, &o, -1) ? DC_OK : DC_ECANCEL;
}

static enum dc_status fetch(struct smb *s, struct wire_in *in, int fd, uint64_t most, struct dc_error *err)
{
	const char *path = wire_get_string(in);
	struct wire_out o = { .p = packet_out };
	struct share_fetched f;
	enum dc_status st = in->bad || fd < 0 ? dc_fail(err, DC_EBUG, "a file is asked for wrongly") : smb_fetch(s, path, fd, most, &f, err);

	if (st != DC_OK)
		return st;
	wire_u8(&o, PACKET_DONE);
	wire_u16(&o, (uint16_t)f.reason);
	wire_string(&o, f.detail, false);
	wire_u64(&o, f.size);
	wire_u8(&o, f.changed);
	wire_u8(&o, f.everyone);
	wire_string(&o, f.readers, false);
	return packet_send(SPAWN_SOCKET, &o, -1) ? DC_OK : DC_ECANCEL;
}

static int loop(struct smb *s, uint64_t most)
{
	for (;;) {
		struct dc_error err = { 0 };
		struct wire_in in;
		enum dc_status st;
		int fd, what = packet_take(SPAWN_SOCKET, packet_in, &in, &fd);

		if (what == 0)
			return EXIT_CLEAN;
		if (what == PACKET_FOLDER)
			st = list(s, &in, &err);
		else if (what == PACKET_FETCH)
			st = fetch(s, &in, fd, most, &err);
		else
			return EXIT_SOCKET;
		if (fd >= 0)
			close(fd);
		if (st != DC_OK) {
			say(PACKET_LOST, err.text);
			return EXIT_SERVER;
		}
	}
}

static void get_login(struct wire_in *in, struct smb_login *l)
{
	l->host = wire_get_string(in);
	l->share = wire_get_string(in);
	l->user = wire_get_string(in);
	l->domain = wire_get_string(in);
	l->secret = wire_get_string(in);
	l->port = wire_get_u32(in);
	l->timeout_seconds = wire_get_u32(in);
	l->guest = wire_get_u8(in) != 0;
	l->want_encryption = wire_get_u8(in) != 0;
	l->must_encrypt = wire_get_u8(in) != 0;
}

int main(int argc, char **argv)
{
	struct dc_error err = { 0 };
	struct wire_in in;
	enum dc_reason reason = DC_R_internal;
	struct smb_login login;
	struct smb *s = NULL;
	const char *note = "";
	bool is_unsafe;
	uint64_t most;
	enum dc_status st;
	int none;

	if (argc != 2 || strcmp(argv[1], SPAWN_CONNECTOR) != 0) {
		fputs("daicho-smb is started by daicho, for targets smb://host/share. It is linked to libsmbclient and, with it, under the GPL 3.\n", stderr);
		return EXIT_USAGE;
	}
	signal(SIGPIPE, SIG_IGN);
	if (packet_take(SPAWN_SOCKET, packet_in, &in, &none) != PACKET_OPEN)
		_exit(EXIT_SOCKET);
	get_login(&in, &login);
	is_unsafe = wire_get_u8(&in) != 0;
	most = wire_get_u64(&in);
	st = in.bad ? dc_fail(&err, DC_EBUG, "the connector was greeted wrongly") : smb_open(&login, &s, &note, &reason, &err);
	explicit_bzero(packet_in, sizeof packet_in);
	if (st == DC_OK) {
		reason = DC_R_internal;
		st = lock_in(most, is_unsafe, &err);
	}
	if (st != DC_OK) {
		refuse(reason, err.text);
		_exit(EXIT_REFUSED);
	}
	if (!say(PACKET_READY, note))
		_exit(EXIT_SOCKET);
	_exit(loop(s, most));
}
