/* mysql.c -- MySQL and MariaDB through libmariadb: READ ONLY transactions with a consistent snapshot, rows as they come, nothing
 * buffered; no LOCAL INFILE, whatever the server asks. Results are not converted: bytes come as stored, and what a column says
 * of its character set is a hint. */
#include "dialect.h"
#include "mysql_public.h"

#include "daicho/decode.h"

#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS 100000		/* rows of one snapshot, of tables larger than */
#define WHOLE_BYTES (64u << 20)
#define COLUMNS_MOST ROWS_COLUMNS_MOST

struct my {
	MYSQL *conn;
	struct dialect_options opt;
	char database[CONNECT_NAME_MOST];	/* "": all that the account sees */
	struct public_grants everyone;
};

struct column {
	char *name, *type;
	char set[40];			/* the server's name of its character set; "": it has none */
	uint8_t shape, charset;
	bool key;
};

struct reading {
	struct my *my;
	struct rows_out *out;
	struct column *columns;
	size_t n_columns;
	size_t n_key, key;		/* columns of the primary key; the place of its only one */
	char *from, *key_name;		/* quoted */
	char *last;			/* key of the last row, as a literal; NULL: there is none */
	const struct connect_place *place;	/* gone on with; or NULL */
	char print[DIALECT_PRINT];	/* of the columns */
	const struct dialect_since *from_then;	/* which rows are read; NULL: all */
	char *since;			/* that, as a condition; or NULL */
	bool keeps;			/* pages by key */
	uint64_t bytes;
	struct pace pace;
	enum dc_reason reason;
	char detail[256];
};

/* ---- opening */

static const char *param(const struct connect_uri *uri, const char *key, char *room, size_t cap)
{
	size_t n = strlen(key);

	for (const char *p = uri->params; *p != '\0'; p += strcspn(p, "&"), p += *p == '&') {
		if (strncmp(p, key, n) == 0 && p[n] == '=') {
			snprintf(room, cap, "%.*s", (int)strcspn(p + n + 1, "&"), p + n + 1);
			return room;
		}
	}
	return NULL;
}

