/* fleet.c -- the worker's side of the queue: a connection whose role may call the functions of fleet.sql and reads nothing. */
#include "postgres.h"
#include "file.h"
#include "token.h"

#include "daicho/fleet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (1u << 20)		/* bytes of one row of a delivery */

struct dc_fleet {
	struct pg *pg;
	unsigned lease_s;
};

/* A call of a function of ours; the caller closes the statement. *b is on its first row. */
static enum dc_status called(struct dc_fleet *f, struct sql_bind *b, struct dc_error *err)
{
	enum dc_status st = sql_step(b, err);

	return st == DC_END ? dc_fail(err, DC_EBUG, "%s: the queue gives no answer", f->pg->base.name) : st;
}

/* A worker that is stopped amid a transaction must not hold what it locked: the server ends it before the lease does. */
static enum dc_status set_patience(struct dc_fleet *f, struct dc_error *err)
{
	char text[96];

	snprintf(text, sizeof text, "SET idle_in_transaction_session_timeout = %u; SET lock_timeout = '60s'", f->lease_s * 500);
	return pg_exec(f->pg, text, err);
}

enum dc_status dc_fleet_open(const char *target, unsigned lease_s, struct dc_fleet **out, struct dc_error *err)
{
	struct dc_fleet *f;
	struct sql *db = NULL;
	enum dc_status st = sql_locate(target, DC_STORE_READ, &db, err);

	if (st != DC_OK)
		return st;
	if (db->driver != &sql_postgres) {
		sql_close(db);
		return dc_fail(err, DC_EUSAGE, "%s: is a file: workers share an inventory in a database, -i postgresql://user@host/database", target);
	}
	f = calloc(1, sizeof *f);
	if (f == NULL) {
		sql_close(db);
		return dc_fail(err, DC_ENOMEM, "a worker");
	}
	f->pg = pg_of(db);
	f->lease_s = lease_s;
	st = set_patience(f, err);
	if (st != DC_OK) {
		dc_fleet_close(f);
		return st;
	}
	*out = f;
	return DC_OK;
}

void dc_fleet_close(struct dc_fleet *f)
{
	if (f != NULL)
		sql_close(&f->pg->base);
	free(f);
}

enum dc_status dc_fleet_lend_key(struct dc_fleet *f, const char *path, struct dc_error *err)
{
	char to[4096];
	enum file_state state;
	enum dc_status st = file_look(f->pg->base.key, &state, err);

	if (st == DC_OK && state == FILE_MISSING)
		return dc_fail(err, DC_EUSAGE, "%s: the inventory's key is not here: copy it, mode 600, from the host that made the inventory, or say where "
			"it is with ?key=FILE", f->pg->base.key);
	if (snprintf(to, sizeof to, "%s.key", path) >= (int)sizeof to)
		return dc_fail(err, DC_EUSAGE, "%.200s...: the path is too long", path);
	return st == DC_OK ? token_key_copy(f->pg->base.key, to, err) : st;
}

enum dc_status dc_fleet_is_owner(struct dc_fleet *f, bool *out, struct dc_error *err)
{
	PGresult *res = PQexec(f->pg->conn, "SELECT has_table_privilege('object', 'INSERT') AND has_table_privilege('job', 'UPDATE')");
	enum dc_status st = PQresultStatus(res) == PGRES_TUPLES_OK ? DC_OK : pg_failed(f->pg, res, err);

	*out = st == DC_OK && PQgetvalue(res, 0, 0)[0] == 't';
	PQclear(res);
	return st;
}

void dc_unit_done(struct dc_unit *unit)
{
	free(unit->targets);
	free(unit->options);
	*unit = (struct dc_unit){ 0 };
}

static enum dc_status read_unit(struct sql_stmt *st, struct dc_unit *out, bool *more, struct dc_error *err)
{
	struct sql_row r = { st, 0 };
	bool got = !sql_is_null(st, 0);

	*out = (struct dc_unit){ .id = sql_get_int(&r), .fence = sql_get_int(&r), .job = sql_get_int(&r), .shard.i = (uint32_t)sql_get_int(&r),
		.shard.n = (uint32_t)sql_get_int(&r) };
	out->targets = strdup(sql_get_text(&r));
	out->options = strdup(sql_get_text(&r));
	*more = sql_get_int(&r) != 0;
	if (got && out->targets != NULL && out->options != NULL)
		return DC_OK;
	dc_unit_done(out);
	return got ? dc_fail(err, DC_ENOMEM, "a unit of work") : DC_END;
}

