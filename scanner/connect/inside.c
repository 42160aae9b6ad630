/* inside.c -- the connector process: connect, lock in, serve. Ends by _exit. */
#include "connect.h"

#include "dialect.h"
#include "lockdown.h"
#include "packets.h"
#include "process.h"

#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SINCE_BYTES 8192			/* of all --changed-since says */

enum exit_code { EXIT_CLEAN, EXIT_SOCKET, EXIT_REFUSED, EXIT_SERVER };

static uint8_t packet_in[WIRE_MOST], packet_out[WIRE_MOST];

struct inside {
	struct dialect_sink sink;	/* first: lists come to it */
	const struct dialect *dialect;
	void *session;
	uint32_t cell_bytes;
};

bool connector_is(int argc, char **argv)
{
	return argc == 2 && strcmp(argv[1], SPAWN_CONNECTOR) == 0;
}

static bool send_out(struct wire_out *o)
{
	bool sent = packet_send(SPAWN_SOCKET, o, -1);

	o->n = 0;
	return sent;
}

/* rows: of a table that was read; place: where it can be gone on with, or NULL. */
static bool answer(enum packet what, enum dc_status st, const char *why, uint64_t rows, const struct connect_place *place)
{
	struct wire_out o = { .p = packet_out };

	wire_u8(&o, (uint8_t)what);
	wire_u8(&o, (uint8_t)st);
	wire_string(&o, why, false);
	wire_u64(&o, rows);
	packet_place(&o, place);
	return send_out(&o);
}

/* ---- opening */

/* "5%", "5000rows" */
static bool sample_of(const char *s, struct dialect_options *o)
{
	char *end;
	double v = strtod(s, &end);

	if (*s == '\0')
		return true;
	if (strcmp(end, "%") == 0 && v > 0 && v <= 100)
		o->sample = v / 100;
	else if (strcmp(end, "rows") == 0 && v >= 1)
		o->sample_rows = (uint64_t)v;
	else
		return false;
	return true;
}

static bool is_time(const char *s)
{
	static const char *const forms[] = { "%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S" };

	for (size_t i = 0; i < DC_ARRAY_LEN(forms); i++) {
		struct tm t;
		const char *end = strptime(s, forms[i], &t);

		if (end != NULL && *end == '\0')
			return true;
	}
	return false;
}

/* "public.orders.changed=2026-11-01", cut apart where it stands. */
static bool one_since(char *s, struct dialect_since *out)
{
	char *time = strrchr(s, '='), *column;

	if (time == NULL || time == s)
		return false;
	*time++ = '\0';
	column = strrchr(s, '.');
	if (column != NULL)
		*column++ = '\0';
	*out = (struct dialect_since){ .table = column == NULL ? "" : s, .column = column == NULL ? s : column, .time = time };
	return *out->column != '\0' && is_time(time);
}

/* "updated_at=2026-11-01T09:30", several with commas between. They stay. *bad: the one that is none; "": too much. */
static bool since_of(const char *s, struct dialect_options *o, const char **bad)
{
	static char room[SINCE_BYTES];
	static struct dialect_since all[DIALECT_SINCE_MOST];
	char *rest = NULL;

	o->since = all;
	*bad = "";
	if (strlen(s) >= sizeof room)
		return false;
	memcpy(room, s, strlen(s) + 1);
	for (char *one = strtok_r(room, ",", &rest); one != NULL; one = strtok_r(NULL, ",", &rest)) {
		static char said[CONNECT_NAME_MOST];

		snprintf(said, sizeof said, "%s", one);
		*bad = said;
		if (o->n_since == DIALECT_SINCE_MOST || !one_since(one, &all[o->n_since]))
			return false;
		o->n_since++;
	}
	return true;
}

static enum dc_status open_server(struct inside *s, struct wire_in *in, int *fd, bool *is_unsafe, struct dc_error *err)
{
	const char *target = wire_get_string(in), *database = wire_get_string(in), *password = wire_get_string(in), *sample = wire_get_string(in),
		*since = wire_get_string(in);
	const char *bad;
	struct connect_uri uri;
	struct dialect_options o = { .uri = &uri, .password = password };
	enum dc_status st;

	o.max_rows = wire_get_u64(in);
	o.rows_per_second = wire_get_u64(in);
	o.bytes_per_second = wire_get_u64(in);
	o.columns = wire_get_u8(in) != 0;
	s->cell_bytes = wire_get_u32(in);
	*is_unsafe = wire_get_u8(in) != 0;
	if (in->bad)
		return dc_fail(err, DC_EBUG, "the connector was greeted wrongly");
	st = connect_parse(target, &uri, err);
	if (st == DC_OK && !sample_of(sample, &o))
		st = dc_fail(err, DC_EUSAGE, "--sample takes 5%% or 5000rows, not '%s'", sample);
	if (st == DC_OK && !since_of(since, &o, &bad))
		st = dc_fail(err, DC_EUSAGE, "--changed-since takes [TABLE.]COLUMN=TIME, such as updated_at=2026-11-01 or crm.public.orders.changed=2026-11-01T09:30, "
			"up to %u with commas between, not '%s'", DIALECT_SINCE_MOST, bad);
	if (st != DC_OK)
		return st;
	if (*database != '\0')
		snprintf(uri.database, sizeof uri.database, "%s", database);
	s->dialect = dialect_find(uri.scheme);
	return s->dialect->open(&o, &s->session, fd, err);
}

