/* postgres.c -- PostgreSQL through libpq. Everything is read in short READ ONLY transactions of one snapshot each; the session can
 * see no row that row security would hide without an error, runs no function of a user's, and waits for no lock longer than two
 * seconds. Values come by COPY in text form, as stored: no conversion of encodings, which would end at the first bad byte. */
#include "dialect.h"

#include "daicho/decode.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS 100000		/* rows of one snapshot, of tables larger than */
#define WHOLE_PAGES 8192		/* 64 MiB: smaller ones are read at once */
#define BLOCKS 8192			/* blocks of one snapshot, of large tables without a primary key */
#define ALIVE_MS 5000
#define KEY_MOST 16			/* columns of a primary key that pages are cut by */
#define SEED 42				/* of samples: the same rows again */

static const char settings[] =
	"-c default_transaction_read_only=on -c row_security=off -c search_path=pg_catalog -c statement_timeout=300000 -c lock_timeout=2000 "
	"-c idle_in_transaction_session_timeout=60000 -c jit=off -c max_parallel_workers_per_gather=0 -c bytea_output=hex -c datestyle=ISO "
	"-c intervalstyle=iso_8601 -c standard_conforming_strings=on";

struct pg {
	PGconn *conn;
	bool databases;			/* no database was named: they are what there is to list */
	struct dialect_options opt;
	uint8_t charset;
};

struct column {
	char *name, *type;
	uint8_t shape;
	bool allowed, key;
};

struct reading {
	struct pg *pg;
	struct rows_out *out;
	struct column *columns;
	size_t n_columns, n_read;	/* all; those we may read */
	char *from;			/* "schema"."table", quoted */
	long pages;
	double rows;			/* as the server estimates */
	char kind;			/* pg_class.relkind */
	bool row_security;
	const char *denied;		/* a column we may not read */
	char *last[KEY_MOST];		/* key of the last row */
	size_t key[KEY_MOST], n_key;	/* places of key columns among those read */
	struct pace pace;
	enum dc_reason reason;
	char detail[256];
};

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

/* Large objects stand in a system table, and are content: each is a row of that table. */
#define LARGE_SCHEMA "pg_catalog"
#define LARGE_TABLE "pg_largeobject"
static const char may_large[] = "(pg_has_role(m.lomowner, 'USAGE') OR EXISTS (SELECT 1 FROM aclexplode(m.lomacl) a "
	"WHERE a.privilege_type = 'SELECT' AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE'))))";

static enum dc_status list_system(struct pg *pg, struct dialect_sink *sink, struct dc_error *err)
{
	static const char *const schemas[] = { "information_schema", "pg_catalog" };
	PGresult *r = PQexec(pg->conn, "SELECT count(*) FROM pg_largeobject_metadata");
	enum dc_status st = PQresultStatus(r) == PGRES_TUPLES_OK ? DC_OK : failed(pg, err);

