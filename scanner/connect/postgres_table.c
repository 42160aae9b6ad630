/* postgres_table.c -- what a table of PostgreSQL is: columns, key, size, what we may read of it; and why it cannot be read. */
#include "postgres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
void pg_blame(struct reading *g, PGresult *r)
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
	g->conflict = g->pg->standby && state != NULL && strcmp(state, "40001") == 0 && PQstatus(g->pg->conn) == CONNECTION_OK;
	if (g->reason == DC_R_access_denied && g->row_security)
		g->reason = DC_R_rls_blocked;
	if (PQstatus(g->pg->conn) != CONNECTION_OK)
		g->reason = DC_R_io_error;
	/* The server's own words can quote a value: the code and what it means are enough. */
	snprintf(g->detail, sizeof g->detail, "%s%s%s", state == NULL ? "the connection was lost" : "SQLSTATE ", state == NULL ? "" : state,
		g->reason == DC_R_rls_blocked ? ": row security hides rows from this role" : g->conflict ? ": the standby's recovery stood against it" : "");
}

static void take_columns(struct reading *g, const struct connect_table *what, PGresult *r)
{
	for (int i = 0; i < PQntuples(r) && !PQgetisnull(r, i, 0); i++) {	/* a table can have no column */
		struct column *c = &g->columns[g->n_columns++];

		*c = (struct column){ .name = strdup(PQgetvalue(r, i, 0)), .type = strdup(PQgetvalue(r, i, 1)),
			.shape = shape_of(PQgetvalue(r, i, 2), PQgetvalue(r, i, 3)), .allowed = PQgetvalue(r, i, 4)[0] == 't', .key = PQgetvalue(r, i, 5)[0] == 't' };
		c->left_out = dialect_without(what, c->name);
		if (!c->allowed && !c->left_out)
			g->denied = c->name;
		c->allowed = c->allowed && !c->left_out;
		if (c->allowed && c->key && g->n_key < PG_KEY_MOST)
			g->key[g->n_key++] = g->n_read;
		g->n_read += c->allowed;
		if (c->key && !c->allowed)
			g->n_key = PG_KEY_MOST + 1;	/* no pages by a key we cannot see */
	}
	if (g->n_key > PG_KEY_MOST)
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

/* The column that tells the table's changes, of those we may read, and the time; NULL: there is none. */
static const struct dialect_since *since_column(const struct reading *g, const struct connect_table *what)
{
	const struct dialect_options *o = &g->pg->opt;

	for (size_t k = 0; k < o->n_since; k++)
		for (size_t i = 0; i < g->n_columns; i++)
			if (g->columns[i].allowed && dialect_since_of(&o->since[k], PQdb(g->pg->conn), what->schema, what->table, g->columns[i].name))
				return &o->since[k];
	return NULL;
}

/* "column" >= 'time', where there is such a column. False: memory is out. */
static bool since(struct reading *g, const struct connect_table *what)
{
	char *name, *literal;
	bool ok = true;

	g->from_then = since_column(g, what);
	if (g->from_then == NULL)
		return true;
	name = PQescapeIdentifier(g->pg->conn, g->from_then->column, strlen(g->from_then->column));
	literal = PQescapeLiteral(g->pg->conn, g->from_then->time, strlen(g->from_then->time));
	if (name == NULL || literal == NULL || asprintf(&g->since, "%s >= %s", name, literal) < 0) {
		g->since = NULL;
		ok = false;
	}
	PQfreemem(name);
	PQfreemem(literal);
	return ok;
}

/* Planned once for all tables: on a server of ten thousand, planning would be most of what it does for us. */
static PGresult *ask(struct pg *pg, const char *const values[2])
{
	if (!pg->asked) {
		PGresult *r = PQprepare(pg->conn, "describe", describe, 2, NULL);

		pg->asked = PQresultStatus(r) == PGRES_COMMAND_OK;
		if (!pg->asked)
			return r;
		PQclear(r);
	}
	return PQexecPrepared(pg->conn, "describe", 2, values, NULL, NULL, 0);
}

/* Of what is asked for and what it is paged by. False: memory is out. */
static bool fingerprint(struct reading *g)
{
	struct dc_buf b;
	enum dc_status st = DC_OK;

	dc_buf_init(&b, 0);
	for (size_t i = 0; i < g->n_columns && st == DC_OK; i++)
		if (g->columns[i].allowed)
			st = dc_buf_printf(&b, "%s %s %d\n", g->columns[i].name, g->columns[i].type, g->columns[i].key);
	if (st == DC_OK && dc_buf_cstr(&b) != NULL)
		dialect_print(dc_buf_cstr(&b), g->print);
	else
		st = DC_ENOMEM;
	dc_buf_done(&b);
	return st == DC_OK;
}

/* The row that another connection read last, of the same table if it is the same still. */
static void take_place(struct reading *g)
{
	if (g->n_key == 0 || g->place->n != g->n_key + 1 || strcmp(g->place->at[0], g->print) != 0) {
		g->reason = DC_R_changed;
		snprintf(g->detail, sizeof g->detail, "the connection was lost, and then the table was another");
		return;
	}
	for (size_t k = 0; k < g->n_key; k++)
		if (dc_buf_adds(&g->last[k], g->place->at[k + 1]) != DC_OK)
			g->reason = DC_R_limit_memory;
	g->behind = true;
}

bool pg_describe(struct reading *g, const struct connect_table *what)
{
	const char *schema = what->schema, *table = what->table;
	const char *values[2] = { schema, table };
	PGresult *r = ask(g->pg, values);
	bool ok = PQresultStatus(r) == PGRES_TUPLES_OK;
	char *a = PQescapeIdentifier(g->pg->conn, schema, strlen(schema)), *b = PQescapeIdentifier(g->pg->conn, table, strlen(table));

	if (!ok) {
		pg_blame(g, r);
	} else if (PQntuples(r) == 0) {
		g->reason = DC_R_vanished;
		snprintf(g->detail, sizeof g->detail, "the table is not there any more");
	} else {
		g->columns = calloc((size_t)PQntuples(r), sizeof *g->columns);
		if (g->columns != NULL) {
			take_columns(g, what, r);
			if (!fingerprint(g))
				g->reason = DC_R_limit_memory;
			else if (g->place == NULL)
				write_head(g, schema, table, r);
			else
				take_place(g);
		}
	}
	if (a != NULL && b != NULL && asprintf(&g->from, "%s.%s", a, b) < 0)
		g->from = NULL;
	PQfreemem(a);
	PQfreemem(b);
	PQclear(r);
	if (ok && g->reason == DC_R_none && (g->columns == NULL || g->from == NULL || !since(g, what)))
		g->reason = DC_R_limit_memory;
	return g->reason == DC_R_none;
}
