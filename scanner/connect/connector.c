/* connector.c -- a connector seen from the controller. */
#include "connect.h"

#include "packets.h"
#include "process.h"

#include "daicho/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#define OPEN_SECONDS 60
#define LIST_SECONDS 600		/* between two things listed */
#define SETTLE_SECONDS 10		/* for a reading to end whose pipe is closed */
#define PASSWORD_MOST 1024

struct connector {
	struct spawned process;
	const atomic_int *stop;
	uint8_t packet[WIRE_MOST];
	uint64_t sent;			/* rows of a reading whose end was met by connector_lost() */
	bool reading, dead;
};

static bool send_packet(struct connector *c, const struct wire_out *o, int fd)
{
	return packet_send(c->process.socket, o, fd);
}

/* The next packet, within so many seconds. DC_EIO: the connector is dead or says nothing. */
static enum dc_status receive(struct connector *c, struct wire_in *in, int seconds, struct dc_error *err)
{
	enum dc_status st = packet_receive(c->process.socket, c->packet, c->stop, seconds * 1000, in, err);

	if (st == DC_OK || st == DC_ECANCEL)
		return st;
	c->dead = true;
	return st != DC_END ? st : dc_fail(err, DC_EIO, "the server did not answer within %d seconds", seconds);
}

static enum dc_status greet(struct connector *c, const struct connector_options *opt, const char *password, struct dc_error *err)
{
	struct wire_out o = { .p = c->packet };
	struct wire_in in;
	enum dc_status st;
	uint8_t what;

	wire_u8(&o, PACKET_OPEN);
	wire_string(&o, opt->target, false);
	wire_string(&o, opt->database, false);
	wire_string(&o, password, false);
	wire_string(&o, opt->sample, false);
	wire_string(&o, opt->changed_since, false);
	wire_u64(&o, opt->max_rows);
	wire_u64(&o, opt->rows_per_second);
	wire_u64(&o, opt->bytes_per_second);
	wire_u8(&o, opt->columns);
	wire_u32(&o, opt->cell_bytes);
	wire_u8(&o, opt->unsafe_no_sandbox);
	st = send_packet(c, &o, -1) ? DC_OK : dc_fail(err, DC_EIO, "the connector ended");
	explicit_bzero(c->packet, o.n);
	if (st == DC_OK)
		st = receive(c, &in, OPEN_SECONDS, err);
	if (st != DC_OK)
		return dc_fail(err, st == DC_EIO ? DC_EUSAGE : st, "%s", err->text);
	what = wire_get_u8(&in);
	if (what == PACKET_READY)
		return DC_OK;
	st = what == PACKET_REFUSED ? (enum dc_status)wire_get_u8(&in) : DC_EBUG;
	return dc_fail(err, st > DC_EBUG ? DC_EBUG : st, "%s", what == PACKET_REFUSED ? wire_get_string(&in) : "a connector greets wrongly");
}

enum dc_status connector_start(const struct connector_options *opt, struct connector **out, struct dc_error *err)
{
	char password[PASSWORD_MOST] = "";
	struct connector *c = calloc(1, sizeof *c);
	struct connect_uri uri;
	enum dc_status st = connect_parse(opt->target, &uri, err);

	if (c == NULL)
		return dc_fail(err, DC_ENOMEM, "a connector");
	c->stop = opt->stop;
	c->process = (struct spawned){ .pidfd = -1, .socket = -1 };
	if (st == DC_OK && opt->password_file != NULL)
		st = packet_secret(opt->password_file, password, sizeof password, err);
	password[strcspn(password, "\r\n")] = '\0';
	if (st == DC_OK)
		st = spawn_start(opt->program, SPAWN_CONNECTOR, &c->process, err);
	if (st == DC_OK)
		st = greet(c, opt, password, err);
	explicit_bzero(password, sizeof password);
	if (st != DC_OK) {
		connector_close(c);
		return st;
	}
	*out = c;
	return DC_OK;
}

static enum dc_status listed(struct wire_in *in, struct connect_listed *l)
{
	uint16_t reason;

	l->database = wire_get_string(in);
	l->schema = wire_get_string(in);
	l->table = wire_get_string(in);
	l->column = wire_get_string(in);
	reason = wire_get_u16(in);
	l->detail = wire_get_string(in);
	l->rows = (int64_t)wire_get_u64(in);
	l->bytes = wire_get_u64(in);
	l->everyone = wire_get_u8(in) != 0;
	l->reason = (enum dc_reason)reason;
	return in->bad || reason >= DC_N_REASONS ? DC_EFORMAT : DC_OK;
}

