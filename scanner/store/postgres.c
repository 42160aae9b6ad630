/* postgres.c -- the driver of PostgreSQL: an inventory in a database that several hosts share.
 *
 * "postgresql://user@host/database?..." goes to libpq as it stands: passfile, service, sslmode, client certificates are its own
 * options. One option is ours: key=FILE, the token key, which stays on this side and never reaches the server.
 */
#include "postgres.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* steps[i] takes version i to i + 1; the first version on PostgreSQL is 4. */
#define FIRST 4
static const char *const steps[] = { store_schema_postgres, store_schema_postgres_5, store_schema_postgres_6, store_schema_postgres_7 };
#define NEWEST ((int64_t)(FIRST + DC_ARRAY_LEN(steps) - 1))

static const char settings[] = "-c search_path=" PG_SCHEMA ",pg_temp -c standard_conforming_strings=on -c lock_timeout=5000 -c jit=off "
	"-c idle_in_transaction_session_timeout=0";

/* What the server says by its five letters (PostgreSQL's manual, appendix A); the longest match counts. */
static const struct {
	const char *state;
	enum dc_status status;
	const char *say;
} meanings[] = {
	{ "53100", DC_EIO, "the server's disk is full: make room there, then run again; what was committed is safe" },
	{ "53200", DC_EIO, "the server is out of memory: run again later; what was committed is safe" },
	{ "53300", DC_EUSAGE, "the server takes no more connections: raise max_connections there, or run fewer workers" },
	{ "25P03", DC_EIO, "the server ended a transaction that stood still for too long: run again; what was committed is safe" },
	{ "57P", DC_EIO, "the server was shut down: start it, then run again; what was committed is safe" },
	{ "08", DC_EIO, "the connection is lost: run again; what was committed is safe" },
	{ "55P03", DC_EUSAGE, "another program is writing to it: wait until it is done, then run again" },
	{ "40", DC_EIO, "another program wrote the same at the same time: run again; what was committed is safe" },
	{ "DA001", DC_EUSAGE, "the work that waits is for another version of daicho: install the one named on this host, or enqueue it anew" },
	{ "42501", DC_EUSAGE, "the role lacks the right: connect as the inventory's owner, or have it granted" },
	{ "25006", DC_EUSAGE, "the server is a standby, which can be read alone: name the one that is written to" },
	{ "3D000", DC_EUSAGE, "there is no such database: make it first (createdb)" },
	{ "42P01", DC_EUSAGE, "a table of the inventory is missing: it was changed by another program; go back to your last copy" },
	{ "42703", DC_EUSAGE, "a column of the inventory is missing: it was changed by another program; go back to your last copy" },
};

enum dc_status pg_failed(struct pg *pg, const PGresult *res, struct dc_error *err)
{
	const char *state = res == NULL ? NULL : PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *said = res == NULL ? NULL : PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

	for (size_t i = 0; state != NULL && i < DC_ARRAY_LEN(meanings); i++)
		if (strncmp(state, meanings[i].state, strlen(meanings[i].state)) == 0)
			return dc_fail(err, meanings[i].status, "%s: %s (%s)", pg->base.name, meanings[i].say, said == NULL ? state : said);
	if (PQstatus(pg->conn) != CONNECTION_OK)
		return dc_fail(err, DC_EIO, "%s: the connection is lost: run again; what was committed is safe", pg->base.name);
	return dc_fail(err, DC_EBUG, "%s: %s (%s)", pg->base.name, said == NULL ? "failed" : said, state == NULL ? "-" : state);
}

enum dc_status pg_exec(struct pg *pg, const char *text, struct dc_error *err)
{
	enum dc_status st = pg_settle(pg, err);
	ExecStatusType status;
	PGresult *res;

	if (st != DC_OK)
		return st;
	res = PQexec(pg->conn, text);
	status = PQresultStatus(res);
	st = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? DC_OK : pg_failed(pg, res, err);
	PQclear(res);
	return st;
}

/* ---- transactions */

/* One writer at a time, as in a file: readers are not held up. */
static enum dc_status pg_begin(struct sql *db, struct dc_error *err)
{
	struct pg *pg = pg_of(db);
	enum dc_status st;

