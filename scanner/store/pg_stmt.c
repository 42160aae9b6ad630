/* pg_stmt.c -- statements of PostgreSQL: prepared at the second use, values in binary form both ways, so that texts and bytes are
 * never converted; walks by a cursor, a thousand rows at a time.
 *
 * Within a batch a statement that gives no rows is sent and its answer left for later (libpq's pipeline mode): an object costs two
 * round trips, not one for each of its hits. A failure shows at the next statement that is waited for, at the latest at commit.
 *
 * Texts from outside stand in columns of type bytea (schema_postgres.sql): a file name in any encoding is taken as it is.
 */
#include "postgres.h"

#include <stdlib.h>
#include <string.h>

#define WALK_ROWS 1000
#define PENDING_MOST 200		/* answers left unread */
#define TOO_MANY 1			/* rc of a value beyond the last parameter */

enum { OID_BOOL = 16, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_FLOAT4 = 700, OID_FLOAT8 = 701 };

struct pg_stmt {
	struct sql_stmt base;
	char *text;			/* with $1 for ? */
	char *copy;			/* the COPY that would do the same; NULL: none would */
	enum sql_use use;
	unsigned used;			/* times it ran */
	char name[16];			/* on the server; "": not prepared there */
	char cursor[16];		/* "": none is open */
	int n;				/* parameters */
	Oid *types;			/* 0: the server finds out */
	const char **values;
	int *lengths, *formats;
	uint8_t (*eight)[8];		/* numbers in network order */
	PGresult *rows;
	int row;
};

static struct pg_stmt *stmt_of(struct sql_stmt *st)
{
	return (struct pg_stmt *)st;
}

static struct pg *conn_of(const struct pg_stmt *s)
{
	return pg_of(s->base.db);
}

/* ---- preparing */

static bool starts(const char *p, const char *word)
{
	return strncmp(p, word, strlen(word)) == 0;
}

/* Parameters as $1, and a join that SQLite takes in the written order as a plain one. Returns how many parameters there are,
 * fewer than a hundred. */
static int translate(const char *text, char *out)
{
	int last = 0, most = 0;
	char quote = '\0';

	for (const char *p = text; *p != '\0'; p++) {
		if (quote == '\0' && starts(p, "CROSS JOIN")) {
			p += strlen("CROSS ") - 1;
			continue;
		}
		if (*p == '\'' || *p == '"')
			quote = quote == '\0' ? *p : quote == *p ? '\0' : quote;
		if (*p != '?' || quote != '\0') {
			*out++ = *p;
			continue;
		}
		last = p[1] >= '1' && p[1] <= '9' ? *++p - '0' : last + 1;
		most = last > most ? last : most;
		*out++ = '$';
		if (last > 9)
			*out++ = (char)('0' + last / 10);
		*out++ = (char)('0' + last % 10);
	}
	*out = '\0';
	return most;
}

static bool make_room(struct pg_stmt *s)
{
	size_t n = (size_t)s->n + 1;

	s->types = calloc(n, sizeof *s->types);
	s->values = calloc(n, sizeof *s->values);
	s->lengths = calloc(n, sizeof *s->lengths);
	s->formats = calloc(n, sizeof *s->formats);
	s->eight = calloc(n, sizeof *s->eight);
	for (size_t i = 0; s->formats != NULL && i < n; i++)
		s->formats[i] = 1;
	return s->types != NULL && s->values != NULL && s->lengths != NULL && s->formats != NULL && s->eight != NULL;
}

static void free_stmt(struct pg_stmt *s)
{
	free(s->text);
	free(s->copy);
	free(s->types);
	free(s->values);
	free(s->lengths);
	free(s->formats);
	free(s->eight);
	free(s);
}

enum dc_status pg_prepare(struct sql *db, const char *text, enum sql_use use, struct sql_stmt **out, struct dc_error *err)
{
	struct pg_stmt *s = calloc(1, sizeof *s);

	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", db->name);
	s->base.db = db;
	s->use = use;
	s->text = malloc(strlen(text) * 2 + 1);
	if (s->text != NULL)
		s->n = translate(text, s->text);
	if (s->text == NULL || !make_room(s)) {
		free_stmt(s);
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", db->name);
	}
	s->copy = use == SQL_KEPT ? pg_bulk_copy(text) : NULL;
	*out = &s->base;
	return DC_OK;
}

