/* share.c -- a connector for files, seen from the controller. */
#include "share.h"

#include "packets.h"
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define HELPER "daicho-smb"
#define SECRET_MOST 2048
#define DEADLINE_SECONDS 60		/* without a word, or a byte, of the server */
#define MARGIN_MOST 10			/* seconds: the library's own deadline comes first, so that its word is heard */

struct share {
	struct spawned process;
	const atomic_int *stop;
	uint64_t most;
	unsigned deadline_seconds;
	char note[256];
	uint8_t packet[WIRE_MOST];
};

static unsigned margin(const struct share *s)
{
	return s->deadline_seconds < MARGIN_MOST ? s->deadline_seconds : MARGIN_MOST;
}

/* "name=value" or "name" among a&b=c. */
static bool option(const char *params, const char *name, char *out, size_t cap)
{
	size_t n = strlen(name);

	for (const char *p = params; *p != '\0'; p += strcspn(p, "&"), p += *p == '&') {
		size_t len = strcspn(p, "&");

		if (len < n || strncmp(p, name, n) != 0 || (len > n && p[n] != '='))
			continue;
		snprintf(out, cap, "%.*s", len > n ? (int)(len - n - 1) : 0, p + n + 1);
		return true;
	}
	return false;
}

/* An option that nobody knows is a typing mistake: encrypt=requre must not mean less than it says. */
static enum dc_status check_options(const char *params, struct dc_error *err)
{
	static const char *const known[] = { "domain=", "encrypt=require", "encrypt=off", "timeout=", "guest" };

	for (const char *p = params; *p != '\0'; p += strcspn(p, "&"), p += *p == '&') {
		size_t len = strcspn(p, "&");
		bool good = false;

		for (size_t i = 0; i < DC_ARRAY_LEN(known); i++) {
			size_t n = strlen(known[i]);

			good |= strncmp(p, known[i], n) == 0 && (len == n || known[i][n - 1] == '=');
		}
		if (!good)
			return dc_fail(err, DC_EUSAGE, "'%.*s' is no option of smb: it takes domain=NAME, encrypt=require, encrypt=off, timeout=SECONDS and guest",
				       (int)len, p);
	}
	return DC_OK;
}

enum dc_status share_deadline(const struct connect_uri *uri, unsigned *seconds, struct dc_error *err)
{
	char text[16], *end;
	unsigned long v;

	*seconds = DEADLINE_SECONDS;
	if (check_options(uri->params, err) != DC_OK)
		return err->status;
	if (!option(uri->params, "timeout", text, sizeof text))
		return DC_OK;
	v = strtoul(text, &end, 10);
	if (*end != '\0' || v < 2 || v > 3600)
		return dc_fail(err, DC_EUSAGE, "timeout=%s: seconds from 2 to 3600", text);
	*seconds = (unsigned)v;
	return DC_OK;
}

/* Beside our own program, or where libexec is from there. */
static enum dc_status helper(const char *program, char out[4096], struct dc_error *err)
{
	static const char *const places[] = { "/" HELPER, "/../libexec/daicho/" HELPER };
	char own[3072];
	ssize_t n = readlink(program, own, sizeof own - 1);
	char *slash;

	own[n < 0 ? 0 : n] = '\0';
	if (n < 0)
		snprintf(own, sizeof own, "%s", program);
	slash = strrchr(own, '/');
	if (slash != NULL)
		*slash = '\0';
	for (size_t i = 0; slash != NULL && i < DC_ARRAY_LEN(places); i++) {
		snprintf(out, 4096, "%s%s", own, places[i]);
		if (access(out, X_OK) == 0)
			return DC_OK;
	}
	return dc_fail(err, DC_EUSAGE, "this build reads no SMB shares: " HELPER " is not beside daicho; install libsmbclient-dev and build again, or mount the "
		"share and name its folder");
}

static enum dc_status greet(struct share *s, const struct share_options *opt, const char *secret, enum dc_reason *reason, struct dc_error *err)
{
	struct wire_out o = { .p = s->packet };
	const char *semicolon = strchr(opt->uri->user, ';');
	char domain[256] = "", user[256], encrypt[16] = "", none[2];
	struct wire_in in;
	enum dc_status st;
	uint8_t what;