	if (pg->walks > 0)
		return dc_fail(err, DC_EBUG, "%s: a batch within a walk", db->name);
	st = pg_exec(pg, "BEGIN; SELECT pg_advisory_xact_lock(hashtext('" PG_SCHEMA "'))", err);
	pg->in_batch = st == DC_OK;
	if (st != DC_OK)
		PQclear(PQexec(pg->conn, "ROLLBACK"));
	return st;
}

static void pg_rollback(struct sql *db)
{
	struct pg *pg = pg_of(db);
	struct dc_error ignored = { 0 };

	pg_bulk_end(pg);
	pg_settle(pg, &ignored);
	if (pg->in_batch)
		PQclear(PQexec(pg->conn, "ROLLBACK"));
	pg->in_batch = false;
}

/* The server answers COMMIT with ROLLBACK where something in between failed. */
static enum dc_status pg_commit(struct sql *db, struct dc_error *err)
{
	struct pg *pg = pg_of(db);
	enum dc_status st = pg_settle(pg, err);
	PGresult *res;

	if (st != DC_OK) {
		pg_rollback(db);
		return st;
	}
	res = PQexec(pg->conn, "COMMIT");
	pg->in_batch = false;
	pg_bulk_end(pg);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		st = pg_failed(pg, res, err);
	else if (strcmp(PQcmdStatus(res), "COMMIT") != 0)
		st = dc_fail(err, DC_EIO, "%s: the batch failed halfway and is given up; what was committed before is safe", db->name);
	PQclear(res);
	return st;
}

static void pg_bulk(struct sql *db)
{
	pg_of(db)->bulk = pg_of(db)->in_batch;
}

/* A failure shows at the next statement. */
static int64_t pg_changes(struct sql *db)
{
	struct dc_error ignored = { 0 };

	return pg_settle(pg_of(db), &ignored) == DC_OK ? pg_of(db)->changes : 0;
}

/* ---- finding it */

static void pg_close(struct sql *db)
{
	struct pg *pg = pg_of(db);

	pg_bulk_end(pg);
	PQfinish(pg->conn);
	free(pg->target);
	free(db->name);
	free(db->key);
	free(db);
}

static const char *option(const PQconninfoOption *all, const char *name)
{
	for (; all->keyword != NULL; all++)
		if (strcmp(all->keyword, name) == 0)
			return all->val == NULL ? "" : all->val;
	return "";
}

/* Takes key=FILE out of the target's options. Percent signs in it are not decoded: a path has none as a rule. */
static enum dc_status take_key(struct pg *pg, const char *given, struct dc_error *err)
{
	char *at, *end;

	pg->target = strdup(given);
	if (pg->target == NULL)
		return dc_fail(err, DC_ENOMEM, "the inventory's target");
	at = strchr(pg->target, '?');
	while (at != NULL && strncmp(at + 1, "key=", 4) != 0)
		at = strchr(at + 1, '&');
	if (at == NULL)
		return DC_OK;
	end = at + 1 + strcspn(at + 1, "&");
	pg->base.key = strndup(at + 5, (size_t)(end - at - 5));
	if (*end == '&')		/* the sign before it stays, the one behind goes */
		memmove(at + 1, end + 1, strlen(end + 1) + 1);
	else
		*at = '\0';
	return pg->base.key == NULL ? dc_fail(err, DC_ENOMEM, "the inventory's target") : DC_OK;
}

/* "HOST-DATABASE.key" in the folder of inventories, if the target names no other file. */
static enum dc_status default_key(struct pg *pg, const char *host, const char *port, const char *database, struct dc_error *err)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char folder[1024], *path;

	if (geteuid() == 0)
		snprintf(folder, sizeof folder, "/var/lib/daicho");
	else if (state != NULL && *state == '/')
		snprintf(folder, sizeof folder, "%s/daicho", state);
	else
		snprintf(folder, sizeof folder, "%s/.local/state/daicho", home == NULL ? "" : home);
	if (asprintf(&path, "%s/%s%s%s-%s.key", folder, host, *port == '\0' ? "" : "-", port, database) < 0)
		return dc_fail(err, DC_ENOMEM, "the inventory's key");
	for (char *p = path + strlen(folder) + 1; *p != '\0'; p++)
		if (*p == '/')
			*p = '_';	/* a host may be the folder of a socket */
	pg->base.key = path;
	return DC_OK;
}

static enum dc_status read_target(struct pg *pg, const char *given, struct dc_error *err)
{
	char *why = NULL;
	PQconninfoOption *all;
	const char *host, *port, *database;
	enum dc_status st = take_key(pg, given, err);

