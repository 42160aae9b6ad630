/* postgres.c -- PostgreSQL through libpq. Everything is read in short READ ONLY transactions of one snapshot each; the session can
 * see no row that row security would hide without an error, runs no function of a user's, and waits for no lock longer than two
 * seconds. Here: connecting, and the list of what there is. */
#include "postgres.h"

#include "daicho/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char settings[] =
	"-c default_transaction_read_only=on -c row_security=off -c search_path=pg_catalog -c statement_timeout=300000 -c lock_timeout=2000 "
	"-c idle_in_transaction_session_timeout=60000 -c jit=off -c max_parallel_workers_per_gather=0 -c bytea_output=hex -c datestyle=ISO "
	"-c intervalstyle=iso_8601 -c standard_conforming_strings=on";

/* ---- opening */

struct words { const char *key[64], *value[64]; size_t n; };

static void set(struct words *w, const char *key, const char *value)
{
	for (size_t i = 0; i < w->n; i++) {
		if (strcmp(w->key[i], key) == 0) {
			w->value[i] = value;
			return;
		}
	}
	if (value == NULL || *value == '\0' || w->n == 62)
		return;
	w->key[w->n] = key;
	w->value[w->n++] = value;
}

static PGconn *connect_with(const struct dialect_options *o, const PQconninfoOption *given)
{
	struct words w = { .n = 0 };
	char port[8];

	for (; given != NULL && given->keyword != NULL; given++)
		set(&w, given->keyword, given->val);
	snprintf(port, sizeof port, "%u", o->uri->port);
	set(&w, "host", o->uri->host);
	set(&w, "port", o->uri->port == 0 ? NULL : port);
	set(&w, "user", o->uri->user);
	set(&w, "dbname", o->uri->database[0] == '\0' ? "postgres" : o->uri->database);
	set(&w, "password", o->password);
	set(&w, "connect_timeout", "20");
	set(&w, "application_name", "daicho");
	set(&w, "client_encoding", "SQL_ASCII");
	w.key[w.n] = "options";		/* ours alone: last, so that it wins */
	w.value[w.n++] = settings;
	w.key[w.n] = NULL;
	w.value[w.n] = NULL;
	return PQconnectdbParams(w.key, w.value, 0);
}

static uint8_t charset_of(const char *encoding)
{
	enum dc_charset cs;

	if (encoding == NULL || strcmp(encoding, "SQL_ASCII") == 0 || !dc_charset_parse(encoding, &cs))
		return DC_CS_UNKNOWN;
	return (uint8_t)cs;
}

/* Servers that know it refuse views and foreign tables in our queries, whoever defined them. */
static bool restrict_kinds(PGconn *conn)
{
	PGresult *r = PQexec(conn, "SELECT set_config(name, 'view, foreign-table', false) FROM pg_settings "
		"WHERE name = 'restrict_nonsystem_relation_kind'");
	bool ok = PQresultStatus(r) == PGRES_TUPLES_OK;

	PQclear(r);
	return ok;
}

static bool is_standby(PGconn *conn)
{
	PGresult *r = PQexec(conn, "SELECT pg_is_in_recovery()");
	bool yes = PQresultStatus(r) == PGRES_TUPLES_OK && PQgetvalue(r, 0, 0)[0] == 't';

	PQclear(r);
	return yes;
}

static enum dc_status pg_open(const struct dialect_options *opt, void **session, int *fd, struct dc_error *err)
{
	char text[1100], *why = NULL;
	PQconninfoOption *given = NULL;
	struct pg *pg = calloc(1, sizeof *pg);

	if (pg == NULL)
		return dc_fail(err, DC_ENOMEM, "a connector");
	snprintf(text, sizeof text, "postgresql:///?%s", opt->uri->params);
	if (opt->uri->params[0] != '\0')
		given = PQconninfoParse(text, &why);
	if (why != NULL) {
		dialect_say(why, opt->password, text, sizeof text);
		PQfreemem(why);
		free(pg);
		return dc_fail(err, DC_EUSAGE, "%s", text);
	}
	pg->opt = *opt;
	pg->databases = opt->uri->database[0] == '\0';
	pg->conn = connect_with(opt, given);
	PQconninfoFree(given);
	if (PQstatus(pg->conn) != CONNECTION_OK || !restrict_kinds(pg->conn)) {
		dialect_say(PQerrorMessage(pg->conn), opt->password, text, 400);
		PQfinish(pg->conn);
		free(pg);
		return dc_fail(err, DC_EUSAGE, "%s", text);
	}
	pg->opt.password = "";
	pg->standby = is_standby(pg->conn);
	pg->charset = charset_of(PQparameterStatus(pg->conn, "server_encoding"));
	*fd = PQsocket(pg->conn);
	*session = pg;
	return DC_OK;
}

static void pg_close(void *session)
{
	struct pg *pg = session;

	PQfinish(pg->conn);
	free(pg);
}

static enum dc_status failed(struct pg *pg, struct dc_error *err)
{
	char text[400];

	dialect_say(PQerrorMessage(pg->conn), NULL, text, sizeof text);
	return dc_fail(err, DC_EIO, "%s", text);
}

/* ---- listing */

static const char list_tables[] =
	"SELECT n.nspname, c.relname, c.relkind, c.reltuples::bigint, c.relpages::bigint * current_setting('block_size')::bigint, "
	"has_any_column_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE'), "
	"EXISTS (SELECT 1 FROM aclexplode(c.relacl) a WHERE a.grantee = 0 AND a.privilege_type = 'SELECT'), c.relpersistence "
	"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
	"WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ORDER BY 1, 2";