	snprintf(user, sizeof user, "%s", semicolon == NULL ? opt->uri->user : semicolon + 1);
	if (semicolon != NULL)
		snprintf(domain, sizeof domain, "%.*s", (int)(semicolon - opt->uri->user), opt->uri->user);
	option(opt->uri->params, "domain", domain, sizeof domain);
	option(opt->uri->params, "encrypt", encrypt, sizeof encrypt);
	wire_u8(&o, PACKET_OPEN);
	wire_string(&o, opt->uri->host, false);
	wire_string(&o, opt->share, false);
	wire_string(&o, user, false);
	wire_string(&o, domain, false);
	wire_string(&o, secret, false);
	wire_u32(&o, opt->uri->port);
	wire_u32(&o, s->deadline_seconds);
	wire_u8(&o, option(opt->uri->params, "guest", none, sizeof none));
	wire_u8(&o, strcmp(encrypt, "off") != 0);
	wire_u8(&o, strcmp(encrypt, "require") == 0);
	wire_u8(&o, opt->unsafe_no_sandbox);
	wire_u64(&o, opt->most);
	st = packet_send(s->process.socket, &o, -1) ? DC_OK : dc_fail(err, DC_EIO, "the connector ended");
	explicit_bzero(s->packet, o.n);
	*reason = DC_R_io_timeout;
	if (st == DC_OK)
		st = packet_receive(s->process.socket, s->packet, s->stop, (int)(2 * s->deadline_seconds + margin(s)) * 1000, &in, err);
	if (st == DC_END)
		return dc_fail(err, DC_EUSAGE, "the server did not answer within %u seconds", s->deadline_seconds);
	if (st != DC_OK)
		return st == DC_ECANCEL ? st : (err->status = DC_EUSAGE);
	what = wire_get_u8(&in);
	if (what == PACKET_READY) {
		snprintf(s->note, sizeof s->note, "%s", wire_get_string(&in));
		return DC_OK;
	}
	*reason = (enum dc_reason)wire_get_u16(&in);
	if (what != PACKET_REFUSED || *reason >= DC_N_REASONS)
		return dc_fail(err, DC_EBUG, "a connector greets wrongly");
	return dc_fail(err, DC_EUSAGE, "%s", wire_get_string(&in));
}

enum dc_status share_start(const struct share_options *opt, struct share **out, enum dc_reason *reason, struct dc_error *err)
{
	char secret[SECRET_MOST] = "", program[4096];
	struct share *s = calloc(1, sizeof *s);
	enum dc_status st;

	*reason = DC_R_io_error;
	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "a connector");
	s->stop = opt->stop;
	s->most = opt->most;
	s->process = (struct spawned){ .pidfd = -1, .socket = -1 };
	st = share_deadline(opt->uri, &s->deadline_seconds, err);
	if (st == DC_OK)
		st = helper(opt->program, program, err);
	if (st == DC_OK && opt->password_file != NULL)
		st = packet_secret(opt->password_file, secret, sizeof secret, err);
	if (st == DC_OK)
		st = spawn_start(program, SPAWN_CONNECTOR, &s->process, err);
	if (st == DC_OK)
		st = greet(s, opt, secret, reason, err);
	explicit_bzero(secret, sizeof secret);
	if (st != DC_OK) {
		share_close(s);
		return st;
	}
	*out = s;
	return DC_OK;
}

const char *share_note(const struct share *s)
{
	return s->note;
}

enum dc_status share_list(struct share *s, const char *folder, const char *after, struct dc_error *err)
{
	struct wire_out o = { .p = s->packet };

	wire_u8(&o, PACKET_FOLDER);
	wire_string(&o, folder, false);
	wire_string(&o, after, false);
	return packet_send(s->process.socket, &o, -1) ? DC_OK : dc_fail(err, DC_EIO, "the connector ended");
}

