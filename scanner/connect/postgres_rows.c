/* postgres_rows.c -- rows of a table of PostgreSQL, by COPY in text form, as stored: no conversion of encodings, which would end
 * at the first bad byte. A large table is read in pages by its primary key, or by its blocks, each in a snapshot of its own. */
#include "postgres.h"

#include "daicho/decode.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAGE_ROWS 100000		/* rows of one snapshot, of tables larger than */
#define WHOLE_PAGES 8192		/* 64 MiB: smaller ones are read at once */
#define BLOCKS 8192			/* blocks of one snapshot, of large tables without a primary key */
#define ALIVE_MS 5000
#define CONFLICTS_MOST 10		/* of a standby's recovery, with no row between them */
#define CONFLICT_NS 200000000
#define BEGIN "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
#define SEED 42				/* of samples: the same rows again */

static const char may_large[] = "(pg_has_role(m.lomowner, 'USAGE') OR EXISTS (SELECT 1 FROM aclexplode(m.lomacl) a "
	"WHERE a.privilege_type = 'SELECT' AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE'))))";

static void keep_key(struct reading *g, size_t column, const char *value, size_t n)
{
	for (size_t k = 0; k < g->n_key; k++) {
		if (g->key[k] == column) {
			dc_buf_clear(&g->last[k]);
			if (dc_buf_add(&g->last[k], value, n) != DC_OK)
				g->reason = DC_R_limit_memory;
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
	bool escapes = memchr(line, '\\', n) != NULL;
	size_t column = 0;

	if (n > 0 && line[n - 1] == '\n')
		n--;
	rows_row(g->out);
	for (char *p = line; column < g->n_read; column++) {
		char *end = memchr(p, '\t', (size_t)(line + n - p));
		size_t len = (size_t)((end == NULL ? line + n : end) - p);

		if (len == 2 && p[0] == '\\' && p[1] == 'N') {
			rows_cell(g->out, NULL, 0);
		} else {
			if (escapes && memchr(p, '\\', len) != NULL)
				len = unescape(p, len);
			if (g->keeps)
				keep_key(g, column, p, len);
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
	pace_keep(&g->pace, g->out, &g->pg->opt);
}

/* False: the server failed before the first row (blamed). PQexec() stops at a COPY, of whatever stands around it. */
static bool begin_copy(struct reading *g, const char *query)
{
	PGresult *r = PQexec(g->pg->conn, query);
	bool ok = PQresultStatus(r) == PGRES_COPY_OUT;

	if (!ok)
		pg_blame(g, r);
	PQclear(r);
	return ok;
}

/* Takes the rows of a COPY. False: the connection or the reader has gone, or the server failed (blamed). */
static bool copy_rows(struct reading *g, const char *query)
{
	PGconn *conn = g->pg->conn;
	bool ok = begin_copy(g, query);
	PGresult *r;
	char *line;
	int n;

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
			pg_blame(g, r);
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
		pg_blame(g, r);
	PQclear(r);
	return ok;
}

/* Begin, copy and commit travel as one message: each by itself would wait for the server once. */
static bool in_snapshot(struct reading *g, struct dc_buf *query)
{
	bool ok = dc_buf_adds(query, "; COMMIT") == DC_OK && dc_buf_cstr(query) != NULL;

	if (!ok)
		g->reason = DC_R_limit_memory;
	ok = ok && copy_rows(g, dc_buf_cstr(query));
	if (!ok && !g->out->broken && PQstatus(g->pg->conn) == CONNECTION_OK && PQtransactionStatus(g->pg->conn) != PQTRANS_IDLE)
		command(g, "ROLLBACK");
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
		char *literal = PQescapeLiteral(g->pg->conn, (char *)g->last[k].p, g->last[k].n);

		ok = literal != NULL && dc_buf_printf(out, "%s%s", k == 0 ? "" : ", ", literal) == DC_OK;
		PQfreemem(literal);
	}
	return ok && dc_buf_addc(out, ')') == DC_OK;
}

static bool begin_query(struct reading *g, struct dc_buf *out)
{
	dc_buf_clear(out);
	return dc_buf_adds(out, BEGIN "COPY (SELECT ") == DC_OK && add_columns(g, out, false) &&
		dc_buf_printf(out, " FROM %s%s", g->kind == 'r' ? "ONLY " : "", g->from) == DC_OK;
}

static bool run_query(struct reading *g, struct dc_buf *out)
{
	if (dc_buf_adds(out, ") TO STDOUT") == DC_OK)
		return in_snapshot(g, out);
	g->reason = DC_R_limit_memory;
	return false;
}

static bool add_since(struct reading *g, struct dc_buf *q, const char *joint)
{
	return g->since == NULL || dc_buf_printf(q, " %s %s", joint, g->since) == DC_OK;
}

static bool page_by_key(struct reading *g, struct dc_buf *q)
{
	bool first = !g->behind;

	return begin_query(g, q) && (first || add_after(g, q)) && add_since(g, q, first ? "WHERE" : "AND") && dc_buf_adds(q, " ORDER BY ") == DC_OK && add_columns(g, q, true) &&
		dc_buf_printf(q, " LIMIT %d", PAGE_ROWS) == DC_OK && run_query(g, q);
}

/* What a standby cancelled is gone on with behind the last row that came; without any row so often in turn, it is given up. */
static bool by_key(struct reading *g, struct dc_buf *q)
{
	unsigned idle = 0;

	g->keeps = true;
	for (;;) {
		uint64_t before = g->out->rows;
		bool ok = page_by_key(g, q);

		g->behind = g->behind || g->out->rows != 0;
		if (ok && g->out->rows - before < PAGE_ROWS)
			return true;
		if (ok)
			continue;
		idle = g->out->rows == before ? idle + 1 : 1;
		if (!g->conflict || g->out->broken || idle > CONFLICTS_MOST)
			return false;
		g->conflict = false;
		g->reason = DC_R_none;
		g->detail[0] = '\0';
		nanosleep(&(struct timespec){ .tv_nsec = CONFLICT_NS }, NULL);
	}
}

/* Block ranges; the last one is open, for blocks that were added since. Rows that move meanwhile can be missed or met twice. */
static bool by_block(struct reading *g, struct dc_buf *q)
{
	for (long from = 0; from <= g->pages; from += BLOCKS) {
		if (!begin_query(g, q) || dc_buf_printf(q, " WHERE ctid >= '(%ld,0)'", from) != DC_OK)
			return false;
		if (from + BLOCKS <= g->pages && dc_buf_printf(q, " AND ctid < '(%ld,0)'", from + BLOCKS) != DC_OK)
			return false;
		if (!add_since(g, q, "AND") || !run_query(g, q))
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
	ok = ok && add_since(g, q, "WHERE");
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

/* A table of no block has no row, whoever asks: a server of ten thousand such tables is not asked for each. */
static bool is_empty(const struct reading *g)
{
	return g->pages == 0 && (g->kind == 'r' || g->kind == 'm');
}

static void all_rows(struct reading *g)
{
	struct dc_buf q;
	uint64_t most;
	double share = share_of(g, &most);

	dc_buf_init(&q, 0);
	if (is_empty(g))
		g->reason = DC_R_none;
	else if (share < 1 || most != 0)
		sampled(g, &q, share, most);
	else if (g->place != NULL || ((g->pages > WHOLE_PAGES || g->pg->standby) && g->n_key != 0))
		by_key(g, &q);
	else if (g->pages > WHOLE_PAGES && g->kind != 'p' && PQserverVersion(g->pg->conn) >= 140000)
		by_block(g, &q);
	else if (begin_query(g, &q) && add_since(g, &q, "WHERE"))
		run_query(g, &q);
	dc_buf_done(&q);
	if (g->reason == DC_R_none && g->since != NULL) {
		g->reason = DC_R_sampled;
		snprintf(g->detail, sizeof g->detail, "rows whose %.100s is %s or later", g->from_then->column, g->from_then->time);
	}
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

	rows_head(g->out, PG_LARGE_SCHEMA "." PG_LARGE_TABLE, head, DC_ARRAY_LEN(head));
	g->columns = columns;
	g->n_columns = g->n_read = DC_ARRAY_LEN(columns);
	dc_buf_init(&q, 0);
	if (dc_buf_printf(&q, "SELECT count(*) FROM pg_largeobject_metadata m WHERE NOT %s", may_large) == DC_OK && dc_buf_cstr(&q) != NULL) {
		r = PQexec(g->pg->conn, dc_buf_cstr(&q));
		if (PQresultStatus(r) != PGRES_TUPLES_OK)
			pg_blame(g, r);
		else if (strcmp(PQgetvalue(r, 0, 0), "0") != 0)
			snprintf(g->detail, sizeof g->detail, "no SELECT on %.20s of them", PQgetvalue(r, 0, 0));
		PQclear(r);
	}
	dc_buf_clear(&q);
	if (g->reason == DC_R_none && dc_buf_printf(&q, BEGIN "COPY (SELECT m.oid, lo_get(m.oid, 0, %u) FROM pg_largeobject_metadata m WHERE %s ORDER BY 1",
			g->out->cell_most + 1, may_large) == DC_OK && run_query(g, &q) && g->detail[0] != '\0')
		g->reason = DC_R_unsupported_part;
	dc_buf_done(&q);
	g->columns = NULL;
	g->n_columns = 0;
}

/* Behind which row another connection may go on, where this one was lost: rows come in the order of their key then. */
static bool leave_place(const struct reading *g, struct connect_place *place)
{
	bool ok = g->keeps && g->behind && !g->out->broken && PQstatus(g->pg->conn) != CONNECTION_OK;

	connect_place_clear(place);
	ok = ok && connect_place_add(place, g->print, strlen(g->print));
	for (size_t k = 0; k < g->n_key && ok; k++)
		ok = connect_place_add(place, g->last[k].p, g->last[k].n);
	if (!ok)
		connect_place_clear(place);
	return ok;
}

static void reading_done(struct reading *g)
{
	for (size_t i = 0; i < g->n_columns; i++) {
		free(g->columns[i].name);
		free(g->columns[i].type);
	}
	for (size_t k = 0; k < PG_KEY_MOST; k++)
		dc_buf_done(&g->last[k]);
	free(g->columns);
	free(g->from);
	free(g->since);
}

enum dc_status pg_read(void *session, const struct connect_table *what, struct connect_place *place, struct rows_out *out, struct dc_error *err)
{
	struct pg *pg = session;
	struct reading g = { .pg = pg, .out = out, .place = place->n == 0 ? NULL : place };

	if (strcmp(what->schema, PG_LARGE_SCHEMA) == 0 && strcmp(what->table, PG_LARGE_TABLE) == 0)
		all_large(&g);
	else if (pg_describe(&g, what) && g.n_read != 0)
		all_rows(&g);
	if (leave_place(&g, place))
		rows_flush(out);
	else
		rows_end(out, g.reason, g.detail);
	reading_done(&g);
	/* A COPY cannot be cancelled without a second connection, which we cannot make: the next table gets a new connector. */
	if (out->broken || PQstatus(pg->conn) != CONNECTION_OK)
		return dc_fail(err, DC_EIO, "the connection is of no more use");
	return DC_OK;
}