static const struct { char kind; enum dc_reason reason; const char *detail; } unread[] = {
	{ 'v', DC_R_view_or_foreign, "view" }, { 'f', DC_R_view_or_foreign, "foreign table" },
	{ 'p', DC_R_duplicate_of, "partitioned: its partitions are read" },
};

static enum dc_status list_one(struct pg *pg, struct dialect_sink *sink, PGresult *r, int i, struct dc_error *err)
{
	struct connect_listed l = { .database = PQdb(pg->conn), .schema = PQgetvalue(r, i, 0), .table = PQgetvalue(r, i, 1), .detail = "",
		.rows = strtoll(PQgetvalue(r, i, 3), NULL, 10), .bytes = strtoull(PQgetvalue(r, i, 4), NULL, 10),
		.everyone = PQgetvalue(r, i, 6)[0] == 't' };
	char kind = PQgetvalue(r, i, 2)[0];

	for (size_t k = 0; k < DC_ARRAY_LEN(unread); k++) {
		if (unread[k].kind == kind) {
			l.reason = unread[k].reason;
			l.detail = unread[k].detail;
		}
	}
	if (l.reason == DC_R_none && PQgetvalue(r, i, 7)[0] == 't') {
		l.reason = DC_R_policy_exclude;
		l.detail = "temporary table of a session";
	} else if (l.reason == DC_R_none && PQgetvalue(r, i, 5)[0] != 't') {
		l.reason = DC_R_access_denied;
		l.detail = "no SELECT on it";
	}
	return sink->listed(sink, &l, err);
}


static enum dc_status list_system(struct pg *pg, struct dialect_sink *sink, struct dc_error *err)
{
	static const char *const schemas[] = { "information_schema", "pg_catalog" };
	PGresult *r = PQexec(pg->conn, "SELECT count(*) FROM pg_largeobject_metadata");
	enum dc_status st = PQresultStatus(r) == PGRES_TUPLES_OK ? DC_OK : failed(pg, err);

	if (st == DC_OK && strcmp(PQgetvalue(r, 0, 0), "0") != 0)
		st = sink->listed(sink, &(struct connect_listed){ .database = PQdb(pg->conn), .schema = PG_LARGE_SCHEMA, .table = PG_LARGE_TABLE,
			.detail = "", .rows = strtoll(PQgetvalue(r, 0, 0), NULL, 10) }, err);
	PQclear(r);
	for (size_t i = 0; i < DC_ARRAY_LEN(schemas) && st == DC_OK; i++)
		st = sink->listed(sink, &(struct connect_listed){ .database = PQdb(pg->conn), .schema = schemas[i], .table = "*",
			.reason = DC_R_policy_exclude, .detail = "system schema", .rows = -1 }, err);
	return st;
}

static enum dc_status list_databases(struct pg *pg, struct dialect_sink *sink, struct dc_error *err)
{
	PGresult *r = PQexec(pg->conn, "SELECT datname, has_database_privilege(oid, 'CONNECT') FROM pg_database WHERE NOT datistemplate AND datallowconn "
		"ORDER BY 1");
	enum dc_status st = PQresultStatus(r) == PGRES_TUPLES_OK ? DC_OK : failed(pg, err);

	for (int i = 0; st == DC_OK && i < PQntuples(r); i++) {
		bool may = PQgetvalue(r, i, 1)[0] == 't';

		st = sink->listed(sink, &(struct connect_listed){ .database = PQgetvalue(r, i, 0), .schema = "", .table = "",
			.reason = may ? DC_R_none : DC_R_access_denied, .detail = may ? "" : "no CONNECT on the database", .rows = -1 }, err);
	}
	PQclear(r);
	return st;
}

static const char list_columns[] =
	"SELECT n.nspname, c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid "
	"WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND a.attnum > 0 AND NOT a.attisdropped "
	"ORDER BY 1, 2, a.attnum";

static enum dc_status each_column(struct pg *pg, struct dialect_sink *sink, struct dc_error *err)
{
	PGresult *r = PQexec(pg->conn, list_columns);
	enum dc_status st = PQresultStatus(r) == PGRES_TUPLES_OK ? DC_OK : failed(pg, err);

	for (int i = 0; st == DC_OK && i < PQntuples(r); i++)
		st = sink->listed(sink, &(struct connect_listed){ .database = PQdb(pg->conn), .schema = PQgetvalue(r, i, 0), .table = PQgetvalue(r, i, 1),
			.column = PQgetvalue(r, i, 2), .detail = "", .rows = -1 }, err);
	PQclear(r);
	return st;
}

static enum dc_status pg_list(void *session, struct dialect_sink *sink, struct dc_error *err)
{
	struct pg *pg = session;
	PGresult *r;
	enum dc_status st;

	if (pg->databases)
		return list_databases(pg, sink, err);
	r = PQexec(pg->conn, list_tables);
	st = PQresultStatus(r) == PGRES_TUPLES_OK ? DC_OK : failed(pg, err);
	for (int i = 0; st == DC_OK && i < PQntuples(r); i++)
		st = list_one(pg, sink, r, i, err);
	PQclear(r);
	if (st == DC_OK)
		st = list_system(pg, sink, err);
	return st == DC_OK && pg->opt.columns ? each_column(pg, sink, err) : st;
}

/* ---- the dialect */

const struct dialect dialect_postgres = {
	.scheme = "postgresql", .aliases = "postgres pg", .port = 5432, .open = pg_open, .list = pg_list, .read = pg_read, .close = pg_close,
};