static enum dc_status entry(struct wire_in *in, struct share_entry *out, struct dc_error *err)
{
	out->name = wire_get_string(in);
	out->kind = wire_get_u8(in);
	out->attributes = wire_get_u32(in);
	out->size = wire_get_u64(in);
	out->ino = wire_get_u64(in);
	out->btime_ns = (int64_t)wire_get_u64(in);
	out->mtime_ns = (int64_t)wire_get_u64(in);
	out->ctime_ns = (int64_t)wire_get_u64(in);
	/* A name that would lead elsewhere is no name: the server is hostile, or the connector is. */
	if (in->bad || out->kind > SHARE_OTHER || *out->name == '\0' || strchr(out->name, '/') != NULL || strcmp(out->name, "..") == 0)
		return dc_fail(err, DC_EIO, "the connector says what it should not");
	return DC_OK;
}

enum dc_status share_next(struct share *s, struct share_entry *out, enum dc_reason *reason, struct dc_error *err)
{
	struct wire_in in;
	enum dc_status st = packet_receive(s->process.socket, s->packet, s->stop, (int)(s->deadline_seconds + margin(s)) * 1000, &in, err);
	uint8_t what;

	if (st == DC_END)
		return dc_fail(err, DC_EIO, "the server did not answer within %u seconds", s->deadline_seconds);
	if (st != DC_OK)
		return st;
	what = wire_get_u8(&in);
	if (what == PACKET_ENTRY)
		return entry(&in, out, err);
	if (what == PACKET_LOST)
		return dc_fail(err, DC_EIO, "%s", wire_get_string(&in));
	*reason = (enum dc_reason)wire_get_u16(&in);
	if (what != PACKET_DONE || *reason >= DC_N_REASONS)
		return dc_fail(err, DC_EIO, "the connector says what it should not");
	if (*reason != DC_R_none)
		dc_fail(err, DC_END, "%s", wire_get_string(&in));
	return DC_END;
}

/* The connector says nothing while it writes: the file grows. */
static enum dc_status wait_while_it_grows(struct share *s, int fd, struct wire_in *in, struct dc_error *err)
{
	unsigned quiet = 0;
	off_t seen = 0;

	for (;;) {
		enum dc_status st = packet_receive(s->process.socket, s->packet, s->stop, 1000, in, err);
		struct stat now;

		if (st != DC_END)
			return st;
		quiet++;
		if (fstat(fd, &now) == 0 && now.st_size != seen) {
			seen = now.st_size;
			quiet = 0;
		}
		if (quiet > s->deadline_seconds + margin(s))
			return dc_fail(err, DC_EIO, "the server did not answer within %u seconds", s->deadline_seconds);
	}
}

enum dc_status share_fetch(struct share *s, const char *path, int fd, struct share_fetched *out, struct dc_error *err)
{
	struct wire_out o = { .p = s->packet };
	struct wire_in in;
	enum dc_status st;
	uint8_t what;

	wire_u8(&o, PACKET_FETCH);
	wire_string(&o, path, false);
	if (!packet_send(s->process.socket, &o, fd))
		return dc_fail(err, DC_EIO, "the connector ended");
	st = wait_while_it_grows(s, fd, &in, err);
	if (st != DC_OK)
		return st;
	what = wire_get_u8(&in);
	if (what == PACKET_LOST)
		return dc_fail(err, DC_EIO, "%s", wire_get_string(&in));
	out->reason = (enum dc_reason)wire_get_u16(&in);
	out->detail = wire_get_string(&in);
	out->size = wire_get_u64(&in);
	out->changed = wire_get_u8(&in) != 0;
	out->everyone = wire_get_u8(&in) != 0;
	out->readers = wire_get_string(&in);
	if (what != PACKET_DONE || in.bad || out->reason >= DC_N_REASONS)
		return dc_fail(err, DC_EIO, "the connector says what it should not");
	return DC_OK;
}

void share_close(struct share *s)
{
	struct spawn_end how;

	if (s == NULL)
		return;
	if (s->process.pidfd >= 0)
		spawn_end(&s->process, true, 2000, &how);
	explicit_bzero(s->packet, sizeof s->packet);
	free(s);
}