	if (st != DC_OK)
		return st;
	all = PQconninfoParse(pg->target, &why);
	if (all == NULL) {
		dc_fail(err, DC_EUSAGE, "the inventory's target: %.200s", why == NULL ? "out of memory" : why);
		PQfreemem(why);
		return err->status;
	}
	host = option(all, "host");
	port = option(all, "port");
	database = option(all, "dbname");
	if (option(all, "password")[0] != '\0')
		st = dc_fail(err, DC_EUSAGE, "a password in an inventory's target is seen by everyone who lists processes: leave it out, and give "
			"?passfile=FILE (0600), ~/.pgpass, ?service=NAME or a client certificate");
	else if (asprintf(&pg->base.name, "postgresql://%s%s%s/%s", host, *port == '\0' ? "" : ":", port, database) < 0)
		st = dc_fail(err, DC_ENOMEM, "the inventory's target");
	else if (pg->base.key == NULL)
		st = default_key(pg, *host == '\0' ? "localhost" : host, port, database, err);
	PQconninfoFree(all);
	return st;
}

static void say_nothing(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

/* What the library says of a connection that failed: its first line, without what may be behind it. */
static enum dc_status not_connected(const struct pg *pg, struct dc_error *err)
{
	const char *said = PQerrorMessage(pg->conn);

	return dc_fail(err, DC_EUSAGE, "%s: cannot be connected to: %.*s", pg->base.name, (int)strcspn(said, "\n"), said);
}

static enum dc_status connect(struct pg *pg, struct dc_error *err)
{
	const char *const keys[] = { "dbname", "options", "fallback_application_name", "connect_timeout", "client_encoding", NULL };
	const char *const values[] = { pg->target, settings, "daicho", "20", "UTF8", NULL };

	pg->conn = PQconnectdbParams(keys, values, 1);
	if (pg->conn == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", pg->base.name);
	if (PQstatus(pg->conn) != CONNECTION_OK)
		return not_connected(pg, err);
	PQsetNoticeReceiver(pg->conn, say_nothing, NULL);
	return DC_OK;
}

/* 0: nothing of ours is there. */
static enum dc_status version_of(struct pg *pg, int64_t *version, struct dc_error *err)
{
	PGresult *res = PQexec(pg->conn, "SELECT to_regclass('" PG_SCHEMA ".stamp') IS NOT NULL");
	enum dc_status st = PQresultStatus(res) == PGRES_TUPLES_OK ? DC_OK : pg_failed(pg, res, err);
	bool there = st == DC_OK && PQgetvalue(res, 0, 0)[0] == 't';

	PQclear(res);
	*version = 0;
	if (!there)
		return st;
	res = PQexec(pg->conn, "SELECT version FROM " PG_SCHEMA ".stamp");
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		st = pg_failed(pg, res, err);
	else
		*version = PQntuples(res) == 1 ? strtoll(PQgetvalue(res, 0, 0), NULL, 10) : -1;
	PQclear(res);
	return st;
}

static enum dc_status check_version(const struct pg *pg, int64_t version, struct dc_error *err)
{
	if (version > NEWEST)
		return dc_fail(err, DC_EUSAGE, "%s: was made by a newer daicho (schema %lld, this one knows %lld): use that version", pg->base.name,
			(long long)version, (long long)NEWEST);
	if (version < FIRST)
		return dc_fail(err, DC_EUSAGE, "%s: is damaged (schema %lld): go back to your last copy", pg->base.name, (long long)version);
	if (version < NEWEST && !pg->writable)
		return dc_fail(err, DC_EUSAGE, "%s: has an older schema (%lld): any command that writes to it, such as 'daicho inventory init', "
			"brings it up to date", pg->base.name, (long long)version);
	return DC_OK;
}

static enum dc_status find(struct pg *pg, enum dc_store_mode mode, struct dc_error *err)
{
	int64_t version;
	enum dc_status st = connect(pg, err);

	if (st == DC_OK)
		st = version_of(pg, &version, err);
	if (st != DC_OK)
		return st;
	pg->base.there = version != 0;
	if (pg->base.there)
		return check_version(pg, version, err);
	return mode == DC_STORE_CREATE ? file_make_folders(pg->base.key, err) :
		dc_fail(err, DC_EUSAGE, "%s: there is no inventory: make one with 'daicho inventory init' or a scan", pg->base.name);
}

static enum dc_status pg_locate(const char *target, enum dc_store_mode mode, struct sql **out, struct dc_error *err)
{
	struct pg *pg = calloc(1, sizeof *pg);
	enum dc_status st;

	if (pg == NULL)
		return dc_fail(err, DC_ENOMEM, "the inventory");
	pg->base.driver = &sql_postgres;
	pg->writable = mode != DC_STORE_READ;
	st = read_target(pg, target, err);
	if (st == DC_OK)
		st = find(pg, mode, err);
	if (st != DC_OK) {
		pg_close(&pg->base);
		return st;
	}
	*out = &pg->base;
	return DC_OK;
}

/* ---- opening */

/* Under the lock: another process may have climbed in the meantime. */
static enum dc_status climb(struct pg *pg, struct dc_error *err)
{
	char text[96];
	int64_t version;
	enum dc_status st = version_of(pg, &version, err);

	if (st == DC_OK && version != 0)
		st = check_version(pg, version, err);
	else if (st == DC_OK)
		st = pg_exec(pg, "CREATE SCHEMA IF NOT EXISTS " PG_SCHEMA, err);
	for (size_t i = version == 0 ? 0 : (size_t)(version - FIRST + 1); i < DC_ARRAY_LEN(steps) && st == DC_OK; i++)
		st = pg_exec(pg, steps[i], err);
	if (st == DC_OK && version == 0)
		st = pg_exec(pg, store_fleet, err);
	snprintf(text, sizeof text, "DELETE FROM stamp; INSERT INTO stamp VALUES (%lld)", (long long)NEWEST);
	return st == DC_OK ? pg_exec(pg, text, err) : st;
}

static enum dc_status pg_open(struct sql *db, enum dc_store_mode mode, struct dc_error *err)
{
	struct pg *pg = pg_of(db);
	int64_t version;
	enum dc_status st = version_of(pg, &version, err);

	(void)mode;			/* where nothing is there, locate has seen that it may be made */
	if (st != DC_OK || version == NEWEST)
		return st;
	st = pg_begin(db, err);
	if (st != DC_OK)
		return st;
	st = climb(pg, err);
	if (st == DC_OK)
		return pg_commit(db, err);
	pg_rollback(db);
	return st;
}

/* The server lets go of it when the connection ends. */
static enum dc_status pg_alone(struct sql *db, bool *got, struct dc_error *err)
{
	struct pg *pg = pg_of(db);
	PGresult *res = PQexec(pg->conn, "SELECT pg_try_advisory_lock(hashtext('" PG_SCHEMA "'), 1)");
	enum dc_status st = PQresultStatus(res) == PGRES_TUPLES_OK ? DC_OK : pg_failed(pg, res, err);

	*got = st == DC_OK && PQgetvalue(res, 0, 0)[0] == 't';
	PQclear(res);
	return st;
}

static enum dc_status pg_filled(struct sql *db, struct dc_error *err)
{
	return pg_exec(pg_of(db), "SELECT setval(pg_get_serial_sequence(t, 'id'), n) FROM (SELECT 'run' AS t, max(id) AS n FROM run "
		"UNION ALL SELECT 'object', max(id) FROM object UNION ALL SELECT 'evidence', max(id) FROM evidence) AS last WHERE n IS NOT NULL", err);
}

static const char *const nothing[] = { NULL };	/* pages and foreign keys are the server's own care */

const struct sql_driver sql_postgres = {
	.schemes = "postgresql:// postgres://",
	.locate = pg_locate, .open = pg_open, .close = pg_close,
	.prepare = pg_prepare, .reset = pg_reset, .finalize = pg_finalize, .step = pg_step, .run = pg_run,
	.bind_int = pg_bind_int, .bind_real = pg_bind_real, .bind_bytes = pg_bind_bytes, .bind_null = pg_bind_null,
	.get_int = pg_get_int, .get_real = pg_get_real, .get_text = pg_get_text, .get_bytes = pg_get_bytes, .is_null = pg_is_null,
	.columns = pg_columns, .name = pg_name, .changes = pg_changes,
	.begin = pg_begin, .commit = pg_commit, .rollback = pg_rollback, .bulk = pg_bulk,
	.alone = pg_alone, .filled = pg_filled, .integrity = nothing, .shared = true, .far = true,
};