static enum dc_status lock_in(int fd, bool is_unsafe, struct dc_error *err)
{
	/* A connector lives as long as the scan of its server; its CPU time and memory are those of fetching. */
	struct dc_budget budget = { .memory_bytes = (uint64_t)1 << 30, .cpu_seconds = 7 * 24 * 3600 };
	struct lockdown how = { .budget = &budget, .keep = SPAWN_SOCKET, .also = fd, .unsafe = is_unsafe };
	char layers[128];

	close(SPAWN_PAGE);
	return lockdown(&how, layers, sizeof layers, err);
}

/* ---- serving */

static enum dc_status on_listed(struct dialect_sink *sink, const struct connect_listed *l, struct dc_error *err)
{
	struct wire_out o = { .p = packet_out };

	(void)sink;
	wire_u8(&o, PACKET_LISTED);
	wire_string(&o, l->database, false);
	wire_string(&o, l->schema, false);
	wire_string(&o, l->table, false);
	wire_string(&o, l->column, false);
	wire_u16(&o, (uint16_t)l->reason);
	wire_string(&o, l->detail, false);
	wire_u64(&o, (uint64_t)l->rows);
	wire_u64(&o, l->bytes);
	wire_u8(&o, l->everyone);
	return send_out(&o) ? DC_OK : dc_fail(err, DC_ECANCEL, "the controller is gone");
}

static enum dc_status read_table(struct inside *s, struct wire_in *in, int fd, uint64_t *rows, struct connect_place *place, struct dc_error *err)
{
	const char *without[ROWS_COLUMNS_MOST + 1] = { NULL };
	struct connect_table what = { .without = without };
	struct rows_out out;
	enum dc_status st;

	what.schema = wire_get_string(in);
	what.table = wire_get_string(in);
	if (!packet_take_place(in, place))
		in->bad = true;
	for (size_t i = 0; in->at < in->n && !in->bad && i < ROWS_COLUMNS_MOST; i++)
		without[i] = wire_get_string(in);
	if (in->bad || fd < 0)
		return dc_fail(err, DC_EBUG, "a table is asked for wrongly");
	if (place->n == 0)
		rows_open(&out, fd, s->cell_bytes);
	else
		rows_go_on(&out, fd, s->cell_bytes);
	st = s->dialect->read(s->session, &what, place, &out, err);
	*rows = out.rows;
	rows_close(&out);
	return st;
}

static int loop(struct inside *s)
{
	for (;;) {
		struct dc_error err = { 0 };
		struct wire_in in;
		enum dc_status st;
		struct connect_place place = { .n = 0 };
		uint64_t rows = 0;
		bool told;
		int fd, what = packet_take(SPAWN_SOCKET, packet_in, &in, &fd);

		if (what == 0)
			return EXIT_CLEAN;
		if (what == PACKET_LIST)
			st = s->dialect->list(s->session, &s->sink, &err);
		else if (what == PACKET_READ)
			st = read_table(s, &in, fd, &rows, &place, &err);
		else
			return EXIT_SOCKET;
		if (fd >= 0)
			close(fd);
		told = answer(PACKET_DONE, st, err.text, rows, &place);
		connect_place_clear(&place);
		if (!told)
			return EXIT_SOCKET;
		if (st != DC_OK && what == PACKET_READ)
			return EXIT_SERVER;
	}
}

int connector_main(void)
{
	struct inside s = { .sink = { on_listed } };
	struct dc_error err = { 0 };
	struct wire_in in;
	bool is_unsafe = false;
	int fd = -1, none;
	enum dc_status st;

	signal(SIGPIPE, SIG_IGN);
	if (packet_take(SPAWN_SOCKET, packet_in, &in, &none) != PACKET_OPEN)
		_exit(EXIT_SOCKET);
	st = open_server(&s, &in, &fd, &is_unsafe, &err);
	explicit_bzero(packet_in, sizeof packet_in);
	if (st == DC_OK)
		st = lock_in(fd, is_unsafe, &err);
	if (st != DC_OK) {
		answer(PACKET_REFUSED, st, err.text, 0, NULL);
		_exit(EXIT_REFUSED);
	}
	if (!answer(PACKET_READY, DC_OK, "", 0, NULL))
		_exit(EXIT_SOCKET);
	_exit(loop(&s));
}