enum dc_status connector_list(struct connector *c, enum dc_status (*each)(void *ctx, const struct connect_listed *, struct dc_error *), void *ctx,
	struct dc_error *err)
{
	struct wire_out o = { .p = c->packet };
	enum dc_status st;

	wire_u8(&o, PACKET_LIST);
	st = send_packet(c, &o, -1) ? DC_OK : dc_fail(err, DC_EIO, "the connector ended");
	while (st == DC_OK) {
		struct connect_listed l = { 0 };
		struct wire_in in;
		uint8_t what;

		st = receive(c, &in, LIST_SECONDS, err);
		if (st != DC_OK)
			break;
		what = wire_get_u8(&in);
		if (what == PACKET_DONE) {
			st = (enum dc_status)wire_get_u8(&in);
			return st == DC_OK ? DC_OK : dc_fail(err, DC_EIO, "%s", wire_get_string(&in));
		}
		if (what != PACKET_LISTED || listed(&in, &l) != DC_OK)
			st = dc_fail(err, DC_EIO, "the connector says what it should not");
		else
			st = each(ctx, &l, err);
	}
	c->dead = true;				/* in the middle of a list: of no more use */
	return st;
}

enum dc_status connector_pipe(int ends[2], struct dc_error *err)
{
	if (pipe2(ends, O_CLOEXEC) != 0)
		return dc_fail(err, DC_EIO, "a pipe: %s", strerrordesc_np(errno));
	fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);	/* fewer wake-ups; the default will do where it is not allowed */
	return DC_OK;
}

enum dc_status connector_read(struct connector *c, const struct connect_table *what, const struct connect_place *place, int into,
	struct dc_error *err)
{
	struct wire_out o = { .p = c->packet };
	bool sent;

	wire_u8(&o, PACKET_READ);
	wire_string(&o, what->schema, false);
	wire_string(&o, what->table, false);
	packet_place(&o, place);
	for (size_t i = 0; what->without != NULL && what->without[i] != NULL; i++) {
		if (o.n + strlen(what->without[i]) + 64 > WIRE_MOST)
			return dc_fail(err, DC_EIO, "more columns are left out than a packet takes: leave out the table");
		wire_string(&o, what->without[i], false);
	}
	sent = send_packet(c, &o, into);
	explicit_bzero(c->packet, o.n);
	if (!sent) {
		c->dead = true;
		return dc_fail(err, DC_EIO, "the connector ended");
	}
	c->reading = true;
	c->sent = 0;
	return DC_OK;
}

/* The packet that ends a reading, which came. */
static void ended(struct connector *c, struct wire_in *in, uint64_t *rows)
{
	c->reading = false;
	c->dead = wire_get_u8(in) != PACKET_DONE || wire_get_u8(in) != DC_OK;
	wire_get_string(in);
	*rows = wire_get_u64(in);
}

bool connector_settle(struct connector *c, uint64_t *rows)
{
	struct dc_error err = { 0 };
	struct wire_in in;

	*rows = 0;
	if (!c->reading || c->dead) {
		*rows = c->sent;
		return !c->dead;
	}
	c->reading = false;
	if (receive(c, &in, SETTLE_SECONDS, &err) != DC_OK) {
		c->dead = true;			/* and nothing stands in `in` */
		return false;
	}
	ended(c, &in, rows);
	*rows = c->dead ? 0 : *rows;
	return !c->dead;
}

bool connector_lost(struct connector *c, uint64_t *rows, struct connect_place *place)
{
	struct dc_error err = { 0 };
	struct wire_in in;

	*rows = 0;
	connect_place_clear(place);
	if (!c->reading || poll(&(struct pollfd){ .fd = c->process.socket, .events = POLLIN }, 1, 0) <= 0)
		return false;
	c->reading = false;
	if (receive(c, &in, 1, &err) != DC_OK) {
		c->dead = true;
		return true;
	}
	ended(c, &in, rows);
	if (c->dead && !packet_take_place(&in, place))
		connect_place_clear(place);
	explicit_bzero(c->packet, in.n);
	c->sent = c->dead ? 0 : *rows;		/* read to its end: whoever settles it wants to know */
	return c->dead;
}

void connector_close(struct connector *c)
{
	struct spawn_end how;

	if (c == NULL)
		return;
	if (c->process.pidfd >= 0)
		spawn_end(&c->process, true, 2000, &how);
	explicit_bzero(c->packet, sizeof c->packet);
	free(c);
}