static void secure(MYSQL *conn, const struct connect_uri *uri)
{
	char room[1024];
	const char *mode = param(uri, "ssl-mode", room, sizeof room);
	my_bool yes = 1;

	if (mode != NULL && (strcasecmp(mode, "required") == 0 || strncasecmp(mode, "verify", 6) == 0))
		mysql_optionsv(conn, MYSQL_OPT_SSL_ENFORCE, &yes);
	if (mode != NULL && strncasecmp(mode, "verify", 6) == 0)
		mysql_optionsv(conn, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
	if (param(uri, "ssl-ca", room, sizeof room) != NULL)
		mysql_optionsv(conn, MYSQL_OPT_SSL_CA, room);
}

static bool run(MYSQL *conn, const char *sql)
{
	MYSQL_RES *r;

	if (mysql_query(conn, sql) != 0)
		return false;
	r = mysql_store_result(conn);
	mysql_free_result(r);
	return mysql_errno(conn) == 0;
}

static bool prepare(MYSQL *conn)
{
	if (!run(conn, "SET SESSION TRANSACTION READ ONLY") || !run(conn, "SET NAMES utf8mb4") || !run(conn, "SET character_set_results = NULL") ||
	    !run(conn, "SET SESSION lock_wait_timeout = 2") || !run(conn, "SET SESSION sql_mode = ''"))
		return false;
	/* MariaDB in seconds, MySQL in milliseconds; one of them is not known to this server. */
	return run(conn, "SET SESSION max_statement_time = 300") || run(conn, "SET SESSION max_execution_time = 300000");
}

static enum dc_status my_open(const struct dialect_options *opt, void **session, int *fd, struct dc_error *err)
{
	struct my *my = calloc(1, sizeof *my);
	const struct connect_uri *u = opt->uri;
	unsigned seconds = 20, read_seconds = 330, no = 0;
	char room[1024];

	if (my == NULL || (my->conn = mysql_init(NULL)) == NULL) {
		free(my);
		return dc_fail(err, DC_ENOMEM, "a connector");
	}
	mysql_optionsv(my->conn, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
	mysql_optionsv(my->conn, MYSQL_OPT_READ_TIMEOUT, &read_seconds);
	mysql_optionsv(my->conn, MYSQL_OPT_LOCAL_INFILE, &no);
	mysql_optionsv(my->conn, MYSQL_READ_DEFAULT_GROUP, "client");
	mysql_optionsv(my->conn, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "daicho");
	secure(my->conn, u);
	if (mysql_real_connect(my->conn, u->host[0] == '\0' ? NULL : u->host, u->user[0] == '\0' ? NULL : u->user,
			       opt->password[0] == '\0' ? NULL : opt->password, u->database[0] == '\0' ? NULL : u->database, u->port,
			       param(u, "socket", room, sizeof room), 0) == NULL || !prepare(my->conn)) {
		dialect_say(mysql_error(my->conn), opt->password, room, 400);
		dc_fail(err, DC_EUSAGE, "%s", room);
		mysql_close(my->conn);
		free(my);
		return DC_EUSAGE;
	}
	my->opt = *opt;
	my->opt.password = "";
	snprintf(my->database, sizeof my->database, "%s", u->database);
	*fd = (int)mysql_get_socket(my->conn);
	*session = my;
	return DC_OK;
}

static void my_close(void *session)
{
	struct my *my = session;

	public_done(&my->everyone);
	mysql_close(my->conn);
	free(my);
}

/* ---- listing */

static const char list_tables[] = "table_schema, table_name, table_type, table_rows, data_length FROM information_schema.tables";
static const char list_columns[] = "table_schema, table_name, column_name FROM information_schema.columns";

static enum dc_status list_one(const struct my *my, struct dialect_sink *sink, MYSQL_ROW row, struct dc_error *err)
{
	struct connect_listed l = { .database = row[0], .schema = "", .table = row[1], .detail = "",
		.rows = row[3] == NULL ? -1 : strtoll(row[3], NULL, 10), .bytes = row[4] == NULL ? 0 : strtoull(row[4], NULL, 10),
		.everyone = public_reads(&my->everyone, row[0], row[1]) };

	if (strstr(row[2], "VIEW") != NULL) {
		l.reason = DC_R_view_or_foreign;
		l.detail = "view";
	} else if (strcmp(row[2], "SEQUENCE") == 0) {
		l.reason = DC_R_unsupported_type;
		l.detail = "sequence";
	}
	return sink->listed(sink, &l, err);
}

static enum dc_status failed(struct my *my, struct dc_error *err)
{
	char text[400];

	dialect_say(mysql_error(my->conn), NULL, text, sizeof text);
	return dc_fail(err, DC_EIO, "%s", text);
}

static enum dc_status list_column(const struct my *my, struct dialect_sink *sink, MYSQL_ROW row, struct dc_error *err)
{
	(void)my;
	return sink->listed(sink, &(struct connect_listed){ .database = row[0], .schema = "", .table = row[1], .column = row[2], .detail = "", .rows = -1 }, err);
}

/* What there is in the database, or in all of them, in the order of its names. */
static enum dc_status each_of(struct my *my, const char *what, const char *order, enum dc_status (*one)(const struct my *, struct dialect_sink *, MYSQL_ROW, struct dc_error *), struct dialect_sink *sink, struct dc_error *err)
{
	bool all = my->database[0] == '\0';
	char sql[2 * CONNECT_NAME_MOST + 512], name[2 * CONNECT_NAME_MOST + 1];
	MYSQL_RES *r = NULL;
	MYSQL_ROW row;
	enum dc_status st = DC_OK;

	mysql_real_escape_string(my->conn, name, my->database, strlen(my->database));
	snprintf(sql, sizeof sql, "SELECT %s WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys') %s%s%s ORDER BY %s", what,
		all ? "" : "AND table_schema = '", name, all ? "" : "'", order);
	if (mysql_query(my->conn, sql) == 0)
		r = mysql_store_result(my->conn);
	if (r == NULL)
		return failed(my, err);
	while (st == DC_OK && (row = mysql_fetch_row(r)) != NULL)
		st = one(my, sink, row, err);
	mysql_free_result(r);
	return st;
}

/* Servers that know no PUBLIC answer with an error, and there is nothing to tell. */
static enum dc_status ask_everyone(struct my *my, struct dc_error *err)
{
	MYSQL_RES *r = mysql_query(my->conn, "SHOW GRANTS FOR PUBLIC") == 0 ? mysql_store_result(my->conn) : NULL;
	MYSQL_ROW row;
	bool ok = true;

	public_done(&my->everyone);
	while (ok && r != NULL && (row = mysql_fetch_row(r)) != NULL)
		ok = row[0] == NULL || public_take(&my->everyone, row[0]);
	mysql_free_result(r);
	return ok ? DC_OK : dc_fail(err, DC_ENOMEM, "grants");
}

static enum dc_status my_list(void *session, struct dialect_sink *sink, struct dc_error *err)
{
	static const char *const reserved[] = { "information_schema", "mysql", "performance_schema", "sys" };
	struct my *my = session;
	enum dc_status st = ask_everyone(my, err);

	if (st == DC_OK)
		st = each_of(my, list_tables, "1, 2", list_one, sink, err);

	for (size_t i = 0; my->database[0] == '\0' && i < DC_ARRAY_LEN(reserved) && st == DC_OK; i++)
		st = sink->listed(sink, &(struct connect_listed){ .database = reserved[i], .schema = "", .table = "*", .reason = DC_R_policy_exclude,
			.detail = "system schema", .rows = -1 }, err);
	return st == DC_OK && my->opt.columns ? each_of(my, list_columns, "1, 2, ordinal_position", list_column, sink, err) : st;
}

/* ---- what a table is */

static void blame(struct reading *g)
{
	static const struct { unsigned error; enum dc_reason reason; } errors[] = {
		{ 1205, DC_R_lock_timeout }, { 1969, DC_R_stmt_timeout }, { 3024, DC_R_stmt_timeout }, { 1142, DC_R_access_denied },
		{ 1143, DC_R_access_denied }, { 1044, DC_R_access_denied }, { 1146, DC_R_vanished }, { 1049, DC_R_vanished },
		{ 1412, DC_R_changed }, { 1054, DC_R_changed }, { 1053, DC_R_io_error },
		{ 1927, DC_R_io_error }, { 2006, DC_R_io_error }, { 2013, DC_R_io_error }, { 2027, DC_R_protocol_error },
	};
	unsigned e = mysql_errno(g->my->conn);

	g->reason = DC_R_row_error;
	for (size_t i = 0; i < DC_ARRAY_LEN(errors); i++)
		if (errors[i].error == e)
			g->reason = errors[i].reason;
	/* The server's own words can quote a value. */
	snprintf(g->detail, sizeof g->detail, "error %u, SQLSTATE %s", e, mysql_sqlstate(g->my->conn));
}

static uint8_t charset_of(const char *name)
{
	static const struct { const char *begins; enum dc_charset cs; } sets[] = {
		{ "utf8", DC_CS_UTF8 }, { "sjis", DC_CS_CP932 }, { "cp932", DC_CS_CP932 }, { "ujis", DC_CS_EUCJP }, { "eucjpms", DC_CS_EUCJP },
	};

	for (size_t i = 0; name != NULL && i < DC_ARRAY_LEN(sets); i++)
		if (strncmp(name, sets[i].begins, strlen(sets[i].begins)) == 0)
			return (uint8_t)sets[i].cs;
	return DC_CS_UNKNOWN;		/* latin1 columns often hold other bytes */
}

static uint8_t shape_of(const char *type)
{
	static const char *const bytes[] = { "blob", "binary", "geometry", "point", "polygon", NULL };

	if (strcmp(type, "json") == 0)
		return ROWS_JSON;
	for (size_t i = 0; bytes[i] != NULL; i++)
		if (strstr(type, bytes[i]) != NULL)
			return ROWS_BYTES;
	return ROWS_TEXT;
}

static char *quoted(const char *name)
{
	size_t n = strlen(name), at = 0;
	char *out = malloc(2 * n + 3);

	if (out == NULL)
		return NULL;
	out[at++] = '`';
	for (size_t i = 0; i < n; i++) {
		if (name[i] == '`')
			out[at++] = '`';
		out[at++] = name[i];
	}
	out[at++] = '`';
	out[at] = '\0';
	return out;
}

static MYSQL_RES *ask(struct reading *g, const char *what, const char *schema, const char *table)
{
	char sql[4096], a[2 * CONNECT_NAME_MOST + 1], b[2 * CONNECT_NAME_MOST + 1];

	mysql_real_escape_string(g->my->conn, a, schema, strlen(schema));
	mysql_real_escape_string(g->my->conn, b, table, strlen(table));
	snprintf(sql, sizeof sql, "%s WHERE table_schema = '%s' AND table_name = '%s'", what, a, b);
	if (strstr(what, "columns") != NULL)
		strncat(sql, " ORDER BY ordinal_position", sizeof sql - strlen(sql) - 1);
	return mysql_query(g->my->conn, sql) == 0 ? mysql_store_result(g->my->conn) : NULL;
}

/* Types whose order is that of what is sent: an enum is sorted by number and compared as text, a float is sent rounded. */
static bool pages_by(const char *type)
{
	static const char *const others[] = { "enum", "set", "bit", "float", "double", NULL };

	for (size_t i = 0; others[i] != NULL; i++)
		if (strncmp(type, others[i], strlen(others[i])) == 0)
			return false;
	return true;
}

static void take_columns(struct reading *g, const struct connect_table *what, MYSQL_RES *r)
{
	MYSQL_ROW row;

	while (g->n_columns < COLUMNS_MOST && (row = mysql_fetch_row(r)) != NULL) {
		struct column *c = &g->columns[g->n_columns];

		if (dialect_without(what, row[0])) {
			if (strcmp(row[4], "PRI") == 0)
				g->n_key = COLUMNS_MOST;	/* no pages by a key that is not read */
			continue;
		}
		*c = (struct column){ .name = strdup(row[0]), .type = strdup(row[1]), .shape = shape_of(row[2]), .charset = charset_of(row[3]),
			.key = strcmp(row[4], "PRI") == 0 };
		snprintf(c->set, sizeof c->set, "%s", row[3] == NULL ? "" : row[3]);
		if (c->key) {
			g->key = g->n_columns;
			g->n_key++;
		}
		g->n_columns++;
	}
	if (g->n_key == 1 && pages_by(g->columns[g->key].type))
		g->key_name = quoted(g->columns[g->key].name);
}

static void write_head(struct reading *g, const char *table, MYSQL_RES *columns, const char *comment)
{
	struct rows_column *head = calloc(g->n_columns + 1, sizeof *head);
	MYSQL_ROW row;

	for (size_t i = 0; head != NULL && i < g->n_columns; i++)
		head[i] = (struct rows_column){ g->columns[i].name, g->columns[i].type, g->columns[i].shape, g->columns[i].charset };
	rows_head(g->out, table, head, head == NULL ? 0 : g->n_columns);
	free(head);
	if (comment != NULL && *comment != '\0')
		rows_note(g->out, comment);
	mysql_data_seek(columns, 0);
	while ((row = mysql_fetch_row(columns)) != NULL)
		if (row[5] != NULL && *row[5] != '\0')
			rows_note(g->out, row[5]);
}

/* `column` >= 'time', where there is a column that tells the table's changes. The time is digits and signs, as inside.c has checked.
 * False: memory is out. */
static bool since(struct reading *g, const struct connect_table *what)
{
	const struct dialect_options *o = &g->my->opt;
	char *name;

	for (size_t k = 0; k < o->n_since && g->from_then == NULL; k++)
		for (size_t i = 0; i < g->n_columns; i++)
			if (dialect_since_of(&o->since[k], what->schema, "", what->table, g->columns[i].name))
				g->from_then = &o->since[k];
	if (g->from_then == NULL)
		return true;
	name = quoted(g->from_then->column);
	if (name == NULL || asprintf(&g->since, "%s >= '%s'", name, g->from_then->time) < 0)
		g->since = NULL;
	free(name);
	return g->since != NULL;
}

/* Of what is asked for and what it is paged by. False: memory is out. */
static bool fingerprint(struct reading *g)
{
	struct dc_buf b;
	enum dc_status st = DC_OK;

	dc_buf_init(&b, 0);
	for (size_t i = 0; i < g->n_columns && st == DC_OK; i++)
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
	if (g->key_name == NULL || g->place->n != 2 || strcmp(g->place->at[0], g->print) != 0) {
		g->reason = DC_R_changed;
		snprintf(g->detail, sizeof g->detail, "the connection was lost, and then the table was another");
		return;
	}
	g->last = strdup(g->place->at[1]);
	if (g->last == NULL)
		g->reason = DC_R_limit_memory;
}

static bool describe_table(struct reading *g, const struct connect_table *what)
{
	const char *schema = what->schema, *table = what->table;
	MYSQL_RES *columns = ask(g, "SELECT column_name, column_type, data_type, character_set_name, column_key, column_comment FROM "
		"information_schema.columns", schema, table);
	MYSQL_RES *about = columns == NULL ? NULL : ask(g, "SELECT data_length, table_comment FROM information_schema.tables", schema, table);
	MYSQL_ROW row = about == NULL ? NULL : mysql_fetch_row(about);
	char *a = quoted(schema), *b = quoted(table);

	if (columns == NULL || about == NULL) {
		blame(g);
	} else if (row == NULL || mysql_num_rows(columns) == 0) {
		g->reason = DC_R_vanished;
		snprintf(g->detail, sizeof g->detail, "the table is not there any more");
	} else {
		g->bytes = row[0] == NULL ? 0 : strtoull(row[0], NULL, 10);
		g->columns = calloc((size_t)mysql_num_rows(columns), sizeof *g->columns);
		if (g->columns != NULL) {
			take_columns(g, what, columns);
			if (!fingerprint(g))
				g->reason = DC_R_limit_memory;
			else if (g->place == NULL)
				write_head(g, table, columns, row[1]);
			else
				take_place(g);
		}
	}
	if (a == NULL || b == NULL || asprintf(&g->from, "%s.%s", a, b) < 0)
		g->from = NULL;
	free(a);
	free(b);
	mysql_free_result(columns);
	mysql_free_result(about);
	if (g->reason == DC_R_none && (g->columns == NULL || g->from == NULL || !since(g, what)))
		g->reason = DC_R_limit_memory;
	return g->reason == DC_R_none;
}

/* ---- rows */

/* A literal that means these bytes whatever the connection's character set: _cp932 X'8e52', so that it compares as the column
 * does. What has no character set (numbers, dates) is plain text. */
static bool keep_key(struct reading *g, const struct column *c, const char *value, size_t n)
{
	bool text = c->set[0] != '\0', hex = text || c->shape == ROWS_BYTES;
	char *more = realloc(g->last, 2 * n + sizeof c->set + 8);
	size_t at;

	if (more == NULL)
		return false;
	g->last = more;
	at = (size_t)snprintf(more, sizeof c->set + 8, "%s%s%s'", text ? "_" : "", c->set, hex ? " X" : "");
	at += hex ? mysql_hex_string(more + at, value, n) : mysql_real_escape_string(g->my->conn, more + at, value, n);
	more[at] = '\'';
	more[at + 1] = '\0';
	return true;
}

static bool take_rows(struct reading *g, const char *sql)
{
	MYSQL_RES *r;
	MYSQL_ROW row;
	bool ok;

	if (mysql_query(g->my->conn, sql) != 0 || (r = mysql_use_result(g->my->conn)) == NULL) {
		blame(g);
		return false;
	}
	while (!g->out->broken && (row = mysql_fetch_row(r)) != NULL) {
		unsigned long *n = mysql_fetch_lengths(r);
		unsigned fields = mysql_num_fields(r);

		rows_row(g->out);
		for (size_t i = 0; i < g->n_columns; i++)
			rows_cell(g->out, i < fields ? row[i] : NULL, i < fields ? n[i] : 0);
		if (g->n_key == 1 && g->key < fields && row[g->key] != NULL && !keep_key(g, &g->columns[g->key], row[g->key], n[g->key])) {
			g->reason = DC_R_limit_memory;
			break;
		}
		pace_keep(&g->pace, g->out, &g->my->opt);
	}
	ok = mysql_errno(g->my->conn) == 0 && g->reason == DC_R_none;
	if (!ok && g->reason == DC_R_none)
		blame(g);
	if (!g->out->broken)		/* else it would wait for all the rows that nobody wants */
		mysql_free_result(r);
	return ok && !g->out->broken;
}

static bool in_snapshot(struct reading *g, const char *sql)
{
	bool ok;

	if (!run(g->my->conn, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")) {
		blame(g);
		return false;
	}
	ok = take_rows(g, sql);
	if (!g->out->broken && !run(g->my->conn, "COMMIT") && ok) {
		blame(g);
		return false;
	}
	return ok;
}

static bool begin_query(struct reading *g, struct dc_buf *q)
{
	enum dc_status st;

	dc_buf_clear(q);
	st = dc_buf_adds(q, "SELECT ");
	for (size_t i = 0; i < g->n_columns && st == DC_OK; i++) {
		char *name = quoted(g->columns[i].name);

		st = name == NULL ? DC_ENOMEM : dc_buf_printf(q, "%s%s", i == 0 ? "" : ", ", name);
		free(name);
	}
	return st == DC_OK && dc_buf_printf(q, " FROM %s", g->from) == DC_OK;
}

static bool add_since(struct reading *g, struct dc_buf *q, const char *joint)
{
	return g->since == NULL || dc_buf_printf(q, " %s %s", joint, g->since) == DC_OK;
}

static bool by_key(struct reading *g, struct dc_buf *q)
{
	uint64_t before;

	g->keeps = true;
	do {
		bool behind = g->last != NULL;

		before = g->out->rows;
		if (!begin_query(g, q) || (behind && dc_buf_printf(q, " WHERE %s > %s", g->key_name, g->last) != DC_OK) ||
		    !add_since(g, q, behind ? "AND" : "WHERE") ||
		    dc_buf_printf(q, " ORDER BY %s LIMIT %d", g->key_name, PAGE_ROWS) != DC_OK || dc_buf_cstr(q) == NULL)
			return false;
		if (!in_snapshot(g, dc_buf_cstr(q)))
			return false;
	} while (g->out->rows - before == PAGE_ROWS);
	return true;
}

/* The server has no sampling of blocks: RAND with a seed reads all rows and sends some. */
static bool sampled(struct reading *g, struct dc_buf *q)
{
	const struct dialect_options *o = &g->my->opt;
	uint64_t most = o->sample_rows != 0 ? o->sample_rows : o->max_rows;
	bool part = o->sample > 0 && o->sample < 1, ok = begin_query(g, q);

	if (ok && part)
		ok = dc_buf_printf(q, " WHERE RAND(42) < %.6g", o->sample) == DC_OK;
	ok = ok && add_since(g, q, part ? "AND" : "WHERE");
	if (ok && most != 0)
		ok = dc_buf_printf(q, " LIMIT %llu", (unsigned long long)most) == DC_OK;
	ok = ok && dc_buf_cstr(q) != NULL && in_snapshot(g, dc_buf_cstr(q));
	if (ok && (part || g->out->rows == most)) {
		g->reason = DC_R_sampled;
		snprintf(g->detail, sizeof g->detail, "%llu rows, %s", (unsigned long long)g->out->rows, part ? "drawn at random, seed 42" : "the first");
	}
	return ok;
}

static void all_rows(struct reading *g)
{
	const struct dialect_options *o = &g->my->opt;
	struct dc_buf q;

	dc_buf_init(&q, 0);
	if (o->sample != 0 || o->sample_rows != 0 || o->max_rows != 0)
		sampled(g, &q);
	else if (g->place != NULL || (g->bytes > WHOLE_BYTES && g->n_key == 1 && g->key_name != NULL))
		by_key(g, &q);
	else if (begin_query(g, &q) && add_since(g, &q, "WHERE") && dc_buf_cstr(&q) != NULL)
		in_snapshot(g, dc_buf_cstr(&q));
	dc_buf_done(&q);
	if (g->reason == DC_R_none && g->since != NULL) {
		g->reason = DC_R_sampled;
		snprintf(g->detail, sizeof g->detail, "rows whose %.100s is %s or later", g->from_then->column, g->from_then->time);
	}
}

/* Behind which row another connection may go on, where this one was lost: rows come in the order of their key then. */
static bool leave_place(const struct reading *g, struct connect_place *place)
{
	bool ok = g->keeps && g->last != NULL && !g->out->broken && g->reason == DC_R_io_error;

	connect_place_clear(place);
	ok = ok && connect_place_add(place, g->print, strlen(g->print)) && connect_place_add(place, g->last, strlen(g->last));
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
	free(g->columns);
	free(g->from);
	free(g->since);
	free(g->key_name);
	free(g->last);
}

static enum dc_status my_read(void *session, const struct connect_table *what, struct connect_place *place, struct rows_out *out, struct dc_error *err)
{
	struct reading g = { .my = session, .out = out, .place = place->n == 0 ? NULL : place };

	if (describe_table(&g, what))
		all_rows(&g);
	if (leave_place(&g, place))
		rows_flush(out);
	else
		rows_end(out, g.reason, g.detail);
	reading_done(&g);
	if (out->broken || g.reason == DC_R_io_error || g.reason == DC_R_protocol_error)
		return dc_fail(err, DC_EIO, "the connection is of no more use");
	return DC_OK;
}

const struct dialect dialect_mysql = {
	.scheme = "mysql", .aliases = "mariadb", .port = 3306, .open = my_open, .list = my_list, .read = my_read, .close = my_close,
};