/* ---- answers that are outstanding */

/* One statement's answer of a pipeline: its last result that is not NULL. */
static PGresult *answer(struct pg *pg)
{
	PGresult *last = NULL, *res;

	while ((res = PQgetResult(pg->conn)) != NULL) {
		PQclear(last);
		last = res;
	}
	return last;
}

static bool is_good(const PGresult *res)
{
	ExecStatusType status = PQresultStatus(res);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Asks for all answers, reads those of the statements sent before, and leaves the last to the caller where it wants it. */
static enum dc_status collect(struct pg *pg, PGresult **last, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (PQpipelineSync(pg->conn) != 1)
		st = pg_failed(pg, NULL, err);
	for (; pg->pending > 0 && PQstatus(pg->conn) == CONNECTION_OK; pg->pending--) {
		PGresult *res = answer(pg);

		if (st == DC_OK && !is_good(res))
			st = pg_failed(pg, res, err);
		if (st == DC_OK)
			pg->changes = strtoll(PQcmdTuples(res), NULL, 10);
		if (st == DC_OK && last != NULL && pg->pending == 1)
			*last = res;
		else
			PQclear(res);
	}
	pg->pending = 0;
	PQclear(PQgetResult(pg->conn));		/* of the sync itself */
	PQexitPipelineMode(pg->conn);
	if (st == DC_OK && PQstatus(pg->conn) != CONNECTION_OK)
		st = pg_failed(pg, NULL, err);
	return st;
}

enum dc_status pg_settle(struct pg *pg, struct dc_error *err)
{
	enum dc_status st = pg->pending == 0 ? DC_OK : collect(pg, NULL, err);

	return st == DC_OK ? pg_bulk_send(pg, err) : st;
}

static enum dc_status send(struct pg_stmt *s, struct dc_error *err)
{
	struct pg *pg = conn_of(s);
	enum dc_status st = pg->held_bytes == 0 ? DC_OK : pg_settle(pg, err);

	if (st != DC_OK)
		return st;
	if (pg->pending == 0 && PQenterPipelineMode(pg->conn) != 1)
		return pg_failed(pg, NULL, err);
	if (PQsendQueryPrepared(pg->conn, s->name, s->n, s->values, s->lengths, s->formats, 1) != 1)
		return pg_failed(pg, NULL, err);
	pg->pending++;
	return DC_OK;
}

/* ---- running */

/* Cursors live in a transaction. Outside of a batch it is one of their own, with one view of all the tables. */
static enum dc_status enter_walk(struct pg *pg, struct dc_error *err)
{
	if (pg->walks++ > 0 || pg->in_batch)
		return pg_settle(pg, err);
	return pg_exec(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", err);
}

static void leave_walk(struct pg *pg)
{
	if (--pg->walks == 0 && !pg->in_batch)
		PQclear(PQexec(pg->conn, "COMMIT"));
}

static enum dc_status fetch(struct pg_stmt *s, struct dc_error *err)
{
	struct pg *pg = conn_of(s);
	char text[64];

	enum dc_status st = pg_settle(pg, err);

	PQclear(s->rows);
	s->rows = NULL;
	if (st != DC_OK)
		return st;
	snprintf(text, sizeof text, "FETCH FORWARD %d FROM %s", WALK_ROWS, s->cursor);
	s->rows = PQexecParams(pg->conn, text, 0, NULL, NULL, NULL, NULL, 1);
	s->row = -1;
	return PQresultStatus(s->rows) == PGRES_TUPLES_OK ? DC_OK : pg_failed(pg, s->rows, err);
}

static enum dc_status open_cursor(struct pg_stmt *s, struct dc_error *err)
{
	struct pg *pg = conn_of(s);
	size_t room = strlen(s->text) + 64;
	char *text = malloc(room);
	PGresult *res;
	enum dc_status st;

	if (text == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", s->base.db->name);
	st = enter_walk(pg, err);
	snprintf(s->cursor, sizeof s->cursor, "w%u", ++pg->numbered);
	snprintf(text, room, "DECLARE %s NO SCROLL CURSOR FOR %s", s->cursor, s->text);
	if (st == DC_OK) {
		res = PQexecParams(pg->conn, text, s->n, s->types, s->values, s->lengths, s->formats, 1);
		if (PQresultStatus(res) != PGRES_COMMAND_OK)
			st = pg_failed(pg, res, err);
		PQclear(res);
	}
	free(text);
	return st == DC_OK ? fetch(s, err) : st;
}

static enum dc_status prepare_there(struct pg_stmt *s, struct dc_error *err)
{
	struct pg *pg = conn_of(s);
	PGresult *res;
	enum dc_status st = pg_settle(pg, err);

	if (st != DC_OK)
		return st;
	snprintf(s->name, sizeof s->name, "s%u", ++pg->numbered);
	res = PQprepare(pg->conn, s->name, s->text, s->n, s->types);
	if (PQresultStatus(res) != PGRES_COMMAND_OK) {
		s->name[0] = '\0';
		st = pg_failed(pg, res, err);
	}
	PQclear(res);
	return st;
}

/* Prepared on the server as soon as it is worth it. */
static enum dc_status make_ready(struct pg_stmt *s, struct dc_error *err)
{
	if (s->name[0] == '\0' && (s->use == SQL_KEPT || s->used > 0))
		return prepare_there(s, err);
	return DC_OK;
}

static enum dc_status execute(struct pg_stmt *s, struct dc_error *err)
{
	struct pg *pg = conn_of(s);
	enum dc_status st;

	if (s->use == SQL_WALK)
		return open_cursor(s, err);
	st = make_ready(s, err);
	if (st != DC_OK)
		return st;
	s->used++;
	s->row = -1;
	if (s->name[0] != '\0' && pg->pending > 0) {	/* behind what was sent, in the same round trip */
		st = send(s, err);
		return st == DC_OK ? collect(pg, &s->rows, err) : st;
	}
	st = pg_settle(pg, err);
	if (st != DC_OK)
		return st;
	s->rows = s->name[0] != '\0' ? PQexecPrepared(pg->conn, s->name, s->n, s->values, s->lengths, s->formats, 1) :
		PQexecParams(pg->conn, s->text, s->n, s->types, s->values, s->lengths, s->formats, 1);
	if (!is_good(s->rows))
		return pg_failed(pg, s->rows, err);
	pg->changes = strtoll(PQcmdTuples(s->rows), NULL, 10);
	return DC_OK;
}

enum dc_status pg_step(struct sql_stmt *st, int rc, struct dc_error *err)
{
	struct pg_stmt *s = stmt_of(st);

	if (rc != 0)
		return dc_fail(err, DC_EBUG, "%s: a statement with more values than parameters", st->db->name);
	if (s->rows == NULL && execute(s, err) != DC_OK)
		return err->status;
	if (s->use == SQL_WALK && s->row == WALK_ROWS - 1 && fetch(s, err) != DC_OK)
		return err->status;
	return ++s->row < PQntuples(s->rows) ? DC_OK : DC_END;
}

enum dc_status pg_run(struct sql_stmt *st, int rc, struct dc_error *err)
{
	struct pg_stmt *s = stmt_of(st);
	struct pg *pg = conn_of(s);
	enum dc_status done;

	if (rc == 0 && pg->in_batch && pg->bulk && s->copy != NULL)
		return pg_bulk_add(pg, s->copy, s->n, s->values, s->lengths, err);
	if (rc == 0 && pg->in_batch && make_ready(s, err) != DC_OK)
		return err->status;
	if (rc == 0 && pg->in_batch && s->name[0] != '\0') {
		done = send(s, err);
		return done == DC_OK && pg->pending >= PENDING_MOST ? pg_settle(pg, err) : done;
	}
	done = pg_step(st, rc, err);
	pg_reset(st);
	return done == DC_END ? DC_OK : done;
}

/* What still fails by then shows at commit: the server has given the transaction up. */
void pg_reset(struct sql_stmt *st)
{
	struct pg_stmt *s = stmt_of(st);
	struct dc_error ignored = { 0 };
	char text[32];

	PQclear(s->rows);
	s->rows = NULL;
	if (s->cursor[0] == '\0')
		return;
	snprintf(text, sizeof text, "CLOSE %s", s->cursor);
	pg_exec(conn_of(s), text, &ignored);
	s->cursor[0] = '\0';
	leave_walk(conn_of(s));
}

void pg_finalize(struct sql_stmt *st)
{
	struct pg_stmt *s = stmt_of(st);
	struct dc_error ignored = { 0 };
	char text[32];

	pg_reset(st);
	if (s->name[0] != '\0' && s->use != SQL_KEPT) {	/* those that are kept end with the connection */
		snprintf(text, sizeof text, "DEALLOCATE %s", s->name);
		pg_exec(conn_of(s), text, &ignored);
	}
	free_stmt(s);
}

/* ---- values in */

static int put(struct pg_stmt *s, int at, Oid type, const void *p, size_t n)
{
	if (at > s->n)
		return TOO_MANY;
	s->types[at - 1] = type;
	s->values[at - 1] = p;
	s->lengths[at - 1] = (int)n;
	return 0;
}

static int put_eight(struct pg_stmt *s, int at, Oid type, uint64_t v)
{
	if (at > s->n)
		return TOO_MANY;
	for (unsigned i = 0; i < 8; i++)
		s->eight[at - 1][i] = (uint8_t)(v >> 8 * (7 - i));
	return put(s, at, type, s->eight[at - 1], 8);
}

int pg_bind_int(struct sql_stmt *st, int at, int64_t v)
{
	return put_eight(stmt_of(st), at, OID_INT8, (uint64_t)v);
}

int pg_bind_real(struct sql_stmt *st, int at, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	return put_eight(stmt_of(st), at, OID_FLOAT8, bits);
}

int pg_bind_bytes(struct sql_stmt *st, int at, const void *p, size_t n, bool text)
{
	(void)text;			/* the same bytes either way: the server knows the column's type */
	return put(stmt_of(st), at, 0, n > 0 ? p : "", n);
}

/* The type that another run of it gave stays: a prepared statement has it for good. */
int pg_bind_null(struct sql_stmt *st, int at)
{
	struct pg_stmt *s = stmt_of(st);

	return at > s->n ? TOO_MANY : put(s, at, s->types[at - 1], NULL, 0);
}

/* ---- values out */

static uint64_t big_endian(const char *p, int n)
{
	uint64_t v = 0;

	for (int i = 0; i < n; i++)
		v = v << 8 | (uint8_t)p[i];
	return v;
}

int64_t pg_get_int(struct sql_stmt *st, int column)
{
	struct pg_stmt *s = stmt_of(st);
	int n = PQgetlength(s->rows, s->row, column);
	uint64_t v = big_endian(PQgetvalue(s->rows, s->row, column), n > 8 ? 8 : n);

	switch (PQgetisnull(s->rows, s->row, column) ? 0 : PQftype(s->rows, column)) {
	case OID_BOOL: return v != 0;
	case OID_INT2: return (int16_t)v;
	case OID_INT4: return (int32_t)v;
	case OID_INT8: return (int64_t)v;
	default: return 0;
	}
}

double pg_get_real(struct sql_stmt *st, int column)
{
	struct pg_stmt *s = stmt_of(st);
	uint64_t bits;
	double v;

	if (PQgetisnull(s->rows, s->row, column) || PQftype(s->rows, column) != OID_FLOAT8)
		return (double)pg_get_int(st, column);
	bits = big_endian(PQgetvalue(s->rows, s->row, column), 8);
	memcpy(&v, &bits, sizeof v);
	return v;
}

const char *pg_get_text(struct sql_stmt *st, int column)
{
	struct pg_stmt *s = stmt_of(st);

	return PQgetvalue(s->rows, s->row, column);	/* libpq puts a NUL behind each value */
}

struct dc_span pg_get_bytes(struct sql_stmt *st, int column)
{
	struct pg_stmt *s = stmt_of(st);

	return (struct dc_span){ (const uint8_t *)PQgetvalue(s->rows, s->row, column), (size_t)PQgetlength(s->rows, s->row, column) };
}

bool pg_is_null(struct sql_stmt *st, int column)
{
	struct pg_stmt *s = stmt_of(st);

	return PQgetisnull(s->rows, s->row, column) != 0;
}

int pg_columns(struct sql_stmt *st)
{
	return PQnfields(stmt_of(st)->rows);
}

const char *pg_name(struct sql_stmt *st, int column)
{
	return PQfname(stmt_of(st)->rows, column);
}