enum dc_status dc_fleet_claim(struct dc_fleet *f, const char *site, const char *worker, struct dc_unit *out, bool *more, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(&f->pg->base, "SELECT * FROM claim(?, ?, ?, ?)", &b.st, err);

	*more = false;
	if (st != DC_OK)
		return st;
	sql_text(&b, DAICHO_VERSION);
	sql_text(&b, site);
	sql_text(&b, worker);
	sql_int(&b, f->lease_s);
	st = called(f, &b, err);
	if (st == DC_OK)
		st = read_unit(b.st, out, more, err);
	sql_finalize(b.st);
	return st;
}

static void bind_unit(struct sql_bind *b, const struct dc_unit *unit)
{
	sql_int(b, unit->id);
	sql_int(b, unit->fence);
}

enum dc_status dc_fleet_heartbeat(struct dc_fleet *f, const struct dc_unit *unit, enum dc_pulse *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(&f->pg->base, "SELECT heartbeat(?, ?, ?)", &b.st, err);

	if (st != DC_OK)
		return st;
	bind_unit(&b, unit);
	sql_int(&b, f->lease_s);
	st = called(f, &b, err);
	if (st == DC_OK) {
		const char *said = sql_get_text(&(struct sql_row){ b.st, 0 });

		*out = strcmp(said, "go") == 0 ? DC_PULSE_GO : strcmp(said, "stop") == 0 ? DC_PULSE_STOP : DC_PULSE_LOST;
	}
	sql_finalize(b.st);
	return st;
}

/* A function that says whether it did it. */
static enum dc_status yes_or_no(struct dc_fleet *f, struct sql_bind *b, bool *out, struct dc_error *err)
{
	enum dc_status st = called(f, b, err);

	if (st == DC_OK)
		*out = sql_get_int(&(struct sql_row){ b->st, 0 }) != 0;
	sql_reset(b->st);
	return st;
}

static enum dc_status deliver_all(struct dc_fleet *f, const struct dc_unit *unit, int fd, uint8_t *chunk, bool *taken, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(&f->pg->base, "SELECT deliver(?, ?, ?, ?)", &b.st, err);
	ssize_t n = 1;

	for (int64_t number = 0; st == DC_OK && *taken && n > 0; number++) {
		n = read(fd, chunk, CHUNK);
		if (n < 0)
			st = dc_fail(err, DC_EIO, "the unit's inventory: %s", strerrordesc_np(errno));
		if (n <= 0)
			break;
		b.at = 0;
		bind_unit(&b, unit);
		sql_int(&b, number);
		sql_blob(&b, chunk, (size_t)n);
		st = yes_or_no(f, &b, taken, err);
	}
	sql_finalize(b.st);
	return st;
}

static enum dc_status complete(struct dc_fleet *f, const struct dc_unit *unit, bool *taken, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(&f->pg->base, "SELECT complete(?, ?)", &b.st, err);

	if (st != DC_OK)
		return st;
	bind_unit(&b, unit);
	st = yes_or_no(f, &b, taken, err);
	sql_finalize(b.st);
	return st;
}

static enum dc_status deliver(struct dc_fleet *f, const struct dc_unit *unit, int fd, bool *taken, struct dc_error *err)
{
	uint8_t *chunk = malloc(CHUNK);
	enum dc_status st = chunk == NULL ? dc_fail(err, DC_ENOMEM, "a delivery") : pg_exec(f->pg, "BEGIN", err);

	*taken = true;
	if (st == DC_OK)
		st = deliver_all(f, unit, fd, chunk, taken, err);
	if (st == DC_OK && *taken)
		st = complete(f, unit, taken, err);
	free(chunk);
	if (st == DC_OK && *taken)
		return sql_commit(&f->pg->base, err);
	PQclear(PQexec(f->pg->conn, "ROLLBACK"));
	return st;
}

enum dc_status dc_fleet_deliver(struct dc_fleet *f, const struct dc_unit *unit, const char *path, bool *taken, struct dc_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum dc_status st;

	*taken = false;
	if (fd < 0)
		return dc_fail(err, DC_EIO, "%s: %s", path, strerrordesc_np(errno));
	st = deliver(f, unit, fd, taken, err);
	close(fd);
	return st;
}

enum dc_status dc_fleet_give_back(struct dc_fleet *f, const struct dc_unit *unit, const char *why, bool keep, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(&f->pg->base, "SELECT give_back(?, ?, ?, ? <> 0, ?)", &b.st, err);
	bool given;

	if (st != DC_OK)
		return st;
	bind_unit(&b, unit);
	sql_text(&b, why);
	sql_int(&b, keep);
	sql_int(&b, f->lease_s);
	st = yes_or_no(f, &b, &given, err);
	sql_finalize(b.st);
	return st;
}