	if (st == DC_OK && strcmp(PQgetvalue(r, 0, 0), "0") != 0)
		st = sink->listed(sink, &(struct connect_listed){ .database = PQdb(pg->conn), .schema = LARGE_SCHEMA, .table = LARGE_TABLE,
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
	return st == DC_OK ? list_system(pg, sink, err) : st;
}

/* ---- what a table is */

static const char describe[] =
	"SELECT a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory, coalesce(b.typname, t.typname), "
	"has_column_privilege(c.oid, a.attnum, 'SELECT'), coalesce(a.attnum = ANY (i.indkey), false), "
	"pg_relation_size(c.oid) / current_setting('block_size')::bigint, c.reltuples, c.relkind, "
	"c.relrowsecurity, col_description(c.oid, a.attnum), obj_description(c.oid, 'pg_class') "
	"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid "
	"AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typbasetype <> 0 "
	"LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "
	"WHERE n.nspname = $1 AND c.relname = $2 ORDER BY a.attnum";

static uint8_t shape_of(const char *category, const char *type)
{
	if (category[0] == 'A')
		return ROWS_LIST;
	if (strcmp(type, "json") == 0 || strcmp(type, "jsonb") == 0)
		return ROWS_JSON;
	if (strcmp(type, "hstore") == 0)
		return ROWS_PAIRS;
	return strcmp(type, "bytea") == 0 ? ROWS_BYTES : ROWS_TEXT;
}

/* A failure that concerns this table. */
static void blame(struct reading *g, PGresult *r)
{
	static const struct { const char *state; enum dc_reason reason; } states[] = {
		{ "55P03", DC_R_lock_timeout }, { "57014", DC_R_stmt_timeout }, { "42P01", DC_R_vanished }, { "3F000", DC_R_vanished },
		{ "42703", DC_R_changed }, { "42501", DC_R_access_denied }, { "40001", DC_R_io_error },
	};
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	g->reason = DC_R_row_error;
	for (size_t i = 0; state != NULL && i < DC_ARRAY_LEN(states); i++)
		if (strcmp(states[i].state, state) == 0)
			g->reason = states[i].reason;
	if (g->reason == DC_R_access_denied && g->row_security)
		g->reason = DC_R_rls_blocked;
	if (PQstatus(g->pg->conn) != CONNECTION_OK)
		g->reason = DC_R_io_error;
	/* The server's own words can quote a value: the code and what it means are enough. */
	snprintf(g->detail, sizeof g->detail, "%s%s%s", state == NULL ? "the connection was lost" : "SQLSTATE ", state == NULL ? "" : state,
		g->reason == DC_R_rls_blocked ? ": row security hides rows from this role" : "");
}

static void take_columns(struct reading *g, PGresult *r)
{
	for (int i = 0; i < PQntuples(r) && !PQgetisnull(r, i, 0); i++) {	/* a table can have no column */
		struct column *c = &g->columns[g->n_columns++];

		*c = (struct column){ .name = strdup(PQgetvalue(r, i, 0)), .type = strdup(PQgetvalue(r, i, 1)),
			.shape = shape_of(PQgetvalue(r, i, 2), PQgetvalue(r, i, 3)), .allowed = PQgetvalue(r, i, 4)[0] == 't', .key = PQgetvalue(r, i, 5)[0] == 't' };
		if (!c->allowed)
			g->denied = c->name;
		else if (c->key && g->n_key < KEY_MOST)
			g->key[g->n_key++] = g->n_read;
		g->n_read += c->allowed;
		if (c->key && !c->allowed)
			g->n_key = KEY_MOST + 1;	/* no pages by a key we cannot see */
	}
	if (g->n_key > KEY_MOST)
		g->n_key = 0;
	g->pages = strtol(PQgetvalue(r, 0, 6), NULL, 10);
	g->rows = strtod(PQgetvalue(r, 0, 7), NULL);
	g->kind = PQgetvalue(r, 0, 8)[0];
	g->row_security = PQgetvalue(r, 0, 9)[0] == 't';
}

static void write_head(struct reading *g, const char *schema, const char *table, PGresult *r)
{
	struct rows_column *columns = calloc(g->n_read + 1, sizeof *columns);
	char name[2 * CONNECT_NAME_MOST + 2];
	size_t n = 0;

	snprintf(name, sizeof name, "%s.%s", schema, table);
	for (size_t i = 0; columns != NULL && i < g->n_columns; i++)
		if (g->columns[i].allowed)
			columns[n++] = (struct rows_column){ g->columns[i].name, g->columns[i].type, g->columns[i].shape, g->pg->charset };
	rows_head(g->out, name, columns, n);
	free(columns);
	if (!PQgetisnull(r, 0, 11))
		rows_note(g->out, PQgetvalue(r, 0, 11));
	for (int i = 0; i < PQntuples(r); i++)
		if (!PQgetisnull(r, i, 10))
			rows_note(g->out, PQgetvalue(r, i, 10));
}

static bool describe_table(struct reading *g, const char *schema, const char *table)
{
	const char *values[2] = { schema, table };
	PGresult *r = PQexecParams(g->pg->conn, describe, 2, NULL, values, NULL, NULL, 0);
	bool ok = PQresultStatus(r) == PGRES_TUPLES_OK;
	char *a = PQescapeIdentifier(g->pg->conn, schema, strlen(schema)), *b = PQescapeIdentifier(g->pg->conn, table, strlen(table));

	if (!ok) {
		blame(g, r);
	} else if (PQntuples(r) == 0) {
		g->reason = DC_R_vanished;
		snprintf(g->detail, sizeof g->detail, "the table is not there any more");
	} else {
		g->columns = calloc((size_t)PQntuples(r), sizeof *g->columns);
		if (g->columns != NULL) {
			take_columns(g, r);
			write_head(g, schema, table, r);
		}
	}
	if (a != NULL && b != NULL && asprintf(&g->from, "%s.%s", a, b) < 0)
		g->from = NULL;
	PQfreemem(a);
	PQfreemem(b);
	PQclear(r);
	if (ok && g->reason == DC_R_none && (g->columns == NULL || g->from == NULL))
		g->reason = DC_R_limit_memory;
	return g->reason == DC_R_none;
}

/* ---- rows */

static void keep_key(struct reading *g, size_t column, const char *value)
{
	for (size_t k = 0; k < g->n_key; k++) {
		if (g->key[k] == column) {
			free(g->last[k]);
			g->last[k] = strdup(value);
		}
	}
}

static size_t unhex(char *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	size_t out = 0;

	for (size_t i = 2; i + 1 < n; i += 2) {
		const char *a = strchr(digits, p[i]), *b = strchr(digits, p[i + 1]);

		if (a == NULL || b == NULL)
			break;
		p[out++] = (char)((a - digits) * 16 + (b - digits));
	}
	return out;
}

/* COPY's text form (the manual, COPY, "Text Format"): undoes its escapes in place. Returns the length. */
static size_t unescape(char *p, size_t n)
{
	static const char marks[] = "bfnrtv", means[] = "\b\f\n\r\t\v";
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		const char *m;

		if (p[i] != '\\' || i + 1 == n) {
			p[out++] = p[i];
			continue;
		}
		m = strchr(marks, p[++i]);
		p[out++] = m == NULL ? p[i] : means[m - marks];
	}
	return out;
}

static const struct column *column_read(const struct reading *g, size_t i)
{
	for (size_t k = 0;; k++)
		if (g->columns[k].allowed && i-- == 0)
			return &g->columns[k];
}

static void one_row(struct reading *g, char *line, size_t n)
{
	size_t column = 0;

	if (n > 0 && line[n - 1] == '\n')
		n--;
	line[n] = '\0';			/* libpq leaves room for it */
	rows_row(g->out);
	for (char *p = line; column < g->n_read; column++) {
		char *end = memchr(p, '\t', (size_t)(line + n - p));
		size_t len = (size_t)((end == NULL ? line + n : end) - p);

		if (len == 2 && p[0] == '\\' && p[1] == 'N') {
			rows_cell(g->out, NULL, 0);
		} else {
			if (memchr(p, '\\', len) != NULL)
				len = unescape(p, len);
			p[len] = '\0';
			keep_key(g, column, p);
			if (len >= 2 && p[0] == '\\' && p[1] == 'x' && column_read(g, column)->shape == ROWS_BYTES)
				len = unhex(p, len);
			rows_cell(g->out, p, len);
		}
		if (end == NULL) {
			for (column++; column < g->n_read; column++)
				rows_cell(g->out, NULL, 0);
			break;
		}
		p = end + 1;
	}
	pace_keep(&g->pace, g->out->rows, g->pg->opt.rows_per_second);
}

/* Takes the rows of a COPY. False: the connection or the reader has gone, or the server failed (blamed). */
static bool copy_rows(struct reading *g, const char *query)
{
	PGconn *conn = g->pg->conn;
	PGresult *r = PQexec(conn, query);
	bool ok = PQresultStatus(r) == PGRES_COPY_OUT;
	char *line;
	int n;

	if (!ok)
		blame(g, r);
	PQclear(r);
	while (ok && !g->out->broken && (n = PQgetCopyData(conn, &line, 1)) >= 0) {
		if (n > 0) {
			one_row(g, line, (size_t)n);
			explicit_bzero(line, (size_t)n);
			PQfreemem(line);
			continue;
		}
		if (poll(&(struct pollfd){ .fd = PQsocket(conn), .events = POLLIN }, 1, ALIVE_MS) == 0)
			rows_alive(g->out);
		if (PQconsumeInput(conn) == 0)
			break;
	}
	if (!ok || g->out->broken)
		return false;
	for (r = PQgetResult(conn); r != NULL; r = PQgetResult(conn)) {
		if (ok && PQresultStatus(r) != PGRES_COMMAND_OK) {
			blame(g, r);
			ok = false;
		}
		PQclear(r);
	}
	return ok;
}

static bool command(struct reading *g, const char *sql)
{
	PGresult *r = PQexec(g->pg->conn, sql);
	bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;

	if (!ok && g->reason == DC_R_none)
		blame(g, r);
	PQclear(r);
	return ok;
}

static bool in_snapshot(struct reading *g, const char *query)
{
	bool ok = command(g, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") && copy_rows(g, query);

	if (!g->out->broken && PQstatus(g->pg->conn) == CONNECTION_OK)
		command(g, ok ? "COMMIT" : "ROLLBACK");
	return ok;
}

/* "a", "b" of the columns that are read. */
static bool add_columns(struct reading *g, struct dc_buf *out, bool keys)
{
	enum dc_status st = DC_OK;
	size_t at = 0;

	for (size_t i = 0; i < g->n_columns && st == DC_OK; i++) {
		char *name;

		if (!g->columns[i].allowed || (keys && !g->columns[i].key))
			continue;
		name = PQescapeIdentifier(g->pg->conn, g->columns[i].name, strlen(g->columns[i].name));
		st = name == NULL ? DC_ENOMEM : dc_buf_printf(out, "%s%s", at++ == 0 ? "" : ", ", name);
		PQfreemem(name);
	}
	return st == DC_OK;
}

/* WHERE (a, b) > ('x', 'y') */
static bool add_after(struct reading *g, struct dc_buf *out)
{
	bool ok = dc_buf_adds(out, " WHERE (") == DC_OK && add_columns(g, out, true) && dc_buf_adds(out, ") > (") == DC_OK;

	for (size_t k = 0; k < g->n_key && ok; k++) {
		char *literal = PQescapeLiteral(g->pg->conn, g->last[k], strlen(g->last[k]));

		ok = literal != NULL && dc_buf_printf(out, "%s%s", k == 0 ? "" : ", ", literal) == DC_OK;
		PQfreemem(literal);
	}
	return ok && dc_buf_addc(out, ')') == DC_OK;
}

static bool begin_query(struct reading *g, struct dc_buf *out)
{
	dc_buf_clear(out);
	return dc_buf_adds(out, "COPY (SELECT ") == DC_OK && add_columns(g, out, false) &&
		dc_buf_printf(out, " FROM %s%s", g->kind == 'r' ? "ONLY " : "", g->from) == DC_OK;
}

static bool run_query(struct reading *g, struct dc_buf *out)
{
	bool ok = dc_buf_adds(out, ") TO STDOUT") == DC_OK && dc_buf_cstr(out) != NULL;

	if (!ok)
		g->reason = DC_R_limit_memory;
	return ok && in_snapshot(g, dc_buf_cstr(out));
}

static bool by_key(struct reading *g, struct dc_buf *q)
{
	uint64_t before;

	do {
		before = g->out->rows;
		if (!begin_query(g, q) || (before != 0 && !add_after(g, q)) || dc_buf_adds(q, " ORDER BY ") != DC_OK || !add_columns(g, q, true) ||
		    dc_buf_printf(q, " LIMIT %d", PAGE_ROWS) != DC_OK || !run_query(g, q))
			return false;
	} while (g->out->rows - before == PAGE_ROWS);
	return true;
}

/* Block ranges; the last one is open, for blocks that were added since. Rows that move meanwhile can be missed or met twice. */
static bool by_block(struct reading *g, struct dc_buf *q)
{
	for (long from = 0; from <= g->pages; from += BLOCKS) {
		if (!begin_query(g, q) || dc_buf_printf(q, " WHERE ctid >= '(%ld,0)'", from) != DC_OK)
			return false;
		if (from + BLOCKS <= g->pages && dc_buf_printf(q, " AND ctid < '(%ld,0)'", from + BLOCKS) != DC_OK)
			return false;
		if (!run_query(g, q))
			return false;
	}
	return true;
}

/* Share of the rows to read, and how many at most; 1 and 0: all. */
static double share_of(const struct reading *g, uint64_t *most)
{
	const struct dialect_options *o = &g->pg->opt;

	*most = o->sample_rows != 0 ? o->sample_rows : o->max_rows;
	if (o->sample_rows != 0 && g->rows > (double)o->sample_rows * 1.2)
		return (double)o->sample_rows * 1.2 / g->rows;
	return o->sample > 0 && o->sample < 1 ? o->sample : 1;
}

static bool sampled(struct reading *g, struct dc_buf *q, double share, uint64_t most)
{
	uint64_t before = g->out->rows;
	bool ok = begin_query(g, q);

	if (ok && share < 1)
		ok = dc_buf_printf(q, " TABLESAMPLE %s (%.6g) REPEATABLE (%d)", g->pages > 1000 ? "SYSTEM" : "BERNOULLI", share * 100, SEED) == DC_OK;
	if (ok && most != 0)
		ok = dc_buf_printf(q, " LIMIT %llu", (unsigned long long)most) == DC_OK;
	ok = ok && run_query(g, q);
	if (ok && (share < 1 || (most != 0 && g->out->rows - before == most))) {
		g->reason = DC_R_sampled;
		snprintf(g->detail, sizeof g->detail, "%llu rows of about %.0f, %s, seed %d", (unsigned long long)g->out->rows, g->rows < 0 ? 0 : g->rows,
			share < 1 ? "drawn at random" : "the first", SEED);
	}
	return ok;
}

static void all_rows(struct reading *g)
{
	struct dc_buf q;
	uint64_t most;
	double share = share_of(g, &most);

	dc_buf_init(&q, 0);
	if (share < 1 || most != 0)
		sampled(g, &q, share, most);
	else if (g->pages > WHOLE_PAGES && g->n_key != 0)
		by_key(g, &q);
	else if (g->pages > WHOLE_PAGES && g->kind != 'p' && PQserverVersion(g->pg->conn) >= 140000)
		by_block(g, &q);
	else if (begin_query(g, &q))
		run_query(g, &q);
	dc_buf_done(&q);
	if (g->reason == DC_R_none && g->denied != NULL) {
		g->reason = DC_R_unsupported_part;
		snprintf(g->detail, sizeof g->detail, "no SELECT on column %.100s", g->denied);
	}
}

/* Those that we may read; how many we may not is the end's reason. */
static void all_large(struct reading *g)
{
	static const struct rows_column head[] = { { "loid", "oid", ROWS_TEXT, DC_CS_UTF8 }, { "data", "bytea", ROWS_BYTES, DC_CS_UNKNOWN } };
	static struct column columns[] = { { .shape = ROWS_TEXT, .allowed = true }, { .shape = ROWS_BYTES, .allowed = true } };
	struct dc_buf q;
	PGresult *r;

	rows_head(g->out, LARGE_SCHEMA "." LARGE_TABLE, head, DC_ARRAY_LEN(head));
	g->columns = columns;
	g->n_columns = g->n_read = DC_ARRAY_LEN(columns);
	dc_buf_init(&q, 0);
	if (dc_buf_printf(&q, "SELECT count(*) FROM pg_largeobject_metadata m WHERE NOT %s", may_large) == DC_OK && dc_buf_cstr(&q) != NULL) {
		r = PQexec(g->pg->conn, dc_buf_cstr(&q));
		if (PQresultStatus(r) != PGRES_TUPLES_OK)
			blame(g, r);
		else if (strcmp(PQgetvalue(r, 0, 0), "0") != 0)
			snprintf(g->detail, sizeof g->detail, "no SELECT on %.20s of them", PQgetvalue(r, 0, 0));
		PQclear(r);
	}
	dc_buf_clear(&q);
	if (g->reason == DC_R_none && dc_buf_printf(&q, "COPY (SELECT m.oid, lo_get(m.oid, 0, %u) FROM pg_largeobject_metadata m WHERE %s ORDER BY 1",
			g->out->cell_most + 1, may_large) == DC_OK && run_query(g, &q) && g->detail[0] != '\0')
		g->reason = DC_R_unsupported_part;
	dc_buf_done(&q);
	g->columns = NULL;
	g->n_columns = 0;
}

static enum dc_status pg_read(void *session, const char *schema, const char *table, struct rows_out *out, struct dc_error *err)
{
	struct pg *pg = session;
	struct reading g = { .pg = pg, .out = out };

	if (strcmp(schema, LARGE_SCHEMA) == 0 && strcmp(table, LARGE_TABLE) == 0)
		all_large(&g);
	else if (describe_table(&g, schema, table) && g.n_read != 0)
		all_rows(&g);
	rows_end(out, g.reason, g.detail);
	for (size_t i = 0; i < g.n_columns; i++) {
		free(g.columns[i].name);
		free(g.columns[i].type);
	}
	for (size_t k = 0; k < KEY_MOST; k++)
		free(g.last[k]);
	free(g.columns);
	free(g.from);
	/* A COPY cannot be cancelled without a second connection, which we cannot make: the next table gets a new connector. */
	if (out->broken || PQstatus(pg->conn) != CONNECTION_OK)
		return dc_fail(err, DC_EIO, "the connection is of no more use");
	return DC_OK;
}

const struct dialect dialect_postgres = {
	.scheme = "postgresql", .aliases = "postgres pg", .port = 5432, .open = pg_open, .list = pg_list, .read = pg_read, .close = pg_close,
};
